# Sourced by every script: goes to the top of the project, says where things are and how scripts speak.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
TOOLS=$ROOT/.tools
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
LOGS=$TARGET/logs
mkdir -p "$TOOLS" "$LOGS"
# Our own tools win over ones that happen to be installed: their versions are pinned.
export PATH="$TOOLS/bin:$PATH"
# Nothing is asked of, or told to, the network while serving here: `Request.cf` is wrangler's placeholder.
export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false WRANGLER_HIDE_BANNER=true
export CLOUDFLARE_CF_FETCH_ENABLED=false
# A tool that stops shows the compiler's message, not its own stack.
export RUST_LIB_BACKTRACE=0

say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*"; }
fail() { say "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command with its output in a log, which is shown only if the command fails.
quietly() {
  local log=$1; shift
  "$@" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "failed: $* (all of it: $log)"; }
}

# The version that a workspace dependency of ours is pinned to with `=`.
pinned() { sed -n "s/^$1 = .*\"=\([0-9.]*\)\".*/\1/p" Cargo.toml; }

# Sets CHROME_BIN and CHROMEDRIVER to a browser and a driver of the same major version, or returns 1.
find_browser() {
  local chrome driver mac="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
  for chrome in "${CHROME_BIN:-}" chromium chromium-browser google-chrome google-chrome-stable "$mac"; do
    chrome=$(command -v "$chrome" 2>/dev/null) || continue
    for driver in "${CHROMEDRIVER:-}" chromedriver "$(dirname "$chrome")/chromedriver"; do
      driver=$(command -v "$driver" 2>/dev/null) || continue
      [ "$(major "$chrome")" = "$(major "$driver")" ] || continue
      export CHROME_BIN=$chrome CHROMEDRIVER=$driver
      return 0
    done
  done
  return 1
}
major() { "$1" --version 2>/dev/null | sed -n 's/^[^0-9]*\([0-9]*\)\..*/\1/p' | head -n 1; }
