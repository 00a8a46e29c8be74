// Answers for what follows an enrollment, and for a recorded decision.

import { deviceId, enrolled, progress, ticketId } from './answers.mjs';

const hours = (number) => new Date(Date.now() + number * 3_600_000).toISOString().replace(/\.\d+/, '');
const json = (body) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
const nobody = '0'.repeat(26);
const digest = (digit) => digit.repeat(64);

export { ticketId };
export const decisionPath = `enr_${nobody}/7`;

const joined = JSON.parse(enrolled.body);
const device = (more) => ({ ...joined.device, id: deviceId, status: 'enrolled', last_check_in: hours(0), method: 'agent', ...more });
const rule = { setting: 'disk_encryption', result: 'not_compliant', expected: 'encrypted', found: 'not_encrypted', remedy: 'Move it to an encrypted disk.' };
const detail = (more, compliance) => json({ device: device(more), facts: [], refused: null, history: [], compliance });
const on = (more) => json({ ...joined, device: device(more) });

const barred = { compliance: 'not_compliant' };
const term = { compliance: 'in_grace_period', grace_until: hours(70) };

/** How each enrolled device stands: the progress, the device, what is set on it. */
export const after = {
  barred: [on(barred), detail(barred, [rule, { ...rule, setting: 'firewall' }]), json({ settings: [] })],
  term: [on(term), detail(term, [rule]), json({ settings: [] })],
  receiving: [on({}), detail({}, []), json({
    version: digest('1'), settings: ['password', 'login_banner', 'trusted_roots'].map((key) => ({ key, state: 'pending', profiles: [] })),
  })],
  received: [on({ compliance: 'compliant' }), detail({ compliance: 'compliant' }, [{ ...rule, result: 'compliant', remedy: undefined }]), json({
    version: digest('1'), reported_version: digest('1'),
    settings: ['success', 'success', 'error'].map((state, place) => ({ key: `k${place}`, state, profiles: [] })),
  })],
};

export const used = progress({ ...joined, stage: 'issued' });

export const refused = progress({
  refused: { at: hours(-0.05), refusal: { code: 'os-too-old', minimum: '24.04', found: '20.04' }, decision: 7 }, enrollee: `enr_${nobody}`,
});

const recorded = {
  number: 7, at: hours(-1), request: { platform: 'linux', method: 'agent', ownership: 'personal' }, policy: digest('a'), rules: 3, device: null,
  facts: { groups: [], disabled: false, devices_in_use: { known: { value: 2, source: 'attested' } },
    os_version: { known: { value: '20.04', source: 'claimed' } }, manufacturer: 'unknown' },
  verdict: { outcome: 'refuse', refusal: { code: 'os-too-old', minimum: '24.04', found: '20.04' } },
};
const entry = (name, conclusion, more = {}) => ({ rule: name, policy: null, expected: null, seen: null, source: null, conclusion, ...more });

export const decision = json({
  recorded,
  replay: 'equal',
  trace: [
    entry('account_enabled', 'passed', { expected: 'enabled', seen: 'enabled', source: 'attested' }),
    entry('ownership', 'passed', { seen: 'personal', source: 'claimed', reason: null }),
    entry('platform_allowed', 'passed', { policy: 'default', expected: 'allow', seen: 'linux', source: 'claimed' }),
    entry('minimum_os_version', 'failed', { policy: 'default', expected: '24.04', seen: '20.04', source: 'claimed' }),
    entry('manufacturer_allowed', 'not_configured', { policy: 'default' }),
    entry('device_limit', 'not_evaluated', { policy: 'a-policy-with-a-rather-long-name', expected: '5' }),
  ],
});
export const forgottenPolicy = json({ recorded, replay: 'policy_not_kept' });
