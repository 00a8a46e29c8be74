//! One identifier, and the digest by which it is found again.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{HardwareName, Imei, SerialNumber};
use crate::ids::{Digest, InvalidId};
use crate::platform::Platform;

/// What names a device, in the words of the identifier types there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// The number of a mobile device: Android, iOS and iPadOS.
    Imei,
    /// The maker's serial number: every platform but Windows, whose makers' numbers alone are not unique.
    SerialNumber,
    /// Maker, model and serial number together: Windows only.
    ManufacturerModelSerial,
}

impl IdentifierKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [
        Self::Imei,
        Self::SerialNumber,
        Self::ManufacturerModelSerial,
    ];

    /// The stable name used in the API and in the normal form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imei => "imei",
            Self::SerialNumber => "serial_number",
            Self::ManufacturerModelSerial => "manufacturer_model_serial",
        }
    }

    /// Whether it names devices of `platform`.
    #[must_use]
    pub const fn is_for(self, platform: Platform) -> bool {
        match self {
            Self::Imei => matches!(
                platform,
                Platform::Android | Platform::Ios | Platform::Ipados
            ),
            Self::SerialNumber => !matches!(platform, Platform::Windows),
            Self::ManufacturerModelSerial => matches!(platform, Platform::Windows),
        }
    }
}

impl fmt::Display for IdentifierKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for IdentifierKind {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or(InvalidId {
            kind: "type of identifier",
            expected: "imei, serial_number or manufacturer_model_serial",
        })
    }
}

/// How many shards the digests are published in: by the first octet of the digest.
pub const SHARDS: usize = 256;

/// One of the [`SHARDS`], written as two hexadecimal digits.
pub type Shard = u8;

/// A device that is the organisation's, by one of its names. Everything in it is in its normal form, so that equal
/// identifiers are equal values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorporateIdentifier {
    /// By its IMEI.
    Imei {
        /// 15 digits.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        imei: Imei,
    },
    /// By its serial number.
    SerialNumber {
        /// 1 to 64 characters.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        serial_number: SerialNumber,
    },
    /// By its maker, model and serial number.
    ManufacturerModelSerial {
        /// 1 to 128 bytes.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        manufacturer: HardwareName,
        /// 1 to 128 bytes.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        model: HardwareName,
        /// 1 to 64 characters.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        serial_number: SerialNumber,
    },
}

impl CorporateIdentifier {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> IdentifierKind {
        match self {
            Self::Imei { .. } => IdentifierKind::Imei,
            Self::SerialNumber { .. } => IdentifierKind::SerialNumber,
            Self::ManufacturerModelSerial { .. } => IdentifierKind::ManufacturerModelSerial,
        }
    }

    /// Kind and value as one text, the same in every organisation. Parts are set apart by a unit separator (U+001F), which
    /// no part can hold.
    #[must_use]
    pub fn normal_form(&self) -> String {
        let kind = self.kind();
        match self {
            Self::Imei { imei } => format!("{kind}\u{1f}{imei}"),
            Self::SerialNumber { serial_number } => format!("{kind}\u{1f}{serial_number}"),
            Self::ManufacturerModelSerial {
                manufacturer,
                model,
                serial_number,
            } => format!("{kind}\u{1f}{manufacturer}\u{1f}{model}\u{1f}{serial_number}"),
        }
    }

    /// SHA-256 of the normal form: what is published in place of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.normal_form().as_bytes())
    }

    /// The shard that holds a digest.
    #[must_use]
    pub fn shard_of(digest: &Digest) -> Shard {
        digest.as_bytes().first().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_has_identifiers_and_windows_has_its_own() {
        for platform in Platform::ALL {
            let kinds: Vec<_> = IdentifierKind::ALL
                .into_iter()
                .filter(|kind| kind.is_for(platform))
                .collect();
            let windows = platform == Platform::Windows;
            assert_eq!(kinds == [IdentifierKind::ManufacturerModelSerial], windows);
            assert!(!kinds.is_empty());
        }
    }

    #[test]
    fn one_device_written_in_two_ways_has_one_digest_and_another_kind_another() {
        let serial = |text: &str| CorporateIdentifier::SerialNumber {
            serial_number: text.parse().unwrap(),
        };
        let of_windows = |maker: &str, model: &str| CorporateIdentifier::ManufacturerModelSerial {
            manufacturer: maker.parse().unwrap(),
            model: model.parse().unwrap(),
            serial_number: "A1".parse().unwrap(),
        };
        assert_eq!(serial("c02.x").digest(), serial(" C02X").digest());
        assert_eq!(
            of_windows("microsoft", "Surface  5").digest(),
            of_windows("Microsoft", "surface 5").digest()
        );
        assert_ne!(
            of_windows("A B", "C").digest(),
            of_windows("A", "B C").digest()
        );
        let imei = CorporateIdentifier::Imei {
            imei: "490154203237518".parse().unwrap(),
        };
        assert_ne!(imei.digest(), serial("490154203237518").digest());
    }

    #[test]
    fn the_digest_never_changes_since_it_is_published() {
        let identifier = CorporateIdentifier::SerialNumber {
            serial_number: "C02X".parse().unwrap(),
        };
        assert_eq!(identifier.normal_form(), "serial_number\u{1f}C02X");
        let digest = identifier.digest();
        assert_eq!(digest, Digest::of(b"serial_number\x1fC02X"));
        assert_eq!(
            format!("{:02x}", CorporateIdentifier::shard_of(&digest)),
            digest.to_string()[..2]
        );
    }

    #[test]
    fn an_identifier_is_read_in_its_normal_form_or_not_at_all() {
        let read = |json: &str| serde_json::from_str::<CorporateIdentifier>(json);
        let identifier = read(r#"{"kind":"serial_number","serial_number":" c02.x"}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&identifier).unwrap(),
            r#"{"kind":"serial_number","serial_number":"C02X"}"#
        );
        for bad in [
            r#"{"kind":"serial_number","serial_number":""}"#,
            r#"{"kind":"imei","imei":"1"}"#,
            r#"{"kind":"imei","imei":"490154203237518","serial_number":"1"}"#,
            r#"{"kind":"meid","meid":"A0000000000000"}"#,
            r#"{"kind":"manufacturer_model_serial","manufacturer":"a","serial_number":"1"}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
