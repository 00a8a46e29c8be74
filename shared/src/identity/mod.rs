//! Who a person is to Muster: the session that follows a sign-in.

pub mod session_token;
mod stranger;

pub use session_token::{SESSION_PREFIX, SessionToken};
pub use stranger::Stranger;
