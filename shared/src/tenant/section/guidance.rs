//! What the organisation adds to the guides.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// The organisation's own part of the guides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Guidance {}

impl Section for Guidance {
    const KIND: SectionKind = SectionKind::Guidance;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}
