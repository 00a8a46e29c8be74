// Puts the portal together for serving: portal/pkg, portal/boot.js, portal/index.html and
// the style sheets become portal/dist. No bundler page template: a strict Content-Security-Policy forbids
// the inline script that those insert.
//
// What it expects:
//   portal/pkg/muster_portal.js and muster_portal_bg.wasm   written by wasm-pack (--target web)
//   portal/boot.js       the only entry; imports './pkg/muster_portal.js' and calls its default export
//   portal/index.html    one <script type="module" src="…boot.js"> and one <link rel="stylesheet" href="…">
//   portal/styles/       tokens.css and base.css; with the style of every component, beside it below portal/src/, they
//                        become one style sheet
//   portal/public/       if there, is copied as it is: names that must not change (favicon, robots.txt)
//
// Every file whose name may change gets a hash of its content in it and is served as immutable.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const portal = join(root, 'portal');
const pkg = join(portal, 'pkg');
const dist = join(portal, 'dist');
const next = join(pkg, 'next');
const library = 'muster_portal';

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

/** Headers of static files. The Worker sets its own for what it answers; these do not reach it. */
const headers = `/*
  Content-Security-Policy: ${contentSecurityPolicy}
  Strict-Transport-Security: max-age=31536000; includeSubDomains
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
/assets/*
  ! Cache-Control
  Cache-Control: public, max-age=31536000, immutable
`;

/** What rustc emits today and workerd and browsers of the last years read; nothing newer. */
const wasmFeatures = ['mutable-globals', 'sign-ext', 'nontrapping-float-to-int', 'bulk-memory', 'multivalue',
  'reference-types'];

const files = (directory) => (existsSync(directory) ? readdirSync(directory, { recursive: true }) : [])
  .map((name) => join(directory, name)).filter((path) => statSync(path).isFile()).sort();
// The tokens, what holds everywhere, then each component's own, in the order of their paths.
const styles = ['tokens.css', 'base.css'].map((name) => join(portal, 'styles', name))
  .concat(files(join(portal, 'src')).filter((path) => path.endsWith('.css')).sort());
const hash = (content) => createHash('sha256').update(content).digest('hex').slice(0, 12);

/** Checksum of all inputs, so that an unchanged portal is not assembled again. */
function inputs() {
  const all = [fileURLToPath(import.meta.url), join(root, 'package-lock.json'), join(portal, 'index.html'),
    join(portal, 'boot.js'), join(pkg, `${library}.js`), join(pkg, `${library}_bg.wasm`),
    ...files(join(pkg, 'snippets')), ...styles, ...files(join(portal, 'public'))];
  return hash(all.map((path) => `${path} ${hash(readFileSync(path))}`).join('\n'));
}

/** Writes one hashed file into assets/ and returns its name. */
function asset(name, content) {
  const file = `${basename(name, extname(name))}.${hash(content)}${extname(name)}`;
  writeFileSync(join(next, 'assets', file), content);
  return file;
}

function optimise() {
  const small = join(pkg, 'optimised.wasm');
  execFileSync(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), '-Oz', '--strip-producers',
    ...wasmFeatures.map((feature) => `--enable-${feature}`), join(pkg, `${library}_bg.wasm`), '-o', small],
  { stdio: ['ignore', 'inherit', 'inherit'] });
  return readFileSync(small);
}

/** The one script: boot.js with everything it imports, naming the WebAssembly by its hashed name. */
async function script(esbuild, wasm) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(portal, 'boot.js')], bundle: true, format: 'esm', target: 'es2022', minify: true,
    write: false, logLevel: 'warning',
  });
  const text = outputFiles[0].text;
  if (!text.includes(`${library}_bg.wasm`)) throw new Error(`boot.js does not load ${library}_bg.wasm`);
  return text.replaceAll(`${library}_bg.wasm`, wasm);
}

async function styleSheet(esbuild) {
  const source = styles.map((path) => readFileSync(path, 'utf8')).join('\n');
  return (await esbuild.transform(source, { loader: 'css', minify: true, target: ['chrome123', 'firefox121', 'safari17.5'] })).code;
}

/** index.html with the hashed names, and the WebAssembly fetched beside the script, not after it. */
function page({ script, style, wasm }) {
  const put = (html, pattern, replacement) => {
    if (!pattern.test(html)) throw new Error(`portal/index.html has nothing that matches ${pattern}`);
    return html.replace(pattern, replacement);
  };
  let html = readFileSync(join(portal, 'index.html'), 'utf8');
  html = put(html, /(<script\b[^>]*\bsrc=")[^"]*boot\.js"/, `$1/assets/${script}"`);
  html = put(html, /(<link\b[^>]*\bhref=")[^"]*\.css"/, `$1/assets/${style}"`);
  html = put(html, /([ \t]*)<\/head>/,
    `$1  <link rel="preload" href="/assets/${wasm}" as="fetch" type="application/wasm" crossorigin>\n$1</head>`);
  if (/<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=/i.test(html)) {
    throw new Error('portal/index.html has an inline script, style or handler: the policy forbids them');
  }
  return html;
}

const stamp = join(pkg, '.assembled');
const now = inputs();
if (existsSync(join(dist, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) process.exit(0);

const esbuild = await import('esbuild');
rmSync(next, { recursive: true, force: true });
mkdirSync(join(next, 'assets'), { recursive: true });
if (existsSync(join(portal, 'public'))) cpSync(join(portal, 'public'), next, { recursive: true });
const wasm = asset('portal.wasm', optimise());
const names = {
  wasm,
  script: asset('portal.js', await script(esbuild, wasm)),
  style: asset('portal.css', await styleSheet(esbuild)),
};
writeFileSync(join(next, 'index.html'), page(names));
writeFileSync(join(next, '_headers'), headers);
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);
writeFileSync(stamp, now);

const zipped = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
console.log(`portal/dist, gzipped: html ${zipped('index.html')}, `
  + Object.entries(names).map(([kind, name]) => `${kind} ${zipped(join('assets', name))}`).join(', ') + ' bytes');
