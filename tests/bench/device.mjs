// Devices without a process each: keys and signatures of node:crypto, and the little DER that an enrollment needs.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { prepare } from './load.mjs';

/** A DER element: its tag and what is in it. */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length]
    : content.length < 256 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
const SEQUENCE = 0x30;
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');

/** A new device: its P-256 key and its certificate request (RFC 2986) in base64. */
export function device(name) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(name)))));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = der(SEQUENCE, der(0x02, Buffer.from([0])), subject, spki, der(0xa0));
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  return { privateKey, csr: der(SEQUENCE, body, der(SEQUENCE, ECDSA_WITH_SHA256), signature).toString('base64') };
}

/** `POST simpleenroll` (RFC 7030 section 4.2). */
export function enroll(server, ticket, { csr }) {
  const authorization = `Basic ${Buffer.from(`:${ticket}`).toString('base64')}`;
  return prepare(server, 'POST', '/.well-known/est/simpleenroll', { authorization, 'content-type': 'application/pkcs10' }, csr);
}

/** What is in the element that begins at `at`: [begin, end]. */
function inside(bytes, at) {
  const first = bytes[at + 1];
  if (first < 128) return [at + 2, at + 2 + first];
  const octets = first & 127;
  const begin = at + 2 + octets;
  return [begin, begin + bytes.readUIntBE(at + 2, octets)];
}

/** The certificate in a certs-only answer (RFC 5652 section 5.1): the first one in the field tagged [0] of SignedData. */
export function certificateOf(answer) {
  const bytes = Buffer.from(answer, 'base64');
  const [oid] = inside(bytes, 0);
  const [signedData] = inside(bytes, inside(bytes, oid)[1]);
  let [at] = inside(bytes, signedData);
  while (bytes[at] !== 0xa0) [, at] = inside(bytes, at);
  const [certificate] = inside(bytes, at);
  return bytes.subarray(certificate, inside(bytes, certificate)[1]);
}

const CHECK_IN = '/api/v1/device/check-in';
const NOTHING_TO_TELL = '{}';

/** A signed check-in, which tells nothing unless told to (RFC 9421; docs/check-in.md). Good once, within five minutes. */
export function checkIn(server, { privateKey, certificate }, body = NOTHING_TO_TELL) {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const presented = `:${certificate.toString('base64')}:`;
  const covered = '("@method" "@authority" "@path" "content-digest" "device-certificate")';
  const input = `${covered};created=${Math.floor(Date.now() / 1000)};nonce="${randomBytes(16).toString('hex')}"`;
  const base = [
    '"@method": POST', `"@authority": ${server.authority}`, `"@path": ${CHECK_IN}`, `"content-digest": ${digest}`,
    `"device-certificate": ${presented}`, `"@signature-params": ${input}`,
  ].join('\n');
  const signature = sign('sha256', Buffer.from(base), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return prepare(server, 'POST', CHECK_IN, {
    'content-type': 'application/json', 'content-digest': digest, 'device-certificate': presented,
    'signature-input': `sig1=${input}`, signature: `sig1=:${signature.toString('base64')}:`,
  }, body);
}
