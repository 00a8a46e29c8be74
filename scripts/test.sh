#!/usr/bin/env bash
# `make test`: everything, the quick first. The last line is `N passed, N failed`.
. "$(dirname "$0")/env.sh"
# Also when a step before the stages fails, the last line says so.
trap '[ "${ENDED:-}" ] || { FAILED=$((${FAILED:-0} + 1)) PASSED=${PASSED:-0}; finish; }' EXIT
. scripts/stages.sh
scripts/setup.sh test
find_browser || fail "no browser"
. scripts/check.sh stages

. scripts/in-browser.sh
# Of the rules, only the files with browser tests: the others would be compiled for wasm only to be skipped.
rules_in_browser() {
  local file options=()
  for file in $(grep -l wasm_bindgen_test shared/tests/*.rs); do options+=(--test "$(basename "$file" .rs)"); done
  in_browser shared --features test-util "${options[@]}"
}

tests native cargo test --no-fail-fast --all-features -p muster-shared -p muster-edge -p muster-portal
tests browser-shared rules_in_browser
# With the page that shows all components, which is in no other build.
tests browser-portal in_browser portal --features gallery,help
# The device that the tests of the Worker use must itself refuse what Windows refuses.
tests windows-device python3 tests/windows/selftest.py

gate build scripts/build.sh all
if [ "$LAST" = ok ]; then
  rm -rf tests/.work
  gate secrets scripts/dev-secrets.sh tests/.work/secrets
  tests workerd cargo test --no-fail-fast -p muster-tests
  for script in tests/browser/*.mjs; do
    if [ -e "$script" ]; then tests "pages-$(basename "$script" .mjs)" node "$script"; fi
  done
  gate deploy-check scripts/deploy-check.sh
else
  missed workerd "the build failed"
  missed pages "the build failed"
  missed deploy-check "the build failed"
fi
ENDED=yes
finish
