/** MT19937 (Matsumoto, Nishimura 1998), seeded as `numpy.random.seed` does. */

const SIZE = 624;
const MIDDLE = 397;

export class MersenneTwister {
  #key = new Uint32Array(SIZE);
  #position = SIZE;

  /** @param {number} seed from 0, below 2^32 */
  constructor(seed) {
    let word = seed >>> 0;
    for (let i = 0; i < SIZE; i++) {
      this.#key[i] = word;
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i + 1) >>> 0;
    }
  }

  /** 32 bits. */
  draw() {
    if (this.#position === SIZE) this.#twist();
    let y = this.#key[this.#position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist() {
    const key = this.#key;
    for (let i = 0; i < SIZE; i++) {
      const y = (key[i] & 0x80000000) | (key[(i + 1) % SIZE] & 0x7fffffff);
      key[i] = key[(i + MIDDLE) % SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}
