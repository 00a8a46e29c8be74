//! Cleanup rules: devices that nobody has heard of for so long are no longer listed, until they come back.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::api::{DeviceStatus, DeviceView};
use crate::field::FieldFault;
use crate::platform::Platform;
use crate::time::Timestamp;

/// After how many days of silence devices of a platform are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CleanupRule {
    /// The platform it is for; every one without a rule of its own when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// 30 to 270 days.
    pub after_days: u16,
}

/// The organisation's cleanup rules: at most one for each platform, and one for all others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cleanup {
    /// The rules; without one for its platform or for all, a device is never hidden.
    pub rules: Vec<CleanupRule>,
}

impl Cleanup {
    /// Since when a device is hidden: it last checked in, or enrolled, as many days before. It depends on nothing but this, so
    /// that a device is back with its next check-in, and a rule that is taken away hides nobody. One that has left management
    /// is not hidden: nothing is expected of it.
    #[must_use]
    pub fn hidden_since(&self, device: &DeviceView, now: Timestamp) -> Option<Timestamp> {
        let of = |platform| self.rules.iter().find(|rule| rule.platform == platform);
        let rule = of(Some(device.platform)).or_else(|| of(None))?;
        let heard_of = device.last_check_in.unwrap_or(device.enrolled_at);
        let silence = Duration::from_hours(u64::from(rule.after_days).saturating_mul(24));
        let since = heard_of.max(device.enrolled_at).plus(silence);
        (device.status != DeviceStatus::Retired && since <= now).then_some(since)
    }
}

impl Section for Cleanup {
    const KIND: SectionKind = SectionKind::Cleanup;

    fn check(&self) -> Result<(), FieldFault> {
        for (place, rule) in self.rules.iter().enumerate() {
            let at = |field: &str| format!("rules[{place}].{field}");
            if !(30..=270).contains(&rule.after_days) {
                return Err(FieldFault::at(at("after_days"), "must be 30 to 270 days"));
            }
            let earlier = self.rules.iter().take(place);
            if earlier
                .into_iter()
                .any(|other| other.platform == rule.platform)
            {
                return Err(FieldFault::at(at("platform"), "has a rule already"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENROLLED: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

    fn device(status: &str, last_check_in: Option<Timestamp>) -> DeviceView {
        serde_json::from_value(serde_json::json!({
            "id": "dev_00000000000000000000000001", "name": "x", "platform": "linux", "method": "agent",
            "ownership": "personal", "status": status, "enrolled_at": ENROLLED, "last_check_in": last_check_in,
            "os_version": null, "certificate_serial": null, "certificate_expires_at": null, "pending_until": null,
        }))
        .unwrap()
    }

    fn rules(rules: &[(Option<Platform>, u16)]) -> Cleanup {
        let rules = rules.iter().map(|(platform, after_days)| CleanupRule {
            platform: *platform,
            after_days: *after_days,
        });
        Cleanup {
            rules: rules.collect(),
        }
    }

    fn days(days: u64) -> Duration {
        Duration::from_hours(days * 24)
    }

    #[test]
    fn a_device_is_hidden_when_its_days_are_over_and_not_a_second_before() {
        let rule = rules(&[(Some(Platform::Linux), 90)]);
        for (device, heard_of) in [
            (device("waiting_for_first_check_in", None), ENROLLED),
            (
                device("enrolled", Some(ENROLLED.plus(days(3)))),
                ENROLLED.plus(days(3)),
            ),
        ] {
            let since = heard_of.plus(days(90));
            let before = since.minus(Duration::from_secs(1));
            assert_eq!(rule.hidden_since(&device, before), None);
            assert_eq!(rule.hidden_since(&device, since), Some(since));
        }
    }

    #[test]
    fn the_rule_of_its_own_platform_goes_before_the_one_for_all() {
        let silent = device("enrolled", None);
        let hidden_after = |cleanup: &Cleanup| {
            (1..=300).find(|day| {
                cleanup
                    .hidden_since(&silent, ENROLLED.plus(days(*day)))
                    .is_some()
            })
        };
        for (cleanup, after) in [
            (rules(&[]), None),
            (rules(&[(Some(Platform::Windows), 30)]), None),
            (rules(&[(None, 60)]), Some(60)),
            (
                rules(&[(None, 30), (Some(Platform::Linux), 270)]),
                Some(270),
            ),
        ] {
            assert_eq!(hidden_after(&cleanup), after, "{cleanup:?}");
        }
    }

    #[test]
    fn one_that_has_left_is_not_hidden() {
        let rule = rules(&[(None, 30)]);
        let later = ENROLLED.plus(days(300));
        assert_eq!(rule.hidden_since(&device("retired", None), later), None);
        assert!(rule.hidden_since(&device("expired", None), later).is_some());
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        for (cleanup, path) in [
            (rules(&[(None, 29)]), "rules[0].after_days"),
            (
                rules(&[(None, 30), (Some(Platform::Ios), 271)]),
                "rules[1].after_days",
            ),
            (rules(&[(None, 30), (None, 31)]), "rules[1].platform"),
            (
                rules(&[
                    (Some(Platform::Ios), 30),
                    (None, 30),
                    (Some(Platform::Ios), 30),
                ]),
                "rules[2].platform",
            ),
        ] {
            assert_eq!(cleanup.check().unwrap_err().path, path);
        }
        assert_eq!(
            rules(&[(None, 30), (Some(Platform::Ios), 270)]).check(),
            Ok(())
        );
    }

    proptest! {
        #[test]
        fn whoever_checks_in_is_listed_again(after_days in 30_u16..=270, silent in 0_u64..900) {
            let cleanup = rules(&[(None, after_days)]);
            let now = ENROLLED.plus(days(silent));
            let hidden = cleanup.hidden_since(&device("enrolled", Some(ENROLLED)), now);
            prop_assert_eq!(hidden.is_some(), silent >= u64::from(after_days));
            prop_assert_eq!(cleanup.hidden_since(&device("enrolled", Some(now)), now), None);
        }
    }
}
