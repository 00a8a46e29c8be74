// The portal as people use it, in a real browser against the real edge.
//
//   node tests/browser/portal.mjs
//
// Without more it starts the built Worker on an empty state. With BASE_URL it drives that server instead, where the accounts of
// `make run` must exist, with their passwords in DEV_ANA_PASSWORD and DEV_BEN_PASSWORD, and without devices.
// Pictures go to tests/screenshots. ONLY=words runs the tests with these words in their names. The last line is `N passed, N failed`.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import * as handoff from './stage/handoff.mjs';
import * as help from './stage/help.mjs';
import * as front from './stage/front.mjs';
import * as deviceJourney from './stage/device_journey.mjs';
import * as add from './stage/add.mjs';
import * as journey from './stage/journey.mjs';
import * as journeys from './stage/journeys.mjs';
import * as keyboard from './stage/keyboard.mjs';
import * as states from './stage/states.mjs';
import * as windows from './stage/windows.mjs';
import * as apple from './stage/apple.mjs';
import * as words from './stage/words.mjs';
import { edge } from './stage/edge.mjs';

const executablePath = process.env.CHROME_BIN ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({
  executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

/** A new visitor. What the page logs as an error fails the test, apart from answers that the test itself provokes. */
async function visitor(baseURL, options) {
  const context = await browser.newContext({ baseURL, locale: 'en-IE', viewport: { width: 1366, height: 768 },
    // What a service worker answers can't be scripted; the tests of the worker itself allow it.
    serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const expected = /Failed to load resource: (the server responded with a status of (401|403|404|409|429|500)|net::ERR_(FAILED|INTERNET_DISCONNECTED))/;
    if (message.type() === 'error' && !expected.test(message.text())) errors.push(message.text());
  });
  return { page, context, errors };
}

let passed = 0;
let failed = 0;
async function test(server, { name, steps, options }) {
  const { page, context, errors } = await visitor(server.address, options);
  const from = Date.now();
  const took = () => `${String(Math.round((Date.now() - from) / 1000)).padStart(4)} s  ${name}`;
  try {
    await steps({ page, context, ...server });
    assert.deepEqual(errors, [], 'the page logged errors');
    passed += 1;
    console.log(`ok     ${took()}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${took()}\n${error.stack}\n        at ${page.url()}`);
  } finally {
    await context.close();
  }
}

const asked = (tests) => tests.filter(({ name }) => name.includes(process.env.ONLY ?? ''));
// What people do changes the organisation and leaves devices behind: one after the other. What has scripted answers is by itself.
const lived = asked([...journey.all, ...journeys.all, ...handoff.all, ...help.all, ...front.all, ...deviceJourney.all,
  ...keyboard.lived, ...words.all, ...windows.all, ...apple.all]);
const scripted = asked([...states.all, ...add.all, ...keyboard.scripted]);

async function lane(server, next) {
  for (let one = next(); one; one = next()) await test(server, one);
}

const servers = [];
try {
  servers.push(await edge());
  // A server that runs already is the only one there is. A second edge has an organisation of its own.
  if (!process.env.BASE_URL && lived.length && scripted.length) servers.push(await edge());
  const [one, other] = servers;
  await Promise.all([lane(one, () => lived.shift() ?? scripted.shift()), ...other ? [lane(other, () => scripted.shift())] : []]);
} finally {
  await browser.close();
  for (const server of servers) await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
