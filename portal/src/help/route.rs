//! The help's addresses, all below `/help/`.

use muster_shared::platform::{EnrollmentMethod, Platform};

use crate::navigation::Place;

/// A page of the help, or one that it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpRoute {
    /// Every way to add a device, at a glance.
    Overview,
    /// One way.
    Guide(Platform, EnrollmentMethod),
    /// My devices, in the portal.
    Devices,
    /// Add a device, in the portal.
    Add,
    /// What IT sees, in the portal.
    Privacy,
    /// An address that names no page.
    NotFound,
}

impl HelpRoute {
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
        let mut parts = path.trim_matches('/').split('/').skip(1);
        match (parts.next(), parts.next(), parts.next()) {
            (None, None, None) => Self::Overview,
            (Some(platform), Some(method), None) => {
                Self::of_guide(platform, method).unwrap_or(Self::NotFound)
            }
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
            Self::Add => "/add".to_owned(),
            Self::Privacy => "/privacy".to_owned(),
        }
    }

    fn is_elsewhere(self) -> bool {
        matches!(self, Self::Devices | Self::Add | Self::Privacy)
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
        for address in ["/help/linux", "/help/linux/agent/x", "/help/os2/est"] {
            assert_eq!(
                HelpRoute::of_address(address),
                HelpRoute::NotFound,
                "{address}"
            );
        }
    }
}
