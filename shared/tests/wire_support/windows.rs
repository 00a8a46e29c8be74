//! The vectors of Windows enrollment, and documents with fixed contents.

#![allow(
    dead_code,
    reason = "each test file that takes this in uses some of it"
)]

use base64ct::{Base64, Encoding as _};
use muster_shared::device::CertificateStore;
use muster_shared::protocol::wap::{
    Account, AppSrvAuth, Poll, ProvisioningDocument, Renewal, renewal_document,
};

pub const CSR_PRINTABLE_NUL: &[u8] =
    include_bytes!("../../vectors/windows/windows_csr_printable_nul.der");
pub const CSR_UTF8: &[u8] = include_bytes!("../../vectors/windows/windows_csr_utf8.der");
pub const ISSUE_FEDERATED: &[u8] =
    include_bytes!("../../vectors/windows/requests/issue_federated.xml");
pub const SIGNED: &[u8] = include_bytes!("../../vectors/windows/signed/sha256.p7");

pub const GUID: &str = "urn:uuid:748132ec-a575-4329-b01b-6171a9cf8478";
pub const TICKET: &str = "mt1.AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8w";

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/windows");

/// Every request there is, by name.
pub const REQUESTS: [(&str, &[u8]); 8] = [
    (
        "discover_windows_11",
        include_bytes!("../../vectors/windows/requests/discover_windows_11.xml"),
    ),
    (
        "discover_documented",
        include_bytes!("../../vectors/windows/requests/discover_documented.xml"),
    ),
    (
        "get_policies_federated",
        include_bytes!("../../vectors/windows/requests/get_policies_federated.xml"),
    ),
    (
        "get_policies_on_premise",
        include_bytes!("../../vectors/windows/requests/get_policies_on_premise.xml"),
    ),
    ("issue_federated", ISSUE_FEDERATED),
    (
        "issue_on_premise",
        include_bytes!("../../vectors/windows/requests/issue_on_premise.xml"),
    ),
    (
        "renew_by_itself",
        include_bytes!("../../vectors/windows/requests/renew_by_itself.xml"),
    ),
    (
        "renew_by_a_person",
        include_bytes!("../../vectors/windows/requests/renew_by_a_person.xml"),
    ),
];

pub fn request(name: &str) -> &'static [u8] {
    REQUESTS.iter().find(|(known, _)| *known == name).unwrap().1
}

pub fn text(name: &str) -> &'static str {
    core::str::from_utf8(request(name)).unwrap()
}

pub fn unbase64(text: &str) -> Vec<u8> {
    Base64::decode_vec(text).unwrap()
}

/// Compares an answer with the one that is kept, or keeps it with `MUSTER_BLESS=1`.
#[track_caller]
pub fn check_answer(name: &str, answer: &str) {
    let file = format!("{FOLDER}/responses/{name}");
    if std::env::var_os("MUSTER_BLESS").is_some() {
        std::fs::write(&file, answer).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&file).unwrap_or_default(),
        answer,
        "{name}"
    );
}

/// What a device gets for this certificate.
pub fn document(client_der: &[u8]) -> ProvisioningDocument<'_> {
    ProvisioningDocument {
        root_der: super::ca_support::ROOT,
        intermediate_der: Some(super::ca_support::ISSUING_P256),
        client_der,
        device: super::ca_support::subject().device,
        store: CertificateStore::User,
        renewal: Renewal {
            period_days: 42,
            retry_days: 4,
        },
        provider_id: "Muster",
        provider_name: "Acme & Söhne",
        address: "https://muster.example/ManagementServer/MDM.svc",
        account: Account {
            name: "dev_48h248h248h248h248h248h248",
            secret: "device-secret",
            nonce: &[1; 16],
            auth: AppSrvAuth::Digest,
            client_secret: "server-secret",
            client_nonce: &[2; 16],
        },
        upn: Some("ana@example.com"),
        device_name: Some("Ana's <Windows> PC"),
        ent_dm_id: "dev_48h248h248h248h248h248h248",
        poll: Poll::AFTER_ENROLLMENT,
    }
}

/// The same for a machine that nobody owns, by a CA that is its own root.
pub fn document_for_the_machine(client_der: &[u8]) -> ProvisioningDocument<'_> {
    let whole = document(client_der);
    ProvisioningDocument {
        intermediate_der: None,
        store: CertificateStore::System,
        account: Account {
            auth: AppSrvAuth::Basic,
            ..whole.account
        },
        upn: None,
        device_name: None,
        ..whole
    }
}

pub fn renewal(client_der: &[u8]) -> String {
    renewal_document(client_der, CertificateStore::User, "Muster")
}
