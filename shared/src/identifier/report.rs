//! What a device tells that may be on the list, and what the list says of it.

use serde::{Deserialize, Serialize};

use super::{CorporateIdentifier, ListedKinds};
use crate::api::CheckInReport;
use crate::enrollment::Fact;
use crate::platform::Platform;

/// The identifiers that a report may name its device by, on whatever platform it is. What cannot be one is none: a maker's
/// filler, an IMEI whose check digit is wrong.
#[must_use]
pub fn candidates(report: &CheckInReport) -> Vec<CorporateIdentifier> {
    let inventory = report.inventory.as_ref();
    let imei = inventory
        .and_then(|inventory| inventory.imei.as_ref()?.parse().ok())
        .map(|imei| CorporateIdentifier::Imei { imei });
    let serial = inventory.and_then(|inventory| inventory.serial_number.as_ref()?.parse().ok());
    let of_windows = || {
        Some(CorporateIdentifier::ManufacturerModelSerial {
            manufacturer: report.manufacturer.as_ref()?.parse().ok()?,
            model: inventory?.model.as_ref()?.parse().ok()?,
            serial_number: serial.clone()?,
        })
    };
    let of_windows = of_windows();
    let serial = serial.map(|serial_number| CorporateIdentifier::SerialNumber { serial_number });
    imei.into_iter().chain(serial).chain(of_windows).collect()
}

/// What came of looking at the list: passed on to the object, which knows the platform.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LookUp {
    /// The kinds there are.
    pub listed: ListedKinds,
    /// What the device told, and whether it is on the list.
    pub found: Vec<(CorporateIdentifier, bool)>,
}

impl LookUp {
    /// The identifier of a device of `platform` that is on the list.
    #[must_use]
    pub fn on_list(&self, platform: Platform) -> Option<&CorporateIdentifier> {
        self.found
            .iter()
            .find(|(identifier, listed)| *listed && identifier.kind().is_for(platform))
            .map(|(identifier, _)| identifier)
    }

    /// Whether a device of `platform` is on the list, as far as it has told anything that could be.
    #[must_use]
    pub fn fact(&self, platform: Platform) -> Fact<bool> {
        let told = self
            .found
            .iter()
            .any(|(identifier, _)| identifier.kind().is_for(platform));
        if told {
            Fact::claimed(self.on_list(platform).is_some())
        } else {
            Fact::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Inventory;

    fn report(maker: Option<&str>, model: Option<&str>, serial: &str, imei: &str) -> CheckInReport {
        CheckInReport {
            manufacturer: maker.map(str::to_owned),
            inventory: Some(Inventory {
                model: model.map(str::to_owned),
                serial_number: Some(serial.to_owned()),
                imei: Some(imei.to_owned()),
                ..Inventory::default()
            }),
            ..CheckInReport::default()
        }
    }

    fn look_up(report: &CheckInReport, on_list: &str) -> LookUp {
        LookUp {
            listed: ListedKinds::default(),
            found: candidates(report)
                .into_iter()
                .map(|identifier| {
                    let listed = identifier.normal_form().contains(on_list);
                    (identifier, listed)
                })
                .collect(),
        }
    }

    #[test]
    fn what_cannot_be_an_identifier_is_none() {
        assert_eq!(candidates(&CheckInReport::default()), []);
        assert_eq!(
            candidates(&report(Some("Dell"), None, "To be filled by O.E.M.", "1")),
            []
        );
        let all = candidates(&report(Some("Dell"), Some("XPS"), "a1", "490154203237518"));
        assert_eq!(all.len(), 3);
        assert_eq!(candidates(&report(None, Some("XPS"), "a1", "")).len(), 1);
    }

    #[test]
    fn a_device_is_found_only_by_what_counts_on_its_platform() {
        let told = report(Some("Dell"), Some("XPS"), "a1", "490154203237518");
        let by_imei = look_up(&told, "490154203237518");
        assert_eq!(by_imei.fact(Platform::Android), Fact::claimed(true));
        assert_eq!(by_imei.fact(Platform::Macos), Fact::claimed(false));
        assert_eq!(by_imei.fact(Platform::Windows), Fact::claimed(false));
        let by_serial = look_up(&told, "serial_number\u{1f}A1");
        assert_eq!(by_serial.fact(Platform::Macos), Fact::claimed(true));
        assert_eq!(by_serial.fact(Platform::Windows), Fact::claimed(false));
    }

    #[test]
    fn a_device_that_has_told_too_little_is_not_known_to_be_off_the_list() {
        let without_maker = look_up(&report(None, Some("XPS"), "a1", ""), "XPS");
        assert_eq!(without_maker.fact(Platform::Windows), Fact::Unknown);
        assert_eq!(without_maker.fact(Platform::Linux), Fact::claimed(false));
        assert_eq!(LookUp::default().fact(Platform::Linux), Fact::Unknown);
    }
}
