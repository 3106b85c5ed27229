/** Turns notices on or off on this device: the browser subscribes with its push service, and the form tells us where. */

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

/** @param {HTMLFormElement} form @param {ServiceWorkerRegistration} registration */
async function turnOn(form, registration) {
  if (await Notification.requestPermission() !== "granted") {
    say(form, "Notices are blocked in this browser. Allow them for this site in its settings, then try again.");
    return;
  }
  try {
    const key = bytes(form.dataset.push ?? "");
    const old = await registration.pushManager.getSubscription();
    await old?.unsubscribe(); // it may be of another key of ours
    send(form, "on", await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  } catch {
    say(form, "This browser couldn't reach its push service. Try again later, or use another browser.");
  }
}

/** @param {HTMLFormElement} form */
async function offer(form) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    say(form, "This browser can't show notices while the site is closed. On an iPhone, add the site to the home screen first.");
    return;
  }
  const registration = await navigator.serviceWorker.register(form.dataset.worker ?? "");
  const subscription = await registration.pushManager.getSubscription();
  if (subscription) say(form, "This device shows your notices while the site is closed.");
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

if (form instanceof HTMLFormElement) offer(form).catch(() => say(form, "This browser can't show notices while the site is closed."));
