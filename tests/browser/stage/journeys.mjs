// What people do, from one end to the other, with nothing scripted but the network's speed.

import assert from 'node:assert/strict';
import { enroll, refused } from './device.mjs';

export const person = { ana: ['ana@example.com', 'DEV_ANA_PASSWORD'], ben: ['ben@example.com', 'DEV_BEN_PASSWORD'] };

/** Signs in by the form that is there first. */
export async function signIn(page, passwords, [username, secret], path = '/') {
  await page.goto(path);
  await page.getByLabel(/User name|Benutzername/).fill(username);
  await page.getByLabel(/Password|Passwort/).fill(passwords[secret]);
  await page.keyboard.press('Enter');
  await page.locator('.bar').waitFor();
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));

async function fromSignInToDevice({ page, context, passwords }) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await page.getByLabel('User name').fill('ana@example.com');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('is not right').waitFor();
  assert.equal(await page.getByLabel('User name').inputValue(), 'ana@example.com');
  assert.equal(await page.getByLabel('Password').getAttribute('aria-invalid'), 'true');

  await page.getByLabel('Password').fill(passwords.DEV_ANA_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'My devices');
  await page.getByRole('heading', { name: 'No device yet' }).waitFor();
  assert.match(await focused(page), /^<h1/);
  assert.match(await page.locator('.slots').innerText(), /^0 of \d+ devices used$/);
  assert.match(await page.title(), /^My devices · ./);

  await page.getByRole('link', { name: 'Add a device' }).click();
  await heading(page, 'Add a device');
  assert.equal(new URL(page.url()).pathname, '/add');
  await page.locator('label', { hasText: 'It is mine' }).click();
  await page.getByRole('button', { name: 'Get a ticket' }).click();
  await heading(page, 'Your ticket for a Linux device');
  assert.match(await focused(page), /^<h1/);

  const ticket = await page.locator('#ticket').textContent();
  await page.getByRole('button', { name: 'Copy ticket' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), ticket);
  await page.getByRole('button', { name: 'Copy commands' }).click();
  const commands = await page.locator('#commands').textContent();
  await page.waitForFunction(async (commands) => await navigator.clipboard.readText() === commands, commands);
  assert(commands.includes(ticket));

  assert.match(enroll(commands), /Subject Public Key Info/);

  await page.getByRole('link', { name: 'Go to My devices' }).click();
  const tile = page.locator('.tile:not(.tile--blank)');
  await tile.waitFor();
  assert.equal(await tile.count(), 1);
  assert.match(await tile.innerText(), /Linux[\s\S]*Personal[\s\S]*Enrolled[\s\S]*just now|minute/);
  assert.match(await page.locator('.slots').innerText(), /^1 of \d+ devices used$/);

  // The ticket is spent: another key gets a reason to read, and no second device.
  assert.match(refused(commands), /ticket/i);
  await page.reload();
  await tile.waitFor();
  assert.equal(await tile.count(), 1);

  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/api/v1/me')).status), 401);
}

/** Presses Tab until a control with these words has the focus, as one who can't see the rest would. */
async function tabTo(page, words) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      return element === document.body ? '' : (element.labels?.[0] ?? element).textContent.trim();
    });
    if (name.includes(words)) {
      const outline = await page.evaluate(() => {
        const seen = document.activeElement.matches('input[type="radio"]')
          ? document.activeElement.closest('.choice') ?? document.activeElement.closest('label') : document.activeElement;
        return getComputedStyle(seen).outlineStyle;
      });
      assert.notEqual(outline, 'none', `${words}: the focus can be seen`);
      return;
    }
  }
  assert.fail(`${words} can't be reached by Tab; the focus is on ${await focused(page)}`);
}

async function byKeyboardAlone({ page, passwords }) {
  await page.goto('/');
  await tabTo(page, 'User name');
  await page.keyboard.type('ben@example.com');
  await tabTo(page, 'Password');
  await page.keyboard.type(passwords.DEV_BEN_PASSWORD);
  await tabTo(page, 'Sign in');
  await page.keyboard.press('Enter');
  await heading(page, 'My devices');
  await tabTo(page, 'Add a device');
  await page.keyboard.press('Enter');
  await heading(page, 'Add a device');
  await tabTo(page, 'Linux');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByLabel('macOS').isChecked(), true);
  await tabTo(page, 'It is mine');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'Get a ticket');
  await page.keyboard.press('Enter');
  await heading(page, 'Your ticket for a macOS device');
  await tabTo(page, 'What the commands do');
  await page.keyboard.press('Enter');
  await page.getByText('never sent').waitFor();
  await tabTo(page, 'Go to My devices');
  await page.keyboard.press('Enter');
  await heading(page, 'My devices');
  // From the heading on, the frame comes after the page's end.
  await page.evaluate(() => document.activeElement.blur());
  await tabTo(page, 'Skip to content');
  await page.keyboard.press('Enter');
  assert.match(await focused(page), /^<main/);
  await page.evaluate(() => document.querySelector('.brand').focus());
  await tabTo(page, 'Account: ');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Sign out');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#account').isVisible(), false);
  assert.match(await focused(page), /account/);
  await page.keyboard.press('Enter');
  await tabTo(page, 'Sign out');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed out.').waitFor();
}

async function goesOnWhereTheSessionEnded({ page, passwords }) {
  await signIn(page, passwords, person.ben, '/add');
  await heading(page, 'Add a device');
  await page.evaluate(async () => {
    const { csrf_token: token } = await (await fetch('/api/v1/me')).json();
    await fetch('/api/v1/session', { method: 'DELETE', headers: { 'x-csrf-token': token } });
  });
  await page.getByRole('button', { name: 'Get a ticket' }).click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByLabel('User name').fill('ben@example.com');
  await page.getByLabel('Password').fill(passwords.DEV_BEN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Add a device');
}

async function formBeforeTheApp({ page, passwords }) {
  let arrive;
  const held = new Promise((done) => { arrive = done; });
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  await page.getByLabel('User name').fill('ben@example.com');
  await page.getByLabel('Password').fill(passwords.DEV_BEN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Opening Muster…').waitFor();
  arrive();
  await heading(page, 'My devices');
  assert.match(await focused(page), /^<h1/);
}

async function choicesSurviveAReload({ page, passwords }) {
  await signIn(page, passwords, person.ben);
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByText('Deutsch').click();
  await page.getByText('Dunkel').click();
  await heading(page, 'Meine Geräte');
  await page.reload();
  await heading(page, 'Meine Geräte');
  const root = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]);
  assert.deepEqual(root, ['de', 'dark']);
  // Whoever is signed in never sees the sign-in form pass by.
  await page.route('**/api/v1/me', async (route) => {
    await new Promise((later) => { setTimeout(later, 400); });
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'domcontentloaded' });
  assert.equal(await page.locator('#sign-in').isVisible(), false);
  await heading(page, 'Meine Geräte');
}

async function withoutScripts({ page }) {
  await page.goto('/');
  await page.locator('noscript p', { hasText: 'Muster needs JavaScript.' }).waitFor();
  assert.equal(await page.locator('form').isVisible(), false);
}

async function unknownAddress({ page, passwords }) {
  await signIn(page, passwords, person.ben, '/no-such-page');
  await heading(page, 'There is no such page');
  await page.getByRole('link', { name: 'Go to My devices' }).click();
  await heading(page, 'My devices');
  await page.goBack();
  await heading(page, 'There is no such page');
}

export const all = [
  { name: 'a person signs in, gets a ticket, enrolls with openssl and curl, finds the device and signs out', steps: fromSignInToDevice },
  { name: 'everything can be done by keyboard alone', steps: byKeyboardAlone },
  { name: 'an ended session leads to the sign-in and back to where it was', steps: goesOnWhereTheSessionEnded },
  { name: 'the sign-in form works before the app has arrived', steps: formBeforeTheApp },
  { name: 'language and theme are kept, and nothing flashes by on a reload', steps: choicesSurviveAReload },
  { name: 'without JavaScript the page says what is missing', steps: withoutScripts, options: { javaScriptEnabled: false } },
  { name: 'an address that names no page leads home', steps: unknownAddress },
];
