# ---- files in /var/lib/muster --------------------------------------------------------------------------------------
# device.pem    the key and its certificate, in one file so that one rename replaces both. While it is there: enrolled
# request.pem   the next key and the request for its certificate, until that has come: a try that was cut short is repeated
#               with the same key, and gets the same certificate
# server, ca.pem, reported, last, ended    the server; its CA; the digest of the last report it took; how the last check-in
#               ended; why the server ended the enrollment

put() { # NAME: standard input becomes that file, whole or not at all
    dd of="$work/new" conv=fsync 2>"$work/error" || fail 1 "$state can't be written to: $(tail -n 1 "$work/error")"
    mv "$work/new" "$state/$1"
}
kept() { cat "$state/$1" 2>/dev/null || true; }
enrolled() { [ -e "$state/device.pem" ]; }
device_id() { openssl x509 -in "$state/device.pem" -noout -subject -nameopt multiline | sed -n 's/.*commonName *= //p'; }
device_end() { openssl x509 -in "$state/device.pem" -noout -enddate | cut -d = -f 2; }
time_text() { date -u -d "@$1" '+%Y-%m-%d %H:%M UTC'; }

need_root() { [ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 1 "only root can do this: put sudo before the command"; }
need_enrolled() {
    need_root
    if enrolled; then return 0; fi
    [ ! -s "$state/ended" ] || fail 6 "$(kept server) has ended the enrollment. $(kept ended)"
    [ ! -e "$state/request.pem" ] || fail 3 "an enrollment was begun and not finished: run the same enroll again"
    fail 3 "this machine is not enrolled"
}

# Makes sure to be alone, by a lock that the system takes back however this process ends, and makes a folder to work in.
begin() {
    need_root
    for tool in openssl curl flock awk od; do
        command -v "$tool" >/dev/null || fail 1 "$tool is missing: install it with this machine's package manager"
    done
    mkdir -p "$state"
    chmod 700 "$state"
    exec 9>"$state/lock"
    waited=0
    until flock -n 9; do
        waited=$((waited + 1))
        [ "$waited" -le 30 ] || fail 1 "another muster-agent is at work; try again when it is done"
        sleep 1 9>&-
    done
    rm -rf "$state"/work.*
    work=$(mktemp -d "$state/work.XXXXXX")
}
cleanup() {
    [ -z "$tty" ] || stty "$tty" </dev/tty
    [ -z "$work" ] || rm -rf "$work"
}

