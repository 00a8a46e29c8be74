// Holds the built Worker and portal to their size budgets, in bytes after gzip.
//   node scripts/budgets.mjs DIRECTORY     where `wrangler deploy --dry-run --outdir` has put the Worker

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const zipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** What runs on the platform: source maps and wrangler's README are not part of it. */
function worker(directory) {
  const files = readdirSync(directory, { recursive: true }).filter((name) => /\.(js|mjs|wasm)$/.test(name));
  if (!files.some((name) => name.endsWith('.wasm'))) throw new Error(`no WebAssembly in ${directory}`);
  return files.reduce((sum, name) => sum + zipped(join(directory, name)), 0);
}

/** Whether the bundle was built with the cargo feature `test-hooks`: its routes are the sign. */
function hasTestHooks(directory) {
  return readdirSync(directory, { recursive: true }).filter((name) => name.endsWith('.wasm'))
    .some((name) => readFileSync(join(directory, name), 'latin1').includes('/__test/'));
}

/** What is fetched when it is needed, and not before: it has a budget of its own. */
const later = /^assets\/qr\.[0-9a-f]+\.js$/;

/** An app's page and every file that is named in it or in a file named in it. */
function firstLoad(dist, page) {
  const all = readdirSync(dist, { recursive: true }).filter((name) => name.includes('.') && !name.endsWith('index.html') && !later.test(name)
    // The service worker comes when all is there, and names the files of both of the portal's pages.
    && name !== 'sw.js');
  const loaded = new Set([page]);
  for (const name of loaded) {
    const text = readFileSync(join(dist, name), 'latin1');
    for (const other of all) if (text.includes(basename(other))) loaded.add(other);
  }
  if (![...loaded].some((name) => name.endsWith('.wasm'))) throw new Error(`${page} loads no WebAssembly`);
  return [...loaded];
}

const dist = join(root, 'portal/dist');
const loads = { portal: firstLoad(dist, 'index.html'), enroll: firstLoad(dist, 'enroll/index.html'), help: firstLoad(dist, 'help/index.html'),
  admin: firstLoad(dist, 'admin/index.html') };
const size = (names) => names.reduce((sum, name) => sum + zipped(join(dist, name)), 0);
// Nobody loads another app's pages.
const own = Object.values(loads).flat().filter((name) => /\.(wasm|js|css)$/.test(name) && !name.includes('early'));
const shared = own.filter((name, place) => own.indexOf(name) !== place);
if (shared.length) throw new Error(`two apps load ${shared}`);
// The page of all components is for development.
if (readFileSync(join(dist, loads.portal.find((name) => name.endsWith('.wasm'))), 'latin1').includes('Device number ')) {
  throw new Error('the portal was built with the page of all components: build it without GALLERY');
}

const budgets = [
  ['the Worker', worker(resolve(process.argv[2])), 1_300_000],
  ['the first load of the portal', size(loads.portal), 400_000],
  ['the first load of adding a device', size(loads.enroll), 400_000],
  ['the first load of the help', size(loads.help), 400_000],
  ['the first load of the admin center', size(loads.admin), 400_000],
  ['what draws a QR code', size(readdirSync(dist, { recursive: true }).filter((name) => later.test(name))), 10_000],
];
let over = 0;
for (const [what, size, most] of budgets) {
  console.log(`${what}: ${size} of at most ${most} bytes gzipped`);
  if (size >= most) over += 1;
}
if (!existsSync(join(root, 'portal/dist/_headers'))) throw new Error('portal/dist/_headers is missing');
if (hasTestHooks(resolve(process.argv[2]))) throw new Error('the Worker was built with test-hooks: it must not be deployed');
if (over) console.error(`${over} over budget`);
process.exit(over ? 1 : 0);
