#!/bin/sh
# Has certmonger ask SCEP's server at URL for a certificate: a daemon of its own, on a bus of its own, for as long as it takes.
#   certmonger.sh URL DIRECTORY CHALLENGE [renew | wait]
# Into DIRECTORY/certmonger/device.crt. With `renew` it asks for the next one as soon as it has one; with `wait` it asks, waits
# until DIRECTORY/go is there, and then asks after what it asked for.
set -eu
url=$1 directory=$2 challenge=$3 then=${4:-}
work=$directory/certmonger
mkdir -p "$work/requests" "$work/cas" "$work/home"
export CERTMONGER_REQUESTS_DIR="$work/requests" CERTMONGER_CAS_DIR="$work/cas" HOME="$work/home"
export CERTMONGER_TMPDIR="$work" TMPDIR="$work"
request="getcert request -c muster -f $work/device.crt -k $work/device.key -N 'CN=a device' -L $challenge"
case $then in
  renew) steps="$request -w; cp $work/device.crt $work/first.crt; getcert resubmit -f $work/device.crt -w" ;;
  wait) steps="$request; sleep 3; getcert list; until [ -e $directory/go ]; do sleep 1; done
    getcert refresh -f $work/device.crt; sleep 5" ;;
  *) steps="$request -w" ;;
esac
cat >"$work/ask" <<EOF
#!/bin/sh
getcert add-scep-ca -c muster -u "$url"
sleep 3
$steps
getcert list
EOF
chmod +x "$work/ask"
exec timeout 60 certmonger -S -L -P "$work/bus" -p "$work/pid" -n -d 1 -c "$work/ask"
