/** "a 7", "an 8"; of classes that are no digits "a cat", "an apple". @param {string} name of a class */
export function withArticle(name) {
  return `${/^(8|11|18|[aeiou])/i.test(name) ? "an" : "a"} ${name}`;
}
