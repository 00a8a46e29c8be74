//! What comes to Windows' enrollment services. What is read of it must be fit to stand in an answer, and to be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::protocol::mde::{EnrollmentMessage, Fault, fault, read};
use muster_shared::protocol::xml::{Limits, read as read_xml};

const ANSWER: Limits = Limits {
    octets: 4096,
    depth: 16,
    nodes: 64,
    attributes: 8,
    namespaces: 8,
};

fuzz_target!(|bytes: &[u8]| {
    let (id, action, text) = match read(bytes) {
        Ok((header, message)) => {
            let text = match &message {
                EnrollmentMessage::Discover(discover) => discover.email_address.clone(),
                EnrollmentMessage::Issue { context, .. } => {
                    assert!(context.device_id().is_some() && context.enrollment_type().is_some());
                    context.device_name().unwrap_or_default().to_owned()
                }
                EnrollmentMessage::GetPolicies(_) | EnrollmentMessage::Renew { .. } => String::new(),
            };
            (Some(header.message_id), Some(header.action), text)
        }
        Err(error) => (error.message_id, error.action, error.cause.to_string()),
    };
    let answer = fault(id.as_ref(), action, Fault::MessageFormat, &text, "trace");
    let document = read_xml(answer.as_bytes(), &ANSWER).expect("our own answers are XML");
    let related = document
        .descendants()
        .find(|node| node.tag_name().name() == "RelatesTo")
        .and_then(|node| node.text());
    assert_eq!(related, id.as_ref().map(|id| id.as_str()));
});
