//! What is set on a device, in words by the kind of its key.

use muster_shared::profile::{SettingState, SettingStatus};

use crate::text::PrivacyText;

/// What a setting sets. A kind of which nothing is known here is told by its key: better seen than left out.
#[must_use]
pub fn what(setting: &SettingStatus, text: &PrivacyText) -> String {
    let key = setting.key.as_str();
    let value = setting.value.as_deref().unwrap_or_default();
    let (kind, name) = key.split_once(':').unwrap_or((key, ""));
    match (kind, name) {
        ("file", path) => (text.set_file)(path),
        ("sysctl", name) => (text.set_sysctl)(name, value),
        ("trusted_root", _) => text.set_root.to_owned(),
        ("login_banner", _) => (text.set_banner)(value),
        ("script", _) => text.set_script.to_owned(),
        ("password", "minimum_length") => (text.set_length)(value),
        ("password", "minimum_lowercase") => (text.set_lowercase)(value),
        ("password", "minimum_uppercase") => (text.set_uppercase)(value),
        ("password", "minimum_digits") => (text.set_digits)(value),
        ("password", "minimum_symbols") => (text.set_symbols)(value),
        _ => key.to_owned(),
    }
}

/// Whether it is set, and not wanted in two ways or kept from a device like this.
#[must_use]
pub const fn is_set(state: SettingState) -> bool {
    !matches!(state, SettingState::Conflict | SettingState::NotApplicable)
}

/// How it stands with what is set.
#[must_use]
pub const fn state(state: SettingState, text: &PrivacyText) -> &'static str {
    match state {
        SettingState::Success => text.state_success,
        SettingState::Pending => text.state_pending,
        SettingState::Error => text.state_error,
        SettingState::Conflict | SettingState::NotApplicable => text.state_not_set,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use muster_shared::profile::{ManagedFile, PasswordPolicy, ProfileSettings, Setting};

    fn set(key: &str, value: Option<&str>) -> SettingStatus {
        SettingStatus {
            key: key.parse().unwrap(),
            state: SettingState::Success,
            value: value.map(str::to_owned),
            profiles: Vec::new(),
            reason: None,
        }
    }

    #[test]
    fn every_kind_of_setting_that_there_is_has_words_in_every_language() {
        let rule = Setting::Configured(3);
        let all = ProfileSettings {
            files: Setting::Configured(vec![ManagedFile {
                path: "/etc/motd".to_owned(),
                mode: "0644".to_owned(),
                owner: "root".to_owned(),
                group: "root".to_owned(),
                content: "Hello".to_owned(),
            }]),
            sysctl: Setting::Configured([("kernel.sysrq".to_owned(), "0".to_owned())].into()),
            password: Setting::Configured(PasswordPolicy {
                minimum_length: Setting::Configured(12),
                minimum_lowercase: rule,
                minimum_uppercase: rule,
                minimum_digits: rule,
                minimum_symbols: rule,
            }),
            login_banner: Setting::Configured("Northgate".to_owned()),
            ..ProfileSettings::default()
        };
        let mut settings: Vec<_> = all
            .items()
            .iter()
            .map(|item| set(item.key.as_str(), Some(&item.value.in_words())))
            .collect();
        settings.push(set("trusted_root:00ff", Some("trusted")));
        settings.push(set("script:disk", Some("20 bytes")));
        assert_eq!(settings.len(), 10);
        for language in Language::ALL {
            let text = &Text::of(language).privacy;
            for setting in &settings {
                assert_ne!(what(setting, text), setting.key.as_str());
            }
        }
    }

    #[test]
    fn a_value_is_in_its_sentence_and_an_unknown_key_is_shown_as_it_is() {
        let text = &Text::of(Language::English).privacy;
        let said = |key, value| what(&set(key, value), text);
        assert_eq!(
            said("password:minimum_length", Some("12")),
            "New passwords have at least 12 characters"
        );
        assert_eq!(
            said("file:/etc/motd", Some("5 bytes")),
            "The file /etc/motd"
        );
        assert_eq!(said("wifi:guests", None), "wifi:guests");
    }

    #[test]
    fn what_is_wanted_but_not_set_is_not_told_as_set() {
        assert!(!is_set(SettingState::Conflict) && !is_set(SettingState::NotApplicable));
        for state in [
            SettingState::Success,
            SettingState::Pending,
            SettingState::Error,
        ] {
            assert!(is_set(state));
        }
    }
}
