/**
 * The same for seats that differ in their rosters' sizes or own something already: `wanted` are the lots that all
 * smallest rosters still need. The server says the same (`shortage_of_seats`).
 *
 * @param {number} wanted
 * @param {number} lots
 * @returns {string | null}
 */
export function shortageOfSeats(wanted, lots) {
  if (wanted <= lots) return null;
  const onSale = lots === 1 ? "only 1 is" : `only ${lots} are`;
  return `To fill all smallest rosters takes ${wanted} more lots, and ${onSale} on sale: ${wanted - lots} too few.`;
}

/**
 * A sentence if so many seats can't all fill their smallest roster from so many lots; else null. The league's page says
 * the same (`AuctionSettings.shortage`).
 *
 * @param {number} seats
 * @param {number} slotsMin
 * @param {number} lots
 * @returns {string | null}
 */
export function shortage(seats, slotsMin, lots) {
  const needed = seats * slotsMin;
  if (needed <= lots) return null;
  const [who, need] = seats === 1 ? ["1 manager with a roster", "needs"] : [`${seats} managers with rosters`, "need"];
  const onSale = lots === 1 ? "only 1 is" : `only ${lots} are`;
  return `${who} of at least ${slotsMin} ${need} ${needed} lots, and ${onSale} on sale: ${needed - lots} too few to fill every roster.`;
}
