// What a management session of a PC costs under workerd (OMA DM 1.2), beside signed check-ins of the same devices in the same run.
//
//   node tests/bench/windows.mjs
//
// A PC with nothing to do sends two messages: who it is, and what its nodes hold. With ten settings they have been set before,
// and what its profiles come to is worked out anew.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkIn, device } from './device.mjs';
import { expect, prepare, send } from './load.mjs';
import { change, organisation, secrets } from './people.mjs';
import { root, serve } from './server.mjs';

const PCS = 60;
const ROUNDS = 5;
const WIDTH = 8;
/** An isolate looks at a section again after 15 seconds. */
const UNTIL_SEEN = 17;
/** Ten settings of a PC. */
const TEN = {
  max_inactivity_minutes: 10, password_history: 5, device_encryption: true, firewall: { domain: true, private: true, public: true },
  wifi: { office: { passphrase: 'correct horse' }, guests: { passphrase: 'battery staple' } },
};
const PASSWORD_TOO = { password: { minimum_length: 8 }, login_banner: 'Ours' };

const say = (text) => console.error(`bench: ${text}`);
const SOAP = { 'content-type': 'application/soap+xml; charset=utf-8' };
const SYNCML = { 'content-type': 'application/vnd.syncml.dm+xml' };

const base64 = (text) => Buffer.from(text).toString('base64');
const md5 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();

/** RequestSecurityToken with a ticket ([MS-WSTEP]). */
function issue(server, ticket, csr) {
  const wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
  const item = (name, value) => `<ac:ContextItem Name="${name}"><ac:Value>${value}</ac:Value></ac:ContextItem>`;
  const body = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:wsse="${wsse}" xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512" xmlns:ac="http://schemas.xmlsoap.org/ws/2006/12/authorization"><s:Header><a:Action s:mustUnderstand="1">http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RST/wstep</a:Action><a:MessageID>urn:uuid:0d5a1441-5891-453b-becf-a2e5f6ea3749</a:MessageID><a:To s:mustUnderstand="1">${server.url}</a:To><wsse:Security s:mustUnderstand="1"><wsse:BinarySecurityToken ValueType="http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken" EncodingType="${wsse}#base64binary">${base64(ticket)}</wsse:BinarySecurityToken></wsse:Security></s:Header><s:Body><wst:RequestSecurityToken><wst:TokenType>http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentToken</wst:TokenType><wst:RequestType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue</wst:RequestType><wsse:BinarySecurityToken ValueType="http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS10" EncodingType="${wsse}#base64binary">${csr}</wsse:BinarySecurityToken><ac:AdditionalContext>${item('DeviceID', 'A'.repeat(32))}${item('EnrollmentType', 'Full')}${item('OSVersion', '10.0.22631.1')}</ac:AdditionalContext></wst:RequestSecurityToken></s:Body></s:Envelope>`;
  return prepare(server, 'POST', '/EnrollmentServer/Enrollment.svc', SOAP, body);
}

/** What a PC keeps of its provisioning document. */
function provisioned(answer) {
  const token = /<BinarySecurityToken[^>]*>([^<]+)</.exec(answer.body)[1];
  const wap = Buffer.from(token, 'base64').toString();
  const account = wap.slice(wap.indexOf('value="APPSRV"'));
  const parm = (text, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)[1];
  const client = wap.slice(wap.indexOf('type="My"'));
  return {
    name: parm(account, 'AAUTHNAME'), secret: parm(account, 'AAUTHSECRET'), nonce: Buffer.from(parm(account, 'AAUTHDATA'), 'base64'),
    certificate: Buffer.from(parm(client, 'EncodedCertificate'), 'base64'), sessions: 0,
  };
}

/** One message of a session. */
function message(server, pc, number, body) {
  const known = md5(`${pc.name}:${pc.secret}`).toString('base64');
  const digest = md5(`${known}:`, pc.nonce).toString('base64');
  const meta = (format, type) => `<Meta><Format xmlns="syncml:metinf">${format}</Format><Type xmlns="syncml:metinf">${type}</Type></Meta>`;
  const text = `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>${pc.sessions.toString(16)}</SessionID><MsgID>${number}</MsgID><Target><LocURI>${server.url}/ManagementServer/MDM.svc</LocURI></Target><Source><LocURI>PC</LocURI><LocName>${pc.name}</LocName></Source><Cred>${meta('b64', 'syncml:auth-md5')}<Data>${digest}</Data></Cred></SyncHdr><SyncBody>${body}<Final/></SyncBody></SyncML>`;
  return prepare(server, 'POST', '/ManagementServer/MDM.svc', SYNCML, text);
}

const FIRST = '<Alert><CmdID>2</CmdID><Data>1201</Data></Alert><Replace><CmdID>3</CmdID><Item><Source><LocURI>./DevInfo/DevId</LocURI></Source><Data>PC</Data></Item><Item><Source><LocURI>./DevInfo/Man</LocURI></Source><Data>Contoso</Data></Item></Replace>';

/** A status for each thing that was asked: what is asked for is not there, and what is set is set. */
function statuses(answer, number) {
  let id = 0;
  return [...answer.matchAll(/<(Get|Add|Replace|Delete|Exec|Atomic)><CmdID>(\d+)<\/CmdID>/g)].map(([, verb, command]) => {
    id += 1;
    return `<Status><CmdID>${id}</CmdID><MsgRef>${number}</MsgRef><CmdRef>${command}</CmdRef><Cmd>${verb}</Cmd><Data>${verb === 'Get' ? 404 : 200}</Data></Status>`;
  });
}

/** A session of each PC, all of them message by message, until none is asked anything; how many messages that were. */
async function session(server, pcs) {
  for (const pc of pcs) pc.sessions += 1;
  let open = pcs.map((pc) => ({ pc, body: FIRST }));
  let sent = 0;
  for (let number = 1; open.length; number += 1) {
    if (number > 8) throw new Error('a session does not end');
    const { answers } = await send(server, open.map(({ pc, body }) => message(server, pc, number, body)), WIDTH);
    sent += open.length;
    expect(answers, 200, 'a message of a session');
    open = open.map(({ pc }, n) => {
      const { body } = answers[n];
      pc.nonce = Buffer.from(/NextNonce[^>]*>([^<]+)</.exec(body)[1], 'base64');
      return { pc, body: statuses(body, number).join('') };
    }).filter(({ body }) => body);
  }
  return sent;
}

const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const vars = join(work, 'secrets');
execFileSync(join(root, 'scripts/dev-secrets.sh'), [vars], { stdio: ['ignore', 'ignore', 'inherit'] });
const edge = await serve('edge', work, ['--vars', vars, '--main', join(root, 'edge/build/index.js')]);

/** CPU of workerd, in milliseconds for each of `count`. */
async function cost(count, run) {
  await edge.settled(1);
  const before = edge.cpu();
  const told = await run();
  await edge.settled(1);
  return { ms: ((edge.cpu() - before) * 1000) / count, told };
}

async function main() {
  say(`an organisation with ${PCS} PCs`);
  const { administrator, sessions } = await organisation(edge, secrets(vars).SETUP_TOKEN, PCS / 10);
  const ask = JSON.stringify({ platform: 'windows', method: 'windows_mdm', ownership: 'personal' });
  const asks = Array.from({ length: 10 }, () => sessions).flat()
    .map((one) => prepare(edge, 'POST', '/api/v1/me/tickets', { 'content-type': 'application/json', ...one }, ask));
  const tickets = expect((await send(edge, asks, WIDTH)).answers, 201, 'tickets').map((answer) => JSON.parse(answer.body).ticket);
  const keys = tickets.map((_, n) => device(`pc-${n}`));
  const enrolled = await send(edge, tickets.map((ticket, n) => issue(edge, ticket, keys[n].csr)), WIDTH);
  const pcs = expect(enrolled.answers, 200, 'enrolling').map((answer, n) => ({ ...keys[n], ...provisioned(answer) }));
  await session(edge, pcs);
  await edge.settled(2);

  const count = PCS * ROUNDS;
  const times = async (run) => {
    let all = 0;
    for (let round = 0; round < ROUNDS; round += 1) all += await run();
    return all;
  };
  const checks = await cost(count, () => times(async () => {
    expect((await send(edge, pcs.map((pc) => checkIn(edge, pc)), WIDTH)).answers, 200, 'check-ins');
    return PCS;
  }));
  const idle = await cost(count, () => times(() => session(edge, pcs)));
  const profiles = [{ id: 'pcs', name: 'PCs', platform: 'windows', settings: { ...PASSWORD_TOO, windows: TEN } }];
  await change(edge, administrator, '/api/v1/configuration/profiles', (section) => { section.profiles = profiles; });
  await edge.settled(UNTIL_SEEN);
  const setting = await cost(PCS, () => session(edge, pcs));
  const kept = await cost(count, () => times(() => session(edge, pcs)));
  const line = (name, { ms, told }, of) => console.log(`${name.padEnd(46)} ${ms.toFixed(2).padStart(7)} ms of CPU, `
    + `${(told / of).toFixed(1)} messages, ${(ms / checks.ms).toFixed(2)} of a check-in's`);
  line('a signed check-in with nothing to tell', checks, count);
  line('a session with nothing to do', idle, count);
  line('the session in which ten settings are set', setting, PCS);
  line('a session with ten settings in force', kept, count);
}

try {
  await main();
  await edge.stop();
  rmSync(work, { recursive: true });
} finally {
  edge.child.kill();
}
