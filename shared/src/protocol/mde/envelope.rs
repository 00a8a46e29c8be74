//! The SOAP envelope: what every message says of itself, and what every answer does.

use roxmltree::{Document, Node};

use super::error::{Cause, MdeError};
use super::names::{ADDRESSING, DIAGNOSTICS, SECURITY, SOAP};
use crate::protocol::xml::{self, Limits, Writer};

/// The longest message that is read, in octets. Windows sends 5 to 15 KiB.
pub const MAX_MESSAGE: usize = 64 * 1024;

/// How large a message may be; Windows' own have some 150 parts, at most 8 deep.
pub const LIMITS: Limits = Limits {
    octets: MAX_MESSAGE,
    depth: 16,
    nodes: 2048,
    attributes: 24,
    namespaces: 24,
};

/// The longest id that is read, in octets: `urn:uuid:` and a GUID are 45.
const MAX_MESSAGE_ID: usize = 128;

/// What a client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Where and how it can enroll.
    Discover,
    /// What the certificate request should look like.
    GetPolicies,
    /// A certificate, or the next one.
    RequestSecurityToken,
}

impl Action {
    const ALL: [Self; 3] = [
        Self::Discover,
        Self::GetPolicies,
        Self::RequestSecurityToken,
    ];

    /// The action of the request.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Discover => {
                "http://schemas.microsoft.com/windows/management/2012/01/enrollment/IDiscoveryService/Discover"
            }
            Self::GetPolicies => {
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPolicies"
            }
            Self::RequestSecurityToken => {
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RST/wstep"
            }
        }
    }

    /// The action of its answer.
    #[must_use]
    pub const fn response_uri(self) -> &'static str {
        match self {
            Self::Discover => {
                "http://schemas.microsoft.com/windows/management/2012/01/enrollment/IDiscoveryService/DiscoverResponse"
            }
            Self::GetPolicies => {
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPoliciesResponse"
            }
            Self::RequestSecurityToken => {
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RSTRC/wstep"
            }
        }
    }
}

/// The id of a message, which its answer repeats. Whatever the client wrote, without the blanks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageId(String);

impl MessageId {
    /// Takes an id of 1 to 128 octets without control characters.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= MAX_MESSAGE_ID;
        (fits && !text.contains(char::is_control)).then(|| Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a message says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What is asked for.
    pub action: Action,
    /// The message's id.
    pub message_id: MessageId,
}

/// A message whose envelope is in order.
pub(super) struct Envelope<'a, 'i> {
    pub(super) header: Header,
    /// The header's `Security`, if there is one.
    pub(super) security: Option<Node<'a, 'i>>,
    /// The one element of the body.
    pub(super) body: Node<'a, 'i>,
}

impl<'a, 'i> Envelope<'a, 'i> {
    /// Reads the envelope of a message.
    pub(super) fn read(document: &'a Document<'i>) -> Result<Self, MdeError> {
        let mut known = Known::default();
        Self::read_into(document, &mut known).map_err(|cause| known.failed(cause))
    }

    fn read_into(document: &'a Document<'i>, known: &mut Known) -> Result<Self, Cause> {
        let root = document.root_element();
        if !root.has_tag_name((SOAP, "Envelope")) {
            return Err(Cause::NotSoap);
        }
        let header = xml::child(root, SOAP, "Header")?.ok_or(Cause::Missing("Header"))?;
        let message_id = xml::child(header, ADDRESSING, "MessageID")?
            .ok_or(Cause::Missing("MessageID"))
            .and_then(|node| xml::trimmed(node).ok_or(Cause::Unreadable("MessageID")))
            .and_then(|text| MessageId::new(&text).ok_or(Cause::Unreadable("MessageID")))?;
        known.message_id = Some(message_id.clone());
        let action = xml::child(header, ADDRESSING, "Action")?
            .ok_or(Cause::Missing("Action"))
            .and_then(|node| xml::trimmed(node).ok_or(Cause::Unreadable("Action")))?;
        let action = Action::ALL
            .into_iter()
            .find(|known| known.uri() == action)
            .ok_or(Cause::UnknownAction)?;
        known.action = Some(action);
        for block in header.children().filter(Node::is_element) {
            check_understood(block)?;
        }
        let security = xml::child(header, SECURITY, "Security")?;
        let body = xml::child(root, SOAP, "Body")?.ok_or(Cause::Missing("Body"))?;
        let mut contents = body.children().filter(Node::is_element);
        let (Some(body), None) = (contents.next(), contents.next()) else {
            return Err(Cause::OtherBody);
        };
        Ok(Self {
            header: Header { action, message_id },
            security,
            body,
        })
    }
}

/// What is known of a message so far.
#[derive(Default)]
struct Known {
    message_id: Option<MessageId>,
    action: Option<Action>,
}

impl Known {
    fn failed(self, cause: Cause) -> MdeError {
        MdeError {
            message_id: self.message_id,
            action: self.action,
            cause,
        }
    }
}

/// A block marked `mustUnderstand` that nobody here understands ends the exchange (SOAP 1.2 part 1 section 5.2.3).
fn check_understood(block: Node<'_, '_>) -> Result<(), Cause> {
    let must = block
        .attribute((SOAP, "mustUnderstand"))
        .is_some_and(|value| matches!(value.trim(), "1" | "true"));
    let name = block.tag_name();
    let is_known = match name.namespace() {
        Some(ADDRESSING) => matches!(
            name.name(),
            "Action" | "MessageID" | "To" | "ReplyTo" | "From" | "FaultTo"
        ),
        Some(SECURITY) => name.name() == "Security",
        Some(DIAGNOSTICS) => name.name() == "ActivityId",
        _ => false,
    };
    if must && !is_known {
        let name: String = name.name().chars().take(64).collect();
        return Err(Cause::NotUnderstood(name));
    }
    Ok(())
}

/// Begins an answer and leaves its header open.
pub(super) fn start_answer(action: &str, relates_to: Option<&MessageId>) -> Writer {
    let mut xml = Writer::new();
    xml.start("s:Envelope")
        .attribute("xmlns:s", SOAP)
        .attribute("xmlns:a", ADDRESSING)
        .start("s:Header")
        .start("a:Action")
        .attribute("s:mustUnderstand", "1")
        .text(action)
        .end();
    if let Some(id) = relates_to {
        xml.element("a:RelatesTo", id.as_str());
    }
    xml
}

/// Writes the id by which an exchange is found in the logs.
pub(super) fn activity(xml: &mut Writer, id: &str) {
    xml.start("ActivityId")
        .attribute("CorrelationId", id)
        .attribute("xmlns", DIAGNOSTICS)
        .text(id)
        .end();
}
