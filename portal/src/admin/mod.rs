//! The admin center: what administrators see. A bundle of its own, so nobody else loads it.

mod app;
mod decision;
mod devices;
mod mails;
mod route;

pub use app::AdminApp;
pub use route::AdminRoute;
