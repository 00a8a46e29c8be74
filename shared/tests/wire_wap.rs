//! The provisioning document as Windows reads it: what must agree with what, and what must not be there.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;
#[path = "wire_support/windows.rs"]
mod windows;

use ca_support::openssl::Bench;
use ca_support::{ISSUING_P256, ROOT, subject};
use muster_shared::device::CertificateStore;
use muster_shared::protocol::mde::EnrollmentType;
use muster_shared::protocol::wap::{ProvisioningDocument, Renewal, thumbprint};
use muster_shared::protocol::xml::{Document, Node};
use proptest::prelude::*;
use windows::{CSR_UTF8, document, document_for_the_machine, renewal, unbase64};

/// The value of a parameter on a path of characteristics.
fn value<'a>(document: &'a Document<'_>, path: &[&str], name: &str) -> Option<&'a str> {
    let mut node = document.root_element();
    for kind in path {
        node = inside(node, kind)?;
    }
    let parm =
        |child: &Node<'_, '_>| child.has_tag_name("parm") && child.attribute("name") == Some(name);
    node.children().find(parm)?.attribute("value")
}

fn inside<'a, 'i>(node: Node<'a, 'i>, kind: &str) -> Option<Node<'a, 'i>> {
    node.children()
        .find(|child| child.has_tag_name("characteristic") && child.attribute("type") == Some(kind))
}

fn written(document: &ProvisioningDocument<'_>) -> String {
    document.write()
}

#[test]
fn every_certificate_stands_under_its_own_thumbprint() {
    let text = written(&document(CSR_UTF8));
    let read = Document::parse(&text).unwrap();
    for (path, der) in [
        (["CertificateStore", "Root", "System"], ROOT),
        (["CertificateStore", "CA", "System"], ISSUING_P256),
        (["CertificateStore", "My", "User"], CSR_UTF8),
    ] {
        let name = thumbprint(der);
        let path = [path.as_slice(), &[name.as_str()]].concat();
        let encoded = value(&read, &path, "EncodedCertificate").unwrap();
        assert_eq!(unbase64(encoded), der);
    }
}

#[test]
fn a_thumbprint_is_what_openssl_calls_the_fingerprint() {
    let bench = Bench::new("thumbprint");
    bench.put_certificate("root", ROOT);
    let printed = bench.openssl(&["x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha1"]);
    let fingerprint = printed.trim().split_once('=').unwrap().1.replace(':', "");
    assert_eq!(thumbprint(ROOT), fingerprint);
}

#[test]
fn the_certificate_is_looked_for_where_it_was_put() {
    for (whole, store) in [
        (document(CSR_UTF8), "User"),
        (document_for_the_machine(CSR_UTF8), "System"),
    ] {
        let text = written(&whole);
        let read = Document::parse(&text).unwrap();
        let criteria = value(&read, &["APPLICATION"], "SSLCLIENTCERTSEARCHCRITERIA").unwrap();
        let device = subject().device;
        assert_eq!(
            criteria,
            format!("Subject=CN%3D{device}&Stores=My%5C{store}")
        );
        let my = inside(
            inside(read.root_element(), "CertificateStore").unwrap(),
            "My",
        )
        .unwrap();
        let there = inside(my, store).unwrap();
        assert!(inside(there, &thumbprint(CSR_UTF8)).is_some());
        assert!(inside(there, "PrivateKeyContainer").is_some());
    }
    assert_eq!(
        CertificateStore::of(EnrollmentType::Full),
        CertificateStore::User
    );
    assert_eq!(
        CertificateStore::of(EnrollmentType::Device),
        CertificateStore::System
    );
}

#[test]
fn the_server_is_known_by_one_name_in_all_parts() {
    let text = written(&document(CSR_UTF8));
    let read = Document::parse(&text).unwrap();
    let name = value(&read, &["APPLICATION"], "PROVIDER-ID").unwrap();
    assert!(value(&read, &["DMClient", "Provider", name], "EntDMID").is_some());
    let text = renewal(CSR_UTF8);
    let read = Document::parse(&text).unwrap();
    assert_eq!(value(&read, &["APPLICATION"], "PROVIDER-ID"), Some(name));
}

#[test]
fn there_is_one_account_of_each_kind_and_the_servers_is_a_digest() {
    let text = written(&document_for_the_machine(CSR_UTF8));
    let read = Document::parse(&text).unwrap();
    let application = inside(read.root_element(), "APPLICATION").unwrap();
    let of = |node: Node<'_, '_>| -> Vec<String> {
        node.children()
            .filter_map(|parm| parm.attribute("value").map(str::to_owned))
            .take(2)
            .collect()
    };
    let accounts: Vec<_> = application
        .children()
        .filter(|child| child.attribute("type") == Some("APPAUTH"))
        .map(of)
        .collect();
    assert_eq!(accounts, [["CLIENT", "DIGEST"], ["APPSRV", "BASIC"]]);
    // Names of the w7 part are upper case or they are not seen.
    for node in application.descendants().filter(Node::is_element) {
        let name = node.attribute("name").or(node.attribute("type")).unwrap();
        assert_eq!(name, name.to_ascii_uppercase());
        assert_ne!(name, "INIT", "with it Windows refuses to enroll");
    }
}

#[test]
fn a_renewal_changes_no_secret_and_no_schedule() {
    let text = renewal(CSR_UTF8);
    for absent in ["APPAUTH", "SECRET", "DMClient", "Root", "WSTEP", "ADDR"] {
        assert!(!text.contains(absent), "{absent}");
    }
    let read = Document::parse(&text).unwrap();
    let name = thumbprint(CSR_UTF8);
    let path = ["CertificateStore", "My", "User", name.as_str()];
    assert!(value(&read, &path, "EncodedCertificate").is_some());
}

#[test]
fn there_is_no_namespace_and_nothing_between_the_elements() {
    for text in [
        written(&document(CSR_UTF8)),
        written(&document_for_the_machine(CSR_UTF8)),
        renewal(CSR_UTF8),
    ] {
        assert!(text.starts_with("<wap-provisioningdoc version=\"1.1\"><characteristic "));
        assert!(!text.contains("xmlns") && !text.contains("> ") && !text.contains('\n'));
        let read = Document::parse(&text).unwrap();
        assert!(read.descendants().all(|node| !node.is_text()));
        for parm in read.descendants().filter(|node| node.has_tag_name("parm")) {
            let names: Vec<_> = parm.attributes().map(|each| each.name()).collect();
            assert!(
                ["name", "value", "datatype"].starts_with(&names),
                "{names:?}"
            );
            match parm.attribute("datatype") {
                Some("integer") => {
                    assert!(parm.attribute("value").unwrap().parse::<u16>().is_ok());
                }
                Some("boolean") => {
                    assert!(matches!(parm.attribute("value"), Some("true" | "false")));
                }
                Some(other) => assert_eq!(other, "string"),
                None => {}
            }
        }
    }
}

#[test]
fn the_account_does_not_show_its_secrets_in_logs() {
    let shown = format!("{:?}", document(CSR_UTF8).account);
    assert!(
        shown.contains("dev_") && !shown.contains("secret"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn attempts_to_renew_lie_within_the_time_for_it(period_days: u16, retry_days: u16) {
        let text = written(&ProvisioningDocument {
            renewal: Renewal { period_days, retry_days },
            ..document(CSR_UTF8)
        });
        let read = Document::parse(&text).unwrap();
        let path = ["CertificateStore", "My", "WSTEP", "Renew"];
        let number = |name: &str| value(&read, &path, name).unwrap().parse::<u16>().unwrap();
        prop_assert!((1..=1000).contains(&number("RenewPeriod")));
        prop_assert!((1..=number("RenewPeriod")).contains(&number("RetryInterval")));
        prop_assert_eq!(value(&read, &path, "ROBOSupport"), Some("true"));
    }

    #[test]
    fn what_people_call_things_reads_back(name in "\\PC{1,40}", upn in "\\PC{1,40}", address in "\\PC{1,40}") {
        let text = written(&ProvisioningDocument {
            provider_name: &name,
            upn: Some(&upn),
            device_name: Some(&name),
            address: &address,
            ..document(CSR_UTF8)
        });
        let read = Document::parse(&text).unwrap();
        prop_assert_eq!(value(&read, &["APPLICATION"], "NAME"), Some(name.as_str()));
        prop_assert_eq!(value(&read, &["APPLICATION"], "ADDR"), Some(address.as_str()));
        let client = ["DMClient", "Provider", "Muster"];
        prop_assert_eq!(value(&read, &client, "UPN"), Some(upn.as_str()));
        prop_assert_eq!(value(&read, &client, "EntDeviceName"), Some(name.as_str()));
    }
}
