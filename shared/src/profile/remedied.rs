use super::apple::AppleItem;
use super::item::Item;
use crate::compliance::{CompliancePolicy, Condition};
use crate::platform::Platform;

/// What a compliance policy has set on the devices that it is for: its script, and on Apple's devices the settings that bring
/// about what it requires. A version, or that a device is not jailbroken, is nothing that a setting could bring about.
#[must_use]
pub fn set_by(policy: &CompliancePolicy) -> Vec<Item> {
    let script = policy.script();
    let script = script.map(|script| Item::script(&policy.id, script));
    let required = policy.settings.require.iter();
    let remedies = required.filter_map(|condition| remedy(*condition, policy.platform));
    script
        .into_iter()
        .chain(remedies.map(Item::apple))
        .collect()
}

/// Whether a compliance policy has anything set at all.
#[must_use]
pub fn sets_something(policy: &CompliancePolicy) -> bool {
    let mut required = policy.settings.require.iter();
    policy.script().is_some()
        || required.any(|condition| remedy(*condition, policy.platform).is_some())
}

/// The setting that brings about what is required, where there is one.
const fn remedy(condition: Condition, platform: Platform) -> Option<AppleItem> {
    match (platform, condition) {
        (Platform::Ios | Platform::Ipados | Platform::Macos, Condition::Passcode) => {
            Some(AppleItem::Passcode)
        }
        (Platform::Macos, Condition::Firewall) => Some(AppleItem::Firewall(true)),
        (Platform::Macos, Condition::DiskEncryption) => Some(AppleItem::FileVault),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{EnrollmentMethod, Ownership};
    use crate::profile::{ConfigurationProfile, Effective, NotFor, effective, linux, status_of};
    use crate::{apple, windows};
    use serde_json::{Value, json};

    /// Everything that a platform's devices can be asked for.
    const EVERYTHING: [Condition; 7] = [
        Condition::DiskEncryption,
        Condition::SecureBoot,
        Condition::Firewall,
        Condition::Antivirus,
        Condition::Tpm,
        Condition::NotJailbroken,
        Condition::Passcode,
    ];

    fn policy(platform: Platform, require: &[Condition]) -> CompliancePolicy {
        let policy = json!({
            "id": "safe", "name": "Safe", "platform": platform,
            "settings": { "minimum_os_version": "17", "require": require },
        });
        serde_json::from_value(policy).unwrap()
    }

    fn profile(id: &str, apple: &Value) -> ConfigurationProfile {
        let profile = json!({
            "id": id, "name": id, "platform": "macos", "settings": { "apple": apple },
        });
        serde_json::from_value(profile).unwrap()
    }

    fn keys(effective: &Effective) -> Vec<(&str, Vec<&str>)> {
        let items = effective.items.iter();
        items
            .map(|(item, by)| {
                let by = by.iter().map(crate::ids::PolicyId::as_str).collect();
                (item.key.as_str(), by)
            })
            .collect()
    }

    #[test]
    fn a_policy_has_set_what_can_be_set_of_it_on_apples_devices_and_nothing_on_others() {
        let set = |platform| {
            let policy = policy(platform, &EVERYTHING);
            let items = set_by(&policy);
            assert_eq!(sets_something(&policy), !items.is_empty(), "{platform}");
            let keys = items.iter().map(|item| item.key.as_str().to_owned());
            keys.collect::<Vec<_>>()
        };
        for platform in Platform::ALL {
            let expected: &[&str] = match platform {
                Platform::Macos => &["apple:file_vault", "apple:firewall", "apple:passcode"],
                Platform::Ios | Platform::Ipados => &["apple:passcode"],
                _ => &[],
            };
            assert_eq!(set(platform), expected, "{platform}");
        }
        // A version alone, or what only the device can be, is nothing to be set.
        assert!(!sets_something(&policy(
            Platform::Ios,
            &[Condition::NotJailbroken]
        )));
    }

    #[test]
    fn windows_and_linux_get_the_same_bytes_with_such_a_policy_as_without() {
        for platform in [Platform::Windows, Platform::Linux] {
            let settings = json!({ "password": { "minimum_length": 8 } });
            let profile = json!({
                "id": "base", "name": "Base", "platform": platform, "settings": settings,
            });
            let profile: ConfigurationProfile = serde_json::from_value(profile).unwrap();
            let policy = policy(platform, &EVERYTHING);
            let without = effective([&profile], [], Ownership::Corporate);
            let with = effective([&profile], [&policy], Ownership::Corporate);
            assert_eq!(with, without);
            assert_eq!(linux::render(&with), linux::render(&without));
            let plan = windows::settings::plan;
            assert_eq!(
                windows::settings::version(&plan(&with)),
                windows::settings::version(&plan(&without))
            );
        }
    }

    #[test]
    fn a_policy_that_wants_what_a_profile_wants_is_named_beside_it_and_against_it_is_a_conflict() {
        let policy = policy(Platform::Macos, &[Condition::Firewall]);
        let on = profile("base", &json!({ "firewall": true, "file_vault": true }));
        let off = profile("quiet", &json!({ "firewall": false }));
        let both = effective([&on], [&policy], Ownership::Corporate);
        assert_eq!(
            keys(&both),
            [
                ("apple:file_vault", vec!["base"]),
                ("apple:firewall", vec!["base", "safe"])
            ]
        );
        let against = effective([&off], [&policy], Ownership::Corporate);
        assert!(against.items.is_empty());
        let status = status_of(&against, None, true, None);
        assert_eq!(
            status.settings[0].reason.as_deref(),
            Some("quiet wants off; safe wants on")
        );
        // A person's own Mac is never told to turn it off, so that there is nothing to argue about, whatever the names.
        for name in ["a", "z"] {
            let off = profile(name, &json!({ "firewall": false }));
            let own = effective([&off], [&policy], Ownership::Personal);
            assert_eq!(keys(&own), [("apple:firewall", vec!["safe"])]);
            assert!(own.conflicts.is_empty() && own.not_applicable.is_empty());
        }
    }

    #[test]
    fn a_persons_own_mac_is_encrypted_by_its_person_who_keeps_the_key() {
        let policy = policy(Platform::Macos, &EVERYTHING);
        let own = effective([], [&policy], Ownership::Personal);
        assert_eq!(
            keys(&own),
            [
                ("apple:firewall", vec!["safe"]),
                ("apple:passcode", vec!["safe"])
            ]
        );
        assert_eq!(own.not_applicable[0].key.as_str(), "apple:file_vault");
        assert_eq!(own.not_applicable[0].why, NotFor::Ownership);
        let ours = effective([], [&policy], Ownership::Corporate);
        assert_eq!(ours.items.len(), 3);
    }

    #[test]
    fn what_apple_forbids_in_a_user_enrollment_is_not_sent_there() {
        let known = |platform, method| {
            let policy = policy(platform, &EVERYTHING);
            let all = effective([], [&policy], Ownership::Corporate);
            all.known_by(|item| apple::settings::knows(item, platform, method))
        };
        let mac = known(Platform::Macos, EnrollmentMethod::AppleUser);
        assert!(mac.items.is_empty());
        assert!(
            mac.not_applicable
                .iter()
                .all(|one| one.why == NotFor::Client)
        );
        assert_eq!(mac.not_applicable.len(), 3);
        let phone = known(Platform::Ios, EnrollmentMethod::AppleUser);
        assert_eq!(keys(&phone), [("apple:passcode", vec!["safe"])]);
        let device = known(Platform::Macos, EnrollmentMethod::AppleDevice);
        assert_eq!(device.items.len(), 3);
    }

    #[test]
    fn what_apple_forbids_in_a_user_enrollment_or_ignores_there_is_never_said_to_be_in_force() {
        let keys_by = |method, length| {
            let settings = json!({ "password": { "minimum_length": length }, "apple": {
                "max_inactivity_minutes": 5, "password_history": 3, "passcode": true, "camera": false,
                "wifi": { "Lab": { "passphrase": "12345678" } } } });
            let profile =
                json!({ "id": "p", "name": "P", "platform": "ios", "settings": settings });
            let profile: ConfigurationProfile = serde_json::from_value(profile).unwrap();
            let all = effective([&profile], [], Ownership::Corporate);
            let known = all.known_by(|item| apple::settings::knows(item, Platform::Ipados, method));
            let (for_it, not) = (known.items.iter(), known.not_applicable.iter());
            let not = not.map(|one| one.key.as_str().to_owned());
            let for_it = for_it.map(|(item, _)| item.key.as_str().to_owned());
            (for_it.collect::<Vec<_>>(), not.collect::<Vec<_>>())
        };
        let not = [
            "apple:camera",
            "apple:max_inactivity_minutes",
            "apple:password_history",
        ];
        let (for_it, rest) = keys_by(EnrollmentMethod::AppleUser, 6);
        assert_eq!(
            for_it,
            ["apple:passcode", "password:minimum_length", "wifi:Lab"]
        );
        assert_eq!(rest, not);
        let (for_it, rest) = keys_by(EnrollmentMethod::AppleUser, 7);
        assert_eq!(for_it, ["apple:passcode", "wifi:Lab"]);
        assert_eq!(rest[..3], not);
        assert_eq!(rest[3..], ["password:minimum_length"]);
        assert_eq!(keys_by(EnrollmentMethod::AppleDevice, 12).0.len(), 6);
    }
}
