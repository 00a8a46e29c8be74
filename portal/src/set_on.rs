//! What an organisation sets on a device, in words: on the device's page, where it is said what IT does to it, and where it has
//! changed.

use muster_shared::profile::SettingState;

use crate::client::SetOn;
use crate::text::SetOnText;

/// A setting in words: its kind, and what it is set to. What people name themselves, such as a path, is the second's beginning.
#[must_use]
pub fn words(key: &str, value: Option<&str>, text: &SetOnText) -> (&'static str, String) {
    let (kind, name) = key.split_once(':').unwrap_or((key, ""));
    let value = value.unwrap_or_default();
    let rule = match name {
        "minimum_length" => text.length,
        "minimum_lowercase" => text.lowercase,
        "minimum_uppercase" => text.uppercase,
        "minimum_digits" => text.digits,
        _ => text.symbols,
    };
    match kind {
        "file" => (text.file, name.to_owned()),
        // A certificate is known by its fingerprint, of which the beginning is enough to tell two apart.
        "trusted_root" => (text.trusted_root, name.chars().take(16).collect()),
        "sysctl" if value.is_empty() => (text.sysctl, name.to_owned()),
        "sysctl" => (text.sysctl, format!("{name} = {value}")),
        "password" => (
            text.password,
            rule(if value.is_empty() { "?" } else { value }),
        ),
        "login_banner" => (text.banner, value.to_owned()),
        "script" => (text.script, text.script_value.to_owned()),
        "wifi" => (text.wifi, name.to_owned()),
        "windows" | "apple" => {
            of_platform(name, value, text).unwrap_or_else(|| ("", format!("{key} {value}")))
        }
        // A kind that is newer than this page is shown as it is.
        _ => ("", format!("{key} {value}")),
    }
}

/// A setting that only Windows has, or only Apple's devices.
fn of_platform(name: &str, value: &str, text: &SetOnText) -> Option<(&'static str, String)> {
    let number = value.split(' ').next().unwrap_or_default();
    let said = match value {
        "on" => text.on,
        "off" => text.off,
        "required" => text.required,
        "not required" => text.not_required,
        "allowed" => text.allowed,
        "not allowed" => text.not_allowed,
        other => other,
    };
    Some(match name {
        "max_inactivity_minutes" => (text.lock, (text.lock_after)(number)),
        "password_history" => (text.history, (text.history_last)(number)),
        "device_encryption" => (text.encryption, said.to_owned()),
        "passcode" => (text.passcode, said.to_owned()),
        "file_vault" => (text.file_vault, said.to_owned()),
        "firewall" => (text.firewall, said.to_owned()),
        "firewall_domain" => (text.firewall_domain, said.to_owned()),
        "firewall_private" => (text.firewall_private, said.to_owned()),
        "firewall_public" => (text.firewall_public, said.to_owned()),
        "camera" => (text.camera, said.to_owned()),
        "telemetry" => (text.telemetry, said.to_owned()),
        _ => return None,
    })
}

/// How it stands with it.
#[must_use]
pub fn state(set: &SetOn, text: &SetOnText) -> String {
    let words = match set.state {
        SettingState::Success => text.success,
        SettingState::Pending => text.pending,
        SettingState::Error => text.error,
        SettingState::Conflict => text.conflict,
        SettingState::NotApplicable => text.not_applicable,
    };
    match &set.reason {
        Some(why) if set.state == SettingState::Error => format!("{words}: {why}"),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use muster_shared::profile::{Item, ProfileSettings};

    #[test]
    fn every_kind_that_a_profile_can_set_is_told_in_words_in_every_language() {
        let settings: ProfileSettings = serde_json::from_str(
            r#"{"files":[{"path":"/etc/motd","mode":"0644","owner":"root","group":"root","content":"x"}],
            "sysctl":{"net.ipv4.ip_forward":"0"},"login_banner":"Property of Example",
            "password":{"minimum_length":14,"minimum_lowercase":1,"minimum_uppercase":2,"minimum_digits":3,"minimum_symbols":4}}"#,
        )
        .unwrap();
        let items = settings.items();
        assert_eq!(items.len(), 8);
        let windows: ProfileSettings = serde_json::from_str(
            r#"{"windows":{"max_inactivity_minutes":10,"password_history":5,"device_encryption":true,
            "firewall":{"domain":true,"private":false,"public":true},"wifi":{"office":{"passphrase":"12345678"}},
            "camera":false,"telemetry":"required"}}"#,
        )
        .unwrap();
        let apple: ProfileSettings = serde_json::from_str(
            r#"{"apple":{"passcode":true,"file_vault":true,"firewall":true}}"#,
        )
        .unwrap();
        let items = [items, windows.items(), apple.items()].concat();
        assert_eq!(items.len(), 20);
        for language in Language::ALL {
            let text = &Text::of(language).set_on;
            let said = |item: &Item| words(item.key.as_str(), Some(&item.value.in_words()), text);
            let mut all: Vec<_> = items.iter().map(said).collect();
            all.push(words(
                "trusted_root:0123456789abcdef0123",
                Some("trusted"),
                text,
            ));
            all.push(words("script:linux", Some("9 bytes"), text));
            for (kind, value) in &all {
                assert!(!kind.is_empty() && !value.is_empty(), "{kind}: {value}");
            }
            all.sort();
            all.dedup();
            assert_eq!(all.len(), 22);
        }
        let text = &Text::of(Language::English).set_on;
        assert_eq!(
            words("password:minimum_length", Some("14"), text),
            ("New passwords", "At least 14 characters".to_owned())
        );
        assert_eq!(words("sysctl:a.b", Some("0"), text).1, "a.b = 0");
        assert_eq!(words("odd:home", Some("on"), text).1, "odd:home on");
    }

    #[test]
    fn what_could_not_be_set_says_why_in_the_devices_words() {
        let text = &Text::of(Language::German).set_on;
        let mut set = SetOn {
            key: "file:/etc/motd".to_owned(),
            state: SettingState::Error,
            value: None,
            reason: Some("disk full".to_owned()),
        };
        assert_eq!(state(&set, text), "Ließ sich nicht einstellen: disk full");
        set.state = SettingState::Conflict;
        assert!(!state(&set, text).contains("disk full"));
    }
}
