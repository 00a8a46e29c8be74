//! The enrollment token: the right to enroll many devices, as text that an administrator hands to whoever sets them up.
//!
//! Like a ticket, it says by itself whose it is, so that a request finds the one object that counts its devices. When it
//! ends and how many it enrolls may be changed while it is in use, so neither stands in it. It is a secret.
//!
//! Payload, before sealing: version (1 octet, now 1), platform, method, ownership (1 octet each), enrollee, token id, secret
//! (16 octets each), tenant (the rest, 1 to 32 of ASCII).

mod terms;

use sha2::Digest as _;

use super::refusal::Refusal;
use super::request::EnrollmentRequest;
use super::ticket::{OWNERSHIPS, TicketSecret, coded, method_code, ownership_code, platform_code};
use crate::ids::{Digest, EnrolleeId, TenantId, TicketId, TokenId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::sealed::SealingKey;

pub use terms::{MAX_LIFE, MAX_QUOTA, NotATokenName, TokenName, TokenTerms};

/// The beginning of every enrollment token.
pub const TOKEN_PREFIX: &str = "mk1.";

const VERSION: u8 = 1;

/// The right to enroll many devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The organisation.
    pub tenant: TenantId,
    /// The enrollee that holds the devices: the token's own.
    pub enrollee: EnrolleeId,
    /// The token's name in lists and logs; not a secret.
    pub id: TokenId,
    /// What makes it valid, until it is replaced.
    pub secret: TicketSecret,
    /// The platform it is for.
    pub platform: Platform,
    /// The method it is for.
    pub method: EnrollmentMethod,
    /// Who will own the devices.
    pub ownership: Ownership,
}

impl Token {
    /// Writes the token as text: 95 characters and 4 for every 3 of the tenant's name, at most 138.
    #[must_use]
    pub fn seal(&self, key: &SealingKey) -> String {
        let mut payload = vec![
            VERSION,
            platform_code(self.platform),
            method_code(self.method),
            ownership_code(self.ownership),
        ];
        payload.extend_from_slice(self.enrollee.as_bytes());
        payload.extend_from_slice(self.id.as_bytes());
        payload.extend_from_slice(self.secret.as_bytes());
        payload.extend_from_slice(self.tenant.as_str().as_bytes());
        key.seal(TOKEN_PREFIX, &payload)
    }

    /// Reads what [`Self::seal`] wrote with the same key. Whether it still counts is for its object to say.
    ///
    /// # Errors
    /// [`Refusal::TicketInvalid`], whatever is wrong: one who guesses learns nothing.
    pub fn open(text: &str, key: &SealingKey) -> Result<Self, Refusal> {
        let payload = key.open(TOKEN_PREFIX, text).ok_or(Refusal::TicketInvalid)?;
        Self::from_payload(&payload).ok_or(Refusal::TicketInvalid)
    }

    fn from_payload(payload: &[u8]) -> Option<Self> {
        let (&[version, platform, method, ownership], rest) = payload.split_first_chunk()?;
        let (enrollee, rest) = rest.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (secret, tenant) = rest.split_first_chunk()?;
        if version != VERSION {
            return None;
        }
        Some(Self {
            tenant: core::str::from_utf8(tenant).ok()?.parse().ok()?,
            enrollee: EnrolleeId::from_random(*enrollee),
            id: TokenId::from_random(*id),
            secret: TicketSecret::from_random(*secret),
            platform: coded(platform, &Platform::ALL, platform_code)?,
            method: coded(method, &EnrollmentMethod::ALL, method_code)?,
            ownership: coded(ownership, &OWNERSHIPS, ownership_code)?,
        })
    }

    /// What the token asks for.
    #[must_use]
    pub const fn request(&self) -> EnrollmentRequest {
        EnrollmentRequest {
            platform: self.platform,
            method: self.method,
            ownership: self.ownership,
        }
    }
}

/// The name of the one enrollment that a public key has with a token: the first 16 octets of SHA-256 over
/// `muster token enrollment v1`, a zero octet, the token's id and the key's digest. So the same key asking again is known
/// again, and no two keys share an enrollment.
#[must_use]
pub fn enrollment_of(token: &TokenId, key: &Digest) -> TicketId {
    let mut hash = sha2::Sha256::new();
    hash.update(b"muster token enrollment v1\0");
    hash.update(token.as_bytes());
    hash.update(key.as_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut name = [0; 16];
    for (octet, of_digest) in name.iter_mut().zip(digest) {
        *octet = of_digest;
    }
    TicketId::from_random(name)
}

#[cfg(test)]
mod tests;
