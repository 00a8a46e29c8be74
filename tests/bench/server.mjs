// A Worker under measurement: started as the end-to-end tests start it, and read from outside.

import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What /proc counts in; Linux has used 100 a second on every machine we know, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** A port nobody listens on. Chosen before the start, because it is part of what goes into certificates. */
async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.once('listening', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** Serves a bundle on an empty state below `work`; `options` are those of serve.mjs. */
export async function serve(name, work, options) {
  const port = await freePort();
  mkdirSync(work, { recursive: true });
  // Without the portal: the router that Miniflare puts in front of assets would be paid for by one side only.
  const child = spawn(process.execPath, [
    join(root, 'tests/harness/serve.mjs'), '--port', String(port), '--follow-stdin', '--no-assets',
    '--persist', join(work, name), '--bindings', JSON.stringify({ PUBLIC_URL: `http://127.0.0.1:${port}` }), ...options,
  ], { cwd: root, stdio: ['pipe', 'pipe', openSync(join(work, `${name}.log`), 'w')] });
  const ready = await new Promise((done, failed) => {
    child.stdout.once('data', (line) => done(String(line)));
    child.once('exit', () => failed(new Error(`${name} did not start; see ${join(work, `${name}.log`)}`)));
  });
  const workerd = Number(/workerd=(\d+)/.exec(ready)?.[1] ?? 0);
  if (!workerd) throw new Error(`no workerd below ${name}: ${ready}`);
  return new Served(child, port, workerd);
}

class Served {
  constructor(child, port, workerd) {
    Object.assign(this, { child, port, workerd, authority: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` });
  }

  /** Seconds that workerd has computed so far, in its own code and in the kernel on its behalf, on all its threads. */
  cpu() {
    const stat = readFileSync(`/proc/${this.workerd}/stat`, 'latin1');
    // The name, in brackets, may hold spaces; what follows it does not. utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Waits at least `atLeast` seconds and until workerd has been quiet for one: what waited in outboxes has then gone out. */
  async settled(atLeast) {
    await sleep(atLeast * 1000);
    for (let before = this.cpu(), tries = 0; tries < 60; tries += 1) {
      await sleep(1000);
      const now = this.cpu();
      if (now - before <= 0.02) return;
      before = now;
    }
    throw new Error('the server does not come to rest');
  }

  async stop() {
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.stdin.end();
    await gone;
  }
}
