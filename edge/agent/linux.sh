#!/bin/sh
# muster-agent, which keeps a Linux machine enrolled with Muster.
#
# It does      `enroll` makes a key on this machine and trades a ticket for a certificate (EST, RFC 7030). Every 8 hours
#              `check-in` shows that the machine still holds the key (HTTP Message Signatures, RFC 9421), tells what has
#              changed, and renews the certificate when it is time. `unenroll` ends it and removes every file.
# It writes    /var/lib/muster                                     key, certificate, state; for root only
#              /usr/local/bin/muster-agent                         this script
#              /etc/systemd/system/muster-agent.{service,timer}    where there is systemd
# It sends     what `muster-agent report` prints, its certificate and signatures; to one server only, over HTTPS.
# It never     sends the key, listens, runs what a server says, reads people's files, or updates itself.
# It needs     root, a POSIX shell with the usual tools, openssl, curl and flock.
set -eu
umask 077
LC_ALL=C
export LC_ALL

MUSTER_URL='@MUSTER_URL@'
VERSION=1
TRIES=5                 # how often a request is sent before giving up, over about 30 seconds
LONGEST_PAUSE=60        # seconds; a server that asks for a longer one is left alone until the next check-in
CLOCK_TOLERANCE=300     # seconds; with a clock that is further off, the server refuses what is signed

usage() {
    cat <<END
muster-agent $VERSION keeps this machine enrolled with Muster.

  enroll [--ticket TICKET] [--key-type ec|rsa]    enroll with a ticket from the portal
  check-in               tell the server that the machine is there, as the timer does every 8 hours
  renew                  get a new certificate now; check-in does it when it is time
  status                 say how things stand
  report                 print what a check-in tells of this machine
  unenroll [--force]     leave; with --force also when the server can't be told

Without --ticket, the ticket is read from MUSTER_TICKET or asked for. --server URL names another server than the one this
script came from. --root DIR keeps everything below DIR and starts no timer: to try it out.

Ends with 0 done, or nothing to do; 1 something is wrong with this machine; 2 wrong use; 3 not enrolled; 4 the server
refuses; 5 the server can't be reached or has a fault: try later; 6 the server has ended the enrollment. The status ends
as the last check-in did.
END
}

say() { printf '%s\n' "$*"; }
fail() { # EXIT-CODE TEXT
    printf 'muster-agent: %s\n' "$2" >&2
    exit "$1"
}

# ---- what this machine tells of itself -----------------------------------------------------------------------------

# Standard input as the inside of a JSON string, in ASCII. Controls, invisible characters and what is not UTF-8 are dropped,
# and spaces at the ends; whole characters are kept, of $1 bytes at most.
json_text() {
    od -An -v -tu1 | awk -v limit="$1" '
        function keep(point, size) {
            if (point < 32 || (point > 126 && point < 160) || point == 173 || (point > 8202 && point < 8208)) return
            if ((point > 8231 && point < 8239) || (point > 8287 && point < 8304) || point == 65279) return
            used += size
            if (used > limit) return
            if (point == 34 || point == 92) text = text "\\"
            if (point < 127) text = text sprintf("%c", point)
            else if (point < 65536) text = text sprintf("\\u%04x", point)
            else text = text sprintf("\\u%04x\\u%04x", 55232 + int(point / 1024), 56320 + point % 1024)
        }
        function begin(first, octets, smallest) { point = first; more = octets - 1; size = octets; least = smallest }
        { for (i = 1; i <= NF; i++) {
            byte = $i + 0
            if (byte < 128) { more = 0; keep(byte, 1) }
            else if (byte < 192) {
                if (!more) continue
                point = point * 64 + byte - 128
                if (--more || point < least || point > 1114111 || (point >= 55296 && point < 57344)) continue
                keep(point, size)
            } else if (byte < 224) begin(byte - 192, 2, 128)
            else if (byte < 240) begin(byte - 224, 3, 2048)
            else if (byte < 248) begin(byte - 240, 4, 65536)
            else more = 0
        } }
        END { sub(/^ +/, "", text); sub(/ +$/, "", text); print text }'
}
field() { # NAME LIMIT TEXT: one member of a JSON object, or nothing when there is no text
    text=$(printf %s "$3" | json_text "$2")
    [ -z "$text" ] || printf '"%s":"%s"\n' "$1" "$text"
}
object() { paste -s -d , - | sed 's/.*/{&}/'; }

# A file of this machine: below --root when it is there.
of_machine() { if [ -e "$root$1" ]; then say "$root$1"; else say "$1"; fi; }

os_release() { # NAME: the file is read and not run, so its quotes are taken off here
    file=$(of_machine /etc/os-release)
    [ -e "$file" ] || file=$(of_machine /usr/lib/os-release)
    sed -n "s/^$1=//p" "$file" 2>/dev/null | tr -d '\000' | tail -n 1 |
        sed -e 's/^"\(.*\)"$/\1/' -e "s/^'\(.*\)'\$/\1/" -e 's/\\\(.\)/\1/g'
}

firmware() { # NAME: what DMI says, unless it is what makers leave there. The serial number is for root to read
    value=$(head -n 1 "$(of_machine "/sys/class/dmi/id/$1")" 2>/dev/null | tr -d '\000')
    case $(printf %s "$value" | tr '[:upper:]' '[:lower:]') in
        *'to be filled'* | *o.e.m.* | oem | default* | 'system '* | 'not '* | *123456789* | invalid | undefined) ;;
        none | n/a | na | null | unknown | unspecified | empty) ;;
        *[!0x.\ *-]*) say "$value" ;;
    esac
}

# Whether a block device or a layer below it, such as LUKS under LVM, is encrypted.
is_encrypted() {
    case $(cat "$1/dm/uuid" 2>/dev/null) in CRYPT-*) return 0 ;; esac
    for layer in "$1"/slaves/*; do
        if [ -e "$layer" ] && is_encrypted "$layer"; then return 0; fi
    done
    return 1
}

disk_encryption() { # of the disk that / is on; nothing when that can't be told, as in a container
    mounted=$(awk '$5 == "/" { for (i = 7; i < NF; i++) if ($i == "-") found = $3 " " $(i + 2) } END { print found }' \
        "$(of_machine /proc/self/mountinfo)")
    block=$(of_machine "/sys/dev/block/${mounted%% *}")
    if ! [ -e "$block" ]; then          # btrfs has device numbers of its own
        block=$(readlink -f "${mounted#* }") || return 0
        block=$(of_machine "/sys/class/block/${block##*/}")
    fi
    case $block in */) return 0 ;; esac
    [ -e "$block" ] || return 0
    if is_encrypted "$block"; then say encrypted; else say not_encrypted; fi
}

report() {
    host=$(uname -n)
    release=$(os_release VERSION_ID)
    printf '%s\n' "$release" | grep -Eqx '[0-9]{1,9}(\.[0-9]{1,9}){0,3}' || release=
    inventory=$({
        field os_name 128 "$(os_release PRETTY_NAME)"
        field os_id 128 "$(os_release ID)"
        field kernel 128 "$(uname -r)"
        field architecture 128 "$(uname -m)"
        field host_name 128 "$host"
        field model 128 "$(firmware product_name)"
        field serial_number 128 "$(firmware product_serial)"
        field disk_encryption 128 "$(disk_encryption)"
        field agent_version 128 "$VERSION"
    } | object)
    {
        field os_version 64 "$release"
        field manufacturer 64 "$(firmware sys_vendor)"
        field name 64 "$host"
        say "\"inventory\":$inventory"
    } | object
}

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

# ---- talking to the server -----------------------------------------------------------------------------------------

use_server() { # URL: https and a host; http only to this machine itself
    server=$(printf %s "${1%/}" | tr '[:upper:]' '[:lower:]')
    case ${server#*://} in '' | *[!a-z0-9.:-]*) server='' ;; esac
    case $server in
        https://* | http://localhost | http://localhost:* | http://127.0.0.1 | http://127.0.0.1:*) ;;
        *) fail 2 "$1 is no address such as https://muster.example.com (http:// is for localhost only)" ;;
    esac
}

# Sends one request: PATH, then options for curl. Leaves $status (000 when there was no answer), $kind, the headers in
# $work/headers and the body in $work/answer.
send() {
    url=$server$1
    shift
    for file in answer headers; do : >"$work/$file"; done
    # -q: nobody's .curlrc. A child must not keep the lock, 9, when this script has died.
    set -- -q --silent --show-error --proto "=${url%%:*}" --path-as-is --connect-timeout 15 --max-time 60 \
        --max-filesize 1000000 --user-agent "muster-agent/$VERSION" --dump-header "$work/headers" --output "$work/answer" \
        --write-out '%{http_code} %{content_type}' "$@" "$url"
    answer=$(curl "$@" 2>"$work/error" 9>&-) || answer='000 '
    status=${answer%% *} kind=${answer#* }
}

header() { sed -n "s/^$1: *//p" "$work/headers" | tail -n 1; }

# Sends until there is an answer to go by. 202 asks to repeat the request; faults and broken lines are tried again.
persistently() {
    sent=0
    while :; do
        "$@"
        sent=$((sent + 1))
        case $status in
            202) most=$((TRIES * 4)) pause=5 ;;
            000 | 5??) most=$TRIES pause=$((sent * 3)) ;;
            *) return 0 ;;
        esac
        asked=$(header '[Rr]etry-[Aa]fter' | sed -n 's/^\([0-9]\{1,6\}\).*/\1/p')
        if [ "$sent" -ge "$most" ] || [ "${asked:-$pause}" -gt "$LONGEST_PAUSE" ]; then return 0; fi
        sleep "${asked:-$pause}" 9>&-
    done
}

# The ticket reaches curl through standard input: anybody may read a process's arguments.
with_ticket() {
    send "$@" --config - <<END
user = ":$ticket"
END
}

# Posts a file, signed with this machine's key: PATH FILE CONTENT-TYPE. Each time it is sent, it is signed afresh.
signed() {
    authority=${server#*://}
    case $server in https:*) authority=${authority%:443} ;; *) authority=${authority%:80} ;; esac
    digest="sha-256=:$(openssl dgst -sha256 -binary "$2" | openssl base64 -A):"
    certificate=":$(openssl x509 -in "$state/device.pem" -outform DER | openssl base64 -A):"
    input='("@method" "@authority" "@path" "content-digest" "device-certificate")'
    input="$input;created=$(date +%s);nonce=\"$(openssl rand -hex 16)\""
    printf %s "\"@method\": POST
\"@authority\": $authority
\"@path\": $1
\"content-digest\": $digest
\"device-certificate\": $certificate
\"@signature-params\": $input" >"$work/base"
    openssl dgst -sha256 -sign "$state/device.pem" -out "$work/signature" "$work/base"
    if [ "$(own_key_type)" = ec ]; then
        raw_signature "$work/signature" >"$work/raw"
        mv "$work/raw" "$work/signature"
    fi
    cat >"$work/signed" <<END
Content-Type: $3
Content-Digest: $digest
Device-Certificate: $certificate
Signature-Input: sig1=$input
Signature: sig1=:$(openssl base64 -A -in "$work/signature"):
END
    send "$1" --header "@$work/signed" --data-binary "@$2"
}

# An ECDSA signature is two whole numbers. openssl writes them as DER; RFC 9421 wants the octets of both, 32 each. asn1parse
# shows them in hexadecimal, printf fills them up and turns each pair of digits into an octet.
raw_signature() { # FILE
    openssl asn1parse -inform DER -in "$1" | sed -n 's/.*INTEGER *://p' |
        while read -r number; do printf '%64s' "$number" | tr ' ' 0; done | fold -w 2 | { cat; echo; } |
        while read -r pair; do printf %b "\\0$(printf %03o "0x$pair")"; done
}

# A text in a JSON answer, without control characters. A refusal's trace comes last and is cut off.
answered() { # NAME
    sed -e 's/,"trace":.*//' "$work/answer" | sed -nE "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/p" |
        sed 's/\\\(["\\/]\)/\1/g' | tr -d '[:cntrl:]'
}

# Why there is no good answer: $reason for people, $cause as the server's stable code, $result to end with.
explain() {
    cause='' result=4
    case $status in 000 | 202 | 429 | 5??) result=5 ;; esac
    case $status:$kind in
        000:*)
            reason="$server can't be reached: $(tr -d '[:cntrl:]' <"$work/error")."
            case $reason in *certificate*) reason="$reason Is the clock right? It is $(date) here." ;; esac ;;
        *:application/problem+json*) cause=$(answered code) reason="$(answered title) $(answered fix)" ;;
        *:text/plain*)                  # EST: sentences, and in brackets the code and the log's name for it
            cause=$(sed -n 's/.*\[\([a-z-]*\); .*/\1/p' "$work/answer")
            reason=$(head -c 500 "$work/answer" | tr -d '[:cntrl:]') ;;
        *) reason="$server answered with status $status." ;;
    esac
    case $cause in                      # the server has ended this device's enrollment
        certificate-revoked | certificate-expired | device-retired | facts-not-learnt | account-disabled) ended=yes ;;
        platform-blocked | personal-blocked | os-too-old | os-too-new) ended=yes ;;
        manufacturer-blocked | device-limit-reached) ended=yes ;;
        *) ended=no ;;
    esac
}

# Nothing came of a request: ends, and an enrollment that the server has ended ends here too.
give_up() {
    explain
    case $cause in key-*) rm -f "$state/request.pem" ;; esac    # this key will never do: the next try makes another
    if enrolled && [ "$ended" = yes ]; then
        say "$reason" | put ended
        stop_timer
        rm -f "$state/device.pem" "$state/request.pem" "$state/reported" "$state/last"
        fail 6 "$server has ended the enrollment. $reason The key has been deleted."
    fi
    if enrolled; then note "$result" - "$reason"; fi
    fail "$result" "$reason"
}
note() { say "$1 $(date +%s) $2 $3" | put last; }       # EXIT-CODE, when the next check-in is due or -, TEXT

# ---- key and certificate -------------------------------------------------------------------------------------------

own_key_type() {
    if openssl pkey -in "$state/device.pem" -noout -text_pub | grep -q prime256v1; then say ec; else say rsa; fi
}

# Makes a key and a request for its certificate, unless those for the same purpose are there; the request is $work/body.
make_request() { # PURPOSE KEY-TYPE
    purpose=$1
    case $2 in
        ec) set -- -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve ;;
        *) set -- -algorithm RSA -pkeyopt rsa_keygen_bits:2048 ;;
    esac
    if [ "$(head -n 1 "$state/request.pem" 2>/dev/null)" != "$purpose" ]; then
        printf '[req]\ndistinguished_name = none\n[none]\n' >"$work/config"
        openssl genpkey "$@" -out "$work/key" 2>"$work/error" || fail 1 "openssl makes no key: $(tail -n 1 "$work/error")"
        openssl req -new -config "$work/config" -key "$work/key" -subj / -sha256 -out "$work/csr"
        { say "$purpose"; cat "$work/key" "$work/csr"; } | put request.pem
        say "Made a key. It stays on this machine, in $state."
    fi
    openssl req -in "$state/request.pem" -outform DER -out "$work/csr"
    openssl base64 -A -in "$work/csr" -out "$work/body"
}

# Fetches the CA's certificates, and learns on the way whether this machine's clock is right.
fetch_ca() {
    persistently send /.well-known/est/cacerts
    [ "$status" = 200 ] || give_up
    unpack ca || fail 5 "$server sent something that is not its CA"
    theirs=$(header '[Dd]ate' | http_time)
    ours=$(date +%s)
    off=$((ours - ${theirs:-$ours}))
    if [ "${off#-}" -gt "$CLOCK_TOLERANCE" ]; then
        fail 1 "the clock is wrong: $(time_text "$ours") here, $(time_text "$theirs") at the server. Set it and try again"
    fi
}

http_time() { # a Date header in seconds since 1970; nothing when it is none
    awk '{ month = index("JanFebMarAprMayJunJulAugSepOctNovDec", $3)
           if (NF < 6 || month % 3 != 1 || split($5, time, ":") != 3) exit
           # Years begin in March here, so that a leap day is the last of its year.
           month = (month + 2) / 3; year = month > 2 ? $4 : $4 - 1; month = month > 2 ? month - 3 : month + 9
           days = int((153 * month + 2) / 5) + $2 + year * 365 + int(year / 4) - int(year / 100) + int(year / 400) - 719469
           printf "%d\n", days * 86400 + time[1] * 3600 + time[2] * 60 + time[3]; exit }'
}

unpack() { # NAME: the certificates of an EST answer, as PEM in $work/NAME
    openssl base64 -d -A -in "$work/answer" -out "$work/p7" 2>"$work/error" || return 1
    openssl pkcs7 -inform DER -in "$work/p7" -print_certs 2>"$work/error" | sed -n '/^-----BEGIN/,/^-----END/p' >"$work/$1"
    [ -s "$work/$1" ]
}

# The certificate that came takes its place only if it is for our key, from the server's CA, and good now.
take_certificate() {
    unpack certificate || fail 5 "$server answered with something that is no certificate"
    openssl pkey -in "$state/request.pem" -out "$work/device"
    [ "$(openssl x509 -in "$work/certificate" -noout -pubkey)" = "$(openssl pkey -in "$work/device" -pubout)" ] ||
        fail 5 "$server answered with a certificate for another key, which is not used"
    openssl verify -purpose sslclient -attime "$(date +%s)" -CAfile "$work/ca" "$work/certificate" >"$work/error" 2>&1 ||
        fail 5 "the certificate is not used, for openssl says: $(sed -n 's/^error //p' "$work/error" | head -n 1)"
    put ca.pem <"$work/ca"
    cat "$work/device" "$work/certificate" | put device.pem
    rm -f "$state/request.pem"
}

# ---- this script and its timer -------------------------------------------------------------------------------------

program=/usr/local/bin/muster-agent
units=/etc/systemd/system/muster-agent
has_systemd() { [ -d "$root/run/systemd/system" ]; }
systemd() { [ -n "$root" ] || systemctl --quiet "$@" || say "systemctl $* failed; see above." >&2; }

# This script's text: the file that is being run, or the server's copy when it came through a pipe.
fetch_program() {
    if [ -f "$0" ] && grep -q '^# muster-agent, which' "$0"; then
        cp "$0" "$work/program"
        return 0
    fi
    persistently send /agent/linux.sh
    [ "$status" = 200 ] || give_up
    grep -q '^# The end of muster-agent' "$work/answer" || fail 5 "$url is not the whole agent"
    mv "$work/answer" "$work/program"
}

install_file() { # PATH MODE: standard input becomes that file
    (umask 022 && mkdir -p "$root${1%/*}")
    cat >"$root$1.new"
    chmod "$2" "$root$1.new"
    mv "$root$1.new" "$root$1"
}

again() { # COMMAND: what to type for it on this machine
    if [ -z "$root" ]; then say "sudo muster-agent $1"; else say "sh $root$program $1 --root $root"; fi
}

install_program() {
    install_file "$program" 755 <"$work/program"
    if ! has_systemd; then
        if [ -n "$root" ]; then
            say "Below $root nothing starts by itself. To check in again: $(again check-in)"
            return 0
        fi
        say "There is no systemd here. Have cron, or what there is instead, run this every 8 hours:"
        say "    $program check-in"
        return 0
    fi
    install_file "$units.service" 644 <<END
[Unit]
Description=Check in with Muster at $server
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=$program check-in
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome=yes
ProtectSystem=full
END
    install_file "$units.timer" 644 <<END
[Unit]
Description=Check in with Muster every 8 hours

[Timer]
OnCalendar=*-*-* 00/8:00:00
RandomizedDelaySec=4h
Persistent=true

[Install]
WantedBy=timers.target
END
    systemd daemon-reload
    systemd enable --now muster-agent.timer
}

stop_timer() { if has_systemd && [ -e "$root$units.timer" ]; then systemd disable --now muster-agent.timer; fi; }

# ---- commands ------------------------------------------------------------------------------------------------------

read_ticket() {
    if [ -z "$ticket" ]; then
        tty=$({ stty -g </dev/tty; } 2>/dev/null) || fail 2 "there is no ticket: give it with --ticket or in MUSTER_TICKET"
        printf 'The ticket from the portal (it is not shown): ' >/dev/tty
        stty -echo </dev/tty
        read -r ticket </dev/tty || true
        stty "$tty" </dev/tty
        tty=''
        say
    fi
    case $ticket in '' | *[!A-Za-z0-9._-]*) fail 2 "that is no ticket: copy it from the portal completely" ;; esac
}

enroll() {
    begin
    if enrolled; then
        [ "$(kept server)" = "$server" ] || fail 1 "this machine is enrolled with $(kept server): unenroll it first"
        if [ -e "$state/reported" ]; then
            say "This machine is already enrolled with $server, as $(device_id). Nothing was changed."
            return 0
        fi
        say "An enrollment was interrupted here: going on with it."
        rm -f "$state/request.pem"
        fetch_program
    else
        read_ticket
        fetch_ca
        fetch_program
        ticket_digest=$(printf %s "$ticket" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
        make_request "muster-agent enroll $server $ticket_digest" "$key_type"
        say "Asking $server for a certificate."
        persistently with_ticket /.well-known/est/simpleenroll --header 'Content-Type: application/pkcs10' \
            --data-binary "@$work/body"
        [ "$status" = 200 ] || give_up
        rm -f "$state/ended" "$state/reported" "$state/last"
        say "$server" | put server
        take_certificate
        say "It has come, and is good: for this machine's key, from the server's CA."
    fi
    install_program
    check_in
    say "This machine is enrolled, as $(device_id). Its certificate renews itself."
    say "To look:  $(again status)"
    say "To leave: $(again unenroll)"
}

check_in() {
    report >"$work/report"
    reported=$(openssl dgst -sha256 -r "$work/report" | cut -d ' ' -f 1)
    if [ "$reported" = "$(kept reported)" ]; then say '{}' >"$work/report"; fi
    persistently signed /api/v1/device/check-in "$work/report" application/json
    if [ "$status" = 422 ]; then        # better to be seen without a report than not at all
        explain
        say "The server did not take the report. $reason" >&2
        reported=refused
        say '{}' >"$work/report"
        persistently signed /api/v1/device/check-in "$work/report" application/json
    fi
    [ "$status" = 200 ] || give_up
    say "$reported" | put reported
    standing=$(answered status | tr _ ' ')
    pause=$(sed -nE 's/.*"next_check_in_seconds":([0-9]{1,8})[,}].*/\1/p' "$work/answer")
    note 0 $(($(date +%s) + ${pause:-28800})) "$standing"
    say "Checked in with $server: $standing."
    if [ "$renewed" = no ] && grep -q '"renew":true' "$work/answer"; then renew; fi
}

# The certificate before stays good until the new one is used, which is done at once.
renew() {
    renewed=yes
    fetch_ca
    make_request "muster-agent renew $(openssl x509 -in "$state/device.pem" -noout -serial)" "$(own_key_type)"
    persistently signed /.well-known/est/simplereenroll "$work/body" application/pkcs10
    [ "$status" = 200 ] || give_up
    take_certificate
    say "The certificate has been renewed, until $(device_end)."
    check_in
}

status() {
    need_enrolled
    say "server         $(kept server)"
    say "device         $(device_id)"
    say "certificate    until $(device_end)"
    [ -e "$state/last" ] || fail 3 "it has not checked in yet: run the same enroll again"
    read -r result at next text <"$state/last"
    say "last check-in  $(time_text "$at"): $text"
    [ "$next" = - ] || say "next           $(time_text "$next")"
    if has_systemd && [ -z "$root" ]; then say "timer          $(systemctl is-active muster-agent.timer || true)"; fi
    return "$result"
}

unenroll() {
    begin
    if enrolled; then
        use_server "$(kept server)"
        say '{}' >"$work/report"
        persistently signed /api/v1/device/unenroll "$work/report" application/json
        explain
        if [ "$status" = 204 ] || [ "$ended" = yes ]; then
            say "$server has ended the enrollment of $(device_id)."
        elif [ "$force" = yes ]; then
            say "The server was not told, and still lists $(device_id): remove it in the portal. $reason"
        else
            fail "$result" "nothing was removed; unenroll --force removes it here without telling the server. $reason"
        fi
    else
        say "This machine is not enrolled."
    fi
    stop_timer
    rm -f "$root$units.service" "$root$units.timer" "$root$program"
    if has_systemd; then systemd daemon-reload; fi
    rm -rf "$state"
    say "Nothing of Muster is left on this machine."
}

main() {
    command=${1:-help}
    [ $# = 0 ] || shift
    server='' key_type=ec force=no renewed=no ticket=${MUSTER_TICKET:-}
    unset MUSTER_TICKET
    while [ $# -gt 0 ]; do
        case $1 in
            --force) force=yes && shift && continue ;;
            --ticket | --key-type | --server | --root) [ $# -gt 1 ] || fail 2 "$1 needs a value" ;;
            *) fail 2 "what is $1? muster-agent help says how it is used" ;;
        esac
        case $1:$2 in
            --ticket:*) ticket=$2 ;;
            --server:*) server=$2 ;;
            --root:/*) root=${2%/} ;;
            --key-type:ec | --key-type:rsa) key_type=$2 ;;
            *) fail 2 "$1 can't be $2: muster-agent help says how it is used" ;;
        esac
        shift 2
    done
    state=$root/var/lib/muster
    trap cleanup EXIT
    trap 'exit 1' HUP INT TERM
    case $command in
        enroll)
            case ${server:-$MUSTER_URL} in @*) server=$(kept server) ;; esac
            use_server "${server:-$MUSTER_URL}"
            enroll ;;
        check-in | renew)
            need_enrolled
            begin
            use_server "$(kept server)"
            if [ "$command" = renew ]; then renew; else check_in; fi ;;
        status | report | unenroll) "$command" ;;
        help | --help | -h) usage ;;
        *) fail 2 "what is $command? muster-agent help says how it is used" ;;
    esac
}

root='' work='' tty=''
# For tests, which call the functions one by one.
[ -n "${MUSTER_AGENT_SOURCED:-}" ] || main "$@" </dev/null
# The end of muster-agent. If this is missing, the script was cut off on its way, and has only named functions.
