#!/usr/bin/env bash
# `make bench`: prints what is measured. First the rules natively, then the Worker under Miniflare; the
# second part says of each figure what it was compared with in the same run, since machines differ.
. "$(dirname "$0")/env.sh"
scripts/setup.sh bench
scripts/build.sh release
scripts/build.sh reference
scripts/dev-secrets.sh tests/.work/secrets

say "the rules, natively (cargo bench)"
# glibc would hand large blocks back and take them anew in some rounds and not in others.
export MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_MMAP_THRESHOLD_=4000000000
cargo bench --quiet -p muster-shared --all-features --bench '*'
unset MALLOC_TRIM_THRESHOLD_ MALLOC_MMAP_THRESHOLD_
say "the Worker, under workerd (tests/bench/edge.mjs)"
node tests/bench/edge.mjs "$TARGET/bench.json"
say "management sessions of PCs (tests/bench/windows.mjs)"
node tests/bench/windows.mjs
if have scepserver; then
  say "enrollments by SCEP, beside scepserver (tests/bench/scep.mjs)"
  node tests/bench/scep.mjs
else
  say "no scepserver (Debian's package scep): SCEP not measured"
fi
say "visits of Apple's devices (tests/bench/apple.mjs)"
node tests/bench/apple.mjs
say "the pages on a slow phone (tests/bench/pages.mjs)"
if find_browser; then
  node tests/bench/pages.mjs
  say "what another policy would say to 100,000 devices, in Chromium"
  . scripts/in-browser.sh
  in_browser --release -p muster-shared --features test-util --test rule_what_if_web -- --nocapture 2>&1 | grep -i "what-if over" ||
    fail "the test that prints it did not run"
else
  say "no browser: not measured"
fi
