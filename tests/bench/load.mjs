// Sends prepared requests over connections that stay open. Bytes in, bytes out: what the client computes is taken from the
// same machine that is being measured, so it must be little.

import { connect } from 'node:net';

/** One request as it goes over the wire. */
export function prepare(server, method, path, headers, body) {
  const bytes = Buffer.from(body);
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${server.authority}`, `content-length: ${bytes.length}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]);
}

/** How often workerd may drop a connection before that is a failure. */
const DROPS_AT_MOST = 3;

/**
 * Sends all `requests`, `width` at a time. Answers in their order, how long it took in seconds, and how many were sent again:
 * on a machine that has too much else to do, workerd drops connections now and then, those of a bare Worker too.
 */
export async function send(server, requests, width) {
  const answers = new Array(requests.length);
  const connections = await Promise.all(Array.from({ length: Math.min(width, requests.length) }, () => open(server.port)));
  let next = 0;
  let again = 0;
  const began = process.hrtime.bigint();
  await Promise.all(connections.map(async (_, n) => {
    while (next < requests.length) {
      const at = next;
      next += 1;
      for (let drops = 1; !answers[at]; drops += 1) {
        try {
          answers[at] = await connections[n](requests[at]);
        } catch (error) {
          if (!(error instanceof Dropped) || drops > DROPS_AT_MOST) throw error;
          again += 1;
          connections[n] = await open(server.port);
        }
      }
    }
  }));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  for (const ask of connections) ask.close();
  return { answers, seconds, again };
}

class Dropped extends Error {}

/** A connection as a function that asks one thing at a time. */
function open(port) {
  return new Promise((opened, refused) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let waiting = null;
    let received = Buffer.alloc(0);
    const lost = () => waiting?.reject(new Dropped('the server closed the connection'));
    socket.once('error', (error) => { refused(error); lost(); });
    socket.once('close', lost);
    socket.on('data', (chunk) => {
      received = received.length ? Buffer.concat([received, chunk]) : chunk;
      const answer = whole(received);
      if (!answer || !waiting) return;
      received = Buffer.alloc(0);
      const { resolve } = waiting;
      waiting = null;
      resolve(answer);
    });
    socket.once('connect', () => {
      const ask = (request) => new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      });
      ask.close = () => socket.destroy();
      opened(ask);
    });
  });
}

/** The answer in these bytes, once it is all there. Both sides say how long their answers are; none is chunked. */
function whole(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = status === 204 ? 0 : Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? NaN);
  if (Number.isNaN(length)) throw new Error(`an answer without content-length:\n${head}`);
  const stop = end + 4 + length;
  if (bytes.length < stop) return null;
  return { status, head, body: bytes.toString('utf8', end + 4, stop) };
}

/** Fails with what was answered first, unless every answer has this status. */
export function expect(answers, status, what) {
  const wrong = answers.filter((answer) => answer.status !== status);
  if (wrong.length) {
    throw new Error(`${what}: ${wrong.length} of ${answers.length} not ${status}, the first ${wrong[0].status}: ${wrong[0].body}`);
  }
  return answers;
}
