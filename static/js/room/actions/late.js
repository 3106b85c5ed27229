/** Who joined the league after the auction began: the commissioner is asked, says how much they start with, and gives a seat. */
import { gettext } from "../../gettext.js";
import { readWholeNumber } from "../../numbers.js";
import { Question } from "../connection/question.js";

/** @typedef {{id: string, name: string, sentence: string, budget: number, problem?: string}} Late */

export class LateSeats {
  /**
   * @param {{room: {late: Late[], isCommissioner: boolean, spectators: number, state: any, changed: () => void},
   *   api: import("../connection/api.js").Api, say: (text: string) => void}} parts
   */
  constructor({ room, api, say }) {
    Object.assign(this, { room, api, say });
    /** @type {Map<string, Question>} by who is asked about */
    this.questions = new Map();
  }

  /** @param {Late} one */
  question({ id }) {
    if (!this.questions.has(id)) this.questions.set(id, new Question(this.api));
    return /** @type {Question} */ (this.questions.get(id));
  }

  /** Asks who there is, whenever others watch than before. */
  async look() {
    const { room } = this;
    const runs = ["active", "paused"].includes(room.state?.auction.status ?? "");
    if (!runs || !room.isCommissioner || room.spectators === this.watching) return;
    const watching = (this.watching = room.spectators);
    const { fine, body } = await this.api.call("seats").catch(() => ({ fine: false, body: {} }));
    if (watching !== this.watching) return; // somebody came or went meanwhile: their question has the newer answer
    // What is typed for somebody stays while others come.
    if (fine) room.late = body.members.map((one) => room.late.find((known) => known.id === one.id) ?? one);
    room.changed();
  }

  /** Reads a budget that is typed, and asks what it would mean; only the newest answer counts. @param {Late} one @param {string} text */
  async offer(one, text) {
    const { number, problem } = readWholeNumber(text);
    one.problem = problem ?? (number < 0 ? gettext("A budget is 0 or more.") : "");
    if (!one.problem) {
      one.budget = number;
      const answer = await this.question(one).ask("seats?dry_run=1", { member: one.id, budget: number }).catch(() => ({ fine: false, body: {} }));
      if (!answer || one.budget !== number || one.problem) return;
      const { fine, body } = answer;
      if (fine) one.sentence = body.sentences.join(" ");
      else one.problem = body.detail ?? gettext("What it means can't be fetched now.");
    }
    this.room.changed();
  }

  /** @param {Late} one */
  async give(one) {
    const { room } = this;
    this.question(one).drop();
    try {
      const { fine, body } = await this.api.post("seats", { member: one.id, budget: one.budget });
      if (!fine) this.say(body.detail ?? gettext("Refused."));
      room.late = room.late.filter((other) => other.id !== one.id);
      room.changed();
    } catch {
      this.say(gettext("The server can't be reached. Try again."));
    }
  }
}
