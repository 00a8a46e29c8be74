// What a visit of an Apple device costs under workerd, beside signed check-ins in the same run.
//
//   node tests/bench/apple.mjs
//
// A device with nothing to do sends three messages: that it is idle, what it is, and how it is protected. Each is signed with
// its key (`Mdm-Signature`), and each signature is checked. The devices are the fake ones of tests/apple, by their own command.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateOf, checkIn, device, enroll } from './device.mjs';
import { expect, prepare, send } from './load.mjs';
import { organisation, secrets } from './people.mjs';
import { root, serve } from './server.mjs';

const PHONES = 6;
const ROUNDS = 10;
const WIDTH = 4;

const say = (text) => console.error(`bench: ${text}`);
const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const vars = join(work, 'secrets');
execFileSync(join(root, 'scripts/dev-secrets.sh'), [vars], { stdio: ['ignore', 'ignore', 'inherit'] });
const edge = await serve('edge', work, ['--vars', vars, '--main', join(root, 'edge/build/index.js')]);

/** A command of a fake device: its report. */
function phone(command, n, ...more) {
  const said = execFileSync('python3', [join(root, 'tests/apple/device.py'), command, '--state', join(work, `phone-${n}`), ...more], { encoding: 'utf8' });
  return JSON.parse(said.trim().split('\n').at(-1));
}

/** Tickets of a method, one for each session given. */
async function ticketsFor(sessions, platform, method) {
  const ask = JSON.stringify({ platform, method, ownership: 'personal' });
  const asks = sessions.map((one) => prepare(edge, 'POST', '/api/v1/me/tickets', { 'content-type': 'application/json', ...one }, ask));
  return expect((await send(edge, asks, WIDTH)).answers, 201, 'tickets').map(({ body }) => JSON.parse(body).ticket);
}

/** CPU of workerd, in milliseconds for each of `count`, and what `run` told. */
async function cost(count, run) {
  await edge.settled(1);
  const before = edge.cpu();
  const told = await run();
  await edge.settled(1);
  return { ms: ((edge.cpu() - before) * 1000) / count, told };
}

async function main() {
  const { sessions } = await organisation(edge, secrets(vars).SETUP_TOKEN, PHONES);
  say(`${PHONES} iPhones, and as many machines beside them`);
  const profiles = (await ticketsFor(sessions, 'ios', 'apple_device')).map((ticket) => `${edge.url}/mdm/apple/profile/${ticket}`);
  const enrolling = await cost(PHONES, async () => {
    profiles.forEach((profile, n) => phone('enroll', n, '--model', 'iphone', '--local-http', '--key', key(n), profile));
  });
  // The first visit asks for more than those that follow.
  for (let n = 0; n < PHONES; n += 1) phone('session', n);

  const machines = (await ticketsFor(sessions, 'linux', 'est')).map((ticket, n) => ({ ticket, ...device(`machine-${n}`) }));
  const issued = await send(edge, machines.map((machine) => enroll(edge, machine.ticket, machine)), WIDTH);
  const beside = expect(issued.answers, 200, 'enrolling').map(({ body }, n) => ({ ...machines[n], certificate: certificateOf(body) }));
  expect((await send(edge, beside.map((one) => checkIn(edge, one)), WIDTH)).answers, 200, 'first check-ins');

  const count = PHONES * ROUNDS;
  const checks = await cost(count, async () => {
    for (let round = 0; round < ROUNDS; round += 1) expect((await send(edge, beside.map((one) => checkIn(edge, one)), WIDTH)).answers, 200, 'check-ins');
    return count;
  });
  const visits = await cost(count, async () => {
    let messages = 0;
    for (let round = 0; round < ROUNDS; round += 1) for (let n = 0; n < PHONES; n += 1) messages += phone('session', n).requests.length;
    return messages;
  });
  const line = (name, { ms }, messages) => console.log(`${name.padEnd(46)} ${ms.toFixed(2).padStart(7)} ms of CPU, `
    + `${messages.toFixed(1)} messages, ${(ms / checks.ms).toFixed(2)} of a check-in's`);
  line('a signed check-in with nothing to tell', checks, 1);
  line('a visit with nothing to do', visits, visits.told / count);
  line('an enrollment: profile, SCEP, two messages', enrolling, 6);
}

/** A key for a device: making one takes longer than all that is measured. */
function key(n) {
  const file = join(work, `key-${n}.pem`);
  execFileSync('openssl', ['genrsa', '-out', file, '2048'], { stdio: 'pipe' });
  return file;
}

try {
  await main();
  await edge.stop();
  rmSync(work, { recursive: true });
} finally {
  edge.child.kill();
}
