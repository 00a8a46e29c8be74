// An enrollment that goes on elsewhere: on another device by a QR code, at IT by a link; and one that the rules bar.

import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import { machine } from './device.mjs';
import { choosePlatform, person, signIn } from './journeys.mjs';

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** What a reader that shares nothing with the encoder makes of an element's picture. */
async function read(page, selector) {
  const picture = await page.locator(selector).screenshot();
  // A page of its own turns PNG into pixels.
  const plain = await page.context().newPage();
  try {
    const { width, height, pixels } = await plain.evaluate(async (png) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width, height, pixels: [...data] };
    }, picture.toString('base64'));
    return jsQR(Uint8ClampedArray.from(pixels), width, height, { inversionAttempts: 'dontInvert' })?.data;
  } finally {
    await plain.close();
  }
}

/** Another browser of somebody's. */
async function another(context, address, options) {
  const own = await context.browser().newContext({ baseURL: address, locale: 'en-IE', viewport: { width: 360, height: 640 }, ...options });
  own.setDefaultTimeout(30_000);
  return own;
}

/** Starts for another Linux machine than the one in use; returns the command. */
async function start(page, passwords, who) {
  await signIn(page, passwords, who, '/add');
  await choosePlatform(page, 'Linux');
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, 'Connect your Linux computer');
  return page.locator('#command').textContent();
}

async function goesOnByQr({ page, context, passwords, address }) {
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  const command = await start(page, passwords, person.ana);
  await page.locator('.line--live').waitFor();
  assert.equal(loaded.some((path) => path.includes('/qr.')), false, 'what draws the picture is loaded when it is drawn');
  await page.getByText('Continue on the new device').click();
  await page.locator('.qr__picture').waitFor();
  const link = await read(page, '.qr');
  assert.equal(link, await page.locator('#link').textContent());
  assert.match(link, new RegExp(`^${address}/enroll/tkt_[0-9a-z]{26}#mt1\\.`));
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await read(page, '.qr'), link, 'in dark mode, too');
  await page.emulateMedia({ colorScheme: 'light' });
  const secret = link.split('#')[1];

  const phone = await another(context, address);
  const linux = machine(command);
  try {
    const there = await phone.newPage();
    const asked = [];
    there.on('request', (request) => asked.push(`${request.url().split('#')[0]} ${request.postData()} ${JSON.stringify(request.headers())}`));
    await there.goto(link);
    await there.getByLabel('User name').waitFor();
    const address = await there.evaluate(() => location.href);
    assert.equal(address, link.split('#')[0], 'the secret is out of the address before anybody signs in');
    const attributes = await there.evaluate(() => document.documentElement.outerHTML);
    assert.equal(attributes.includes(secret), false, 'the secret is nowhere in the page');
    await there.getByLabel('User name').fill(person.ana[0]);
    await there.getByLabel('Password').fill(passwords[person.ana[1]]);
    await there.keyboard.press('Enter');
    assert.equal(await there.locator('#command').textContent(), command);
    assert.equal(await there.evaluate(() => location.hash), '');
    // Away and back again: what the history holds leads to the enrollment, and to no secret.
    await there.getByRole('link', { name: 'Back to your answers' }).click();
    await heading(there, 'Add a device');
    await there.goBack();
    await heading(there, 'Connect your Linux computer');
    assert.equal(await there.evaluate(() => location.href), link.split('#')[0]);
    await there.locator('.line--live').waitFor();
    linux.enroll();
    for (const one of [page, there]) {
      await heading(one, 'You’re set');
      await one.locator('.step--done').nth(3).waitFor();
    }
    assert.deepEqual(asked.filter((request) => request.includes(secret)), [], 'no request carried the secret');

    // The same link once more, and by somebody else.
    await there.goto(link);
    await there.getByText('The ticket of this link has been used').waitFor();
    await phone.clearCookies();
    await there.goto('about:blank');
    await there.goto(link);
    await there.getByLabel('User name').fill(person.ben[0]);
    await there.getByLabel('Password').fill(passwords[person.ben[1]]);
    await there.keyboard.press('Enter');
    await heading(there, 'There is no such enrollment');
    linux.agent('unenroll');
  } finally {
    linux.gone();
    await phone.close();
  }
}

/** Changes something of the configuration as an administrator, in a browser of their own; returns what was there before. */
async function change(context, address, passwords, path, edit) {
  const own = await another(context, address);
  try {
    const page = await own.newPage();
    await signIn(page, passwords, person.admin);
    return await page.evaluate(async ([path, edit]) => {
      const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(path);
      const before = await answer.json();
      const headers = { 'content-type': 'application/json', 'if-match': answer.headers.get('etag'), 'x-csrf-token': csrf };
      const after = structuredClone(before);
      for (const [key, value] of Object.entries(edit)) {
        const keys = key.split('.');
        const last = keys.pop();
        keys.reduce((at, key) => (at[key] ??= {}), after)[last] = value;
      }
      const put = await fetch(path, { method: 'PUT', headers, body: JSON.stringify(after) });
      if (put.status !== 200) throw new Error(await put.text());
      return before;
    }, [path, edit]);
  } finally {
    await own.close();
  }
}

async function handsARefusalToIt({ page, context, passwords, address }) {
  const set = (edit) => change(context, address, passwords, '/api/v1/policy', edit);
  const linux = machine(await start(page, passwords, person.ben));
  const before = await set({ 'platform_restrictions.default.linux': { access: 'block' } });
  const it = await another(context, address, { viewport: { width: 1366, height: 768 } });
  try {
    // An isolate may know the policy of a few seconds ago.
    await assert.rejects(async () => linux.enroll());
    await page.locator('.verdict--stop').waitFor();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy a link for IT' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, new RegExp(`^${address}/admin/decisions/enr_[0-9a-z]{26}/\\d+$`));
    const cause = await page.locator('#outcome').textContent();

    const there = await it.newPage();
    await signIn(there, passwords, person.admin, new URL(link).pathname);
    await heading(there, 'A recorded decision');
    assert.equal(await there.locator('#decided').textContent(), cause, 'IT reads what the person reads');
    await there.locator('.table .status--stop').waitFor();
    assert.match(await there.locator('tr', { has: there.locator('.status--stop') }).innerText(), /platform is allowed/);
    assert.ok(await there.locator('.table tbody tr').count() >= 3, 'each rule that was looked at is there');
    await there.goto(link.replace(/\d+$/, '99999'));
    await there.getByText('This decision is not kept').waitFor();
    // Who may not see it is told so.
    await page.goto(link);
    await heading(page, 'This is for administrators');
  } finally {
    await set({ 'platform_restrictions.default.linux': before.platform_restrictions.default.linux ?? {} });
    linux.gone();
    await it.close();
  }
}

async function barredByARule({ page, context, passwords, address }) {
  const set = (policies) => change(context, address, passwords, '/api/v1/configuration/compliance', { policies });
  await set([{ id: 'new', name: 'New', platform: 'linux', settings: { minimum_os_version: '9999' } }]);
  const linux = machine(await start(page, passwords, person.ben));
  try {
    linux.enroll();
    await heading(page, 'One thing is left to do');
    const verdict = page.locator('.verdict--stop');
    await verdict.getByText('asks: Version').waitFor();
    assert.equal(await page.getByText('can access work').count(), 0);
    await page.locator('.steps').getByText('It breaks a rule').waitFor();
    await set([]);
    // The rules are looked at again when the device comes by; those of before are known for up to 15 seconds.
    for (let visits = 0; visits < 20; visits += 1) {
      linux.agent('check-in');
      if (await page.getByRole('heading', { level: 1, name: 'You’re set' }).count() > 0) break;
      await page.waitForTimeout(2000);
    }
    await heading(page, 'You’re set');
    linux.agent('unenroll');
  } finally {
    await set([]);
    linux.gone();
  }
}

export const all = [
  { name: 'an enrollment goes on on another device by a QR code, and both pages follow it', steps: goesOnByQr },
  { name: 'a refusal is handed to IT by a link that opens its decision', steps: handsARefusalToIt },
  { name: 'a device that a rule bars is not said to have access before it has', steps: barredByARule },
];
