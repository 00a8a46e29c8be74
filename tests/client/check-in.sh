#!/bin/sh
# Checks a device in: shows that it holds its key, says how it is, and prints what the server wants of it.
#
#   check-in.sh BASE-URL KEY CERTIFICATE [REPORT]
#
# REPORT is a JSON file such as {"os_version": "12.4"}; without it the device says nothing of itself.
# Ends with 0 when the server took it, otherwise as signed-request.sh does.
set -eu

if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
fi
report=${4:-}
if [ -z "$report" ]; then
    report=$(mktemp)
    trap 'rm -f "$report"' EXIT
    echo '{}' >"$report"
fi
sh "$(dirname "$0")/signed-request.sh" POST "${1%/}/api/v1/device/check-in" "$2" "$3" "$report"
