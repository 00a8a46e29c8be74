// An iPhone, from the portal in its own browser to the profile, and the page that follows it; an account, and where that leads.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { person, signIn } from './journeys.mjs';
import { flaws } from './look.mjs';

const device = resolve(dirname(fileURLToPath(import.meta.url)), '../../apple/device.py');
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
// The page asks every 15 seconds where a socket has been lost.
const soon = { timeout: 40_000 };

/** The fake device, which holds all that it is given to Apple's documents. */
function phone(command, state, ...more) {
  return JSON.parse(execFileSync('python3', [device, command, '--state', state, ...more], { encoding: 'utf8' }).trim().split('\n').at(-1));
}

async function byProfile({ page, passwords, look }) {
  const state = mkdtempSync(join(tmpdir(), 'muster-iphone-'));
  try {
    await signIn(page, passwords, person.ana, '/add');
    await page.locator('#verdict').waitFor();
    await page.locator('.action .button--primary').click();
    const link = page.locator('section:has(#client) a.button--primary');
    await link.waitFor();
    assert.match(await link.getAttribute('href'), /^\/mdm\/apple\/profile\/mt1\./);
    assert.deepEqual(await flaws(page, `apple-profile-${look}`), []);
    // Safari asks before it loads a profile; here whoever would install it does.
    const profile = new URL(await link.getAttribute('href'), page.url()).href;
    const said = phone('enroll', join(state, 'phone'), '--model', 'iphone', '--local-http', profile);
    assert.equal(said.check, undefined, JSON.stringify(said));
    await page.locator('.step--done').first().waitFor(soon);
    phone('session', join(state, 'phone'));
    await page.locator('.verdict--ok').waitFor(soon);
    assert.deepEqual(await flaws(page, `apple-done-${look}`), []);
    phone('checkout', join(state, 'phone'));
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

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

const LOOKS = [['light', 'en-IE'], ['dark', 'de-DE']];
const options = (colorScheme, locale) => ({
  colorScheme, locale, viewport: { width: 360, height: 640 }, userAgent: IPHONE, javaScriptEnabled: true, hasTouch: true,
});

export const all = LOOKS.flatMap(([colorScheme, locale]) => [
  ['an iPhone enrolls by the profile of the portal, and the page follows it', byProfile],
  ['an account is signed in with on a page of ours', byAccount],
].map(([name, steps]) => ({
  name: `${name}: ${colorScheme}, ${locale}`,
  options: options(colorScheme, locale),
  steps: (stage) => steps({ ...stage, look: `${colorScheme}-${locale}` }),
})));
