//! For which platforms there are identifiers: published with the configuration, so that nobody reads a shard for nothing.

use serde::{Deserialize, Serialize};

use super::IdentifierKind;
use crate::platform::Platform;

/// How many identifiers of each kind an organisation has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct IdentifierCounts {
    /// By IMEI.
    pub imei: u32,
    /// By serial number.
    pub serial_number: u32,
    /// By maker, model and serial number.
    pub manufacturer_model_serial: u32,
}

impl IdentifierCounts {
    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.imei
            .saturating_add(self.serial_number)
            .saturating_add(self.manufacturer_model_serial)
    }

    /// The count of one kind.
    pub const fn of(&mut self, kind: IdentifierKind) -> &mut u32 {
        match kind {
            IdentifierKind::Imei => &mut self.imei,
            IdentifierKind::SerialNumber => &mut self.serial_number,
            IdentifierKind::ManufacturerModelSerial => &mut self.manufacturer_model_serial,
        }
    }

    /// Which kinds there are any of.
    #[must_use]
    pub const fn listed(&self) -> ListedKinds {
        ListedKinds {
            imei: self.imei > 0,
            serial_number: self.serial_number > 0,
            manufacturer_model_serial: self.manufacturer_model_serial > 0,
        }
    }
}

/// Which kinds of identifiers an organisation has any of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ListedKinds {
    /// By IMEI.
    pub imei: bool,
    /// By serial number.
    pub serial_number: bool,
    /// By maker, model and serial number.
    pub manufacturer_model_serial: bool,
}

impl ListedKinds {
    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is any of this kind.
    #[must_use]
    pub const fn has(&self, kind: IdentifierKind) -> bool {
        match kind {
            IdentifierKind::Imei => self.imei,
            IdentifierKind::SerialNumber => self.serial_number,
            IdentifierKind::ManufacturerModelSerial => self.manufacturer_model_serial,
        }
    }

    /// Whether there is any that names devices of `platform`.
    #[must_use]
    pub fn on(&self, platform: Platform) -> bool {
        IdentifierKind::ALL
            .into_iter()
            .any(|kind| self.has(kind) && kind.is_for(platform))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_windows_devices_says_nothing_of_a_mac() {
        let mut counts = IdentifierCounts::default();
        assert!(counts.listed().is_empty());
        *counts.of(IdentifierKind::ManufacturerModelSerial) = 1;
        assert!(counts.listed().on(Platform::Windows));
        assert!(!counts.listed().on(Platform::Macos));
        *counts.of(IdentifierKind::Imei) = 1;
        assert!(counts.listed().on(Platform::Android));
        assert!(!counts.listed().on(Platform::Macos));
        assert_eq!(counts.total(), 2);
    }
}
