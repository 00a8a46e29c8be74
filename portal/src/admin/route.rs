//! The admin center's addresses, all below `/admin/`.

use muster_shared::ids::{DeviceId, EnrolleeId};

use crate::navigation::Place;

/// A page of the admin center.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminRoute {
    /// Everybody's devices, from after this one: what is looked at can be linked to.
    Devices(Option<DeviceId>),
    /// The mails to people.
    Mails,
    /// A recorded decision: whose, and its number. People hand this address to their IT.
    Decision(EnrolleeId, u64),
    /// An address that names no page.
    NotFound,
}

impl Place for AdminRoute {
    fn of_address(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        match path.trim_matches('/') {
            "admin" | "admin/devices" => query
                .split('&')
                .find_map(|pair| pair.strip_prefix("after="))
                .map_or(Self::Devices(None), |after| {
                    after
                        .parse()
                        .map_or(Self::NotFound, |after| Self::Devices(Some(after)))
                }),
            "admin/mails" => Self::Mails,
            path => decision(path).unwrap_or(Self::NotFound),
        }
    }

    fn address(self) -> String {
        match self {
            Self::Devices(None) | Self::NotFound => "/admin/".to_owned(),
            Self::Mails => "/admin/mails".to_owned(),
            Self::Decision(enrollee, number) => format!("/admin/decisions/{enrollee}/{number}"),
            Self::Devices(Some(after)) => format!("/admin/devices?after={after}"),
        }
    }
}

fn decision(path: &str) -> Option<AdminRoute> {
    let (enrollee, number) = path.strip_prefix("admin/decisions/")?.split_once('/')?;
    Some(AdminRoute::Decision(
        enrollee.parse().ok()?,
        number.parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_own_address() {
        let after = DeviceId::from_random([3; 16]);
        for route in [
            AdminRoute::Devices(None),
            AdminRoute::Devices(Some(after)),
            AdminRoute::Mails,
            AdminRoute::Decision(EnrolleeId::from_random([5; 16]), 7),
        ] {
            assert_eq!(AdminRoute::of_address(&route.address()), route);
        }
        let first = AdminRoute::Devices(None);
        assert_eq!(AdminRoute::of_address("/admin/devices"), first);
        assert_eq!(AdminRoute::of_address("/admin"), first);
    }

    #[test]
    fn an_unknown_address_names_no_page() {
        for address in [
            "/admin/x",
            "/admin/devices?after=x",
            "/",
            "/admin/decisions",
            "/admin/decisions/enr_x/1",
            "/admin/decisions/enr_00000000000000000000000000/x",
        ] {
            assert_eq!(
                AdminRoute::of_address(address),
                AdminRoute::NotFound,
                "{address}"
            );
        }
    }
}
