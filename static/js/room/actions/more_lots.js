/** One more lot: the commissioner types a name, reads who is meant and when they come up, and adds them. */
import { gettext } from "../../gettext.js";
import { Question } from "../connection/question.js";

const ASK_AFTER_MS = 250;
const NO_ANSWER = { fine: false, body: {} };
const UNKNOWN = gettext("What it would mean can't be fetched now. Try again.");

export class MoreLots {
  /** @param {{actions: any, later?: typeof setTimeout}} parts `actions` with `room`, `api` and `show` */
  constructor({ actions, later = (...args) => setTimeout(...args) }) {
    Object.assign(this, { actions, later, question: new Question(actions.api) });
  }

  get dialog() {
    const { dialog } = this.actions.room.ui;
    return dialog?.kind === "lot" ? dialog : null;
  }

  ask() {
    const title = gettext("Add somebody to this auction");
    this.actions.show({ kind: "lot", title, words: gettext("Add"), optional: true, name: "", sentences: [gettext("Type a name from your lists, or a new one.")], error: "", busy: false });
  }

  /** What is typed is looked up a moment after the last letter; only the newest answer counts. @param {string} name */
  type(name) {
    const { dialog } = this;
    if (!dialog) return;
    Object.assign(dialog, { name: name.trim(), error: "" });
    clearTimeout(this.timer);
    if (dialog.name) this.timer = this.later(() => this.look(dialog, dialog.name), ASK_AFTER_MS);
    this.actions.room.changed();
  }

  /** @param {any} dialog @param {string} name */
  async look(dialog, name) {
    const answer = await this.question.ask("lots?dry_run=1", { name }).catch(() => NO_ANSWER);
    if (!answer || this.dialog !== dialog || dialog.name !== name) return;
    const { fine, body } = answer;
    Object.assign(dialog, fine ? { sentences: body.sentences, error: "" } : { sentences: [], error: told(body) });
    this.actions.room.changed();
  }

  /** @param {string} reason @returns {Promise<{ok: boolean, message: string}>} */
  async add(reason) {
    clearTimeout(this.timer);
    this.question.drop();
    const { fine, body } = await this.actions.api.post("lots", { name: this.dialog?.name ?? "", reason }).catch(() => NO_ANSWER);
    return { ok: fine, message: fine ? "" : told(body) };
  }
}

/** @param {Record<string, any>} body */
const told = (body) => body.fields?.name?.[0] ?? body.detail ?? UNKNOWN;
