// The journey: a person who has never seen Muster signs in, adds this Linux machine by one command that is really run, watches
// it join, finds it with its facts, renames and removes it, and signs out. At every width, light and dark, in both languages;
// each page on the way is looked at, too.

import assert from 'node:assert/strict';
import { machine } from './device.mjs';
import { flaws, inView } from './look.mjs';

const WORDS = {
  en: {
    wrong: /is not right/, devices: 'My devices', used: (number) => new RegExp(`^${number} of \\d+ devices used$`), add: 'Add a device',
    subject: /This Linux computer/, allowed: 'You can add this Linux computer', company: /counts as a company device/, mine: /stays yours/,
    connect: 'Connect your Linux computer', here: 'On this computer,', copied: 'Copied', set: 'You’re set', enrolled: 'is enrolled',
    access: 'It can access work', says: /The device says so, (just now|1 minute ago)/, renamed: 'You gave it another name',
    own: 'This device', personal: 'Personal', can: 'Can access', stays: 'Your own files stay.', removed: 'It is removed',
    out: 'You are signed out.',
  },
  de: {
    wrong: /stimmt nicht/, devices: 'Meine Geräte', used: (number) => new RegExp(`^${number} von \\d+ Geräten belegt$`), add: 'Gerät hinzufügen',
    subject: /Dieser Linux-Rechner/, allowed: 'Sie können diesen Linux-Rechner hinzufügen', company: /gilt als Firmengerät/,
    mine: /bleibt Ihres/, connect: 'Linux-Rechner verbinden', here: 'Auf diesem Rechner,', copied: 'Kopiert', set: 'Alles bereit',
    enrolled: 'ist registriert', access: 'Es hat Zugang', says: /Das Gerät sagt es, (gerade eben|vor 1 Minute)/,
    renamed: 'Sie haben ihm einen anderen Namen gegeben', own: 'Dieses Gerät', personal: 'Persönlich', can: 'Hat Zugang',
    stays: 'Ihre eigenen Dateien bleiben.', removed: 'Es ist entfernt', out: 'Sie sind abgemeldet.',
  },
};

const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));

async function signsIn({ page, passwords, words, see }) {
  await page.goto('/');
  await page.locator('#username').fill('ana@example.com');
  await page.locator('#password').fill('not the password');
  await page.locator('.sign-in .button--primary').click();
  await page.getByRole('alert').getByText(words.wrong).waitFor();
  assert.equal(await page.locator('#username').inputValue(), 'ana@example.com');
  assert.equal(await page.locator('#password').getAttribute('aria-invalid'), 'true');
  await see('wrong-password', '.button--primary');
  await page.locator('#password').fill(passwords.DEV_ANA_PASSWORD);
  await page.locator('.sign-in .button--primary').click();
  await heading(page, words.devices);
  await page.locator('.slots').getByText(words.used(0)).waitFor();
  await page.waitForFunction(() => document.activeElement.localName === 'h1');
  assert.ok((await page.title()).startsWith(`${words.devices} · `));
  await see('before', '.head .button--primary');
}

/** Answers, sees the verdict follow each answer, and gets the command. */
async function getsACommand({ page, context, words, see }) {
  await page.locator('.head .button--primary').click();
  await heading(page, words.add);
  assert.equal(new URL(page.url()).pathname, '/add');
  await page.locator('.subject').getByText(words.subject).waitFor();
  const verdict = page.locator('.verdict');
  await verdict.getByText(words.allowed).waitFor();
  await page.locator('label:has(input[value="corporate"])').click();
  await verdict.getByText(words.company).waitFor();
  await page.locator('label:has(input[value="personal"])').click();
  await verdict.getByText(words.mine).waitFor();
  await see('add', '.action .button--primary');

  await page.locator('.action .button--primary').click();
  await heading(page, words.connect);
  assert.match(await focused(page), /^<h1/);
  assert.match(new URL(page.url()).pathname, /^\/enroll\/tkt_/);
  await page.locator('#run + p', { hasText: words.here }).waitFor();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const command = await page.locator('#command').textContent();
  await page.locator('.command .button').click();
  await page.locator('.command').getByRole('button', { name: words.copied }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
  await page.locator('.line--live').waitFor();
  await see('command', '.command .button');
  return command;
}

async function watchesItJoin({ page, words, see }, linux) {
  linux.enroll();
  await heading(page, words.set);
  await page.locator('.verdict--ok').getByText(words.enrolled).waitFor();
  await page.locator('.step--done').nth(3).waitFor();
  await see('done', '.verdict .button--primary');
}

async function findsItsFacts({ page, words, see }, linux, name) {
  await page.locator('.verdict--ok .button--primary').click();
  await page.locator('.verdict').getByText(words.access).waitFor();
  const facts = await page.locator('section[aria-labelledby="facts"]').innerText();
  assert.match(facts, words.says);
  for (const known of linux.facts()) assert.ok(facts.includes(known), `${known} is among: ${facts}`);
  await page.locator('#rename').click();
  await page.locator('#new-name').fill(name);
  await page.keyboard.press('Enter');
  await heading(page, name);
  await page.locator('.log').getByText(words.renamed).waitFor();
  assert.ok((await page.title()).startsWith(`${name} · `));
  await see('device');

  await page.locator('.back').click();
  const tile = page.locator('.tile', { hasText: name });
  await tile.waitFor();
  assert.equal(await tile.count(), 1);
  for (const word of [linux.facts()[0], words.personal, words.own, words.can]) await tile.getByText(word, { exact: true }).waitFor();
  await page.locator('.slots').getByText(words.used(1)).waitFor();
  await page.reload();
  await tile.getByText(words.own, { exact: true }).waitFor();
  await see('devices', '.head .button--primary');
  await tile.getByRole('link').click();
}

async function removesIt({ page, words, see }, linux) {
  await page.locator('#do-remove').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(words.stays).waitFor();
  await see('remove', 'dialog .button--stop');
  await dialog.locator('.row .button').last().click();
  assert.match(await focused(page), /button--danger/);
  await page.locator('#do-remove').click();
  await dialog.locator('.button--stop').click();
  await page.locator('.verdict').getByText(words.removed).waitFor();
  assert.match(await focused(page), /^<h1/);
  await see('removed', '.verdict .button--primary');
  assert.throws(() => linux.agent('check-in'), /muster-agent/);
  assert.match(linux.agent('unenroll'), /Nothing of Muster is left/);
}

async function signsOut({ page, words }) {
  await page.locator('.avatar').click();
  assert.equal(await page.locator('.menu__link[href="/admin/"]').count(), 0, 'who administers nothing is not shown the way there');
  await page.locator('.menu__end .button').click();
  await page.getByText(words.out).waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/api/v1/me')).status), 401);
}

const SIZES = [[360, 640], [820, 1180], [1366, 768]];
const LOOKS = [['light', 'en-IE'], ['dark', 'de-DE'], ['dark', 'en-IE'], ['light', 'de-DE']];
/** Each size with two of the looks, so that each look is seen at a size of its own and no two sizes see the same two. */
const WALKS = SIZES.flatMap((size, place) => [0, place + 1].map((look) => [size, LOOKS[look]]));

export const all = WALKS.map(([[width, height], [colorScheme, locale]]) => ({
  name: `a person enrolls a Linux machine by one command, finds it, renames and removes it: ${width} x ${height}, ${colorScheme}, ${locale}`,
  options: { viewport: { width, height }, colorScheme, locale },
  async steps(stage) {
    const found = [];
    const see = async (station, next) => {
      const name = `journey-${station}-${width}-${colorScheme}-${locale.slice(0, 2)}`;
      found.push(...(await flaws(stage.page, name)).map((flaw) => `${name}: ${flaw}`));
      if (next && !await inView(stage.page, next)) found.push(`${name}: the next step is not in view without scrolling`);
    };
    const scene = { ...stage, see, words: WORDS[locale.slice(0, 2)] };
    await signsIn(scene);
    const linux = machine(await getsACommand(scene));
    try {
      await watchesItJoin(scene, linux);
      await findsItsFacts(scene, linux, `Build box ${width} ${colorScheme} ${locale}`);
      await removesIt(scene, linux);
    } finally {
      linux.gone();
    }
    await signsOut(scene);
    assert.deepEqual(found, []);
  },
}));
