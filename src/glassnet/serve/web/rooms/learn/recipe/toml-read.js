/**
 * Reads the TOML that recipes are written in: comments, keys, tables and inline tables, strings on one line, numbers,
 * booleans and lists. Not read, since no recipe has them: dates, strings over several lines, lists of tables with [[name]].
 */

/** A mistake in TOML, with the line it is in, from 1. */
export class TomlError extends Error {
  name = "TomlError";

  /** @param {string} message @param {number} line */
  constructor(message, line) {
    super(`Line ${line}: ${message}`);
    this.line = line;
  }
}

const BARE_KEY = /[A-Za-z0-9_-]+/y;
const WORD = /[^\s,\]}#=]+/y;
const NUMBER = /^[+-]?(\d+(_\d+)*)(\.\d+(_\d+)*)?([eE][+-]?\d+)?$/;
const CONSTANTS = new Map(/** @type {[string, any][]} */ ([["true", true], ["false", false], ["inf", Infinity], ["+inf", Infinity], ["-inf", -Infinity], ["nan", NaN]]));
const ESCAPES = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };

/** @param {string} text @returns {Record<string, any>} @throws {TomlError} */
export function readToml(text) {
  return new Reader(text).readDocument();
}

class Reader {
  #text;
  #at = 0;

  /** @param {string} text */
  constructor(text) {
    this.#text = text.replace(/\r\n/g, "\n");
  }

  readDocument() {
    const root = {};
    let table = root;
    for (;;) {
      this.#skip(true);
      if (this.#at >= this.#text.length) return root;
      if (this.#take("[")) {
        if (this.#peek() === "[") this.#fail("lists of tables, [[name]], are not read here: write name = [{ ... }]");
        table = this.#descend(root, this.#readKeys());
        this.#expect("]");
      } else this.#readPair(table);
      this.#endLine();
    }
  }

  /** @param {Record<string, any>} table */
  #readPair(table) {
    const keys = this.#readKeys();
    const last = /** @type {string} */ (keys.pop());
    const parent = this.#descend(table, keys);
    if (Object.hasOwn(parent, last)) this.#fail(`'${last}' is written twice`);
    this.#expect("=");
    this.#skip();
    set(parent, last, this.#readValue());
  }

  #readKeys() {
    const keys = [];
    do {
      this.#skip();
      keys.push(this.#peek() === '"' || this.#peek() === "'" ? this.#readString() : this.#readBareKey());
      this.#skip();
    } while (this.#take("."));
    return keys;
  }

  #readBareKey() {
    return this.#match(BARE_KEY) ?? this.#fail(`expected a name, got ${this.#describeNext()}`);
  }

  /** @param {Record<string, any>} table @param {string[]} keys */
  #descend(table, keys) {
    for (const key of keys) {
      if (!Object.hasOwn(table, key)) set(table, key, {});
      table = table[key];
      if (typeof table !== "object" || Array.isArray(table)) this.#fail(`'${key}' is a value, and has no settings of its own`);
    }
    return table;
  }

  /** @returns {any} */
  #readValue() {
    const next = this.#peek();
    if (next === '"' || next === "'") return this.#readString();
    if (next === "[") return this.#readList();
    if (next === "{") return this.#readInlineTable();
    const word = this.#match(WORD);
    if (word === null) return this.#fail(`expected a value, got ${this.#describeNext()}`);
    if (CONSTANTS.has(word)) return CONSTANTS.get(word);
    if (!NUMBER.test(word)) this.#fail(`'${word}' is not a value: write text in quotes, as "${word}"`);
    return Number(word.replaceAll("_", ""));
  }

  #readList() {
    const values = [];
    this.#expect("[");
    for (;;) {
      this.#skip(true);
      if (this.#take("]")) return values;
      values.push(this.#readValue());
      this.#skip(true);
      if (!this.#take(",") && this.#peek() !== "]") this.#fail(`expected a comma or ] in the list, got ${this.#describeNext()}`);
    }
  }

  #readInlineTable() {
    const table = {};
    this.#expect("{");
    this.#skip();
    if (this.#take("}")) return table;
    for (;;) {
      this.#readPair(table);
      this.#skip();
      if (this.#take("}")) return table;
      if (!this.#take(",")) this.#fail(`expected a comma or } in the table, got ${this.#describeNext()}`);
    }
  }

  #readString() {
    const quote = this.#text[this.#at];
    if (this.#text.startsWith(quote.repeat(3), this.#at)) this.#fail("text over several lines is not read here");
    let result = "";
    for (this.#at++; ; this.#at++) {
      const letter = this.#text[this.#at];
      if (letter === undefined || letter === "\n") return this.#fail(`the text has no ${quote} at its end`);
      if (letter === quote) break;
      result += letter === "\\" && quote === '"' ? this.#readEscape() : letter;
    }
    this.#at++;
    return result;
  }

  #readEscape() {
    const letter = this.#text[++this.#at];
    if (Object.hasOwn(ESCAPES, letter)) return ESCAPES[letter];
    const length = letter === "u" ? 4 : letter === "U" ? 8 : 0;
    const digits = this.#text.slice(this.#at + 1, this.#at + 1 + length);
    const code = Number.parseInt(digits, 16);
    if (length === 0 || !/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff) this.#fail(`'\\${letter}' is not an escape`);
    this.#at += length;
    return String.fromCodePoint(code);
  }

  /** Skip spaces and comments, with `lines` also the ends of lines. */
  #skip(lines = false) {
    for (;;) {
      const letter = this.#peek();
      if (letter === " " || letter === "\t" || (lines && letter === "\n")) this.#at++;
      else if (letter === "#") while (this.#at < this.#text.length && this.#peek() !== "\n") this.#at++;
      else return;
    }
  }

  #endLine() {
    this.#skip();
    if (this.#at < this.#text.length && !this.#take("\n")) this.#fail(`expected the end of the line, got ${this.#describeNext()}`);
  }

  #peek() {
    return this.#text[this.#at];
  }

  /** @param {string} letter */
  #take(letter) {
    if (this.#peek() !== letter) return false;
    this.#at++;
    return true;
  }

  /** @param {string} letter */
  #expect(letter) {
    this.#skip();
    if (!this.#take(letter)) this.#fail(`expected ${letter}, got ${this.#describeNext()}`);
  }

  /** @param {RegExp} pattern */
  #match(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }

  #describeNext() {
    const letter = this.#peek();
    return letter === undefined ? "the end" : letter === "\n" ? "the end of the line" : `'${letter}'`;
  }

  /** @param {string} message @returns {never} */
  #fail(message) {
    throw new TomlError(`${message}.`, this.#text.slice(0, this.#at).split("\n").length);
  }
}

/** As an own property, whatever the name. @param {object} table @param {string} name @param {any} value */
function set(table, name, value) {
  Object.defineProperty(table, name, { value, writable: true, enumerable: true, configurable: true });
}
