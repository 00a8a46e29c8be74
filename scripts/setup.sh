#!/usr/bin/env bash
# Installs what is missing, says what and why in one line each, and does nothing when all is there.
#
#   scripts/setup.sh run     what building and serving needs
#   scripts/setup.sh check   what the compiler and linters need
#   scripts/setup.sh bench   the same as run
#   scripts/setup.sh fuzz    the fuzzer
#   scripts/setup.sh test    all of these and a browser, for the tests
#
# Cargo tools go to .tools/ and npm packages to node_modules/, not to the user's home. System packages are
# installed only as root on Debian or Ubuntu; elsewhere the one command to run is printed.
. "$(dirname "$0")/env.sh"
mode=${1:-run}
case $mode in run | check | bench | fuzz | test) ;; *) fail "one of: run check bench fuzz test" ;; esac
wants() { case " $* " in *" $mode "*) return 0 ;; *) return 1 ;; esac; }

# ---- Rust -----------------------------------------------------------------------------------------------
have cargo || fail "Rust is missing. Install it with rustup (https://rustup.rs), then run this again."
rust=$(rustc --version | cut -d' ' -f2)
least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t. -k1,1n -k2,2n | head -n 1)" = "$1" ]; }
at_least "$least" "$rust" || fail "Rust $rust is too old: at least $least is needed. Run: rustup update stable"

# ---- nothing to do? -------------------------------------------------------------------------------------
bindgen=$(pinned wasm-bindgen)
node=$(node --version 2>/dev/null) || fail "Node.js is missing: install version 20.3 or newer."
at_least 20.3 "${node#v}" || fail "Node.js ${node#v} is too old: at least 20.3 is needed."
state="$mode rust $rust node $node $(cat scripts/setup.sh package-lock.json | cksum) wasm-bindgen $bindgen"
stamp=$TOOLS/setup-$mode
complete() {
  [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && [ -d node_modules/wrangler ] && [ -x "$TOOLS/bin/worker-build" ] &&
    { ! wants test || { find_browser && has_clients; }; }
}
# What plays the devices in the tests. Debian keeps nginx where only root looks for programs.
has_clients() {
  [ "$(uname)" = Linux ] || return 0
  local program
  for program in dash busybox shellcheck pki scepclient getcert; do have "$program" || return 1; done
  have nginx || [ -x /usr/sbin/nginx ]
}
complete && exit 0

# ---- system packages ------------------------------------------------------------------------------------
packages=""
need() { packages="$packages $1"; say "installing $1: $2"; }
have openssl || need openssl "makes the development certificates"
have curl || need curl "the device of the tests, with openssl"
have cc || need build-essential "compiles the build tools"
have pkg-config || need pkg-config "finds libssl for the build tools"
if [ "$(uname)" = Linux ] && ! pkg-config --exists openssl 2>/dev/null; then
  need libssl-dev "the build tools link against it"
fi
if wants test; then
  python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv "runs pkilint, which judges our certificates"
  browser=chromium driver=chromium-driver
  grep -qs '^ID=ubuntu' /etc/os-release && browser=chromium-browser driver=chromium-chromedriver
  find_browser || { need "$browser" "runs the browser tests"; need "$driver" "steers it"; }
  if [ "$(uname)" = Linux ]; then
    have dash || need dash "a shell that the Linux agent must run in"
    have busybox || need busybox "another one, with tools of its own"
    have shellcheck || need shellcheck "reads the agent's script for mistakes"
    have nginx || [ -x /usr/sbin/nginx ] || need nginx-light "the TLS proxy of the tests; they start it, the system does not"
    if ! have pki; then
      need strongswan-pki "an EST client as people have it"
      need libstrongswan-standard-plugins "its elliptic curves"
      need libstrongswan-extra-plugins "its way to fetch revocation lists"
    fi
    have scepclient || need scep "micromdm's SCEP client, and the server that benchmarks compare with"
    have getcert || need certmonger "another SCEP client; the tests start it, the system does not"
  else
    say "not on Linux: the tests of the Linux agent, of strongSwan and of SCEP's clients are left out"
  fi
fi
install_packages() {
  [ -n "$packages" ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  # Nothing that is installed here begins to serve, now or at the next start.
  local policy=/usr/sbin/policy-rc.d status=0 ours=
  if ! [ -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && ours=yes
  fi
  # shellcheck disable=SC2086 # a list of words
  { apt-get update && apt-get install -y --no-install-recommends $packages; } || status=$?
  [ -z "$ours" ] || rm -f "$policy"
  case $packages in *nginx*) ! have systemctl || systemctl disable nginx || true ;; esac
  case $packages in *certmonger*) ! have systemctl || systemctl disable certmonger || true ;; esac
  return "$status"
}
if [ -n "$packages" ] && ! { [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && have apt-get; }; then
  say "these are missing and only root may install them; on Debian or Ubuntu run:" >&2
  fail "sudo apt-get install$packages    (or set CHROME_BIN and CHROMEDRIVER to a browser and its driver)"
fi

# ---- npm packages ---------------------------------------------------------------------------------------
lock=$(cksum <package-lock.json)
install_npm() {
  [ "$(cat node_modules/.lock-installed 2>/dev/null)" = "$lock" ] && return 0
  # No package here needs its install script, so none is run.
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && printf '%s' "$lock" >node_modules/.lock-installed
}
[ "$(cat node_modules/.lock-installed 2>/dev/null)" = "$lock" ] ||
  say "installing npm packages: wrangler serves the Worker, esbuild and binaryen make it small (10 s)"

# ---- cargo tools ----------------------------------------------------------------------------------------
# Debug builds without debug information: these tools have little to compute and compile four times as fast.
install_tool() { # name, version, why, options of cargo install
  local name=$1 version=$2 why=$3; shift 3
  grep -q "^\"$name $version (" "$TOOLS/.crates.toml" 2>/dev/null && return 0
  say "installing $name $version: $why (about a minute)"
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_INCREMENTAL=0 quietly "$LOGS/setup-$name.log" \
    cargo install "$name" --version "=$version" --debug --force "$@" --root "$TOOLS" --target-dir "$TOOLS/target"
}
install_cargo_tools() {
  # Without --locked: the lock file of this release names a crate version that may have been withdrawn.
  install_tool wasm-bindgen-cli "$bindgen" "joins the compiled Rust to JavaScript, and runs its tests in a browser"
  install_tool worker-build 0.8.7 "packs the Worker" --locked
  if wants check test; then
    install_tool cargo-deny 0.20.2 "checks licences and sources of dependencies" --locked
  fi
  if wants fuzz; then
    install_tool cargo-fuzz 0.13.1 "runs libFuzzer"
  fi
  rm -rf "$TOOLS/target"
}

# The compilers wait for libssl, so packages come first; npm needs nothing and runs beside.
install_npm >"$LOGS/setup-npm.log" 2>&1 &
npm=$!
quietly "$LOGS/setup-packages.log" install_packages

if ! [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
  say "installing the Rust target wasm32-unknown-unknown: the Worker and the portal are WebAssembly"
  have rustup || fail "your Rust was not installed by rustup: add its wasm32-unknown-unknown target, then run this again"
  quietly "$LOGS/setup-target.log" rustup target add wasm32-unknown-unknown
fi
if wants check test && ! { cargo clippy --version && cargo fmt --version; } >/dev/null 2>&1; then
  say "installing clippy and rustfmt: the code is held to them"
  quietly "$LOGS/setup-components.log" rustup component add clippy rustfmt
fi
install_cargo_tools
wait "$npm" || { tail -n 20 "$LOGS/setup-npm.log" >&2; fail "npm ci failed"; }
if wants test && ! find_browser; then
  fail "no browser with a driver of the same version was found: set CHROME_BIN and CHROMEDRIVER"
fi
printf '%s' "$state" >"$stamp"
