//! The server's side of a session, as functions of values.
//!
//! ```text
//! device: idle                                    receive() ─▶ Learnt
//! server: a command                               answer()  ◀─ Work
//! device: acknowledged, an error, or not now      receive() ─▶ Learnt
//! server: the next command …
//! server: nothing: the session has ended
//! ```
//!
//! - **One at a time, at least once.** A command is sent until a report has come for its name. A report that comes again, because
//!   the answer to it was lost, changes nothing, and what was asked last is asked again under the same name.
//! - **Not now.** What a device has put off is not asked again in the session; the device comes again by itself, and then it is.
//! - **A setting** is sent until the device has said that it is installed, in each session once. A day later the device is asked
//!   which profiles it has, so that what was removed is installed again.
//! - **What is on it**: a device of the organisation's lists its apps and certificates once a week, after everything else.

mod answer;
mod check_in;
mod receive;
mod state;

pub use answer::{Ask, Work, answer};
pub use check_in::{Began, NotTaken};
pub use receive::{Learnt, Received, receive};
pub use state::SessionState;

use core::time::Duration;

/// How many commands a session may have. What is left then waits for the next.
pub const MAX_COMMANDS: u32 = 256;

/// How often a command is sent without an answer before something else is.
const MAX_TRIES: u8 = 4;

/// After how long a device of the organisation's is asked again what is on it.
pub const LIST_AGAIN_AFTER: Duration = Duration::from_hours(7 * 24);

/// After how long a device is asked whether what was installed is still there.
pub const ASK_AGAIN_AFTER: Duration = Duration::from_hours(24);
