// Both at once, for tests: the stand-in for Apple, and the relay in front of it.
//
//   node tests/push/serve.mjs FOLDER
//
// The folder gets the certificates. Standard output gets a line of JSON with `relay`, `secret`, `certificate` (PEM) and `binding`, and
// then one for each push: its path, headers, body and status. A line `STATUS REASON` on standard input is the answer to the next push.
// It ends when standard input does.
//
// What listens at `binding` stands in for Cloudflare's mTLS binding: it is asked for Apple's address without any secret, and shows the
// certificate. Only that it is Cloudflare which does so is not tried here.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { standIn } from './apns.mjs';
import { certificates } from './certificates.mjs';
import { relay } from './relay.mjs';

const [folder] = process.argv.slice(2);
const file = (name) => join(folder, name);
certificates(folder, { push: 'com.apple.mgmt.External.2f6f2a0e-6ad4-4b0c-8f4e-2f2b8b8c4a11' });
const secret = 'the secret of a relay in tests';
const tell = (value) => console.log(JSON.stringify(value));
const apns = await standIn({
  key: readFileSync(file('apns.key')), cert: readFileSync(file('apns.pem')), ca: readFileSync(file('ca.pem')), heard: tell,
});
const server = relay({ secret, apns: apns.address, certificate: file('push.pem'), key: file('push.key'), ca: file('ca.pem') });
const binding = createServer((request, response) => {
  const { authorization, 'x-forwarded-host': host } = request.headers;
  if (authorization !== undefined || host !== 'api.push.apple.com') {
    response.writeHead(421).end(`asked for ${host}, ${authorization ? 'with' : 'without'} a secret`);
    return;
  }
  request.headers.authorization = `Bearer ${secret}`;
  server.emit('request', request, response);
});
const listens = (one) => new Promise((ready) => { one.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${one.address().port}`)); });
tell({ relay: await listens(server), secret, certificate: readFileSync(file('push.pem'), 'utf8'), binding: await listens(binding) });
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [status, reason] = line.split(' ');
  apns.next(Number(status), reason);
});
lines.on('close', () => process.exit(0));
