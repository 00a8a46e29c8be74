// Orders the functions of a WebAssembly file so that gzip finds what they have in common, and makes nothing else of it.
//   node scripts/pack-wasm.mjs FILE FEATURE…     rewrites FILE, without names; FEATURE as in wasm-opt's --enable-FEATURE
//
// Generic Rust is compiled once for every type, so a bundle is full of functions that resemble each other, and gzip looks
// back 32 KiB. Here each function is followed by the one that resembles it most of those left. The order is written into the
// file as names, by which wasm-opt then sorts. Measured: a tenth of what goes over the wire.

import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const section = { custom: 0, import: 2, code: 10 };

/** A reader of the binary format (WebAssembly core specification, section 5). */
class Reader {
  constructor(bytes, at = 0) { Object.assign(this, { bytes, at }); }

  byte() { return this.bytes[this.at++]; }

  /** An unsigned number in LEB128. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  take(length) { return this.bytes.subarray(this.at, this.at += length); }

  limits() { const flags = this.byte(); this.number(); if (flags & 1) this.number(); }
}

/** The sections in order: `{ id, whole, content }`. */
function sections(bytes) {
  const found = [];
  for (const reader = new Reader(bytes, 8); reader.at < bytes.length;) {
    const begin = reader.at;
    const id = reader.byte();
    const content = reader.take(reader.number());
    found.push({ id, content, whole: bytes.subarray(begin, reader.at) });
  }
  return found;
}

/** How many functions are imported: those defined are numbered after them. */
function importedFunctions(content) {
  const reader = new Reader(content);
  let functions = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.take(reader.number());
    reader.take(reader.number());
    const kind = reader.byte();
    if (kind === 0) { functions++; reader.number(); }
    else if (kind === 1) { reader.byte(); reader.limits(); }
    else if (kind === 2) reader.limits();
    else if (kind === 3) { reader.byte(); reader.byte(); }
    else if (kind === 4) { reader.byte(); reader.number(); }
    else throw new Error(`an import of kind ${kind}`);
  }
  return functions;
}

function bodies(content) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => reader.take(reader.number()));
}

/** Octets that are compared at once, and how many functions may share them until they say nothing any more. */
const piece = 6;
const common = 100;

/** The pieces of a function, each as a hash of 32 bits (FNV-1a). Every second is enough. */
function pieces(body) {
  const found = new Set();
  for (let at = 0; at + piece <= body.length; at++) {
    let hash = 0x811c9dc5;
    for (let next = at; next < at + piece; next++) hash = Math.imul(hash ^ body[next], 0x01000193);
    if ((hash & 1) === 0) found.add(hash);
  }
  return found;
}

/** The functions' numbers, each followed by the one that resembles it most of those left (Jaccard's index of their pieces). */
function order(functions) {
  const made = functions.map(pieces);
  const holders = new Map();
  made.forEach((set, number) => set.forEach((hash) => {
    const known = holders.get(hash);
    if (known) known.push(number); else holders.set(hash, [number]);
  }));
  const placed = [];
  const done = new Uint8Array(functions.length);
  const shared = new Uint32Array(functions.length);
  for (let first = 0, now = 0; placed.length < functions.length;) {
    placed.push(now);
    done[now] = 1;
    const near = [];
    for (const hash of made[now]) {
      const holding = holders.get(hash);
      if (holding.length > common) continue;
      for (const number of holding) if (!done[number] && shared[number]++ === 0) near.push(number);
    }
    let best = -1;
    let likeness = 0;
    for (const number of near) {
      const alike = shared[number] / (made[now].size + made[number].size - shared[number]);
      if (alike > likeness || (alike === likeness && number < best)) { best = number; likeness = alike; }
      shared[number] = 0;
    }
    while (best < 0 && first < functions.length) { if (!done[first]) best = first; first++; }
    now = best;
  }
  return placed;
}

function leb(number) {
  const bytes = [];
  for (let left = number; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}
const counted = (content) => Buffer.concat([leb(content.length), content]);

/** A section `name` in which every function's name is its place. */
function names(places, imported) {
  const entries = places.map((place, number) =>
    Buffer.concat([leb(imported + number), counted(Buffer.from(String(place).padStart(6, '0')))]));
  const functions = Buffer.concat([leb(entries.length), ...entries]);
  return Buffer.concat([Buffer.from([section.custom]),
    counted(Buffer.concat([counted(Buffer.from('name')), Buffer.from([1]), counted(functions)]))]);
}

const isNames = ({ id, content }) => id === section.custom && Buffer.from(content.subarray(1, 5)).toString() === 'name';

/** Rewrites a file. */
export function packWasm(path, features) {
  const bytes = readFileSync(path);
  const all = sections(bytes);
  const content = (id) => all.find((one) => one.id === id).content;
  const places = [];
  order(bodies(content(section.code))).forEach((number, place) => { places[number] = place; });
  const named = `${path}.named`;
  const packed = `${path}.packed`;
  writeFileSync(named, Buffer.concat([bytes.subarray(0, 8), ...all.filter((one) => !isNames(one)).map((one) => one.whole),
    names(places, importedFunctions(content(section.import)))]));
  execFileSync(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), '--reorder-functions-by-name',
    '--strip-debug', '--strip-producers', ...features.map((feature) => `--enable-${feature}`), named, '-o', packed],
  { stdio: ['ignore', 'inherit', 'inherit'] });
  rmSync(named);
  renameSync(packed, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packWasm(process.argv[2], process.argv.slice(3));
