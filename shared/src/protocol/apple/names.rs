//! By what names a device and what stands in a profile are known.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::error::AppleError;
use crate::ids::Digest;
use crate::protocol::plist::Dict;

/// Which enrollment a message is of: a device's, and one user's on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Enrollment {
    /// `UDID`, or `EnrollmentID` under user enrollment, which tells no device from another elsewhere.
    pub device: String,
    /// `UserID` on the channel of a user (macOS, Shared iPad); none on the device's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

impl Enrollment {
    /// Reads it off a message.
    ///
    /// # Errors
    /// [`AppleError::Lacks`] when it has no name, or one that is none.
    pub fn of(message: &Dict) -> Result<Self, AppleError> {
        let name = |key: &'static str| match message.text(key) {
            Some(text) if is_name(text) => Ok(Some(text.to_owned())),
            Some(_) => Err(AppleError::Lacks(key)),
            None => Ok(None),
        };
        let device = match name("UDID")? {
            Some(device) => Some(device),
            None => name("EnrollmentID")?,
        };
        Ok(Self {
            device: device.ok_or(AppleError::Lacks("UDID"))?,
            user: match name("UserID")? {
                Some(user) => Some(user),
                None => name("EnrollmentUserID")?,
            },
        })
    }
}

/// Letters, digits and hyphens: 40 hexadecimal digits, or groups of them.
fn is_name(text: &str) -> bool {
    let is_inside = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(is_inside)
}

/// A UUID (RFC 9562), written in capitals as Apple does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// Of 128 bits that name something already.
    #[must_use]
    pub const fn from_bits(bits: [u8; 16]) -> Self {
        Self(bits)
    }

    /// One that is derived from what it is for: the same again for the same (version 8, section 5.8).
    #[must_use]
    pub fn derived(seed: &[u8], part: &str) -> Self {
        let mut of = Digest::of(seed).as_bytes().to_vec();
        of.extend_from_slice(part.as_bytes());
        let digest = Digest::of(&of);
        let mut bits = [0; 16];
        for (at, octet) in bits.iter_mut().zip(digest.as_bytes()) {
            *at = *octet;
        }
        let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bits;
        *version = (*version & 0x0f) | 0x80;
        *variant = (*variant & 0x3f) | 0x80;
        Self(bits)
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, octet) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{octet:02X}")?;
        }
        Ok(())
    }
}

/// What the identifiers of a deployment's payloads begin with: its host name from the right, `com.example.muster`. It stays as long
/// as the address does, so that a profile which comes again replaces the one before.
#[must_use]
pub fn base_identifier(public_url: &str) -> String {
    let host = public_url.split("://").nth(1).unwrap_or(public_url);
    let host = host.split([':', '/']).next().unwrap_or_default();
    let parts: Vec<&str> = host.split('.').rev().collect();
    format!("{}.muster", parts.join("."))
}
