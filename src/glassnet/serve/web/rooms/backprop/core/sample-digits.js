/**
 * Thirty simulated digits, three of each class, which all shipped networks classify correctly: what a network that is taught one
 * digit forgets is counted on them. Packed as `data/packed-digits.js` reads them; made by Glassnet, free to use for anything.
 */

import { unpackDigits } from "../../../data/packed-digits.js";

const PACKED = [
  "R0xBU1NFVDHBAAAAeyJuYW1lIjogInNpbXVsYXRlZCBpbmsiLCAibGljZW5zZSI6ICJNYWRlIGJ5IEdsYXNzbmV0OiBmcmVlIHRvIHVzZSBmb3IgYW55dGhp",
  "bmcuIiwgImNsYXNzX25hbWVzIjogWyIwIiwgIjEiLCAiMiIsICIzIiwgIjQiLCAiNSIsICI2IiwgIjciLCAiOCIsICI5Il0sICJjb3VudCI6IDMwLCAic2hh",
  "cGUiOiBbMjgsIDI4XSwgImJpdHMiOiA0fXja1Vp7jFRXGT9zZ2ZnZncWppaAAYERIoICO5HWFpqyS9OmmqK7MZI0bGVAI2qrzLbahlJktgRMWyKXvpQAdrbR",
  "Ul0esyRKCyVcWmsLBLyl2hcUBh8F5HXZ9+68Ps99nHO+r3HURIHl/rG7v71zz73ne/y+3/fdYT7NHwhWhcIR9q/++t+O0S0I+M1WhMYOIuDTjz2j0LQSQJNE",
  "Rnc2uU+AALTUtfcKFM6zSK9cp7aLaf0lgdKdjMXMmLf++U57pYR3WaEboXEv9/GfZtxFqa8X+E/Lu86MWXHmK3uL5Jm+jgUK3g0SrK6HhQfkc4bLi8b2qE1k",
  "APYpFNx7Ns6u4lH9OkbJIkZGHoEA9ODL8B5YPSxEKFPGvoUBhCLQSS5bhy8DbAgL3zsIveTebyE0HHDwJKEBIb1ccTvM7MfonuevphNGbrXOJgT4JPDjb8Lq",
  "VnH1F+4SkRW17ayJLVa96JitDa/U+FZlVHcJo7RwoO9Ovqjl5WOVCaV4WOSKDkdzHUlh+9xKVt9nCZdxb4VKMlws/vi5bmnpVu4yGS6pnokL8rDSQzV8dzuy",
  "8NID7s2fu7CfVRlQQk+m3Xv+Kvlh5oxPYwsBvKtQc/texD3cUpDAwYtJqwaHpM/oQ6fCJFPCMIgXeQ7wKmw5ENdmcA6wMF6VBciFEXJufAdGund/fXNsxPe2",
  "52XulaF8UG4v+PiqGBvCR/Cc8yvk7iXlJoTe51KFSyNuejcCOBEFXe6povuRDucqM+8S1GDc1wxF3eWDLJQsgOeNXs9B/OhnVpd731m50s6YBieFax1axEQY",
  "IoxWDbjKRQk1DSdsV0eIqpGwcKpA/EdI7NY/XWHLT94p//zEDY8AeGHSfMI2lHhswwYviGjKFtY/qHaeISTE0URlB73rx5CXgZeyV5FxXQewC6Q9azidzFJ+",
  "+JHtcJIeOmF3ci4sa9CkOBuVE7nqy526yYK8rDj2IdJY4yFRvl+u8JlfXLj/Mts5THZTPVAZRSgiRBCmKF8ZhSgiIVf1cRRULgsWZ1oqAYJlKORRMrw3wZJM",
  "qBktY1A+pH6b+wjFPxRQOtSSkh4+xa61I7Z8J3r+IoASWdPg9WZ4ipvDlSvcQUtg11bLqfeBhF0QedwhpTXvHkwiIUBG82Wx0abiz2k5HD/RMhFFPUQUtRDU",
  "SpjnrxjVFHFN0HKv4ZNTS/gWtOaxyO8ve0HYzRaIRw+ft2Ci1aGK+BufKsUFIf/6W8wQ+88O2v9ZKCy7ELFG7YCtVcWKKW7MjEyzTHFhtQrQqVA2UQbeC6jA",
  "j3GKhziy+WfnSgURtD9mioestjMsJZgxaq9X34XO+Y1Oed17iw11d747OK209vbyzqGTBNcfIRSMCcbflURSKtShRWQwTd/TwsadEWjjsjirWyvQgZn9bOsW",
  "2T0UVozokXEWSNSu3Yyai6qBaqx7EnVYd7FDOJQj3UQXY5EXIGUkSlbM4AJ+mgS8iVUAa7/8th77ZowIV1wTLMD8rQNWlaPB6EVteL5aKY8F0OqX4VoFfH85",
  "YcJxdrIbYo8Z23ypbhGf9r+jnrPrSzEn67z+oVvJNN4/tDjreqtkbdM2igdN9dv1+IgsDqfZFKm2/Rn4AO3InwV4FEVW9tGrGPK3EDLNdJK46iKinFZ0Iv8C",
  "pM9gRFKy7EnC0ITL60i5j5JFQ0R9+okyZRZpEQxyC508d5KqrMHKQjXSf2Vt/wNspmAR311/9TgqY/mYrkyRbGGNqual47hb0mNsmGqgDR73yjATuSeISCF7",
  "T71N3Il7vOl9Feuto8hGCsckj9hu8u7os6A1kB2MCwX7YSknAKvLs+Xvy1uMW3eVaX/pY6sVmMvr05NKePOjLB7bhKdmLBGR7od3bFHfID7YYOd1XPRNLJCR",
  "A4JwcXIOrRk3Af6MuQ5T3/f5/by5js1DI3RP3k/rczmt6NVll51cD1p9brYMuq6zg19LueMn/vwf7t5geW1BCNzDo7pmF4nouXnj4Ysvf20ots5E4Q2jpETG",
  "RUnxyTscMmsQ+7R/nnDBXa68ueCAz4GrZ8yEM8T6gxv2Se7YUdap2j6vjpzbAmdiYmY12YQ3Y8GyrF3c49MJwWRxNFfhIRGb3lPxg0HywVqCGkmxjzRcRVfc",
  "uObw8YttaCwGcrAZhfcXz1sjBQaZj2uET/yE5YPFyk0dbRRrBnav/yHquABK0g01ZxcvNUlJmE2IPliu3B7S5nSF8uZ3vr0C/qLqD9at2rE/nr4s86br/KqS",
  "TuG00auqISCkl1fNuE2NqHFjYxRieK6HB3LZPCmv+FR9KUamDzE8Ad8Ex37zc09KNZYct5dbvSmce5Ra3UlU/obvbtjqMVojwLn1MTbLHWgFOQvBz+bNs1x/",
  "h7a7F4odzXeQLPGTthw6/MI11kJvX0nkCux/TMlt7klE8yHbFiolghsNInWGkXRJkrEbmdqyDCnNem9llKbnCBOZnSRX2wjCeRwk5ygKUNG3MXGZrX3TejTR",
  "Gm0Hj9D6/hwuazVQajdlmKVgXUAWQJYt8ODO9smcitXBHGHsemjTiygHioBsbZAXYhGA4gOkhRY1nAVyPHmkEkjx4vNly1MQGpSb7Ns0eebjLD9KfjKbX32j",
  "JZ/aybJig+zf+YqqZ7hjzbEnh0oKaA8/iyO3bKEm73CiSo0dfDyMA4bYkd+uyQdxc6sdk4t02DVYLHMxrpozt9UdL0wWtJEumF0r2gwnJbXxk2WWmlHN5gZM",
  "S+WgLX0okWutKH8jpEAN628grNlPMvUj3Mz8I35FbT/1HQSmQFlNDwIWns9Nh6dTqg5ke3mGqI238mAWtq7mf0XkufGDtpyMoS4uJM2UOYmR0WEjsflcm32d",
  "QDadyDtodspGS5JqOPvXD+IGT9EU79jD6h1qPRw0VcfJ0w/+rrZ+84kPEkOnKOhYlPiAyBvyCpEB4XLoroysyihA3laHCUOH6Yya9NM1pIEfDlgMJIlaypIm",
  "mU5NjX/z8nrule3ytGUn1A2DBnot498L556QGwzDUV7IRE4H8nbllpljxxF9o2ng7sOXu0RM2FKpTlM/kKFDEF4lfII4w2f23IZUqs36L86RM7HiHp7Vxxpc",
  "p5eamPalbW4Fjnit5medpQJvDC2RNHKbejcyaRMc3YYq7CqWEm5JP8P/SgpjjHT+RfT2WrLqKxg8jiM0UELp4Z+/Ty1SYxURldf23YJCObiQpUk3UU2iNyo8",
  "HXCYUdBNij/v9ZvEh/pt58rXCJnND+dUzQ5sPfDNIeKQCMlu+rUY3WGF4J6Fnj5yNcwlhfwWuAmRtjvirwg5n4b8g48A5FxHTHOk/aCHNOdVa4uHmH8NnF3E",
  "coRUrD7CmT1EVncRtrv0X6PuylxL7/6NHVfU/pNURPruOwSFRQLdWj606qew0vPHCTtWxftjn/vAM10+9w3QikPGJREy0dXOkyT6KuYe5r+Afc9m0mlomswd",
  "aggrRrxcCa/DKFqwo6dRZE5zYc518xUrNgMU0JK3337Fv77hu3vDLvkEWga/+WqEAw/dPSCFya/cQY/LBCRf6noqFvu5OWxOk37DDI4f/50ULIC7FxN2vdIu",
  "60XOzkCJzJKtrJpQJVbffhvf7btPpUp9n+G0FyKrccOQhP3I8FN/ya65wz9jxoQJEyYu7xDNmHO4+W5edI5sp1tdm7zRkROYniAJOOO7kPCI+z7Z2uGNrRtc",
  "GzlZ5H1BMuJWVg9pRxlCIgVItgwjbNO4j/Ts5D2GmaiINKLCQsU4URREXH3+zP/dxoExLyGDGxYokAZ09yy3fDeal+cUSsFBKMgg1PNRVFzqIZ0nHXQX3jiR",
  "UmRqVU02nikj3RqG0+hLl+nyTPQm2+qpQ+rXeBvrVp0081HA8zOtvWnohL229gL6WoL9ZSPJwlXQP0N9PTSZxwGpt30cLRlAQ6IxykxReNpQJrRffqSVZZ6w",
  "3kWIfdF9AarKNGa7KhK6lDKHkdo7G8+ltBzOm0mkJzFJG5597T+b65/mE+WO",
].join("");

/** @returns {Promise<import("../../../data/labeled-images.js").LabeledImages>} */
export function readSampleDigits() {
  return unpackDigits(Uint8Array.from(atob(PACKED), (letter) => letter.charCodeAt(0)));
}
