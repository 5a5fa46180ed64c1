/** Numbers of any size mixed into the state of a generator, as NumPy's SeedSequence does (after O'Neill 2015). */

const POOL_SIZE = 4;
const INIT_A = 0x43b0d7e5;
const MULT_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULT_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;

/**
 * So many 32-bit words from a list of whole numbers from 0 on.
 * @param {number[]} entropy
 * @param {number} count
 * @returns {Uint32Array}
 */
export function generateState(entropy, count) {
  const pool = mixEntropy(entropy.flatMap(splitIntoWords));
  const state = new Uint32Array(count);
  let hash = INIT_B;
  for (let i = 0; i < count; i++) {
    let word = pool[i % POOL_SIZE] ^ hash;
    hash = Math.imul(hash, MULT_B);
    word = Math.imul(word, hash);
    state[i] = word ^ (word >>> 16);
  }
  return state;
}

/** The 32-bit words of a whole number, lowest first. @param {number} value */
function splitIntoWords(value) {
  const words = [value % 2 ** 32];
  for (let rest = Math.floor(value / 2 ** 32); rest > 0; rest = Math.floor(rest / 2 ** 32)) words.push(rest % 2 ** 32);
  return words;
}

/** @param {number[]} words */
function mixEntropy(words) {
  const pool = new Uint32Array(POOL_SIZE);
  let hash = INIT_A;
  /** @param {number} value */
  const scramble = (value) => {
    let mixed = value ^ hash;
    hash = Math.imul(hash, MULT_A);
    mixed = Math.imul(mixed, hash);
    return mixed ^ (mixed >>> 16);
  };
  for (let i = 0; i < POOL_SIZE; i++) pool[i] = scramble(words[i] ?? 0);
  for (let from = 0; from < POOL_SIZE; from++) {
    for (let to = 0; to < POOL_SIZE; to++) {
      if (from !== to) pool[to] = combine(pool[to], scramble(pool[from]));
    }
  }
  for (const word of words.slice(POOL_SIZE)) {
    for (let to = 0; to < POOL_SIZE; to++) pool[to] = combine(pool[to], scramble(word));
  }
  return pool;
}

/** @param {number} left @param {number} right */
function combine(left, right) {
  const mixed = (Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right)) | 0;
  return mixed ^ (mixed >>> 16);
}
