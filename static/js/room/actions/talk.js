/**
 * What people write to each other in the room. It is fetched and sent by HTTP, and comes by frames of its own: nothing
 * here touches the state, the journal's numbers or a bid.
 *
 * @typedef {{id: string, member: string, name: string, text: string, at: number}} Message
 */
import { gettext } from "../../gettext.js";

/** So many are kept on the page; those before them are fetched again. */
const KEPT = 300;
/** Without a socket they are fetched again at most so often. */
const AGAIN_MS = 10_000;
export const MESSAGE_LENGTH = 280;
export const REACTIONS = ["👏", "😂", "😮", "🔥", "💸", "👋"];

export class Talk {
  /** @param {{on: boolean, member?: string, api: import("../connection/api.js").Api, changed: () => void, now?: () => number}} parts `on`: whether this room has messages at all; `member`: who reads it */
  constructor({ on, member, api, changed, now = () => Date.now() }) {
    Object.assign(this, { on, member, api, changed, now });
    this.loadedAt = -Infinity;
    this.loaded = false;
    /** @type {Message[]} the oldest first */
    this.messages = [];
    /** Whether people may write now; null: not known yet. @type {boolean | null} */
    this.open = null;
    /** When the socket said so last. */
    this.openToldAt = -Infinity;
    /** Messages that were removed: an answer that is older than that may still have them. @type {Set<string>} */
    this.removed = new Set();
    /** What to ask for those before; null: there are none. @type {string | null} */
    this.before = null;
    this.text = "";
    this.said = "";
    this.busy = false;
    /** Whether the panel is looked at, and how many came while it wasn't. */
    this.seen = false;
    this.unread = 0;
  }

  /**
   * Fetches the newest: at first, and whenever the line was away. What can't be fetched comes the next time. What the
   * socket tells meanwhile is newer than the answer, which was written before it or beside it.
   */
  async load() {
    if (!this.on) return;
    const asked = (this.loadedAt = this.now());
    const had = this.messages;
    const page = await this.fetch("messages");
    if (!page || asked !== this.loadedAt) return; // a later question has the newer answer
    const meanwhile = this.messages.filter((one) => !had.includes(one));
    const joins = page.messages.some((one) => has(had, one));
    // After a long absence there may be some between: then the page begins anew.
    const earlier = joins ? had.filter((one) => Number(one.id) < Number(page.messages[0].id)) : [];
    if (earlier.length === 0) this.before = page.before;
    if (this.openToldAt < asked) this.open = page.open;
    const shown = this.messages;
    this.messages = this.kept([...earlier, ...meanwhile, ...page.messages.filter((one) => !has(meanwhile, one))]);
    if (this.loaded && !this.seen) this.unread += this.messages.filter((one) => !has(shown, one)).length;
    this.loaded = true;
    this.changed();
  }

  /** The same, for a page without a socket, whenever it hears of the auction. */
  async catchUp() {
    if (this.now() - this.loadedAt >= AGAIN_MS) await this.load();
  }

  /** Fetches those before the first one here. */
  async older() {
    if (this.busy || this.before === null) return;
    this.become({ busy: true });
    const page = await this.fetch(`messages?before=${this.before}`);
    if (page) {
      this.messages = this.kept([...page.messages.filter((one) => !has(this.messages, one)), ...this.messages]);
      this.before = page.before;
    }
    this.become({ busy: false });
  }

  /** @param {string} path */
  async fetch(path) {
    try {
      const { fine, body } = await this.api.call(path);
      return fine ? body : null;
    } catch {
      return null;
    }
  }

  /** A frame of the socket. @param {{message?: Message, removed?: string, open?: boolean}} frame */
  told({ message, removed, open }) {
    if (!this.on) return;
    if (message && !this.removed.has(message.id) && !has(this.messages, message)) this.add(message);
    if (removed) {
      this.removed.add(removed);
      this.messages = this.kept(this.messages);
    }
    if (typeof open === "boolean") Object.assign(this, { open, openToldAt: this.now() });
    this.changed();
  }

  /** @param {Message} message */
  add(message) {
    const kept = this.kept([...this.messages, message]).slice(-KEPT);
    if (kept[0].id !== (this.messages[0] ?? kept[0]).id) this.before = kept[0].id;
    this.messages = kept;
    if (!this.seen) this.unread += 1;
  }

  /** @param {string} text */
  type(text) {
    this.become({ text, said: "" });
  }

  /** Sends what is typed. */
  async send() {
    const text = this.text.trim();
    if (text && (await this.say(text)) && this.text.trim() === text) this.become({ text: "" });
  }

  /** @param {string} text @returns {Promise<boolean>} whether it was written; why not, stands beside the field */
  async say(text) {
    if (this.busy) return false;
    if ([...text].length > MESSAGE_LENGTH) {
      this.become({ said: gettext("A message has {most} characters at most; yours has {number}.", { most: MESSAGE_LENGTH, number: [...text].length }) });
      return false;
    }
    this.become({ busy: true, said: "" });
    try {
      const { fine, body } = await this.api.post("messages", { text });
      this.become({ busy: false, said: fine ? "" : (body.fields?.text?.[0] ?? body.detail ?? gettext("Not sent.")) });
      if (fine) this.told({ message: body });
      return fine;
    } catch {
      this.become({ busy: false, said: gettext("Not sent. Wait a moment, then try again.") });
      return false;
    }
  }

  /** @param {Message} message whether whoever reads it wrote it, and so may remove it */
  isOwn({ member }) {
    return member === this.member;
  }

  /** @param {string} id */
  async remove(id) {
    const { fine, body } = await this.api.call(`messages/${id}`, this.api.changing("DELETE")).catch(() => ({ fine: false, body: {} }));
    if (fine) this.told({ removed: id });
    else this.become({ said: body.detail ?? gettext("Not removed. Try again.") });
  }

  /** Lets people write, or not, in all rooms of the league. @param {boolean} open */
  async turn(open) {
    const { fine, body } = await this.api.call("messages", this.api.changing("PATCH", { open })).catch(() => ({ fine: false, body: {} }));
    if (fine) this.told({ open });
    else this.become({ said: body.detail ?? gettext("Not changed. Try again.") });
  }

  /** @param {boolean} seen whether the panel is looked at now */
  look(seen) {
    this.become(seen ? { seen, unread: 0 } : { seen });
  }

  /** Those that nobody removed, the oldest first. @param {Message[]} messages */
  kept(messages) {
    return messages.filter((one) => !this.removed.has(one.id)).sort((a, b) => Number(a.id) - Number(b.id));
  }

  /** @param {object} changes */
  become(changes) {
    Object.assign(this, changes);
    this.changed();
  }
}

/** @param {Message[]} messages @param {Message} message */
const has = (messages, { id }) => messages.some((one) => one.id === id);
