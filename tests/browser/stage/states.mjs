// Every state of every page, at every size and theme: looked at by axe, measured, and kept as a picture.

import assert from 'node:assert/strict';
import * as answers from './answers.mjs';
import { help } from './help.mjs';
import { devicesOfEveryStanding, withoutConnection } from './front.mjs';
import { deviceStates } from './device_states.mjs';
import { choosePlatform, person, signIn } from './journeys.mjs';
import { looker, mirrored, sizes, zoomed } from './screens.mjs';
import { decisions, handOff } from './states-handoff.mjs';

// Mirrored in the one, zoomed in the other: German words are the longer ones.
const LOOKS = [['light', 'en-IE', ...sizes, mirrored], ['dark', 'de-DE', ...sizes, zoomed]];

const script = (page, route, answer) => page.route(`**/api/v1/${route}`, (request) => request.fulfill(answer));
const rows = (page) => page.locator('.tile:not(.tile--blank)').first().waitFor();

/** Draws one state after the other; `see` looks at it. */
async function walk(page, passwords, see) {
  const next = '.button--primary';

  await page.goto('/');
  await page.locator('.sign-in form').waitFor();
  await see('sign-in', next);
  for (const [name, answer] of [['sign-in-wrong', answers.wrongPassword], ['sign-in-locked', answers.lockedOut]]) {
    await script(page, 'session', answer);
    await page.locator('#username').fill('ana@example.com');
    await page.locator('#password').fill('x');
    await page.keyboard.press('Enter');
    await page.locator('.notice--stop').waitFor();
    await see(name);
    await page.unroute('**/api/v1/session');
  }

  let used = 0;
  await page.route('**/api/v1/me', async (route) => {
    // workerd closes what has been idle for five seconds, also a connection on which a request is just leaving.
    const response = await route.fetch({ maxRetries: 3 });
    const body = response.ok() ? JSON.stringify({ ...await response.json(), devices_in_use: used }) : undefined;
    await route.fulfill({ response, body });
  });
  await script(page, 'me/devices', answers.noDevices);
  await signIn(page, passwords, person.ben);
  await page.locator('.empty').waitFor();
  await see('devices-empty', next);

  let arrive;
  const held = new Promise((done) => { arrive = done; });
  await page.route('**/api/v1/me/devices', async (route) => {
    await held;
    await route.fulfill(answers.devices);
  });
  used = 4;
  await page.reload();
  await page.locator('.tile--blank').first().waitFor();
  await see('devices-loading', next);
  arrive();
  await rows(page);
  await see('devices', next);
  await page.locator('.avatar').click();
  await see('account-menu');
  await page.keyboard.press('Escape');

  await devicesOfEveryStanding(page, see);

  await page.route('**/api/v1/me/devices', (route) => route.abort());
  await page.reload();
  await page.locator('.problem').waitFor();
  await see('devices-unreachable', next);
  await withoutConnection(page, see);

  await addADevice(page, see);
  await anEnrollment(page, see);
  await handOff(page, see);
  await oneDevice(page, see);
  await deviceStates(page, see);

  await page.goto('/no-such-page');
  await page.locator('.page h1').waitFor();
  await see('not-found', next);

  await page.locator('.avatar').click();
  await page.locator('.menu__end button').click();
  await page.locator('.sign-in .notice--ok').waitFor();
  await see('signed-out', next);
}

/** Add a device: each verdict. */
async function addADevice(page, see) {
  const next = '.action .button';
  const open = async (answer) => {
    await page.unroute('**/api/v1/me/preflight');
    await page.route('**/api/v1/me/preflight', (route) => (answer ? route.fulfill(answer) : route.abort()));
    await page.goto('/add');
    await page.locator('#verdict').waitFor();
  };
  await open(answers.preflight(2));
  await page.locator('.verdict--ok').waitFor();
  await see('add', next);
  await choosePlatform(page, 'Linux');
  await see('add-another', next);
  await open(answers.preflight(2, { linux: { minimum_version: '22.04', personally_owned: 'block' } }));
  await choosePlatform(page, 'Linux');
  await page.locator('.verdict--stop').waitFor();
  await see('add-blocked', next);
  await page.locator('label', { hasText: /belongs to|gehört Muster/ }).click();
  await page.locator('#version').fill('x');
  await page.locator('#version-error:not(:empty)').waitFor();
  await see('add-version', next);
  await page.unroute('**/api/v1/me/devices');
  await script(page, 'me/devices', answers.devices);
  await open(answers.preflight(5));
  await page.locator('.pick__item').first().waitFor();
  await see('add-at-the-cap', next);
  await open(undefined);
  await page.locator('.problem').waitFor();
  await see('add-without-verdict', next);
  await open(answers.preflight(2));
  await script(page, 'me/tickets', answers.blocked);
  await page.locator('.action .button--primary').click();
  await page.locator('.problem').waitFor();
  await see('add-refused');
  await page.unroute('**/api/v1/me/tickets');
}

/** An enrollment: each phase. */
async function anEnrollment(page, see) {
  const progress = `me/tickets/${answers.ticketId}`;
  await page.routeWebSocket(/\/live$/, (socket) => socket.close());
  for (const [name, platform, ready, next] of [['enroll', 'linux', '#command', '.command .button'],
    ['enroll-terminal', 'macos', '#commands'], ['enroll-app', 'ios', '#ticket']]) {
    await script(page, 'me/tickets', answers.ticket(platform));
    await script(page, progress, answers.progress({ platform, method: platform === 'linux' ? 'agent' : 'est' }));
    await page.goto('/add');
    await page.locator('.action .button--primary').click();
    await page.locator(ready).waitFor();
    await page.locator('.step').first().waitFor();
    await see(name, next);
    await page.unroute(`**/api/v1/${progress}`);
  }
  const ready = { joining: '.step--done', done: '.verdict--ok', refused: '.verdict--stop', 'turned-away': '.verdict--stop', ended: '.verdict--warn' };
  for (const [name, answer] of [['joining', answers.joining], ['done', answers.enrolled], ['refused', answers.refusedAttempt],
    ['turned-away', answers.turnedAway], ['ended', answers.endedTicket]]) {
    await script(page, progress, answer);
    await page.goto(`/enroll/${answers.ticketId}`);
    await page.locator(ready[name]).first().waitFor();
    await see(`enroll-${name}`, ['done', 'turned-away', 'ended'].includes(name) ? '.verdict .button--primary' : undefined);
    await page.unroute(`**/api/v1/${progress}`);
  }
  await page.goto(`/enroll/${answers.ticketId}`);
  await page.locator('a.button--primary').waitFor();
  await see('enroll-missing', 'a.button--primary');
}

/** A device: each standing, and what can be done with it. */
async function oneDevice(page, see) {
  const route = `me/devices/${answers.deviceId}`;
  const open = async (answer) => {
    await page.unroute(`**/api/v1/${route}`);
    await script(page, route, answer);
    await script(page, `${route}/*`, { status: 200, contentType: 'application/json', body: '{"commands":[],"settings":[]}' });
    await page.goto(`/devices/${answers.deviceId}`);
    await page.locator('#standing').waitFor();
  };
  for (const status of ['waiting_for_first_check_in', 'pending', 'expired', 'retired']) {
    await open(answers.detail(status));
    await see(`device-${status}`);
  }
  await open(answers.refusedDevice);
  await see('device-refused');
  await open(answers.detail('enrolled'));
  await see('device');
  await page.locator('#rename').click();
  await page.locator('#new-name').fill('');
  await page.keyboard.press('Enter');
  await page.locator('#new-name-error:not(:empty)').waitFor();
  await see('device-rename');
  await page.locator('#do-remove').click();
  await page.locator('dialog[open]').waitFor();
  await see('device-remove');
  await page.unroute(`**/api/v1/${route}`);
  await page.unroute(`**/api/v1/${route}/*`);
  await page.goto(`/devices/${answers.deviceId}`);
  await page.locator('a.button--primary').waitFor();
  await see('device-missing', 'a.button--primary');
}

/** The admin center, for who is signed in. */
async function adminCenter(page, see) {
  await page.goto('/admin/');
  await page.locator('.denied').waitFor();
  await see('admin-denied', '.button--primary');
  await page.route('**/api/v1/me', async (route) => {
    // workerd closes what has been idle for five seconds, also a connection on which a request is just leaving.
    const response = await route.fetch({ maxRetries: 3 });
    await route.fulfill({ response, body: JSON.stringify({ ...await response.json(), permissions: ['device-read'] }) });
  });
  for (const [name, answer, ready] of [['admin-devices', answers.fleet, '.table'],
    ['admin-empty', { ...answers.noDevices }, '.card h2'], ['admin-trouble', answers.fault, '.problem']]) {
    await page.unroute('**/api/v1/devices?*');
    await page.route('**/api/v1/devices?*', (route) => route.fulfill(answer));
    await page.goto('/admin/');
    await page.locator(ready).first().waitFor();
    await see(name);
  }
  for (const [name, answer, ready] of [['admin-mails', answers.mails, '.mails'], ['admin-mails-none', answers.noMails, '.card p'],
    ['admin-mails-trouble', answers.fault, '.problem']]) {
    await page.unroute('**/api/v1/mail-outbox');
    await script(page, 'mail-outbox', answer);
    await page.goto('/admin/mails');
    await page.locator(ready).first().waitFor();
    await see(name);
  }
  await decisions(page, see);
}

export const all = LOOKS.map(([colorScheme, locale, ...screens]) => ({
  name: `every state on every screen, ${colorScheme}, ${locale}`,
  options: { viewport: { width: screens[0].width, height: screens[0].height }, colorScheme, locale },
  async steps({ page, passwords }) {
    const { see, found } = looker(page, screens, colorScheme);
    await walk(page, passwords, see);
    await page.unrouteAll();
    await help(page, passwords, see);
    await adminCenter(page, see);
    assert.deepEqual(found, []);
  },
}));
