// What the Worker costs under workerd, beside a Worker that does only what cannot be left out (tests/reference).
//
//   node tests/bench/edge.mjs [FILE]      FILE gets the figures as JSON; a table goes to standard output
//
// Both run at the same time, take turns, and are read from outside: requests per second by the client's clock, CPU by
// what the system has counted for each workerd. A slow machine makes both slow; what is compared stays.
//
// EDGE_BUNDLE names another bundle than edge/build/index.js, to compare two builds.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateOf, checkIn, device, enroll } from './device.mjs';
import { expect, prepare, send } from './load.mjs';
import { change, enrolledInAudit, organisation, secrets, tickets } from './people.mjs';
import { root, serve } from './server.mjs';

const PEOPLE = 80;
/** About as long as the row that a check-in writes. */
const VALUE = 'x'.repeat(200);
const WARM_UP = 200;
/** Each round is one turn of ours and one of the reference's. */
const ENROLLING = { rounds: 4, each: 250, width: 8 };
const CHECKING_IN = { rounds: 8, each: 250, width: 16 };
/** An isolate looks at a section again after 15 seconds. */
const UNTIL_SEEN = 17;
/** Five settings of a Linux machine, all of which it keeps. */
const FIVE = {
  minimum_os_version: '12', maximum_os_version: '14', minimum_agent_version: '1', require: ['disk_encryption'],
  allowed_distributions: [{ id: 'debian', minimum: '12' }],
};
const KEEPS_THEM = JSON.stringify({
  os_version: '13', inventory: { os_id: 'debian', disk_encryption: 'encrypted', agent_version: '1' },
});
/** An alarm stands two seconds after an event, in case it was not delivered at once; its cost belongs to the enrollment. */
const UNTIL_DELIVERED = 4;

const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const vars = join(work, 'secrets');
execFileSync(join(root, 'scripts/dev-secrets.sh'), [vars], { stdio: ['ignore', 'ignore', 'inherit'] });

const say = (text) => console.error(`bench: ${text}`);
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Sends, waits until all that follows from it is done, and says what it cost. */
async function turn(server, requests, width, status, wait) {
  const before = server.cpu();
  const { answers, seconds, again } = await send(server, requests, width);
  if (again) say(`workerd dropped ${again} connections: this machine is too busy to be measured well`);
  if (wait) await server.settled(wait);
  expect(answers, status, 'a measured request');
  return { answers, perSecond: requests.length / seconds, cpu: server.cpu() - before };
}

/** Takes turns; `ours` and `theirs` make the requests of a round. Answers the sums and medians of both sides. */
async function rounds({ rounds: count, each, width }, wait, sides) {
  const results = sides.map(() => []);
  for (let round = 0; round < count; round += 1) {
    for (const [n, { server, requests }] of sides.entries()) {
      results[n].push(await turn(server, requests(round, each), width, 200, wait));
    }
  }
  return results.map((turns) => ({
    perSecond: median(turns.map((one) => one.perSecond)),
    cpuMs: turns.reduce((sum, one) => sum + one.cpu, 0) * 1000 / (count * each),
    answers: turns.flatMap((one) => one.answers),
  }));
}

async function main(edge, reference) {
  say(`an organisation of ${PEOPLE} people, their tickets, and devices with keys and requests`);
  const total = WARM_UP + ENROLLING.rounds * ENROLLING.each;
  const { administrator, sessions } = await organisation(edge, secrets(vars).SETUP_TOKEN, PEOPLE);
  const open = await tickets(edge, sessions, total / PEOPLE);
  const devices = open.map((_, n) => device(`device-${n}`));
  const enrollments = devices.map((one, n) => enroll(edge, open[n], one));
  // As many objects, and as many rows in each, as the devices of as many people. Never the same value twice: SQLite writes
  // nothing for a row that stays as it is.
  let asks = 0;
  const asked = (path) => (n) => prepare(reference, 'POST', path, { 'content-type': 'application/json' },
    JSON.stringify({ object: `person-${n % PEOPLE}`, row: `device-${n % total}`, value: `${VALUE}${asks += 1}` }));
  const some = (count, make) => Array.from({ length: count }, (_, n) => make(n));
  const keep = (answers, from) => answers.forEach((answer, n) => { devices[from + n].certificate = certificateOf(answer.body); });

  say(`enrolling ${total} devices, ${WARM_UP} of them to warm up`);
  await edge.settled(1);
  keep((await turn(edge, enrollments.slice(0, WARM_UP), ENROLLING.width, 200, UNTIL_DELIVERED)).answers, 0);
  await turn(reference, some(WARM_UP, asked('/chain')), ENROLLING.width, 200, 1);
  const [enrolling, chain] = await rounds(ENROLLING, UNTIL_DELIVERED, [
    { server: edge, requests: (round, each) => enrollments.slice(WARM_UP + round * each, WARM_UP + (round + 1) * each) },
    { server: reference, requests: (round, each) => some(each, (n) => asked('/chain')(round * each + n)) },
  ]);
  keep(enrolling.answers, WARM_UP);
  const told = await enrolledInAudit(edge, administrator);
  if (told !== total) throw new Error(`the audit chain tells of ${told} devices, not of ${total}`);

  say(`checking in, after every device's first check-in, which tells the rest of the house`);
  await turn(edge, devices.map((one) => checkIn(edge, one)), CHECKING_IN.width, 200, UNTIL_DELIVERED);
  await turn(reference, some(total, asked('/one-row')), CHECKING_IN.width, 200, 1);
  const [checkingIn, oneRow] = await rounds(CHECKING_IN, 1, [
    { server: edge, requests: (round, each) => some(each, (n) => checkIn(edge, devices[(round * each + n) % total])) },
    { server: reference, requests: (round, each) => some(each, (n) => asked('/one-row')(round * each + n)) },
  ]);
  // The same once more with rules to be held to, then with a configuration to be worked out as well: what each costs is the
  // difference in one run.
  const held = {};
  const again = async (name) => {
    await edge.settled(UNTIL_SEEN);
    await turn(edge, devices.map((one) => checkIn(edge, one, KEEPS_THEM)), CHECKING_IN.width, 200, UNTIL_DELIVERED);
    const [more] = await rounds(CHECKING_IN, 1, [
      { server: edge, requests: (round, each) => some(each, (n) => checkIn(edge, devices[(round * each + n) % total])) },
    ]);
    held[name] = { cpu_ms: more.cpuMs, cpu_ratio: more.cpuMs / checkingIn.cpuMs, per_second: more.perSecond };
  };
  for (const settings of [10, 100]) {
    say(`checking in with ${settings} settings to keep`);
    const policies = some(settings / 5, (n) => ({ id: `p${n}`, name: 'P', platform: 'linux', settings: FIVE }));
    await change(edge, administrator, '/api/v1/configuration/compliance', (section) => { section.policies = policies; });
    await again(`check_in_keeping_${settings}`);
  }
  for (const settings of [10, 100]) {
    say(`checking in with 100 settings to keep and ${settings} that are set`);
    const sysctl = Object.fromEntries(some(settings, (n) => [`net.bench.n${n}`, `${n}`]));
    const profiles = [{ id: 'set', name: 'Set', platform: 'linux', settings: { sysctl } }];
    await change(edge, administrator, '/api/v1/configuration/profiles', (section) => { section.profiles = profiles; });
    await again(`check_in_keeping_100_set_${settings}`);
  }
  return {
    ...held,
    enrollment: {
      cpu_ms: enrolling.cpuMs, chain_cpu_ms: chain.cpuMs, difference_ms: enrolling.cpuMs - chain.cpuMs,
      per_second: enrolling.perSecond, chain_per_second: chain.perSecond,
    },
    check_in: {
      cpu_ms: checkingIn.cpuMs, one_row_cpu_ms: oneRow.cpuMs, cpu_ratio: oneRow.cpuMs / checkingIn.cpuMs,
      per_second: checkingIn.perSecond, one_row_per_second: oneRow.perSecond, ratio: checkingIn.perSecond / oneRow.perSecond,
    },
  };
}

const bundle = process.env.EDGE_BUNDLE ?? join(root, 'edge/build/index.js');
const edge = await serve('edge', work, ['--vars', vars, '--main', bundle]);
const reference = await serve('reference', work, [
  '--config', join(root, 'tests/reference/wrangler.toml'), '--main', join(root, 'tests/reference/build/index.js'),
]);
try {
  const figures = await main(edge, reference);
  console.log(JSON.stringify(figures, null, 2));
  if (process.argv[2]) writeFileSync(process.argv[2], JSON.stringify(figures));
  await Promise.all([edge.stop(), reference.stop()]);
  rmSync(work, { recursive: true });
} finally {
  edge.child.kill();
  reference.child.kill();
}
