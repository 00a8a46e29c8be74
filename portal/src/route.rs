//! The pages' addresses.
//!
//! A route is a value, so a link to a page that does not exist does not compile. The one word an address may hold today
//! needs no router library.

/// A page of the Company Portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// My devices.
    Devices,
    /// Add a device.
    Add,
    /// An address that names no page.
    NotFound,
}

impl Route {
    /// The page of an address's path.
    #[must_use]
    pub fn of_path(path: &str) -> Self {
        match path.trim_matches('/') {
            "" => Self::Devices,
            "add" => Self::Add,
            _ => Self::NotFound,
        }
    }

    /// The path a link to the page carries. A page that does not exist leads home.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Devices | Self::NotFound => "/",
            Self::Add => "/add",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_own_path() {
        for route in [Route::Devices, Route::Add] {
            assert_eq!(Route::of_path(route.path()), route);
        }
    }

    #[test]
    fn an_unknown_path_names_no_page() {
        assert_eq!(Route::of_path("/add/more"), Route::NotFound);
        assert_eq!(Route::of_path("/ADD"), Route::NotFound);
    }

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        assert_eq!(Route::of_path("/add/"), Route::Add);
    }
}
