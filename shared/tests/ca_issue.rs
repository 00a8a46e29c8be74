//! Issuing, presenting and revoking: what is written, what is refused, and who must act.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;

use core::time::Duration;

use ca_support::requests::{SEQUENCE, sequence, tlv};
use ca_support::{
    CSR_P256, CSR_RSA_2048, ISSUING_P256, ISSUING_RSA, ROOT, issue, issue_at, issuer_p256,
    issuer_rsa, now, serial, signer_p256, signer_rsa, subject, urls, verified,
};
use muster_shared::ca::{
    CertificateError, CertificateProfile, CrlEntry, CryptoFault, DeviceCertificate, IssuanceUrls,
    Issuer, IssuerError, PrepareError, Prepared, RevocationReason, SignatureAlgorithm, Signer,
    SoftwareVerifier, prepare, prepare_crl,
};
use muster_shared::enrollment::Refusal;
use muster_shared::time::Timestamp;
use x509_cert::crl::CertificateList;
use x509_cert::der::{Decode, Encode};

const DAY: Duration = Duration::from_secs(86_400);

fn prepare_at(
    issuer: &Issuer,
    now: Timestamp,
    urls: &IssuanceUrls,
) -> Result<Prepared, PrepareError> {
    let profile = CertificateProfile::device();
    prepare(
        issuer,
        &profile,
        &verified(CSR_P256),
        &subject(),
        serial(1),
        now,
        urls,
    )
}

#[test]
fn a_certificate_counts_from_an_hour_ago_to_the_minute_and_for_a_year() {
    let issuer = issuer_p256();
    let prepared = prepare_at(&issuer, now(), &urls(&issuer)).unwrap();
    assert_eq!(prepared.not_before().to_string(), "2026-12-01T11:34:00Z");
    assert_eq!(prepared.not_after().to_string(), "2027-12-01T12:34:56Z");
    assert_eq!(prepared.serial(), serial(1));
    assert_eq!(prepared.key_digest(), verified(CSR_P256).key_digest());
}

#[test]
fn a_certificate_never_counts_from_before_its_issuer() {
    let issuer = issuer_p256();
    let prepared = prepare_at(&issuer, issuer.not_before(), &urls(&issuer)).unwrap();
    assert_eq!(prepared.not_before(), issuer.not_before());

    let valid_from = issuer.not_before();
    let early = prepare_at(
        &issuer,
        valid_from.minus(Duration::from_secs(1)),
        &urls(&issuer),
    );
    assert_eq!(
        early.unwrap_err(),
        PrepareError::IssuerNotYetValid { valid_from }
    );
}

#[test]
fn a_certificate_never_outlives_its_issuer_and_is_not_issued_for_less_than_thirty_days() {
    let issuer = issuer_p256();
    let ends_at = issuer.not_after();
    let near = |days: u32| prepare_at(&issuer, ends_at.minus(DAY * days), &urls(&issuer));
    assert_eq!(near(366).unwrap().not_after(), ends_at.minus(DAY));
    assert_eq!(near(200).unwrap().not_after(), ends_at);
    assert_eq!(near(30).unwrap().not_after(), ends_at);
    assert_eq!(
        near(29).unwrap_err(),
        PrepareError::IssuerEndsTooSoon { ends_at }
    );
    let after = prepare_at(&issuer, ends_at.plus(DAY), &urls(&issuer));
    assert_eq!(
        after.unwrap_err(),
        PrepareError::IssuerEndsTooSoon { ends_at }
    );
}

#[test]
fn addresses_that_a_certificate_must_not_carry_fail_the_lint_by_name() {
    let issuer = issuer_p256();
    let good = urls(&issuer);
    for bad in [
        "",
        "http://",
        "ftp://a.example/x",
        "/ca/1.cer",
        "http://intranet/x",
        "http://a.example/x y",
        "http://ä.example/",
    ] {
        let bad = bad.to_owned();
        for (urls, extension) in [
            (
                IssuanceUrls {
                    ca_issuers: bad.clone(),
                    crl: good.crl.clone(),
                },
                "authorityInfoAccess",
            ),
            (
                IssuanceUrls {
                    ca_issuers: good.ca_issuers.clone(),
                    crl: bad.clone(),
                },
                "cRLDistributionPoints",
            ),
        ] {
            let Err(PrepareError::Lint(findings)) = prepare_at(&issuer, now(), &urls) else {
                panic!("{urls:?} was accepted");
            };
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert!(findings[0].rule.starts_with(extension), "{findings:?}");
        }
    }
    let local = IssuanceUrls {
        ca_issuers: "http://localhost:8787/1.cer".to_owned(),
        crl: good.crl,
    };
    assert!(prepare_at(&issuer, now(), &local).is_ok());
}

#[test]
fn what_was_prepared_is_what_is_signed() {
    let issuer = issuer_rsa();
    let prepared = prepare_at(&issuer, now(), &urls(&issuer)).unwrap();
    let contents = prepared.tbs_der().to_vec();
    let issued = pollster::block_on(prepared.sign(&signer_rsa())).unwrap();
    assert!(
        issued
            .der()
            .windows(contents.len())
            .any(|window| window == contents)
    );
    assert_eq!(issued.serial(), serial(1));
    assert_eq!(issued.clone().into_der(), issued.der());
}

#[test]
fn a_signer_of_another_kind_than_the_issuing_key_signs_nothing() {
    let issuer = issuer_p256();
    let prepared = prepare_at(&issuer, now(), &urls(&issuer)).unwrap();
    let fault = pollster::block_on(prepared.sign(&signer_rsa())).unwrap_err();
    assert!(fault.detail().contains("RsaPkcs1Sha256"), "{fault}");

    let list = prepare_crl(&issuer, 1, now(), now().plus(DAY), &[]);
    assert!(pollster::block_on(list.sign(&signer_rsa())).is_err());
}

#[test]
fn a_signer_that_breaks_is_a_fault() {
    struct Broken;
    impl Signer for Broken {
        fn algorithm(&self) -> SignatureAlgorithm {
            SignatureAlgorithm::EcdsaSha256
        }
        async fn sign(&self, _: &[u8]) -> Result<Vec<u8>, CryptoFault> {
            Err(CryptoFault::new("no key"))
        }
    }
    let issuer = issuer_p256();
    let prepared = prepare_at(&issuer, now(), &urls(&issuer)).unwrap();
    assert_eq!(
        pollster::block_on(prepared.sign(&Broken)).unwrap_err(),
        CryptoFault::new("no key")
    );
}

#[test]
fn a_key_and_a_certificate_that_do_not_belong_together_are_found_at_the_start() {
    let held = |issuer: Issuer, signer| {
        pollster::block_on(issuer.is_key_held_by(&signer, &SoftwareVerifier)).unwrap()
    };
    assert!(held(issuer_p256(), signer_p256()));
    assert!(held(issuer_rsa(), signer_rsa()));
    assert!(!held(issuer_p256(), signer_rsa()));
    let stranger = x509_key_of_a_stranger();
    assert!(!held(issuer_p256(), stranger));
}

/// A P-256 key that no certificate of ours names: RFC 6979 appendix A.2.5.
fn x509_key_of_a_stranger() -> muster_shared::ca::SoftwareSigner {
    let number = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
    let key = p256::SecretKey::from_slice(&muster_shared::encoding::unhex::<32>(number).unwrap())
        .unwrap();
    let document = p256::pkcs8::EncodePrivateKey::to_pkcs8_der(&key).unwrap();
    muster_shared::ca::SoftwareSigner::from_pkcs8_der(document.as_bytes()).unwrap()
}

#[test]
fn an_issuer_is_named_by_its_key_and_knows_its_chain() {
    let issuer = issuer_p256();
    assert_eq!(issuer.id().len(), 16);
    assert!(issuer.id().bytes().all(|digit| digit.is_ascii_hexdigit()));
    assert_ne!(issuer.id(), issuer_rsa().id());
    assert_eq!(issuer.certificate_der(), ISSUING_P256);
    assert_eq!(issuer.root_der(), ROOT);
    assert_eq!(issuer.chain(), [ROOT.to_vec()]);
    assert_eq!(
        issuer.signature_algorithm(),
        SignatureAlgorithm::EcdsaSha256
    );
    assert_eq!(
        issuer_rsa().signature_algorithm(),
        SignatureAlgorithm::RsaPkcs1Sha256
    );
}

#[test]
fn a_root_alone_may_issue() {
    let root = Issuer::from_der(ROOT, vec![], &SoftwareVerifier).unwrap();
    assert_eq!(root.root_der(), ROOT);
    assert!(root.chain().is_empty());
}

#[test]
fn a_chain_that_does_not_hold_is_refused_where_it_breaks() {
    let from = |issuing: &[u8], chain: Vec<Vec<u8>>| {
        Issuer::from_der(issuing, chain, &SoftwareVerifier).unwrap_err()
    };
    let device = issue(&issuer_p256(), &signer_p256(), CSR_P256, 2).into_der();

    assert_eq!(
        from(ISSUING_P256, vec![]),
        IssuerError::NotSignedByNext { position: 0 }
    );
    assert_eq!(
        from(ISSUING_P256, vec![ISSUING_RSA.to_vec()]),
        IssuerError::NotSignedByNext { position: 0 }
    );
    assert_eq!(
        from(ISSUING_P256, vec![ROOT.to_vec(), ISSUING_RSA.to_vec()]),
        IssuerError::NotSignedByNext { position: 1 }
    );
    assert_eq!(
        from(&device, vec![ISSUING_P256.to_vec()]),
        IssuerError::NotACa {
            position: 0,
            lacks: "cA"
        }
    );
    assert_eq!(
        from(b"", vec![]),
        IssuerError::Malformed {
            position: 0,
            what: "the certificate"
        }
    );
    assert_eq!(
        from(ISSUING_P256, vec![vec![0x30, 0]]),
        IssuerError::Malformed {
            position: 1,
            what: "the signed part"
        }
    );
}

fn present(
    der: &[u8],
    now: Timestamp,
) -> Result<muster_shared::ca::VerifiedDeviceCertificate, CertificateError> {
    DeviceCertificate::parse(der)?.verify(&issuer_p256(), &SoftwareVerifier, now)
}

#[test]
fn a_device_is_known_by_the_certificate_it_presents() {
    let issued = issue(&issuer_p256(), &signer_p256(), CSR_RSA_2048, 3);
    let device = present(issued.der(), now()).unwrap();
    assert_eq!(device.subject(), &subject());
    assert_eq!(device.tenant(), &subject().tenant);
    assert_eq!(device.enrollee(), subject().enrollee);
    assert_eq!(device.device(), subject().device);
    assert_eq!(device.serial(), serial(3));
    assert_eq!(device.spki_der(), verified(CSR_RSA_2048).spki_der());
    assert_eq!(device.key_digest(), issued.key_digest());
    assert_eq!(
        (device.not_before(), device.not_after()),
        (issued.not_before(), issued.not_after())
    );
    assert_eq!(device.certificate().der(), issued.der());
}

#[test]
fn a_certificate_counts_to_its_last_second() {
    let issued = issue(&issuer_p256(), &signer_p256(), CSR_P256, 4);
    let second = Duration::from_secs(1);
    assert!(present(issued.der(), issued.not_before()).is_ok());
    assert!(present(issued.der(), issued.not_after()).is_ok());
    assert_eq!(
        present(issued.der(), issued.not_before().minus(second)).unwrap_err(),
        CertificateError::NotYetValid {
            valid_from: issued.not_before()
        }
    );
    assert_eq!(
        present(issued.der(), issued.not_after().plus(second)).unwrap_err(),
        CertificateError::Refusal(Refusal::CertificateExpired {
            expired_at: issued.not_after()
        })
    );
}

#[test]
fn nobody_elses_certificate_identifies_a_device() {
    let of_the_rsa_ca = issue(&issuer_rsa(), &signer_rsa(), CSR_P256, 5);
    assert_eq!(
        present(of_the_rsa_ca.der(), now()).unwrap_err(),
        CertificateError::NotOurs
    );
    // Our name on it, another's signature.
    let forged = issue(&issuer_p256(), &x509_key_of_a_stranger(), CSR_P256, 6);
    assert_eq!(
        present(forged.der(), now()).unwrap_err(),
        CertificateError::NotOurs
    );
    // An expired one of a stranger is told nothing about its time.
    let late = now().plus(DAY * 1_000);
    assert_eq!(
        present(forged.der(), late).unwrap_err(),
        CertificateError::NotOurs
    );
    assert_eq!(
        present(ISSUING_P256, now()).unwrap_err(),
        CertificateError::NotOurs
    );
    assert!(matches!(
        present(&[0; 20_000], now()).unwrap_err(),
        CertificateError::Malformed(_)
    ));
}

/// Replaces a piece of what our own CA signs and signs again: a certificate of ours that is no device's.
fn resigned(replace: &[u8], by: &[u8]) -> Vec<u8> {
    let issuer = issuer_p256();
    let prepared = prepare_at(&issuer, now(), &urls(&issuer)).unwrap();
    let contents = replaced(prepared.tbs_der(), replace, by);
    signed(
        &contents,
        &SignatureAlgorithm::EcdsaSha256.to_algorithm_identifier(),
    )
}

/// Replaces the first place of a piece by another one of its length.
fn replaced(bytes: &[u8], piece: &[u8], by: &[u8]) -> Vec<u8> {
    assert_eq!(piece.len(), by.len());
    let place = bytes
        .windows(piece.len())
        .position(|window| window == piece)
        .unwrap();
    let mut bytes = bytes.to_vec();
    bytes[place..place + by.len()].copy_from_slice(by);
    bytes
}

fn signed(contents: &[u8], algorithm: &[u8]) -> Vec<u8> {
    let signature = pollster::block_on(signer_p256().sign(contents)).unwrap();
    sequence(&[contents, algorithm, &tlv(3, &[&[0], &signature])])
}

#[test]
fn a_certificate_in_anothers_name_is_not_ours_even_when_our_key_signed_it() {
    let renamed = resigned(
        b"Muster test issuing CA p256",
        b"Another test issuer CA p256",
    );
    assert_eq!(
        present(&renamed, now()).unwrap_err(),
        CertificateError::NotOurs
    );
}

#[test]
fn a_certificate_that_two_readers_could_read_differently_is_malformed() {
    let malformed = |der: &[u8], what: &str| {
        let expected = CertificateError::Malformed(format!("{what} is missing or not DER"));
        assert_eq!(present(der, now()).unwrap_err(), expected);
    };
    // The revocation list's address under the name of the purposes: an extension twice.
    malformed(
        &resigned(&[0x55, 0x1d, 0x1f], &[0x55, 0x1d, 0x25]),
        "no extension twice",
    );
    // One algorithm in what is signed, another one outside.
    let issuer = issuer_p256();
    let prepared = prepare_at(&issuer, now(), &urls(&issuer)).unwrap();
    let other = SignatureAlgorithm::EcdsaSha384.to_algorithm_identifier();
    malformed(
        &signed(prepared.tbs_der(), &other),
        "the same signature algorithm twice",
    );
    // Version 1 cannot have extensions.
    malformed(
        &resigned(&[0xa0, 3, 2, 1, 2], &[0xa0, 3, 2, 1, 0]),
        "version 3",
    );
}

#[test]
fn a_ca_that_allows_none_below_it_has_none_below_it() {
    // A sound CA's certificate, signed by the issuing CA with `pathlen:0` instead of by the root.
    let mut contents = x509_cert::Certificate::from_der(ISSUING_RSA)
        .unwrap()
        .tbs_certificate;
    contents.issuer = x509_cert::name::Name::from_der(issuer_p256().subject_der()).unwrap();
    let algorithm = SignatureAlgorithm::EcdsaSha256.to_algorithm_identifier();
    let der = signed(&contents.to_der().unwrap(), &algorithm);
    let chain = vec![ISSUING_P256.to_vec(), ROOT.to_vec()];
    assert_eq!(
        Issuer::from_der(&der, chain, &SoftwareVerifier).unwrap_err(),
        IssuerError::NotACa {
            position: 1,
            lacks: "a path length that reaches the issuing certificate"
        }
    );
}

#[test]
fn a_certificate_of_ours_that_is_no_devices_identifies_no_device() {
    let lacking = |replace: &[u8], by: &[u8]| present(&resigned(replace, by), now()).unwrap_err();
    let not_a_device = |lacks| CertificateError::NotADevice { lacks };
    let client_auth = [0x2b, 6, 1, 5, 5, 7, 3, 2];
    let server_auth = [0x2b, 6, 1, 5, 5, 7, 3, 1];
    assert_eq!(
        lacking(&client_auth, &server_auth),
        not_a_device("client authentication")
    );
    assert_eq!(
        lacking(&[3, 2, 7, 0x80], &[3, 2, 7, 0x00]),
        not_a_device("digitalSignature")
    );
    assert_eq!(
        lacking(b"https://muster.invalid/", b"https://master.invalid/"),
        not_a_device("a name of ours")
    );
    assert_eq!(lacking(b"/dev_", b"/enr_"), not_a_device("a name of ours"));
    let high = serial(1);
    let low = [&[0x01], &high.as_bytes()[1..]].concat();
    assert_eq!(
        // 00 81 01 01 … becomes 00 01 01 01 …, which is padded, and so no integer in DER at all.
        lacking(
            &[&[0], &high.as_bytes()[..]].concat(),
            &[&[0], &low[..]].concat()
        ),
        CertificateError::Malformed("the serial number is missing or not DER".to_owned())
    );
    // Unchanged it is one.
    assert!(present(&resigned(&client_auth, &client_auth), now()).is_ok());
}

#[test]
fn a_list_holds_what_was_revoked_by_serial_and_once() {
    let entry = |seed, minutes: u64, reason| CrlEntry {
        serial: serial(seed),
        revoked_at: now().plus(Duration::from_secs(60 * minutes)),
        reason,
    };
    let issuer = issuer_p256();
    let entries = [
        entry(0x93, 1, RevocationReason::Superseded),
        entry(0x91, 5, RevocationReason::KeyCompromise),
        entry(0x92, 3, RevocationReason::Unspecified),
        entry(0x91, 2, RevocationReason::CessationOfOperation),
    ];
    let make = |entries: &[CrlEntry]| {
        let list = prepare_crl(&issuer, 300, now(), now().plus(DAY), entries);
        pollster::block_on(list.sign(&signer_p256())).unwrap()
    };
    let der = make(&entries);
    let list = CertificateList::from_der(&der).unwrap();
    let revoked = list.tbs_cert_list.revoked_certificates.as_ref().unwrap();
    let serials: Vec<u8> = revoked
        .iter()
        .map(|entry| entry.serial_number.as_bytes()[1])
        .collect();
    assert_eq!(serials, [0x91, 0x92, 0x93]);
    // Of two revocations of one certificate the earlier counts, with its reason.
    let first = revoked[0].crl_entry_extensions.as_ref().unwrap();
    assert_eq!(first[0].extn_value.as_bytes(), [0x0a, 1, 5]);
    assert!(
        revoked[1].crl_entry_extensions.is_none(),
        "no reason is left out, not written as zero"
    );
    assert_eq!(list.to_der().unwrap(), der);

    let mut reversed = entries;
    reversed.reverse();
    assert_eq!(make(&reversed), der);
}

#[test]
fn an_empty_list_has_no_entries_at_all_and_is_valid_for_some_time() {
    let issuer = issuer_rsa();
    let list = prepare_crl(&issuer, 0, now(), now().minus(DAY), &[]);
    let der = pollster::block_on(list.sign(&signer_rsa())).unwrap();
    let list = CertificateList::from_der(&der).unwrap().tbs_cert_list;
    assert!(list.revoked_certificates.is_none());
    assert!(list.next_update.unwrap().to_unix_duration() > list.this_update.to_unix_duration());
    assert_eq!(der[0], SEQUENCE);
}

#[test]
fn times_from_2050_are_written_in_their_own_form() {
    // The fixtures end in 2031; a list may look further ahead.
    let issuer = issuer_p256();
    let far = "2050-01-01T00:00:00Z".parse().unwrap();
    let list = prepare_crl(&issuer, 1, now(), far, &[]);
    let der = pollster::block_on(list.sign(&signer_p256())).unwrap();
    assert!(
        der.windows(17)
            .any(|window| window == b"\x18\x0f20500101000000Z")
    );
}

#[test]
fn reasons_are_written_in_the_api_by_their_names() {
    let reason: RevocationReason = serde_json::from_str("\"cessation_of_operation\"").unwrap();
    assert_eq!(reason.code(), Some(5));
    assert_eq!(
        serde_json::to_string(&RevocationReason::KeyCompromise).unwrap(),
        "\"key_compromise\""
    );
}

#[test]
fn the_same_request_at_the_same_time_gives_the_same_bytes() {
    let issue = || issue_at(&issuer_p256(), &signer_p256(), CSR_P256, 7, now());
    assert_eq!(issue(), issue());
}
