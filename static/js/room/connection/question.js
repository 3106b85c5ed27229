/** What a command would do, asked while it is being made up. */

/** The longest that anything waits for an answer. */
const WAIT_MS = 8000;

/**
 * One question to the server that is asked anew whenever what it is about changes.
 *
 * Only the newest counts, and none once its command is sent: the answer could then be that it can't be done again.
 */
export class Question {
  /** @param {{post: (path: string, body: object, id?: string, signal?: AbortSignal) => Promise<any>}} api */
  constructor(api) {
    this.api = api;
    /** @type {AbortController | null} */
    this.asking = null;
  }

  /**
   * Asks; null if another one was asked before the answer came, or it was dropped.
   *
   * @param {string} path @param {object} body
   * @returns {Promise<{fine: boolean, body: Record<string, any>} | null>}
   */
  async ask(path, body) {
    this.drop();
    const asking = (this.asking = new AbortController());
    const timeout = setTimeout(() => asking.abort(), WAIT_MS);
    try {
      const answer = await this.api.post(path, body, undefined, asking.signal);
      return this.asking === asking ? answer : null;
    } catch (error) {
      if (this.asking === asking) throw error;
      return null;
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Wants no answer any more. */
  drop() {
    this.asking?.abort();
    this.asking = null;
  }
}
