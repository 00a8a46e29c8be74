// scripts/apple-push.sh, with a vendor and a root of its own in the place of Apple's: what it makes is read and verified by openssl
// and by Python's reader of property lists.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = resolve(fileURLToPath(import.meta.url), '../../../scripts/apple-push.sh');
const TOPIC = 'com.apple.mgmt.External.5a6f0c1e-7d0b-4f6e-9c1d-0f8e5a3b2c1d';
const FIELDS = ['PushCertCertificateChain', 'PushCertRequestCSR', 'PushCertSignature'];

/** The tests, each by what it says; they make their files in a folder below `at`. */
export function scriptTests(at) {
  const cwd = join(at, 'script');
  mkdirSync(cwd);
  const file = (name) => join(cwd, name);
  const read = (name) => readFileSync(file(name), 'utf8');
  const openssl = (...given) => execFileSync('openssl', given, { cwd, stdio: ['pipe', 'pipe', 'pipe'], encoding: 'utf8' });
  const run = (...given) => {
    const { status, stdout, stderr } = spawnSync('bash', [SCRIPT, ...given], { cwd, encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };
  const runs = (...given) => {
    const { status, text } = run(...given);
    assert.equal(status, 0, text);
    return text;
  };
  /** That it fails, says this, and leaves no signed request. */
  const refuses = (why, ...given) => {
    const { status, text } = run(...given);
    assert.notEqual(status, 0, text);
    assert.match(text, why);
    assert.ok(!existsSync(file('refused/PushCertSignedRequest')));
  };
  /** A certificate `name` with its key, issued by another or, as a root, by itself. */
  const certify = (name, by = name, ...more) => {
    const issuer = by === name ? [] : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`];
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '30', ...issuer, ...more);
  };
  const keyOf = (name) => openssl('x509', '-in', name, '-noout', '-pubkey');
  /** What Apple would get back for a request: a certificate with this subject. */
  const returns = (name, subject) => {
    const unsigned = openssl('x509', '-req', '-in', 'org/push.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-days', '365', '-set_serial', '7', '-subj', subject);
    writeFileSync(file(name), unsigned);
  };

  const tests = {
    'a request is made with a key of 2,048 bits that only its owner reads': () => {
      const said = runs('request', 'Exämple & Söhne', 'org');
      assert.match(said, /org\/push\.csr/);
      assert.match(openssl('req', '-in', 'org/push.csr', '-noout', '-verify', '-text'), /Public-Key: \(2048 bit\)/);
      assert.equal(openssl('req', '-in', 'org/push.csr', '-noout', '-pubkey'), openssl('pkey', '-in', 'org/push.key', '-pubout'));
      assert.match(openssl('req', '-in', 'org/push.csr', '-noout', '-subject', '-nameopt', 'utf8'), /Exämple & Söhne/);
      assert.equal(statSync(file('org/push.key')).mode & 0o777, 0o600);
    },
    'a key that is there is not overwritten': () => {
      const before = [read('org/push.key'), read('org/push.csr')];
      refuses(/not overwritten/, 'request', 'Example', 'org');
      assert.deepEqual([read('org/push.key'), read('org/push.csr')], before);
    },
    'a vendor’s signed request has the request, its signature, and the chain from the vendor to the root in order': () => {
      certify('root');
      certify('middle', 'root');
      certify('vendor', 'middle', '-addext', 'basicConstraints=critical,CA:FALSE');
      certify('stranger');
      // In whatever order, with words around them, and one that is none of it.
      writeFileSync(file('chain.pem'), ['root.pem', 'stranger.pem', 'middle.pem'].map((name) => `about ${name}\n${read(name)}`).join(''));
      runs('sign', 'org/push.csr', 'vendor.pem', 'chain.pem', 'vendor.key');
      const encoded = read('org/PushCertSignedRequest');
      assert.match(encoded, /^[A-Za-z0-9+/]+=*$/);
      writeFileSync(file('plist'), Buffer.from(encoded, 'base64'));
      const said = JSON.parse(execFileSync('python3', ['-c', 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))', file('plist')]));
      assert.deepEqual(Object.keys(said).sort(), FIELDS);
      openssl('req', '-in', 'org/push.csr', '-outform', 'DER', '-out', 'csr.der');
      assert.deepEqual(Buffer.from(said.PushCertRequestCSR, 'base64'), readFileSync(file('csr.der')));
      writeFileSync(file('signature'), Buffer.from(said.PushCertSignature, 'base64'));
      writeFileSync(file('vendor.pub'), keyOf('vendor.pem'));
      assert.match(openssl('dgst', '-sha256', '-verify', 'vendor.pub', '-signature', 'signature', 'csr.der'), /Verified OK/);
      // Apple asks for lines of 64 characters, as PEM has them.
      const chain = said.PushCertCertificateChain.match(/-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----/g);
      assert.equal(chain.join('\n').trim(), said.PushCertCertificateChain.trim());
      chain.forEach((one, place) => writeFileSync(file(`chain-${place}`), `${one}\n`));
      assert.deepEqual(chain.map((_, place) => keyOf(`chain-${place}`)), ['vendor.pem', 'middle.pem', 'root.pem'].map(keyOf));
      assert.match(openssl('verify', '-CAfile', 'chain-2', '-untrusted', 'chain-1', 'chain-0'), /OK/);
    },
    'a request and a vendor’s certificate are taken in DER, too': () => {
      mkdirSync(file('der'));
      openssl('req', '-in', 'org/push.csr', '-outform', 'DER', '-out', 'der/push.csr');
      openssl('x509', '-in', 'vendor.pem', '-outform', 'DER', '-out', 'vendor.cer');
      runs('sign', 'der/push.csr', 'vendor.cer', 'chain.pem', 'vendor.key');
      assert.equal(read('der/PushCertSignedRequest'), read('org/PushCertSignedRequest'));
    },
    'nothing is signed with another key, an incomplete chain or an ended certificate, nor a request that somebody has changed': () => {
      mkdirSync(file('refused'));
      writeFileSync(file('refused/push.csr'), read('org/push.csr'));
      const signs = (why, { csr = 'refused/push.csr', vendor = 'vendor.pem', chain = 'chain.pem', key = 'vendor.key' }) => refuses(why, 'sign', csr, vendor, chain, key);
      signs(/not the key of/, { key: 'stranger.key' });
      signs(/does not reach a root/, { chain: 'root.pem' });
      signs(/does not reach a root/, { chain: 'middle.pem' });
      signs(/not a certificate/, { vendor: 'org/push.csr' });
      signs(/not a request/, { csr: 'root.pem' });
      // Of the same name as who issued it, with another key.
      openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'imposter.key', '-out', 'imposter.pem', '-subj', '/CN=middle', '-days', '30');
      signs(/does not reach a root/, { chain: 'imposter.pem' });
      const der = readFileSync(file('csr.der'));
      der[der.indexOf('Ex') + 1] ^= 1;
      writeFileSync(file('refused/changed.csr'), der);
      signs(/not signed by its own key/, { csr: 'refused/changed.csr' });
      openssl('req', '-new', '-key', 'vendor.key', '-subj', '/CN=ended', '-out', 'ended.csr');
      writeFileSync(file('ended.pem'), openssl('x509', '-req', '-in', 'ended.csr', '-CA', 'middle.pem', '-CAkey', 'middle.key', '-set_serial', '9', '-days', '-1'));
      signs(/has ended/, { vendor: 'ended.pem' });
    },
    'what comes back is held against the key, and its topic and end are told': () => {
      returns('push.pem', `/UID=${TOPIC}/CN=APSP:5a6f0c1e/C=US`);
      const said = runs('check', 'push.pem', 'org');
      assert.ok(said.includes(`topic: ${TOPIC}\n`), said);
      assert.match(said, /ends: \w+ +\d+ [\d:]+ \d{4} GMT\n/);
      assert.match(said, /mtls-certificate upload --cert push\.pem --key org\/push\.key/);
      openssl('x509', '-in', 'push.pem', '-outform', 'DER', '-out', 'push.cer');
      runs('check', 'push.cer', 'org');
    },
    'what is for another key, or wakes no devices, is not taken': () => {
      runs('request', 'Another', 'other');
      refuses(/not for the key/, 'check', 'push.pem', 'other');
      refuses(/is not there/, 'check', 'push.pem', 'nowhere');
      returns('mail.pem', '/UID=com.example.mail/CN=mail');
      refuses(/no user id/, 'check', 'mail.pem', 'org');
      refuses(/not a certificate/, 'check', 'org/push.csr', 'org');
    },
    'asked for nothing, it says what it does': () => {
      refuses(/apple-push\.sh request ORGANISATION/, 'help');
      refuses(/apple-push\.sh request ORGANISATION/, 'sign', 'too', 'few');
    },
  };
  return tests;
}
