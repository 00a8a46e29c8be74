//! Bytes of no good will: whatever comes, the answer is an error, in time, without a panic.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;

use ca_support::requests::{Parts, sequence, tlv};
use ca_support::{
    CSR_P256, CSR_P384, CSR_RSA_2048, CSR_WINDOWS_NUL, ISSUING_P256, ROOT, issue, issuer_p256, now,
    signer_p256,
};
use muster_shared::ca::{
    CertificateRequest, DeviceCertificate, Issuer, SignatureAlgorithm, SoftwareSigner,
    SoftwareVerifier,
};
use proptest::prelude::*;

fn is_accepted(der: &[u8]) -> bool {
    CertificateRequest::parse(der).is_ok_and(|request| request.verify(&SoftwareVerifier).is_ok())
}

/// One bit of an octet, another one from octet to octet, and all of them.
fn changes(place: usize) -> [u8; 2] {
    [1 << (place % 8), 0xff]
}

#[test]
fn a_request_cut_short_anywhere_is_malformed() {
    for csr in [CSR_P256, CSR_P384, CSR_RSA_2048, CSR_WINDOWS_NUL] {
        for end in 0..csr.len() {
            assert!(
                CertificateRequest::parse(&csr[..end]).is_err(),
                "cut at {end}"
            );
        }
    }
}

#[test]
fn a_request_with_any_one_octet_changed_is_refused() {
    // Every bit of a request is either signed, or part of the signature, or fixed by the one encoding that is accepted.
    for csr in [CSR_P256, CSR_P384, CSR_RSA_2048, CSR_WINDOWS_NUL] {
        let mut changed = csr.to_vec();
        for place in 0..csr.len() {
            for change in changes(place) {
                changed[place] ^= change;
                assert!(!is_accepted(&changed), "octet {place}, {change:#04x}");
                changed[place] ^= change;
            }
        }
    }
}

#[test]
fn a_certificate_cut_short_or_changed_anywhere_identifies_nobody() {
    let issuer = issuer_p256();
    let issued = issue(&issuer, &signer_p256(), CSR_P256, 0xb1);
    let is_ours = |der: &[u8]| {
        DeviceCertificate::parse(der)
            .is_ok_and(|it| it.verify(&issuer, &SoftwareVerifier, now()).is_ok())
    };
    assert!(is_ours(issued.der()));
    let mut changed = issued.der().to_vec();
    for place in 0..changed.len() {
        assert!(!is_ours(&issued.der()[..place]), "cut at {place}");
        for change in changes(place) {
            changed[place] ^= change;
            assert!(!is_ours(&changed), "octet {place}, {change:#04x}");
            changed[place] ^= change;
        }
    }
}

#[test]
fn a_ca_certificate_cut_short_or_changed_anywhere_is_no_issuer() {
    let is_issuer =
        |der: &[u8]| Issuer::from_der(der, vec![ROOT.to_vec()], &SoftwareVerifier).is_ok();
    assert!(is_issuer(ISSUING_P256));
    let mut changed = ISSUING_P256.to_vec();
    for place in 0..changed.len() {
        assert!(!is_issuer(&ISSUING_P256[..place]), "cut at {place}");
        changed[place] ^= 0x01;
        assert!(!is_issuer(&changed), "octet {place}");
        changed[place] ^= 0x01;
    }
}

#[test]
fn nesting_and_huge_lengths_are_refused_at_once() {
    let deep: Vec<u8> = (0..5_000).fold(Vec::new(), |inner, _| {
        if inner.len() > 15_000 {
            inner
        } else {
            tlv(0x30, &[&inner])
        }
    });
    let mut bombs: Vec<Vec<u8>> = vec![
        [0x30, 0x80].repeat(8_000),
        [0x30, 0x84, 0xff, 0xff, 0xff, 0xff].repeat(2_000),
        [0x30, 0x83, 0x00, 0x3f, 0xf0].repeat(3_000),
        vec![0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        vec![0xff; 16_384],
        vec![0x00; 16_384],
        vec![0xa0; 16_384],
        vec![0x30; 16_384],
        deep.clone(),
    ];
    // In a place of its own, signed and all: the subject is not opened, attributes are opened one level.
    let signer = signer_p256();
    let mut subject = Parts::of(&signer);
    subject.subject = deep.clone();
    assert!(
        is_accepted(&subject.signed(&signer)),
        "a subject is never decoded"
    );
    bombs.push(Parts::of(&signer).with_attributes(&[&deep]).signed(&signer));
    let small = sequence(&[&[6, 1, 0x2a], &[0x31, 0]]);
    let many: Vec<&[u8]> = (0..1_500).map(|_| small.as_slice()).collect();
    assert!(is_accepted(
        &Parts::of(&signer).with_attributes(&many).signed(&signer)
    ));
    for bomb in bombs {
        assert!(!is_accepted(&bomb));
        assert!(DeviceCertificate::parse(&bomb).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn random_bytes_are_no_request_and_no_certificate(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(!is_accepted(&bytes));
        prop_assert!(DeviceCertificate::parse(&bytes).is_err());
        prop_assert!(SoftwareSigner::from_pkcs8_der(&bytes).is_err());
        prop_assert!(SignatureAlgorithm::from_algorithm_identifier(&bytes).is_err());
    }

    #[test]
    fn a_request_with_a_piece_replaced_is_refused(
        at in 0_usize..640,
        piece in proptest::collection::vec(any::<u8>(), 1..40),
        csr in prop_oneof![Just(CSR_P256), Just(CSR_RSA_2048), Just(CSR_WINDOWS_NUL)],
    ) {
        let at = at % csr.len();
        let end = (at + piece.len()).min(csr.len());
        let changed = [&csr[..at], &piece, &csr[end..]].concat();
        prop_assume!(changed != csr);
        prop_assert!(!is_accepted(&changed));
    }
}
