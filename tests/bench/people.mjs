// The organisation of a benchmark: people who were let in, and their tickets.

import { readFileSync } from 'node:fs';
import { expect, prepare, send } from './load.mjs';

const JSON_BODY = { 'content-type': 'application/json' };
const PASSWORD = 'correct horse battery';
/** Each password is work; the server takes no more people at once. */
const PEOPLE_AT_ONCE = 10;

/** The secrets in a file in the form of .dev.vars. */
export function secrets(file) {
  const lines = readFileSync(file, 'utf8').split('\n').map((line) => /^(\w+)="(.*)"$/.exec(line)).filter(Boolean);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]));
}

/** Asks the first thing again until it has been published: what the tenant object knows reaches KV a moment later. */
async function signIn(server, username) {
  const request = prepare(server, 'POST', '/api/v1/session', JSON_BODY, JSON.stringify({ username, password: PASSWORD }));
  const [answer] = expect((await send(server, [request], 1)).answers, 200, `signing in as ${username}`);
  const cookie = /^set-cookie: *([^;]+)/im.exec(answer.head)[1];
  return { cookie, 'x-csrf-token': JSON.parse(answer.body).csrf_token };
}

/** An organisation with `count` people, where tickets and devices are many; answers its people and its administrator. */
export async function organisation(server, setupToken, count) {
  const admin = { username: 'admin@example.com', display_name: 'Admin', password: PASSWORD, roles: ['administrator'] };
  const people = Array.from({ length: count }, (_, n) =>
    ({ username: `person${n}@example.com`, display_name: `Person ${n}`, password: PASSWORD }));
  const everybody = [admin, ...people];
  const headers = { ...JSON_BODY, authorization: `Bearer ${setupToken}` };
  for (let at = 0; at < everybody.length; at += PEOPLE_AT_ONCE) {
    const body = JSON.stringify({ people: everybody.slice(at, at + PEOPLE_AT_ONCE) });
    expect((await send(server, [prepare(server, 'POST', '/api/v1/setup', headers, body)], 1)).answers, 204, 'setup');
  }
  await server.settled(1);
  const administrator = await signIn(server, admin.username);
  await change(server, administrator, '/api/v1/settings', (settings) => { settings.open_ticket_limit = 100; });
  await change(server, administrator, '/api/v1/policy', (policy) => { policy.device_limits.default = 15; });
  const sessions = [];
  for (const { username } of people) sessions.push(await signIn(server, username));
  return { administrator, sessions };
}

/** Reads a part of the configuration, and replaces it by what `how` makes of it. */
export async function change(server, session, path, how) {
  const [read] = expect((await send(server, [prepare(server, 'GET', path, session, '')], 1)).answers, 200, path);
  const value = JSON.parse(read.body);
  how(value);
  const headers = { ...JSON_BODY, ...session, 'if-match': /^etag: *(\S+)/im.exec(read.head)[1] };
  expect((await send(server, [prepare(server, 'PUT', path, headers, JSON.stringify(value))], 1)).answers, 200, path);
}

/** `each` tickets for every session, the first of everybody before the second of anybody. */
export async function tickets(server, sessions, each) {
  const body = JSON.stringify({ platform: 'linux', method: 'agent', ownership: 'corporate' });
  const requests = Array.from({ length: each }, () => sessions).flat()
    .map((session) => prepare(server, 'POST', '/api/v1/me/tickets', { ...JSON_BODY, ...session }, body));
  return expect((await send(server, requests, 8)).answers, 201, 'tickets').map((answer) => JSON.parse(answer.body).ticket);
}

/** How many devices the audit chain says were enrolled. */
export async function enrolledInAudit(server, administrator) {
  let from = 0;
  let enrolled = 0;
  for (;;) {
    const page = prepare(server, 'GET', `/api/v1/audit?from=${from}`, administrator, '');
    const [answer] = expect((await send(server, [page], 1)).answers, 200, 'audit');
    const { entries } = JSON.parse(answer.body);
    if (!entries.length) return enrolled;
    enrolled += entries.filter(({ entry }) => JSON.stringify(entry).includes('"device-enrolled"')).length;
    from += entries.length;
  }
}
