/** The cases that the server's rules play too: where a page says something of a rule, it says the same. */
import { readFileSync } from "node:fs";

/** @param {string} name of a file in `tests/vectors/` */
export const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")).vectors;
