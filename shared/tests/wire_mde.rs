//! Windows enrollment on the wire: messages as real clients send them, answers byte for byte, and what must be refused.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;
#[path = "wire_support/windows.rs"]
mod windows;

use core::time::Duration;

use ca_support::{issue, issuer_p256, now, signer_p256, subject, verified};
use muster_shared::ca::{CertificateRequest, DeviceCertificate, SoftwareVerifier};
use muster_shared::protocol::mde::{
    Action, AuthPolicy, CertificatePolicy, ContextItems, DiscoverResponse, EnrollmentMessage,
    EnrollmentType, Fault, Header, MessageId, OsEdition, ProtocolVersion, SecurityToken,
    discover_response, fault, get_policies_response, read, token_response,
};
use muster_shared::protocol::xml::{self, Document, Node};
use windows::{CSR_PRINTABLE_NUL, CSR_UTF8, GUID, ISSUE_FEDERATED, TICKET, check_answer, request};

fn id() -> MessageId {
    MessageId::new(GUID).unwrap()
}

fn context(message: &EnrollmentMessage) -> &ContextItems {
    match message {
        EnrollmentMessage::Issue { context, .. } | EnrollmentMessage::Renew { context, .. } => {
            context
        }
        other => panic!("{other:?}"),
    }
}

// What clients send.

#[test]
fn windows_11_asks_where_it_enrolls() {
    let (header, message) = read(request("discover_windows_11")).unwrap();
    assert_eq!(
        header,
        Header {
            action: Action::Discover,
            message_id: id()
        }
    );
    let EnrollmentMessage::Discover(discover) = message else {
        panic!("{message:?}");
    };
    assert_eq!(discover.email_address, "ana@example.com");
    assert_eq!(discover.request_version.to_string(), "6.0");
    assert_eq!(discover.device_type, "CIMClient_Windows");
    assert_eq!(discover.application_version, "10.0.22621.3155");
    assert_eq!(discover.os_edition.and_then(OsEdition::name), Some("Core"));
    assert!(discover.on_premise && discover.federated);
}

#[test]
fn the_documentations_own_sample_is_read_with_its_blanks_its_slash_and_its_mark() {
    let (header, message) = read(request("discover_documented")).unwrap();
    assert_eq!(
        header.message_id.as_str(),
        "urn:uuid: 748132ec-a575-4329-b01b-6171a9cf8478"
    );
    let EnrollmentMessage::Discover(discover) = message else {
        panic!("{message:?}");
    };
    assert_eq!(discover.email_address, "example\\ana");
    assert_eq!(discover.request_version, ProtocolVersion::LOWEST);
    assert!(discover.on_premise && !discover.federated);
}

#[test]
fn a_version_is_answered_as_far_as_it_is_known() {
    let answered = |text: &str| {
        let message = windows::text("discover_windows_11").replace(">6.0<", &format!(">{text}<"));
        match read(message.as_bytes()) {
            Ok((_, EnrollmentMessage::Discover(discover))) => discover
                .request_version
                .answered()
                .map(|version| version.to_string()),
            other => panic!("{text}: {other:?}"),
        }
    };
    for (asked, expected) in [
        ("3.0", Some("3.0")),
        ("4", Some("4.0")),
        ("5.1", Some("5.1")),
        ("7.0", Some("7.0")),
        ("9.3", Some("7.0")),
        ("2.0", None),
    ] {
        assert_eq!(answered(asked).as_deref(), expected, "{asked}");
    }
}

#[test]
fn policies_are_asked_for_with_a_ticket_or_with_a_password() {
    let token = |name: &str| match read(request(name)).unwrap() {
        (_, EnrollmentMessage::GetPolicies(token)) => token,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        token("get_policies_federated"),
        SecurityToken::Ticket(TICKET.to_owned())
    );
    assert_eq!(
        token("get_policies_on_premise"),
        SecurityToken::UsernameToken {
            username: "ana@example.com".to_owned(),
            password: "correct horse battery staple".to_owned(),
        }
    );
}

#[test]
fn a_password_keeps_its_own_blanks_and_loses_those_of_the_layout() {
    let text = windows::text("get_policies_federated");
    let (before, rest) = text.split_once("<wsse:BinarySecurityToken").unwrap();
    let (_, after) = rest.split_once("</wsse:BinarySecurityToken>").unwrap();
    for (written, expected) in [
        (" a b ", " a b "),
        ("\n   a b\n", "a b"),
        ("\r\n\t", ""),
        ("p&lt;&#33;", "p<!"),
        ("", ""),
    ] {
        let token = format!(
            "<wsse:UsernameToken><wsse:Username> ana </wsse:Username><wsse:Password>{written}</wsse:Password></wsse:UsernameToken>"
        );
        let message = format!("{before}{token}{after}");
        let (_, EnrollmentMessage::GetPolicies(token)) = read(message.as_bytes()).unwrap() else {
            panic!();
        };
        let expected = SecurityToken::UsernameToken {
            username: "ana".to_owned(),
            password: expected.to_owned(),
        };
        assert!(token == expected, "{written:?}");
    }
}

#[test]
fn a_token_does_not_show_itself_in_logs() {
    let (_, message) = read(request("issue_federated")).unwrap();
    let shown = format!("{message:?}");
    assert!(
        shown.contains("Ticket(…)") && !shown.contains("mt1"),
        "{shown}"
    );
    let (_, message) = read(request("issue_on_premise")).unwrap();
    let shown = format!("{message:?}");
    assert!(
        !shown.contains("horse") && !shown.contains("ana@"),
        "{shown}"
    );
}

#[test]
fn a_first_request_is_read_with_its_request_and_all_that_the_device_says() {
    let (header, message) = read(request("issue_federated")).unwrap();
    assert_eq!(header.action, Action::RequestSecurityToken);
    let EnrollmentMessage::Issue {
        token,
        csr,
        context,
    } = message
    else {
        panic!("{message:?}");
    };
    assert_eq!(token, SecurityToken::Ticket(TICKET.to_owned()));
    assert_eq!(csr, CSR_PRINTABLE_NUL);
    assert_eq!(
        context.device_id(),
        Some("1F2E3D4C5B6A79880F1E2D3C4B5A6978")
    );
    assert_eq!(context.hw_dev_id().map(str::len), Some(64));
    assert_eq!(context.enrollment_type(), Some(EnrollmentType::Full));
    assert_eq!(context.device_name(), Some("DESKTOP-7Q2LKF1"));
    assert_eq!(
        context.os_version().map(|version| version.to_string()),
        Some("10.0.22631.3296".to_owned())
    );
    assert_eq!(context.os_edition(), Some(OsEdition(48)));
    assert_eq!(
        context.os_edition().and_then(OsEdition::name),
        Some("Professional")
    );
    assert_eq!(context.device_type(), Some("CIMClient_Windows"));
    assert_eq!(context.application_version(), Some("10.0.22631.3296"));
    assert_eq!(context.manufacturer(), Some("Borealis Computers"));
    assert_eq!(context.model(), Some("Book 14 & <more>"));
    assert_eq!(context.serial_number(), Some("BC-0042-7781"));
    assert_eq!(context.locale(), Some("en-US"));
    assert_eq!(
        context.macs().collect::<Vec<_>>(),
        ["02-00-5E-10-00-01", "02-00-5E-10-00-02"]
    );
    assert_eq!(context.imeis().count(), 0);
    assert_eq!(context.not_in_oobe(), Some(true));
    assert_eq!(context.ux_initiated(), Some(true));
    assert_eq!(context.get("EnrollmentData"), None);
}

#[test]
fn the_documentations_own_request_is_read_with_prefixes_on_its_attributes() {
    let (_, message) = read(request("issue_on_premise")).unwrap();
    let context = context(&message);
    assert_eq!(context.os_edition(), Some(OsEdition(4)));
    assert_eq!(context.enrollment_type(), Some(EnrollmentType::Device));
    assert_eq!(
        context.imeis().collect::<Vec<_>>(),
        ["49015420323756", "30215420323756"]
    );
    assert!(context.manufacturer().is_none());
    let EnrollmentMessage::Issue { csr, .. } = message else {
        panic!();
    };
    assert_eq!(csr, CSR_UTF8);
}

#[test]
fn a_renewal_is_read_with_one_layer_of_base64_and_with_two() {
    for name in ["renew_by_itself", "renew_by_a_person"] {
        let (header, message) = read(request(name)).unwrap();
        assert_eq!(header.action, Action::RequestSecurityToken);
        assert_eq!(context(&message).device_type(), Some("CIMClient_Windows"));
        assert_eq!(context(&message).device_id(), None);
        let EnrollmentMessage::Renew { signed, .. } = message else {
            panic!("{name}");
        };
        assert_eq!(signed, windows::SIGNED, "{name}");
    }
}

// What comes of a real request.

#[test]
fn a_real_request_is_accepted_as_it_is_and_its_certificate_has_our_subject() {
    for (seed, csr) in [(1, CSR_PRINTABLE_NUL), (2, CSR_UTF8)] {
        let request = verified(csr);
        assert!(CertificateRequest::parse(csr).is_ok());
        let issued = issue(&issuer_p256(), &signer_p256(), csr, seed);
        let certificate = DeviceCertificate::parse(issued.der()).unwrap();
        assert_ne!(certificate.subject_der(), request.subject_der());
        let device = certificate
            .verify(&issuer_p256(), &SoftwareVerifier, now())
            .unwrap();
        assert_eq!(device.subject(), &subject());
        assert_eq!(device.spki_der(), request.spki_der());
        // What the device will look for is what the certificate is called.
        let name = subject().device.to_string();
        let document = windows::document(issued.der()).write();
        assert!(document.contains(&format!("Subject=CN%3D{name}&amp;Stores=My%5CUser")));
        let common_name = [&[0x0c, u8::try_from(name.len()).unwrap()], name.as_bytes()].concat();
        assert!(device.subject_der().ends_with(&common_name));
    }
}

// Answers.

#[test]
fn answers_are_what_they_were_byte_for_byte() {
    let federated = DiscoverResponse {
        auth_policy: AuthPolicy::Federated {
            authentication_service_url: "https://muster.example/EnrollmentServer/Auth?a=1&b=2",
        },
        enrollment_version: ProtocolVersion { major: 6, minor: 0 },
        enrollment_policy_service_url: "https://muster.example/EnrollmentServer/Policy.svc",
        enrollment_service_url: "https://muster.example/EnrollmentServer/Enrollment.svc",
    };
    let on_premise = DiscoverResponse {
        auth_policy: AuthPolicy::OnPremise,
        ..federated
    };
    let activity = "2493ee37-beeb-4cb9-833c-cadde9067645";
    check_answer(
        "discover_federated.xml",
        &discover_response(&id(), activity, &federated),
    );
    check_answer(
        "discover_on_premise.xml",
        &discover_response(&id(), activity, &on_premise),
    );
    let day = Duration::from_secs(86_400);
    let policy = CertificatePolicy {
        validity: day * 365,
        renewal: day * 42,
        minimal_key_length: 2048,
    };
    check_answer("get_policies.xml", &get_policies_response(&id(), &policy));
    let issued = issue(&issuer_p256(), &signer_p256(), CSR_UTF8, 1);
    let document = windows::document(issued.der()).write();
    check_answer("provisioning_user.xml", &document);
    check_answer(
        "token.xml",
        &token_response(&id(), now(), document.as_bytes()),
    );
    check_answer(
        "provisioning_system.xml",
        &windows::document_for_the_machine(issued.der()).write(),
    );
    check_answer("renewal.xml", &windows::renewal(issued.der()));
    for (name, kind, action) in [
        (
            "fault_device_cap.xml",
            Fault::DeviceCapReached,
            Action::RequestSecurityToken,
        ),
        (
            "fault_authentication.xml",
            Fault::Authentication,
            Action::GetPolicies,
        ),
        (
            "fault_invalid_security.xml",
            Fault::InvalidSecurity,
            Action::GetPolicies,
        ),
        (
            "fault_internal.xml",
            Fault::InternalServiceFault,
            Action::Discover,
        ),
    ] {
        let text = "You have as many devices as you may: 5 < 6 & so on.";
        check_answer(
            name,
            &fault(Some(&id()), Some(action), kind, text, activity),
        );
    }
    check_answer(
        "fault_unread.xml",
        &fault(
            None,
            None,
            Fault::MessageFormat,
            "The message is not XML.",
            activity,
        ),
    );
}

const SOAP: &str = "http://www.w3.org/2003/05/soap-envelope";
const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";

/// The one element of an answer's body, by way of its envelope and header, which are looked at on the way.
fn body_of<'a, 'i>(
    document: &'a Document<'i>,
    action: &str,
    relates_to: Option<&str>,
) -> Node<'a, 'i> {
    let root = document.root_element();
    assert!(root.has_tag_name((SOAP, "Envelope")));
    let header = xml::child(root, SOAP, "Header").unwrap().unwrap();
    let found = xml::child(header, ADDRESSING, "Action").unwrap().unwrap();
    assert_eq!(found.text(), Some(action));
    assert_eq!(found.attribute((SOAP, "mustUnderstand")), Some("1"));
    let found = xml::child(header, ADDRESSING, "RelatesTo").unwrap();
    assert_eq!(found.and_then(|node| node.text()), relates_to);
    let body = xml::child(root, SOAP, "Body").unwrap().unwrap();
    body.first_element_child().unwrap()
}

#[test]
fn every_fault_says_its_kind_in_both_places_and_its_names_are_in_scope() {
    for kind in Fault::ALL {
        let written = fault(
            Some(&id()),
            Some(Action::RequestSecurityToken),
            kind,
            "It is so. Do this.",
            "trace",
        );
        let document = Document::parse(&written).unwrap();
        let body = body_of(
            &document,
            Action::RequestSecurityToken.response_uri(),
            Some(GUID),
        );
        assert!(body.has_tag_name((SOAP, "Fault")));
        let code = xml::child(body, SOAP, "Code").unwrap().unwrap();
        let value = xml::child(code, SOAP, "Value").unwrap().unwrap();
        assert_eq!(value.text(), Some("s:Receiver"));
        let subcode = xml::child(code, SOAP, "Subcode").unwrap().unwrap();
        let value = xml::child(subcode, SOAP, "Value").unwrap().unwrap();
        let (prefix, name) = value.text().unwrap().split_once(':').unwrap();
        let namespace = value.lookup_namespace_uri(Some(prefix)).unwrap();
        match name {
            "InternalServiceFault" => assert!(namespace.ends_with("/dispatcher")),
            "InvalidSecurity" => assert!(namespace.ends_with("secext-1.0.xsd")),
            _ => assert_eq!(namespace, SOAP),
        }
        let text = body
            .descendants()
            .find(|node| node.has_tag_name((SOAP, "Text")))
            .unwrap();
        assert_eq!(text.text(), Some("It is so. Do this."));
        let detail = xml::child(body, SOAP, "Detail").unwrap();
        assert_eq!(detail.is_some(), kind.error_type().is_some(), "{kind:?}");
        if let Some(detail) = detail {
            let texts: Vec<_> = detail
                .descendants()
                .filter(Node::is_text)
                .filter_map(|node| node.text())
                .collect();
            assert_eq!(
                texts,
                [kind.error_type().unwrap(), "It is so. Do this.", "trace"]
            );
        }
    }
}

#[test]
fn no_two_faults_have_the_same_number() {
    let mut numbers: Vec<u32> = Fault::ALL.iter().map(|fault| fault.hresult()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), Fault::ALL.len());
}

#[test]
fn the_provisioning_document_is_inside_the_answer_unchanged() {
    let written = token_response(&id(), now(), ISSUE_FEDERATED);
    let document = Document::parse(&written).unwrap();
    let body = body_of(
        &document,
        Action::RequestSecurityToken.response_uri(),
        Some(GUID),
    );
    let token = body
        .descendants()
        .find(|node| node.tag_name().name() == "BinarySecurityToken")
        .unwrap();
    assert_eq!(windows::unbase64(token.text().unwrap()), ISSUE_FEDERATED);
    let times: Vec<_> = document
        .descendants()
        .filter(|node| matches!(node.tag_name().name(), "Created" | "Expires"))
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(
        times,
        ["2026-12-01T12:29:56.000Z", "2026-12-01T12:39:56.000Z"]
    );
}
