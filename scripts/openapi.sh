#!/usr/bin/env bash
# `make openapi`: writes the OpenAPI document from the types. The edge embeds the file, and a test compares
# the two, so a type cannot change without it.
. "$(dirname "$0")/env.sh"
out=edge/openapi.json
cargo run --quiet -p muster-shared --features openapi --example openapi >"$out.new"
mv "$out.new" "$out"
say "$out: $(wc -c <"$out" | tr -d ' ') bytes"
