// Serves a built Worker with Miniflare, without `wrangler dev` in between.
//
// `wrangler dev` puts a proxy in front that flattens every measurement and that hangs once its workerd is
// killed. The end-to-end tests kill and restart, the benchmarks measure: both start this file instead. The
// bindings are read from wrangler.toml, so there is one description of the deployment.
//
//   node tests/harness/serve.mjs [options]
//     --test              serve edge/build-test (built with the cargo feature `test-hooks`)
//     --main FILE         serve this bundle instead of edge/build/index.js
//     --config FILE       another wrangler.toml
//     --port N            0, the default, takes a free port
//     --persist DIR       keep KV and Durable Objects here; without it, state lives in memory
//     --vars FILE         secrets in the form of .dev.vars; nothing is read from .dev.vars unasked
//     --bindings JSON     more text bindings; they win over --vars and wrangler.toml. {"NAME": {"service": URL}} binds a
//                         service: what is asked of it goes to URL, with the host that was meant in `x-forwarded-host`.
//                         The environment variable MUSTER_BINDINGS is read the same way, before this.
//     --no-assets         leave the portal out even if it is built
//     --follow-stdin      stop when standard input ends, so that no server outlives a test that died
//
// When it serves, standard output gets exactly one line: `ready http://127.0.0.1:PORT pid=N workerd=N`.
// Everything the Worker logs goes to standard error. SIGTERM and SIGINT stop it in good order. To stop it
// as a power cut would, start it as the leader of a process group and kill that group: workerd, a child in
// the same group, does not end by itself when its parent is killed.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const { values: asked } = parseArgs({
  options: {
    test: { type: 'boolean', default: false },
    main: { type: 'string' },
    config: { type: 'string', default: join(root, 'wrangler.toml') },
    port: { type: 'string', default: '0' },
    persist: { type: 'string' },
    vars: { type: 'string' },
    bindings: { type: 'string', default: '{}' },
    'no-assets': { type: 'boolean', default: false },
    'follow-stdin': { type: 'boolean', default: false },
  },
});

// Read when wrangler is loaded: it must not use the network, nor write into the one line we print.
process.env.WRANGLER_SEND_METRICS = 'false';
process.env.WRANGLER_LOG = 'error';
const { Log, LogLevel, Miniflare, Response } = await import('miniflare');
const { unstable_readConfig: readConfig, unstable_getMiniflareWorkerOptions: readWorkerOptions } =
  await import('wrangler');

/** The bundle to serve; says what to do when it has not been built. */
function bundle() {
  const file = resolve(asked.main ?? join(root, asked.test ? 'edge/build-test/index.js' : 'edge/build/index.js'));
  if (!existsSync(file)) {
    console.error(`${file} is not there: run scripts/build.sh ${asked.test ? 'test' : 'release'} first`);
    process.exit(1);
  }
  return file;
}

/** wrangler.toml as Miniflare's options for one worker. */
function workerOptions(main) {
  const file = resolve(asked.config);
  const config = readConfig({ config: file });
  const assetsBuilt = config.assets?.directory && existsSync(resolve(dirname(file), config.assets.directory, 'index.html'));
  if (asked['no-assets'] || !assetsBuilt) delete config.assets;
  // A list of env files, even an empty one, keeps wrangler from reading .dev.vars by itself.
  const { workerOptions: options } = readWorkerOptions(config, undefined, {
    envFiles: [asked.vars ? resolve(asked.vars) : '/dev/null'],
  });
  const extra = Object.entries({ ...JSON.parse(process.env.MUSTER_BINDINGS ?? '{}'), ...JSON.parse(asked.bindings) });
  const isService = ([, value]) => typeof value === 'object';
  const texts = Object.fromEntries(extra.filter((one) => !isService(one)));
  const services = extra.filter(isService).map(([name, { service }]) => [name, (request) => handOn(request, service)]);
  return {
    ...options,
    serviceBindings: { ...options.serviceBindings, ...Object.fromEntries(services) },
    // Part of the name under which a Durable Object's rows are kept: the same as under `wrangler dev`.
    name: config.name,
    bindings: { ...options.bindings, ...texts },
    modules: true,
    modulesRoot: dirname(main),
    scriptPath: main,
  };
}

/** Asks another server of this machine what was asked of a service. */
async function handOn(request, service) {
  const { host, pathname, search } = new URL(request.url);
  const headers = { ...Object.fromEntries(request.headers), 'x-forwarded-host': host };
  const body = Buffer.from(await request.arrayBuffer());
  const answer = await fetch(`${service}${pathname}${search}`, {
    method: request.method, headers, ...body.length > 0 && { body }, redirect: 'manual',
  });
  return new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
}

/** Where state is kept: the layout of `wrangler dev --persist-to`, so that either can open the other's. */
function persistence() {
  if (!asked.persist) return {};
  const at = (kind) => join(resolve(asked.persist), 'v3', kind);
  return { kvPersist: at('kv'), durableObjectsPersist: at('do'), cachePersist: at('cache') };
}

/** The id of the workerd process below this one; 0 if the system does not tell. */
function workerdPid() {
  const children = `/proc/${process.pid}/task/${process.pid}/children`;
  if (existsSync(children)) {
    const named = (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'workerd';
    return Number(readFileSync(children, 'utf8').trim().split(' ').filter(Boolean).find(named) ?? 0);
  }
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).split('\n');
  const row = rows.map((line) => line.trim().split(/\s+/)).find(([, parent, name]) =>
    Number(parent) === process.pid && name.endsWith('workerd'));
  return Number(row?.[0] ?? 0);
}

const main = bundle();
const server = new Miniflare({
  ...workerOptions(main),
  ...persistence(),
  host: '127.0.0.1',
  port: Number(asked.port),
  // The placeholder of Request.cf, instead of one fetched from the network.
  cf: false,
  log: new Log(LogLevel.ERROR),
  // Scheduled handlers can be called at /cdn-cgi/handler/scheduled.
  unsafeTriggerHandlers: true,
  handleRuntimeStdio(out, err) {
    out.pipe(process.stderr);
    err.pipe(process.stderr);
  },
});

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  await server.dispose().catch(() => {});
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));
if (asked['follow-stdin']) process.stdin.on('end', () => stop(0)).resume();

try {
  const url = await server.ready;
  process.stdout.write(`ready http://127.0.0.1:${url.port} pid=${process.pid} workerd=${workerdPid()}\n`);
} catch (error) {
  if (!stopping) console.error(error);
  await stop(1);
}
