//! The right of one device to its next certificate, as text: what a renewed profile gives an Apple device as its challenge, since
//! the request that it then makes is signed with a key of the moment, and shows nothing of the present one.
//!
//! It names the certificate that it follows, so that it ends with that: once the next one has been used, it is worth nothing.
//!
//! Payload, before sealing: version (1 octet, now 1), enrollee, device, serial number (16 octets each), expiry (8), tenant (the
//! rest, 1 to 32 of ASCII).

use super::refusal::Refusal;
use crate::ids::{CertificateSerial, DeviceId, EnrolleeId, TenantId};
use crate::sealed::SealingKey;
use crate::time::Timestamp;

/// The beginning of every one.
pub const RENEWAL_PREFIX: &str = "mr1.";

const VERSION: u8 = 1;

/// The right of one device to its next certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalTicket {
    /// The organisation.
    pub tenant: TenantId,
    /// Whose object holds the device.
    pub enrollee: EnrolleeId,
    /// The device.
    pub device: DeviceId,
    /// The certificate that the next one follows.
    pub presented: CertificateSerial,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl RenewalTicket {
    /// Writes it as text.
    #[must_use]
    pub fn seal(&self, key: &SealingKey) -> String {
        let mut payload = vec![VERSION];
        payload.extend_from_slice(self.enrollee.as_bytes());
        payload.extend_from_slice(self.device.as_bytes());
        payload.extend_from_slice(self.presented.as_bytes());
        payload.extend_from_slice(&self.expires_at.unix_seconds().to_be_bytes());
        payload.extend_from_slice(self.tenant.as_str().as_bytes());
        key.seal(RENEWAL_PREFIX, &payload)
    }

    /// Reads what [`Self::seal`] wrote with the same key, while it counts.
    ///
    /// # Errors
    /// [`Refusal::TicketInvalid`] for any other text, [`Refusal::TicketExpired`] when it has ended.
    pub fn open(text: &str, key: &SealingKey, now: Timestamp) -> Result<Self, Refusal> {
        let ticket = Self::read(text, key).ok_or(Refusal::TicketInvalid)?;
        if now < ticket.expires_at {
            Ok(ticket)
        } else {
            Err(Refusal::TicketExpired {
                expired_at: ticket.expires_at,
            })
        }
    }

    fn read(text: &str, key: &SealingKey) -> Option<Self> {
        let payload = key.open(RENEWAL_PREFIX, text)?;
        let (&[version], rest) = payload.split_first_chunk()?;
        let (enrollee, rest) = rest.split_first_chunk()?;
        let (device, rest) = rest.split_first_chunk()?;
        let (presented, rest) = rest.split_first_chunk()?;
        let (expires_at, tenant) = rest.split_first_chunk()?;
        (version == VERSION).then_some(())?;
        Some(Self {
            tenant: core::str::from_utf8(tenant).ok()?.parse().ok()?,
            enrollee: EnrolleeId::from_random(*enrollee),
            device: DeviceId::from_random(*device),
            presented: CertificateSerial::from_random(*presented),
            expires_at: Timestamp::from_unix_seconds(u64::from_be_bytes(*expires_at)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_under_its_key_until_it_ends() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let at = Timestamp::from_unix_seconds;
        let ticket = RenewalTicket {
            tenant: "acme".parse().unwrap(),
            enrollee: EnrolleeId::from_random([1; 16]),
            device: DeviceId::from_random([2; 16]),
            presented: CertificateSerial::from_random([3; 16]),
            expires_at: at(1_000),
        };
        let text = ticket.seal(&key);
        assert_eq!(RenewalTicket::open(&text, &key, at(999)), Ok(ticket));
        let expired = RenewalTicket::open(&text, &key, at(1_000));
        assert_eq!(
            expired,
            Err(Refusal::TicketExpired {
                expired_at: at(1_000)
            })
        );
        let other = SealingKey::new(&[8; 32]).unwrap();
        for (text, key) in [(&text, &other), (&text.replace("mr1.", "mt1."), &key)] {
            let opened = RenewalTicket::open(text, key, at(1));
            assert_eq!(opened, Err(Refusal::TicketInvalid));
        }
    }
}
