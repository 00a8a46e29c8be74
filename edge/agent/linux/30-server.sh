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
        unconfigure || true
        stop_timer
        rm -f "$state/device.pem" "$state/request.pem" "$state/reported" "$state/last"
        fail 6 "$server has ended the enrollment. $reason The key has been deleted."
    fi
    if enrolled; then note "$result" - "$reason"; fi
    fail "$result" "$reason"
}
note() { say "$1 $(date +%s) $2 $3" | put last; }       # EXIT-CODE, when the next check-in is due or -, TEXT

