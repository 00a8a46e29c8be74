// How long the pages take on a mid-range phone, and how much moves while they appear, beside an empty page of the same server.
//
//   node tests/bench/pages.mjs
//
// The phone: a quarter of this machine's speed, and DevTools' "Fast 3G" (562 ms latency, 1.44 Mbit/s down). Each figure is the
// median of RUNS; a budget that is missed is marked, and the exit status is 1. With BASE_URL it measures that server, where the
// accounts of `make run` must exist, with their passwords in the environment.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { edge } from '../browser/stage/edge.mjs';
import { person, signIn } from '../browser/stage/journeys.mjs';
import { device } from './device.mjs';

const RUNS = Number(process.env.RUNS ?? 3);
const FAST_3G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const SLOWER = 4;

/** Milliseconds, from the navigation on, and the layout shift. */
const budgets = {
  'sign-in form, nothing cached': 1_500,
  'My devices, nothing cached': 5_000,
  'My devices, again': 1_000,
  'Add a device, nothing cached': 5_000,
  'Add a device, again': 1_000,
  'a device, nothing cached': 5_000,
  'a device, again': 1_000,
};
const LEAST_SHIFT = 0.02;

const executablePath = process.env.CHROME_BIN ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const server = await edge();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });

/** Notes, inside the page, when an element is first there and drawn. */
const watch = (selector) => {
  globalThis.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    const element = document.querySelector(selector);
    if (element?.checkVisibility()) requestAnimationFrame(() => { globalThis.there = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
};

/** Enrolls a device for somebody over EST; answers the address of its page. */
async function enrolled(account) {
  const context = await browser.newContext({ baseURL: server.address });
  const page = await context.newPage();
  await signIn(page, server.passwords, account);
  const { ticket } = await page.evaluate(async () => {
    const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
    const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf };
    const body = JSON.stringify({ platform: 'linux', method: 'est', ownership: 'personal' });
    return (await fetch('/api/v1/me/tickets', { method: 'POST', headers, body })).json();
  });
  const answer = await fetch(`${server.address}/.well-known/est/simpleenroll`, {
    method: 'POST', body: device('bench').csr,
    headers: { authorization: `Basic ${Buffer.from(`:${ticket}`).toString('base64')}`, 'content-type': 'application/pkcs10' },
  });
  if (!answer.ok) throw new Error(`the device was not enrolled: ${answer.status} ${await answer.text()}`);
  const { devices } = await page.evaluate(async () => (await fetch('/api/v1/me/devices')).json());
  await context.close();
  return `/devices/${devices[0].id}`;
}

/** Opens an address as the phone would; `passes` times with what the pass before has cached. Milliseconds of the last. */
async function measure({ path, selector, account, passes = 1 }) {
  const context = await browser.newContext({ baseURL: server.address, viewport: { width: 360, height: 640 } });
  context.setDefaultTimeout(60_000);
  let state;
  if (account) {
    const first = await browser.newContext({ baseURL: server.address });
    await signIn(await first.newPage(), server.passwords, account);
    state = await first.storageState();
    await first.close();
    await context.addCookies(state.cookies);
    await context.addInitScript(() => localStorage.setItem('muster.signed-in', '1'));
  }
  await context.addInitScript(watch, selector);
  const page = await context.newPage();
  const phone = await context.newCDPSession(page);
  await phone.send('Network.enable');
  await phone.send('Network.emulateNetworkConditions', FAST_3G);
  await phone.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  let bytes = 0;
  phone.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  let result;
  for (let pass = 0; pass < passes; pass += 1) {
    // From elsewhere each time: the same address again would count as a reload.
    await page.goto('about:blank');
    bytes = 0;
    await page.goto(path);
    await page.waitForFunction(() => globalThis.there);
    await page.waitForTimeout(1_500);
    result = await page.evaluate(() => ({ milliseconds: globalThis.there, shift: globalThis.shift }));
    result.bytes = bytes;
    // A browser compiles again in the background, and keeps that; nobody comes back within a second.
    if (pass + 1 < passes) await page.waitForTimeout(3_000);
  }
  await context.close();
  return result;
}

const itsPage = await enrolled(person.ben);
const cases = [
  ['an empty page', { path: '/healthz', selector: 'body' }],
  ['sign-in form, nothing cached', { path: '/', selector: '#sign-in' }],
  ['My devices, nothing cached', { path: '/', selector: '.page h1', account: person.ben }],
  ['My devices, again', { path: '/', selector: '.page h1', account: person.ben, passes: 3 }],
  ['Add a device, nothing cached', { path: '/add', selector: '.choice', account: person.ben }],
  ['Add a device, again', { path: '/add', selector: '.choice', account: person.ben, passes: 3 }],
  ['a device, nothing cached', { path: itsPage, selector: '.hero__text p:not(:empty)', account: person.ben }],
  ['a device, again', { path: itsPage, selector: '.hero__text p:not(:empty)', account: person.ben, passes: 3 }],
];
let missed = 0;
try {
  for (const [name, what] of cases) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await measure(what));
    runs.sort((a, b) => a.milliseconds - b.milliseconds);
    const { milliseconds, bytes } = runs[Math.floor(RUNS / 2)];
    const shift = Math.max(...runs.map((run) => run.shift));
    const most = budgets[name];
    const over = (most && milliseconds > most) || shift > LEAST_SHIFT;
    if (over) missed += 1;
    console.log(`${name.padEnd(32)} ${String(Math.round(milliseconds)).padStart(6)} ms${most ? ` of at most ${most}` : ''}`
      + `, ${String(Math.round(bytes / 1000)).padStart(4)} KB over the wire, layout shift ${shift.toFixed(3)}${over ? '   MISSED' : ''}`);
  }
} finally {
  await browser.close();
  await server.stop();
}
process.exitCode = missed ? 1 : 0;
