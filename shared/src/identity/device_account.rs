//! The account of a device that shows who it is by name and password instead of a certificate: OMA DM's.
//!
//! Windows is given name and secrets when it enrolls and keeps them as long as it is managed. Both are derived from the
//! deployment's sealing key, so that nothing of them is stored, the same enrollment gets the same ones again, and a name by
//! itself leads to the object that holds the device.
//!
//! Payload of the name, before sealing: version (1 octet, now 1), enrollee, device (16 octets each), tenant (the rest, 1 to 32
//! of ASCII).

use base64ct::{Base64UrlUnpadded, Encoding as _};

use crate::ids::{DeviceId, Digest, EnrolleeId, TenantId};
use crate::sealed::SealingKey;
use crate::time::Timestamp;

/// The beginning of every name.
pub const ACCOUNT_PREFIX: &str = "mw1.";

const VERSION: u8 = 1;

/// Separate what is derived for an account from everything else that the sealing key makes, and from each other.
const DEVICE_SECRET: &str = "oma-dm device secret 1";
const SERVER_SECRET: &str = "oma-dm server secret 1";
const FIRST_NONCE: &str = "oma-dm first nonce 1";
const ASKED_NONCE: &str = "oma-dm asked nonce 1";
const SERVER_NONCE: &str = "oma-dm server nonce 1";

/// A device's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceAccount {
    /// The organisation.
    pub tenant: TenantId,
    /// Whose object holds the device.
    pub enrollee: EnrolleeId,
    /// The device.
    pub device: DeviceId,
}

impl DeviceAccount {
    /// The name: 70 characters and 4 for every 3 of the tenant's name, at most 113.
    #[must_use]
    pub fn name(&self, key: &SealingKey) -> String {
        let mut payload = vec![VERSION];
        payload.extend_from_slice(self.enrollee.as_bytes());
        payload.extend_from_slice(self.device.as_bytes());
        payload.extend_from_slice(self.tenant.as_str().as_bytes());
        key.seal(ACCOUNT_PREFIX, &payload)
    }

    /// Reads what [`Self::name`] wrote with the same key; nothing for any other text.
    #[must_use]
    pub fn open(name: &str, key: &SealingKey) -> Option<Self> {
        let payload = key.open(ACCOUNT_PREFIX, name)?;
        let (&[version], rest) = payload.split_first_chunk()?;
        let (enrollee, rest) = rest.split_first_chunk()?;
        let (device, tenant) = rest.split_first_chunk()?;
        if version != VERSION {
            return None;
        }
        Some(Self {
            tenant: core::str::from_utf8(tenant).ok()?.parse().ok()?,
            enrollee: EnrolleeId::from_random(*enrollee),
            device: DeviceId::from_random(*device),
        })
    }

    /// What the device shows the server: 43 characters.
    #[must_use]
    pub fn device_secret(&self, key: &SealingKey) -> String {
        Base64UrlUnpadded::encode_string(&self.derive(key, DEVICE_SECRET))
    }

    /// What the server would show the device: 43 characters.
    #[must_use]
    pub fn server_secret(&self, key: &SealingKey) -> String {
        Base64UrlUnpadded::encode_string(&self.derive(key, SERVER_SECRET))
    }

    /// The nonce that its first session goes by, 16 octets; the next ones are drawn.
    #[must_use]
    pub fn first_nonce(&self, key: &SealingKey) -> [u8; 16] {
        half(self.derive(key, FIRST_NONCE))
    }

    /// The nonce that the server's digest would go by, 16 octets.
    #[must_use]
    pub fn server_nonce(&self, key: &SealingKey) -> [u8; 16] {
        half(self.derive(key, SERVER_NONCE))
    }

    fn derive(&self, key: &SealingKey, purpose: &'static str) -> [u8; 32] {
        key.derive(purpose, &[self.enrollee.as_bytes(), self.device.as_bytes()])
    }
}

/// For how long a nonce that was asked of nobody in particular is good: at least once, at most twice as long.
const ASKED_FOR: u64 = 300;

/// The nonces that a device without a name is asked to show itself by, now and in the time before: Windows names its account only
/// in the message that answers a challenge. They are derived from its address, its session and the time, since there is no
/// object yet in which one could be kept.
#[must_use]
pub fn asked_nonces(
    key: &SealingKey,
    address: &str,
    session: &str,
    now: Timestamp,
) -> [[u8; 16]; 2] {
    let names = Digest::of(format!("{address}\0{session}").as_bytes());
    let period = now
        .unix_seconds()
        .checked_div(ASKED_FOR)
        .unwrap_or_default();
    [period, period.saturating_sub(1)]
        .map(|period| half(key.derive(ASKED_NONCE, &[names.as_bytes(), &period.to_be_bytes()])))
}

/// The first half of what was derived.
fn half(derived: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    for (at, octet) in half.iter_mut().zip(derived) {
        *at = octet;
    }
    half
}

/// Names and secrets of a ticket that is made for one key of one enrollee, so that the same request leads to the same one.
const KEY_NAMED: &str = "ticket by key 1";

/// A name and a secret of 16 octets each that only this deployment can derive from an enrollee and a public key.
#[must_use]
pub fn key_named(
    key: &SealingKey,
    enrollee: &EnrolleeId,
    public_key: &Digest,
) -> ([u8; 16], [u8; 16]) {
    let derived = key.derive(KEY_NAMED, &[enrollee.as_bytes(), public_key.as_bytes()]);
    let mut halves = ([0; 16], [0; 16]);
    for (at, octet) in halves.0.iter_mut().chain(&mut halves.1).zip(derived) {
        *at = octet;
    }
    halves
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> DeviceAccount {
        DeviceAccount {
            tenant: "acme".parse().unwrap(),
            enrollee: EnrolleeId::from_random([1; 16]),
            device: DeviceId::from_random([2; 16]),
        }
    }

    #[test]
    fn a_name_leads_back_to_the_device_and_only_under_its_key() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let name = account().name(&key);
        assert_eq!(DeviceAccount::open(&name, &key), Some(account()));
        let other = SealingKey::new(&[8; 32]).unwrap();
        assert_eq!(DeviceAccount::open(&name, &other), None);
        assert_eq!(
            DeviceAccount::open(&name.replace("mw1.", "mt1."), &key),
            None
        );
    }

    #[test]
    fn what_a_stranger_is_asked_by_is_good_for_a_while_for_its_session_alone() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let asked = |session: &str, seconds: u64| {
            asked_nonces(&key, "PC", session, Timestamp::from_unix_seconds(seconds))
        };
        let at = 1_796_000_100;
        assert_eq!(asked("D", at + 299)[0], asked("D", at)[0]);
        assert_eq!(asked("D", at + 300)[1], asked("D", at)[0]);
        assert!(!asked("D", at + 600).contains(&asked("D", at)[0]));
        assert!(!asked("E", at).contains(&asked("D", at)[0]));
    }

    #[test]
    fn the_secrets_differ_between_devices_and_from_each_other_and_stay_the_same() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let another = DeviceAccount {
            device: DeviceId::from_random([3; 16]),
            ..account()
        };
        let of = |account: &DeviceAccount| {
            [
                account.device_secret(&key).into_bytes(),
                account.server_secret(&key).into_bytes(),
                account.first_nonce(&key).to_vec(),
                account.server_nonce(&key).to_vec(),
            ]
        };
        let all = [of(&account()), of(&another)].concat();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(of(&account()).as_slice(), &all[..4]);
        assert_eq!(account().first_nonce(&key).len(), 16);
    }
}
