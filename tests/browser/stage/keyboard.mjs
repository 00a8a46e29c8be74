// What is done on a device's page, in the help and in the account, by keyboard alone on a small screen: each control is reached
// by Tab, seen when it has the focus, and covered by nothing; and the focus is afterwards where a person goes on from.

import assert from 'node:assert/strict';
import * as answers from './answers.mjs';
import { machine } from './device.mjs';
import { wipeable } from './device_states.mjs';
import { arrived, choosePlatform, person, signIn } from './journeys.mjs';

const options = { viewport: { width: 360, height: 640 } };

/** What has the focus: its id, or its words. */
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());

/** Waits until the focus is there. */
const focusOn = (page, selector) => page.waitForFunction((selector) => document.activeElement.matches(selector), selector);

/** Presses Tab until an element of `selector` has the focus; then it can be seen that it has, and nothing lies over it. */
async function reach(page, selector, key = 'Tab') {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) {
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        const { left, top, width, height } = element.getBoundingClientRect();
        const there = document.elementFromPoint(left + width / 2, top + height / 2);
        return { outline: getComputedStyle(element).outlineStyle, isFree: element.contains(there) };
      });
      assert.notEqual(seen.outline, 'none', `${selector}: the focus can be seen`);
      assert.ok(seen.isFree, `${selector}: nothing lies over what has the focus`);
      return;
    }
  }
  assert.fail(`${selector} can't be reached by ${key}; the focus is on ${await focused(page)}`);
}

const press = async (page, selector, key = 'Enter') => {
  await reach(page, selector);
  await page.keyboard.press(key);
};

/** A machine that is really there: its folds, its name, a check, a command taken back, and its end. */
async function aDevice({ page, passwords }) {
  await signIn(page, passwords, person.ana, '/add');
  await choosePlatform(page, 'Linux');
  await page.getByRole('button', { name: 'Continue' }).click();
  const linux = machine(await page.locator('#command').textContent());
  try {
    linux.enroll();
    await page.locator('.verdict .button--primary').waitFor();
    await page.evaluate(() => document.querySelector('h1').focus());
    await press(page, '.verdict .button--primary');
    await page.locator('#do-sync').waitFor();
    await focusOn(page, 'h1');

    // Folds open and close where they stand.
    await press(page, '.verdict .more > summary');
    await page.locator('#check-in').waitFor();
    await reach(page, '.command pre');
    await reach(page, '.verdict .more > summary', 'Shift+Tab');
    await page.keyboard.press('Space');
    await page.locator('#check-in').waitFor({ state: 'hidden' });

    // Check again: asked, and the focus stays.
    await reach(page, '#do-sync', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('.verdict').getByText('Waiting for the device').waitFor();
    assert.equal(await focused(page), 'do-sync');
    assert.equal(await page.locator('#do-sync').getAttribute('aria-disabled'), 'true');

    // A command, and back.
    await press(page, '#do-lock');
    const lock = page.locator('.acts li', { has: page.locator('#do-lock') });
    await lock.getByText('Waiting for the device').waitFor();
    assert.equal(await focused(page), 'do-lock');
    await reach(page, '.acts .button--quiet');
    assert.equal(await focused(page), 'Take it back');
    await page.keyboard.press('Enter');
    await lock.getByText('Taken back').waitFor();
    await focusOn(page, '#do-lock');

    // What is asked twice is left by Escape.
    await press(page, '#do-retire');
    await page.locator('#retire[open]').waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.closest('#retire')), 'the focus is in the dialog');
    await page.keyboard.press('Escape');
    await focusOn(page, '#do-retire');

    // A name that is none is said; a good one is kept, and the focus is back.
    await press(page, '#rename');
    await focusOn(page, '#new-name');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.locator('#new-name-error:not(:empty)').waitFor();
    await focusOn(page, '#new-name');
    await page.keyboard.type('Keys only');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Keys only' }).waitFor();
    await focusOn(page, '#rename');
    await page.keyboard.press('Enter');
    await focusOn(page, '#new-name');
    await reach(page, '.act__form .button:not(.button--primary)');
    await page.keyboard.press('Enter');
    await focusOn(page, '#rename');

    // Removing: one key pressed twice removes nothing; what confirms it is reached by Tab.
    await press(page, '#do-remove');
    await page.locator('#remove[open]').waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#remove[open]').count(), 1);
    await press(page, '#remove .button:not(.button--stop)');
    await focusOn(page, '#do-remove');
    await page.keyboard.press('Enter');
    await press(page, '#remove .button--stop');
    await page.locator('.verdict').getByText('It is removed').waitFor();
    await focusOn(page, 'h1');
    await press(page, '.back');
    await arrived(page, 'My devices');
    linux.agent('unenroll');
  } finally {
    linux.gone();
  }
}

/** No device that is served today can be erased: one that could be, and what is sent then. */
async function aWipe({ page, passwords }) {
  const api = `**/api/v1/me/devices/${answers.deviceId}`;
  let commands = [];
  await page.route(api, (route) => route.fulfill(wipeable.device));
  await page.route(`${api}/configuration`, (route) => route.fulfill(wipeable.nothingSet));
  await page.route(`${api}/commands`, (route) => {
    if (route.request().method() === 'POST') {
      const asked = route.request().postDataJSON();
      commands = [wipeable.queued(asked)];
      return route.fulfill({ ...wipeable.nothingSet, status: 201, body: JSON.stringify(commands[0]) });
    }
    return route.fulfill({ ...wipeable.nothingSet, body: JSON.stringify({ commands }) });
  });
  await signIn(page, passwords, person.ben, `/devices/${answers.deviceId}`);
  await page.locator('#do-wipe').waitFor();
  const name = await page.locator('h1').textContent();
  await page.evaluate(() => document.querySelector('h1').focus());

  await press(page, '#do-wipe');
  await page.locator('#wipe[open]').waitFor();
  // Nothing is erased by pressing on: not without a name, and not with another one.
  await reach(page, '#wipe-name');
  for (const typed of ['', 'Something else']) {
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await page.locator('#wipe-error:not(:empty)').waitFor();
    await focusOn(page, '#wipe-name');
  }
  await press(page, '#wipe .button:not(.button--stop)');
  await focusOn(page, '#do-wipe');
  assert.deepEqual(commands, []);

  await page.keyboard.press('Enter');
  await reach(page, '#wipe-name');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(name);
  await press(page, '#wipe .button--stop');
  const row = page.locator('.acts li', { has: page.locator('#do-wipe') });
  await row.getByText('Waiting for the device').waitFor();
  await focusOn(page, '#do-wipe');
  assert.deepEqual(commands.map(({ command: { kind } }) => kind), ['wipe']);
  // Asked once: pressing on asks for nothing more.
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#wipe[open]').count(), 0);
}

/** The help: a question, a guide, what IT sees, the account, and out of every browser. */
async function theHelp({ page, context, passwords, address }) {
  await page.goto('/help/');
  await reach(page, '#username');
  await page.keyboard.type('ben@example.com');
  await reach(page, '#password');
  await page.keyboard.type(passwords.DEV_BEN_PASSWORD);
  await page.keyboard.press('Enter');
  await arrived(page, 'Help');
  await page.locator('.table').first().waitFor();
  await press(page, '[aria-labelledby=faq] summary');
  await page.locator('[aria-labelledby=faq] details[open]').waitFor();
  await page.evaluate(() => document.querySelector('h1').focus());
  await press(page, '.table a');
  await focusOn(page, 'h1');
  assert.notEqual(await focused(page), 'Help');

  await page.evaluate(() => document.querySelector('.brand').focus());
  await press(page, '.nav a[href="/privacy"]');
  await arrived(page, 'What IT sees');
  await page.evaluate(() => document.querySelector('.brand').focus());
  await press(page, '.avatar');
  await press(page, '#account a[href="/account"]');
  await arrived(page, 'Account');

  const elsewhere = await context.browser().newContext({ baseURL: address, locale: 'en-IE' });
  try {
    const other = await elsewhere.newPage();
    await signIn(other, passwords, person.ben);
    await press(page, '.way .button--danger');
    await page.getByText('You are signed out.').waitFor();
    assert.equal(await other.evaluate(async () => (await fetch('/api/v1/me')).status), 401);
    // From there a person signs in again.
    await reach(page, '#username');
  } finally {
    await elsewhere.close();
  }
}

export const lived = [
  { name: 'a device is renamed, checked, asked, left alone and removed by keyboard alone', steps: aDevice, options },
  { name: 'the help, the account and the way out of every browser are reached by keyboard alone', steps: theHelp, options },
];
export const scripted = [{ name: 'erasing a device is confirmed by keyboard, and by nothing less than its name', steps: aWipe, options }];
