/** The room's HTTP side: the snapshot, the journal, and commands when there is no socket. */
import { gettext } from "../../gettext.js";
import { Question } from "./question.js";

/** An answer that is worth another try: no network, or the server is in trouble. */
export class Unreachable extends Error {}

/** Trouble that is an answer, by its code: another try would get the same. */
const ANSWERS = new Set(["read_only", "unreadable"]);

/** @param {string} name */
function cookie(name) {
  const part = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return part ? decodeURIComponent(part.slice(name.length + 1)) : "";
}

/**
 * Path and body of a command frame over HTTP.
 *
 * @param {Record<string, any>} frame
 * @returns {[path: string, body: object]}
 */
export function asRequest(frame) {
  if (frame.type === "bid") return ["bids", { lot: frame.lot, amount: frame.amount, seen: frame.seen }];
  if (frame.type === "pass") return ["commands", { name: "pass", args: { lot: frame.lot }, reason: "" }];
  if (frame.type === "nominate") return ["commands", { name: "nominate", args: { asset: frame.asset, amount: frame.amount }, reason: "" }];
  if (frame.type === "proxy") return ["commands", { name: "proxy", args: { lot: frame.lot, maximum: frame.max }, reason: "" }];
  if (frame.name === "begin") return ["begin", {}];
  return ["commands", { name: frame.name, args: frame.args, reason: frame.reason }];
}

/**
 * A result in the socket's shape, from whatever JSON an HTTP call answered.
 *
 * @param {string} id
 * @param {boolean} fine
 * @param {Record<string, any>} body
 */
export function asResult(id, fine, body) {
  if (typeof body.ok === "boolean") return { ...body, type: "result", id };
  const message = body.message ?? body.detail ?? (fine ? "" : gettext("The server refused this."));
  return { type: "result", id, ok: fine, code: body.code ?? (fine ? "ok" : "refused"), message };
}

export class Api {
  /** @param {string} base ends with a slash @param {typeof fetch} fetcher */
  constructor(base, fetcher = (...args) => fetch(...args)) {
    this.base = base;
    this.fetcher = fetcher;
    this.question = new Question(this);
  }

  /**
   * @param {string} path below the auction
   * @param {RequestInit} options
   * @returns {Promise<{fine: boolean, status: number, body: Record<string, any>}>}
   */
  async call(path, options = {}) {
    let response;
    try {
      const timeout = AbortSignal.timeout?.(8000);
      response = await this.fetcher(this.base + path, { credentials: "same-origin", signal: timeout, ...options });
    } catch (error) {
      throw new Unreachable("The server can't be reached.", { cause: error });
    }
    const body = await response.json().catch(() => ({}));
    const trouble = response.status >= 500 && !ANSWERS.has(body.code);
    if (trouble || response.status === 429) throw new Unreachable(`The server answered ${response.status}.`);
    return { fine: response.ok, status: response.status, body };
  }

  /** @param {string} path @param {object} body @param {string} [id] @param {AbortSignal} [signal] ends it, in place of a timeout */
  post(path, body, id, signal) {
    return this.call(path, { ...this.changing("POST", body, id), ...(signal && { signal }) });
  }

  /** What a call that changes something sends. @param {string} method @param {object} [body] @param {string} [id] @returns {RequestInit} */
  changing(method, body, id) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
    if (id) headers["Idempotency-Key"] = id;
    return { method, headers, body: body && JSON.stringify(body) };
  }

  /** The snapshot, as a socket would send it. */
  snapshot() {
    return this.call("");
  }

  /** The snapshot that the page asked for together with its script, as of now; null if it can't be had. */
  async firstSnapshot() {
    const { fine, body } = await this.snapshot().catch(() => ({ fine: false, body: {} }));
    const loaded = performance.getEntriesByName(new URL(this.base, globalThis.location?.href).href).at(-1);
    return fine ? { ...body, now: body.now + (loaded ? performance.now() - loaded.responseEnd : 0) } : null;
  }

  /**
   * Events after a number, page after page, 10 pages at most.
   *
   * @param {number} since
   * @returns {Promise<import("../state.js").RoomEvent[]>}
   */
  async events(since) {
    const events = [];
    for (let page = 0, from = since; page < 10; page += 1) {
      const { fine, body } = await this.call(`events?since=${from}`);
      if (!fine) break;
      events.push(...(body.events ?? []));
      if (body.next === null || body.next === undefined) break;
      from = body.next;
    }
    return events;
  }

  /** A page of the journal, each event with all that it changed; none at the end. @param {number} since @returns {Promise<import("../state.js").RoomEvent[]>} */
  async eventsEach(since) {
    const { fine, body } = await this.call(`events?since=${since}&each=1`);
    if (!fine) throw new Unreachable("The journal can't be read.");
    return body.events ?? [];
  }

  /** Lots to come whose asset is called so, the first page. @param {string} search @returns {Promise<import("../state.js").Lot[]>} */
  async queuedLots(search) {
    const { fine, body } = await this.call(`lots?queued=1&search=${encodeURIComponent(search)}`);
    if (!fine) throw new Unreachable("The lots can't be read.");
    return body.lots ?? [];
  }

  /** A command over HTTP, with the id it would have on a socket. @param {Record<string, any>} frame */
  async command(frame) {
    const [path, body] = asRequest(frame);
    const answer = await this.post(path, body, frame.id);
    return asResult(frame.id, answer.fine, answer.body);
  }

  /** What a command would change, in sentences; null if that isn't asked any more. @param {string} name @param {object} args */
  async preview(name, args) {
    const answer = await this.question.ask("preview", { name, args });
    if (!answer) return null;
    const { fine, body } = answer;
    return fine ? { sentences: body.sentences ?? [] } : { error: body.detail ?? gettext("This can't be done now.") };
  }

  /** Wants no answer any more to what a command would change. */
  dropPreview() {
    this.question.drop();
  }
}
