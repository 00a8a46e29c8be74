#!/usr/bin/env bash
# Lints certificates and revocation lists with pkilint, which knows RFC 5280 by heart and nothing of our code.
#
#   tests/pkilint.sh FILE…       DER or PEM; a name that ends in .crl is a revocation list, any other a certificate
#
# Exits 1 when a file has a finding of WARNING or worse, 2 when pkilint cannot be had. Findings below that are only shown
# with PKILINT_SEVERITY=INFO. pkilint is installed into .tools/pkilint, once.
set -euo pipefail
version=0.13.3
home=$(cd "$(dirname "$0")/.." && pwd)
venv=$home/.tools/pkilint
severity=${PKILINT_SEVERITY:-WARNING}

[ $# -gt 0 ] || { echo "usage: tests/pkilint.sh FILE…" >&2; exit 2; }

if [ "$(cat "$venv/version" 2>/dev/null)" != "$version" ]; then
  echo "installing pkilint $version into .tools/pkilint: it checks certificates against RFC 5280" >&2
  command -v python3 >/dev/null || { echo "python3 is missing: pkilint is written in it" >&2; exit 2; }
  rm -rf "$venv"
  python3 -m venv "$venv" || { echo "python3 has no venv module (on Debian: apt-get install python3-venv)" >&2; exit 2; }
  "$venv/bin/pip" install --quiet --disable-pip-version-check "pkilint==$version" || exit 2
  echo "$version" >"$venv/version"
fi

failed=0
for file in "$@"; do
  case $file in
    *.crl) linter=("$venv/bin/lint_crl" lint --type CRL --profile PKIX) ;;
    *) linter=("$venv/bin/lint_pkix_cert" lint) ;;
  esac
  # pkilint's exit status is the number of findings of this severity or worse.
  if found=$("${linter[@]}" --severity WARNING "$file" 2>&1) && [ -z "${found//[[:space:]]/}" ]; then
    echo "ok      $file"
    [ "$severity" = WARNING ] || "${linter[@]}" --severity "$severity" "$file" || true
  else
    echo "FINDING $file"
    sed 's/^/        /' <<<"$found"
    failed=1
  fi
done
exit "$failed"
