#!/usr/bin/env bash
# `make openapi`: writes the OpenAPI document from the types. The edge embeds the file, and a test compares
# the two, so a type cannot change without it.
. "$(dirname "$0")/env.sh"
UPDATE_OPENAPI=1 quietly "$LOGS/openapi.log" cargo test -p muster-edge --all-features the_embedded_description
say "edge/openapi.json: $(wc -c <edge/openapi.json | tr -d ' ') bytes"
