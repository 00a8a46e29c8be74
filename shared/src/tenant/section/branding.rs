//! How the portal presents the organisation.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// Name, colours and pictures of the portal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Branding {}

impl Section for Branding {
    const KIND: SectionKind = SectionKind::Branding;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}
