// An iPhone, an iPad and a Mac, from the portal in their own browsers to the profile, and the page that follows them; a company Mac,
// and what its person sees of what IT sees; an account, and where that leads.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { person, signIn } from './journeys.mjs';
import { flaws } from './look.mjs';

const device = resolve(dirname(fileURLToPath(import.meta.url)), '../../apple/device.py');
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
// The page asks every 15 seconds where a socket has been lost.
const soon = { timeout: 40_000 };

/** The fake device, which holds all that it is given to Apple's documents. */
function phone(command, state, ...more) {
  return JSON.parse(execFileSync('python3', [device, command, '--state', state, ...more], { encoding: 'utf8' }).trim().split('\n').at(-1));
}

/** Installs what the page's button leads to, as whoever has the device would. Safari asks before it loads a profile. */
async function install(page, kind, state, model, ...more) {
  const link = page.locator('section:has(#client) a.button--primary');
  await link.waitFor();
  assert.match(await link.getAttribute('href'), new RegExp(`^/mdm/apple/${kind}/mt1\\.`));
  const profile = new URL(await link.getAttribute('href'), page.url()).href;
  const said = phone('enroll', state, '--model', model, '--local-http', ...more, profile);
  assert.equal(said.check, undefined, JSON.stringify(said));
}

/** A folder for a device, as long as the steps take; then it leaves. */
async function withDevice(steps) {
  const state = mkdtempSync(join(tmpdir(), 'muster-apple-'));
  try {
    await steps(join(state, 'device'));
    phone('checkout', join(state, 'device'));
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

const byProfile = (model) => ({ page, passwords, look }) => withDevice(async (state) => {
  await signIn(page, passwords, person.ana, '/add');
  await page.locator('#verdict').waitFor();
  // It is known what runs on it: nobody has to say so.
  await page.locator('.subject').waitFor();
  await page.locator('.action .button--primary').click();
  await page.locator('section:has(#client) a.button--primary').waitFor();
  assert.deepEqual(await flaws(page, `apple-${model}-${look}`), []);
  await install(page, 'profile', state, model);
  await page.locator('.step--done').first().waitFor(soon);
  phone('session', state);
  await page.locator('.verdict--ok').waitFor(soon);
  assert.deepEqual(await flaws(page, `apple-${model}-done-${look}`), []);
});

/** A Mac that is on the organisation's list gets the organisation's rights, and its person sees what that comes to. */
const companyMac = ({ page, passwords, look }) => withDevice(async (state) => {
  const serial = 'C02XK0AAJG5K';
  await signIn(page, passwords, person.admin);
  await page.evaluate(async (serial) => {
    const me = await (await fetch('/api/v1/me')).json();
    const added = await fetch('/api/v1/corporate-identifiers', {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrf_token },
      body: JSON.stringify({ identifier: { kind: 'serial_number', serial_number: serial }, overwrite: true }),
    });
    if (!added.ok) throw new Error(await added.text());
  }, serial);
  await page.context().clearCookies();
  await signIn(page, passwords, person.ana, '/add');
  await page.locator('#verdict').waitFor();
  await page.locator('label:has(input[value="corporate"])').click();
  await page.locator('.action .button--primary').click();
  await page.locator('section:has(#client) a.button--primary').waitFor();
  assert.deepEqual(await flaws(page, `apple-company-mac-${look}`), []);
  await install(page, 'ota', state, 'mac', '--serial-number', serial);
  phone('session', state);
  await page.locator('.verdict--ok').waitFor(soon);
  const device = new URL(await page.locator('a[href*="/devices/"]').first().getAttribute('href'), page.url()).pathname.split('/').at(-1);
  await page.goto(`/privacy/${device}`);
  await page.locator('#on-it').waitFor();
  assert.deepEqual(await flaws(page, `apple-company-mac-seen-${look}`), []);
  for (const list of await page.locator('section[aria-labelledby="on-it"] summary').all()) await list.click();
  await page.getByText('Safari').waitFor();
  assert.deepEqual(await flaws(page, `apple-company-mac-lists-${look}`), []);
});

/** Who signs in by an account does so on a page of ours, without scripts. */
async function byAccount({ page, passwords, look }) {
  await page.goto('/mdm/apple/account/ios/auth?user-identifier=ana%40example.com');
  assert.equal(await page.locator('#username').inputValue(), person.ana[0]);
  assert.deepEqual(await flaws(page, `apple-account-${look}`), []);
  await page.locator('#password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await flaws(page, `apple-account-wrong-${look}`), []);
  await page.locator('#password').fill(passwords[person.ana[1]]);
  await page.keyboard.press('Enter');
  await page.getByText(person.ana[0]).waitFor();
  assert.deepEqual(await flaws(page, `apple-account-offer-${look}`), []);
}

const PHONE = { viewport: { width: 360, height: 640 }, userAgent: IPHONE, hasTouch: true };
const TABLET = { viewport: { width: 820, height: 1180 }, userAgent: IPAD, hasTouch: true };
const LAPTOP = { viewport: { width: 1366, height: 768 }, userAgent: MAC };
const LIGHT = { colorScheme: 'light', locale: 'en-IE' };
const DARK = { colorScheme: 'dark', locale: 'de-DE' };

export const all = [
  ['an iPhone enrolls by the profile of the portal, and the page follows it', byProfile('iphone'), PHONE, [LIGHT, DARK]],
  ['an iPad enrolls by the profile of the portal, and the page follows it', byProfile('ipad'), TABLET, [DARK]],
  ['a Mac enrolls by the profile of the portal, and the page follows it', byProfile('mac'), LAPTOP, [LIGHT]],
  ['a company Mac lists what is on it, and its person sees what IT sees', companyMac, LAPTOP, [LIGHT]],
  ['a company Mac lists what is on it, and its person sees what IT sees, on a phone', companyMac, { ...LAPTOP, viewport: PHONE.viewport }, [DARK]],
  ['an account is signed in with on a page of ours', byAccount, PHONE, [LIGHT, DARK]],
].flatMap(([name, steps, screen, looks]) => looks.map((look) => ({
  name: `${name}: ${look.colorScheme}, ${look.locale}`,
  options: { ...screen, ...look },
  steps: (stage) => steps({ ...stage, look: `${look.colorScheme}-${look.locale}` }),
})));
