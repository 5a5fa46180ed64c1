/** Ways to write a digit that look like another digit: drawn by hand for this page, none is from a data set. */

/**
 * @typedef {import("../../../reading/backend.js").Stroke} Stroke
 * @typedef {object} Form
 * @property {string} label    the digit that is meant
 * @property {string} title
 * @property {string} why      what it shares with another digit
 * @property {Stroke[]} strokes  on a sheet of 280 x 280
 */

/** @type {readonly Form[]} */
export const FORMS = Object.freeze([
  {
    label: "1",
    title: "A one with a level flag",
    why: "With a stem and a flag of half its length, only the stem differs from that of a seven: a one stands upright, a seven leans. Many sevens stand upright, too.",
    strokes: [[[96, 76], [116, 62], [150, 56], [152, 90], [152, 130], [150, 170], [148, 226]]],
  },
  {
    label: "7",
    title: "An upright seven without a bar",
    why: "The other side of the same question: the top is short, and the stem does not lean.",
    strokes: [[[112, 62], [140, 58], [168, 56], [166, 90], [160, 130], [156, 180], [154, 226]]],
  },
  {
    label: "0",
    title: "A small zero on a long slash",
    why: "The slash is longer than the zero: a stroke with a loop at it, as in a six, a four or a nine.",
    strokes: [
      [[140, 106], [120, 114], [108, 134], [112, 158], [130, 170], [154, 166], [168, 146], [164, 122], [150, 108], [138, 107]],
      [[158, 52], [148, 100], [138, 150], [126, 228]],
    ],
  },
  {
    label: "9",
    title: "A nine whose tail crosses its loop",
    why: "The tail leaves the loop on the left, where a nine has it on the right: the lower half is that of a three or an eight.",
    strokes: [[[110, 128], [134, 126], [164, 112], [174, 86], [156, 62], [124, 60], [104, 76], [104, 96], [126, 118], [156, 140], [166, 168], [156, 196], [136, 214], [112, 228]]],
  },
  {
    label: "4",
    title: "A closed four",
    why: "Its bar meets the stem at a point: a loop on a stem, as a nine has it.",
    strokes: [[[160, 54], [128, 96], [98, 140], [176, 138]], [[162, 54], [160, 120], [158, 228]]],
  },
  {
    label: "9",
    title: "A nine with an open loop",
    why: "The loop does not close: the bowl of a four without its corner.",
    strokes: [[[120, 62], [108, 88], [112, 116], [138, 126], [164, 112], [172, 60], [168, 120], [160, 228]]],
  },
  {
    label: "2",
    title: "A two without a base",
    why: "The base is only the end of the stroke: a seven with a round top.",
    strokes: [[[104, 84], [122, 62], [152, 60], [168, 84], [158, 124], [134, 172], [112, 216], [150, 214]]],
  },
]);
