//! What may be known of a device, in words.

use muster_shared::api::DeviceFactName;

use crate::text::FactText;

/// What a fact is called, and why it is asked for. A fact that is added to the API does not compile until it stands here,
/// and so on the privacy page.
#[must_use]
pub const fn fact(name: DeviceFactName, words: &FactText) -> (&'static str, &'static str) {
    match name {
        DeviceFactName::OsName => (words.os_name, words.why_os_name),
        DeviceFactName::OsDistribution => (words.os_distribution, words.why_os_distribution),
        DeviceFactName::OsVersion => (words.os_version, words.why_os_version),
        DeviceFactName::OsEdition => (words.os_edition, words.why_os_edition),
        DeviceFactName::Kernel => (words.kernel, words.why_kernel),
        DeviceFactName::Architecture => (words.architecture, words.why_architecture),
        DeviceFactName::HostName => (words.host_name, words.why_host_name),
        DeviceFactName::Manufacturer => (words.manufacturer, words.why_manufacturer),
        DeviceFactName::Model => (words.model, words.why_model),
        DeviceFactName::SerialNumber => (words.serial_number, words.why_serial_number),
        DeviceFactName::Imei => (words.imei, words.why_imei),
        DeviceFactName::DiskEncryption => (words.disk_encryption, words.why_disk_encryption),
        DeviceFactName::AgentVersion => (words.agent_version, words.why_agent_version),
        DeviceFactName::SecureBoot => (words.secure_boot, words.why_protection),
        DeviceFactName::Firewall => (words.firewall, words.why_protection),
        DeviceFactName::Antivirus => (words.antivirus, words.why_protection),
        DeviceFactName::Tpm => (words.tpm, words.why_protection),
        DeviceFactName::Jailbroken => (words.jailbroken, words.why_protection),
        DeviceFactName::Passcode => (words.passcode, words.why_protection),
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
    fn every_fact_has_a_name_of_its_own_and_a_reason_in_every_language() {
        for language in Language::ALL {
            let words = &Text::of(language).facts;
            let names = DeviceFactName::ALL.map(|name| fact(name, words));
            assert!(names.iter().all(|(_, why)| !why.is_empty()));
            let mut names = names.map(|(name, _)| name);
            names.sort_unstable();
            assert!(
                names
                    .windows(2)
                    .all(|two| matches!(two, [one, other] if one != other))
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
