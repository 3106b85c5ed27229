/** The page on which anybody checks an auction: fetch the journal, check it here, and say what was found. */
import { gettext } from "../gettext.js";
import { money } from "../room/money.js";
import { chainFaults, moneyFaults, parsed, Replay } from "./verify.js";

const LINKS_SHOWN = 20;
const FAULTS_SHOWN = 20;
const at = (id) => document.getElementById(id);

function say(text, tone) {
  at("proof-verdict").textContent = text;
  at("proof-verdict").classList.toggle("good", tone === "good");
  at("proof-verdict").classList.toggle("bad", tone === "bad");
}

function row(...cells) {
  const line = document.createElement("tr");
  for (const [text, kind] of cells) {
    const cell = document.createElement("td");
    if (kind) cell.className = kind;
    const words = document.createElement("bdi");
    words.textContent = text;
    cell.append(words);
    line.append(cell);
  }
  return line;
}

function showFaults(faults) {
  at("proof-faults").hidden = faults.length === 0;
  const more = faults.length - FAULTS_SHOWN;
  const shown = more > 0 ? [...faults.slice(0, FAULTS_SHOWN), gettext("… and {number} more.", { number: more })] : faults;
  at("proof-faults").replaceChildren(...shown.map((fault) => Object.assign(document.createElement("li"), { textContent: fault })));
}

function showSales(top, events) {
  const replay = new Replay();
  for (const event of events) replay.follow(event);
  const sold = [...replay.lots.values()].filter((lot) => lot.status === "sold").sort((one, other) => one.number - other.number);
  const spent = [...replay.seats.values()].reduce((sum, seat) => sum + seat.spent, 0);
  at("proof-events").textContent = String(events.length);
  at("proof-sold").textContent = String(sold.length);
  at("proof-spent").textContent = money(spent, top.unit);
  at("proof-figures").hidden = false;
  at("proof-rows").replaceChildren(...sold.map((lot) => row(
    [String(lot.number), "muted"],
    [top.assets[lot.asset] ?? gettext("asset {id}", { id: lot.asset })],
    [top.participants[lot.sold_to] ?? gettext("manager {id}", { id: lot.sold_to })],
    [money(lot.sold_for, top.unit), "number"],
  )));
  at("proof-sales").hidden = sold.length === 0;
}

function showChain(events) {
  const last = events.slice(-LINKS_SHOWN).reverse();
  at("proof-links").replaceChildren(
    ...last.map((event) => row([String(event.seq), "number"], [event.kind.replaceAll("_", " ")], [event.hash, "hash"])),
  );
  at("proof-chain").hidden = last.length === 0;
}

function compare(events, kept) {
  const found = events.find((event) => event.hash === kept);
  if (!kept) return "";
  if (!found) return gettext("No event has this hash: the journal was changed since, or the hash isn't of this auction.");
  const later = events.at(-1).seq - found.seq;
  if (!later) return gettext("It is the last hash. Nothing was changed.");
  return gettext("It is the hash of event {event}. {number} came after it.", { event: found.seq, number: later });
}

/** Checks the text of a journal and shows what was found; also what tests call. */
export async function check(text) {
  const { top, events } = parsed(text);
  at("proof-head").textContent = top.head.hash;
  const progress = (done, all) => Object.assign(at("proof-progress"), { max: all, value: done });
  const chain = await chainFaults(top, events, "", progress);
  const faults = chain.length ? chain : moneyFaults(events);
  showFaults(faults);
  if (faults.length) say(chain.length ? gettext("This journal was changed.") : gettext("Money and sales don't follow from this journal."), "bad");
  else say(gettext("{number} events, none changed. Money and sales follow.", { number: events.length }), "good");
  if (!chain.length) {
    showSales(top, events);
    showChain(events);
  }
  at("proof-late").hidden = !top.late;
  at("proof-late").textContent = gettext("Up to event {event} the hashes were made later than the events.", { event: top.late });
  at("proof-kept").onsubmit = (submitted) => {
    submitted.preventDefault();
    at("proof-compared").textContent = compare(events, at("kept").value.trim().toLowerCase());
  };
}

async function main() {
  try {
    const answer = await fetch(at("proof").dataset.file);
    if (!answer.ok) throw new Error(String(answer.status));
    await check(await answer.text());
  } catch {
    say(gettext("The journal couldn't be read. Reload the page, or check the file with the script."), "bad");
  }
}

main();
