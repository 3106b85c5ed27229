/**
 * A list whose order is its value: rows are dragged by their handle, with a mouse or a finger, and moved by their
 * buttons. Without this script the buttons send the form, and the server moves the row.
 */
import { gettext } from "./gettext.js";

/** @param {HTMLElement} list @param {Element} row by how many places, and then says where it is @param {number} by */
function move(list, row, by) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  settle(list, row);
}

/** The first can't go up, nor the last down. @param {HTMLElement} list @param {Element} row the one that moved */
function settle(list, row) {
  const rows = [...list.children];
  rows.forEach((each, place) => {
    const [up, down] = each.querySelectorAll("button");
    up.disabled = place === 0;
    down.disabled = place === rows.length - 1;
  });
  const said = list.parentElement?.querySelector("[role=status]");
  const name = row.querySelector("input")?.value;
  if (said) said.textContent = gettext("{name}: {place} of {total}", { name, place: rows.indexOf(row) + 1, total: rows.length });
}

/** @param {HTMLElement} list @param {Element} row @param {number} y where the pointer is */
function follow(list, row, y) {
  const others = [...list.children].filter((each) => each !== row);
  const behind = others.find((each) => y < each.getBoundingClientRect().top + each.getBoundingClientRect().height / 2);
  if (row.nextElementSibling === (behind ?? null)) return;
  list.insertBefore(row, behind ?? null);
}

/** @param {HTMLElement} list */
function arrange(list) {
  list.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (row) move(list, row, button.name.endsWith("_up") ? -1 : 1);
    if (button.disabled) row?.querySelector("button:enabled")?.focus();
    else button.focus();
  });
  list.addEventListener("pointerdown", (event) => {
    const handle = /** @type {Element} */ (event.target).closest(".sets-handle");
    const row = handle?.closest("li");
    if (!handle || !row || event.button !== 0) return;
    event.preventDefault();
    const before = [...list.children];
    const drag = (/** @type {PointerEvent} */ moved) => follow(list, row, moved.clientY);
    const end = (/** @type {Event} */ ended) => {
      if (ended.type === "pointercancel") list.replaceChildren(...before);
      row.classList.remove("is-dragged");
      for (const kind of ["pointerup", "pointercancel"]) window.removeEventListener(kind, end);
      window.removeEventListener("pointermove", drag);
      settle(list, row);
    };
    row.classList.add("is-dragged");
    window.addEventListener("pointermove", drag);
    for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, end);
  });
}

for (const list of document.querySelectorAll("[data-sets] ol")) if (list instanceof HTMLElement) arrange(list);
