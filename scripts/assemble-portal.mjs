// Puts the pages together for serving: the compiled bundles, the scripts, index.html and the style sheets become
// portal/dist, with the Company Portal at / and /enroll/, its help at /help/ and the admin center at /admin/. No bundler page template:
// a strict Content-Security-Policy forbids the inline script that those insert.
//
// What it expects, for each app of `portal`, `enroll`, `help` and `admin`:
//   portal/pkg/APP/muster_portal.js and muster_portal_bg.wasm   written by wasm-bindgen (--target web)
//   portal/entries/APP.js   the only entry; imports the former and boot.js
//   portal/entries/qr.js    what the portal fetches when it draws a QR code
// and for all:
//   portal/index.html    the page; a line with data-only="APP" stays in that app's alone, and of `portal` in `enroll` too
//   portal/early.js      runs before the first paint
//   portal/sw.js         keeps the portal's files for when there is no connection
//   portal/styles/       tokens.css and base.css; with the style of every component and every page of an app, beside it
//                        below portal/src/, they become its style sheet
//   edge/openapi.json    the API's description, served as a static file
//   portal/public/       if there, is copied as it is: names that must not change (favicon, robots.txt)
//
// Every file whose name may change gets a hash of its content in it and is served as immutable.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packWasm } from './pack-wasm.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const portal = join(root, 'portal');
const pkg = join(portal, 'pkg');
const dist = join(portal, 'dist');
const next = join(pkg, 'next');
const description = join(root, 'edge/openapi.json');
const library = 'muster_portal';
const apps = ['portal', 'enroll', 'help', 'admin'];
/** As which address a script that is fetched later stands in the one that fetches it (portal/qr.js). */
const later = { qr: '/assets/qr.js' };

/** The policy of every page: nothing inline, nothing from elsewhere, WebAssembly allowed. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Headers of static files. The Worker sets its own for what it answers; these do not reach it.
 *
 * A page holds nothing of anybody and names its files by their content, so it may be kept for some minutes: who comes back
 * waits for one answer, not for two in a row. A new version is seen after that time at the latest, or by a reload.
 *
 * What never changes is named file by file: the platform answers a name that is not there with the page, which must not be
 * kept under it for a year.
 */
const headers = (assets) => `/*
  Content-Security-Policy: ${contentSecurityPolicy}
  Strict-Transport-Security: max-age=31536000; includeSubDomains
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  ! Cache-Control
  Cache-Control: public, max-age=300, stale-while-revalidate=86400
/sw.js
  ! Cache-Control
  Cache-Control: no-cache
${assets.map((name) => `/assets/${name}
  ! Cache-Control
  Cache-Control: public, max-age=31536000, immutable
`).join('')}`;

/** Every address below /admin/ and /help/ is that app's page, and a few are the help's; the portal's is what the platform serves elsewhere. */
const redirects = ['/admin/* /admin/', '/add /enroll/', '/enroll/* /enroll/', '/help/* /help/', '/privacy /help/', '/privacy/* /help/', '/account /help/']
  .map((rule) => `${rule} 200\n`).join('');

/** What rustc emits today and workerd and browsers of the last years read; nothing newer. */
const wasmFeatures = ['mutable-globals', 'sign-ext', 'nontrapping-float-to-int', 'bulk-memory', 'multivalue',
  'reference-types'];

/** Where an app's page stands. */
const place = (app) => (app === 'portal' ? 'index.html' : `${app}/index.html`);

const files = (directory) => (existsSync(directory) ? readdirSync(directory, { recursive: true }) : [])
  .map((name) => join(directory, name)).filter((path) => statSync(path).isFile()).sort();
const hash = (content) => createHash('sha256').update(content).digest('hex').slice(0, 12);

/** Which app a style sheet below portal/src/ belongs to; every one, where it is nobody's own. */
function belongs(path, app) {
  const below = relative(join(portal, 'src'), path).split(sep).join('/');
  for (const own of ['admin', 'help']) if (below.startsWith(`${own}/`)) return app === own;
  const ofPortal = ['portal', 'enroll'].includes(app);
  if (below.startsWith('components/table/')) return !ofPortal;
  // Adding a device shows no device: what only their pages look like is not loaded there.
  if (['pages/device/', 'pages/devices/', 'components/device_tile/'].some((of) => below.startsWith(of))) return app === 'portal';
  if (below.startsWith('pages/') && !below.startsWith('pages/sign_in/')) return ofPortal;
  return true;
}

/** The tokens, what holds everywhere, then each component's own and each page's, in the order of their paths. */
const styles = (app) => ['tokens.css', 'base.css'].map((name) => join(portal, 'styles', name))
  .concat(files(join(portal, 'src')).filter((path) => path.endsWith('.css') && belongs(path, app)));

/** Checksum of all inputs, so that unchanged pages are not assembled again. */
function inputs() {
  const all = [fileURLToPath(import.meta.url), join(root, 'scripts/pack-wasm.mjs'), join(root, 'package-lock.json'), description,
    ...['index.html', 'boot.js', 'branding.js', 'early.js', 'offline.js', 'sw.js'].map((name) => join(portal, name)), ...files(join(portal, 'public')),
    ...Object.keys(later).map((name) => join(portal, 'entries', `${name}.js`)),
    ...apps.flatMap((app) => [join(portal, 'entries', `${app}.js`), join(pkg, app, `${library}.js`),
      join(pkg, app, `${library}_bg.wasm`), ...files(join(pkg, app, 'snippets')), ...styles(app)])];
  return hash(all.map((path) => `${path} ${hash(readFileSync(path))}`).join('\n'));
}

/** Writes one hashed file into assets/ and returns its name. */
function asset(name, content) {
  const file = `${basename(name, extname(name))}.${hash(content)}${extname(name)}`;
  writeFileSync(join(next, 'assets', file), content);
  return file;
}

/** Measured after gzip: inlining functions with one caller costs a twentieth, and -Oz another hundredth. */
function optimise(app) {
  const small = join(pkg, app, 'optimised.wasm');
  execFileSync(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), '-O2',
    '--one-caller-inline-max-function-size', '0', ...wasmFeatures.map((feature) => `--enable-${feature}`), join(pkg, app, `${library}_bg.wasm`), '-o', small],
  { stdio: ['ignore', 'inherit', 'inherit'] });
  packWasm(small, wasmFeatures);
  return readFileSync(small);
}

/** An entry with everything it imports, apart from what is fetched later. */
async function bundle(esbuild, entry) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(portal, 'entries', `${entry}.js`)], bundle: true, format: 'esm', target: 'es2022', minify: true,
    write: false, logLevel: 'warning', external: Object.values(later),
  });
  return outputFiles[0].text;
}

/** The one script, naming the WebAssembly and what is fetched later by their hashed names. */
async function script(esbuild, app, wasm, fetched) {
  let text = await bundle(esbuild, app);
  if (!text.includes(`${library}_bg.wasm`)) throw new Error(`${app}.js does not load ${library}_bg.wasm`);
  for (const [name, address] of Object.entries(later)) text = text.replaceAll(address, `/assets/${fetched[name]}`);
  return text.replaceAll(`${library}_bg.wasm`, wasm);
}

async function minify(esbuild, paths, loader) {
  const source = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
  const target = loader === 'css' ? ['chrome123', 'firefox121', 'safari17.5'] : 'es2022';
  return (await esbuild.transform(source, { loader, minify: true, target })).code;
}

/** An app's page, with the hashed names, and the WebAssembly fetched beside the script, not after it. */
function page(app, { early, script, style, wasm }) {
  const put = (html, pattern, replacement) => {
    if (!pattern.test(html)) throw new Error(`portal/index.html has nothing that matches ${pattern}`);
    return html.replace(pattern, replacement);
  };
  let html = readFileSync(join(portal, 'index.html'), 'utf8').split('\n')
    .filter((line) => !line.includes('data-only="') || line.includes(`data-only="${app === 'enroll' ? 'portal' : app}"`)).join('\n');
  html = put(html, /(<script\b[^>]*\bsrc=")[^"]*early\.js"/, `$1/assets/${early}"`);
  html = put(html, /(<script\b[^>]*\bsrc=")[^"]*entry\.js"/, `$1/assets/${script}"`);
  html = put(html, /(<link\b[^>]*\bhref=")[^"]*\.css"/, `$1/assets/${style}"`);
  html = put(html, /([ \t]*)<\/head>/,
    `$1  <link rel="preload" href="/assets/${wasm}" as="fetch" type="application/wasm" crossorigin>\n$1</head>`);
  if (/<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=/i.test(html)) {
    throw new Error('portal/index.html has an inline script, style or handler: the policy forbids them');
  }
  return html;
}

/** The service worker of the portal, which keeps its two pages and the files that each names. */
async function worker(esbuild, pages) {
  const kept = Object.fromEntries(pages.map(([app, index, names]) => [app === 'portal' ? '/' : `/${index.replace('index.html', '')}`,
    Object.values(names).map((name) => `/assets/${name}`)]));
  const source = readFileSync(join(portal, 'sw.js'), 'utf8');
  const build = hash(source + JSON.stringify(kept) + pages.map(([, index]) => readFileSync(join(next, index))).join(''));
  const { code } = await esbuild.transform(source, { loader: 'js', minify: true, target: 'es2022' });
  return code.replace(/"@KEPT@"/, JSON.stringify(kept)).replace('@BUILD@', build);
}

const stamp = join(pkg, '.assembled');
const now = inputs();
if (apps.every((app) => existsSync(join(dist, place(app)))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) process.exit(0);

const esbuild = await import('esbuild');
rmSync(next, { recursive: true, force: true });
mkdirSync(join(next, 'assets'), { recursive: true });
for (const app of apps) if (app !== 'portal') mkdirSync(join(next, app));
if (existsSync(join(portal, 'public'))) cpSync(join(portal, 'public'), next, { recursive: true });
mkdirSync(join(next, 'api/v1'), { recursive: true });
writeFileSync(join(next, 'api/v1/openapi.json'), JSON.stringify(JSON.parse(readFileSync(description, 'utf8'))));
const early = asset('early.js', await minify(esbuild, [join(portal, 'early.js')], 'js'));
const fetched = {};
for (const name of Object.keys(later)) fetched[name] = asset(`${name}.js`, await bundle(esbuild, name));
const sizes = [];
for (const app of apps) {
  const wasm = asset(`${app}.wasm`, optimise(app));
  const names = {
    early,
    wasm,
    script: asset(`${app}.js`, await script(esbuild, app, wasm, fetched)),
    style: asset(`${app}.css`, await minify(esbuild, styles(app), 'css')),
  };
  const index = place(app);
  writeFileSync(join(next, index), page(app, names));
  sizes.push([app, index, names]);
}
writeFileSync(join(next, 'sw.js'), await worker(esbuild, sizes.filter(([app]) => ['portal', 'enroll'].includes(app))));
writeFileSync(join(next, '_headers'), headers(readdirSync(join(next, 'assets')).sort()));
writeFileSync(join(next, '_redirects'), redirects);
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);
writeFileSync(stamp, now);

const zipped = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
for (const [app, index, names] of sizes) {
  console.log(`portal/dist, the ${app} bundle, gzipped: html ${zipped(index)}, `
    + Object.entries(names).map(([kind, name]) => `${kind} ${zipped(join('assets', name))}`).join(', ') + ' bytes');
}
console.log(`portal/dist, fetched later, gzipped: ${Object.entries(fetched)
  .map(([name, file]) => `${name} ${zipped(join('assets', file))}`).join(', ')} bytes`);
