// Hands Muster's pushes on to Apple, where the Worker itself can't: APNs speaks HTTP/2 alone, and asks for a client certificate.
//
//   node relay.mjs --certificate push.pem --key push.key --secret-file FILE [options]
//     --certificate FILE   the Apple push certificate with its chain, PEM; read again when it changes
//     --key FILE           its private key, PEM: it stays on this machine
//     --secret-file FILE   what callers must show (Authorization: Bearer …), as PUSH_RELAY_SECRET of the Worker
//     --apns URL           https://api.push.apple.com unless said otherwise
//     --ca FILE            whom to trust as APNs, in tests
//     --port N --host H    0 and 127.0.0.1 unless said otherwise: what ends TLS stands in front of it
//
// A request comes in as APNs itself takes it, `POST /3/device/TOKEN`, and goes out with the certificate and without the secret;
// the answer comes back as it is. So the relay knows nothing of devices, keeps nothing, and can be replaced by anything that does
// the same. Standard output gets one line, `ready http://HOST:PORT`; standard error a line for each push, without token and magic.

import { timingSafeEqual, createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, constants } from 'node:http2';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

// An MDM push is a line; APNs itself takes 4 KiB.
const LARGEST = 4096;
const PATIENCE = 10_000;
// What is passed on of a request and of an answer. Everything else, the secret first, ends here.
const ASKED = ['apns-topic', 'apns-push-type', 'apns-expiration', 'apns-priority', 'apns-id'];
const ANSWERED = ['apns-id', 'apns-unique-id', 'retry-after'];

const digest = (text) => createHash('sha256').update(text).digest();
/** Whether two texts are the same, in a time that tells nothing of where they differ. */
const same = (one, other) => timingSafeEqual(digest(one), digest(other));

/** One connection to APNs, made anew when it has ended or the certificate has changed. */
class Upstream {
  constructor({ apns, certificate, key, ca }) {
    Object.assign(this, { apns, certificate, key, ca });
  }

  session() {
    const changed = statSync(this.certificate).mtimeMs;
    const usable = this.open && !this.open.closed && !this.open.destroyed && !this.leaving && this.changed === changed;
    if (usable) return this.open;
    this.open?.close();
    const open = connect(this.apns, {
      cert: readFileSync(this.certificate), key: readFileSync(this.key), ...this.ca && { ca: readFileSync(this.ca) },
    });
    // Each request is told of its own failure; without a listener this one would end the process.
    open.on('error', () => {});
    open.on('goaway', () => { if (this.open === open) this.leaving = true; });
    open.setTimeout(60 * 60_000, () => open.close());
    Object.assign(this, { open, changed, leaving: false });
    return open;
  }

  /** Sends a push; gives status, headers and body. Rejects when APNs gives no answer. */
  push(path, headers, body) {
    return new Promise((resolve, reject) => {
      const stream = this.session().request({ ':method': 'POST', ':path': path, 'content-type': 'application/json', ...headers });
      const chunks = [];
      let head;
      stream.setTimeout(PATIENCE, () => {
        stream.close(constants.NGHTTP2_CANCEL);
        reject(new Error('no answer in time'));
      });
      stream.on('response', (answer) => { head = answer; });
      stream.on('data', (chunk) => { if (chunks.length < 16) chunks.push(chunk); });
      stream.on('end', () => (head ? resolve({ status: head[':status'], head, body: Buffer.concat(chunks) }) : reject(new Error('no answer'))));
      stream.on('error', reject);
      stream.on('close', () => reject(new Error('the connection was closed')));
      stream.end(body);
    });
  }

  close() { this.open?.close(); }
}

/** The body of a request; nothing if it is longer than a push can be. */
async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= LARGEST) chunks.push(chunk);
  }
  return length <= LARGEST ? Buffer.concat(chunks) : undefined;
}

/** Serves until it is closed; gives the HTTP server. */
export function relay({ secret, say = () => {}, ...apns }) {
  const upstream = new Upstream(apns);
  const answer = (response, status, reason, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
    response.end(typeof reason === 'string' ? JSON.stringify({ reason }) : reason);
  };
  const handle = async (request, response) => {
    const body = await read(request);
    if (!same(request.headers.authorization ?? '', `Bearer ${secret}`)) return answer(response, 401, 'RelaySecret');
    if (request.method !== 'POST') return answer(response, 405, 'MethodNotAllowed');
    if (!/^\/3\/device\/[0-9a-f]{2,200}$/.test(request.url)) return answer(response, 404, 'BadPath');
    if (!body) return answer(response, 413, 'PayloadTooLarge');
    const headers = Object.fromEntries(ASKED.filter((name) => name in request.headers).map((name) => [name, request.headers[name]]));
    // A connection that APNs had just ended is no reason to lose a push: once more, on a new one.
    const answered = await upstream.push(request.url, headers, body).catch(() => upstream.push(request.url, headers, body));
    const kept = ANSWERED.filter((name) => answered.head[name] !== undefined).map((name) => [name, answered.head[name]]);
    say(`${answered.status} ${answered.body}`);
    return answer(response, answered.status, answered.body, Object.fromEntries(kept));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      say(`no answer from APNs: ${error.message}`);
      if (!response.headersSent) answer(response, 502, 'NoAnswerFromAPNs');
    });
  });
  server.requestTimeout = PATIENCE;
  server.on('close', () => upstream.close());
  return server;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: {
    certificate: { type: 'string' }, key: { type: 'string' }, 'secret-file': { type: 'string' }, ca: { type: 'string' },
    apns: { type: 'string', default: 'https://api.push.apple.com' }, port: { type: 'string', default: '0' }, host: { type: 'string', default: '127.0.0.1' },
  } });
  for (const name of ['certificate', 'key', 'secret-file']) {
    if (!values[name]) {
      console.error(`relay: --${name} is missing`);
      process.exit(2);
    }
  }
  const secret = readFileSync(values['secret-file'], 'utf8').trim();
  if (secret.length < 24) {
    console.error('relay: the secret is shorter than 24 characters');
    process.exit(2);
  }
  const server = relay({ ...values, secret, say: (line) => console.error(line) });
  server.listen(Number(values.port), values.host, () => console.log(`ready http://${values.host}:${server.address().port}`));
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.close(() => process.exit(0)));
}
