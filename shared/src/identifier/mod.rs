//! Corporate identifiers: what an organisation knows of the devices it bought, before any of them enrolls.
//!
//! A device whose IMEI, serial number or, on Windows, maker, model and serial number is on the list is the organisation's
//! (`docs/corporate-identifiers.md`). The list is owned by the tenant object; the edge reads digests of it, in
//! [`SHARDS`] shards, and only when a device has told something that may be on it.

mod corporate;
mod imei;
mod import;
mod listed;
mod listed_device;
mod report;
mod text;

pub use corporate::{CorporateIdentifier, IdentifierKind, SHARDS, Shard};
pub use imei::{Imei, NotAnImei};
pub use import::{Batch, Entry, MAX_FILE_BYTES, MAX_ROWS, RowFault, read_csv};
pub use listed::{IdentifierCounts, ListedKinds};
pub use listed_device::{IdentifierState, ListedIdentifier};
pub use report::{LookUp, candidates};
pub use text::{Details, HardwareName, NotAnIdentifierText, SerialNumber};
