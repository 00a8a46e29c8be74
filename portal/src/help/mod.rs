//! The help: every way to add a device, with what the organisation adds. A bundle of its own, so nobody waits for guides who
//! wants to see their devices.

mod app;
mod guide;
mod overview;
mod route;

pub use app::{Guides, HelpApp};
pub use route::HelpRoute;
