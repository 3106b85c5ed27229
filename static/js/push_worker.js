/** Runs without a page: shows what was pushed, and opens its page when it is pressed. */

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
