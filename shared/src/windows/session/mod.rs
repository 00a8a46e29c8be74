//! The server's side of a session, as functions of values (OMA-TS-DM_Protocol-V1_2_1 sections 8 and 9).
//!
//! ```text
//! device: who it is, alerts 1201 and 1224, ./DevInfo      receive() ─▶ Learnt
//! server: a status for each, questions, commands, nodes   answer()  ◀─ Work
//! device: a status for each, what nodes hold              receive() ─▶ Learnt
//! server: what is left …                                  answer()
//! device: …
//! server: statuses alone: the session has ended
//! ```
//!
//! A message is taken in with [`receive`], which says what was learnt; what is asked for next is known only once that has been
//! told to the device's object, so that [`answer`] comes after it. [`turn`] is both.
//!
//! - **At least once.** A command is sent at each session until a status has come for it, and once in a session. A setting is
//!   sent until Windows says that it is in force, at each session once, and all of them again a day later, so that what was
//!   changed at the device is put right.
//! - **A command whose node is not there** is asked by the older node, where there is one, in the next message.
//! - **A message that comes again** gets an answer again: what stood in the lost one is asked again, since nothing has been heard
//!   of it.
//! - **A session that begins anew** drops the one before. Only nonces and what has been set stay.
//! - Statuses of what was never asked change nothing.

mod answer;
mod receive;
mod state;

pub use answer::{Work, answer, turn};
pub use receive::{Identified, Learnt, Received, Standing, receive};
pub use state::SessionState;

use core::time::Duration;

/// How many messages a session may have. What is left then waits for the next.
pub const MAX_MESSAGES: u32 = 64;

/// How many commands one answer has at most.
pub const MAX_COMMANDS_AT_ONCE: usize = 100;

/// How many octets an answer has at most, even for a device that takes longer messages; a single value may make it longer.
pub const MAX_ANSWER: usize = 200 * 1024;

/// The largest object that is put together from parts, in octets.
pub const MAX_OBJECT: usize = 256 * 1024;

/// After how long everything is set once more, though Windows said that it is in force.
pub const SET_AGAIN_AFTER: Duration = Duration::from_hours(24);

/// The type of the alert by which a device says that it leaves management.
const UNENROLLS: &str = "com.microsoft:mdm.unenrollment.userrequest";
