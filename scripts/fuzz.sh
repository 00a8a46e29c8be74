#!/usr/bin/env bash
# `make fuzz`: libFuzzer at every reader of outside bytes, SECONDS_EACH (60) seconds at each. What it finds to be interesting
# stays in tests/fuzz/corpus; what breaks a reader stays in tests/fuzz/artifacts, with the command that shows it again.
. "$(dirname "$0")/env.sh"
scripts/setup.sh fuzz
# The compiler's coverage hooks are behind a switch in a stable compiler; the sanitizer is left out, since there is no
# unsafe code of ours to be watched.
export RUSTC_BOOTSTRAP=1

corpus() { mkdir -p "tests/fuzz/corpus/$1"; printf '%s' "tests/fuzz/corpus/$1"; }
fixtures=shared/tests/fixtures/ca
cp $fixtures/*csr*.der "$(corpus est_request)"
for csr in $fixtures/*csr*.der; do base64 "$csr" >"tests/fuzz/corpus/est_request/$(basename "$csr").b64"; done
cp $fixtures/*.der "$(corpus device_certificate)"
cp tests/fuzz/seeds/http_signature/* "$(corpus http_signature)"
cp tests/fuzz/seeds/credentials/* "$(corpus credentials)"
cp tests/fuzz/seeds/policy/* "$(corpus policy)"
cp tests/fuzz/seeds/identifiers/* "$(corpus identifiers)"
cp tests/fuzz/seeds/filter/* "$(corpus filter)"
cp tests/fuzz/seeds/picture/* "$(corpus picture)"
cp tests/fuzz/seeds/script_output/* "$(corpus script_output)"
cp shared/vectors/windows/syncml/*.xml "$(corpus syncml)"
cp shared/vectors/windows/requests/* "$(corpus soap)"
cp shared/vectors/windows/signed/*.p7 "$(corpus signed_data)"
cp shared/vectors/windows/signed/*.p7 shared/vectors/scep/messages/*.p7 "$(corpus cms)"
cp shared/vectors/scep/messages/*.p7 "$(corpus scep)"
cp shared/vectors/apple/messages/*.plist "$(corpus apple)"

targets=$(sed -n 's/^name = "\(.*\)"/\1/p' tests/fuzz/Cargo.toml | tail -n +2)
for target in ${1:-$targets}; do
  say "$target, ${SECONDS_EACH:-60} s"
  log=$LOGS/fuzz-$target.log
  # A reader that takes a second or 512 MB for 64 KB is broken, too.
  if ! cargo-fuzz run "$target" --fuzz-dir tests/fuzz --sanitizer none -- \
    -max_total_time="${SECONDS_EACH:-60}" -max_len=65536 -timeout=1 -rss_limit_mb=512 >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "$target: something breaks it (all of it: $log)"
  fi
  sed -n 's/^stat::number_of_executed_units: */  runs: /p; /^Done/p' "$log"
done
