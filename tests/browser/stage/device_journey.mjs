// A machine that breaks a rule, as its person lives it: told what and until when, asked to check again, heard, put right; and
// what was asked in between taken back before the machine has been told.

import assert from 'node:assert/strict';
import { machine } from './device.mjs';
import { choosePlatform, person, putSection, signIn } from './journeys.mjs';
import { flaws } from './look.mjs';

// The page asks every 15 seconds.
const soon = { timeout: 40_000 };

const rules = (version) => ({
  no_policy: 'compliant', validity_days: 30,
  policies: version ? [{ id: 'linux', name: 'Linux', platform: 'linux', settings: { minimum_agent_version: version },
    actions: [{ action: 'mark', after_days: '1' }] }] : [],
});

/** As an administrator, in a browser of their own, so that the person's page stays as it is. */
async function setRules({ page, passwords, address }, version) {
  const context = await page.context().browser().newContext({ baseURL: address, locale: 'en-IE' });
  try {
    await putSection(await context.newPage(), passwords, 'compliance', rules(version));
  } finally {
    await context.close();
  }
}

async function putsItRight(stage) {
  const { page, passwords } = stage;
  await setRules(stage, '99');
  let linux;
  try {
    await signIn(page, passwords, person.ben, '/add');
    await choosePlatform(page, 'Linux');
    await page.getByRole('button', { name: 'Continue' }).click();
    linux = machine(await page.locator('#command').textContent());
    linux.enroll();
    await page.locator('.verdict .button--primary').click();
    await page.getByRole('heading', { name: /^Put something right by/ }).waitFor(soon);
    const rule = page.locator('.rule');
    assert.equal(await rule.count(), 1);
    for (const words of ['Muster’s agent', '≥ 99', /in (23 hours|1 day)|tomorrow/, 'Install the newest agent']) await rule.getByText(words).first().waitFor();

    const verdict = page.locator('.verdict');
    await verdict.getByRole('button', { name: 'Check again' }).click();
    await verdict.getByText('Waiting for the device').waitFor();
    assert.deepEqual(await flaws(page, 'journey-device-checking'), []);
    linux.agent('check-in');
    await verdict.locator('.course').getByText('Done', { exact: true }).waitFor(soon);
    assert.equal(await rule.count(), 1);

    const lock = page.locator('.acts li', { has: page.locator('#do-lock') });
    await lock.getByRole('button', { name: 'Lock' }).click();
    await lock.getByRole('button', { name: 'Take it back' }).click();
    await lock.getByText('Taken back').waitFor();
    await page.waitForFunction(() => document.activeElement.id === 'do-lock');

    await setRules(stage, '1');
    await verdict.getByRole('button', { name: 'Check again' }).click();
    await verdict.getByText('Waiting for the device').waitFor();
    linux.agent('check-in');
    await page.getByRole('heading', { name: 'It can access work' }).waitFor(soon);
    await verdict.getByText('1 rule is met').click();
    await verdict.getByText('Muster’s agent').waitFor();
    assert.equal(await rule.count(), 0);
    // The machine never heard of what was taken back.
    await lock.getByText('Taken back').waitFor();
    assert.deepEqual(await flaws(page, 'journey-device-right'), []);
  } finally {
    await setRules(stage);
    if (linux) {
      linux.agent('unenroll');
      linux.gone();
    }
  }
}

export const all = [{ name: 'a machine that breaks a rule is told so, checked again and put right', steps: putsItRight }];
