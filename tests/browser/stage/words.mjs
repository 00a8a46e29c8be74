// What is said before it happens: what will be set on a device, what it is still asked for, who may do what with it.

import assert from 'node:assert/strict';
import * as answers from './answers.mjs';
import { choosePlatform, person, putSection, signIn } from './journeys.mjs';
import { flaws, inView } from './look.mjs';

const SIZES = [[360, 640], [820, 1180], [1366, 768]];
const LOOKS = [['light', 'en-IE'], ['dark', 'de-DE']];

const json = (body) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
const setting = (key, value, state = 'pending') => ({ key, state, ...(value && { value }), profiles: ['base'] });

/** Of the organisation's own machine everything can be set; a person's takes less. */
const foreseen = (isCompanys) => json({
  reachable: true, may_change: isCompanys,
  settings: isCompanys ? [
    setting('file:/etc/motd', '42 bytes, 0644 root:root'),
    setting('file:/etc/profile.d/corporate-proxy-settings.sh', '310 bytes, 0644 root:root'),
    setting('login_banner', undefined, 'conflict'),
    setting('password:minimum_digits', '1'),
    setting('password:minimum_length', '14'),
    setting('script:ssh', '212 bytes'),
    setting('sysctl:kernel.dmesg_restrict', '1'),
    setting('trusted_root:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 'trusted'),
  ] : [
    setting('login_banner', 'Property of Northgate. Use it for work.'),
    setting('password:minimum_length', '14'),
    setting('sysctl:kernel.dmesg_restrict', undefined, 'not_applicable'),
  ],
});

async function walk(page, passwords, see) {
  const next = '.action .button';
  const script = async (route, answer) => {
    await page.unroute(`**/api/v1/${route}`);
    await page.route(`**/api/v1/${route}`, answer);
  };
  const open = async (answer, platform) => {
    await page.evaluate(() => sessionStorage.clear());
    await script('me/preflight', (route) => route.fulfill(answer));
    await page.goto('/add');
    await page.locator('#verdict').waitFor();
    if (platform) await choosePlatform(page, platform);
  };
  const ownership = (value) => page.locator(`label:has(input[value="${value}"])`).click();
  await signIn(page, passwords, person.ben);
  await page.locator('.avatar').waitFor();

  await script('me/configuration?*', (route) => route.fulfill(json({ reachable: true, settings: [], may_change: false })));
  await open(answers.preflight(2), 'linux');
  await page.getByText(/sets nothing on it|stellt darauf nichts ein/).waitFor();
  await see('foreseen-none', next);
  await script('me/configuration?*', (route) => route.fulfill(foreseen(route.request().url().includes('corporate'))));
  for (const whose of ['personal', 'corporate']) {
    await open(answers.preflight(2), 'linux');
    await ownership(whose);
    await page.locator('fieldset .stack > details > summary', { hasText: whose === 'personal' ? '(2)' : '(7)' }).click();
    await see(`foreseen-${whose}`, next);
  }
  await script('me/configuration?*', (route) => route.abort());
  await open(answers.preflight(2), 'linux');
  await page.getByText(/This could not be loaded|ließ sich nicht laden/).waitFor();
  await see('foreseen-lost', next);

  await script('me/configuration?*', (route) => route.fulfill(foreseen(true)));
  await page.routeWebSocket(/\/live$/, (socket) => socket.close());
  await script('me/tickets', (route) => route.fulfill(answers.ticket('linux')));
  await script(`me/tickets/${answers.ticketId}`, (route) => route.fulfill(answers.progress({ ownership: 'corporate' })));
  await open(answers.preflight(2), 'linux');
  await page.locator('.action .button--primary').click();
  await page.locator('[aria-labelledby="set-before"] dl').first().waitFor();
  await see('foreseen-command', '.command:has(#command) .button');

  await open(answers.preflight(2), 'macos');
  await page.locator('#version').waitFor();
  await see('add-another-version', next);

  const { devices } = JSON.parse(answers.devices.body);
  const waiting = devices.map((device, place) => ({ ...device, open_commands: device.status === 'retired' ? 0 : place % 3 }));
  await script('me/devices', (route) => route.fulfill(json({ devices: waiting })));
  await page.goto('/');
  await page.locator('.tile__waiting').first().waitFor();
  await see('devices-waiting', '.button--primary');

  await script('me', async (route) => {
    const answer = await route.fetch({ maxRetries: 3 });
    await route.fulfill(json({ ...await answer.json(), enrollment_manager: true }));
  });
  await script('me/devices/dev_*', (route) => route.fulfill(answers.detail('enrolled')));
  await script('me/devices/dev_*/configuration', (route) => route.fulfill(json({ settings: [] })));
  await script('me/devices/dev_*/commands', (route) => route.fulfill(json({ commands: [] })));
  await page.goto(`/devices/${answers.deviceId}`);
  await page.locator('[aria-labelledby="actions"] > p').waitFor();
  await see('device-manager');
  await open(answers.preflight(5));
  await page.getByText(/only IT removes them|entfernt sie nur die IT/).waitFor();
  await see('add-cap-manager', next);
}

/** Nothing scripted: what an administrator sets is what a person reads before they run the command. */
async function asItIs({ page, passwords }) {
  const profile = { id: 'base', name: 'Base', platform: 'linux', settings: { password: { minimum_length: 14 }, sysctl: { 'kernel.panic': '10' } } };
  await putSection(page, passwords, 'profiles', { profiles: [profile] });
  try {
    await signIn(page, passwords, person.ben, '/add');
    await choosePlatform(page, 'linux');
    const told = page.locator('fieldset .stack > details:has(dl)');
    await told.getByText('What will be set on it (1)').click();
    await told.getByText('At least 14 characters').waitFor();
    await page.locator('label:has(input[value="corporate"])').click();
    await told.getByText('What will be set on it (2)').click();
    await told.getByText('kernel.panic = 10').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('[aria-labelledby="set-before"]').getByText('kernel.panic = 10').waitFor();
  } finally {
    await putSection(page, passwords, 'profiles', { profiles: [] });
  }
}

const walks = SIZES.flatMap(([width, height]) => LOOKS.map(([colorScheme, locale]) => ({
  name: `what is said beforehand, at ${width} x ${height}, ${colorScheme}, ${locale}`,
  options: { viewport: { width, height }, colorScheme, locale },
  async steps({ page, passwords }) {
    const found = [];
    const see = async (state, next) => {
      const name = `${state}-${width}-${colorScheme}`;
      found.push(...(await flaws(page, name)).map((flaw) => `${name}: ${flaw}`));
      if (next && !await inView(page, next)) found.push(`${name}: the next step is not in view without scrolling`);
    };
    await walk(page, passwords, see);
    assert.deepEqual(found, []);
  },
})));

export const all = [{ name: 'what will be set on a device is read before it is added', steps: asItIs }, ...walks];
