/** Lets the browser keep a page for when the site can't be reached, and so install the site as an app. */
navigator.serviceWorker?.register("/worker.js").catch(() => undefined); // some browsers forbid it in private windows
