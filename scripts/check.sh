#!/usr/bin/env bash
# `make check`: what can be said about the code without running it. `make test` begins with the same.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ "${BEGAN:-}" ] || . scripts/stages.sh

documented() { RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet; }
lint() { cargo clippy --quiet --keep-going "$@" -- -D warnings; }
# Always the same crates: another choice would give their dependencies other features, and compile them again.
wasm_lint() {
  lint --target wasm32-unknown-unknown -p muster-shared -p muster-edge -p muster-portal -p muster-reference "$@"
}
licences() {
  # Offline, so that the judgement does not depend on a database of the day; the sources are fetched first.
  cargo fetch --quiet && cargo-deny --offline check bans licenses sources
}

[ "${1:-}" = stages ] || scripts/setup.sh check
gate check-format cargo fmt --all --check
gate check-layers scripts/layers.sh
gate check-licences licences
gate check-lint-host lint --workspace --all-targets --all-features
# As deployed, and as tested with the fault switches.
gate check-lint-wasm wasm_lint
gate check-lint-wasm-hooks wasm_lint --features muster-edge/test-hooks
gate check-documentation documented
[ "${1:-}" = stages ] || { [ "$FAILED" = 0 ] && say "all good"; }
