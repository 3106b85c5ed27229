/**
 * The league's pages hear when an auction is made, begins, pauses, goes on or ends, when somebody joins, when trades or
 * rosters change, and when standings were counted: a notice with the way in, and a fresh copy of what changed.
 */
import { gettext } from "./gettext.js";
import "./share.js";
import { backoff } from "./room/connection/backoff.js";
import { Wakefulness } from "./wakefulness.js";

/** Refused for good: another try would get the same answer. */
const FINAL = [4401, 4403, 4404, 4410];
/** Who says nothing for half a minute is taken for gone. */
const PING_MS = 10_000;
/** After these the page is no longer as it was. */
const REFRESHING = ["league_status_changed", "member_joined", "member_changed", "standings_changed", "trades_changed",
  "assets_changed"];
/** @type {Record<string, [text: string, action: string, path: string]>} */
const NOTICES = {
  auction_created: [gettext("The waiting room is open."), gettext("Enter"), ""],
  auction_started: [gettext("The auction is running."), gettext("Enter"), ""],
  auction_resumed: [gettext("The auction is running."), gettext("Enter"), ""],
  auction_completed: [gettext("The auction is complete."), gettext("See the results"), "results/"],
  auction_cancelled: [gettext("The auction was cancelled."), gettext("See what happened"), ""],
};

/** @param {HTMLElement} main @param {{auction: string, status: string}} frame */
function notice(main, frame) {
  const words = NOTICES[frame.status];
  if (frame.status === "auction_paused") document.getElementById("league-notice")?.remove(); // it says that it is running
  if (!words) return sayOnce();
  const [text, action, path] = words;
  const old = document.getElementById("league-notice");
  const box = old ?? document.createElement("div");
  box.id = "league-notice";
  box.className = "notice spread";
  box.setAttribute("role", "status");
  box.dataset.testid = "league-notice";
  const sentence = document.createElement("b");
  sentence.textContent = text;
  const link = document.createElement("a");
  link.className = "button primary slim";
  link.href = `/auction/${frame.auction}/${path}`;
  link.textContent = action;
  box.replaceChildren(sentence, link);
  if (!old) (main.querySelector(".page") ?? main).prepend(box);
  sayOnce();
}

/** What waits for somebody is on the page that the server made; the notice that leads to the same place is enough. */
function sayOnce() {
  const there = document.querySelector("#league-notice a")?.getAttribute("href");
  for (const line of document.querySelectorAll("[data-testid=waiting]")) {
    if (line instanceof HTMLElement) line.hidden = line.querySelector("a")?.getAttribute("href") === there;
  }
}

let refused = false;
let refreshing = false;
let again = false;

/** One at a time, and once more if something happened meanwhile: an older copy never comes after a newer one. */
async function refresh() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  try {
    while (again) {
      again = false;
      await takeFresh();
    }
  } finally {
    refreshing = false;
  }
}

/** Takes the parts marked `data-refresh` from a fresh copy of this page: nothing typed elsewhere is lost. */
async function takeFresh() {
  const parts = document.querySelectorAll("[data-refresh][id]");
  if (parts.length === 0) return;
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!fresh.querySelector("[data-league-socket]")) return; // another page, such as the one that signs in
  for (const part of parts) {
    const other = fresh.getElementById(part.id);
    if (part.contains(document.activeElement)) continue;
    if (other) part.replaceWith(document.importNode(other, true));
    else part.remove();
  }
  sayOnce();
}

/** Gives up the line that is there. */
let hangUp = () => undefined;

/** @param {HTMLElement} main @param {number} attempt */
function listen(main, attempt = 0) {
  hangUp();
  const url = new URL(main.dataset.leagueSocket ?? "", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  let tries = attempt;
  let hears = false;
  const ping = () => socket.send(JSON.stringify({ type: "ping", t: 0 }));
  socket.onopen = () => {
    ping();
    tries = 0;
  };
  socket.onmessage = (message) => {
    const frame = JSON.parse(message.data);
    // Answered only once the line hears what happens. What happened before that is in a fresh page.
    if (frame.type === "pong" && !hears) {
      hears = true;
      refresh().catch(() => undefined);
    }
    if (frame.type === "league_status_changed") notice(main, frame);
    if (REFRESHING.includes(frame.type)) refresh().catch(() => undefined);
  };
  const pinging = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN) ping();
  }, PING_MS);
  let retry = 0;
  socket.onclose = (event) => {
    clearInterval(pinging);
    hangUp = () => clearTimeout(retry);
    if (!FINAL.includes(event.code)) retry = setTimeout(() => listen(main, tries + 1), backoff(tries));
    else refused = true;
  };
  hangUp = () => {
    clearInterval(pinging);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  };
}

const main = document.querySelector("[data-league-socket]");
if (main instanceof HTMLElement) {
  listen(main);
  // A page that slept has a line that may be dead, and has heard of nothing; a new one brings a fresh copy.
  new Wakefulness(() => refused || listen(main)).start();
}
