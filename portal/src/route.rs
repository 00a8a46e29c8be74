//! The Company Portal's addresses. A few words and an identifier need no router library.

use muster_shared::ids::{DeviceId, TicketId};
use muster_shared::platform::{EnrollmentMethod, Platform};

use crate::navigation::Place;

/// A page of the Company Portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// My devices.
    Devices,
    /// One device.
    Device(DeviceId),
    /// Add a device.
    Add,
    /// An enrollment on its way, by its ticket's name, which is no secret.
    Enroll(TicketId),
    /// What IT sees, which is another app's page.
    Privacy,
    /// What it sees of one device, there too.
    DevicePrivacy(DeviceId),
    /// The ways to add devices, which are another app's.
    Help,
    /// One way to add devices, there too.
    Guide(Platform, EnrollmentMethod),
    /// Every component, in development builds.
    #[cfg(feature = "gallery")]
    Components,
    /// An address that names no page.
    NotFound,
}

impl Route {
    /// Whether the page belongs to My devices, whose entry in the navigation it then marks.
    #[must_use]
    pub const fn is_of_devices(self) -> bool {
        matches!(
            self,
            Self::Devices | Self::Device(_) | Self::Add | Self::Enroll(_)
        )
    }
}

impl Place for Route {
    fn of_address(address: &str) -> Self {
        let path = address.split('?').next().unwrap_or_default();
        let mut parts = path.trim_matches('/').split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(""), None, None) => Self::Devices,
            (Some("add"), None, None) => Self::Add,
            #[cfg(feature = "gallery")]
            (Some("components"), None, None) => Self::Components,
            (Some("devices"), Some(id), None) => id.parse().map_or(Self::NotFound, Self::Device),
            (Some("enroll"), Some(id), None) => id.parse().map_or(Self::NotFound, Self::Enroll),
            _ => Self::NotFound,
        }
    }

    fn address(self) -> String {
        match self {
            Self::Devices | Self::NotFound => "/".to_owned(),
            Self::Device(id) => format!("/devices/{id}"),
            Self::Add => "/add".to_owned(),
            Self::Enroll(id) => format!("/enroll/{id}"),
            Self::Privacy => "/privacy".to_owned(),
            Self::DevicePrivacy(id) => format!("/privacy/{id}"),
            Self::Help => "/help/".to_owned(),
            Self::Guide(platform, method) => {
                format!("/help/{}/{}", platform.as_str(), method.as_str())
            }
            #[cfg(feature = "gallery")]
            Self::Components => "/components".to_owned(),
        }
    }

    fn is_elsewhere(self) -> bool {
        match self {
            Self::Devices | Self::Device(_) => cfg!(not(feature = "devices")),
            Self::Add | Self::Enroll(_) => cfg!(not(feature = "enroll")),
            Self::Privacy | Self::DevicePrivacy(_) | Self::Help | Self::Guide(..) => true,
            #[cfg(feature = "gallery")]
            Self::Components => false,
            Self::NotFound => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_own_address() {
        let routes = [
            Route::Devices,
            Route::Device(DeviceId::from_random([7; 16])),
            Route::Add,
            Route::Enroll(TicketId::from_random([9; 16])),
        ];
        for route in routes {
            assert_eq!(Route::of_address(&route.address()), route);
        }
    }

    #[test]
    fn an_unknown_address_names_no_page() {
        for address in [
            "/add/more",
            "/ADD",
            "/devices",
            "/devices/x",
            "/enroll/dev_0",
            "/privacy",
        ] {
            assert_eq!(Route::of_address(address), Route::NotFound, "{address}");
        }
    }

    #[test]
    fn a_slash_at_the_end_and_a_query_change_nothing() {
        assert_eq!(Route::of_address("/add/"), Route::Add);
        assert_eq!(Route::of_address("/add?from=mail"), Route::Add);
    }

    #[test]
    fn the_name_of_a_device_is_no_name_of_an_enrollment() {
        let device = DeviceId::from_random([7; 16]);
        assert_eq!(
            Route::of_address(&format!("/enroll/{device}")),
            Route::NotFound
        );
    }
}
