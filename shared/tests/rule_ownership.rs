//! Who owns a device, over every situation that there is.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod rule_support;

use muster_shared::enrollment::{
    EnrolleeClass, EnrollmentRequest, Fact, Facts, OwnershipReason, Refusal, Verdict,
    derive_ownership,
};
use muster_shared::platform::{EnrollmentMethod, Ownership, OwnershipRule, Platform};
use muster_shared::policy::CorporateClaims;
use proptest::prelude::*;
use rule_support::{decided, facts, policy, request};

/// A device, who enrolls it, and how far their word counts.
type Situation = (CorporateClaims, EnrollmentRequest, Facts);

/// Every situation: 6 platforms, 13 methods, 2 owners, 2 policies, 3 kinds of enrollee.
fn situations() -> Vec<Situation> {
    let mut all = Vec::new();
    for platform in Platform::ALL {
        for method in EnrollmentMethod::ALL {
            for ownership in [Ownership::Personal, Ownership::Corporate] {
                for claims in [CorporateClaims::Accept, CorporateClaims::Verify] {
                    for enrollee in [
                        EnrolleeClass::Person,
                        EnrolleeClass::EnrollmentManager,
                        EnrolleeClass::Token,
                    ] {
                        let request = EnrollmentRequest {
                            platform,
                            method,
                            ownership,
                        };
                        let facts = Facts {
                            enrollee,
                            ..Facts::default()
                        };
                        all.push((claims, request, facts));
                    }
                }
            }
        }
    }
    all
}

/// The same, with what the list of the platform says of the device: `None` where nobody has looked yet.
fn with_list(facts: &Facts, listed: Option<bool>) -> Facts {
    Facts {
        identifier: listed.map_or(Fact::Unknown, Fact::claimed),
        identifiers_listed: true,
        ..facts.clone()
    }
}

fn owner((claims, request, facts): &Situation) -> Ownership {
    derive_ownership(*claims, request, facts).ownership
}

#[test]
fn adding_a_devices_identifier_never_makes_it_personal() {
    let mut made_corporate = 0;
    for (claims, request, facts) in situations() {
        let listed = with_list(&facts, Some(true));
        let after = owner(&(claims, request, listed.clone()));
        // Before there was a list, before it was on it, and before anybody had looked.
        for before in [
            facts.clone(),
            with_list(&facts, Some(false)),
            with_list(&facts, None),
        ] {
            let before = owner(&(claims, request, before));
            let lost = before == Ownership::Corporate && after == Ownership::Personal;
            assert!(!lost, "{claims:?} {request:?} {facts:?}");
            made_corporate += u32::from(before != after);
        }
        let derived = derive_ownership(claims, &request, &listed);
        assert!(derived.is_certain());
        // On the list, a person's device is the organisation's, unless the method says otherwise.
        if facts.enrollee == EnrolleeClass::Person
            && request.method.ownership() != OwnershipRule::Always(Ownership::Personal)
        {
            assert_eq!(derived.ownership, Ownership::Corporate, "{request:?}");
        }
    }
    assert!(made_corporate > 0);
}

#[test]
fn adding_other_devices_identifiers_changes_a_device_only_on_windows() {
    let mut made_personal = 0;
    for (claims, request, facts) in situations() {
        let before = owner(&(claims, request, facts.clone()));
        let after = owner(&(claims, request, with_list(&facts, Some(false))));
        if before == after {
            continue;
        }
        // There every device that is not listed is personal, as soon as there is a list; who imports the first is told.
        assert_eq!(request.platform, Platform::Windows, "{request:?}");
        assert_eq!(facts.enrollee, EnrolleeClass::Person);
        assert_eq!((before, after), (Ownership::Corporate, Ownership::Personal));
        made_personal += 1;
    }
    assert!(made_personal > 0);
}

#[test]
fn what_nobody_has_looked_up_is_said_for_now_and_what_is_certain_does_not_change() {
    for (claims, request, facts) in situations() {
        let open = derive_ownership(claims, &request, &with_list(&facts, None));
        let ends = [true, false]
            .map(|listed| derive_ownership(claims, &request, &with_list(&facts, Some(listed))));
        if open.is_certain() {
            for end in ends {
                let is_listed = end.reason == OwnershipReason::Listed;
                assert!(end.ownership == open.ownership || is_listed, "{request:?}");
            }
        } else {
            assert_eq!(open.ownership, Ownership::Personal, "{request:?}");
            assert!(ends.iter().all(|end| end.is_certain()));
        }
    }
}

#[test]
fn claiming_less_never_gets_more() {
    for (claims, request, facts) in situations() {
        for listed in [None, Some(false), Some(true)] {
            let facts = with_list(&facts, listed);
            let claim = |ownership| {
                let request = EnrollmentRequest {
                    ownership,
                    ..request
                };
                owner(&(claims, request, facts.clone()))
            };
            let (modest, bold) = (claim(Ownership::Personal), claim(Ownership::Corporate));
            assert!(
                modest == bold || (modest, bold) == (Ownership::Personal, Ownership::Corporate),
                "{request:?}"
            );
            // And what is not verified never counts for more than what is accepted.
            let strict = owner(&(CorporateClaims::Verify, request, facts.clone()));
            let trusting = owner(&(CorporateClaims::Accept, request, facts.clone()));
            assert!(
                strict == trusting || trusting == Ownership::Corporate,
                "{request:?}"
            );
        }
    }
}

proptest! {
    /// Where every policy that may count is the same for both owners but for the block of personal devices.
    #[test]
    fn a_device_that_is_listed_is_never_refused_as_personal(
        policy in policy(), request in request(), facts in facts()
    ) {
        prop_assume!(facts.enrollee == EnrolleeClass::Person);
        prop_assume!(request.method.ownership() != OwnershipRule::Always(Ownership::Personal));
        let verdict = decided(&policy, &request, &with_list(&facts, Some(true))).0;
        let personal = matches!(verdict, Verdict::Refuse { refusal: Refusal::PersonalBlocked { .. } });
        prop_assert!(!personal);
        if let Verdict::Allow { ownership } | Verdict::AllowPending { ownership, .. } = verdict {
            prop_assert_eq!(ownership, Ownership::Corporate);
        }
    }
}
