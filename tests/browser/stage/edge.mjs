// The edge that a browser test drives: the one at BASE_URL, or, without it, the built Worker on an empty state.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Lines of the form NAME="value". */
function secrets(file) {
  const lines = readFileSync(file, 'utf8').split('\n').map((line) => /^([A-Z_]+)="?(.*?)"?$/.exec(line)).filter(Boolean);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]));
}

const freePort = () => new Promise((done, fail) => {
  const probe = createServer().on('error', fail).listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

const run = (command, args, options) => new Promise((done, fail) => {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  child.on('error', fail).on('exit', (code) => (code === 0 ? done() : fail(new Error(`${command} ended with ${code}`))));
});

const work = join(root, 'tests/.work');

/** Starts the built Worker. Its state is thrown away when it stops. */
async function start() {
  mkdirSync(work, { recursive: true });
  const file = join(work, 'secrets');
  if (!existsSync(file)) await run('scripts/dev-secrets.sh', [file]);
  const state = mkdtempSync(join(work, 'pages-'));
  const port = await freePort();
  // A session cookie is Secure: browsers take it from a plain http://localhost.
  const address = `http://localhost:${port}`;
  const server = spawn(process.execPath, ['tests/harness/serve.mjs', '--port', String(port), '--persist', state, '--vars', file,
    '--bindings', JSON.stringify({ PUBLIC_URL: address }), '--follow-stdin'],
  { cwd: root, stdio: ['pipe', 'pipe', openSync(`${state}.log`, 'w')] });
  await new Promise((ready, fail) => {
    server.stdout.on('data', (line) => String(line).startsWith('ready ') && ready());
    server.on('exit', (code) => fail(new Error(`the server ended with ${code} before it served; see ${state}.log`)));
  });
  const known = secrets(file);
  await run(process.execPath, ['scripts/provision.mjs', address],
    { env: { ...process.env, ...known }, stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    address,
    passwords: known,
    stop: () => new Promise((stopped) => {
      server.on('exit', () => {
        rmSync(state, { recursive: true, force: true });
        stopped();
      });
      server.stdin.end();
    }),
  };
}

/** The address, the development accounts' passwords by their names in .dev.vars, and how to stop it. */
export async function edge() {
  if (!process.env.BASE_URL) return start();
  return { address: process.env.BASE_URL.replace(/\/$/, ''), passwords: process.env, stop: async () => {} };
}
