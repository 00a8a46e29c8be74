// The page in Windows' web view: plain forms, in a real browser against the real edge.

import assert from 'node:assert/strict';
import { person } from './journeys.mjs';
import { flaws } from './look.mjs';

const APPRU = 'ms-app://windows.immersivecontrolpanel';
const ADDRESS = `/EnrollmentServer/Auth?appru=${encodeURIComponent(APPRU)}&login_hint=ana%40example.com`;

/** Signs in, sees what it means, and Windows gets a ticket; a wrong password and another account on the way. */
async function webView({ page, passwords, look }) {
  const name = (state) => `windows-${state}-${look}`;
  await page.goto(ADDRESS);
  assert.equal(await page.locator('#username').inputValue(), person.ana[0]);
  assert.deepEqual(await flaws(page, name('sign-in')), []);
  await page.locator('#password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await flaws(page, name('wrong')), []);
  await page.locator('#password').fill(passwords[person.ana[1]]);
  await page.keyboard.press('Enter');
  await page.getByText(person.ana[0]).waitFor();
  assert.deepEqual(await flaws(page, name('offer')), []);
  // Somebody else at this PC.
  await page.locator('button.quiet').click();
  await page.locator('#password').fill(passwords[person.ana[1]]);
  await page.keyboard.press('Enter');
  await page.getByText(person.ana[0]).waitFor();
  // Nobody answers the address here, so the script that posts to it is kept from running to see what it would post.
  const enrolled = page.waitForResponse((response) => response.url().endsWith('/Auth/enroll'));
  await page.route('**/Auth/enroll', async (route) => {
    const response = await route.fetch({ maxRetries: 3 });
    const body = (await response.text()).replace(/<script>.*?<\/script>/, '');
    await route.fulfill({ response, body });
  });
  await page.locator('form[action$="/enroll"] button').click();
  assert.match((await enrolled).headers()['content-security-policy'], /form-action ms-app:/);
  const form = page.locator(`form[action="${APPRU}"]`);
  await form.waitFor();
  assert.match(await form.locator('input[name=wresult]').inputValue(), /^mt1\./);
  assert.deepEqual(await flaws(page, name('done')), []);
  // Nothing of the person stays in the web view.
  await page.goto(ADDRESS);
  await page.locator('#password').waitFor();
}

/** Where Windows is not, no ticket is offered. */
async function elsewhere({ page }) {
  const answer = await page.request.get('/EnrollmentServer/Auth?appru=https%3A%2F%2Fevil.example');
  assert.equal(answer.status(), 422);
  assert.doesNotMatch(await answer.text(), /<form/);
}

const LOOKS = [[360, 640, 'light', 'en-IE'], [360, 640, 'dark', 'de-DE'], [1366, 768, 'light', 'de-DE'], [1366, 768, 'dark', 'en-IE']];

export const all = [
  ...LOOKS.map(([width, height, colorScheme, locale]) => ({
    name: `Windows’ web view leads to a ticket: ${width} x ${height}, ${colorScheme}, ${locale}`,
    steps: (stage) => webView({ ...stage, look: `${width}-${colorScheme}-${locale.slice(0, 2)}` }),
    options: { viewport: { width, height }, colorScheme, locale },
  })),
  { name: 'Windows’ web view hands nothing to another site', steps: elsewhere },
];
