// What SCEP costs under workerd, beside micromdm's `scepserver` as Debian has it, in the same run.
//
//   node tests/bench/scep.mjs
//
// Both get enrollments of the same form: a request for a new RSA key of 2,048 bits, encrypted with AES-128 and signed with SHA-256,
// by POST. Muster takes a new ticket from each address, and writes down in three objects what it issues; `scepserver` compares a
// static challenge and writes into a file. They take turns, and each one's CPU is read from outside.

import { execFileSync, spawn } from 'node:child_process';
import { createCipheriv, constants, createHash, generateKeyPairSync, publicEncrypt, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request as ask } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, prepare, send } from './load.mjs';
import { organisation, secrets } from './people.mjs';
import { root, serve } from './server.mjs';

const PEOPLE = 10;
const WARM_UP = 20;
const ROUNDS = 4;
const EACH = 30;
/** One at a time: two at once, and `scepserver` (2.1.0) trips over the file of its serial numbers. */
const WIDTH = 1;
const CHALLENGE = 'a-challenge-for-everybody';

const say = (text) => console.error(`bench: ${text}`);

// ---- a client --------------------------------------------------------------------------------------------

function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length]
    : content.length < 256 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
const sequence = (...parts) => der(0x30, ...parts);
const set = (...parts) => der(0x31, ...parts);
const octets = (bytes) => der(0x04, bytes);
const printable = (text) => der(0x13, Buffer.from(text));
const integer = (...bytes) => der(0x02, Buffer.from(bytes));
const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));
const NULL = Buffer.from([5, 0]);
const DATA = oid('2a864886f70d010701');
const SIGNED = oid('2a864886f70d010702');
const ENVELOPED = oid('2a864886f70d010703');
const RSA = sequence(oid('2a864886f70d010101'), NULL);
const SHA256_WITH_RSA = sequence(oid('2a864886f70d01010b'), NULL);
const SHA256 = sequence(oid('608648016503040201'), NULL);
const AES_128_CBC = oid('608648016503040102');
const attribute = (type, value) => sequence(oid(type), set(value));
const scep = (last) => `6086480186f84501090${last}`;
/** Each its own: `scepserver` takes a name once. */
const named = (name) => sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from(name)))));

/** Issuer and serial number of a certificate, as they stand in it. */
function nameOf(certificate) {
  const at = (bytes, position) => {
    const first = bytes[position + 1];
    const begin = first < 128 ? position + 2 : position + 2 + (first & 127);
    const length = first < 128 ? first : bytes.readUIntBE(position + 2, first & 127);
    return { begin, end: begin + length };
  };
  const signed = at(certificate, at(certificate, 0).begin);
  const version = at(certificate, signed.begin);
  const serial = at(certificate, version.end);
  const algorithm = at(certificate, serial.end);
  const issuer = at(certificate, algorithm.end);
  return sequence(certificate.subarray(algorithm.end, issuer.end), certificate.subarray(version.end, serial.end));
}

/** A device's PKCSReq for the holder of `recipient`'s key. */
function enrollment(recipient, challenge) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = named(randomBytes(8).toString('hex'));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const signed = (body) => sequence(body, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), sign('sha256', body, privateKey)));
  const csr = signed(sequence(integer(0), name, spki,
    der(0xa0, ...(challenge ? [attribute('2a864886f70d010907', printable(challenge))] : []))));
  const time = (year) => der(0x17, Buffer.from(`${year}0101000000Z`));
  const serial = integer(1, ...randomBytes(8));
  const own = signed(sequence(der(0xa0, integer(2)), serial, SHA256_WITH_RSA, name, sequence(time(26), time(30)), name, spki));
  const [key, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(csr), cipher.final()]);
  const encryptedKey = publicEncrypt({ key: recipient.publicKey, padding: constants.RSA_PKCS1_PADDING }, key);
  const envelope = sequence(ENVELOPED, der(0xa0, sequence(
    integer(0), set(sequence(integer(0), nameOf(recipient.raw), RSA, octets(encryptedKey))),
    sequence(DATA, sequence(AES_128_CBC, octets(iv)), der(0x80, encrypted)),
  )));
  const attributes = [
    attribute('2a864886f70d010903', DATA),
    attribute('2a864886f70d010904', octets(createHash('sha256').update(envelope).digest())),
    attribute(scep(2), printable('19')), attribute(scep(5), octets(randomBytes(16))),
    attribute(scep(7), printable(createHash('sha1').update(spki).digest('hex'))),
  ].sort(Buffer.compare);
  const signature = sign('sha256', set(...attributes), privateKey);
  const signer = sequence(integer(1), sequence(name, serial), SHA256, der(0xa0, ...attributes), RSA, octets(signature));
  return sequence(SIGNED, der(0xa0, sequence(
    integer(1), set(SHA256), sequence(DATA, der(0xa0, octets(envelope))), der(0xa0, own), set(signer),
  )));
}

/** Sends messages; every answer must be a success, which only the signature's attributes say. */
async function post(port, messages) {
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const success = attribute(scep(3), printable('0'));
  const began = process.hrtime.bigint();
  await Promise.all(messages.map(({ path, body }) => new Promise((done, failed) => {
    const request = ask({ port, host: '127.0.0.1', method: 'POST', path, agent, headers: { 'content-length': body.length } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const whole = Buffer.concat(parts);
        if (answer.statusCode === 200 && whole.includes(success)) done();
        else failed(new Error(`a request was not granted: ${answer.statusCode} ${whole.toString('latin1').slice(0, 200)}`));
      });
    });
    request.once('error', failed);
    request.end(body);
  })));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  agent.destroy();
  return messages.length / seconds;
}

// ---- the other server ------------------------------------------------------------------------------------

class ScepServer {
  static async start(work) {
    const depot = join(work, 'depot');
    execFileSync('scepserver', ['ca', '-init', '-depot', depot, '-keySize', '2048'], { cwd: work, stdio: 'ignore' });
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => probe.once('listening', done));
    const { port } = probe.address();
    await new Promise((done) => probe.close(done));
    const child = spawn('scepserver', ['-depot', depot, '-port', String(port), '-challenge', CHALLENGE, '-allowrenew', '0'],
      { cwd: work, stdio: 'ignore' });
    const server = Object.assign(new ScepServer(), { child, port, depot });
    for (let tries = 0; ; tries += 1) {
      const there = await fetch(`http://127.0.0.1:${port}/scep?operation=GetCACaps`).then((answer) => answer.ok, () => false);
      if (there) return server;
      if (tries > 50) throw new Error('scepserver did not start');
      await sleep(100);
    }
  }

  cpu() {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async settled(seconds) { await sleep(seconds * 1000); }

  async stop() {
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill();
    await gone;
  }
}

// ---- the comparison --------------------------------------------------------------------------------------

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function certificateOf(url) {
  const answer = await fetch(`${url}?operation=GetCACert`);
  return new X509Certificate(Buffer.from(await answer.arrayBuffer()));
}

async function main(edge, other, setupToken) {
  const total = WARM_UP + ROUNDS * EACH;
  say(`${2 * total} devices with RSA keys, and tickets of ${PEOPLE} people`);
  const { sessions } = await organisation(edge, setupToken, PEOPLE);
  const body = JSON.stringify({ platform: 'linux', method: 'scep', ownership: 'corporate' });
  const asked = Array.from({ length: Math.ceil(total / PEOPLE) }, () => sessions).flat()
    .map((session) => prepare(edge, 'POST', '/api/v1/me/tickets', { 'content-type': 'application/json', ...session }, body));
  const open = expect((await send(edge, asked, 8)).answers, 201, 'tickets').map((answer) => JSON.parse(answer.body).ticket);
  const ours = await certificateOf(`${edge.url}/scep`);
  const theirs = await certificateOf(`http://127.0.0.1:${other.port}/scep`);
  const sides = [
    { name: 'Muster', server: edge, messages: open.slice(0, total).map((ticket) =>
      ({ path: `/scep/${ticket}?operation=PKIOperation`, body: enrollment(ours, null) })) },
    { name: 'scepserver', server: other, messages: Array.from({ length: total }, () =>
      ({ path: '/scep?operation=PKIOperation', body: enrollment(theirs, CHALLENGE) })) },
  ];
  for (const { server, messages } of sides) await post(server.port, messages.splice(0, WARM_UP));
  for (const { server } of sides) await server.settled(4);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of sides) {
      const before = side.server.cpu();
      (side.rates ??= []).push(await post(side.server.port, side.messages.splice(0, EACH)));
      await side.server.settled(4);
      side.cpu = (side.cpu ?? 0) + side.server.cpu() - before;
    }
  }
  for (const { name, cpu, rates } of sides) {
    const each = cpu * 1000 / (ROUNDS * EACH);
    console.log(`${name.padEnd(12)} ${each.toFixed(2)} ms of CPU for an enrollment by SCEP, ${median(rates).toFixed(0)} a second`);
  }
}

const work = mkdtempSync(join(tmpdir(), 'muster-bench-scep-'));
try {
  const vars = join(work, 'secrets');
  execFileSync(join(root, 'scripts/dev-secrets.sh'), [vars], { stdio: ['ignore', 'ignore', 'inherit'] });
  const bundle = process.env.EDGE_BUNDLE ? ['--main', process.env.EDGE_BUNDLE] : [];
  const edge = await serve('edge', work, ['--vars', vars, ...bundle]);
  const other = await ScepServer.start(work);
  try {
    await main(edge, other, secrets(vars).SETUP_TOKEN);
  } finally {
    await Promise.all([edge.stop(), other.stop()]);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
