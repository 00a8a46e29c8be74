// Answers of the edge for states that a healthy one does not show, or not all at once. Shapes are those of muster_shared::api.

const hours = (number) => new Date(Date.now() + number * 3_600_000).toISOString().replace(/\.\d+/, '');

let devicesMade = 0;
const device = (name, platform, status, more = {}) => ({
  id: `dev_${String(devicesMade++).padStart(26, '0')}`, name, platform, method: 'est', ownership: 'corporate', status, enrolled_at: hours(-200),
  last_check_in: hours(-0.07), os_name: null, os_version: null, certificate_serial: null, certificate_expires_at: null, pending_until: null,
  ...more,
});

export const problem = (status, code, title, fix, more = {}) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: `/problems/${code}`, title, status, code, fix, correlation_id: '7f3a91kc20qd', ...more }),
});

const json = (status, body) => ({ status, contentType: 'application/json', body: JSON.stringify(body) });

export const noDevices = json(200, { devices: [] });

/** One device in each status. */
export const devices = json(200, {
  devices: [
    device('Build box', 'linux', 'waiting_for_first_check_in', { last_check_in: null }),
    device('Render Mac', 'macos', 'enrolled', { os_version: '26.1' }),
    device('Studio laptop by the window on the second floor', 'windows', 'pending',
      { os_version: '10.0.26200', pending_until: hours(22) }),
    device('Pixel 8', 'android', 'expired', { os_version: '14', ownership: 'personal', last_check_in: hours(-50) }),
    device('Old sketching iPad', 'ipados', 'retired', { last_check_in: hours(-71 * 24) }),
  ],
});

const nobody = '0'.repeat(26);
export const ticketId = `tkt_${nobody}`;
export const deviceId = `dev_${nobody}`;
const secret = 'mt1.AQYCAQAAAABrBUSsJ9sNG11gIaLyap5w0W_4K0eeLmPH-8yPrXM0wyQHuYjvuMO2l3vbQ6xfbNSx2g9mZGVmYXVsdNSf02n9xZ-spgvdmn21Yn0';

const way = { linux: 'agent', windows: 'windows_mdm' };

export const ticket = (platform, method = way[platform] ?? 'est') => json(201, {
  id: ticketId, ticket: secret, expires_at: hours(4), platform, method, ownership: 'personal',
  est_url: 'https://muster.example.com/.well-known/est',
  ...(platform === 'linux' && { command: `curl -fsS https://muster.example.com/agent/linux.sh | sudo sh -s -- enroll --ticket ${secret}` }),
  verdict: { outcome: 'allow', ownership: 'personal' }, trace: [],
});

/** How far an enrollment has come: `more` says what differs from one that waits. */
export const progress = (more = {}) => json(200, {
  ticket: ticketId, platform: 'linux', method: 'agent', ownership: 'personal', expires_at: hours(4), stage: 'waiting',
  issued_at: null, checked_in_at: null, reported_at: null, key_changes: 0, device: null, refused: null, ...more,
});

const joined = { issued_at: hours(-0.01), device: device('Build box', 'linux', 'waiting_for_first_check_in', { last_check_in: null }) };
export const joining = progress({ ...joined, stage: 'issued', key_changes: 1 });
export const enrolled = progress({ ...joined, device: { ...joined.device, status: 'enrolled' }, stage: 'enrolled', checked_in_at: hours(0), reported_at: hours(0) });
export const refusedAttempt = progress({ refused: { at: hours(-0.05), refusal: { code: 'os-too-old', minimum: '24.04', found: '20.04' } } });
export const turnedAway = progress({
  ...joined, stage: 'ended', checked_in_at: hours(0), refused: { at: hours(0), refusal: { code: 'os-too-old', minimum: '24.04', found: '20.04' } },
});
export const endedTicket = progress({ stage: 'ended', expires_at: hours(-1) });

/** What the pre-flight verdict is worked out of. */
export const preflight = (used, restrictions = {}) => json(200, {
  policy: { device_limits: { assigned: [], default: 5 }, platform_restrictions: { assigned: [], default: restrictions } },
  facts: {
    groups: [], disabled: false, devices_in_use: { known: { value: used, source: 'attested' } }, os_version: 'unknown', manufacturer: 'unknown',
  },
});

const yesterday = hours(-30);
const fact = (name, value, learntAt = yesterday) => ({ name, value, source: 'claimed', learnt_at: learntAt });

/** A device in all detail. */
export const detail = (status, more = {}) => json(200, {
  device: device('Build box under the desk', 'linux', status, {
    method: 'agent', os_name: 'Ubuntu 24.04.3 LTS', os_version: '24.04', certificate_serial: status === 'retired' ? null : 'fa5ee06a72be5bd03d9998ea8f278d84',
    certificate_expires_at: hours(8000), ...(status === 'pending' && { pending_until: hours(22) }),
  }),
  facts: [fact('os_name', 'Ubuntu 24.04.3 LTS'), fact('os_version', '24.04'), fact('kernel', '6.8.0-49-generic', hours(-2)),
    fact('architecture', 'x86_64'), fact('host_name', 'build-box'), fact('manufacturer', 'LENOVO'),
    fact('model', 'ThinkCentre M75q Gen 2'), fact('serial_number', 'PF5K2Q81'), fact('disk_encryption', 'not_encrypted'),
    fact('agent_version', '1')],
  refused: null,
  history: [{ at: hours(-1), kind: 'renamed' }, { at: hours(-30), kind: 'facts_changed' }, { at: hours(-30), kind: 'first_check_in' },
    { at: hours(-30), kind: 'certificate_issued' }],
  ...more,
});

export const refusedDevice = detail('retired', { refused: { code: 'platform-blocked', platform: 'linux' } });

/** Everybody's devices. */
export const fleet = json(200, {
  devices: JSON.parse(devices.body).devices.map((one) => ({ enrollee: `enr_${nobody}`, device: one })), next: deviceId,
});

const mail = (subject, state) => ({
  number: 1, id: '0'.repeat(32), at: yesterday, to: 'ana@example.com', subject, html: '<p>Hello Ana</p>',
  text: 'Hello Ana,\n\na Linux computer was added in your name.', ...state,
});

/** A mail in each state that one can be in. */
export const mails = json(200, {
  mails: [
    mail('A new device', { state: 'sent', sent_at: yesterday }),
    mail('A new device', { state: 'waiting', tries: 2, next_try_at: hours(1), reason: 'the mail server did not answer' }),
    mail('Your device belongs to the organisation now', { state: 'failed', failed_at: yesterday, reason: 'the address is not known' }),
    mail('A new device', { state: 'kept', reason: 'there is no mail server' }),
  ],
});

export const noMails = json(200, { mails: [] });

export const blocked = problem(403, 'personal-blocked', 'Your organisation does not let Linux devices enroll that people own themselves.',
  'Enroll a device that the organisation owns, or ask an administrator to allow your own.', { acts_next: 'administrator' });

export const wrongPassword = problem(401, 'sign-in-failed', 'The user name or the password is wrong.', 'Check both and try again.');

export const lockedOut = problem(429, 'sign-in-locked', 'This account is locked.', 'Wait.', { retry_after_seconds: 600 });

export const fault = problem(500, 'internal-fault', 'Something broke on our side.', 'Try again in a minute.');
