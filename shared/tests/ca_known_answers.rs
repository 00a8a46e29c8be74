//! Fixed requests, keys, serials and times give fixed bytes: natively, in workerd's kind of wasm and in the browser.
//!
//! RSA with PKCS#1 v1.5 and ECDSA by RFC 6979 are deterministic, so a whole certificate is a known answer. After a change
//! that is meant to change certificates: `MUSTER_BLESS=1 cargo test -p muster-shared --test ca_known_answers`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;

use ca_support::{
    CSR_P256, CSR_P384, CSR_RSA_2048, CSR_RSA_3072, CSR_RSA_4096, CSR_WINDOWS_NUL,
    CSR_WINDOWS_UTF8, issue, issuer_p256, issuer_rsa, now, serial, signer_p256, signer_rsa,
    verified,
};
use muster_shared::ca::{CrlEntry, KeyKind, RevocationReason, prepare_crl};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[track_caller]
fn assert_known(name: &str, made: &[u8], known: &[u8]) {
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("MUSTER_BLESS").is_some() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/ca/");
        std::fs::write(format!("{folder}{name}"), made).unwrap();
        return;
    }
    assert!(
        made == known,
        "{name} is not what it was: {} octets, {} before",
        made.len(),
        known.len()
    );
}

#[test]
fn requests_of_every_accepted_key_verify() {
    for (csr, kind) in [
        (CSR_RSA_2048, KeyKind::Rsa { bits: 2048 }),
        (CSR_RSA_3072, KeyKind::Rsa { bits: 3072 }),
        (CSR_RSA_4096, KeyKind::Rsa { bits: 4096 }),
        (CSR_P256, KeyKind::P256),
        (CSR_P384, KeyKind::P384),
    ] {
        assert_eq!(verified(csr).key_kind(), kind);
    }
}

#[test]
fn windows_requests_verify_although_they_break_der() {
    for csr in [CSR_WINDOWS_NUL, CSR_WINDOWS_UTF8] {
        let request = verified(csr);
        assert_eq!(request.key_kind(), KeyKind::Rsa { bits: 2048 });
        assert!(!request.is_subject_empty());
        assert_eq!(request.subject_alt_name_der(), None);
    }
}

/// Issues for a request of the fixtures and compares with the certificate of the fixtures.
macro_rules! known_certificate {
    ($test:ident, $issuer:expr, $signer:expr, $csr:expr, $serial:literal, $name:literal) => {
        #[test]
        fn $test() {
            let issued = issue(&$issuer, &$signer, $csr, $serial);
            assert_known(
                $name,
                issued.der(),
                include_bytes!(concat!("fixtures/ca/", $name)),
            );
        }
    };
}

known_certificate!(
    p256_by_a_p256_issuer,
    issuer_p256(),
    signer_p256(),
    CSR_P256,
    0x91,
    "device_p256.der"
);
known_certificate!(
    p384_by_a_p256_issuer,
    issuer_p256(),
    signer_p256(),
    CSR_P384,
    0x92,
    "device_p384.der"
);
known_certificate!(
    rsa_2048_by_a_p256_issuer,
    issuer_p256(),
    signer_p256(),
    CSR_RSA_2048,
    0x93,
    "device_rsa2048.der"
);
known_certificate!(
    rsa_3072_by_a_p256_issuer,
    issuer_p256(),
    signer_p256(),
    CSR_RSA_3072,
    0x94,
    "device_rsa3072.der"
);
known_certificate!(
    rsa_4096_by_a_p256_issuer,
    issuer_p256(),
    signer_p256(),
    CSR_RSA_4096,
    0x95,
    "device_rsa4096.der"
);
known_certificate!(
    windows_by_a_p256_issuer,
    issuer_p256(),
    signer_p256(),
    CSR_WINDOWS_NUL,
    0x96,
    "device_windows.der"
);
known_certificate!(
    rsa_2048_by_an_rsa_issuer,
    issuer_rsa(),
    signer_rsa(),
    CSR_RSA_2048,
    0x97,
    "device_by_rsa.der"
);

#[test]
fn a_list_of_every_reason_is_the_known_list() {
    use RevocationReason::{
        AffiliationChanged, CessationOfOperation, KeyCompromise, PrivilegeWithdrawn, Superseded,
        Unspecified,
    };
    let reasons = [
        Unspecified,
        KeyCompromise,
        AffiliationChanged,
        Superseded,
        CessationOfOperation,
        PrivilegeWithdrawn,
    ];
    let entries: Vec<CrlEntry> = reasons
        .into_iter()
        .zip(0x81..)
        .map(|(reason, seed)| CrlEntry {
            serial: serial(seed),
            revoked_at: now(),
            reason,
        })
        .collect();
    let week = core::time::Duration::from_secs(7 * 86_400);
    let list = prepare_crl(&issuer_p256(), 7, now(), now().plus(week), &entries);
    let list = pollster::block_on(list.sign(&signer_p256())).unwrap();
    assert_known("list.crl", &list, include_bytes!("fixtures/ca/list.crl"));
}

#[test]
fn an_empty_list_is_the_known_list() {
    let list = prepare_crl(
        &issuer_rsa(),
        1,
        now(),
        now().plus(core::time::Duration::from_secs(3_600)),
        &[],
    );
    let list = pollster::block_on(list.sign(&signer_rsa())).unwrap();
    assert_known(
        "list_empty.crl",
        &list,
        include_bytes!("fixtures/ca/list_empty.crl"),
    );
}
