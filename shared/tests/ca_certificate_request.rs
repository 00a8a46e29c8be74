//! Which certificate requests are refused, and why: every refusal by name.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::panic, reason = "a test that cannot go on should stop there")]

mod ca_support;

use ca_support::requests::{
    BASIC_CONSTRAINTS, EXT_KEY_USAGE, EXTENSION_REQUEST, KEY_USAGE, MICROSOFT_EXTENSIONS, Parts,
    SUBJECT_ALT_NAME, common_name, extension, extension_request, sequence, sha1_with_rsa, tlv,
};
use ca_support::{
    CSR_P256, CSR_P384, CSR_RSA_2048, issue, issuer_p256, signer_p256, signer_rsa, subject,
    verified,
};
use muster_shared::ca::{
    CertificateRequest, CryptoFault, CsrError, DeviceCertificate, SignatureAlgorithm,
    SignatureVerifier, SoftwareVerifier, VerifiedRequest,
};
use muster_shared::enrollment::Refusal;

fn check(der: &[u8]) -> Result<VerifiedRequest, CsrError> {
    CertificateRequest::parse(der)?.verify(&SoftwareVerifier)
}

fn refusal(der: &[u8]) -> Refusal {
    match check(der) {
        Err(CsrError::Refusal(refusal)) => refusal,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

#[track_caller]
fn assert_malformed(der: &[u8]) {
    let found = refusal(der);
    assert!(matches!(found, Refusal::CsrMalformed { .. }), "{found:?}");
}

const CA_TRUE: &[u8] = &[0x30, 3, 1, 1, 0xff];

#[test]
fn a_request_put_together_by_hand_verifies_and_shows_what_it_holds() {
    let signer = signer_p256();
    let request = check(&Parts::of(&signer).signed(&signer)).unwrap();
    assert_eq!(request.spki_der(), signer.spki_der().unwrap());
    assert_eq!(request.subject_der(), common_name(0x0c, "device"));
    assert!(!request.is_subject_empty());
    assert_eq!(request.subject_alt_name_der(), None);
}

#[test]
fn a_request_for_a_cas_rights_is_refused_by_name() {
    let signer = signer_p256();
    let basic = extension(BASIC_CONSTRAINTS, CA_TRUE);
    let cert_sign = extension(KEY_USAGE, &[3, 2, 2, 0b0000_0100]);
    let crl_sign = extension(KEY_USAGE, &[3, 2, 1, 0b1000_0010]);
    let nine_bits = extension(KEY_USAGE, &[3, 3, 7, 0b0000_0100, 0b1000_0000]);
    let harmless = extension(EXT_KEY_USAGE, &[0x30, 0]);
    for (asked, extension) in [
        (&basic, "basicConstraints CA:TRUE"),
        (&cert_sign, "keyUsage keyCertSign"),
        (&nine_bits, "keyUsage keyCertSign"),
        (&crl_sign, "keyUsage cRLSign"),
    ] {
        let expected = Refusal::CsrAsksTooMuch {
            extension: extension.to_owned(),
        };
        let attribute = |oid, lists| extension_request(oid, lists);
        for attributes in [
            vec![attribute(EXTENSION_REQUEST, &[&[asked]])],
            vec![attribute(EXTENSION_REQUEST, &[&[&harmless, asked]])],
            // It hides in a second list, a second attribute, or under Microsoft's name.
            vec![attribute(EXTENSION_REQUEST, &[&[&harmless], &[asked]])],
            vec![
                attribute(EXTENSION_REQUEST, &[&[&harmless]]),
                attribute(EXTENSION_REQUEST, &[&[asked]]),
            ],
            vec![attribute(MICROSOFT_EXTENSIONS, &[&[asked]])],
        ] {
            let attributes: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
            let request = Parts::of(&signer).with_attributes(&attributes);
            assert_eq!(refusal(&request.signed(&signer)), expected);
        }
    }
}

#[test]
fn wishes_that_are_no_rights_are_passed_over_and_never_reach_the_certificate() {
    let signer = signer_p256();
    let dns = sequence(&[&tlv(0x82, &[b"bank.example"])]);
    let server_auth = sequence(&[&tlv(6, &[&[0x2b, 6, 1, 5, 5, 7, 3, 1]])]);
    let request = Parts::asking_for(
        &signer,
        &[
            &extension(SUBJECT_ALT_NAME, &dns),
            &extension(EXT_KEY_USAGE, &server_auth),
            &extension(KEY_USAGE, &[3, 2, 5, 0xa0]),
            &extension(BASIC_CONSTRAINTS, &[0x30, 0]),
            &extension(
                &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 66, 1, 0],
                b"raw text, not DER\0",
            ),
        ],
    )
    .signed(&signer);
    assert_eq!(
        check(&request).unwrap().subject_alt_name_der(),
        Some(dns.as_slice())
    );

    let issued = issue(&issuer_p256(), &signer_p256(), &request, 0xa1);
    for text in [
        &b"bank.example"[..],
        b"raw text",
        b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01",
    ] {
        assert!(
            !issued
                .der()
                .windows(text.len())
                .any(|window| window == text)
        );
    }
    let certificate = DeviceCertificate::parse(issued.der()).unwrap();
    let ours = subject();
    assert_eq!(
        certificate.subject_der(),
        common_name(0x0c, &ours.device.to_string())
    );
    let uri = tlv(0x86, &[ours.to_string().as_bytes()]);
    assert_eq!(
        certificate.subject_alt_name_der(),
        Some(sequence(&[&uri]).as_slice())
    );
}

#[test]
fn an_extension_that_decides_something_must_be_readable() {
    let signer = signer_p256();
    for value in [
        &[][..],
        &[0x30],
        &[0x30, 3, 1, 1, 0x01],          // TRUE has one spelling
        &[0x30, 3, 1, 1, 0xff, 0],       // something after it
        &[0x30, 0x80, 1, 1, 0xff, 0, 0], // indefinite length
        &[0x31, 3, 1, 1, 0xff],
    ] {
        let asked = extension(BASIC_CONSTRAINTS, value);
        assert_malformed(&Parts::asking_for(&signer, &[&asked]).signed(&signer));
    }
    for value in [
        &[][..],
        &[3, 1],
        &[3, 0],
        &[3, 2, 8, 4],
        &[4, 2, 2, 4],
        &[0x23, 4, 3, 2, 2, 4],
    ] {
        let asked = extension(KEY_USAGE, value);
        assert_malformed(&Parts::asking_for(&signer, &[&asked]).signed(&signer));
    }
    let twice = extension(SUBJECT_ALT_NAME, &[0x30, 0]);
    assert_malformed(&Parts::asking_for(&signer, &[&twice, &twice]).signed(&signer));
}

#[test]
fn attributes_may_be_left_out_and_false_may_be_written_out() {
    let signer = signer_p256();
    let mut parts = Parts::of(&signer);
    parts.attributes = None;
    assert!(check(&parts.signed(&signer)).is_ok());

    let not_critical = sequence(&[
        &tlv(6, &[BASIC_CONSTRAINTS]),
        &[1, 1, 0],
        &tlv(4, &[&[0x30, 3, 1, 1, 0]]),
    ]);
    assert!(check(&Parts::asking_for(&signer, &[&not_critical]).signed(&signer)).is_ok());
}

#[test]
fn what_is_not_a_request_is_malformed() {
    let signer = signer_p256();
    let mut later_version = Parts::of(&signer);
    later_version.version = vec![2, 1, 1];
    assert_malformed(&later_version.signed(&signer));

    let mut subject_of_other_type = Parts::of(&signer);
    subject_of_other_type.subject = tlv(0x31, &[]);
    assert_malformed(&subject_of_other_type.signed(&signer));

    let whole = Parts::of(&signer).signed(&signer);
    assert_malformed(&[whole.as_slice(), &[0]].concat());
    assert_malformed(&[]);
    assert_malformed(b"-----BEGIN CERTIFICATE REQUEST-----");
    let certificate = issue(&issuer_p256(), &signer_p256(), CSR_P256, 0xa2);
    assert_malformed(certificate.der());

    // Something more within the request, after the signature, where nothing is signed.
    let content = &whole[whole.len() - usize::from(whole[2])..];
    assert_eq!(whole, sequence(&[content]));
    assert_malformed(&sequence(&[content, &[5, 0]]));
    // Something more in the signed part, after the attributes.
    let mut longer = Parts::of(&signer);
    longer.attributes = Some([tlv(0xa0, &[]), tlv(0xa1, &[])].concat());
    assert_malformed(&longer.signed(&signer));
}

#[test]
fn a_request_that_is_too_long_is_refused_for_its_length() {
    let signer = signer_p256();
    let padding = |length| tlv(0x0c, &[&vec![b'x'; length]]);
    let of_length = |length: usize| {
        let mut parts = Parts::of(&signer);
        parts.subject = sequence(&[&padding(length)]);
        parts.signed(&signer)
    };
    assert!(check(&of_length(16_000)).is_ok());
    assert_malformed(&of_length(16_400));
}

#[test]
fn keys_of_other_kinds_are_refused_with_what_was_found() {
    let signer = signer_p256();
    let with_key = |spki: Vec<u8>| {
        let mut parts = Parts::of(&signer);
        parts.spki = spki;
        refusal(&parts.signed(&signer))
    };
    let found = |text: &str| Refusal::KeyNotAccepted {
        found: text.to_owned(),
    };
    let ec = |curve: &[u8], point: &[u8]| {
        let id_ec = tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]]);
        sequence(&[&sequence(&[&id_ec, curve]), &tlv(3, &[&[0], point])])
    };
    let p256 = tlv(6, &[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]]);
    let good = signer.spki_der().unwrap();
    let point = &good[good.len() - 65..];

    assert_eq!(
        with_key(ec(&p256, &[&[2], &point[1..33]].concat())),
        found("P-256 with a compressed point")
    );
    assert_eq!(
        with_key(ec(&sequence(&[]), point)),
        found("a curve written out in full")
    );
    assert_eq!(
        with_key(ec(&tlv(6, &[&[0x2b, 0x81, 4, 0, 0x23]]), point)),
        found("P-521")
    );
    assert_eq!(
        with_key(ec(&tlv(6, &[&[0x2b, 0x81, 4, 0, 0x0a]]), point)),
        found("1.3.132.0.10")
    );
    let mut off_curve = point.to_vec();
    off_curve[64] ^= 1;
    assert!(matches!(
        with_key(ec(&p256, &off_curve)),
        Refusal::CsrMalformed { .. }
    ));
    assert!(matches!(
        with_key(ec(&p256, &point[..64])),
        Refusal::CsrMalformed { .. }
    ));
    assert!(matches!(
        with_key(ec(&p256, &[4; 1])),
        Refusal::CsrMalformed { .. }
    ));

    let ed25519 = sequence(&[
        &sequence(&[&tlv(6, &[&[0x2b, 0x65, 0x70]])]),
        &tlv(3, &[&[0; 33]]),
    ]);
    assert_eq!(with_key(ed25519), found("Ed25519"));
}

#[test]
fn rsa_keys_outside_the_bounds_are_refused_with_what_was_found() {
    let signer = signer_rsa();
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let id = sequence(&[
            &tlv(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]]),
            &[5, 0],
        ]);
        let key = sequence(&[&tlv(2, &[modulus]), &tlv(2, &[exponent])]);
        sequence(&[&id, &tlv(3, &[&[0], &key])])
    };
    let with_key = |modulus: &[u8], exponent: &[u8]| {
        let mut parts = Parts::of(&signer);
        parts.spki = rsa(modulus, exponent);
        refusal(&parts.signed(&signer))
    };
    let found = |text: &str| Refusal::KeyNotAccepted {
        found: text.to_owned(),
    };
    let modulus = |octets: usize| [&[0, 0x81][..], &vec![0x55; octets - 1]].concat();

    assert_eq!(with_key(&modulus(128), &[1, 0, 1]), found("RSA 1024"));
    assert_eq!(
        with_key(&[&[0x7f][..], &[0x55; 255]].concat(), &[1, 0, 1]),
        found("RSA 2047")
    );
    assert_eq!(with_key(&modulus(513), &[1, 0, 1]), found("RSA 4104"));
    assert_eq!(
        with_key(&modulus(256), &[3]),
        found("RSA 2048 with exponent 3")
    );
    assert_eq!(
        with_key(&modulus(256), &[1, 0, 0]),
        found("RSA 2048 with exponent 65536")
    );
    assert_eq!(
        with_key(&modulus(256), &[1, 0, 2]),
        found("RSA 2048 with exponent 65538")
    );
    assert_eq!(
        with_key(&modulus(256), &[1, 0, 0, 0, 1]),
        found("RSA 2048 with an exponent over 32 bits")
    );
    // Negative, padded, and nothing: not the one encoding that a key has.
    for (modulus, exponent) in [
        (vec![0x81; 256], vec![1, 0, 1]),
        ([&[0, 0][..], &[0x81; 256]].concat(), vec![1, 0, 1]),
        (modulus(256), vec![0, 1, 0, 1]),
        (modulus(256), vec![]),
    ] {
        assert!(matches!(
            with_key(&modulus, &exponent),
            Refusal::CsrMalformed { .. }
        ));
    }
}

#[test]
fn keys_that_are_known_to_be_weak_are_refused_although_their_signature_verifies() {
    for weak in [
        &include_bytes!("fixtures/ca/csr_weak_published.der")[..],
        include_bytes!("fixtures/ca/csr_weak_small_factor.der"),
        include_bytes!("fixtures/ca/csr_weak_close_primes.der"),
        include_bytes!("fixtures/ca/csr_weak_roca.der"),
    ] {
        assert_eq!(refusal(weak), Refusal::KeyKnownWeak);
        // A wrong signature is told first: it is the cheaper check, and its sender may not hold the key at all.
        let mut unsigned = weak.to_vec();
        *unsigned.last_mut().unwrap() ^= 1;
        assert_eq!(refusal(&unsigned), Refusal::CsrSignatureInvalid);
    }
}

#[test]
fn a_signature_by_another_key_or_algorithm_is_refused() {
    let (p256, rsa) = (signer_p256(), signer_rsa());
    assert_eq!(
        refusal(&Parts::of(&p256).signed(&rsa)),
        Refusal::CsrSignatureInvalid
    );

    let mut named_rsa = Parts::of(&p256);
    named_rsa.algorithm = SignatureAlgorithm::RsaPkcs1Sha256.to_algorithm_identifier();
    assert_eq!(
        refusal(&named_rsa.signed(&p256)),
        Refusal::CsrSignatureInvalid
    );

    let mut named_sha384 = Parts::of(&rsa);
    named_sha384.algorithm = SignatureAlgorithm::RsaPkcs1Sha384.to_algorithm_identifier();
    assert_eq!(
        refusal(&named_sha384.signed(&rsa)),
        Refusal::CsrSignatureInvalid
    );

    let mut sha1 = Parts::of(&rsa);
    sha1.algorithm = sha1_with_rsa();
    assert_eq!(
        refusal(&sha1.signed(&rsa)),
        Refusal::KeyNotAccepted {
            found: "a signature by sha1WithRSAEncryption".to_owned()
        }
    );
}

#[test]
fn a_key_and_an_algorithm_that_do_not_go_together_are_not_left_to_the_verifier() {
    struct Credulous;
    impl SignatureVerifier for Credulous {
        fn verify(
            &self,
            _: SignatureAlgorithm,
            _: &[u8],
            _: &[u8],
            _: &[u8],
        ) -> Result<bool, CryptoFault> {
            Ok(true)
        }
    }
    let signer = signer_p256();
    let mut named_rsa = Parts::of(&signer);
    named_rsa.algorithm = SignatureAlgorithm::RsaPkcs1Sha256.to_algorithm_identifier();
    let result = CertificateRequest::parse(&named_rsa.signed(&signer))
        .and_then(|request| request.verify(&Credulous).map_err(|_| Refusal::KeyReused));
    assert_eq!(result.unwrap_err(), Refusal::CsrSignatureInvalid);
}

#[test]
fn a_fault_of_our_own_cryptography_is_no_refusal() {
    struct Broken;
    impl SignatureVerifier for Broken {
        fn verify(
            &self,
            _: SignatureAlgorithm,
            _: &[u8],
            _: &[u8],
            _: &[u8],
        ) -> Result<bool, CryptoFault> {
            Err(CryptoFault::new("no engine"))
        }
    }
    let result = CertificateRequest::parse(CSR_P256).unwrap().verify(&Broken);
    assert_eq!(
        result.unwrap_err(),
        CsrError::Fault(CryptoFault::new("no engine"))
    );
}

#[test]
fn digests_recognise_the_same_request_and_the_same_key() {
    let signer = signer_p256();
    let one = check(&Parts::of(&signer).signed(&signer)).unwrap();
    let again = check(&Parts::of(&signer).signed(&signer)).unwrap();
    let mut renamed = Parts::of(&signer);
    renamed.subject = common_name(0x0c, "another");
    let renamed = check(&renamed.signed(&signer)).unwrap();
    assert_eq!(one.request_digest(), again.request_digest());
    assert_ne!(one.request_digest(), renamed.request_digest());
    assert_eq!(one.key_digest(), renamed.key_digest());
    assert_ne!(one.key_digest(), verified(CSR_P384).key_digest());
    assert_ne!(one.key_digest(), verified(CSR_RSA_2048).key_digest());
}

#[test]
fn a_renewal_may_repeat_its_names_or_leave_them_out_and_nothing_else() {
    let signer = signer_p256();
    let issued = issue(&issuer_p256(), &signer_p256(), CSR_P256, 0xa3);
    let old = DeviceCertificate::parse(issued.der()).unwrap();
    let device = subject().device.to_string();
    let our_names = old.subject_alt_name_der().unwrap().to_vec();
    let asks_the_same = |name: Vec<u8>, alternatives: Option<&[u8]>| {
        let mut parts = match alternatives {
            Some(value) => Parts::asking_for(&signer, &[&extension(SUBJECT_ALT_NAME, value)]),
            None => Parts::of(&signer),
        };
        parts.subject = name;
        check(&parts.signed(&signer))
            .unwrap()
            .asks_for_same_names_as(&old)
    };
    let (utf8, printable) = (0x0c, 0x13);
    assert!(asks_the_same(common_name(utf8, &device), Some(&our_names)));
    assert!(asks_the_same(common_name(printable, &device), None));
    assert!(asks_the_same(sequence(&[]), None));
    assert!(asks_the_same(sequence(&[]), Some(&our_names)));

    assert!(!asks_the_same(common_name(utf8, "dev_other"), None));
    assert!(!asks_the_same(common_name(utf8, &device), Some(&[0x30, 0])));
    assert!(!asks_the_same(
        sequence(&[]),
        Some(&sequence(&[&tlv(0x82, &[b"bank.example"])]))
    ));
}
