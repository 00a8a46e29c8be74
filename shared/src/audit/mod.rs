//! The audit chain: what happened, in an order that nobody can change afterwards unseen.
//!
//! Each entry carries the hash of the one before, so that whoever holds a later head (an exported checkpoint, a mail) can
//! show that everything before it stands as it stood. What must one day be erased, names and addresses, is not in the
//! chain: an entry holds only a salted commitment to it, and the [`AuditDetail`] beside the chain can go while the chain
//! still verifies. The salt goes with it, so that nobody can find out by guessing what was erased.
//!
//! The hash of an entry is SHA-256 over these octets, whole numbers big-endian:
//!
//! | octets | what |
//! |---|---|
//! | 22 | `muster audit entry v1` and a zero |
//! | 8 | index, the first entry being 0 |
//! | 32 | hash of the entry before; for the first, see [`ChainHead::genesis`] |
//! | 8 | time, seconds since 1970 |
//! | 1 + n | length and name of the kind |
//! | 1 or 17 | enrollee: 0, or 1 and its 128 bits |
//! | 1 or 17 | device: likewise |
//! | 1 or 17 | certificate serial: likewise |
//! | 32 | commitment to the detail |

mod chain;
mod detail;
mod entry;
mod kind;

pub use chain::{ChainBreak, ChainFault, ChainHead, append, verify};
pub use detail::AuditDetail;
pub use entry::{AuditEntry, AuditEvent};
pub use kind::AuditKind;

#[cfg(test)]
mod tests;
