//! The security header: for whom a device enrolls ([MS-MDE2] section 3.3, WS-Security 1.0).

use core::fmt;

use roxmltree::Node;

use super::base64;
use super::error::Cause;
use super::names::{BASE64_BINARY, PASSWORD_TEXT, SECURITY, USER_TOKEN};
use crate::protocol::xml;

/// The longest ticket that is read, in octets.
const MAX_TICKET: usize = 1024;
/// The longest name or password that is read, in octets.
const MAX_NAME: usize = 512;

/// What the security header holds.
#[derive(Clone, PartialEq, Eq)]
pub enum SecurityToken {
    /// What the federated page gave the device.
    Ticket(String),
    /// A name and a password.
    UsernameToken {
        /// The name as it was typed.
        username: String,
        /// The password; empty at a renewal.
        password: String,
    },
    /// Nothing.
    Nothing,
}

impl fmt::Debug for SecurityToken {
    /// Names the kind and nothing of what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ticket(_) => "Ticket(…)",
            Self::UsernameToken { .. } => "UsernameToken(…)",
            Self::Nothing => "Nothing",
        })
    }
}

impl SecurityToken {
    pub(super) fn read(security: Option<Node<'_, '_>>) -> Result<Self, Cause> {
        let Some(security) = security else {
            return Ok(Self::Nothing);
        };
        let binary = xml::child(security, SECURITY, "BinarySecurityToken")?;
        let username = xml::child(security, SECURITY, "UsernameToken")?;
        match (binary, username) {
            (None, None) => Ok(Self::Nothing),
            (Some(token), None) => read_ticket(token),
            (None, Some(token)) => read_username(token),
            (Some(_), Some(_)) => Err(Cause::Security("it holds two tokens")),
        }
    }
}

fn read_ticket(token: Node<'_, '_>) -> Result<SecurityToken, Cause> {
    if xml::attribute(token, "ValueType")?.map(str::trim) != Some(USER_TOKEN) {
        return Err(Cause::TokenNotAccepted);
    }
    let octets = binary(token)?.ok_or(Cause::Security("the token is not base64"))?;
    let ticket = String::from_utf8(octets).map_err(|_| Cause::Security("the token is not text"))?;
    if ticket.len() > MAX_TICKET {
        return Err(Cause::Security("the token is too long"));
    }
    if ticket.contains(char::is_control) {
        return Err(Cause::Security("the token is not text"));
    }
    Ok(SecurityToken::Ticket(ticket))
}

fn read_username(token: Node<'_, '_>) -> Result<SecurityToken, Cause> {
    let username = xml::child(token, SECURITY, "Username")?
        .and_then(xml::trimmed)
        .ok_or(Cause::Security("there is no user name"))?;
    let password = match xml::child(token, SECURITY, "Password")? {
        None => String::new(),
        Some(node) => {
            // WS-Security's other kind, a digest, is none that Windows sends or a stored password could answer.
            let kind = xml::attribute(node, "Type")?.map(str::trim);
            if kind.is_some_and(|kind| kind != PASSWORD_TEXT) {
                return Err(Cause::TokenNotAccepted);
            }
            let text = xml::text(node).ok_or(Cause::Security("the password is not text"))?;
            // Blanks may belong to a password; a line's end with what is around it is layout.
            if text.contains('\n') {
                text.trim().to_owned()
            } else {
                text.into_owned()
            }
        }
    };
    if username.len() > MAX_NAME || password.len() > MAX_NAME {
        return Err(Cause::Security("the name or the password is too long"));
    }
    if username.contains(char::is_control) || password.contains(char::is_control) {
        return Err(Cause::Security("the name or the password is not text"));
    }
    Ok(SecurityToken::UsernameToken { username, password })
}

/// The octets of a binary token; nothing when it is not base64, and an error when it is said to be something else.
pub(super) fn binary(token: Node<'_, '_>) -> Result<Option<Vec<u8>>, Cause> {
    let encoding = xml::attribute(token, "EncodingType")?.map(str::trim);
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(BASE64_BINARY)) {
        return Err(Cause::Unreadable("EncodingType"));
    }
    Ok(xml::text(token).as_deref().and_then(base64::decode))
}
