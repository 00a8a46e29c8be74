// Answers of the edge for states that a healthy one does not show, or not all at once. Shapes are those of muster_shared::api.

const hours = (number) => new Date(Date.now() + number * 3_600_000).toISOString().replace(/\.\d+/, '');

const device = (name, platform, status, more = {}) => ({
  id: `dev_${'0'.repeat(26)}`, name, platform, method: 'est', ownership: 'corporate', status, enrolled_at: hours(-200),
  last_check_in: hours(-0.07), os_version: null, certificate_serial: null, certificate_expires_at: null, pending_until: null,
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

export const ticket = (platform, verdict) => json(201, {
  id: `tkt_${'0'.repeat(26)}`, ticket: 'mt1.0b86hyaty50rmx8v3fw7x4tcpq.KAQxHSPCVx93JVO1suWIiDvk29UnDCGcQjazUJHf2Yb.uawj5Y97Tc67c5T',
  expires_at: hours(8), platform, method: 'est', ownership: 'personal', est_url: 'https://muster.example.com/.well-known/est',
  verdict: verdict ?? { outcome: 'allow', ownership: 'personal' }, trace: [],
});

export const atTheLimit = { outcome: 'refuse', refusal: { code: 'device-limit-reached', limit: 5 } };

export const blocked = problem(403, 'personal-blocked', 'Your organisation does not let Linux devices enroll that people own themselves.',
  'Enroll a device that the organisation owns, or ask an administrator to allow your own.', { acts_next: 'administrator' });

export const wrongPassword = problem(401, 'sign-in-failed', 'The user name or the password is wrong.', 'Check both and try again.');

export const lockedOut = problem(429, 'sign-in-locked', 'This account is locked.', 'Wait.', { retry_after_seconds: 600 });
