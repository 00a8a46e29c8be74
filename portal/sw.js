// The portal without a connection: its page and the files that the page is made of, kept by the browser.
//
// Nothing of a person ever comes here: no answer of the API, no branding, no other app's page. What is kept is the same for
// everybody and belongs to one build; the next build's worker takes over as soon as it has its own files and throws these
// away, so a new version stands on the page at the next opening. Without this worker everything works, given a connection.
//
// scripts/assemble-portal.mjs writes in what is kept, and a name made of its content.

const FILES = ['@FILES@'];
const CACHE = 'muster-@BUILD@';

/** The addresses of the portal's page (src/route.rs) that are opened by themselves. Every other page is the server's. */
const PAGES = /^\/((devices|enroll)\/[^/]+|add)?$/;

/** Takes in a file, if it is the one of this build. */
async function keep(cache, file) {
  const page = file === '/';
  const answer = await fetch(file, { cache: page ? 'no-cache' : 'default', credentials: 'omit' });
  // In place of a file that is not there comes a page, which may change.
  const isFile = /immutable/.test(answer.headers.get('cache-control'));
  if (!answer.ok || isFile === page) throw new Error(`${file} is not there`);
  const text = page ? await answer.clone().text() : '';
  if (page && FILES.some((other) => !text.includes(other))) throw new Error('the page is of another build');
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
  const opens = request.mode === 'navigate' && PAGES.test(pathname);
  if (request.method !== 'GET' || origin !== location.origin || !(opens || FILES.includes(pathname))) return;
  const kept = caches.match(opens ? '/' : pathname, { cacheName: CACHE });
  event.respondWith(kept.then((answer) => answer ?? fetch(request)));
});
