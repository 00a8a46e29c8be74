// Both at once, for tests: the stand-in for Apple, and the relay in front of it.
//
//   node tests/push/serve.mjs FOLDER
//
// The folder gets the certificates. Standard output gets a line of JSON with `relay`, `secret` and `certificate` (PEM), and then one
// for each push: its path, headers, body and status. It ends when standard input does.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
server.listen(0, '127.0.0.1', () => tell({
  relay: `http://127.0.0.1:${server.address().port}`, secret, certificate: readFileSync(file('push.pem'), 'utf8'),
}));
process.stdin.on('end', () => process.exit(0)).resume();
