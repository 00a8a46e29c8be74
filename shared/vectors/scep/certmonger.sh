#!/bin/sh
# Has certmonger ask SCEP's server at URL for a certificate: a daemon of its own, on a bus of its own, for as long as it takes.
#   certmonger.sh URL DIRECTORY CHALLENGE
set -eu
url=$1 work=$2/certmonger challenge=$3
mkdir -p "$work/requests" "$work/cas" "$work/home"
export CERTMONGER_REQUESTS_DIR="$work/requests" CERTMONGER_CAS_DIR="$work/cas" HOME="$work/home"
export CERTMONGER_TMPDIR="$work" TMPDIR="$work"
cat >"$work/ask" <<EOF
#!/bin/sh
getcert add-scep-ca -c muster -u "$url"
sleep 3
getcert request -c muster -f "$work/device.crt" -k "$work/device.key" -N "CN=a device" -L "$challenge" -w -v
getcert list
EOF
chmod +x "$work/ask"
exec timeout 60 certmonger -S -L -P "$work/bus" -p "$work/pid" -n -d 1 -c "$work/ask"
