// The sign-in form before the app is there, and the way into the app.
//
// The app (WebAssembly) loads while the person types. Whoever is signed in already, or has just signed in, is handed over to it
// with the answer of GET /api/v1/me; until then the form here stays in charge, so that nothing typed is ever lost. Which app
// it is, the portal or the admin center, is said by the entry that calls `boot`.

import { dress } from './branding.js';

const root = document.documentElement;
const find = (id) => document.getElementById(id);
const form = find('sign-in-form');
const submit = find('sign-in-submit');

/** The app, on its way, and what starts it. */
let app;
let start;

/** Words that index.html keeps for later, in the language of the page. */
function word(name) {
  const kept = find('words').content.getElementById(`word-${name}`);
  return root.lang === 'de' ? kept.dataset.de : kept.textContent;
}

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A browser that forbids storage asks again next time.
  }
}

/** Shows the form's words in `language`. */
function speak(language) {
  root.lang = language;
  for (const element of document.querySelectorAll('[data-de]')) {
    element.dataset.en ??= element.textContent;
    element.textContent = element.dataset[language];
  }
  document.title = word('title');
  const other = find('other-language');
  [other.lang, other.textContent] = language === 'de' ? ['en', 'English'] : ['de', 'Deutsch'];
}

/** Shows `words` as what went wrong, or takes the message away. */
function tell(words) {
  const place = find('sign-in-error');
  place.replaceChildren();
  if (words) {
    const notice = find('stop-notice').content.cloneNode(true);
    notice.querySelector('.notice__title').textContent = words;
    place.append(notice);
  }
}

/** Marks the credentials as wrong, or no longer. */
function mark(wrong) {
  for (const [id, hint] of [['username', ' username-hint'], ['password', '']]) {
    const input = find(id);
    input.toggleAttribute('aria-invalid', wrong);
    if (wrong) input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', `${wrong ? 'sign-in-error' : ''}${hint}`.trim());
  }
}

/** While the form is away: says that the app is on its way. */
function opening(under_way) {
  root.toggleAttribute('data-opening', under_way);
  find('opening').textContent = under_way ? word('opening') : '';
}

const timeout = () => AbortSignal.timeout(30_000);

/** What each page asks for first, so that it is under way while the app starts. */
const first_asked = [
  [/^\/$/, '/api/v1/me/devices'],
  [/^(\/devices\/dev_[0-9a-z]{26})$/, '/api/v1/me$1'],
  [/^\/add$/, '/api/v1/me/preflight'],
];

/** Asks ahead of the app for what the page will show; the app takes it where it would ask for the same (`client/fetch.rs`). */
function askAhead() {
  const { pathname } = location;
  const [shape, path] = first_asked.find(([shape]) => shape.test(pathname)) ?? [];
  if (!shape) return;
  const asked = pathname.replace(shape, path);
  const answer = fetch(asked, { signal: timeout() });
  answer.catch(() => {});
  root.ahead = { path: asked, answer };
}

/** Hands over to the app, if somebody is signed in. */
async function enter(focus) {
  const me = await fetch('/api/v1/me', { signal: timeout() });
  if (me.status !== 200) {
    delete root.ahead;
    return me.status;
  }
  const answer = await me.text();
  opening(true);
  store('muster.signed-in', '1');
  try {
    await app;
  } catch {
    opening(false);
    tell(word('broken'));
    return 200;
  }
  start(answer, focus, root.handed);
  delete root.handed;
  return 200;
}

/** What a refused sign-in says. */
async function whyNot(response) {
  if (response.status === 401) return word('wrong');
  const problem = await response.json().catch(() => ({}));
  if (!problem.retry_after_seconds) {
    // A lock-out that tells its end in a sentence only: better in the server's words than not at all.
    return response.status === 429 && problem.title ? `${problem.title} ${problem.fix}` : word('failed');
  }
  const at = new Date(Date.now() + (problem.retry_after_seconds + 59) * 1000);
  const locale = navigator.languages.find((tag) => tag.startsWith(root.lang)) ?? root.lang;
  return word('locked').replace('{time}', at.toLocaleTimeString(locale, { timeStyle: 'short' }));
}

async function signIn() {
  const credentials = { username: form.username.value.trim(), password: form.password.value };
  const response = await fetch('/api/v1/session', {
    method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(credentials), signal: timeout(),
  });
  if (!response.ok) {
    tell(await whyNot(response));
    mark(response.status === 401);
    form.password.focus();
    return;
  }
  if (await enter(true) !== 200) tell(word('failed'));
}

/** The words for no answer at all. */
const lost = () => (navigator.onLine ? 'unreachable' : 'offline');

let busy = false;

async function submitted(event) {
  event?.preventDefault();
  if (busy) return;
  busy = true;
  submit.setAttribute('aria-disabled', 'true');
  submit.textContent = word('busy');
  tell();
  mark(false);
  try {
    await signIn();
  } catch {
    tell(word(lost()));
  }
  busy = false;
  submit.removeAttribute('aria-disabled');
  submit.textContent = submit.dataset[root.lang];
}

/**
 * Takes charge of the page. `loading` is the promise of the app, asked for at once and needed later: its failure is told when
 * it is needed. `begin` hands the page over to it.
 */
export async function boot(loading, begin) {
  app = loading;
  start = begin;
  app.catch(() => {});

  dress().catch(() => {});
  speak(root.lang);
  form.addEventListener('submit', submitted);
  find('other-language').addEventListener('click', () => {
    const language = root.lang === 'de' ? 'en' : 'de';
    store('muster.language', language);
    tell();
    speak(language);
  });

  if ('submitted' in root.dataset) submitted();
  else await look();
}

/** Looks whether somebody is signed in already. Without a connection it looks again as soon as there is one. */
async function look() {
  opening('opening' in root.dataset);
  if ('opening' in root.dataset) askAhead();
  const status = await enter(false).catch(() => 0);
  if (status === 200) return;
  opening(false);
  // Nobody is signed in, which is what the form is for; anything else is worth knowing before typing.
  tell(status === 401 ? '' : word(status ? 'failed' : lost()));
  if (status === 401) store('muster.signed-in', null);
  if (!status) addEventListener('online', () => busy || look(), { once: true });
}
