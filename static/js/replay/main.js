/** Puts the replay together: the journal, page by page, played into the room's own views. */
import { render } from "../vendor/lit-html/lit-html.js";
import { offerReload } from "../errors.js";
import { gettext } from "../gettext.js";
import { Api } from "../room/connection/api.js";
import { Room } from "../room/room.js";
import { Ticker } from "../room/ticker.js";
import { Journal } from "./journal.js";
import { Player, ReplayClock } from "./player.js";
import { replay } from "./view.js";

/** @param {HTMLElement} root */
function start(root) {
  const { dataset } = root;
  const api = new Api(dataset.api ?? "");
  const clock = new ReplayClock();
  const past = /** @type {any} */ ({ events: async () => [] });
  const room = new Room({ clock: /** @type {any} */ (clock), api: past, dataset, changed: () => schedule(), tell: () => undefined });
  room.ui.tab = "feed";
  room.reader = { role: dataset.role ?? "", participant: dataset.seat || null };
  const journal = new Journal((since) => api.eventsEach(since), Number(dataset.last));
  const player = new Player({ journal, room, clock, changed: () => schedule() });
  const ticker = new Ticker(root, room, () => undefined);
  let asked = false;
  const draw = () => {
    asked = false;
    if (!room.state) {
      if (player.problem) root.textContent = gettext("The server can't be reached. Reload to try again.");
      return;
    }
    if (!root.firstElementChild?.classList.contains("room")) root.replaceChildren();
    try {
      render(replay(room, player), root);
      ticker.draw(clock.serverNow());
    } catch (error) {
      offerReload(error);
      throw error;
    }
  };
  const schedule = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  };
  ticker.start();
  player.toLot(1);
}

const root = document.getElementById("replay");
if (root) start(root);
