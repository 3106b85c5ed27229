/** Checks a journal in the browser: the chain of hashes, and that money and sales follow. docs/proof.md says how.
 *
 * clients/verify_journal.py says the same in Python; tests/vectors/proof.json holds both to the same sentences.
 */
import { gettext } from "../gettext.js";

const GIVEN = { grant: 1, revoke: -1, adjust: 1, pay: -1, receive: 1, refund: 1 };
const SPENT = { capture: 1, reverse: -1 };

/** The one text of a value that is hashed: keys in order, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${fields.join(",")}}`;
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The hash of an event's record: of all but the hash itself. */
export function hashOf(event) {
  const { hash, ...record } = event;
  return sha256(canonical(record));
}

/** What the file says: its first line, and the events. Throws SyntaxError where a line is no JSON. */
export function parsed(text) {
  const [top, ...events] = text.split("\n").filter((line) => line).map((line) => JSON.parse(line));
  return { top, events };
}

/** What is wrong with the chain, in sentences; `kept` is a head that the reader knows from elsewhere. */
export async function chainFaults(top, events, kept = "", onProgress = () => {}) {
  const faults = numberFaults(events.map((event) => event.seq));
  const known = new Map([[0, await sha256(top.auction)]]);
  const ordered = [...events].sort((one, other) => one.seq - other.seq);
  for (const [at, event] of ordered.entries()) {
    const { seq, before, hash } = event;
    if ((await hashOf(event)) !== hash) faults.push(gettext("Event {event} was altered: its hash is another.", { event: seq }));
    if ((known.get(seq - 1) ?? before) !== before) faults.push(gettext("Event {event} doesn't follow on event {before}.", { event: seq, before: seq - 1 }));
    known.set(seq, hash);
    onProgress(at + 1, ordered.length);
  }
  const last = Math.max(...known.keys());
  if (last !== top.head.seq || known.get(last) !== top.head.hash) {
    faults.push(gettext("Event {event} isn't the head that the file names, which is event {head}.", { event: last, head: top.head.seq }));
  }
  if (kept && ![...known.values()].includes(kept)) {
    faults.push(gettext("The head that you kept is no event's: the journal was changed since."));
  }
  return faults;
}

function numberFaults(numbers) {
  const times = counted(numbers);
  const ordered = [0, ...[...times.keys()].sort((one, other) => one - other)];
  const missing = ordered.filter((seq, at) => at < ordered.length - 1 && ordered[at + 1] > seq + 1);
  const twice = ordered.filter((seq) => times.get(seq) > 1);
  const moved = numbers.flatMap((seq, at) => (at && seq < numbers[at - 1] ? [[seq, numbers[at - 1]]] : []));
  return [
    ...missing.map((seq) => gettext("Event {event} is missing.", { event: seq + 1 })),
    ...twice.map((seq) => gettext("Event {event} is there more than once.", { event: seq })),
    ...moved.map(([seq, before]) => gettext("Event {event} stands after event {before}.", { event: seq, before })),
  ];
}

function counted(values) {
  const times = new Map();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return times;
}

/** What doesn't follow in the money and the sales, each with the first event after which it shows. */
export function moneyFaults(events) {
  const replay = new Replay();
  return events.flatMap((event) => replay.follow(event).map((fault) => gettext("Event {event}: {fault}.", { event: event.seq, fault })));
}

/** Lots, seats and money as the events make them, one after the other. */
export class Replay {
  lots = new Map();
  seats = new Map();
  #given = new Map();
  #spent = new Map();

  /** Goes on by an event; what is wrong with it, in words. */
  follow(event) {
    if (!event.lots) return [];
    for (const { kind, participant, amount } of event.ledger) {
      add(this.#given, participant, (GIVEN[kind] ?? 0) * amount);
      add(this.#spent, participant, (SPENT[kind] ?? 0) * amount);
    }
    const before = new Map(event.lots.map((lot) => [lot.id, this.lots.get(lot.id) ?? lot]));
    for (const lot of event.lots) this.lots.set(lot.id, lot);
    for (const seat of event.participants) this.seats.set(seat.id, seat);
    return [
      ...saleFaults(event, before, this.lots),
      ...event.participants.flatMap((seat) => this.#seatFaults(seat)),
      ...this.#ownerFaults(),
    ];
  }

  #seatFaults(seat) {
    const who = gettext("manager {id}", { id: seat.id });
    const led = [...this.lots.values()].filter((lot) => lot.status === "open" && lot.leader === seat.id);
    const held = led.reduce((sum, lot) => sum + lot.price, 0);
    const faults = [];
    const [given, spent] = [this.#given.get(seat.id) ?? 0, this.#spent.get(seat.id) ?? 0];
    if (seat.granted !== given || seat.spent !== spent || seat.held !== held) {
      faults.push(gettext("{who} has other money than was given, paid and bid", { who }));
    }
    if (seat.granted < seat.spent + seat.held) faults.push(gettext("{who} has spent more than they had", { who }));
    const sold = ([lot, price]) => this.lots.get(lot)?.status === "sold" && this.lots.get(lot).sold_for === price;
    if (!seat.roster.every(sold)) faults.push(gettext("{who} owns what wasn't sold at that price", { who }));
    return faults;
  }

  #ownerFaults() {
    const owned = counted([...this.seats.values()].flatMap((seat) => seat.roster.map(([lot]) => lot)));
    const several = [...owned.keys()].filter((lot) => owned.get(lot) > 1).sort((one, other) => one - other);
    return several.map((lot) => gettext("lot {number} has more than one owner", { number: this.lots.get(lot)?.number }));
  }
}

function add(sums, key, amount) {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

function saleFaults({ kind, detail }, before, lots) {
  if (kind === "bid_placed" || kind === "proxy_bid") {
    const lot = lots.get(detail.lot);
    const faults = [];
    if (lot.leader !== detail.participant || lot.price !== detail.amount) {
      faults.push(gettext("the bid on lot {number} isn't the one that leads", { number: lot.number }));
    }
    if (detail.amount < Math.max(lot.opening_price, before.get(lot.id).price ?? 0)) {
      faults.push(gettext("the bid on lot {number} is below its price", { number: lot.number }));
    }
    return faults;
  }
  if (kind !== "lot_sold") return [];
  const [lot, last] = [lots.get(detail.lot), before.get(detail.lot)];
  const buyers = [detail.participant, last.leader, lot.sold_to];
  const prices = [detail.price, last.price, lot.sold_for];
  const agreed = new Set(buyers).size === 1 && new Set(prices).size === 1;
  return agreed ? [] : [gettext("lot {number} wasn't sold to its highest bidder at their bid", { number: lot.number })];
}
