#!/usr/bin/env bash
# What a deployment would upload, without uploading: wrangler's own dry run, then the size budgets.
. "$(dirname "$0")/env.sh"
scripts/setup.sh run
scripts/build.sh release
out=$TARGET/deploy
rm -rf "$out"
quietly "$LOGS/deploy.log" node_modules/.bin/wrangler deploy --dry-run --outdir "$out"
exec node scripts/budgets.mjs "$out"
