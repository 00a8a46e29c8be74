//! Windows enrollment, from clients that are none: what is refused, by which cause, and that nothing panics.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop there"
)]

mod ca_support;
#[path = "wire_support/windows.rs"]
mod windows;

use muster_shared::ca::SignedData;
use muster_shared::protocol::mde::{
    Action, AuthPolicy, Cause, ContextItems, DiscoverResponse, EnrollmentMessage, Fault,
    MAX_MESSAGE, MessageId, ProtocolVersion, discover_response, fault, read, token_response,
};
use muster_shared::protocol::xml::{Document, Node, Writer, XmlError};
use proptest::prelude::*;
use windows::{GUID, REQUESTS, SIGNED, text};

#[track_caller]
fn cause(message: &str) -> Cause {
    match read(message.as_bytes()) {
        Err(error) => error.cause,
        Ok(read) => panic!("{read:?}"),
    }
}

/// A vector in which one text stands for another; it must be there.
#[track_caller]
fn changed(name: &str, from: &str, to: &str) -> String {
    let original = text(name);
    assert!(original.contains(from), "{name} has no {from}");
    original.replacen(from, to, 1)
}

#[test]
fn what_is_no_envelope_is_no_message() {
    assert_eq!(cause("<a/>"), Cause::NotSoap);
    // SOAP 1.1.
    let older = text("discover_windows_11").replace(
        "http://www.w3.org/2003/05/soap-envelope",
        "http://schemas.xmlsoap.org/soap/envelope/",
    );
    assert_eq!(cause(&older), Cause::NotSoap);
    let typed = format!("<!DOCTYPE x>{}", text("discover_windows_11"));
    assert_eq!(cause(&typed), Cause::Xml(XmlError::DocumentType));
    assert_eq!(cause(&typed).fault(), Fault::MessageFormat);
    assert_eq!(
        cause(&" ".repeat(MAX_MESSAGE + 1)),
        Cause::Xml(XmlError::TooLong(MAX_MESSAGE))
    );
}

#[test]
fn an_error_has_as_much_of_the_header_as_could_be_read() {
    let known = |message: &str| {
        let error = read(message.as_bytes()).unwrap_err();
        (
            error.message_id.map(|id| id.as_str().to_owned()),
            error.action,
            error.cause.code(),
        )
    };
    let id = Some(GUID.to_owned());
    let other = changed("discover_windows_11", "IDiscoveryService/Discover", "Other");
    assert_eq!(known(&other), (id.clone(), None, "unknown-action"));
    let body = changed("discover_windows_11", "<Discover ", "<Discovered ")
        .replace("</Discover>", "</Discovered>");
    assert_eq!(
        known(&body),
        (id.clone(), Some(Action::Discover), "other-body")
    );
    let request = changed(
        "issue_federated",
        "ws-trust/200512/Issue",
        "ws-trust/200512/Cancel",
    );
    assert_eq!(
        known(&request),
        (id, Some(Action::RequestSecurityToken), "unknown-request")
    );
    let nameless = changed("issue_federated", GUID, " ");
    assert_eq!(known(&nameless), (None, None, "unreadable"));
    assert_eq!(known("<a"), (None, None, "xml"));
}

#[test]
fn an_id_that_could_not_be_answered_is_none() {
    assert_eq!(MessageId::new(&"x".repeat(129)), None);
    assert_eq!(MessageId::new("a\nb"), None);
    assert_eq!(MessageId::new(" \n"), None);
    assert_eq!(
        MessageId::new("\n <&> \n").unwrap().as_str(),
        "<&>",
        "blanks around it are layout"
    );
}

#[test]
fn a_header_that_must_be_understood_and_is_not_ends_it() {
    let with = |header: &str| {
        changed(
            "discover_windows_11",
            "</s:Header>",
            &format!("{header}</s:Header>"),
        )
    };
    let strange = |must: &str| with(&format!("<x:Rights xmlns:x='urn:x' {must}/>"));
    for must in ["s:mustUnderstand='1'", "s:mustUnderstand=' true'"] {
        assert_eq!(
            cause(&strange(must)),
            Cause::NotUnderstood("Rights".to_owned())
        );
    }
    for may in ["", "s:mustUnderstand='0'", "mustUnderstand='1'"] {
        assert!(read(strange(may).as_bytes()).is_ok(), "{may}");
    }
    // Known by name is not known by namespace.
    let alike = with("<x:Action xmlns:x='urn:x' s:mustUnderstand='1'/>");
    assert_eq!(cause(&alike), Cause::NotUnderstood("Action".to_owned()));
}

#[test]
fn what_may_be_there_once_is_not_there_twice() {
    for (name, part) in [
        (
            "discover_windows_11",
            "<a:MessageID>urn:other</a:MessageID>",
        ),
        ("issue_federated", "<wst:RequestType>x</wst:RequestType>"),
        ("issue_federated", "<wsse:BinarySecurityToken/>"),
        ("issue_federated", "<s:Body/>"),
        ("issue_federated", "<ac:AdditionalContext/>"),
    ] {
        let place = match part {
            part if part.contains("MessageID") => "<a:ReplyTo>",
            part if part.contains("Body") => "</s:Envelope>",
            _ => "</wst:RequestSecurityToken>",
        };
        let twice = changed(name, place, &format!("{part}{place}"));
        assert_eq!(cause(&twice).code(), "twice", "{part}");
    }
    let body = changed("discover_windows_11", "</s:Body>", "<Discover/></s:Body>");
    assert_eq!(cause(&body), Cause::OtherBody);
    let types = changed(
        "issue_federated",
        " ValueType=",
        " wsse:ValueType='x' ValueType=",
    );
    assert_eq!(cause(&types).code(), "twice");
}

#[test]
fn a_namespace_is_the_right_one_or_another_name() {
    for (name, namespace, code) in [
        (
            "discover_windows_11",
            "http://www.w3.org/2005/08/addressing\"",
            "missing",
        ),
        (
            "discover_windows_11",
            "management/2012/01/enrollment\"",
            "other-body",
        ),
        (
            "get_policies_federated",
            "pki/2009/01/enrollmentpolicy\"",
            "other-body",
        ),
        ("issue_federated", "ws-sx/ws-trust/200512\"", "other-body"),
        (
            "issue_federated",
            "wssecurity-secext-1.0.xsd\"",
            "not-understood",
        ),
    ] {
        let other = changed(name, namespace, &namespace.replace('"', "x\""));
        assert_eq!(cause(&other).code(), code, "{namespace}");
    }
}

#[test]
fn a_security_header_holds_one_token_of_a_known_kind() {
    let token = |token: &str| {
        let original = text("get_policies_federated");
        let (before, rest) = original.split_once("<wsse:BinarySecurityToken").unwrap();
        let (_, after) = rest.split_once("</wsse:BinarySecurityToken>").unwrap();
        format!("{before}{token}{after}")
    };
    let binary = |value: &str| {
        token(&format!(
            "<wsse:BinarySecurityToken ValueType='http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken'>{value}</wsse:BinarySecurityToken>"
        ))
    };
    assert!(read(binary("bXQx").as_bytes()).is_ok());
    for (message, code) in [
        (
            token("<wsse:BinarySecurityToken>bXQx</wsse:BinarySecurityToken>"),
            "token-not-accepted",
        ),
        (
            token(
                "<wsse:BinarySecurityToken ValueType='urn:ietf:params:oauth:token-type:jwt'>bXQx</wsse:BinarySecurityToken>",
            ),
            "token-not-accepted",
        ),
        (binary("mt1.x"), "security"),
        (binary(""), "security"),
        (binary("/////w=="), "security"),
        (binary("AAAA"), "security"),
        (binary("<x/>"), "security"),
        (binary(&"QUFB".repeat(400)), "security"),
        (
            token(
                "<wsse:UsernameToken><wsse:Username>a</wsse:Username></wsse:UsernameToken><wsse:BinarySecurityToken/>",
            ),
            "security",
        ),
        (token("<wsse:UsernameToken/>"), "security"),
        (
            token(
                "<wsse:UsernameToken><wsse:Username>a</wsse:Username><wsse:Password Type='urn:digest'>x</wsse:Password></wsse:UsernameToken>",
            ),
            "token-not-accepted",
        ),
    ] {
        let found = cause(&message);
        assert_eq!(found.code(), code, "{message}");
        assert_eq!(found.fault(), Fault::InvalidSecurity);
    }
}

#[test]
fn a_certificate_request_is_base64_of_the_kind_that_is_said() {
    let issue = |from: &str, to: &str| cause(&changed("issue_federated", from, to));
    assert_eq!(
        issue("enrollment#PKCS10", "enrollment#PKCS7"),
        Cause::Unreadable("ValueType")
    );
    assert_eq!(issue("MII", "M!I"), Cause::NotBase64);
    assert_eq!(Cause::NotBase64.fault(), Fault::CertificateRequest);
    let renew = |from: &str, to: &str| cause(&changed("renew_by_itself", from, to));
    assert_eq!(renew("#PKCS7", "#PKCS10"), Cause::Unreadable("ValueType"));
    // Neither a message nor base64 of one.
    assert_eq!(renew("MII", "AII"), Cause::NotBase64);
    let hexadecimal = text("issue_federated").replace("#base64binary", "#hexbinary");
    assert_eq!(cause(&hexadecimal), Cause::Unreadable("EncodingType"));
}

#[test]
fn what_decides_something_about_a_device_is_there_and_no_nonsense() {
    let issue = |from: &str, to: &str| cause(&changed("issue_federated", from, to));
    for (from, to, found) in [
        ("\"DeviceID\"", "\"Other\"", "DeviceID is missing"),
        (
            "\"EnrollmentType\"",
            "\"Other\"",
            "EnrollmentType is missing",
        ),
        (
            ">Full<",
            ">Half<",
            "EnrollmentType is neither Full nor Device",
        ),
        (">48<", ">x<", "OSEdition is not a number"),
        (">DESKTOP-7Q2LKF1<", ">DESK\nTOP<", "a value is not text"),
        (" Name=\"Locale\"", "", "an item has no name"),
        ("\"HWDevID\"", "\"DeviceID\"", "one name has two values"),
    ] {
        assert_eq!(issue(from, to), Cause::Context(found));
        assert_eq!(Cause::Context(found).fault(), Fault::InvalidEnrollmentData);
    }
}

#[test]
fn a_value_that_nobody_reads_may_be_long_and_is_not_kept() {
    let long = format!(">{}<", "x".repeat(10_000));
    let message = changed("issue_federated", ">DESKTOP-7Q2LKF1<", &long);
    let (_, EnrollmentMessage::Issue { context, .. }) = read(message.as_bytes()).unwrap() else {
        panic!();
    };
    assert_eq!(context.device_name(), None);
    assert_eq!(context.locale(), Some("en-US"));
}

#[test]
fn a_flood_of_items_is_refused() {
    let item = "<ac:ContextItem Name='a'><ac:Value>b</ac:Value></ac:ContextItem>";
    let flood = |count: usize| {
        changed(
            "issue_federated",
            "</ac:AdditionalContext>",
            &format!("{}</ac:AdditionalContext>", item.repeat(count)),
        )
    };
    assert!(read(flood(100).as_bytes()).is_ok());
    assert_eq!(cause(&flood(200)), Cause::TooLong("AdditionalContext"));
    assert_eq!(cause(&flood(900)), Cause::Xml(XmlError::TooManyNodes(2048)));
}

/// The text of the one element of this name.
fn text_of(document: &Document<'_>, name: &str) -> String {
    let is_named = |node: &Node<'_, '_>| node.tag_name().name() == name;
    let mut found = document.descendants().filter(is_named);
    let node = found.next().unwrap();
    assert!(found.next().is_none(), "{name}");
    node.text().unwrap_or_default().to_owned()
}

/// A message with these items, written with other prefixes than any client's.
fn message_with(items: &[(String, String)]) -> String {
    let mut xml = Writer::new();
    xml.start("E:Envelope")
        .attribute("xmlns:E", "http://www.w3.org/2003/05/soap-envelope")
        .attribute("xmlns", "http://docs.oasis-open.org/ws-sx/ws-trust/200512")
        .attribute(
            "xmlns:c",
            "http://schemas.xmlsoap.org/ws/2006/12/authorization",
        )
        .attribute("xmlns:w", "http://www.w3.org/2005/08/addressing")
        .start("E:Header")
        .element("w:MessageID", "1")
        .element("w:Action", Action::RequestSecurityToken.uri())
        .end()
        .start("E:Body")
        .start("RequestSecurityToken")
        .element(
            "RequestType",
            "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue",
        )
        .start("BinarySecurityToken")
        .attribute(
            "xmlns",
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
        )
        .attribute(
            "ValueType",
            "http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS10",
        )
        .text("MAA=")
        .end()
        .start("c:AdditionalContext");
    for (name, value) in items {
        xml.start("c:ContextItem")
            .attribute("Name", name)
            .element("c:Value", value)
            .end();
    }
    xml.finish()
}

fn as_read(context: &ContextItems, name: &str) -> Vec<String> {
    context.all(name).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn items_read_back_as_they_were_written(values in prop::collection::vec("[^\\p{Cc}\\s\u{fffe}\u{ffff}][^\\p{Cc}\u{fffe}\u{ffff}]{0,40}", 1..20)) {
        let mut items = vec![
            ("DeviceID".to_owned(), values[0].clone()),
            ("EnrollmentType".to_owned(), "Device".to_owned()),
        ];
        items.extend(values.iter().map(|value| ("MAC".to_owned(), value.clone())));
        let message = message_with(&items);
        let (header, message) = read(message.as_bytes()).unwrap();
        prop_assert_eq!(header.message_id.as_str(), "1");
        let EnrollmentMessage::Issue { csr, context, .. } = message else { panic!() };
        prop_assert_eq!(csr, [0x30, 0]);
        let expected: Vec<String> = values.iter().map(|value| value.trim().to_owned()).collect();
        prop_assert_eq!(context.device_id(), Some(expected[0].as_str()));
        prop_assert_eq!(as_read(&context, "MAC"), expected);
    }

    #[test]
    fn whatever_stands_in_an_answer_reads_back(id in "[^\\p{Cc}\\s\u{fffe}\u{ffff}]{1,30}", url in "[^\\p{Cc}\u{fffe}\u{ffff}]{1,60}", document: Vec<u8>) {
        let id = MessageId::new(&id).unwrap();
        let response = DiscoverResponse {
            auth_policy: AuthPolicy::Federated { authentication_service_url: &url },
            enrollment_version: ProtocolVersion::HIGHEST,
            enrollment_policy_service_url: "https://a",
            enrollment_service_url: "https://b",
        };
        let written = discover_response(&id, "activity", &response);
        let read = Document::parse(&written).unwrap();
        prop_assert_eq!(text_of(&read, "RelatesTo"), id.as_str());
        prop_assert_eq!(text_of(&read, "AuthenticationServiceUrl"), url.as_str());

        let written = fault(Some(&id), None, Fault::InMaintenance, &url, id.as_str());
        let read = Document::parse(&written).unwrap();
        prop_assert_eq!(text_of(&read, "Text"), url.as_str());
        prop_assert_eq!(text_of(&read, "Message"), url.as_str());
        prop_assert_eq!(text_of(&read, "TraceId"), id.as_str());

        let written = token_response(&id, ca_support::now(), &document);
        let read = Document::parse(&written).unwrap();
        prop_assert_eq!(windows::unbase64(&text_of(&read, "BinarySecurityToken")), document);
    }

    #[test]
    fn a_message_with_some_octets_changed_is_read_or_refused(which in 0..REQUESTS.len(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut: prop::sample::Index) {
        let mut message = REQUESTS[which].1.to_vec();
        for (place, octet) in changes {
            let place = place.index(message.len());
            message[place] = octet;
        }
        let _ = read(&message);
        message.truncate(cut.index(message.len()));
        let _ = read(&message);
    }

    #[test]
    fn parts_of_messages_in_any_order_are_read_or_refused(parts in prop::collection::vec((0..REQUESTS.len(), any::<prop::sample::Index>()), 1..12)) {
        let whole: String = parts
            .iter()
            .filter_map(|(which, place)| {
                let tags: Vec<&str> = text(REQUESTS[*which].0).split_inclusive('>').collect();
                tags.get(place.index(tags.len())..).map(|rest| rest.iter().take(6).copied().collect::<String>())
            })
            .collect();
        let _ = read(whole.as_bytes());
    }

    #[test]
    fn a_signed_message_with_some_octets_changed_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut: prop::sample::Index) {
        let mut message = SIGNED.to_vec();
        for (place, octet) in changes {
            let place = place.index(message.len());
            message[place] = octet;
        }
        let _ = SignedData::parse(&message);
        message.truncate(cut.index(message.len()));
        prop_assert!(SignedData::parse(&message).is_err());
    }
}
