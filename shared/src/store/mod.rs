//! How an object keeps what it owns.
//!
//! A Durable Object and its in-memory twin run the same commands on the same rows. A command reads through a [`Unit`], which
//! stages what it writes; the adapter applies the staged [`Changes`] in one transaction afterwards. So a command that fails
//! half-way has written nothing, and nothing is awaited between the first read and the last write.

mod command;
mod row;
mod unit;

pub(crate) use command::object_kind;
pub use command::{Command, Handled, ObjectKind, from_json, run_command};
pub use row::{Row, Table};
pub use unit::{Changes, Rows, Unit};

/// Our side is broken: a store did not answer, or holds what cannot be read. The text is for the log, never for the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct StoreFault {
    detail: String,
}

impl StoreFault {
    /// A fault with its detail for the log.
    #[must_use]
    pub fn new(detail: impl core::fmt::Display) -> Self {
        Self {
            detail: detail.to_string(),
        }
    }
}
