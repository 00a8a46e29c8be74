//! Who owns a device that enrolls.
//!
//! What people say is one thing, what the organisation knows another, and some methods leave no choice. `TABLE` is the
//! whole of it: one row for each situation, looked at from the top, the first that fits decides. The situations are those of
//! Intune; where it treats Windows apart, so does the table.

use serde::{Deserialize, Serialize};

use super::facts::{EnrolleeClass, Facts};
use super::request::EnrollmentRequest;
use crate::platform::{Ownership, OwnershipRule, Platform};
use crate::policy::CorporateClaims;

/// Why a device is taken to be whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OwnershipReason {
    /// The method leaves no choice.
    Method,
    /// A device enrollment manager enrolls for the organisation.
    EnrollmentManager,
    /// The enrollment token says it.
    EnrollmentToken,
    /// The organisation has listed the device as its own.
    Listed,
    /// The organisation has listed Windows devices, and this one is not among them.
    NotListed,
    /// Whether the organisation has listed the device is not known yet: personal until it is.
    NotLookedUp,
    /// Devices that come by this method are personal unless they are listed.
    MethodUnlessListed,
    /// Whoever enrolls says so.
    Claimed,
    /// Whoever enrolls calls it the organisation's, which counts only of devices that are listed.
    ClaimNotVerified,
}

/// Who owns a device, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerivedOwnership {
    /// Who.
    pub ownership: Ownership,
    /// Why.
    pub reason: OwnershipReason,
}

impl DerivedOwnership {
    /// Whether a look at the device itself may still change it.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        !matches!(self.reason, OwnershipReason::NotLookedUp)
    }
}

/// What is known of whether the organisation has listed the device as its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    /// It has.
    Listed,
    /// It has not.
    Absent,
    /// There is a list for the platform, and nobody has looked yet.
    Open,
}

/// A row of the table. What is `None` fits everything.
struct Row {
    method: Option<OwnershipRule>,
    enrollee: Option<EnrolleeClass>,
    listing: Option<Listing>,
    /// Windows, in an organisation that has listed Windows devices.
    listed_windows: Option<bool>,
    claim: Option<Ownership>,
    claims: Option<CorporateClaims>,
    /// Who owns the device then; none for whom the claim names.
    owner: Option<Ownership>,
    reason: OwnershipReason,
}

/// Fits everything, so that each row of the table says only what it asks for.
const ANY: Row = Row {
    method: None,
    enrollee: None,
    listing: None,
    listed_windows: None,
    claim: None,
    claims: None,
    owner: Some(Ownership::Personal),
    reason: OwnershipReason::Claimed,
};

const TABLE: [Row; 14] = [
    Row {
        method: Some(OwnershipRule::Always(Ownership::Personal)),
        reason: OwnershipReason::Method,
        ..ANY
    },
    Row {
        method: Some(OwnershipRule::Always(Ownership::Corporate)),
        owner: Some(Ownership::Corporate),
        reason: OwnershipReason::Method,
        ..ANY
    },
    Row {
        enrollee: Some(EnrolleeClass::EnrollmentManager),
        owner: Some(Ownership::Corporate),
        reason: OwnershipReason::EnrollmentManager,
        ..ANY
    },
    Row {
        enrollee: Some(EnrolleeClass::Token),
        owner: None,
        reason: OwnershipReason::EnrollmentToken,
        ..ANY
    },
    Row {
        listing: Some(Listing::Listed),
        owner: Some(Ownership::Corporate),
        reason: OwnershipReason::Listed,
        ..ANY
    },
    Row {
        listed_windows: Some(true),
        listing: Some(Listing::Open),
        reason: OwnershipReason::NotLookedUp,
        ..ANY
    },
    Row {
        listed_windows: Some(true),
        reason: OwnershipReason::NotListed,
        ..ANY
    },
    Row {
        method: Some(OwnershipRule::PersonalUnlessListed),
        listing: Some(Listing::Open),
        reason: OwnershipReason::NotLookedUp,
        ..ANY
    },
    Row {
        method: Some(OwnershipRule::PersonalUnlessListed),
        reason: OwnershipReason::MethodUnlessListed,
        ..ANY
    },
    Row {
        claim: Some(Ownership::Corporate),
        claims: Some(CorporateClaims::Accept),
        owner: Some(Ownership::Corporate),
        ..ANY
    },
    Row {
        listing: Some(Listing::Open),
        reason: OwnershipReason::NotLookedUp,
        ..ANY
    },
    Row {
        claim: Some(Ownership::Corporate),
        reason: OwnershipReason::ClaimNotVerified,
        ..ANY
    },
    Row {
        claim: Some(Ownership::Personal),
        ..ANY
    },
    ANY,
];

/// Says who owns a device. Total: the last row of the table fits everything.
#[must_use]
pub fn derive_ownership(
    claims: CorporateClaims,
    request: &EnrollmentRequest,
    facts: &Facts,
) -> DerivedOwnership {
    let listing = match facts.identifier.known() {
        Some((true, _)) => Listing::Listed,
        Some((false, _)) => Listing::Absent,
        None if facts.identifiers_listed => Listing::Open,
        None => Listing::Absent,
    };
    let listed_windows = request.platform == Platform::Windows && facts.identifiers_listed;
    let fits = |row: &&Row| {
        is_or_any(row.method, &request.method.ownership())
            && is_or_any(row.enrollee, &facts.enrollee)
            && is_or_any(row.listing, &listing)
            && is_or_any(row.listed_windows, &listed_windows)
            && is_or_any(row.claim, &request.ownership)
            && is_or_any(row.claims, &claims)
    };
    let row = TABLE.iter().find(fits).unwrap_or(&ANY);
    DerivedOwnership {
        ownership: row.owner.unwrap_or(request.ownership),
        reason: row.reason,
    }
}

fn is_or_any<T: PartialEq>(wanted: Option<T>, found: &T) -> bool {
    wanted.is_none_or(|wanted| wanted == *found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrollment::Fact;
    use crate::platform::EnrollmentMethod as Method;

    struct Case {
        platform: Platform,
        method: Method,
        claim: Ownership,
        claims: CorporateClaims,
        enrollee: EnrolleeClass,
        identifier: Option<bool>,
        listed: bool,
    }

    const CASE: Case = Case {
        platform: Platform::Linux,
        method: Method::Agent,
        claim: Ownership::Personal,
        claims: CorporateClaims::Accept,
        enrollee: EnrolleeClass::Person,
        identifier: None,
        listed: false,
    };

    fn derived(case: &Case) -> (Ownership, OwnershipReason) {
        let request = EnrollmentRequest {
            platform: case.platform,
            method: case.method,
            ownership: case.claim,
        };
        let facts = Facts {
            enrollee: case.enrollee,
            identifier: case.identifier.map_or(Fact::Unknown, Fact::claimed),
            identifiers_listed: case.listed,
            ..Facts::default()
        };
        let derived = derive_ownership(case.claims, &request, &facts);
        (derived.ownership, derived.reason)
    }

    #[test]
    fn what_is_claimed_counts_where_nothing_else_is_known() {
        use Ownership::{Corporate, Personal};
        for claim in [Personal, Corporate] {
            let of = derived(&Case { claim, ..CASE });
            assert_eq!(of, (claim, OwnershipReason::Claimed));
        }
        let verified = Case {
            claim: Corporate,
            claims: CorporateClaims::Verify,
            ..CASE
        };
        assert_eq!(
            derived(&verified),
            (Personal, OwnershipReason::ClaimNotVerified)
        );
    }

    #[test]
    fn a_listed_device_is_the_organisations_whatever_its_person_says() {
        for claim in [Ownership::Personal, Ownership::Corporate] {
            for method in [
                Method::Agent,
                Method::WindowsMdm,
                Method::AndroidWorkProfile,
            ] {
                let case = Case {
                    claim,
                    method,
                    identifier: Some(true),
                    listed: true,
                    claims: CorporateClaims::Verify,
                    ..CASE
                };
                let corporate = (Ownership::Corporate, OwnershipReason::Listed);
                assert_eq!(derived(&case), corporate, "{method:?}");
            }
        }
    }

    #[test]
    fn before_anybody_could_look_a_device_is_personal_for_now() {
        let open = |claim, claims| {
            derived(&Case {
                claim,
                claims,
                listed: true,
                ..CASE
            })
        };
        let for_now = (Ownership::Personal, OwnershipReason::NotLookedUp);
        assert_eq!(open(Ownership::Personal, CorporateClaims::Accept), for_now);
        assert_eq!(open(Ownership::Corporate, CorporateClaims::Verify), for_now);
        // A claim that is taken as it is needs no look.
        assert_eq!(
            open(Ownership::Corporate, CorporateClaims::Accept),
            (Ownership::Corporate, OwnershipReason::Claimed)
        );
    }

    #[test]
    fn once_windows_devices_are_listed_every_other_one_is_personal() {
        let windows = |identifier| {
            derived(&Case {
                platform: Platform::Windows,
                method: Method::Est,
                claim: Ownership::Corporate,
                identifier,
                listed: true,
                ..CASE
            })
        };
        let personal = Ownership::Personal;
        assert_eq!(windows(Some(false)), (personal, OwnershipReason::NotListed));
        assert_eq!(windows(None), (personal, OwnershipReason::NotLookedUp));
        assert_eq!(
            windows(Some(true)),
            (Ownership::Corporate, OwnershipReason::Listed)
        );
        // On another platform an unlisted device is what it is said to be.
        let mac = Case {
            platform: Platform::Macos,
            method: Method::Est,
            claim: Ownership::Corporate,
            identifier: Some(false),
            listed: true,
            ..CASE
        };
        assert_eq!(
            derived(&mac),
            (Ownership::Corporate, OwnershipReason::Claimed)
        );
    }

    #[test]
    fn a_method_that_leaves_no_choice_wins_over_list_and_manager() {
        for (method, owner) in [
            (Method::AppleUser, Ownership::Personal),
            (Method::AppleAutomated, Ownership::Corporate),
            (Method::WindowsBulk, Ownership::Corporate),
            (Method::AndroidCorporateWorkProfile, Ownership::Corporate),
            (Method::AndroidFullyManaged, Ownership::Corporate),
            (Method::AndroidDedicated, Ownership::Corporate),
        ] {
            for enrollee in [EnrolleeClass::Person, EnrolleeClass::EnrollmentManager] {
                let case = Case {
                    method,
                    enrollee,
                    identifier: Some(owner == Ownership::Personal),
                    listed: true,
                    ..CASE
                };
                assert_eq!(derived(&case), (owner, OwnershipReason::Method));
            }
        }
    }

    #[test]
    fn a_manager_enrolls_for_the_organisation_and_a_token_says_whose() {
        for claim in [Ownership::Personal, Ownership::Corporate] {
            let manager = Case {
                claim,
                enrollee: EnrolleeClass::EnrollmentManager,
                ..CASE
            };
            assert_eq!(
                derived(&manager),
                (Ownership::Corporate, OwnershipReason::EnrollmentManager)
            );
            let token = Case {
                claim,
                enrollee: EnrolleeClass::Token,
                listed: true,
                ..CASE
            };
            assert_eq!(derived(&token), (claim, OwnershipReason::EnrollmentToken));
        }
    }

    #[test]
    fn devices_of_the_platforms_own_methods_are_personal_unless_they_are_listed() {
        for method in [
            Method::WindowsMdm,
            Method::AppleDevice,
            Method::AndroidWorkProfile,
            Method::AndroidDeviceAdministrator,
        ] {
            let case = |identifier, listed| {
                derived(&Case {
                    method,
                    identifier,
                    listed,
                    claim: Ownership::Corporate,
                    ..CASE
                })
            };
            let personal = Ownership::Personal;
            assert_eq!(
                case(None, false),
                (personal, OwnershipReason::MethodUnlessListed)
            );
            assert_eq!(
                case(Some(false), true),
                (personal, OwnershipReason::MethodUnlessListed)
            );
            assert_eq!(case(None, true), (personal, OwnershipReason::NotLookedUp));
        }
    }
}
