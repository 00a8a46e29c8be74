//! Policy versions: what is in force, what is being written, what is tried out in a ring, and what was in force before.
//!
//! A policy is kept under the hash of its content for ever, so that every decision can be taken again. A publication is a
//! moment at which one of them came into force; the same content may do so more than once.

mod draft;
mod publish;
mod rollout;
mod rows;
mod versions;

pub use draft::{Draft, DraftPut, PutDraft, ReadDraft};
pub use publish::{PolicySource, PublishFrom, PublishPolicy, Published};
pub use rollout::{RolloutStep, SteerRollout};
pub use rows::{Publication, PublicationOrigin};
pub use versions::{ReadPolicy, ReadPublications};

pub(super) use publish::{keep, published, put_in_force};
pub(super) use rows::RolloutRow;
pub(super) use versions::kept;

#[cfg(all(test, feature = "test-util"))]
mod tests;
