/** Whose turn it is to put a lot up. Pure. */
import { participantById } from "./auction.js";

/** Who is to put a lot up now. @param {import("../state.js").RoomState} state */
export const nominator = (state) => participantById(state, state.auction.next_nominator);

/** Whether that is this manager. @param {import("../state.js").RoomState} state @param {import("../state.js").You} you */
export const isMyTurn = (state, you) =>
  state.auction.status === "active" && state.auction.next_nominator !== null && state.auction.next_nominator === you.participant;
