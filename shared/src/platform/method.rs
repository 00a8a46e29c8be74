//! The ways a device enrolls, with what each means.
//!
//! The catalogue holds every way that the enrollment guide knows, so that policies, tickets and records can name them; which
//! of them this service speaks today is one attribute of each ([`EnrollmentMethod::is_served`]).

use serde::{Deserialize, Serialize};

use super::{Ownership, Platform};

/// The protocol or client a device enrolls with, and for what kind of management.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnrollmentMethod {
    /// Enrollment over Secure Transport alone (RFC 7030): any EST client.
    Est,
    /// Muster's own agent, which enrolls over EST and then checks in.
    Agent,
    /// Simple Certificate Enrolment Protocol alone (RFC 8894): any SCEP client.
    Scep,
    /// Windows' own device management client, begun by a person.
    WindowsMdm,
    /// Windows in bulk, by a provisioning package.
    WindowsBulk,
    /// An Apple device, by a profile that its person installs.
    AppleDevice,
    /// Apple's User Enrollment: the organisation's part is kept apart on a person's own device.
    AppleUser,
    /// Apple's Automated Device Enrollment: a device that the organisation bought, when it is first set up.
    AppleAutomated,
    /// Android Enterprise: a work profile on a person's own device.
    AndroidWorkProfile,
    /// Android Enterprise: a work profile on a device of the organisation's (COPE).
    AndroidCorporateWorkProfile,
    /// Android Enterprise: a device of the organisation's, managed as a whole (COBO).
    AndroidFullyManaged,
    /// Android Enterprise: a device that serves one purpose and no person (COSU).
    AndroidDedicated,
    /// Android's older device administrator.
    AndroidDeviceAdministrator,
}

/// What shows that a device really holds the key its certificate was issued for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing comes after issuance: the CSR's own signature is the proof, and the ticket is spent by it.
    Issuance,
    /// The first signed check-in. Until then a new key may take the enrollment over.
    FirstCheckIn,
}

/// What a method says about who owns the devices that come by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnershipRule {
    /// Nothing: whoever enrolls says it.
    AsClaimed,
    /// Always this.
    Always(Ownership),
    /// Personal, unless the organisation has listed the device as its own.
    PersonalUnlessListed,
}

impl EnrollmentMethod {
    /// Every method, in the order of the catalogue.
    pub const ALL: [Self; 13] = [
        Self::Est,
        Self::Agent,
        Self::Scep,
        Self::WindowsMdm,
        Self::WindowsBulk,
        Self::AppleDevice,
        Self::AppleUser,
        Self::AppleAutomated,
        Self::AndroidWorkProfile,
        Self::AndroidCorporateWorkProfile,
        Self::AndroidFullyManaged,
        Self::AndroidDedicated,
        Self::AndroidDeviceAdministrator,
    ];

    /// The stable name used in tokens and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Est => "est",
            Self::Agent => "agent",
            Self::Scep => "scep",
            Self::WindowsMdm => "windows_mdm",
            Self::WindowsBulk => "windows_bulk",
            Self::AppleDevice => "apple_device",
            Self::AppleUser => "apple_user",
            Self::AppleAutomated => "apple_automated",
            Self::AndroidWorkProfile => "android_work_profile",
            Self::AndroidCorporateWorkProfile => "android_corporate_work_profile",
            Self::AndroidFullyManaged => "android_fully_managed",
            Self::AndroidDedicated => "android_dedicated",
            Self::AndroidDeviceAdministrator => "android_device_administrator",
        }
    }

    /// The name a person reads.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Est => "EST",
            Self::Agent => "Muster agent",
            Self::Scep => "SCEP",
            Self::WindowsMdm => "Windows MDM",
            Self::WindowsBulk => "Windows provisioning package",
            Self::AppleDevice => "Apple Device Enrollment",
            Self::AppleUser => "Apple User Enrollment",
            Self::AppleAutomated => "Apple Automated Device Enrollment",
            Self::AndroidWorkProfile => "Android work profile",
            Self::AndroidCorporateWorkProfile => "Android work profile on a company device",
            Self::AndroidFullyManaged => "Android fully managed",
            Self::AndroidDedicated => "Android dedicated device",
            Self::AndroidDeviceAdministrator => "Android device administrator",
        }
    }

    /// Whether this service speaks it today. A ticket for another method is not made.
    #[must_use]
    pub const fn is_served(self) -> bool {
        matches!(
            self,
            Self::Est
                | Self::Agent
                | Self::Scep
                | Self::WindowsMdm
                | Self::AppleDevice
                | Self::AppleUser
        )
    }

    /// Whether a device that enrolls this way asks for its certificate by SCEP.
    #[must_use]
    pub const fn comes_by_scep(self) -> bool {
        matches!(
            self,
            Self::Scep | Self::AppleDevice | Self::AppleUser | Self::AppleAutomated
        )
    }

    /// Whether devices of `platform` can enroll by this method.
    #[must_use]
    pub const fn is_offered_on(self, platform: Platform) -> bool {
        match self {
            Self::Est | Self::Scep => true,
            Self::Agent => matches!(platform, Platform::Linux),
            Self::WindowsMdm | Self::WindowsBulk => matches!(platform, Platform::Windows),
            Self::AppleDevice | Self::AppleUser | Self::AppleAutomated => {
                matches!(platform, Platform::Ios | Platform::Ipados | Platform::Macos)
            }
            Self::AndroidWorkProfile
            | Self::AndroidCorporateWorkProfile
            | Self::AndroidFullyManaged
            | Self::AndroidDedicated
            | Self::AndroidDeviceAdministrator => matches!(platform, Platform::Android),
        }
    }

    /// What proves an enrollment by this method.
    #[must_use]
    pub const fn proof(self) -> Proof {
        match self {
            Self::Est | Self::Scep => Proof::Issuance,
            _ => Proof::FirstCheckIn,
        }
    }

    /// Whether nobody signs in for it. For such a device only the default policies count, whoever started it.
    #[must_use]
    pub const fn is_userless(self) -> bool {
        matches!(self, Self::WindowsBulk | Self::AndroidDedicated)
    }

    /// Whether the device limit of the policy applies to it: not in bulk, and not to devices that serve no person.
    #[must_use]
    pub const fn counts_against_limit(self) -> bool {
        !self.is_userless()
    }

    /// Whether the version ranges of a platform restriction are looked at. A device that is being set up for the first time
    /// by Apple's Automated Device Enrollment is updated afterwards.
    #[must_use]
    pub const fn is_held_to_versions(self) -> bool {
        !matches!(self, Self::AppleAutomated)
    }

    /// Whether a device enrollment manager may enroll devices this way.
    #[must_use]
    pub const fn is_open_to_managers(self) -> bool {
        !matches!(
            self,
            Self::AppleUser
                | Self::AppleAutomated
                | Self::AndroidCorporateWorkProfile
                | Self::AndroidFullyManaged
        )
    }

    /// Whether everything on the device is erased before it enrolls.
    #[must_use]
    pub const fn erases(self) -> bool {
        matches!(
            self,
            Self::AppleAutomated
                | Self::AndroidCorporateWorkProfile
                | Self::AndroidFullyManaged
                | Self::AndroidDedicated
        )
    }

    /// Whether a device that enrolled this way leaves management only by being wiped: it is managed as a whole.
    #[must_use]
    pub const fn leaves_by_wipe(self) -> bool {
        matches!(
            self,
            Self::AndroidCorporateWorkProfile | Self::AndroidFullyManaged | Self::AndroidDedicated
        )
    }

    /// Whether the client that manages a device of the organisation's lists the apps and certificates on it.
    #[must_use]
    pub const fn lists_installed(self) -> bool {
        matches!(self, Self::AppleDevice | Self::AppleAutomated)
    }

    /// Whether the person whose device it is may remove it from management.
    #[must_use]
    pub const fn may_be_removed_by_person(self) -> bool {
        !self.leaves_by_wipe() && !matches!(self, Self::AppleAutomated)
    }

    /// What the method says about who owns the device.
    #[must_use]
    pub const fn ownership(self) -> OwnershipRule {
        match self {
            Self::Est | Self::Agent | Self::Scep => OwnershipRule::AsClaimed,
            Self::WindowsMdm
            | Self::AppleDevice
            | Self::AndroidWorkProfile
            | Self::AndroidDeviceAdministrator => OwnershipRule::PersonalUnlessListed,
            Self::AppleUser => OwnershipRule::Always(Ownership::Personal),
            Self::WindowsBulk
            | Self::AppleAutomated
            | Self::AndroidCorporateWorkProfile
            | Self::AndroidFullyManaged
            | Self::AndroidDedicated => OwnershipRule::Always(Ownership::Corporate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_in_order_and_each_name_is_the_one_in_json() {
        assert!(EnrollmentMethod::ALL.is_sorted());
        for method in EnrollmentMethod::ALL {
            let json = serde_json::to_value(method).unwrap();
            assert_eq!(json, method.as_str());
        }
        assert!(
            serde_json::from_str::<EnrollmentMethod>(r#""?""#)
                .unwrap_err()
                .to_string()
                .matches('`')
                .count()
                == 2 * (EnrollmentMethod::ALL.len() + 1),
            "a method is missing from the list"
        );
    }

    #[test]
    fn every_method_is_for_some_platform_and_every_platform_has_a_served_one() {
        for method in EnrollmentMethod::ALL {
            assert!(Platform::ALL.into_iter().any(|p| method.is_offered_on(p)));
        }
        for platform in Platform::ALL {
            assert!(
                EnrollmentMethod::ALL
                    .into_iter()
                    .any(|m| m.is_served() && m.is_offered_on(platform))
            );
        }
    }

    #[test]
    fn what_serves_no_person_belongs_to_the_organisation() {
        for method in EnrollmentMethod::ALL
            .into_iter()
            .filter(|m| m.is_userless())
        {
            assert_eq!(
                method.ownership(),
                OwnershipRule::Always(Ownership::Corporate)
            );
        }
    }
}
