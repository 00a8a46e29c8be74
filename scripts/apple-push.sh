#!/usr/bin/env bash
# The certificate with which Apple lets an organisation wake its devices: from the request to what comes back. Needs openssl alone;
# nothing is sent anywhere, and the key stays where it was made. FOLDER is where it is kept, `apple-push` unless said otherwise.
#
#   scripts/apple-push.sh request ORGANISATION [FOLDER]
#       makes push.key (RSA, 2048 bits) and push.csr
#   scripts/apple-push.sh sign CSR CERTIFICATE CHAIN KEY
#       for the holder of an MDM vendor certificate, with its chain (Apple's WWDR certificate and Apple's root; PEM) and its key:
#       makes PushCertSignedRequest beside the request, which https://identity.apple.com/pushcert takes
#   scripts/apple-push.sh check CERTIFICATE [FOLDER]
#       whether what came back is for this key: its topic, its end, and what is to be done with it
#
# developer.apple.com/documentation/devicemanagement/setting-up-push-notifications-for-your-device-management-customers
set -euo pipefail

say() { printf 'apple-push: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
# The head of this file, up to the first line that is code.
usage() { sed -n '2,/^set /{s/^# \{0,1\}//;/^set /!p;}' "$0" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Certificates in PEM with nothing around them, in lines of 64 characters: as Apple's page asks for them.
certificates() { openssl crl2pkcs7 -nocrl -certfile "$1" | openssl pkcs7 -print_certs | sed -n '/^-----BEGIN/,/^-----END/p'; }
# One certificate, be it PEM or DER.
certificate() {
  openssl x509 -in "$1" 2>/dev/null || openssl x509 -inform DER -in "$1" 2>/dev/null || fail "$1 is not a certificate"
}
key_of_certificate() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r; }
key_of_key() { openssl pkey -in "$1" -pubout -outform DER 2>/dev/null | openssl dgst -sha256 -r; }

request() { # organisation, folder
  local organisation=$1 folder=$2
  # A certificate may be in use for it, or on its way.
  [ ! -e "$folder/push.key" ] || fail "$folder/push.key is there already, and is not overwritten: name another FOLDER"
  [[ $organisation != *[/\\+=]* ]] || fail "the organisation's name has one of / \\ + = in it: leave these out"
  mkdir -p "$folder"
  (umask 077; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/push.key" 2>"$work/log") || fail "openssl made no key"
  openssl req -new -utf8 -sha256 -key "$work/push.key" -subj "/O=$organisation/CN=$organisation device management" -out "$work/push.csr" ||
    fail "openssl made no request"
  mv -n "$work/push.key" "$work/push.csr" "$folder/"
  say "made $folder/push.key, which stays here, and $folder/push.csr"
  say "next: have the holder of an MDM vendor certificate sign $folder/push.csr, by $0 sign or by their own means"
}

sign() { # request, vendor's certificate, its chain, its key
  local csr=$1 chain=$3 key=$4 out
  out=$(dirname "$csr")/PushCertSignedRequest
  openssl req -in "$csr" -outform DER -out "$work/csr.der" 2>/dev/null ||
    openssl req -inform DER -in "$csr" -outform DER -out "$work/csr.der" 2>/dev/null || fail "$csr is not a request"
  # Whoever asks must have the key: what it signed itself is looked at before anything else is signed.
  # Not every openssl says so by its exit status.
  openssl req -inform DER -in "$work/csr.der" -noout -verify >"$work/log" 2>&1 || true
  grep -q 'verify OK$' "$work/log" || fail "$csr is not signed by its own key"
  certificate "$2" >"$work/vendor.pem"
  certificates "$chain" >"$work/chain.pem"
  [ "$(key_of_certificate "$work/vendor.pem")" = "$(key_of_key "$key")" ] || fail "$key is not the key of $2"
  openssl x509 -in "$work/vendor.pem" -noout -checkend 0 >"$work/log" || fail "$2 has ended"
  # From the vendor's own up to the root, each after the one that it has issued.
  : >"$work/all.pem"
  cp "$work/vendor.pem" "$work/next.pem"
  awk -v to="$work/of-chain" '/^-----BEGIN/ { n += 1 } { print > (to "-" n ".pem") }' "$work/chain.pem"
  local issuer one found
  for _ in 1 2 3 4 5; do
    cat "$work/next.pem" >>"$work/all.pem"
    issuer=$(openssl x509 -in "$work/next.pem" -noout -issuer_hash)
    [ "$issuer" != "$(openssl x509 -in "$work/next.pem" -noout -subject_hash)" ] || break
    found=
    for one in "$work"/of-chain-*.pem; do
      if [ -e "$one" ] && [ "$(openssl x509 -in "$one" -noout -subject_hash)" = "$issuer" ] &&
        openssl verify -partial_chain -trusted "$one" "$work/next.pem" >"$work/log" 2>&1; then found=$one; fi
    done
    [ "$found" ] || fail "the chain does not reach a root: who issued $(openssl x509 -in "$work/next.pem" -noout -subject) is not in $chain"
    cp "$found" "$work/next.pem"
  done
  openssl verify -trusted "$work/next.pem" -untrusted "$work/all.pem" "$work/vendor.pem" >"$work/log" 2>&1 ||
    fail "the chain does not verify: $(tail -n 1 "$work/log")"
  openssl dgst -sha256 -sign "$key" -out "$work/signature" "$work/csr.der"
  {
    printf '<?xml version="1.0" encoding="UTF-8"?>\n'
    printf '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
    printf '<plist version="1.0">\n<dict>\n'
    printf '<key>PushCertRequestCSR</key>\n<string>%s</string>\n' "$(openssl base64 -A -in "$work/csr.der")"
    printf '<key>PushCertCertificateChain</key>\n<string>%s\n</string>\n' "$(cat "$work/all.pem")"
    printf '<key>PushCertSignature</key>\n<string>%s</string>\n' "$(openssl base64 -A -in "$work/signature")"
    printf '</dict>\n</plist>\n'
  } >"$work/request.plist"
  openssl base64 -A -in "$work/request.plist" -out "$out"
  say "made $out"
  say "next: upload it at https://identity.apple.com/pushcert with an Apple account of the organisation's; to renew, choose Renew there"
}

check() { # certificate, folder
  local folder=$2 topic
  certificate "$1" >"$work/push.pem"
  [ -e "$folder/push.key" ] || fail "$folder/push.key is not there"
  [ "$(key_of_certificate "$work/push.pem")" = "$(key_of_key "$folder/push.key")" ] || fail "$1 is not for the key $folder/push.key"
  topic=$(openssl x509 -in "$work/push.pem" -noout -subject -nameopt multiline | sed -n 's/^ *\(userId\|UID\) *= *//p' | head -n 1)
  [[ $topic == com.apple.mgmt.* ]] || fail "$1 is not Apple's certificate for device management: its subject has no user id com.apple.mgmt.…"
  say "topic: $topic"
  say "ends: $(openssl x509 -in "$work/push.pem" -noout -enddate | sed 's/^notAfter=//')"
  openssl x509 -in "$work/push.pem" -noout -checkend 0 >"$work/log" || fail "$1 has ended: renew it, and do not make another"
  say "next, one of:"
  say "  wrangler mtls-certificate upload --cert $1 --key $folder/push.key, and its id in wrangler.toml (binding APNS)"
  say "  a relay with $1 and $folder/push.key"
  say "and: the certificate, not the key, as push_certificate to PUT /api/v1/configuration/apple (docs/apple.md)"
}

case "${1:-} $#" in
  'request 2' | 'request 3') request "$2" "${3:-apple-push}" ;;
  'sign 5') sign "$2" "$3" "$4" "$5" ;;
  'check 2' | 'check 3') check "$2" "${3:-apple-push}" ;;
  *) usage ;;
esac
