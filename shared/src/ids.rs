//! Names of things, as types that parse.
//!
//! An identifier reaches a handler only by parsing, so an argument cannot be swapped for another or carry a path, a quote or
//! a line break. Random identifiers hold 128 bits and are written with a prefix that says what they name (`dev_…`): a person
//! who reads one in a log knows what it is, and one kind never parses as another.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encoding::{base32_128, hex, unbase32_128, unhex};
use crate::time::Timestamp;

/// The text does not name a thing of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind}: expected {expected}")]
pub struct InvalidId {
    /// What was expected, as a person would call it.
    pub kind: &'static str,
    /// The form it is written in.
    pub expected: &'static str,
}

macro_rules! text_serde {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Makes a new identifier from 128 random bits.
            #[must_use]
            pub const fn from_random(bits: [u8; 16]) -> Self {
                Self(bits)
            }

            /// The 128 bits, as they travel in binary tokens.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, base32_128(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix($prefix)
                    .and_then(unbase32_128)
                    .map(Self)
                    .ok_or(InvalidId {
                        kind: $kind,
                        expected: concat!("`", $prefix, "` and 26 characters of base32"),
                    })
            }
        }

        text_serde!($name);
    };
}

random_id!(
    /// Who may hold devices: a person, an enrollment manager, an enrollment token or one userless device. Random and
    /// immutable, never a name: it addresses the enrollee's object for as long as one of its devices lives.
    EnrolleeId, "enr_", "enrollee"
);
random_id!(
    /// A device, from its first enrollment to its deletion.
    DeviceId, "dev_", "device"
);
random_id!(
    /// One enrollment ticket.
    TicketId, "tkt_", "ticket"
);
random_id!(
    /// A person in the tenant's directory.
    UserId, "usr_", "person"
);
random_id!(
    /// One signed-in session of a person.
    SessionId, "ses_", "session"
);
random_id!(
    /// The right to sign once for an enrollment, held from admission to completion.
    LeaseId, "lse_", "signing lease"
);
random_id!(
    /// One rollout of a policy.
    RolloutId, "rol_", "rollout"
);
random_id!(
    /// An enrollment token: the right to enroll many devices.
    TokenId, "tok_", "enrollment token"
);
random_id!(
    /// A webhook: where an organisation hears of events.
    WebhookId, "whk_", "webhook"
);

random_id!(
    /// A command to a device. Unlike the others it begins with when it was asked for, so that names sort by time.
    CommandId, "cmd_", "command"
);

impl CommandId {
    /// The name of a command that was asked for `at` a moment, as the `place`th of that second. The rest is 64 of the random bits.
    #[must_use]
    pub fn new(at: Timestamp, place: u16, random: [u8; 16]) -> Self {
        let begun = (at.unix_seconds() << 16) | u64::from(place);
        let rest = u128::from_be_bytes(random) & u128::from(u64::MAX);
        let bits = (u128::from(begun) << 64) | rest;
        Self::from_random(bits.to_be_bytes())
    }
}

macro_rules! slug_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let edges = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
                let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                let fits = text.len() <= $max
                    && edges(text.chars().next())
                    && edges(text.chars().next_back())
                    && text.chars().all(inside);
                fits.then(|| Self(text.to_owned())).ok_or(InvalidId {
                    kind: $kind,
                    expected: concat!("1 to ", $max, " of a-z, 0-9 and inner hyphens"),
                })
            }
        }

        text_serde!($name);
    };
}

slug_id!(
    /// One organisation. A deployment serves one; every key and type names it all the same.
    TenantId, "tenant", 32
);
slug_id!(
    /// A group of people that policies are assigned to.
    GroupId, "group", 64
);
slug_id!(
    /// A restriction policy: short, chosen by an administrator, unique within its type.
    PolicyId, "policy", 64
);
slug_id!(
    /// A filter that policies may be narrowed by.
    FilterId, "filter", 64
);
slug_id!(
    /// A group of devices.
    DeviceGroupId, "device group", 64
);
slug_id!(
    /// A category of devices that people choose from.
    CategoryId, "device category", 64
);
slug_id!(
    /// One set of terms of use, through all its versions.
    TermsId, "terms of use", 64
);

slug_id!(
    /// Something that a machine's administrator has put there to be run by a command.
    ScriptId, "name of a command of the machine's own", 64
);

/// Terms of use at one version: what a person has accepted or has yet to accept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TermsVersion {
    /// The terms.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub terms: TermsId,
    /// Their version, from 1.
    pub version: u32,
}

/// A certificate's serial number: 128 random bits, unsigned and never zero, written as 32 hexadecimal digits.
///
/// RFC 5280 section 4.1.2.2 wants a positive integer of at most 20 octets; 16 octets stay below it even when the
/// DER encoding prefixes a zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateSerial([u8; 16]);

impl CertificateSerial {
    /// Makes a serial from 128 random bits. The top bit is set, so that every serial has the same length and none is zero.
    #[must_use]
    pub const fn from_random(bits: [u8; 16]) -> Self {
        Self((u128::from_be_bytes(bits) | (1 << 127)).to_be_bytes())
    }

    /// The magnitude, most significant octet first.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for CertificateSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for CertificateSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CertificateSerial {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        unhex(text)
            .filter(|bytes: &[u8; 16]| bytes.first().is_some_and(|first| first & 0x80 != 0))
            .map(Self)
            .ok_or(InvalidId {
                kind: "certificate serial",
                expected: "32 hexadecimal digits, the first from 8 to f",
            })
    }
}

text_serde!(CertificateSerial);

/// SHA-256 of something that must be recognised again: a public key (its `SubjectPublicKeyInfo`), a policy version, a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// SHA-256 of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The 32 octets.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 32 octets that are already a SHA-256.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        unhex(text).map(Self).ok_or(InvalidId {
            kind: "SHA-256 digest",
            expected: "64 hexadecimal digits",
        })
    }
}

text_serde!(Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_of_identifier_never_reads_as_another() {
        let device = DeviceId::from_random([7; 16]).to_string();
        assert!(device.parse::<DeviceId>().is_ok());
        assert!(device.parse::<EnrolleeId>().is_err());
        assert!(device.to_uppercase().parse::<DeviceId>().is_err());
    }

    #[test]
    fn slugs_carry_no_separator_or_blank() {
        for bad in [
            "",
            "-a",
            "a-",
            "A",
            "a b",
            "a/b",
            "a:b",
            "ä",
            &"a".repeat(33),
        ] {
            assert!(bad.parse::<TenantId>().is_err(), "{bad}");
        }
        assert!("acme-2".parse::<TenantId>().is_ok());
    }

    #[test]
    fn a_serial_is_positive_and_of_one_length() {
        let serial = CertificateSerial::from_random([0; 16]);
        assert_eq!(serial.to_string(), "80000000000000000000000000000000");
        assert_eq!(serial.to_string().parse(), Ok(serial));
        assert!(
            "00000000000000000000000000000001"
                .parse::<CertificateSerial>()
                .is_err()
        );
    }
}
