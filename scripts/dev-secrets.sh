#!/usr/bin/env bash
# Makes the secrets of a development deployment, once, and never touches one that is there.
#
#   scripts/dev-secrets.sh [FILE]     FILE is .dev.vars unless said otherwise
#
# The file is read by `wrangler dev` and can be sourced by a shell. A real deployment gets the same names by
# `wrangler secret put`, from keys made where they can be kept.
. "$(dirname "$0")/env.sh"
file=${1:-.dev.vars}
umask 077
mkdir -p "$(dirname "$file")"
if ! [ -e "$file" ]; then
  printf '# Development secrets, made by scripts/dev-secrets.sh. Not for any other use.\n' >"$file"
fi
chmod 600 "$file"

has() { grep -q "^$1=" "$file"; }
put() { printf '%s="%s"\n' "$1" "$2" >>"$file"; }
secret() { has "$1" || put "$1" "$(openssl rand -base64 32)"; }

# Four groups of four: 79 bits, and no two characters that look alike.
password() {
  local letters
  letters=$(openssl rand 1024 | LC_ALL=C tr -dc 'a-hjkmnp-z2-9' | cut -c 1-16)
  [ "${#letters}" = 16 ] || fail "openssl rand gave too little"
  printf '%s' "$letters" | sed 's/..../&-/g; s/-$//'
}
for person in ADMIN ANA BEN; do
  has "DEV_${person}_PASSWORD" || put "DEV_${person}_PASSWORD" "$(password)"
done
secret SEALING_KEY  # encrypts what is stored sealed
secret SETUP_TOKEN  # may create the first people
secret PROXY_SECRET # shared with the proxy that hands on client certificates
secret GATE_SECRET  # asks which devices may pass

# ---- the certificate authority --------------------------------------------------------------------------
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
config=scripts/dev-ca.cnf
make_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key" 2>"$work/log"; }
serial() { printf '0x%s' "$(openssl rand -hex 16)"; }
der() { openssl x509 -in "$work/$1.crt" -outform DER | openssl base64 -A; }
pkcs8() { openssl pkcs8 -topk8 -nocrypt -in "$work/$1.key" -outform DER | openssl base64 -A; }
value() { sed -n "s/^$1=\"\(.*\)\"$/\1/p" "$file" | openssl base64 -d -A; }

make_ca() {
  make_key root
  make_key issuing
  openssl req -new -x509 -config "$config" -extensions root_ca -key "$work/root.key" -sha256 -days 3650 \
    -set_serial "$(serial)" -subj "/O=Muster development/CN=Muster development root" -out "$work/root.crt"
  openssl req -new -config "$config" -key "$work/issuing.key" -sha256 \
    -subj "/O=Muster development/CN=Muster development issuing CA" -out "$work/issuing.csr"
  openssl x509 -req -in "$work/issuing.csr" -CA "$work/root.crt" -CAkey "$work/root.key" -sha256 -days 1825 \
    -set_serial "$(serial)" -extfile "$config" -extensions issuing_ca -out "$work/issuing.crt" 2>"$work/log"
  openssl verify -CAfile "$work/root.crt" "$work/issuing.crt" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "the CA that was made does not verify"; }

  put CA_ISSUING_KEY "$(pkcs8 issuing)"
  put CA_ISSUING_CERTIFICATE "$(der issuing)"
  put CA_ROOT_CERTIFICATE "$(der root)"
  say "made a development CA in $file; the root key signed the issuing CA once and is thrown away now"
}

# SCEP's registration authority, below the issuing CA that is there.
make_ra() {
  value CA_ISSUING_KEY >"$work/issuing.der"
  value CA_ISSUING_CERTIFICATE >"$work/issuing.crt.der"
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/ra.key" 2>"$work/log"
  openssl req -new -config "$config" -key "$work/ra.key" -sha256 \
    -subj "/O=Muster development/CN=Muster development SCEP RA" -out "$work/ra.csr"
  openssl x509 -req -in "$work/ra.csr" -CA "$work/issuing.crt.der" -CAkey "$work/issuing.der" -sha256 -days 1800 \
    -set_serial "$(serial)" -extfile "$config" -extensions scep_ra -out "$work/ra.crt" 2>"$work/log"

  put SCEP_RA_KEY "$(pkcs8 ra)"
  put SCEP_RA_CERTIFICATE "$(der ra)"
}

present=0
for name in CA_ISSUING_KEY CA_ISSUING_CERTIFICATE CA_ROOT_CERTIFICATE; do has "$name" && present=$((present + 1)); done
case $present in
  0) make_ca ;;
  3) ;;
  *) fail "$file has only part of the CA: the three CA_… lines belong together, restore or remove them all" ;;
esac
has SCEP_RA_KEY || make_ra
