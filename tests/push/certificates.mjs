// Certificates of a stand-in for Apple and of who pushes to it, made by openssl in a folder.

import { execFileSync } from 'node:child_process';

/** A CA, the stand-in's own certificate `apns`, and a push certificate for each of `topics`, a name and a topic each. */
export function certificates(folder, topics) {
  const openssl = (...given) => execFileSync('openssl', given, { cwd: folder, stdio: 'pipe' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const certify = (name, subject, ...more) => openssl('req', '-x509', ...ec, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', subject,
    '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '300', '-addext', 'basicConstraints=critical,CA:FALSE', ...more);
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Stand-in CA', '-days', '300');
  certify('apns', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost');
  for (const [name, topic] of Object.entries(topics)) certify(name, `/UID=${topic}/CN=APSP:${name}`);
}
