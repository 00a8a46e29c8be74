// Has the portal's files kept for when there is no connection (sw.js), once the page has everything it needs itself.

/** How long a page takes at most until it asks for nothing more, in milliseconds; the rest may wait. */
const SETTLED = 4_000;

/** Asks for the worker. A browser without one, or one that forbids it, goes on as before. */
export function keepFiles() {
  setTimeout(() => navigator.serviceWorker?.register('/sw.js', { updateViaCache: 'none' }).catch(() => {}), SETTLED);
}
