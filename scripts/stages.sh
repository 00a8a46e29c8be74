# Sourced by check.sh and test.sh: stages, one line each, and the sum at the end.
#
# A stage's whole output goes to a log and is shown only when the stage fails. What is counted are the
# runners' own closing lines: `test result: ok. N passed; N failed` of cargo and wasm-bindgen, and
# `N passed, N failed` of our Node scripts.
PASSED=0
FAILED=0
BEGAN=$(date +%s)

# Sums the closing lines of a log: prints "passed failed lines".
closing_lines() {
  sed -n -e 's/^test result: [A-Za-z]*\. \([0-9]*\) passed; \([0-9]*\) failed;.*/\1 \2/p' \
    -e 's/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' "$1" |
    awk '{ passed += $1; failed += $2; lines += 1 } END { print passed + 0, failed + 0, lines + 0 }'
}

# run_stage KIND NAME COMMAND…: a `gate` is only right or wrong; `tests` must also have run a test.
run_stage() {
  local kind=$1 name=$2 log="$LOGS/$2.log" from status=0 passed failed lines verdict; shift 2
  from=$(date +%s)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  verdict=ok
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
  printf '%-28s %5ss  %s\n' "$name" "$(($(date +%s) - from))" "$verdict"
  if [ "$failed" != 0 ]; then
    printf -- '---- %s, exit status %s; the end of %s ----\n' "$name" "$status" "$log"
    # Quoted with a bar, so that no line of it is taken for a closing line of ours.
    tail -n 80 "$log" | sed 's/^/| /'
    return 1
  fi
}

# A stage that fails does not stop the ones after it; LAST tells those that need it.
gate() { if run_stage gate "$@"; then LAST=ok; else LAST=failed; fi; }
tests() { if run_stage tests "$@"; then LAST=ok; else LAST=failed; fi; }
missed() { FAILED=$((FAILED + 1)); printf '%-28s         not run: %s\n' "$1" "$2"; }

finish() {
  printf '%-28s %5ss\n' "in all" "$(($(date +%s) - BEGAN))"
  printf '%s passed, %s failed\n' "$PASSED" "$FAILED" | tee "$LOGS/summary"
  [ "$FAILED" = 0 ]
}
