// States of an enrollment's end and of its hand-off, and of a recorded decision; states.mjs walks through them.

import * as answers from './answers.mjs';
import * as own from './answers-handoff.mjs';
import { choosePlatform } from './journeys.mjs';

const script = (page, route, answer) => page.route(`**/api/v1/${route}`, (request) => request.fulfill(answer));

/** For who is signed in, with a pre-flight that says yes. */
export async function handOff(page, see) {
  const progress = `me/tickets/${answers.ticketId}`;
  for (const [name, platform] of [['hand-off', 'macOS'], ['hand-off-phone', 'Android']]) {
    await page.unroute('**/api/v1/me/tickets');
    await script(page, 'me/tickets', answers.ticket(platform.toLowerCase()));
    await script(page, progress, answers.progress({ platform: platform.toLowerCase(), method: 'est' }));
    await page.goto('/add');
    // Every ticket here has one name, and a state before this one has added the device in use with it.
    await page.evaluate(() => localStorage.removeItem('muster.this-ticket'));
    await choosePlatform(page, platform);
    await page.locator('.action .button--primary').click();
    await page.locator('.step').first().waitFor();
    if (platform === 'macOS') await page.locator('section > .more > summary').click();
    await page.locator('.qr__picture').waitFor();
    await see(name);
    await page.unroute(`**/api/v1/${progress}`);
  }
  const device = `me/devices/${answers.deviceId}`;
  for (const [name, [known, detail, configuration]] of Object.entries(own.after)) {
    await script(page, progress, known);
    await script(page, device, detail);
    await script(page, `${device}/configuration`, configuration);
    await page.goto(`/enroll/${answers.ticketId}`);
    await page.locator('.step--done').nth(name === 'receiving' ? 1 : 3).waitFor();
    await see(`enroll-${name}`, '.verdict .button--primary');
    for (const route of [progress, device, `${device}/configuration`]) await page.unroute(`**/api/v1/${route}`);
  }
  for (const [name, answer, ready, fragment] of [['refused-recorded', own.refused, '.verdict--stop', ''],
    ['link-used', own.used, '.notice', '#mt1.abc']]) {
    await script(page, progress, answer);
    await page.goto(`/enroll/${answers.ticketId}${fragment}`);
    await page.locator(ready).first().waitFor();
    await see(`enroll-${name}`);
    await page.unroute(`**/api/v1/${progress}`);
  }
}

/** For who may read devices. */
export async function decisions(page, see) {
  const route = 'enrollees/*/decisions/7/replay';
  for (const [name, answer, ready] of [['', own.decision, '.table'], ['-without-policy', own.forgottenPolicy, '.notice'],
    ['-missing', answers.problem(404, 'not-found', 'There is nothing here.', 'Check the address.'), '.card h2'],
    ['-denied', answers.problem(403, 'permission-denied', 'You may not.', 'Ask.'), '.denied'],
    ['-trouble', answers.fault, '.problem']]) {
    await script(page, route, answer);
    await page.goto(`/admin/decisions/${own.decisionPath}`);
    await page.locator(ready).first().waitFor();
    await see(`admin-decision${name}`);
    await page.unroute(`**/api/v1/${route}`);
  }
}
