// My devices in every standing, the portal as an installed app, and what it does without a connection.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as answers from './answers.mjs';
import { person, putSection, signIn } from './journeys.mjs';

const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../../../portal/dist');
const hours = (number) => new Date(Date.now() + number * 3_600_000).toISOString().replace(/\.\d+/, '');
const json = (body) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
const one = JSON.parse(answers.devices.body).devices[1];

let made = 100;
const device = (name, more) => ({ ...one, id: `dev_${String(made++).padStart(26, '0')}`, name, ...more });

/** What no status alone says: held to rules, silent, hidden. */
const standings = [
  device('Studio laptop', { platform: 'windows', os_version: '10.0.26200', compliance: 'in_grace_period', grace_until: hours(50) }),
  device('Workshop PC in the basement', { platform: 'windows', compliance: 'in_grace_period', grace_until: hours(20 * 24) }),
  device('Pixel 8', { platform: 'android', ownership: 'personal', os_version: '14', compliance: 'not_compliant' }),
  device('Spare Mac', { compliance: 'compliant', compliant_until: hours(-1), last_check_in: hours(-800) }),
  device('iPad in the drawer', { platform: 'ipados', compliance: 'compliant', compliant_until: hours(-1), hidden_since: hours(-400), last_check_in: hours(-2000) }),
  device('Old server', { platform: 'linux', hidden_since: hours(-4), last_check_in: hours(-2000) }),
  device('Render Mac', { os_version: '26.1', compliance: 'compliant', compliant_until: hours(500) }),
];

const list = async (page, answer) => {
  await page.unroute('**/api/v1/me/devices');
  await page.route('**/api/v1/me/devices', (route) => route.fulfill(json(answer)));
};

/** Pictures of My devices: every standing, devices that are elsewhere, and news. */
export async function devicesOfEveryStanding(page, see) {
  const next = '.button--primary';
  await list(page, { devices: standings, handed_over: 2, not_shown: 1 });
  await page.reload();
  await page.locator('.tile--stop').first().waitFor();
  await see('devices-standings', next);
  await list(page, { devices: [], handed_over: 5 });
  await page.reload();
  await page.locator('.devices__notes:not(:empty)').waitFor();
  assert.equal(await page.locator('.empty').count(), 0, 'who has handed devices over is not told that there never was one');
  await see('devices-handed-over', next);

  let version = '22.04';
  const detail = () => ({ ...JSON.parse(answers.detail('enrolled').body), compliance: [
    { setting: 'minimum_os_version', result: 'compliant', expected: `≥ ${version}` },
    ...(version === '24.04' ? [{ setting: 'disk_encryption', result: 'compliant', expected: 'encrypted' }] : [])] });
  const answer = (route, body) => page.route(`**/api/v1/${route}`, (request) => request.fulfill(json(body())));
  await answer('me/devices/*', detail);
  await answer('me/devices/*/configuration', () => ({ settings: version === '22.04' ? [] : [
    { key: 'password:minimum_length', state: 'pending', value: '12', profiles: ['base'] }] }));
  await answer('me/terms', () => ({ terms: [{ terms: 'use', version: version === '22.04' ? 1 : 2, title: 'Use of devices', summary: '', text: 'Be kind.' }] }));
  await answer('me/privacy', () => ({ facts: [{ name: 'imei', class: 'identifiers', personal: version !== '22.04', corporate: true }] }));
  await list(page, { devices: standings.slice(-2) });
  await page.evaluate(() => ['muster.news', 'muster.news-looked'].forEach((key) => localStorage.removeItem(key)));
  await page.reload();
  await page.waitForFunction(() => localStorage.getItem('muster.news'));
  assert.equal(await page.locator('.news').count(), 0, 'a first visit brings no news');
  version = '24.04';
  await page.evaluate(() => localStorage.removeItem('muster.news-looked'));
  await page.reload();
  await page.locator('.news').waitFor();
  await see('devices-news', next);
  await page.locator('.news button').click();
  for (const route of ['me/devices/*', 'me/devices/*/configuration', 'me/terms', 'me/privacy']) await page.unroute(`**/api/v1/${route}`);
}

/** The same page once the connection is gone. */
export async function withoutConnection(page, see) {
  await list(page, { devices: standings.slice(-1) });
  await page.reload();
  await page.locator('.tile:not(.tile--blank)').waitFor();
  // An answer that is on its way passes for a connection.
  await page.waitForLoadState('networkidle');
  const nothing = (route) => route.abort();
  await page.route('**/api/**', nothing);
  await page.context().setOffline(true);
  await page.locator('.offline').waitFor();
  await see('devices-offline', '.button--primary');
  await page.unroute('**/api/**', nothing);
  await page.context().setOffline(false);
}

/** Uploads a square picture as the logo, as an administrator. */
async function squareLogo(page, passwords) {
  await page.context().clearCookies();
  await signIn(page, passwords, person.admin);
  const status = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 512, height: 512 }).getContext('2d').fillRect(64, 64, 384, 384);
    const body = await new Promise((done) => { canvas.toBlob(done); });
    const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
    const version = (await fetch('/api/v1/configuration/branding')).headers.get('etag');
    return (await fetch('/api/v1/branding/logo', { method: 'PUT', headers: { 'if-match': version, 'x-csrf-token': csrf }, body })).status;
  });
  assert.equal(status, 200);
}

/** A browser of its own, as a person has one: a private window installs nothing. What it makes of the sign-in page. */
async function installability(page, address) {
  const type = page.context().browser().browserType();
  const executablePath = process.env.CHROME_BIN ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
  const context = await type.launchPersistentContext('', { executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  try {
    const visitor = await context.newPage();
    await visitor.goto(address);
    await visitor.locator('#sign-in').waitFor();
    const browser = await context.newCDPSession(visitor);
    const { url, errors, data } = await browser.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
    assert.deepEqual(installabilityErrors, [], `${url}: ${data}`);
    return JSON.parse(data);
  } finally {
    await context.close();
  }
}

/** Nobody is signed in, and the browser offers to install the portal under the organisation's name. */
async function installable({ page, passwords, address }) {
  const ours = await installability(page, address);
  assert.equal(ours.icons[0].src, '/icon.svg');
  try {
    await putSection(page, passwords, 'branding', { name: 'Northgate', accent: '#ffd400' });
    await squareLogo(page, passwords);
    const { name, theme_color: colour, icons } = await installability(page, address);
    assert.deepEqual([name, colour], ['Northgate', '#ffd400']);
    assert.match(icons[0].src, /^\/branding\/[0-9a-f]{64}$/);
  } finally {
    await putSection(page, passwords, 'branding', {});
  }
}

/** Waits until something that the page has to look up is so. */
async function until(page, holds) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await page.evaluate(holds)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`still not so: ${holds}`);
}

/** The worker has what it keeps, and is in charge of the page. */
const kept = (page) => until(page, async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'
  && navigator.serviceWorker.controller !== null);

/** Everything in every cache: address and text. */
const cached = (page) => page.evaluate(async () => {
  const all = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) all.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
  }
  return all;
});

async function withoutALine({ page, context, passwords }) {
  await signIn(page, passwords, person.ben, '/');
  await page.getByRole('heading', { level: 1, name: 'My devices' }).waitFor();
  await kept(page);

  // Lost while the page is open: it says so, what is typed stays, and it goes on by itself.
  await page.locator('.head .button--primary').click();
  await page.locator('#verdict').waitFor();
  await page.locator('label', { hasText: /belongs to/ }).click();
  await context.setOffline(true);
  await page.getByText('No connection.').waitFor();
  await page.locator('.action .button').click();
  await page.locator('.problem').last().waitFor();
  assert.equal(await page.locator('label', { hasText: /belongs to/ }).locator('input').isChecked(), true);
  await context.setOffline(false);
  await page.getByText('No connection.').waitFor({ state: 'detached' });

  // Opened without: the app is there, at any of its addresses, knows nothing of anybody, and opens as soon as it can.
  await context.setOffline(true);
  for (const address of ['/add', '/']) {
    await page.goto(address);
    await page.getByText('You are offline.').waitFor();
    await page.locator('#username').fill('ben@example.com');
  }
  await context.setOffline(false);
  await page.getByRole('heading', { level: 1, name: 'My devices' }).waitFor();

  await page.locator('.avatar').click();
  await page.locator('.menu__end button').click();
  await page.locator('.sign-in .notice--ok').waitFor();
  const files = await cached(page);
  assert.ok(files.length >= 5, `${files.length} files are kept`);
  for (const [path, text] of files) {
    assert.match(path, /^\/(enroll\/|assets\/[a-z]+\.[0-9a-f]{12}\.(css|js|wasm))?$/);
    assert.doesNotMatch(text, /ben@example|usr_0|dev_0|csrf_token":/);
  }
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.doesNotMatch(stored, /ben@|usr_/);
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };

/** The built files as the platform serves them; `build` says which build they pass for, and nobody is signed in. */
function serveFiles(build) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname.startsWith('/api/')) return response.writeHead(401).end();
    const file = join(dist, pathname);
    const found = extname(pathname) && existsSync(file);
    const type = found ? extname(pathname) : '.html';
    let content = readFileSync(found ? file : join(dist, pathname.startsWith('/enroll/') ? 'enroll/index.html' : 'index.html'));
    if (type === '.html') content = content.toString().replace('<head>', `<head><meta name="build" content="${build.number}">`);
    if (pathname === '/sw.js') content = content.toString().replace(/muster-[0-9a-f]{12}/, `muster-${build.number}`);
    const forever = found && pathname.startsWith('/assets/');
    response.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream', 'cache-control': forever ? 'immutable, max-age=31536000' : 'no-cache' });
    return response.end(content);
  });
  return new Promise((ready) => { server.listen(0, '127.0.0.1', () => ready([server, `http://localhost:${server.address().port}/`])); });
}

/** A person who comes once while there is a new version has it from then on, and nothing of the old one is left. */
async function newBuild({ page }) {
  const build = { number: 1 };
  const [server, address] = await serveFiles(build);
  try {
    const shown = () => page.locator('meta[name=build]').getAttribute('content');
    await page.goto(address);
    await kept(page);
    build.number = 2;
    await page.goto(address);
    assert.equal(await shown(), '1', 'what is there is shown at once');
    await until(page, async () => (await caches.keys()).join() === 'muster-2');
    await page.goto(address);
    assert.equal(await shown(), '2');
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const options = { serviceWorkers: 'allow' };
export const all = [
  { name: 'the portal can be installed, signed in or not, as the organisation’s', steps: installable },
  { name: 'without a connection the portal opens, says so, and goes on by itself', steps: withoutALine, options },
  { name: 'a new build is there after one visit, and nothing is left of the old one', steps: newBuild, options },
];
