/** Turns notices on or off on this device: the browser subscribes with its push service, and the form tells us where. */
import { gettext } from "./gettext.js";

/** Some browsers have the words for it and no push service, and never answer. */
const LOOK_MS = 5000;
const SUBSCRIBE_MS = 20000;
const CANNOT = gettext("This browser can't show notices while the site is closed. Use another one, or have them emailed.");
const BLOCKED = gettext("Notices are blocked in this browser. Allow them for this site in its settings, then load the page again.");

const form = document.querySelector("form[data-push]");

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** @param {HTMLFormElement} form @param {string} text */
function say(form, text) {
  const state = form.querySelector("[data-state]");
  if (state) state.textContent = text;
}

/** @param {HTMLFormElement} form @param {"on" | "off"} wanted @param {PushSubscription} subscription */
function send(form, wanted, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const values = { do: wanted, endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  form.submit();
}

/** The answer, if it comes in time. @template T @param {Promise<T>} asked @param {number} ms @returns {Promise<T>} */
function soon(asked, ms) {
  const never = new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), ms));
  return Promise.race([asked, /** @type {Promise<never>} */ (never)]);
}

/** @param {HTMLFormElement} form @param {ServiceWorkerRegistration} registration */
async function turnOn(form, registration) {
  if (await Notification.requestPermission() !== "granted") {
    say(form, BLOCKED);
    return;
  }
  try {
    const key = bytes(form.dataset.push ?? "");
    const old = await registration.pushManager.getSubscription();
    await old?.unsubscribe(); // it may be of another key of ours
    send(form, "on", await soon(registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }), SUBSCRIBE_MS));
  } catch {
    say(form, gettext("This browser couldn't reach its push service. Try again later, or use another browser."));
  }
}

/** @param {HTMLFormElement} form */
async function offer(form) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    say(form, gettext("This browser can't show notices while the site is closed. On an iPhone, add the site to the home screen first."));
    return;
  }
  if (Notification.permission === "denied") {
    say(form, BLOCKED);
    return;
  }
  await navigator.serviceWorker.register(form.dataset.worker ?? "");
  const registration = await soon(navigator.serviceWorker.ready, SUBSCRIBE_MS); // without a worker at work nothing subscribes
  const subscription = await soon(registration.pushManager.getSubscription(), LOOK_MS);
  say(form, subscription ? gettext("This device shows your notices while the site is closed.") : gettext("Turn notices on, and this device shows them while the site is closed."));
  for (const button of form.querySelectorAll("button[data-do]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = (button.dataset.do === "off") !== (subscription !== null);
    button.addEventListener("click", async () => {
      if (subscription && button.dataset.do === "off") {
        await subscription.unsubscribe();
        send(form, "off", subscription);
      } else await turnOn(form, registration);
    });
  }
}

if (form instanceof HTMLFormElement) offer(form).catch(() => say(form, CANNOT));
