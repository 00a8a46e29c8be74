# Sourced by check.sh and test.sh: stages, one line each, and the sum at the end.
#
# A stage's whole output goes to a log and is shown only when the stage fails. What is counted are the
# runners' own closing lines: `test result: ok. N passed; N failed` of cargo and wasm-bindgen, and
# `N passed, N failed` of our Node scripts.
PASSED=0
FAILED=0
BEGAN=$(date +%s)
rm -f "$LOGS/failures"

# Sums the closing lines of a log: prints "passed failed lines".
closing_lines() {
  sed -n -e 's/^test result: [A-Za-z]*\. \([0-9]*\) passed; \([0-9]*\) failed;.*/\1 \2/p' \
    -e 's/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' "$1" |
    awk '{ passed += $1; failed += $2; lines += 1 } END { print passed + 0, failed + 0, lines + 0 }'
}

# What failed in a log, each with its first lines: a test of cargo's (`---- its name stdout ----`), of ours (`FAILED its name`).
failures_in() {
  awk '/^(---- .* (stdout|output) ----|FAILED )/ { rest = 14 } /^(ok  |[0-9]+ passed|failures:|test )/ { rest = 0 } rest-- > 0' "$1" | head -n 60
}

# carry_out NAME COMMAND…: its output goes to the log; how it ended and how many seconds it took, to a file beside it.
carry_out() {
  local name=$1 from status=0; shift
  from=$(date +%s)
  "$@" >"$LOGS/$name.log" 2>&1 </dev/null || status=$?
  printf '%s %s\n' "$status" "$(($(date +%s) - from))" >"$LOGS/$name.ended"
}

# judge KIND NAME: a `gate` is only right or wrong; `tests` must also have run a test.
judge() {
  local kind=$1 name=$2 log="$LOGS/$2.log" status seconds passed failed lines verdict=ok
  read -r status seconds <"$LOGS/$name.ended"
  if [ "$kind" = tests ]; then
    read -r passed failed lines <<<"$(closing_lines "$log")"
    # A runner that died before its closing line, or that ran nothing, has failed once.
    if [ "$failed" = 0 ] && { [ "$status" != 0 ] || [ "$passed" = 0 ]; }; then failed=1; fi
    PASSED=$((PASSED + passed))
    verdict="$passed passed, $failed failed"
  else
    failed=$((status == 0 ? 0 : 1))
  fi
  FAILED=$((FAILED + failed))
  [ "$failed" = 0 ] || [ "$kind" = tests ] || verdict=FAILED
  printf '%-28s %5ss  %s\n' "$name" "$seconds" "$verdict"
  if [ "$failed" != 0 ]; then
    printf -- '---- %s, exit status %s; the end of %s ----\n' "$name" "$status" "$log"
    # Quoted with a bar, so that no line of it is taken for a closing line of ours.
    tail -n 80 "$log" | cut -c 1-400 | sed 's/^/| /'
    failures_in "$log" | cut -c 1-400 | sed "s/^/| $name: /" >>"$LOGS/failures"
    return 1
  fi
}

# A stage that fails does not stop the ones after it; LAST tells those that need it.
gate() { stage gate "$@"; }
tests() { stage tests "$@"; }
stage() { # kind, name, command
  carry_out "${@:2}"
  if judge "$1" "$2"; then LAST=ok; else LAST=failed; fi
}
# beside NAME COMMAND…: begins it, while other stages go on; `tests_beside` waits for it and judges it.
beside() {
  BESIDE=$1
  rm -f "$LOGS/$1.ended"
  # In a process group of its own, so that all of it can be stopped with us.
  set -m
  carry_out "$@" &
  BESIDE_GROUP=$!
  set +m
}
tests_beside() {
  wait "$BESIDE_GROUP" || true
  [ -e "$LOGS/$BESIDE.ended" ] || printf '1 0\n' >"$LOGS/$BESIDE.ended"
  if judge tests "$BESIDE"; then LAST=ok; else LAST=failed; fi
  BESIDE_GROUP=
}
stop_beside() { [ -z "${BESIDE_GROUP:-}" ] || kill -- "-$BESIDE_GROUP" 2>/dev/null || true; }
missed() { FAILED=$((FAILED + 1)); printf '%-28s         not run: %s\n' "$1" "$2"; }

finish() {
  printf '%-28s %5ss\n' "in all" "$(($(date +%s) - BEGAN))"
  # Once more, at the end, where whoever sees only the end looks.
  if [ -e "$LOGS/failures" ]; then cat "$LOGS/failures"; fi
  printf '%s passed, %s failed\n' "$PASSED" "$FAILED" | tee "$LOGS/summary"
  [ "$FAILED" = 0 ]
}
