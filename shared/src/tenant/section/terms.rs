//! Terms of use.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// The organisation's terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Terms {}

impl Section for Terms {
    const KIND: SectionKind = SectionKind::Terms;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}
