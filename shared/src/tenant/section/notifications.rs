//! What is sent when a device enrolls.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// The organisation's enrollment notifications.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notifications {}

impl Section for Notifications {
    const KIND: SectionKind = SectionKind::Notifications;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}
