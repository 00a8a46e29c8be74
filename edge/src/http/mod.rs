//! HTTP as Muster speaks it: who is at the door, what goes wrong and in which form, and answers as collected bytes.

pub mod answer;
pub mod call;
pub mod error;
pub mod problem;
pub mod who;

pub use answer::{Answer, Reply, Upgrade};
pub use call::Call;
pub use error::ApiError;
pub use who::PlatformClientCert;
