//! The screens, one folder each. A page asks the server, chooses which state to draw, and hands components their words.

mod add;
mod devices;
mod not_found;
mod sign_in;
mod ticket;

pub use add::AddPage;
pub use devices::{DevicesPage, Overview};
pub use not_found::NotFoundPage;
pub use sign_in::SignInPage;
pub use ticket::{Instructions, TicketView};
