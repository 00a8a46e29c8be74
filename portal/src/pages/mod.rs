//! The screens, one folder each. A page asks the server, chooses which state to draw, and hands components their words.

mod not_found;
mod sign_in;

#[cfg(feature = "portal")]
mod add;
#[cfg(feature = "devices")]
mod device;
#[cfg(feature = "devices")]
mod devices;
#[cfg(feature = "portal")]
mod enroll;
#[cfg(feature = "gallery")]
mod gallery;

#[cfg(feature = "portal")]
mod set_before;

#[cfg(feature = "portal")]
pub use add::{AddPage, Draft};
#[cfg(feature = "portal")]
use add::{Later, takes};
#[cfg(feature = "devices")]
pub use device::DevicePage;
#[cfg(feature = "devices")]
pub use devices::{DevicesPage, Overview};
#[cfg(feature = "portal")]
pub use enroll::{EnrollPage, Handed};
#[cfg(feature = "gallery")]
pub use gallery::GalleryPage;
pub use not_found::NotFoundPage;
pub use sign_in::SignInPage;
