#!/usr/bin/env bash
# `make openapi`: writes edge/openapi.json from the types. It is served as a static file, and the test that writes
# it here compares the two everywhere else, so a type cannot change without it.
. "$(dirname "$0")/env.sh"
UPDATE_OPENAPI=1 quietly "$LOGS/openapi.log" \
  cargo test -p muster-edge --features openapi the_kept_description_is_what_the_types_say
say "edge/openapi.json: $(wc -c <edge/openapi.json | tr -d ' ') bytes"
