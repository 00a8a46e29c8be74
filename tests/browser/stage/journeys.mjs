// What people do besides the journey itself (journey.mjs), with nothing scripted but the network's speed.

import assert from 'node:assert/strict';
import { enroll, machine, refused } from './device.mjs';
import { flaws } from './look.mjs';

export const person = { ana: ['ana@example.com', 'DEV_ANA_PASSWORD'], ben: ['ben@example.com', 'DEV_BEN_PASSWORD'],
  admin: ['admin@example.com', 'DEV_ADMIN_PASSWORD'] };

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

/** Says on Add a device what runs on it. */
export async function choosePlatform(page, name) {
  if (await page.locator('.platforms').count() === 0) await page.locator('.subject button').click();
  await page.locator(`.platforms label:has(input[value="${name.toLowerCase()}"])`).click();
}

/** Without the agent: openssl and curl, which are an EST client, too. */
async function byEst({ page, passwords }) {
  await signIn(page, passwords, person.ben, '/add');
  await choosePlatform(page, 'macOS');
  await page.locator('label:has(input[value="est"])').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, 'Connect your Mac');
  const commands = await page.locator('#commands').textContent();
  assert.match(enroll(commands), /Subject Public Key Info/);
  await page.locator('.step--done').nth(1).waitFor();
  // The ticket is spent: another key gets a reason to read, and no second device.
  assert.match(refused(commands), /ticket/i);
  // After a reload the secret is gone, and the enrollment still followed.
  await page.reload();
  await page.locator('.step--done').nth(1).waitFor();
  assert.equal(await page.locator('#commands').count(), 0);
}

/** A line that can't be live says so, and the page follows all the same. */
async function withoutSocket({ page, context, passwords }) {
  await context.routeWebSocket(/\/live$/, (socket) => socket.close());
  await signIn(page, passwords, person.ben, '/add');
  await choosePlatform(page, 'Linux');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Checking every few seconds').waitFor();
  const linux = machine(await page.locator('#command').textContent());
  try {
    await page.reload();
    await page.getByText('The command was shown once').waitFor();
    linux.enroll();
    await heading(page, 'You’re set');
    await page.goto('/');
    await page.locator('.tile:not(.tile--blank)').first().waitFor();
    linux.agent('unenroll');
    await page.reload();
    await page.getByText('1 of 5 devices used').waitFor();
  } finally {
    linux.gone();
  }
}

/** The admin center is another bundle, for administrators. */
async function adminCenter({ page, passwords }) {
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await signIn(page, passwords, person.admin);
  await heading(page, 'My devices');
  assert.equal(loaded.some((path) => path.includes('admin')), false, 'the portal loads nothing of the admin center');
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('link', { name: 'Admin center' }).click();
  await heading(page, 'Devices');
  await page.getByRole('status').getByText(/devices on this page/).waitFor();
  assert.equal(new URL(page.url()).pathname, '/admin/');
  assert.equal(loaded.filter((path) => /portal\..*\.wasm/.test(path)).length, 1, 'the admin center loads nothing of the portal');
  await page.goto('/admin/devices');
  await heading(page, 'Devices');
  await page.goto('/admin/nowhere');
  await heading(page, 'There is no such page');
}

async function adminCenterIsDenied({ page, passwords }) {
  await signIn(page, passwords, person.ben, '/admin/');
  await heading(page, 'This is for administrators');
  await page.getByRole('link', { name: 'Go to My devices' }).click();
  await heading(page, 'My devices');
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

/** A page is open, and the focus has come to its heading: only then does a person begin to press Tab. */
export async function arrived(page, name) {
  await heading(page, name);
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
}

async function byKeyboardAlone({ page, passwords }) {
  await page.goto('/');
  await tabTo(page, 'User name');
  await page.keyboard.type('ben@example.com');
  await tabTo(page, 'Password');
  await page.keyboard.type(passwords.DEV_BEN_PASSWORD);
  await tabTo(page, 'Sign in');
  await page.keyboard.press('Enter');
  await arrived(page, 'My devices');
  await tabTo(page, 'Add a device');
  await page.keyboard.press('Enter');
  await arrived(page, 'Add a device');
  await page.locator('#verdict').waitFor();
  await tabTo(page, 'Change');
  await page.keyboard.press('Enter');
  await page.locator('.platforms').waitFor();
  await page.waitForFunction(() => document.activeElement.name === 'platform');
  for (let presses = 0; presses < 6 && !await page.getByLabel('Mac', { exact: true }).isChecked(); presses += 1) {
    await page.keyboard.press('ArrowDown');
  }
  assert.equal(await page.getByLabel('Mac', { exact: true }).isChecked(), true);
  await tabTo(page, 'It is mine');
  await page.keyboard.press('ArrowDown');
  await page.getByText('by profile').waitFor();
  await tabTo(page, 'by profile');
  for (let presses = 0; presses < 3 && !await page.locator('input[value="est"]').isChecked(); presses += 1) {
    await page.keyboard.press('ArrowDown');
  }
  assert.equal(await page.locator('input[value="est"]').isChecked(), true);
  await tabTo(page, 'Continue');
  await page.keyboard.press('Enter');
  await arrived(page, 'Connect your Mac');
  await tabTo(page, 'What the commands do');
  await page.keyboard.press('Enter');
  await page.getByText('never sent').waitFor();
  await tabTo(page, 'Go to My devices');
  await page.keyboard.press('Enter');
  await arrived(page, 'My devices');
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
  // What the page asks for by itself would notice, too.
  await page.waitForFunction(() => ['/me/preflight', '/me/privacy', '/guides']
    .every((path) => performance.getEntriesByType('resource').some(({ name }) => name.includes(path))));
  await page.evaluate(async () => {
    const { csrf_token: token } = await (await fetch('/api/v1/me')).json();
    await fetch('/api/v1/session', { method: 'DELETE', headers: { 'x-csrf-token': token } });
  });
  await page.getByRole('button', { name: 'Continue' }).click();
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

/** Replaces a section of the configuration, as an administrator; nobody is signed in afterwards. */
export async function putSection(page, passwords, section, content) {
  // The page is left first: what it is asking for just now would be refused without its session.
  await page.goto('about:blank');
  await page.context().clearCookies();
  await signIn(page, passwords, person.admin);
  const status = await page.evaluate(async ([at, body]) => {
    const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
    const version = (await fetch(at)).headers.get('etag');
    const headers = { 'content-type': 'application/json', 'if-match': version, 'x-csrf-token': csrf };
    return (await fetch(at, { method: 'PUT', headers, body })).status;
  }, [`/api/v1/configuration/${section}`, JSON.stringify(content)]);
  assert.equal(status, 200);
  await page.context().clearCookies();
}

/** A guide says what the organisation adds to it, in the reader's language, and prints without what is for the screen. */
async function guideWithTips({ page, passwords }) {
  const tip = { platform: 'linux', method: 'agent', text: 'Ask at desk 4 first.', text_de: 'Fragen Sie zuerst an Tisch 4.' };
  await putSection(page, passwords, 'guidance', { tips: [tip] });
  try {
    const loaded = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await signIn(page, passwords, person.ben);
    await page.getByRole('link', { name: 'Help' }).click();
    await heading(page, 'Help');
    assert.equal(loaded.filter((path) => /portal\..*\.wasm/.test(path)).length, 1, 'the help loads nothing of the portal');
    await page.locator('.table tbody tr').first().waitFor();
    const rows = await page.locator('.table tbody tr').count();
    assert.ok(rows > 20, `${rows} ways`);
    await page.getByRole('link', { name: "Linux, with Muster's agent" }).click();
    await page.getByText('Ask at desk 4 first.').waitFor();
    await page.getByRole('link', { name: 'Add a device', exact: true }).waitFor();

    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.bar').isVisible(), false);
    assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
    assert.equal(await page.getByText('Ask at desk 4 first.').isVisible(), true);
    await page.emulateMedia({ media: 'screen' });

    await page.getByRole('button', { name: /^Account: / }).click();
    await page.locator('label', { hasText: 'Deutsch' }).click();
    await page.getByText('Fragen Sie zuerst an Tisch 4.').waitFor();
    await page.goto('/help/windows/windows_bulk');
    await page.getByText('Dieser Weg steht hier noch nicht offen').waitFor();
    assert.equal(await page.getByText('Tisch 4').count(), 0, 'a tip stands in its own guide alone');
  } finally {
    await page.evaluate(() => localStorage.clear());
    await putSection(page, passwords, 'guidance', { tips: [] });
  }
}

/** Where the organisation has categories, a person is asked for one, and the ticket carries the answer. */
async function categoryOfADevice({ page, passwords }) {
  const lab = { id: 'lab', name: 'Laboratory', description: 'Stays in the building.' };
  await putSection(page, passwords, 'categories', { categories: [lab, { id: 'desk', name: 'Desk' }] });
  try {
    await signIn(page, passwords, person.ben, '/add');
    await choosePlatform(page, 'Linux');
    const asked = page.getByLabel('What is it for?');
    await asked.selectOption('Laboratory');
    await page.getByText('Stays in the building.').waitFor();
    assert.deepEqual(await flaws(page, 'category'), []);
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/me/tickets'));
    await page.getByRole('button', { name: 'Continue' }).click();
    assert.equal((await sent).postDataJSON().category, 'lab');
    await heading(page, 'Connect your Linux computer');
  } finally {
    await putSection(page, passwords, 'categories', { categories: [] });
  }
  await signIn(page, passwords, person.ben, '/add');
  await page.locator('#verdict').waitFor();
  assert.equal(await page.getByLabel('What is it for?').count(), 0);
}

/** Terms of use are read and accepted where the device is added, and nothing is asked twice. */
async function termsBeforeADevice({ page, passwords }) {
  const put = (terms) => putSection(page, passwords, 'terms', { terms });
  await put([{ id: 'use', version: 1, name: 'Use', title: 'Use of devices', summary: 'In short: be kind.', text: 'Be kind.\n\nBe careful.' }]);
  try {
    await signIn(page, passwords, person.ben, '/add');
    await choosePlatform(page, 'Linux');
    const terms = page.getByRole('heading', { level: 2, name: 'Terms of use' });
    await terms.waitFor();
    await page.getByText('In short: be kind.').waitFor();
    await page.getByText('Read all of it').click();
    await page.getByText('Be careful.').waitFor();
    assert.deepEqual(await flaws(page, 'terms'), []);
    await page.getByRole('button', { name: 'Accept' }).click();
    await terms.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Connect your Linux computer');
    await page.goto('/add');
    await page.locator('#verdict').waitFor();
    assert.equal(await terms.count(), 0);
  } finally {
    await put([]);
  }
}

/** What an administrator sets of the organisation's looks is what people see: before they sign in, and after. */
async function dressed({ page, passwords, address }) {
  await signIn(page, passwords, person.admin);
  const put = (path, body) => page.evaluate(async ([at, json]) => {
    const section = '/api/v1/configuration/branding';
    const { csrf_token: csrf } = await (await fetch('/api/v1/me')).json();
    const headers = { 'if-match': (await fetch(section)).headers.get('etag'), 'x-csrf-token': csrf };
    let picture;
    if (json) {
      headers['content-type'] = 'application/json';
    } else {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 1200, height: 100 }).getContext('2d').fillRect(0, 0, 1200, 100);
      picture = await new Promise((done) => { canvas.toBlob(done); });
    }
    return (await fetch(at, { method: 'PUT', headers, body: json ?? picture })).status;
  }, [path, body && JSON.stringify(body)]);
  const section = '/api/v1/configuration/branding';
  assert.equal(await put(section, { name: 'Northgate', accent: '#ffd400', contact_name: 'Service Desk', contact_phone: '+49 30 1',
    contact_email: 'it@northgate.example', can_see: 'We see the model.', privacy_url: 'https://northgate.example/privacy' }), 200);
  assert.equal(await put('/api/v1/branding/logo'), 200);
  assert.equal(await put('/api/v1/branding/image'), 200);
  // A browser that has never been here, and has nothing in its cache.
  const context = await page.context().browser().newContext({ baseURL: address, locale: 'en-IE', colorScheme: 'light', serviceWorkers: 'block' });
  try {
    const visitor = await context.newPage();
    const logo = visitor.locator('.brand img.brand__logo');
    await visitor.goto('/');
    await logo.waitFor();
    assert.equal(await visitor.locator('.brand__name').textContent(), 'Northgate');
    const colours = await visitor.evaluate(() => ['--org', '--on-org', '--org-c'].map((name) => document.documentElement.style.getPropertyValue(name)));
    assert.deepEqual(colours, ['#ffd400', 'black', '0.1200']);
    assert.deepEqual(await flaws(visitor, 'dressed-sign-in'), []);
    await signIn(visitor, passwords, person.ben);
    await logo.waitFor();
    await visitor.getByText('Northgate').first().waitFor();
    await visitor.locator('.avatar').click();
    await visitor.locator('.menu__image').waitFor();
    await visitor.keyboard.press('Escape');
    await visitor.getByRole('link', { name: 'What IT sees' }).click();
    assert.equal(await visitor.getByRole('link', { name: '+49 30 1' }).getAttribute('href'), 'tel:+49301');
    await visitor.getByRole('link', { name: 'it@northgate.example' }).waitFor();
    await visitor.getByText('We see the model.').waitFor();
    await visitor.getByRole('link', { name: 'Privacy statement' }).waitFor();
    assert.deepEqual(await flaws(visitor, 'dressed-privacy'), []);
    // Where something is refused it says whom to ask.
    await visitor.route('**/api/v1/me/devices', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/account-disabled', title: 'No.', status: 403, code: 'account-disabled', fix: 'Ask.', correlation_id: 'c' }) }));
    await visitor.goto('/');
    await visitor.locator('.problem').getByText('Service Desk').waitFor();
  } finally {
    await context.close();
    assert.equal(await put(section, {}), 200);
  }
}

export const all = [
  { name: 'a device without an agent is enrolled with openssl and curl', steps: byEst },
  { name: 'without a socket the page asks every few seconds, and a machine can leave by itself', steps: withoutSocket },
  { name: 'the admin center is a bundle of its own', steps: adminCenter },
  { name: 'the admin center says who it is for', steps: adminCenterIsDenied },
  { name: 'everything can be done by keyboard alone', steps: byKeyboardAlone },
  { name: 'an ended session leads to the sign-in and back to where it was', steps: goesOnWhereTheSessionEnded },
  { name: 'the sign-in form works before the app has arrived', steps: formBeforeTheApp },
  { name: 'language and theme are kept, and nothing flashes by on a reload', steps: choicesSurviveAReload },
  { name: 'without JavaScript the page says what is missing', steps: withoutScripts, options: { javaScriptEnabled: false } },
  { name: 'an address that names no page leads home', steps: unknownAddress },
  { name: 'a guide carries the organisation’s tip, and can be printed', steps: guideWithTips },
  { name: 'a device is put into a category where there are any', steps: categoryOfADevice },
  { name: 'the portal wears what the organisation has set', steps: dressed },
  { name: 'terms of use are accepted before a device is added', steps: termsBeforeADevice },
];
