// The portal without a connection: its two pages and the files that they are made of, kept by the browser.
//
// Nothing of a person ever comes here: no answer of the API, no branding, no other app's page. What is kept is the same for
// everybody and belongs to one build; the next build's worker takes over as soon as it has its own files and throws these
// away, so a new version stands on the page at the next opening. Without this worker everything works, given a connection.
//
// scripts/assemble-portal.mjs writes in what is kept, and a name made of its content.

const KEPT = '@KEPT@';
const CACHE = 'muster-@BUILD@';

const FILES = [...Object.keys(KEPT), ...Object.values(KEPT).flat()];

/** Which of the portal's pages (src/route.rs) an address opens. Every other page is the server's. */
const page = (pathname) => (/^\/(devices\/[^/]+)?$/.test(pathname) ? '/' : /^\/(enroll\/[^/]+|add)$/.test(pathname) ? '/enroll/' : null);

/** Takes in a file, if it is the one of this build. */
async function keep(cache, file) {
  const names = KEPT[file];
  const answer = await fetch(file, { cache: names ? 'no-cache' : 'default', credentials: 'omit' });
  // In place of a file that is not there comes a page, which may change.
  const isFile = /immutable/.test(answer.headers.get('cache-control'));
  if (!answer.ok || isFile === Boolean(names)) throw new Error(`${file} is not there`);
  const text = names ? await answer.clone().text() : '';
  if (names?.some((other) => !text.includes(other))) throw new Error('the page is of another build');
  await cache.put(file, answer);
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(FILES.map((file) => keep(cache, file)))));
});

self.addEventListener('activate', (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const opens = request.mode === 'navigate' ? page(pathname) : null;
  if (request.method !== 'GET' || origin !== location.origin || !(opens || FILES.includes(pathname))) return;
  const kept = caches.match(opens ?? pathname, { cacheName: CACHE });
  event.respondWith(kept.then((answer) => answer ?? fetch(request)));
});
