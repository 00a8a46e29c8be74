//! The body of a message: what is asked for ([MS-XCEP] section 3.1.4.1, [MS-WSTEP] section 3.1.4.1).

use roxmltree::Node;

use super::base64;
use super::context::ContextItems;
use super::discover::Discover;
use super::envelope::{Action, Envelope, Header, LIMITS};
use super::error::{Cause, MdeError};
use super::names::{ISSUE, PKCS7, PKCS7_MICROSOFT, PKCS10, POLICY, RENEW, SECURITY, TRUST};
use super::security::{SecurityToken, binary};
use crate::protocol::xml;

/// What a client asks for, with what it brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrollmentMessage {
    /// Where it enrolls.
    Discover(Discover),
    /// What its certificate request should look like.
    GetPolicies(SecurityToken),
    /// A first certificate. The context has a device id and an enrollment type.
    Issue {
        /// For whom.
        token: SecurityToken,
        /// The certificate request: DER, unread.
        csr: Vec<u8>,
        /// What the device says about itself.
        context: ContextItems,
    },
    /// The next certificate.
    Renew {
        /// A CMS `SignedData` by the key of the present certificate: DER, unread.
        signed: Vec<u8>,
        /// What the device says about itself, which is less than at first.
        context: ContextItems,
    },
}

/// Reads a message of at most 64 KiB.
///
/// # Errors
/// [`MdeError`], with the message's id and action as far as they could be read.
pub fn read(body: &[u8]) -> Result<(Header, EnrollmentMessage), MdeError> {
    let document = xml::read(body, &LIMITS).map_err(|error| MdeError {
        message_id: None,
        action: None,
        cause: error.into(),
    })?;
    let envelope = Envelope::read(&document)?;
    match read_body(&envelope) {
        Ok(message) => Ok((envelope.header, message)),
        Err(cause) => Err(MdeError {
            message_id: Some(envelope.header.message_id),
            action: Some(envelope.header.action),
            cause,
        }),
    }
}

fn read_body(envelope: &Envelope<'_, '_>) -> Result<EnrollmentMessage, Cause> {
    match envelope.header.action {
        Action::Discover => Discover::read(envelope.body).map(EnrollmentMessage::Discover),
        Action::GetPolicies => {
            // What the client filters by is not read: there is one policy, for everybody.
            if !envelope.body.has_tag_name((POLICY, "GetPolicies")) {
                return Err(Cause::OtherBody);
            }
            SecurityToken::read(envelope.security).map(EnrollmentMessage::GetPolicies)
        }
        Action::RequestSecurityToken => read_request(envelope),
    }
}

/// `TokenType` is not looked at: there is one kind of answer, and samples spell its name in several ways.
fn read_request(envelope: &Envelope<'_, '_>) -> Result<EnrollmentMessage, Cause> {
    let request = envelope.body;
    if !request.has_tag_name((TRUST, "RequestSecurityToken")) {
        return Err(Cause::OtherBody);
    }
    let kind = xml::child(request, TRUST, "RequestType")?
        .ok_or(Cause::Missing("RequestType"))
        .and_then(|node| xml::trimmed(node).ok_or(Cause::Unreadable("RequestType")))?;
    let token = xml::child(request, SECURITY, "BinarySecurityToken")?
        .ok_or(Cause::Missing("BinarySecurityToken"))?;
    let value_type = xml::attribute(token, "ValueType")?.map(str::trim);
    match kind.as_str() {
        ISSUE => {
            if value_type != Some(PKCS10) {
                return Err(Cause::Unreadable("ValueType"));
            }
            let csr = binary(token)?.ok_or(Cause::NotBase64)?;
            let context = ContextItems::read(request)?;
            if context.device_id().is_none() {
                return Err(Cause::Context("DeviceID is missing"));
            }
            if context.enrollment_type().is_none() {
                return Err(Cause::Context("EnrollmentType is missing"));
            }
            Ok(EnrollmentMessage::Issue {
                token: SecurityToken::read(envelope.security)?,
                csr,
                context,
            })
        }
        RENEW => {
            if !matches!(value_type, Some(PKCS7 | PKCS7_MICROSOFT)) {
                return Err(Cause::Unreadable("ValueType"));
            }
            Ok(EnrollmentMessage::Renew {
                signed: signed(token)?,
                context: ContextItems::read(request)?,
            })
        }
        _ => Err(Cause::UnknownRequest),
    }
}

/// A renewal that Windows does by itself wraps its message in base64 once, one that a person starts does so twice.
fn signed(token: Node<'_, '_>) -> Result<Vec<u8>, Cause> {
    const SEQUENCE: u8 = 0x30;
    let once = binary(token)?.ok_or(Cause::NotBase64)?;
    if once.first() == Some(&SEQUENCE) {
        return Ok(once);
    }
    core::str::from_utf8(&once)
        .ok()
        .and_then(base64::decode)
        .ok_or(Cause::NotBase64)
}
