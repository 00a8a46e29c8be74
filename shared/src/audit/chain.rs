use core::fmt;

use serde::{Deserialize, Serialize};

use super::entry::{AuditEntry, AuditEvent, canonical};
use crate::ids::{Digest, TenantId};

/// How long a chain is and the hash of its last entry: enough to append, and to verify from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// How many entries there are; also the index of the next.
    pub length: u64,
    /// The hash of the last entry.
    pub hash: Digest,
}

impl ChainHead {
    /// The head of a tenant's chain without entries. Its hash is SHA-256 over `muster audit chain v1`, a zero octet and the
    /// tenant's name, so that one tenant's chain never passes for another's.
    #[must_use]
    pub fn genesis(tenant: &TenantId) -> Self {
        let name = [b"muster audit chain v1\0", tenant.as_str().as_bytes()].concat();
        Self {
            length: 0,
            hash: Digest::of(&name),
        }
    }
}

/// Puts `event` behind `head`: the entry to store, and the head to go on from. Both are to be stored in one transaction.
#[must_use]
pub fn append(head: ChainHead, event: AuditEvent) -> (AuditEntry, ChainHead) {
    let entry = AuditEntry {
        index: head.length,
        previous: head.hash,
        event,
        hash: Digest::of(&canonical(head.length, &head.hash, &event)),
    };
    (entry, after(&entry))
}

/// Checks that `entries` continue `from` without a gap or a change, and gives the head they lead to. Entries missing at the
/// end are seen only by comparing that head with one kept elsewhere.
///
/// # Errors
/// [`ChainBreak`] for the first entry that is not as it was appended.
pub fn verify<'a>(
    entries: impl IntoIterator<Item = &'a AuditEntry>,
    from: ChainHead,
) -> Result<ChainHead, ChainBreak> {
    let mut head = from;
    for entry in entries {
        let fault = if entry.index != head.length {
            Some(ChainFault::Index { found: entry.index })
        } else if entry.previous != head.hash {
            Some(ChainFault::Previous)
        } else if entry.hash != Digest::of(&canonical(entry.index, &entry.previous, &entry.event)) {
            Some(ChainFault::Hash)
        } else {
            None
        };
        if let Some(fault) = fault {
            let index = head.length;
            return Err(ChainBreak { index, fault });
        }
        head = after(entry);
    }
    Ok(head)
}

const fn after(entry: &AuditEntry) -> ChainHead {
    ChainHead {
        // A chain that grew by a million entries a second would take 584,000 years to get here.
        length: entry.index.saturating_add(1),
        hash: entry.hash,
    }
}

/// Where a chain is broken, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit chain is broken at entry {index}: {fault}")]
pub struct ChainBreak {
    /// The first place at which the right entry does not stand.
    pub index: u64,
    /// What is wrong there.
    pub fault: ChainFault,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFault {
    /// Another entry stands there: one is missing, doubled or out of order.
    Index {
        /// The index of the entry that stands there.
        found: u64,
    },
    /// It does not follow the entry before it.
    Previous,
    /// Its content is not what was hashed.
    Hash,
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index { found } => write!(f, "entry {found} stands in its place"),
            Self::Previous => f.write_str("it does not follow the entry before it"),
            Self::Hash => f.write_str("its content was changed"),
        }
    }
}
