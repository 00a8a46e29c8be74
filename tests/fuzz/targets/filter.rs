//! A filter's rule as an administrator writes it: what is taken is within its limits, prints as a rule that reads back as the
//! same and says the same of a device; what is refused is refused at a place in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::platform::{Ownership, Platform};
use muster_shared::policy::filter::{Category, FilterRule, FilterSubject, MAX_RULE_CHARACTERS};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return;
    };
    let length = text.chars().count();
    for platform in [None, Some(Platform::Windows), Some(Platform::Linux)] {
        let rule = match FilterRule::parse(text, platform) {
            Ok(rule) => rule,
            Err(error) => {
                assert!((1..=length + 1).contains(&error.column), "{error}");
                assert!(!error.to_string().contains(char::is_control));
                continue;
            }
        };
        assert!(length <= MAX_RULE_CHARACTERS);
        let printed = rule.to_string();
        let again = match FilterRule::parse(&printed, platform) {
            Ok(again) => again,
            // What is printed has white space that need not have been there.
            Err(error) => {
                assert!(
                    printed.chars().count() > MAX_RULE_CHARACTERS,
                    "{error}: {printed}"
                );
                continue;
            }
        };
        assert_eq!(again, rule);
        for subject in subjects() {
            assert_eq!(again.evaluate(&subject), rule.evaluate(&subject));
        }
    }
});

fn subjects() -> [FilterSubject<'static>; 2] {
    let nothing = FilterSubject {
        platform: Platform::Linux,
        manufacturer: None,
        model: None,
        os_version: None,
        os_edition: None,
        ownership: None,
        enrollment_profile: None,
        category: None,
        os_distribution: None,
        device_groups: None,
    };
    let known = FilterSubject {
        manufacturer: Some("Acme"),
        model: Some("Book Évora 9"),
        os_version: "10.0.22631".parse().ok(),
        os_edition: Some("Professional"),
        ownership: Some(Ownership::Corporate),
        enrollment_profile: Some("Kiosks"),
        category: Some(Category::Is("field")),
        os_distribution: Some("ubuntu"),
        device_groups: None,
        ..nothing
    };
    [nothing, known]
}
