//! The ticket: the right to enroll one device, as text that a person hands to a client.
//!
//! It says by itself which enrollee it belongs to and what it allows, so that a request finds the one object that knows
//! whether it has been used; nothing about open tickets is published anywhere. It is a secret: it stands in a password
//! field or a profile, and in no URL but SCEP's, whose clients may have no other place for it.
//!
//! Payload, before sealing: version (1 octet, now 1), platform, method, ownership (1 octet each), expiry (8 octets, seconds
//! since 1970, big-endian), enrollee, ticket id, secret (16 octets each), tenant (the rest, 1 to 32 of ASCII).

use core::fmt;

use subtle::ConstantTimeEq as _;

use super::refusal::Refusal;
use super::request::EnrollmentRequest;
use crate::ids::{Digest, EnrolleeId, TenantId, TicketId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::sealed::SealingKey;
use crate::time::Timestamp;

/// The beginning of every ticket.
pub const TICKET_PREFIX: &str = "mt1.";

const VERSION: u8 = 1;

/// Separates derived secrets from everything else that the sealing key makes.
const SECRET_OF: &str = "ticket secret 1";

/// The 128 random bits that make a ticket unguessable even to one who can read the store: only their digest is kept.
#[derive(Clone)]
pub struct TicketSecret([u8; 16]);

impl TicketSecret {
    /// Makes a secret from 128 random bits.
    #[must_use]
    pub const fn from_random(bits: [u8; 16]) -> Self {
        Self(bits)
    }

    /// The secret of a ticket whose text is asked for again by its holder, who signs in for it: derived, so that it need not be
    /// kept.
    #[must_use]
    pub fn of(ticket: &TicketId, enrollee: &EnrolleeId, key: &SealingKey) -> Self {
        let derived = key.derive(SECRET_OF, &[enrollee.as_bytes(), ticket.as_bytes()]);
        let mut bits = [0; 16];
        for (bit, octet) in bits.iter_mut().zip(derived) {
            *bit = octet;
        }
        Self(bits)
    }

    /// The bits themselves, as they travel in sealed text.
    pub(super) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// What the enrollee's object keeps to recognise the ticket: SHA-256 of the secret.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl PartialEq for TicketSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TicketSecret {}

impl fmt::Debug for TicketSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketSecret(…)")
    }
}

/// The right to enroll one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The organisation.
    pub tenant: TenantId,
    /// Who will hold the device.
    pub enrollee: EnrolleeId,
    /// The ticket's name in lists and logs; not a secret.
    pub id: TicketId,
    /// What makes it valid.
    pub secret: TicketSecret,
    /// The platform it is for.
    pub platform: Platform,
    /// The method it is for.
    pub method: EnrollmentMethod,
    /// Who will own the device.
    pub ownership: Ownership,
    /// The first moment at which it no longer counts.
    pub expires_at: Timestamp,
}

impl Ticket {
    /// Writes the ticket as text: 104 characters and 4 for every 3 of the tenant's name, at most 148.
    #[must_use]
    pub fn seal(&self, key: &SealingKey) -> String {
        let mut payload = vec![
            VERSION,
            platform_code(self.platform),
            method_code(self.method),
            ownership_code(self.ownership),
        ];
        payload.extend_from_slice(&self.expires_at.unix_seconds().to_be_bytes());
        payload.extend_from_slice(self.enrollee.as_bytes());
        payload.extend_from_slice(self.id.as_bytes());
        payload.extend_from_slice(&self.secret.0);
        payload.extend_from_slice(self.tenant.as_str().as_bytes());
        key.seal(TICKET_PREFIX, &payload)
    }

    /// Reads what [`Self::seal`] wrote with the same key. Whether the ticket's time is over is a question of its own:
    /// [`Self::check_time`].
    ///
    /// # Errors
    /// [`Refusal::TicketInvalid`], whatever is wrong: one who guesses learns nothing.
    pub fn open(text: &str, key: &SealingKey) -> Result<Self, Refusal> {
        let payload = key
            .open(TICKET_PREFIX, text)
            .ok_or(Refusal::TicketInvalid)?;
        Self::from_payload(&payload).ok_or(Refusal::TicketInvalid)
    }

    fn from_payload(payload: &[u8]) -> Option<Self> {
        let (&[version, platform, method, ownership], rest) = payload.split_first_chunk()?;
        let (expires_at, rest) = rest.split_first_chunk()?;
        let (enrollee, rest) = rest.split_first_chunk()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (secret, tenant) = rest.split_first_chunk()?;
        let seconds = u64::from_be_bytes(*expires_at);
        let expires_at = Timestamp::from_unix_seconds(seconds);
        // A time that had to be clamped was not written by `seal`.
        if version != VERSION || expires_at.unix_seconds() != seconds {
            return None;
        }
        Some(Self {
            tenant: core::str::from_utf8(tenant).ok()?.parse().ok()?,
            enrollee: EnrolleeId::from_random(*enrollee),
            id: TicketId::from_random(*id),
            secret: TicketSecret(*secret),
            platform: coded(platform, &Platform::ALL, platform_code)?,
            method: coded(method, &EnrollmentMethod::ALL, method_code)?,
            ownership: coded(ownership, &OWNERSHIPS, ownership_code)?,
            expires_at,
        })
    }

    /// Whether the ticket still counts at `now`.
    ///
    /// # Errors
    /// [`Refusal::TicketExpired`] from `expires_at` on.
    pub fn check_time(&self, now: Timestamp) -> Result<(), Refusal> {
        if now < self.expires_at {
            Ok(())
        } else {
            Err(Refusal::TicketExpired {
                expired_at: self.expires_at,
            })
        }
    }

    /// What the ticket asks for.
    #[must_use]
    pub const fn request(&self) -> EnrollmentRequest {
        EnrollmentRequest {
            platform: self.platform,
            method: self.method,
            ownership: self.ownership,
        }
    }
}

pub(super) const OWNERSHIPS: [Ownership; 2] = [Ownership::Personal, Ownership::Corporate];

/// The one of `all` that `code` writes as `wanted`.
pub(super) fn coded<T: Copy>(wanted: u8, all: &[T], code: impl Fn(T) -> u8) -> Option<T> {
    all.iter().copied().find(|one| code(*one) == wanted)
}

// The codes are part of tickets in people's hands: a number is never given a new meaning.
pub(super) const fn platform_code(platform: Platform) -> u8 {
    match platform {
        Platform::Windows => 1,
        Platform::Ios => 2,
        Platform::Ipados => 3,
        Platform::Macos => 4,
        Platform::Android => 5,
        Platform::Linux => 6,
    }
}

pub(super) const fn method_code(method: EnrollmentMethod) -> u8 {
    match method {
        EnrollmentMethod::Est => 1,
        EnrollmentMethod::Agent => 2,
        EnrollmentMethod::Scep => 3,
        EnrollmentMethod::WindowsMdm => 4,
        EnrollmentMethod::WindowsBulk => 5,
        EnrollmentMethod::AppleDevice => 6,
        EnrollmentMethod::AppleUser => 7,
        EnrollmentMethod::AppleAutomated => 8,
        EnrollmentMethod::AndroidWorkProfile => 9,
        EnrollmentMethod::AndroidCorporateWorkProfile => 10,
        EnrollmentMethod::AndroidFullyManaged => 11,
        EnrollmentMethod::AndroidDedicated => 12,
        EnrollmentMethod::AndroidDeviceAdministrator => 13,
    }
}

pub(super) const fn ownership_code(ownership: Ownership) -> u8 {
    match ownership {
        Ownership::Personal => 1,
        Ownership::Corporate => 2,
    }
}

#[cfg(test)]
#[path = "ticket_tests.rs"]
mod tests;
