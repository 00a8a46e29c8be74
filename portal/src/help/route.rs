//! The help's addresses: those below `/help/`, and the few of the portal's that are pages of this bundle.

use muster_shared::ids::DeviceId;
use muster_shared::platform::{EnrollmentMethod, Platform};

use crate::navigation::Place;

/// A page of the help, or one that it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpRoute {
    /// Whom to ask, what people ask, and every way to add a device, at a glance.
    Overview,
    /// One way.
    Guide(Platform, EnrollmentMethod),
    /// What IT sees.
    Privacy,
    /// What it sees of one device.
    DevicePrivacy(DeviceId),
    /// The account.
    Account,
    /// My devices, in the portal.
    Devices,
    /// One device, in the portal.
    Device(DeviceId),
    /// Add a device, in the portal.
    Add,
    /// An address that names no page.
    NotFound,
}

impl HelpRoute {
    /// Whether the page is one of the help itself, which needs the guides.
    #[must_use]
    pub const fn is_of_help(self) -> bool {
        matches!(self, Self::Overview | Self::Guide(..))
    }

    /// Whether the page says what IT sees, whose entry in the navigation it then marks.
    #[must_use]
    pub const fn is_of_privacy(self) -> bool {
        matches!(self, Self::Privacy | Self::DevicePrivacy(_))
    }

    fn of_guide(platform: &str, method: &str) -> Option<Self> {
        let platform = Platform::ALL
            .into_iter()
            .find(|known| known.as_str() == platform)?;
        let method = EnrollmentMethod::ALL
            .into_iter()
            .find(|known| known.as_str() == method)?;
        method
            .is_offered_on(platform)
            .then_some(Self::Guide(platform, method))
    }
}

impl Place for HelpRoute {
    fn of_address(address: &str) -> Self {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.trim_matches('/').split('/');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("help"), None, ..) => Self::Overview,
            (Some("help"), Some(platform), Some(method), None) => {
                Self::of_guide(platform, method).unwrap_or(Self::NotFound)
            }
            (Some("privacy"), None, ..) => Self::Privacy,
            (Some("privacy"), Some(device), None, _) => {
                device.parse().map_or(Self::NotFound, Self::DevicePrivacy)
            }
            (Some("account"), None, ..) => Self::Account,
            _ => Self::NotFound,
        }
    }

    fn address(self) -> String {
        match self {
            Self::Overview | Self::NotFound => "/help/".to_owned(),
            Self::Guide(platform, method) => {
                format!("/help/{}/{}", platform.as_str(), method.as_str())
            }
            Self::Devices => "/".to_owned(),
            Self::Device(id) => format!("/devices/{id}"),
            Self::Add => "/add".to_owned(),
            Self::Privacy => "/privacy".to_owned(),
            Self::DevicePrivacy(id) => format!("/privacy/{id}"),
            Self::Account => "/account".to_owned(),
        }
    }

    fn is_elsewhere(self) -> bool {
        matches!(self, Self::Devices | Self::Device(_) | Self::Add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guide_is_found_again_by_its_own_address() {
        let mut found = 0;
        for platform in Platform::ALL {
            for method in EnrollmentMethod::ALL {
                let route = HelpRoute::Guide(platform, method);
                let there = HelpRoute::of_address(&route.address());
                if method.is_offered_on(platform) {
                    assert_eq!(there, route);
                    found += 1;
                } else {
                    assert_eq!(there, HelpRoute::NotFound, "{platform} {method:?}");
                }
            }
        }
        assert!(found > 20);
    }

    #[test]
    fn the_overview_is_at_the_root_and_an_unknown_address_names_no_page() {
        for address in ["/help/", "/help", "/help/?from=mail"] {
            assert_eq!(HelpRoute::of_address(address), HelpRoute::Overview);
        }
        for address in [
            "/help/linux",
            "/help/linux/agent/x",
            "/help/os2/est",
            "/privacy/mine",
            "/privacy/dev_00000000000000000000000000/x",
            "/account/x",
            "/",
        ] {
            assert_eq!(
                HelpRoute::of_address(address),
                HelpRoute::NotFound,
                "{address}"
            );
        }
    }

    #[test]
    fn the_portals_pages_of_this_bundle_are_found_at_their_own_addresses_and_its_others_are_elsewhere()
     {
        let device = DeviceId::from_random([7; 16]);
        for page in [
            HelpRoute::Privacy,
            HelpRoute::DevicePrivacy(device),
            HelpRoute::Account,
        ] {
            assert_eq!(HelpRoute::of_address(&page.address()), page);
            assert!(!page.is_elsewhere() && !page.is_of_help());
        }
        for page in [
            HelpRoute::Devices,
            HelpRoute::Device(device),
            HelpRoute::Add,
        ] {
            assert!(page.is_elsewhere());
        }
    }

    #[cfg(feature = "portal")]
    #[test]
    fn what_is_elsewhere_for_one_of_the_two_apps_is_a_page_of_the_other() {
        use crate::route::Route;
        let device = DeviceId::from_random([7; 16]);
        for page in [Route::Privacy, Route::DevicePrivacy(device), Route::Help] {
            assert!(page.is_elsewhere());
            let there = HelpRoute::of_address(&page.address());
            assert_ne!(there, HelpRoute::NotFound, "{page:?}");
            assert_eq!(there.address(), page.address());
        }
        for page in [
            HelpRoute::Devices,
            HelpRoute::Device(device),
            HelpRoute::Add,
        ] {
            let there = Route::of_address(&page.address());
            assert_ne!(there, Route::NotFound, "{page:?}");
            assert_eq!(there.address(), page.address());
        }
    }
}
