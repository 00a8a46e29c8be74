// The relay between Muster and Apple, against the stand-in for Apple, and the script by which one comes to the certificate for it. The
// last line is `N passed, N failed`.
//   node tests/push/selftest.mjs

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, copyFileSync, utimesSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standIn } from './apns.mjs';
import { certificates } from './certificates.mjs';
import { relay } from './relay.mjs';
import { scriptTests } from './script.mjs';

const at = mkdtempSync(join(tmpdir(), 'muster-push-'));
const file = (name) => join(at, name);
const TOPIC = 'com.apple.mgmt.External.7d1f8a52-0c0e-4b43-8f1e-6f0a3a3d2c11';
certificates(at, { push: TOPIC, other: 'com.apple.mgmt.External.other' });

const SECRET = 'a secret of the tests, long enough';
const TOKEN = 'ab'.repeat(32);
const apns = await standIn({ key: readFileSync(file('apns.key')), cert: readFileSync(file('apns.pem')), ca: readFileSync(file('ca.pem')) });
const log = [];
copyFileSync(file('push.pem'), file('used.pem'));
copyFileSync(file('push.key'), file('used.key'));
const server = relay({ secret: SECRET, apns: apns.address, certificate: file('used.pem'), key: file('used.key'), ca: file('ca.pem'), say: (line) => log.push(line) });
await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
const address = `http://127.0.0.1:${server.address().port}`;

/** A push as the Worker sends it. */
async function push({ token = TOKEN, secret = SECRET, body = '{"mdm":"magic-1"}', method = 'POST', ...headers } = {}) {
  const response = await fetch(`${address}/3/device/${token}`, {
    method, ...method === 'POST' && { body },
    headers: { authorization: `Bearer ${secret}`, 'apns-topic': TOPIC, 'apns-push-type': 'mdm', 'apns-priority': '10', 'apns-expiration': '0', ...headers },
  });
  const text = await response.text();
  return { status: response.status, id: response.headers.get('apns-id'), reason: text && JSON.parse(text).reason };
}

const tests = {
  'a push arrives as it was sent, without the secret, and Apple’s answer comes back': async () => {
    const answered = await push();
    assert.equal(answered.status, 200);
    const arrived = apns.pushes.at(-1);
    assert.deepEqual([arrived.path, arrived.body], [`/3/device/${TOKEN}`, '{"mdm":"magic-1"}']);
    assert.equal(arrived.headers['apns-topic'], TOPIC);
    assert.equal(arrived.headers.authorization, undefined);
    assert.match(answered.id, /^[0-9A-F-]{36}$/);
  },
  'one connection serves many pushes': async () => {
    await Promise.all(Array.from({ length: 20 }, () => push()));
    assert.equal(apns.connections(), 1);
  },
  'without the secret nothing is sent': async () => {
    const before = apns.pushes.length;
    for (const secret of ['', 'another secret of the tests, as long', `${SECRET}x`]) assert.equal((await push({ secret })).status, 401);
    assert.equal(apns.pushes.length, before);
  },
  'what Apple refuses is told as Apple told it': async () => {
    apns.unregister('cd'.repeat(32));
    assert.deepEqual([(await push({ token: 'cd'.repeat(32) }))].map(({ status, reason }) => [status, reason]), [[410, 'Unregistered']]);
    assert.equal((await push({ 'apns-topic': 'com.apple.mgmt.External.other' })).reason, 'BadTopic');
    assert.equal((await push({ 'apns-push-type': 'alert' })).reason, 'InvalidPushType');
    assert.equal((await push({ token: 'abcd' })).reason, 'BadDeviceToken');
    assert.equal((await push({ body: '{"aps":{},"mdm":"magic-1"}' })).reason, 'BadMessage');
    apns.next(429, 'TooManyRequests');
    assert.equal((await push()).status, 429);
    apns.next(503, 'ServiceUnavailable');
    assert.equal((await push()).status, 503);
  },
  'what is no push does not reach Apple': async () => {
    const before = apns.pushes.length;
    assert.equal((await push({ token: '../../x' })).status, 404);
    assert.equal((await push({ token: 'AB'.repeat(32) })).status, 404);
    assert.equal((await push({ body: 'x'.repeat(5000) })).status, 413);
    assert.equal((await push({ method: 'GET' })).status, 405);
    assert.equal(apns.pushes.length, before);
  },
  'a connection that Apple ends is made anew, in good order or not': async () => {
    apns.goAway();
    assert.equal((await push()).status, 200);
    apns.cut();
    assert.equal((await push()).status, 200);
  },
  'another certificate is taken without a restart': async () => {
    copyFileSync(file('other.pem'), file('used.pem'));
    copyFileSync(file('other.key'), file('used.key'));
    utimesSync(file('used.pem'), new Date(), new Date(Date.now() + 5000));
    assert.equal((await push()).reason, 'BadTopic');
    assert.equal((await push({ 'apns-topic': 'com.apple.mgmt.External.other' })).status, 200);
    copyFileSync(file('push.pem'), file('used.pem'));
    copyFileSync(file('push.key'), file('used.key'));
    utimesSync(file('used.pem'), new Date(), new Date(Date.now() + 10_000));
    assert.equal((await push()).status, 200);
  },
  'the log names neither token nor magic nor secret': async () => {
    assert.ok(log.length > 20);
    for (const secret of [TOKEN, 'magic-1', SECRET]) assert.ok(!log.join('\n').includes(secret), secret);
  },
  'the stand-in takes nobody without a certificate': async () => {
    const session = connect(apns.address, { ca: readFileSync(file('ca.pem')) });
    const ended = await new Promise((resolve) => {
      session.on('error', () => resolve('refused'));
      const stream = session.request({ ':method': 'POST', ':path': `/3/device/${TOKEN}` });
      stream.on('response', () => resolve('answered'));
      stream.on('error', () => resolve('refused'));
      stream.end('{}');
    });
    session.destroy();
    assert.equal(ended, 'refused');
  },
  'when Apple does not answer, the caller is told so': async () => {
    await apns.close();
    assert.deepEqual((({ status, reason }) => [status, reason])(await push()), [502, 'NoAnswerFromAPNs']);
  },
  ...scriptTests(at),
};

let [passed, failed] = [0, 0];
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    passed += 1;
    console.log(`ok     ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack}`);
  }
}
server.closeAllConnections();
server.close();
rmSync(at, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
