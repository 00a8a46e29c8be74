//! What tests stand on: in-memory objects, a clock that is moved by hand, seeded randomness, and the contract suite that the
//! in-memory objects and the real ones both pass.

mod clock;
pub mod contract;
mod counting;
pub mod fleet;
mod mailer;
mod memory;
mod scep;
mod webhooks;

pub use clock::{MovedClock, SeededRng};
pub use counting::CountingRows;
pub use mailer::{MemoryMailer, SentMail};
pub use memory::{MemoryCopies, MemoryHouse, MemoryRows};
pub use scep::{ScepAnswer, ScepDevice};
pub use webhooks::MemoryReceivers;
