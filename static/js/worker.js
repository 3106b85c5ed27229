/**
 * Runs without a page: shows what was pushed, opens its page when it is pressed, and has a page for when the site can't be
 * reached. It keeps nothing else: what an auction shows is never old.
 */

const OFFLINE = "/offline/";
const KEPT = "offline";

self.addEventListener("push", (event) => {
  const { title = "auctionsite", body = "", path = "/", tag = "" } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.path ?? "/", self.location.origin);
  if (target.origin !== self.location.origin) return;
  event.waitUntil(self.clients.openWindow(target.href));
});

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepOfflinePage());
});

self.addEventListener("activate", (event) => {
  // Pages don't wait until the worker has started.
  event.waitUntil(self.registration.navigationPreload?.enable());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.destination === "style") event.respondWith(style(request));
});

/** The page with its style sheets, as a stranger gets it. */
async function keepOfflinePage() {
  const cache = await caches.open(KEPT);
  const text = await keep(cache, OFFLINE);
  for (const [, sheet] of text.matchAll(/href="([^"]+\.css)"/g)) {
    const rules = await keep(cache, sheet);
    for (const [, imported] of rules.matchAll(/@import "([^"]+)"/g)) {
      await keep(cache, new URL(imported, new URL(sheet, self.location.origin)).pathname);
    }
  }
}

/** Fetch and keep a file; its text. */
async function keep(cache, path) {
  const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: status ${answer.status}`);
  await cache.put(path, answer.clone());
  return answer.text();
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function style(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}
