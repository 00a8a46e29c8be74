//! The commands of each device: asked for, handed over at check-in until the device has answered, ended.
//!
//! A device's row knows how many of its commands are open and when time next changes one of them, so that a check-in of a
//! device without open commands reads none.

mod cancel;
mod enqueue;
mod hand_over;
mod list;
mod queue;

pub use cancel::{CancelCommand, Cancelling};
pub use enqueue::{Enqueue, Enqueuing};
pub use list::ListCommands;

pub(super) use hand_over::{hand_over, take_results, tell_of};
pub(super) use queue::{end_with_device, expire, forget_all};
