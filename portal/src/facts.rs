//! What may be known of a device, in words.

use muster_shared::api::DeviceFactName;

use crate::text::FactText;
#[cfg(feature = "help")]
use crate::text::ReasonText;

/// What a fact is called.
#[must_use]
pub const fn fact(name: DeviceFactName, words: &FactText) -> &'static str {
    match name {
        DeviceFactName::OsName => words.os_name,
        DeviceFactName::OsDistribution => words.os_distribution,
        DeviceFactName::OsVersion => words.os_version,
        DeviceFactName::OsEdition => words.os_edition,
        DeviceFactName::Kernel => words.kernel,
        DeviceFactName::Architecture => words.architecture,
        DeviceFactName::HostName => words.host_name,
        DeviceFactName::Manufacturer => words.manufacturer,
        DeviceFactName::Model => words.model,
        DeviceFactName::SerialNumber => words.serial_number,
        DeviceFactName::Imei => words.imei,
        DeviceFactName::DiskEncryption => words.disk_encryption,
        DeviceFactName::AgentVersion => words.agent_version,
        DeviceFactName::SecureBoot => words.secure_boot,
        DeviceFactName::Firewall => words.firewall,
        DeviceFactName::Antivirus => words.antivirus,
        DeviceFactName::Tpm => words.tpm,
        DeviceFactName::Jailbroken => words.jailbroken,
        DeviceFactName::Passcode => words.passcode,
    }
}

/// Why a fact is asked for. One that is added to the API does not compile until it stands here, and so on the privacy page.
#[cfg(feature = "help")]
#[must_use]
pub const fn reason(name: DeviceFactName, words: &ReasonText) -> &'static str {
    match name {
        DeviceFactName::OsName => words.os_name,
        DeviceFactName::OsDistribution => words.os_distribution,
        DeviceFactName::OsVersion => words.os_version,
        DeviceFactName::OsEdition => words.os_edition,
        DeviceFactName::Kernel => words.kernel,
        DeviceFactName::Architecture => words.architecture,
        DeviceFactName::HostName => words.host_name,
        DeviceFactName::Manufacturer => words.manufacturer,
        DeviceFactName::Model => words.model,
        DeviceFactName::SerialNumber => words.serial_number,
        DeviceFactName::Imei => words.imei,
        DeviceFactName::DiskEncryption => words.disk_encryption,
        DeviceFactName::AgentVersion => words.agent_version,
        DeviceFactName::SecureBoot
        | DeviceFactName::Firewall
        | DeviceFactName::Antivirus
        | DeviceFactName::Tpm
        | DeviceFactName::Jailbroken
        | DeviceFactName::Passcode => words.protection,
    }
}

/// A fact's value as it is read.
#[must_use]
pub fn value(name: DeviceFactName, value: &str, words: &FactText) -> String {
    let word = match (name, value.trim_matches('"')) {
        (DeviceFactName::DiskEncryption, "encrypted") => words.encrypted,
        (DeviceFactName::DiskEncryption, "not_encrypted") => words.not_encrypted,
        // What comes after it has two answers.
        (name, answer) if name > DeviceFactName::AgentVersion => match answer {
            "yes" => words.yes,
            "no" => words.no,
            "error" => words.unsure,
            other => other,
        },
        (_, value) => value,
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};

    #[test]
    fn every_fact_has_a_name_of_its_own_in_every_language() {
        for language in Language::ALL {
            let words = &Text::of(language).facts;
            let mut names = DeviceFactName::ALL.map(|name| fact(name, words));
            names.sort_unstable();
            assert!(
                names
                    .windows(2)
                    .all(|two| matches!(two, [one, other] if one != other))
            );
        }
    }

    #[cfg(feature = "help")]
    #[test]
    fn every_fact_has_a_reason_in_every_language() {
        for language in Language::ALL {
            let words = &Text::of(language).reasons;
            assert!(
                DeviceFactName::ALL
                    .iter()
                    .all(|name| !reason(*name, words).is_empty())
            );
        }
    }

    #[test]
    fn an_answer_is_a_word_and_what_a_device_calls_itself_stays_as_it_is() {
        let words = &Text::of(Language::German).facts;
        let read = |name, told| value(name, told, words);
        assert_eq!(
            read(DeviceFactName::DiskEncryption, "not_encrypted"),
            "Nicht verschlüsselt"
        );
        assert_eq!(read(DeviceFactName::Tpm, "yes"), "Ja");
        assert_eq!(read(DeviceFactName::HostName, "yes"), "yes");
    }
}
