// The page of one device: every standing, every state of a rule, of what it is asked and of what is set on it.

import * as answers from './answers.mjs';

const hours = (number) => new Date(Date.now() + number * 3_600_000).toISOString().replace(/\.\d+/, '');
const json = (body) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });

const rule = (setting, result, expected, found, more = {}) => ({ setting, result, expected, ...(found && { found }), ...more });
const custom = (setting_name, title, description) => ({
  setting_name, more_info_url: 'https://wiki.example.com/ssh',
  remediation_strings: [{ Language: 'en_US', Title: title[0], Description: description[0] }, { Language: 'de_DE', Title: title[1], Description: description[1] }],
});
const kept = [rule('allowed_distributions', 'compliant', 'debian ≥ 12, ubuntu 22.04 - 26.04', 'ubuntu 24.04'),
  rule('maximum_os_version', 'compliant', '≤ 26.04', '24.04'), rule('minimum_agent_version', 'compliant', '≥ 2', '2')];
const broken = rule('disk_encryption', 'not_compliant', 'encrypted', 'not_encrypted', {
  remedy: 'Move the system to a disk that is encrypted with LUKS. That usually means to install it again: ask IT first.',
});
const script = rule('script', 'not_compliant', 'no', 'yes', { remedy: 'Root may log in by SSH (yes).', custom: custom('SshRoot',
  ['Root may log in by SSH ({ActualValue}).', 'Root darf sich per SSH anmelden ({ActualValue}).'],
  ['Set PermitRootLogin to no in /etc/ssh/sshd_config.', 'Setzen Sie PermitRootLogin in /etc/ssh/sshd_config auf no.']) });

/** A machine with the agent; `more` goes into the device, `rest` beside it. */
const machine = (more = {}, rest = {}) => {
  const { device, ...known } = JSON.parse(answers.detail('enrolled').body);
  const facts = known.facts.map((fact) => (fact.name === 'agent_version' ? { ...fact, value: '2' } : fact));
  return json({ ...known, facts, device: { ...device, id: answers.deviceId, ...more }, ...rest });
};
const grace = { compliance: 'in_grace_period', grace_until: hours(74), compliant_until: hours(29 * 24) };

let commandsMade = 0;
const command = (kind, state, asked_as, more = {}) => {
  const { name, ...rest } = more;
  const told = !['queued', 'cancelled'].includes(state);
  return {
    id: `cmd_${commandsMade++}`, device: answers.deviceId, command: { kind, ...(name && { name }) }, key: 'k', asked_as, state, queued_at: hours(-3),
    expires_at: hours(160), ...(told && { delivered_at: hours(-2) }), ...(!['queued', 'delivered', 'not_now'].includes(state) && { ended_at: hours(-1) }), ...rest,
  };
};
const setting = (key, state, value, reason) => ({ key, state, value, profiles: ['base'], ...(reason && { reason }) });

const nothingAsked = json({ commands: [] });
const nothingSet = json({ settings: [] });
const everythingSet = json({ settings: [
  setting('file:/etc/profile.d/proxy-for-everyone-in-the-organisation.sh', 'success', '48 bytes, 0644 root:root'),
  setting('login_banner', 'pending', 'Property of Northgate Design. Whoever uses it without permission is told to IT.'),
  setting('password:minimum_length', 'error', '14', 'pam_pwquality is not there'),
  setting('script:linux', 'success', '310 bytes'), setting('sysctl:net.ipv4.ip_forward', 'conflict', undefined, 'base wants 0; lab wants 1'),
  setting(`trusted_root:${'0123456789abcdef'.repeat(4)}`, 'not_applicable', 'trusted'),
] });
const everyCommand = json({ commands: [
  command('sync', 'done', 'person'), command('lock', 'queued', 'person'), command('renew_certificate', 'delivered', 'person'),
  command('retire', 'not_now', 'administrator'), command('rename_host', 'failed', 'administrator', { name: 'build-7', output: 'hostnamectl: Could not set property: Access denied' }),
  command('custom', 'expired', 'administrator', { name: 'free-disk-space' }), command('lock', 'cancelled', 'policy'),
] });

/** Each state: a device, what is asked of it, what is set on it, and what must be there before it is looked at. */
const STATES = [
  ['grace', machine(grace, { compliance: [broken, script, ...kept] }), nothingAsked, nothingSet, '.rule', '#do-sync'],
  ['barred', machine({ compliance: 'not_compliant' }, { compliance: [broken, ...kept] }), nothingAsked, nothingSet, '.rule', '#do-sync'],
  ['silent', machine({ compliance: 'compliant', compliant_until: hours(-3), last_check_in: hours(-31 * 24) },
    { compliance: [rule('activity', 'not_compliant', '≤ 30 d', hours(-31 * 24), { remedy: 'Connect the device, and let it check in.' }), ...kept] }),
  nothingAsked, nothingSet, '.rule', '#do-sync'],
  ['rules-unknown', machine({ compliance: 'error', grace_until: hours(150) }, { compliance: [
    rule('disk_encryption', 'unknown', 'encrypted'), rule('minimum_os_version', 'error', '≥ 24.04', 'rolling'),
    { ...script, result: 'error', found: 'exit code 3' }, kept[0]] }), nothingAsked, nothingSet, '.rule', '#do-sync'],
  ['checking', machine(grace, { compliance: [broken, ...kept] }), json({ commands: [command('sync', 'queued', 'person')] }), nothingSet, '.verdict .course',
    '#do-sync'],
  ['asked', machine({ ownership: 'corporate', category: 'design-floor', compliance: 'compliant', compliant_until: hours(29 * 24) }, { compliance: kept,
    changes: [{ at: hours(-20), name: 'kernel', before: '6.8.0-48-generic', after: '6.8.0-49-generic' }],
    history: [{ at: hours(-1), kind: 'command_done' }, { at: hours(-9), kind: 'made_corporate' }, { at: hours(-30), kind: 'certificate_issued' }] }),
  everyCommand, everythingSet, '#tasks'],
  ['twice', machine({ same_machine_as: `dev_1${'0'.repeat(25)}`, hidden_since: hours(-100), last_check_in: hours(-90 * 24) },
    { renewal: { state: 'attempted', due_at: hours(-100), attempts: 4 } }), nothingAsked, nothingSet, '.notice--info'],
  ['wipe', machine({ platform: 'windows', method: 'windows_mdm', ownership: 'corporate', os_name: 'Windows 11 Pro', os_version: '10.0.26200' },
    { compliance: [] }), nothingAsked, nothingSet, '#do-wipe'],
  ['recovery', machine({ platform: 'macos', method: 'apple_device', ownership: 'corporate', os_name: 'macOS', os_version: '15.1' }, {
    compliance: [], recovery_key_since: hours(-200), history: [{ at: hours(-2), kind: 'recovery_key_read' }, { at: hours(-200), kind: 'recovery_key_kept' }],
  }), nothingAsked, nothingSet, '#recovery'],
];

/** A device that can be erased; and a command as it stands once it has been asked for. */
export const wipeable = {
  device: STATES.find(([name]) => name === 'wipe')[1], nothingSet, queued: ({ command: { kind }, key }) => command(kind, 'queued', 'person', { key }),
};

/** Draws each; `see` looks at it. */
export async function deviceStates(page, see) {
  const api = `**/api/v1/me/devices/${answers.deviceId}`;
  const serve = async (path, answer) => {
    await page.unroute(`${api}${path}`);
    await page.route(`${api}${path}`, (route) => (answer ? route.fulfill(answer) : route.abort()));
  };
  await page.route('**/api/v1/me/preflight', (route) => route.fulfill(json({ categories: [{ id: 'design-floor', name: 'Design floor' }] })));
  const open = async ([, device, asked, set, ready]) => {
    await serve('', device);
    await serve('/commands', asked);
    await serve('/configuration', set);
    await page.goto(`/devices/${answers.deviceId}`);
    await page.locator(ready).first().waitFor();
    await page.locator('section[aria-labelledby="set-on"] .card__body', { hasNotText: /^(Loading…|Wird geladen…)$/ }).waitFor();
  };
  for (const state of STATES) {
    await open(state);
    await see(`device-${state[0]}`, state[5]);
  }
  await serve('/recovery-keys', answers.problem(404, 'not-found', 'There is no such thing.', 'Look at the address.'));
  await page.locator('section[aria-labelledby="recovery"] button').click();
  await page.locator('section[aria-labelledby="recovery"] .problem').waitFor();
  await see('device-recovery-lost');
  await serve('/recovery-keys', json({ recovery_keys: ['ABCD-2345-EFGH-6789-JKLM-NPQR', 'RQPN-MLKJ-9876-HGFE-5432-DCBA'].map((recovery_key) => ({
    recovery_key, escrowed_at: hours(-200) })) }));
  await page.locator('section[aria-labelledby="recovery"] button').first().click();
  await page.locator('#recovery-key').waitFor();
  await see('device-recovery-shown');
  await open(STATES.find(([name]) => name === 'wipe'));
  await page.locator('#do-wipe').click();
  await page.locator('#wipe-name').fill('Something else');
  await page.keyboard.press('Enter');
  await page.locator('#wipe-error:not(:empty)').waitFor();
  await see('device-wipe-name');
  await open(STATES.find(([name]) => name === 'asked').with(2, nothingAsked).with(4, '.acts'));
  for (const fold of await page.locator('.more > summary').all()) await fold.click();
  await see('device-folds');
  await page.locator('#do-retire').click();
  await page.locator('#retire[open]').waitFor();
  await see('device-retire');

  await serve('', machine());
  await serve('/commands');
  await serve('/configuration');
  await page.goto(`/devices/${answers.deviceId}`);
  await page.locator('section[aria-labelledby="set-on"] p', { hasText: /could not|ließ sich/ }).waitFor();
  await see('device-asked-unreachable');
  await serve('', undefined);
  await page.goto(`/devices/${answers.deviceId}`);
  await page.locator('.problem').waitFor();
  await see('device-unreachable');
  let arrive;
  const held = new Promise((done) => { arrive = done; });
  await page.unroute(api);
  await page.route(api, async (route) => {
    await held;
    await route.fulfill(machine());
  });
  await page.goto(`/devices/${answers.deviceId}`);
  await page.locator('.blank').first().waitFor();
  await see('device-loading');
  arrive();
  await page.locator('#standing').waitFor();
  for (const path of ['', '/commands', '/configuration']) await page.unroute(`${api}${path}`);
  await page.unroute('**/api/v1/me/preflight');
}
