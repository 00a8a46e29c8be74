#!/usr/bin/env bash
# `make bench`: prints what is measured. First the rules natively, then the Worker under Miniflare; the
# second part says of each figure what it was compared with in the same run, since machines differ.
. "$(dirname "$0")/env.sh"
scripts/setup.sh bench
# The references that figures are compared with are routes of the test build.
scripts/build.sh all
scripts/dev-secrets.sh tests/.work/secrets

say "the rules, natively (cargo bench)"
cargo bench --quiet -p muster-shared --all-features
for script in tests/bench/*.mjs; do
  [ -e "$script" ] || continue
  say "the Worker: $(basename "$script" .mjs)"
  node "$script"
done
