//! Corporate identifiers: the list itself, one row for each, and the digests that are published of it, one row for each
//! shard. 5,000 new ones are at most 256 values in KV.

mod import;
mod list;
mod remove;
mod rows;

pub use import::{Existing, ImportIdentifiers, Imported, MAX_IDENTIFIERS, RowOutcome};
pub use list::{IdentifierPage, ListIdentifiers};
pub use remove::{DeleteIdentifiers, Deleted, MAX_DELETED};
pub(super) use rows::note_seen;
pub use rows::{PublishedShard, ReadIdentifierShard};

#[cfg(all(test, feature = "test-util"))]
mod tests;
