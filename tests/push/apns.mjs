// Stands in for Apple's push service on this machine: HTTP/2 over TLS with a client certificate, and as strict as Apple's pages
// say (developer.apple.com, "Sending notification requests to APNs", "Handling notification responses from APNs").
//
//   const apns = await standIn({ key, cert, ca });     PEM: its own, and whose client certificates it takes
//   apns.address, apns.pushes, apns.unregister(token), apns.next(status, reason), apns.goAway(), apns.close()

import { createSecureServer } from 'node:http2';
import { randomUUID, X509Certificate } from 'node:crypto';

/** The topic of a push certificate: its subject's UID. */
export const topicOf = (certificate) => /^(?:UID|userId)=(.*)$/m.exec(certificate.subject)?.[1];

/** What is wrong with a push: status and reason; nothing when it is sound. */
function flaw({ path, headers, body, topic, unregistered }) {
  const token = /^\/3\/device\/([0-9a-f]+)$/.exec(path)?.[1];
  if (headers[':method'] !== 'POST') return [405, 'MethodNotAllowed'];
  if (token === undefined) return [404, 'BadPath'];
  if (token.length !== 64) return [400, 'BadDeviceToken'];
  if (headers['apns-push-type'] !== 'mdm') return [400, 'InvalidPushType'];
  if (headers['apns-topic'] !== undefined && headers['apns-topic'] !== topic) return [400, 'BadTopic'];
  if (!/^(0|[1-9]\d*)$/.test(headers['apns-expiration'] ?? '0')) return [400, 'BadExpirationDate'];
  if (!['10', '5', '1', undefined].includes(headers['apns-priority'])) return [400, 'BadPriority'];
  if (body.length > 4096) return [413, 'PayloadTooLarge'];
  if (body.length === 0) return [400, 'PayloadEmpty'];
  // Nothing but the magic of the device's last TokenUpdate, and no `aps`: else the device is not woken.
  let said;
  try { said = JSON.parse(body); } catch { return [400, 'BadMessage']; }
  if (Object.keys(said).join() !== 'mdm' || typeof said.mdm !== 'string') return [400, 'BadMessage'];
  return unregistered.has(token) ? [410, 'Unregistered'] : undefined;
}

/** Starts one at a free port. */
export async function standIn({ key, cert, ca, heard = () => {} }) {
  const [pushes, planned, unregistered, sessions] = [[], [], new Set(), new Set()];
  const server = createSecureServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true, allowHTTP1: false });
  // Who shows no certificate of the CA's is not spoken to.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    const chunks = [];
    const certificate = new X509Certificate(stream.session.socket.getPeerCertificate().raw);
    stream.on('error', () => {});
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const path = headers[':path'];
      const wrong = flaw({ path, headers, body, topic: topicOf(certificate), unregistered });
      const [status, reason] = planned.shift() ?? wrong ?? [200];
      const push = { path, headers: { ...headers }, body, status, reason };
      pushes.push(push);
      heard(push);
      stream.respond({ ':status': status, 'apns-id': headers['apns-id'] ?? randomUUID().toUpperCase() });
      const when = status === 410 ? { timestamp: Date.now() } : {};
      stream.end(reason ? JSON.stringify({ reason, ...when }) : undefined);
    });
  });
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  return {
    address: `https://localhost:${server.address().port}`,
    pushes,
    unregister: (token) => unregistered.add(token),
    next: (status, reason) => planned.push([status, reason]),
    /** Ends every connection in good order, as APNs does now and then. */
    goAway: () => { for (const session of sessions) session.goaway(); },
    /** Ends every connection at once. */
    cut: () => { for (const session of sessions) session.destroy(); },
    connections: () => sessions.size,
    close: () => new Promise((closed) => {
      for (const session of sessions) session.destroy();
      server.close(closed);
    }),
  };
}
