// Every state of every page, at every size and theme: looked at by axe, measured, and kept as a picture.

import assert from 'node:assert/strict';
import * as answers from './answers.mjs';
import { person, signIn } from './journeys.mjs';
import { flaws, inView } from './look.mjs';

const SIZES = [[320, 640], [360, 640], [768, 1024], [1366, 768]];
const LOOKS = [['light', 'en-IE'], ['dark', 'de-DE']];

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
    const response = await route.fetch();
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
  await page.reload();
  await page.locator('.tile--blank').first().waitFor();
  await see('devices-loading', next);
  used = 4;
  arrive();
  await rows(page);
  await see('devices', next);
  await page.locator('.avatar').click();
  await see('account-menu');
  await page.keyboard.press('Escape');

  await page.route('**/api/v1/me/devices', (route) => route.abort());
  await page.reload();
  await page.locator('.problem').waitFor();
  await see('devices-unreachable', next);

  await page.goto('/add');
  await page.locator('.flow').waitFor();
  await see('add', next);
  await script(page, 'me/tickets', answers.blocked);
  await page.locator(next).click();
  await page.locator('.problem').waitFor();
  await see('add-refused');

  for (const [name, platform, verdict] of [['ticket', 'linux'], ['ticket-app', 'ios'], ['ticket-at-the-limit', 'linux', answers.atTheLimit]]) {
    await page.goto('/add');
    await script(page, 'me/tickets', answers.ticket(platform, verdict));
    await page.locator(next).click();
    await page.locator('#ticket').waitFor();
    await see(name, verdict ? undefined : next);
  }

  await page.goto('/no-such-page');
  await page.locator('.page h1').waitFor();
  await see('not-found', next);

  await page.locator('.avatar').click();
  await page.locator('.menu__end button').click();
  await page.locator('.sign-in .notice--ok').waitFor();
  await see('signed-out', next);
}

export const all = SIZES.flatMap(([width, height]) => LOOKS.map(([colorScheme, locale]) => ({
  name: `every state at ${width} x ${height}, ${colorScheme}, ${locale}`,
  options: { viewport: { width, height }, colorScheme, locale },
  async steps({ page, passwords }) {
    const found = [];
    await walk(page, passwords, async (state, next) => {
      const name = `${state}-${width}-${colorScheme}`;
      found.push(...(await flaws(page, name)).map((flaw) => `${name}: ${flaw}`));
      if (next && !await inView(page, next)) found.push(`${name}: the next step is not in view without scrolling`);
    });
    assert.deepEqual(found, []);
  },
})));
