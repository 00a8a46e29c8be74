// A device that has a shell, openssl and curl, and nothing else.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs the commands as a person would paste them into a shell; returns the certificate's text, or what the shell said. */
export function enroll(commands) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-device-'));
  try {
    const said = execFileSync('sh', ['-c', commands], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const certificate = readFileSync(join(folder, 'device.crt'), 'utf8');
    const [, pem] = /(-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----)/.exec(certificate) ?? [];
    if (!pem) throw new Error(`no certificate, but: ${said || certificate}`);
    const key = execFileSync('openssl', ['pkey', '-in', 'device.key', '-pubout'], { cwd: folder, encoding: 'utf8' });
    const certified = execFileSync('openssl', ['x509', '-noout', '-pubkey'], { cwd: folder, input: pem, encoding: 'utf8' });
    if (key !== certified) throw new Error('the certificate is for another key');
    return execFileSync('openssl', ['x509', '-noout', '-text'], { input: pem, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same, where a refusal is expected: returns what the person then reads. */
export function refused(commands) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-device-'));
  try {
    return execFileSync('sh', ['-c', `${commands.trimEnd()}; true`],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A Linux machine in a throw-away root, run by Muster's own agent: `command` is the one line of the portal, without the sudo
 * that a test does not need. What it returns runs the agent again, such as `agent('status')`.
 */
export function machine(command) {
  const root = mkdtempSync(join(tmpdir(), 'muster-machine-'));
  const sh = (line) => execFileSync('sh', ['-c', line], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [fetched] = command.split('|');
  const agent = (...words) => sh(`${fetched} | sh -s -- ${words.join(' ')} --root '${root}'`);
  return {
    enroll: () => sh(`${command.replace('| sudo sh', '| sh')} --root '${root}'`),
    agent,
    /** What the portal has to show of it afterwards. */
    facts: () => Object.values(JSON.parse(agent('report')).inventory).filter((fact) => !/^(not_)?encrypted$/.test(fact)),
    gone: () => rmSync(root, { recursive: true, force: true }),
  };
}
