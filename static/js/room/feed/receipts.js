/** Which lines of the feed lead to a bid's receipt: those of bids that the reader may look into. Pure. */

/** @typedef {import("./sentences.js").FeedEntry} FeedEntry */
/** @typedef {{role: string, participant: string | null}} Reader who reads, by role and seat */

/**
 * The address of an entry's receipt: for the bidder, and for commissioners of everybody's bids. What a maximum bids has none.
 *
 * @param {FeedEntry} entry @param {string} auction its id @param {Reader} reader
 * @returns {string | null}
 */
export function receiptOf(entry, auction, reader) {
  if (entry.command) return receiptOfCommand(auction, entry.command);
  if (entry.kind !== "bid_placed") return null;
  const own = reader.participant !== null && entry.participant === reader.participant;
  return own || reader.role === "commissioner" ? `/auction/${auction}/receipt/${entry.seq}/` : null;
}

/** That of a bid that one sent oneself, by its command: a refused bid became no event. @param {string} auction @param {string} command */
const receiptOfCommand = (auction, command) => `/auction/${auction}/receipt/${command}/`;
