import assert from "node:assert/strict";
import { test } from "node:test";

test("without another language words stay as they are in the code", async () => {
  const { gettext, locale, ngettext, pgettext, rich } = await import("../../static/js/gettext.js?english");
  assert.equal(gettext("Sold"), "Sold");
  assert.equal(gettext("{name} leads at {price}", { name: "Max {x}", price: "£5m" }), "Max {x} leads at £5m");
  assert.equal(ngettext("{number} bid", "{number} bids", 1), "1 bid");
  assert.equal(ngettext("{number} bid", "{number} bids", 0), "0 bids");
  assert.equal(pgettext("of a lot", "Open"), "Open");
  const name = { html: "Max" };
  assert.deepEqual(rich("{name} leads", { name }), ["", name, " leads"]);
  assert.equal(locale(), "en-GB");
});

test("a page's script of another language says its words, and what it lacks is in English", async () => {
  globalThis.translations = {
    plural: (n) => Number(n !== 1),
    words: {
      "{name} leads at {price}": "Für {price} führt {name}",
      "{number} bid": ["{number} Gebot", "{number} Gebote"],
      "of a lot\u0004Open": "Offen",
    },
  };
  const { gettext, ngettext, nrich, pgettext } = await import("../../static/js/gettext.js?german");
  delete globalThis.translations;
  assert.equal(gettext("{name} leads at {price}", { name: "Max", price: "£5m" }), "Für £5m führt Max");
  assert.equal(ngettext("{number} bid", "{number} bids", 1), "1 Gebot");
  assert.equal(ngettext("{number} bid", "{number} bids", 2), "2 Gebote");
  assert.deepEqual(nrich("{number} bid", "{number} bids", 2), ["", 2, " Gebote"]);
  assert.equal(pgettext("of a lot", "Open"), "Offen");
  assert.equal(gettext("Open"), "Open");
  assert.equal(gettext("constructor"), "constructor");
});
