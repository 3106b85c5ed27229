/**
 * A roster as a picture. The browser draws it: it has fonts for every script that it shows, and puts letters together as
 * Arabic or Hindi want, which a server's library does only with fonts of its own.
 */
import { fromRight } from "../bidi.js";
import { gettext } from "../gettext.js";

/** @typedef {{league: string, manager: string, team: string, left: string, spent: string, bought: [name: string, price: string][]}} Roster */

const WIDTH = 1080;
const MARGIN = 72;
const LINE = 58;
/** So many lines fit into a picture that a chat shows whole. */
const MOST = 22;

/** What is seen there, without what only screen readers hear. @param {ParentNode} within @param {string} selector */
function seen(within, selector) {
  const copy = /** @type {Element | undefined} */ (within.querySelector(selector)?.cloneNode(true));
  for (const each of copy?.querySelectorAll(".visually-hidden") ?? []) each.remove();
  return copy?.textContent?.replaceAll(/\s+/g, " ").trim() ?? "";
}

/** What the page says of a manager. @param {HTMLElement} section @returns {Roster} */
export function rosterIn(section) {
  const bought = [...section.querySelectorAll("tbody tr")].map(
    (row) => /** @type {[string, string]} */ ([seen(row, "td:nth-child(2)"), seen(row, "td:last-child")]),
  );
  const [team, left] = [seen(section, ".roster-head p.muted"), seen(section, ".roster-left b")];
  const spent = seen(section, "tfoot td:last-child");
  return { league: section.dataset.roster ?? "", manager: seen(section, "h2"), team, left, spent, bought };
}

/** Draw it in the colours of the page. @param {Roster} roster @param {CSSStyleDeclaration} style @returns {Promise<Blob>} */
export function drawRoster(roster, style) {
  const shown = roster.bought.slice(0, roster.bought.length > MOST ? MOST - 1 : MOST);
  const more = roster.bought.length - shown.length;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = 360 + LINE * (shown.length + (more ? 1 : 0)) + 130;
  const pen = new Pen(/** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), style);
  pen.ground(canvas.height);
  pen.write(roster.league, 92, { size: 30, colour: "--muted" });
  pen.write(roster.manager, 178, { size: 68, colour: "--text", weight: 750 });
  if (roster.team) pen.write(roster.team, 232, { size: 32, colour: "--muted" });
  pen.rule(268);
  let y = 330;
  for (const [name, price] of shown) {
    pen.pair(name, price, y);
    y += LINE;
  }
  if (more) pen.write(gettext("and {number} more", { number: more }), y, { size: 32, colour: "--muted" });
  pen.rule(canvas.height - 126);
  const [number, amount] = [roster.bought.length, roster.spent];
  pen.pair(gettext("{number} bought for {amount}", { number, amount }), gettext("{amount} left", { amount: roster.left }), canvas.height - 62);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture."))), "image/png");
  });
}

/** Writes on a canvas between the margins. */
class Pen {
  /** @param {CanvasRenderingContext2D} context @param {CSSStyleDeclaration} style */
  constructor(context, style) {
    this.context = context;
    this.style = style;
  }

  /** @param {string} token */
  colour(token) {
    return this.style.getPropertyValue(token).trim();
  }

  /** @param {number} height */
  ground(height) {
    this.context.fillStyle = this.colour("--bg");
    this.context.fillRect(0, 0, WIDTH, height);
    this.context.fillStyle = this.colour("--accent");
    this.context.fillRect(0, 0, WIDTH, 14);
  }

  /** @param {number} y */
  rule(y) {
    this.context.fillStyle = this.colour("--line");
    this.context.fillRect(MARGIN, y, WIDTH - 2 * MARGIN, 2);
  }

  /**
   * Write one line, as much of it as there is room for; returns its width.
   * @param {string} text @param {number} y
   * @param {{size: number, colour: string, weight?: number, room?: number, atEnd?: boolean}} how
   */
  write(text, y, { size, colour, weight = 500, room = WIDTH - 2 * MARGIN, atEnd = false }) {
    const { context } = this;
    context.font = `${weight} ${size}px ${this.style.fontFamily}`;
    context.fillStyle = this.colour(colour);
    context.direction = fromRight() ? "rtl" : "ltr";
    context.textAlign = atEnd ? "end" : "start";
    const fitting = this.fit(text, room);
    context.fillText(fitting, atEnd === fromRight() ? MARGIN : WIDTH - MARGIN, y);
    return context.measureText(fitting).width;
  }

  /** A name at the line's beginning, and at its end an amount, which stays whole. @param {string} name @param {string} amount @param {number} y */
  pair(name, amount, y) {
    const taken = this.write(amount, y, { size: 36, colour: "--text", weight: 700, atEnd: true });
    this.write(name, y, { size: 36, colour: "--text", room: WIDTH - 2 * MARGIN - taken - 24 });
  }

  /** @param {string} text @param {number} room */
  fit(text, room) {
    if (this.context.measureText(text).width <= room) return text;
    const letters = [...text];
    while (letters.length && this.context.measureText(`${letters.join("")}…`).width > room) letters.pop();
    return `${letters.join("").trimEnd()}…`;
  }
}
