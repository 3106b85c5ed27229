/**
 * Words in the reader's language. In the code they stand in English; where a page has a script of another language
 * (`static/js/languages/`), what that says is taken instead. `make messages` finds the words by these functions' names,
 * so each is called with its words in quotes, and values stand in them by name: `gettext("{name} leads", { name })`.
 */

/** @typedef {Record<string, unknown>} Values */
/** @type {{plural: (n: number) => number, words: Record<string, string | string[]>}} */
const language = globalThis.translations ?? { plural: (n) => Number(n !== 1), words: {} };
const PLACE = /\{(\w+)\}/;

/** @param {string} text @param {Values} [values] */
export function gettext(text, values) {
  return filled(single(text), values);
}

/** The same word can mean two things; `context` says which. @param {string} context @param {string} text @param {Values} [values] */
export function pgettext(context, text, values) {
  const said = language.words[`${context}\u0004${text}`];
  return filled(typeof said === "string" ? said : text, values);
}

/** The form for a number, which stands in the words as `{number}`. @param {string} one @param {string} many @param {number} number @param {Values} [values] */
export function ngettext(one, many, number, values) {
  return filled(plural(one, many, number), { number, ...values });
}

/** As `gettext`, with values that are HTML: a list of texts and values, as lit-html takes it. @param {string} text @param {Values} values */
export function rich(text, values) {
  return parts(single(text), values);
}

/** As `ngettext`, with values that are HTML. @param {string} one @param {string} many @param {number} number @param {Values} [values] */
export function nrich(one, many, number, values) {
  return parts(plural(one, many, number), { number, ...values });
}

/** Marks words for `translated`, which come from elsewhere and mean the same. @param {string} text */
export const marked = (text) => text;

/** Words that aren't in the call: those that are marked in the reader's language, others as they are. @param {string} text */
export const translated = (text) => single(text);

/** The reader's language and its customs, for `Intl`. English is Britain's, as the words are. */
export const locale = () => {
  const lang = globalThis.document?.documentElement.lang || "en";
  return lang === "en" ? "en-GB" : lang;
};

/** @param {string} text */
function single(text) {
  const said = language.words[text];
  return typeof said === "string" ? said : text;
}

/** @param {string} one @param {string} many @param {number} number */
function plural(one, many, number) {
  const said = language.words[one];
  if (Array.isArray(said)) return said[language.plural(number)];
  return number === 1 ? one : many;
}

/** @param {string} text @param {Values} [values] */
function filled(text, values) {
  return values ? parts(text, values).join("") : text;
}

/** @param {string} text @param {Values} values */
function parts(text, values) {
  return text.split(PLACE).map((part, index) => (index % 2 ? values[part] : part));
}
