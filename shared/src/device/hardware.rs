//! Which devices say that they are the same hardware.
//!
//! Maker, model and serial number together, in the normal form of corporate identifiers; never an IMEI. It is what devices
//! claim, and virtual machines that were cloned claim the same: a reason to look, not to act at once. The enrollee object and
//! the fleet index each keep rows by it, so that neither reads all its devices to find two.

use serde::{Deserialize, Serialize};

use crate::api::{DeviceFact, DeviceFactName};
use crate::identifier::CorporateIdentifier;
use crate::ids::{DeviceId, Digest, TenantId};
use crate::store::{Row, StoreFault, Table, Unit};

/// How many others a device is told apart from. Where more say that they are the same, each still shows this many.
pub const MAX_DUPLICATES: usize = 16;

/// The hardware that these facts tell of; none when one of the three is missing or no fact but a filler. Salted with the
/// organisation, so that two of them cannot compare.
#[must_use]
pub fn hardware_of(tenant: &TenantId, facts: &[DeviceFact]) -> Option<Digest> {
    let told = |name| {
        let fact = facts.iter().find(|fact| fact.name == name)?;
        Some(fact.value.as_str())
    };
    let identifier = CorporateIdentifier::ManufacturerModelSerial {
        manufacturer: told(DeviceFactName::Manufacturer)?.parse().ok()?,
        model: told(DeviceFactName::Model)?.parse().ok()?,
        serial_number: told(DeviceFactName::SerialNumber)?.parse().ok()?,
    };
    let text = format!("{tenant}\u{1f}{}", identifier.normal_form());
    Some(Digest::of(text.as_bytes()))
}

/// A device in management that says it is this hardware.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HardwareRow {
    hardware: Digest,
    device: DeviceId,
}

impl Row for HardwareRow {
    const TABLE: Table = Table::Hardware;

    fn key(&self) -> String {
        format!("{}/{}", self.hardware, self.device)
    }
}

/// A device's hardware is another, or none any more.
pub(crate) fn move_device(
    unit: &mut Unit<'_>,
    device: DeviceId,
    before: Option<Digest>,
    after: Option<Digest>,
) -> Result<(), StoreFault> {
    if let Some(hardware) = before {
        unit.delete::<HardwareRow>(&HardwareRow { hardware, device }.key());
    }
    match after {
        Some(hardware) => unit.put(&HardwareRow { hardware, device }),
        None => Ok(()),
    }
}

/// The devices that say they are this hardware: one more than a device shows, so that each has all the others there are.
pub(crate) fn devices_of(unit: &Unit<'_>, hardware: Digest) -> Result<Vec<DeviceId>, StoreFault> {
    let most = MAX_DUPLICATES.saturating_add(1);
    let rows: Vec<HardwareRow> = unit.scan(Some(&format!("{hardware}/")), most)?;
    Ok(rows
        .into_iter()
        .take_while(|row| row.hardware == hardware)
        .map(|row| row.device)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrollment::Source;
    use crate::time::Timestamp;

    fn facts(maker: &str, model: &str, serial: &str) -> Vec<DeviceFact> {
        use DeviceFactName::{Manufacturer, Model, SerialNumber};
        [
            (Manufacturer, maker),
            (Model, model),
            (SerialNumber, serial),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| DeviceFact {
            name,
            value: value.to_owned(),
            source: Source::Claimed,
            learnt_at: Timestamp::from_unix_seconds(1),
        })
        .collect()
    }

    #[test]
    fn hardware_is_compared_in_its_normal_form_within_one_organisation() {
        let one: TenantId = "one".parse().unwrap();
        let hardware = hardware_of(&one, &facts("Dell Inc.", "XPS  13", "a1.b"));
        assert!(hardware.is_some());
        assert_eq!(
            hardware,
            hardware_of(&one, &facts("dell inc.", "xps 13", " A1B"))
        );
        let other: TenantId = "other".parse().unwrap();
        let theirs = hardware_of(&other, &facts("Dell Inc.", "XPS  13", "a1.b"));
        assert_ne!(hardware, theirs);
    }

    #[test]
    fn what_tells_too_little_or_a_filler_is_no_hardware() {
        let one: TenantId = "one".parse().unwrap();
        for told in [
            facts("", "XPS", "a1"),
            facts("Dell", "", "a1"),
            facts("Dell", "XPS", ""),
            facts("QEMU", "Q35", "Not Specified"),
        ] {
            assert_eq!(hardware_of(&one, &told), None, "{told:?}");
        }
    }
}
