//! Who a person is to Muster: the session that follows a sign-in.

mod device_account;
pub mod session_token;
mod stranger;
mod waiting;

pub use device_account::{ACCOUNT_PREFIX, DeviceAccount, asked_nonces, key_named};
pub use session_token::{SESSION_PREFIX, SessionToken};
pub use stranger::Stranger;
pub use waiting::{Kept, Waiting};
