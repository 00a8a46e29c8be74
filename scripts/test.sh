#!/usr/bin/env bash
# `make test`: everything, the quick first. The last line is `N passed, N failed`.
. "$(dirname "$0")/env.sh"
# Also when a step before the stages fails, the last line says so.
trap '[ "${ENDED:-}" ] || { stop_beside; FAILED=$((${FAILED:-0} + 1)) PASSED=${PASSED:-0}; finish; }' EXIT
. scripts/stages.sh
scripts/setup.sh test
find_browser || fail "no browser"
. scripts/check.sh stages

. scripts/in-browser.sh
# Two stages that compile for the same target choose the same crates and features, and differ in the files of tests alone: by
# another choice their dependencies would have other features, and would be compiled again.
on_host() { cargo test --no-fail-fast --all-features -p muster-shared -p muster-edge -p muster-portal -p muster-tests "$@"; }
# With the page that shows all components, which is in no other build.
on_page() {
  in_browser --no-fail-fast -p muster-shared -p muster-portal \
    --features muster-shared/test-util,muster-portal/gallery,muster-portal/help "$@"
}
# Of the files of tests, those with these words in them or, without words, all: as cargo is told of them.
files() { # directory, words
  local file
  for file in "$1"/tests/*.rs; do
    if [ -e "$file" ] && grep -q "${2:-}" "$file"; then printf -- '--test %s ' "$(basename "$file" .rs)"; fi
  done
}
# shellcheck disable=SC2046 # lists of words
native() {
  local status=0
  on_host --lib $(files shared) $(files edge) $(files portal) || status=$?
  on_host --doc || status=$?
  return "$status"
}
# Of the rules, only the files with browser tests: the others would be compiled for wasm only to be skipped.
# shellcheck disable=SC2046
rules_on_page() { on_page $(files shared wasm_bindgen_test); }
# shellcheck disable=SC2046
components_on_page() { on_page $(files portal); }
# shellcheck disable=SC2046
end_to_end() { on_host $(files tests); }

tests native native
tests browser-shared rules_on_page
tests browser-portal components_on_page
# The devices that the tests of the Worker use must themselves refuse what Windows and Apple's devices refuse.
tests windows-device python3 tests/windows/selftest.py
tests push-relay node tests/push/selftest.mjs
tests apple-device python3 tests/apple/selftest.py

gate build scripts/build.sh all
if [ "$LAST" = ok ]; then
  rm -rf tests/.work
  gate secrets scripts/dev-secrets.sh tests/.work/secrets
  # At once: devices wait for most of their time, and browsers compute.
  beside pages-portal node tests/browser/portal.mjs
  tests workerd end_to_end
  tests_beside
  gate deploy-check scripts/deploy-check.sh
else
  missed workerd "the build failed"
  missed pages "the build failed"
  missed deploy-check "the build failed"
fi
ENDED=yes
finish
