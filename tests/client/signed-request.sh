#!/bin/sh
# Sends one HTTP request signed with a device's key (RFC 9421, Muster's profile), with nothing but openssl and curl.
#
#   signed-request.sh METHOD URL KEY CERTIFICATE [BODY [CONTENT-TYPE]]
#
# KEY and CERTIFICATE are PEM files; RSA, P-256 and P-384 keys will do. BODY is a file; without it the body is empty.
# Prints the answer's body. Ends with 0 for a status of 2xx, 3 for 3xx, 4 for 4xx, 5 for 5xx, 1 when nothing was sent,
# 2 for wrong arguments.
#
# DRY_RUN=1 prints the method, the URL and the headers instead of sending them.
# SIGN_CREATED (seconds since 1970) and SIGN_NONCE stand in for the clock and for chance, to try what a server refuses.
set -eu

usage() {
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
}
[ $# -ge 4 ] && [ $# -le 6 ] || usage
method=$1 url=$2 key=$3 certificate=$4 body=${5:-/dev/null} content_type=${6:-application/json}

# What of the URL is signed: the host in lower case, with its port unless it is the scheme's own; path; query.
case $url in
    http://*) own_port=:80 ;;
    https://*) own_port=:443 ;;
    *) usage ;;
esac
url=${url%%#*}
rest=${url#*://}
authority=${rest%%[/?]*}
target=${rest#"$authority"}
authority=$(printf %s "${authority%"$own_port"}" | tr '[:upper:]' '[:lower:]')
path=${target%%\?*}
query=${target#"$path"}
: "${path:=/}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The certificate travels with the request; its key says how to sign, and how long each half of an ECDSA signature is.
openssl x509 -in "$certificate" -outform DER -out "$work/certificate"
openssl x509 -in "$certificate" -noout -pubkey -out "$work/public"
public=$(openssl pkey -pubin -in "$work/public" -noout -text)
case $public in
    *prime256v1*) hash=sha256 digits=64 ;;
    *secp384r1*) hash=sha384 digits=96 ;;
    *Modulus*) hash=sha256 digits= ;;
    *) echo "the key of $certificate is neither RSA nor on P-256 or P-384" >&2; exit 1 ;;
esac

openssl dgst -sha256 -binary -out "$work/digest" "$body"
content_digest="sha-256=:$(openssl base64 -A -in "$work/digest"):"
device_certificate=":$(openssl base64 -A -in "$work/certificate"):"

# The signature base: one line for each thing covered, the last without an end (RFC 9421 section 2.5).
created=${SIGN_CREATED:-$(date +%s)}
nonce=${SIGN_NONCE:-$(openssl rand -hex 16)}
covered='"@method" "@authority" "@path"'
base="\"@method\": $method
\"@authority\": $authority
\"@path\": $path"
if [ -n "$query" ]; then
    covered="$covered \"@query\""
    base="$base
\"@query\": $query"
fi
input="($covered \"content-digest\" \"device-certificate\");created=$created;nonce=\"$nonce\""
base="$base
\"content-digest\": $content_digest
\"device-certificate\": $device_certificate
\"@signature-params\": $input"
printf %s "$base" >"$work/base"
openssl dgst "-$hash" -sign "$key" -out "$work/signature" "$work/base"

# openssl writes an ECDSA signature as DER, two whole numbers; RFC 9421 wants their octets side by side, each as long as
# the curve. asn1parse shows the numbers in hexadecimal, printf fills them up and turns each pair of digits into an octet.
if [ -n "$digits" ]; then
    openssl asn1parse -inform DER -in "$work/signature" | sed -n 's/.*INTEGER *://p' |
        while read -r number; do printf "%${digits}s" "$number" | tr ' ' 0; done |
        fold -w 2 | { cat; echo; } |
        while read -r pair; do printf "\\$(printf %03o "0x$pair")"; done >"$work/raw"
    mv "$work/raw" "$work/signature"
fi
signature=":$(openssl base64 -A -in "$work/signature"):"

cat >"$work/headers" <<END
Content-Type: $content_type
Content-Digest: $content_digest
Device-Certificate: $device_certificate
Signature-Input: sig1=$input
Signature: sig1=$signature
END
if [ -n "${DRY_RUN:-}" ]; then
    echo "$method $url"
    cat "$work/headers"
    exit 0
fi

# --path-as-is: what is sent must be what was signed.
set -- --silent --show-error --path-as-is --request "$method" --header "@$work/headers" --output "$work/answer" \
    --write-out '%{http_code}'
case $method in
    GET) ;;
    *) set -- "$@" --data-binary "@$body" ;;
esac
: >"$work/answer"
status=$(curl "$@" "$url") || exit 1
cat "$work/answer"
case $status in
    2??) exit 0 ;;
    [345]??) echo "the server answered with status $status" >&2; exit "${status%??}" ;;
    *) echo "the server answered with status $status" >&2; exit 1 ;;
esac
