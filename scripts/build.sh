#!/usr/bin/env bash
# Builds what is served, and nothing that is already built from the same inputs.
#
#   scripts/build.sh release   the Worker into edge/build, the portal, its help and the admin center into portal/dist
#   scripts/build.sh portal    of these, the pages alone; with GALLERY=yes also the page /components
#   scripts/build.sh test      the Worker with the cargo feature `test-hooks` into edge/build-test
#   scripts/build.sh all       both
#   scripts/build.sh reference the Worker that benchmarks compare with, into tests/reference/build
#
# "The same inputs" is decided by content: cargo lists the source files that went into a build, and a stamp
# beside the result holds their checksum. So a change of branch and back costs nothing, and the optimiser,
# the slowest step, never runs for nothing.
. "$(dirname "$0")/env.sh"
what=${1:-release}

# Checksum of everything a Rust build was made from: the files cargo listed, the manifests, the tools.
inputs() { # file with the list
  { tr '\n' '\0' <"$1" | xargs -0 cat 2>/dev/null
    cat Cargo.toml Cargo.lock ./*/Cargo.toml package-lock.json scripts/build.sh scripts/pack-wasm.mjs scripts/setup.sh
    rustc --version; } | cksum
}

fresh() { # directory of the result, a file in it
  [ -f "$1/$2" ] && [ -f "$1/.inputs" ] && [ "$(inputs "$1/.inputs")" = "$(cat "$1/.stamp" 2>/dev/null)" ]
}

# A source that was written while the build ran may be in it or not: then nothing is remembered, and the next run builds again.
remember() { # directory of the result, name of the library, as cargo writes it, where it was compiled
  local listed="$3/wasm32-unknown-unknown/release/$2.d"
  # One make rule: `target: file file …`, with spaces in names escaped.
  sed 's/^[^:]*: //; s/\\ /\x01/g' "$listed" | tr ' ' '\n' | tr '\001' ' ' | sed '/^$/d' >"$1/.inputs"
  [ -n "$(tr '\n' '\0' <"$1/.inputs" | xargs -0 sh -c 'find "$@" -newer "$0"' "$(began "$1")" 2>/dev/null)" ] ||
    inputs "$1/.inputs" >"$1/.stamp"
}

# Takes what was there for stale, and notes when the build began.
begin() { # directory of the result
  rm -f "$1/.stamp"
  touch "$(began "$1")"
}
began() { printf '%s' "$LOGS/.began-${1//\//-}"; }

# What worker-build enables. The names of functions, a tenth of what would be uploaded, go here: the test build keeps them
# for its stack traces.
pack() {
  node scripts/pack-wasm.mjs "$1" mutable-globals sign-ext nontrapping-float-to-int bulk-memory multivalue reference-types \
    exception-handling
}

worker() { # crate, its directory, directory of the result below it, cargo options
  local library=$1 crate=$2 out=$3; shift 3
  if fresh "$crate/$out" index.js; then return 0; fi
  say "compiling the Worker into $crate/$out (a first build takes minutes, later ones less)"
  begin "$crate/$out"
  # Set, these three keep worker-build from downloading its own.
  WASM_BINDGEN_BIN=$TOOLS/bin/wasm-bindgen \
  WASM_OPT_BIN=$ROOT/node_modules/.bin/wasm-opt \
  ESBUILD_BIN=$ROOT/node_modules/.bin/esbuild \
    quietly "$LOGS/build-$library-$out.log" worker-build --release --out-dir "$out" "$crate" "$@"
  [ "$out" = build-test ] || pack "$crate/$out/index_bg.wasm"
  remember "$crate/$out" "$library" "$TARGET"
  say "$crate/$out: $(gzip -9c "$crate/$out"/index.js "$crate/$out"/index_bg.wasm | wc -c | tr -d ' ') bytes gzipped"
}

# Compiled apart from the Worker: they share next to nothing, since their dependencies have other features, and so need not wait
# for one another.
pages=$TARGET/pages

# One crate, four bundles: each is compiled with its own cargo feature, so that nobody loads the other's pages.
bundle() { # name of the bundle and of its feature, further features
  local name=$1 features=$1${2:+,$2} out=portal/pkg/$1
  if [ "$(cat "$out/.features" 2>/dev/null)" = "$features" ] && fresh "$out" muster_portal.js; then return 0; fi
  say "compiling the $name bundle (a first build takes minutes, later ones less)"
  begin "$out"
  quietly "$LOGS/build-$name.log" cargo build -p muster-portal --lib --release --target wasm32-unknown-unknown \
    --target-dir "$pages" --no-default-features --features "$features"
  quietly "$LOGS/bindgen-$name.log" wasm-bindgen --target web --no-typescript --out-dir "$out" --out-name muster_portal \
    "$pages/wasm32-unknown-unknown/release/muster_portal.wasm"
  remember "$out" muster_portal "$pages"
  printf '%s' "$features" >"$out/.features"
}

portal() {
  bundle portal "devices${GALLERY:+,gallery}"
  bundle enroll
  bundle help
  bundle admin
  # Skips itself when neither the compiled files nor the page around them have changed.
  node scripts/assemble-portal.mjs
}

edge() { worker muster_edge edge build; }
edge_for_tests() { worker muster_edge edge build-test --features test-hooks; }
edges() { edge; edge_for_tests; }

# Both at once: what takes longest, the optimiser at the end of each build, uses one processor.
together() { # two of the above
  local one other status=0
  "$1" & one=$!
  "$2" & other=$!
  wait "$one" || status=$?
  wait "$other" || status=$?
  return "$status"
}

case $what in
  release) together edge portal ;;
  portal) portal ;;
  test) edge_for_tests ;;
  reference) worker muster_reference tests/reference build ;;
  all) together edges portal ;;
  *) fail "one of: release portal test reference all" ;;
esac
