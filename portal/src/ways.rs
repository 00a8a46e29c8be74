//! The ways a person may add a device of some platform, made from the catalogue of methods: what is served and offered there
//! can be chosen, except for SCEP, and of the platform's own what is not served yet is shown as what is to come.

use muster_shared::platform::{EnrollmentMethod, Ownership, OwnershipRule, Platform};

/// The ways for one platform and owner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ways {
    /// What can be chosen; the platform's own ways before those that any device knows.
    pub served: Vec<EnrollmentMethod>,
    /// The platform's own ways that are still to come.
    pub later: Vec<EnrollmentMethod>,
}

impl Ways {
    /// The ways of today.
    #[must_use]
    pub fn of(platform: Platform, ownership: Ownership) -> Self {
        Self::with(platform, ownership, EnrollmentMethod::is_served)
    }

    /// The ways, if these methods are served. What serves no person is nobody's to choose here.
    fn with(
        platform: Platform,
        ownership: Ownership,
        served: impl Fn(EnrollmentMethod) -> bool,
    ) -> Self {
        let mut ways = Self::default();
        for general in [false, true] {
            for method in EnrollmentMethod::ALL {
                let fits = method.is_offered_on(platform)
                    && !method.is_userless()
                    // For programs that IT sets up: its tickets and tokens come by the API.
                    && method != EnrollmentMethod::Scep
                    && fits(method.ownership(), ownership)
                    && is_general(method) == general;
                if fits && served(method) {
                    ways.served.push(method);
                } else if fits && !general {
                    ways.later.push(method);
                }
            }
        }
        ways
    }

    /// Whether one of the platform's own can be chosen.
    #[must_use]
    pub fn has_own(&self) -> bool {
        self.served.iter().any(|&method| !is_general(method))
    }

    /// The one that is taken: what the person wants as far as it can be had, otherwise the first.
    #[must_use]
    pub fn taken(&self, wanted: Option<EnrollmentMethod>) -> EnrollmentMethod {
        wanted
            .filter(|wanted| self.served.contains(wanted))
            .or_else(|| self.served.first().copied())
            .unwrap_or(EnrollmentMethod::Est)
    }
}

/// Whether devices of every platform know it, so that it is no platform's own.
fn is_general(method: EnrollmentMethod) -> bool {
    Platform::ALL
        .into_iter()
        .all(|platform| method.is_offered_on(platform))
}

fn fits(rule: OwnershipRule, ownership: Ownership) -> bool {
    match rule {
        OwnershipRule::AsClaimed | OwnershipRule::PersonalUnlessListed => true,
        OwnershipRule::Always(always) => always == ownership,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EnrollmentMethod::{
        Agent, AndroidDedicated, AndroidWorkProfile, AppleAutomated, AppleDevice, AppleUser, Est,
        WindowsBulk, WindowsMdm,
    };
    use Ownership::{Corporate, Personal};

    #[test]
    fn linux_has_its_own_way_first_and_every_platform_has_one() {
        assert_eq!(Ways::of(Platform::Linux, Personal).served, [Agent, Est]);
        for platform in Platform::ALL {
            for ownership in [Personal, Corporate] {
                assert!(!Ways::of(platform, ownership).served.is_empty());
            }
        }
    }

    #[test]
    fn what_becomes_served_is_offered_first_and_no_longer_to_come() {
        let before = Ways::with(Platform::Macos, Personal, |method| method == Est);
        assert_eq!(before.taken(None), Est);
        assert_eq!(before.later, [AppleDevice, AppleUser]);
        let then = Ways::with(Platform::Macos, Personal, |method| {
            matches!(method, AppleDevice | Est)
        });
        assert_eq!(then.served, [AppleDevice, Est]);
        assert_eq!(then.taken(None), AppleDevice);
        assert_eq!(then.later, [AppleUser]);
        assert_eq!(
            Ways::of(Platform::Windows, Personal).served,
            [WindowsMdm, Est]
        );
    }

    #[test]
    fn a_way_that_is_not_to_be_had_is_not_taken() {
        let ways = Ways::of(Platform::Linux, Personal);
        assert_eq!(ways.taken(Some(Est)), Est);
        assert_eq!(ways.taken(Some(WindowsMdm)), Agent);
        assert_eq!(Ways::default().taken(None), Est);
    }

    #[test]
    fn whose_the_device_is_decides_what_is_to_come_and_nobody_chooses_what_serves_no_person() {
        let own = Ways::of(Platform::Macos, Personal);
        assert_eq!(own.served[..2], [AppleDevice, AppleUser]);
        let company = Ways::of(Platform::Macos, Corporate);
        assert_eq!(company.served[0], AppleDevice);
        assert_eq!(company.later, [AppleAutomated]);
        for ownership in [Personal, Corporate] {
            let android = Ways::of(Platform::Android, ownership).later;
            assert!(!android.contains(&AndroidDedicated));
            let windows = Ways::of(Platform::Windows, ownership).later;
            assert!(!windows.contains(&WindowsBulk));
        }
        assert!(
            Ways::of(Platform::Android, Personal)
                .later
                .contains(&AndroidWorkProfile)
        );
    }
}
