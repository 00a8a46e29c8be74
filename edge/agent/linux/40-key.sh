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

