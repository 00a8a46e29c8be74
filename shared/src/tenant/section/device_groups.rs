//! Groups of devices.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// The organisation's groups of devices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceGroups {}

impl Section for DeviceGroups {
    const KIND: SectionKind = SectionKind::DeviceGroups;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}
