//! The help: whom to ask, what people ask, every way to add a device with what the organisation adds, what IT sees, and the
//! account. A bundle of its own, so nobody waits for what they seldom need who wants to see their devices.

mod account;
mod app;
mod contact;
mod faq;
mod guide;
mod overview;
mod privacy;
mod route;

pub use app::{Guides, HelpApp};
pub use route::HelpRoute;
