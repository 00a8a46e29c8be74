//! Editions of Windows: a number on the wire, a word in rules.

/// An edition by the number that `GetProductInfo` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OsEdition(pub u32);

/// The editions that filters know by name (`device.operatingSystemSKU`, Intune's "Device properties for filters"), with
/// their `PRODUCT_*` numbers (Windows' `winnt.h`).
const NAMES: [(u32, &str); 33] = [
    (4, "Enterprise"),
    (27, "EnterpriseN"),
    (48, "Professional"),
    (49, "ProfessionalN"),
    (72, "EnterpriseEval"),
    (84, "EnterpriseNEval"),
    (98, "CoreN"),
    (99, "CoreCountrySpecific"),
    (100, "CoreSingleLanguage"),
    (101, "Core"),
    (103, "ProfessionalWMC"),
    (119, "PPIPro"),
    (121, "Education"),
    (122, "EducationN"),
    (123, "IoTUAP"),
    (125, "EnterpriseS"),
    (126, "EnterpriseSN"),
    (129, "EnterpriseSEval"),
    (130, "EnterpriseSNEval"),
    (135, "Holographic for Business"),
    (136, "Holographic"),
    (138, "ProfessionalSingleLanguage"),
    (139, "ProfessionalCountrySpecific"),
    (161, "ProfessionalWorkstation"),
    (162, "ProfessionalWorkstationN"),
    (164, "ProfessionalEducation"),
    (165, "ProfessionalEducationN"),
    (171, "EnterpriseG"),
    (175, "ServerRdsh"),
    (188, "IoTEnterprise"),
    (191, "IoTEnterpriseS"),
    (202, "CloudEditionN"),
    (203, "CloudEdition"),
];

impl OsEdition {
    /// The word that filters use; nothing for an edition that has none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(number, _)| *number == self.0)
            .map(|(_, name)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edition_has_one_number_and_one_name() {
        for (place, (number, name)) in NAMES.iter().enumerate() {
            let others = &NAMES[place + 1..];
            assert!(
                others
                    .iter()
                    .all(|other| other.0 > *number && other.1 != *name),
                "{name}"
            );
        }
        assert_eq!(OsEdition(48).name(), Some("Professional"));
        assert_eq!(OsEdition(101).name(), Some("Core"));
        assert_eq!(OsEdition(0).name(), None);
    }
}
