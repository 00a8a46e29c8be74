// The help's bundle: its states for states.mjs, and what people do there with nothing scripted.

import assert from 'node:assert/strict';
import * as answers from './answers.mjs';
import { person, putSection, signIn } from './journeys.mjs';
import { flaws } from './look.mjs';

const json = (body) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
const script = (page, route, answer) => page.route(`**/api/v1/${route}`, (request) => request.fulfill(answer));

const classes = {
  system: ['os_name', 'os_distribution', 'os_version', 'os_edition', 'kernel', 'architecture', 'agent_version'],
  security: ['disk_encryption', 'secure_boot', 'firewall', 'antivirus', 'tpm', 'jailbroken', 'passcode'],
  hardware: ['manufacturer', 'model'],
  identity: ['host_name', 'serial_number', 'imei'],
};

/** What is kept; with names that scripts look for. */
const privacy = (scripts = []) => json({
  facts: Object.entries(classes).flatMap(([kind, names]) => names.map((name) => ({
    name, class: kind, personal: !['imei', 'serial_number'].includes(name), corporate: true,
  }))),
  ...(scripts.length && { scripts_look_for: scripts }),
});

const setting = (key, state, value) => ({ key, state, value, profiles: ['base'] });
const set = json({
  settings: [setting('file:/etc/issue.d/northgate-welcome-to-the-laboratory.issue', 'success', '120 bytes'),
    setting('login_banner', 'success', 'This computer belongs to Northgate.'), setting('password:minimum_length', 'pending', '12'),
    setting('script:disk', 'success', '20 bytes'), setting('sysctl:kernel.sysrq', 'error', '0'),
    setting('trusted_root:00ff', 'success', 'trusted'), { ...setting('sysctl:kernel.core_pattern', 'conflict'), reason: 'two want it' }],
});
const nothingSet = json({ settings: [] });

/** A device of this ownership, in detail. */
function detail(ownership, status = 'enrolled') {
  const one = JSON.parse(answers.detail(status).body);
  return json({ ...one, device: { ...one.device, ownership } });
}

const terms = (accepted) => json({
  terms: [{ terms: 'use', version: 3, title: 'Use of devices', summary: 'In short: be kind.', text: 'Be kind.\n\nBe careful.', accepted_at: accepted },
    { terms: 'lab', version: 1, title: 'The laboratory', summary: '', text: 'Nothing to eat, nothing to drink.' }],
});

const branding = json({
  organisation: 'Northgate',
  branding: { contact_name: 'Service Desk', contact_phone: '+49 30 123456', contact_email: 'service-desk@northgate.example',
    support_url: 'https://help.northgate.example/devices', note: 'Monday to Friday, 8 to 18.\nIn the atrium, second floor.' },
});

/** A page that waits for an answer until `arrive` is called. */
async function hold(page, route, answer) {
  let arrive;
  const held = new Promise((done) => { arrive = done; });
  await page.route(`**/api/v1/${route}`, async (request) => {
    await held;
    await request.fulfill(answer);
  });
  return arrive;
}

/** Apps and certificates of a company device, with a name that is long and one that is written from right to left. */
const installed = { status: 200, contentType: 'application/json', body: JSON.stringify({
  apps: { listed_at: '2026-11-20T10:00:00Z', count: 1204, apps: [
    { name: 'Keynote', identifier: 'com.apple.Keynote', version: '14.2' }, { name: 'An-app-whose-name-is-as-long-as-the-names-of-apps-can-be-2026' },
    { name: 'دفتر', version: '1.0' }] },
  certificates: { listed_at: '2026-11-20T10:00:00Z', count: 1, certificates: [
    { name: 'dev_62ssdsj6ynkx4ysqb20vsqfsad', issuer: 'Northgate Design issuing CA', not_after: '2027-11-20T10:00:00Z', sha256: 'ab', is_identity: true }] },
}) };

/** What IT sees, of devices in general and of one. */
async function whatItSees(page, see) {
  const device = `me/devices/${answers.deviceId}`;
  const anew = async (path, routes) => {
    for (const [route, answer] of Object.entries(routes)) {
      await page.unroute(`**/api/v1/${route}`);
      await script(page, route, answer);
    }
    await page.goto(path);
  };
  const arrive = await hold(page, 'me/privacy', privacy());
  await page.goto('/privacy');
  await page.locator('.privacy__blank').waitFor();
  await see('privacy-loading');
  arrive();
  await page.locator('#tells').waitFor();
  await anew('/privacy', { 'me/privacy': privacy(), 'me/devices': answers.noDevices });
  await page.locator('#tells').waitFor();
  await see('privacy-none');
  await anew('/privacy', { 'me/privacy': privacy(['ScreenLockMinutes', 'UsbStorage']), 'me/devices': answers.devices });
  await page.locator('.yours a').first().waitFor();
  await see('privacy');
  await anew('/privacy', { 'me/privacy': answers.fault });
  await page.locator('.problem').waitFor();
  await see('privacy-trouble');
  const at = `/privacy/${answers.deviceId}`;
  await anew(at, { 'me/privacy': privacy(['ScreenLockMinutes', 'UsbStorage']), [device]: detail('personal'), [`${device}/configuration`]: nothingSet });
  await page.locator('#can').waitFor();
  await see('privacy-device');
  await anew(at, { [device]: detail('corporate'), [`${device}/configuration`]: set, [`${device}/installed`]: installed });
  await page.locator('.set li').first().waitFor();
  for (const list of await page.locator('section[aria-labelledby="on-it"] summary').all()) await list.click();
  await see('privacy-device-company');
  await anew(at, { [device]: detail('personal', 'retired'), [`${device}/configuration`]: answers.problem(404, 'not-found', 'No.', 'No.') });
  await page.locator('.notice').waitFor();
  await see('privacy-device-left');
  await anew(at, { [device]: answers.fault });
  await page.locator('.problem').waitFor();
  await see('privacy-device-trouble');
  await anew(at, { [device]: answers.problem(404, 'not-found', 'No.', 'No.') });
  await page.locator('a.button--primary').waitFor();
  await see('privacy-device-missing', 'a.button--primary');
}

/** The account. */
async function account(page, see) {
  const anew = async (answer) => {
    await page.unroute('**/api/v1/me/terms');
    await script(page, 'me/terms', answer);
    await page.goto('/account');
  };
  await anew(json({ terms: [] }));
  await page.locator('[aria-labelledby=account-terms] p').waitFor();
  await see('account');
  await anew(terms('2026-11-02T09:30:00Z'));
  await page.locator('[aria-labelledby=account-terms] summary').first().click();
  await see('account-terms');
  await anew(answers.fault);
  await page.locator('.problem').waitFor();
  await see('account-trouble');
}

/** Each state of the bundle's pages, for who is signed in with nothing scripted yet. */
export async function help(page, passwords, see) {
  await signIn(page, passwords, person.ben, '/help/');
  await page.locator('.table').first().waitFor();
  await see('help');
  for (const [name, path, ready] of [['help-guide', 'linux/agent', '.button--primary'],
    ['help-guide-later', 'android/android_fully_managed', '.notice--warn'], ['help-nowhere', 'linux/x', '.button--primary']]) {
    await page.goto(`/help/${path}`);
    await page.locator(ready).waitFor();
    await see(name);
  }
  await script(page, 'branding', branding);
  const arrive = await hold(page, 'guides?*', answers.fault);
  await page.goto('/help/');
  await page.locator('.ask a').first().waitFor();
  await page.locator('[aria-labelledby=faq] summary').nth(3).click();
  await see('help-loading');
  arrive();
  await page.locator('.problem').waitFor();
  await see('help-trouble');
  await page.unroute('**/api/v1/guides?*');
  await whatItSees(page, see);
  await account(page, see);
  await page.unrouteAll();
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

/** What an administrator sets to be kept is what a person reads, from the next look on. */
async function privacyFollowsTheSettings({ page, passwords }) {
  const keep = async (choices) => {
    await page.context().clearCookies();
    await signIn(page, passwords, person.admin);
    const status = await page.evaluate(async (kept) => {
      const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
      const read = await fetch('/api/v1/settings');
      const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag'), 'x-csrf-token': csrf };
      const body = JSON.stringify({ ...await read.json(), keep: kept });
      return (await fetch('/api/v1/settings', { method: 'PUT', headers, body })).status;
    }, choices);
    assert.equal(status, 200);
    await page.context().clearCookies();
  };
  const serial = async () => {
    const row = page.locator('tr', { hasText: 'Serial number' });
    await row.waitFor();
    return (await row.locator('td').allTextContents()).map((words) => words.trim());
  };
  await signIn(page, passwords, person.ben);
  await page.getByRole('link', { name: 'What IT sees' }).click();
  await heading(page, 'What IT sees');
  assert.deepEqual(await serial(), ['Kept', 'Kept']);
  try {
    await keep({ serial_number: 'corporate_only' });
    await signIn(page, passwords, person.ben, '/privacy');
    assert.deepEqual(await serial(), ['Not kept', 'Kept']);
  } finally {
    await keep({});
  }
}

/** Signing out everywhere ends the session of another browser, too; signing out here does not. */
async function signsOutEverywhere({ page, context, passwords, address }) {
  await signIn(page, passwords, person.ben);
  const elsewhere = await context.browser().newContext({ baseURL: address, locale: 'en-IE' });
  try {
    const other = await elsewhere.newPage();
    const status = () => other.evaluate(async () => (await fetch('/api/v1/me')).status);
    await signIn(other, passwords, person.ben);
    await page.getByRole('button', { name: /^Account: / }).click();
    await page.getByRole('link', { name: 'Account', exact: true }).click();
    await heading(page, 'Account');
    await page.getByRole('button', { name: 'Sign out here' }).click();
    await page.getByText('You are signed out.').waitFor();
    assert.equal(await status(), 200);
    await signIn(page, passwords, person.ben, '/account');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('You are signed out.').waitFor();
    assert.equal(await status(), 401);
    // The other browser notices with whatever it asks next, and goes on from there.
    await other.getByRole('link', { name: 'What IT sees' }).click();
    await other.getByLabel('User name').fill('ben@example.com');
    await other.getByLabel('Password').fill(passwords.DEV_BEN_PASSWORD);
    await other.keyboard.press('Enter');
    await heading(other, 'What IT sees');
  } finally {
    await elsewhere.close();
  }
}

/** A session that ends while the help is open leads to the sign-in, and back to what was asked for. */
async function helpGoesOnWhereTheSessionEnded({ page, passwords }) {
  await signIn(page, passwords, person.ben, '/help/');
  await heading(page, 'Help');
  await page.evaluate(async () => {
    const { csrf_token: token } = await (await fetch('/api/v1/me')).json();
    await fetch('/api/v1/session', { method: 'DELETE', headers: { 'x-csrf-token': token } });
  });
  await page.getByRole('link', { name: 'What IT sees' }).click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByLabel('User name').fill('ben@example.com');
  await page.getByLabel('Password').fill(passwords.DEV_BEN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'What IT sees');
  assert.equal(new URL(page.url()).pathname, '/privacy');
}

/** The account tells which terms were accepted; who has yet to accept them is not told otherwise. */
async function accountTellsTheTerms({ page, passwords }) {
  const use = { id: 'use', version: 2, name: 'Use', title: 'Use of devices', summary: '', text: 'Be kind.' };
  await putSection(page, passwords, 'terms', { terms: [use] });
  try {
    await signIn(page, passwords, person.ben, '/account');
    await page.getByText('Version 2, not accepted yet.').waitFor();
    await page.evaluate(async () => {
      const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf };
      await fetch('/api/v1/me/terms/accept', { method: 'POST', headers, body: JSON.stringify({ terms: [{ terms: 'use', version: 2 }] }) });
    });
    await page.reload();
    await page.getByText('Version 2, accepted').waitFor();
    await page.getByText('Read all of it').click();
    await page.getByText('Be kind.').waitFor();
    assert.deepEqual(await flaws(page, 'account-accepted'), []);
  } finally {
    await putSection(page, passwords, 'terms', { terms: [] });
  }
}

export const all = [
  { name: 'what IT sees follows what an administrator has set to be kept', steps: privacyFollowsTheSettings },
  { name: 'signing out everywhere ends the session of another browser', steps: signsOutEverywhere },
  { name: 'an ended session in the help leads to the sign-in and back', steps: helpGoesOnWhereTheSessionEnded },
  { name: 'the account tells which terms are accepted', steps: accountTellsTheTerms },
];
