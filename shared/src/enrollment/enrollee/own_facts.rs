//! What the object itself adds to what is known when it decides.

use super::admit::devices_in_use;
use super::provision::EnrolleeKind;
use super::rows::EnrolleeHeader;
use super::standing::Standing;
use super::token::TokenRow;
use crate::enrollment::{EnrolleeClass, Fact, Facts};
use crate::ids::DeviceId;
use crate::store::{StoreFault, Unit};

/// `facts` with what is this object's own to say: how many devices there are beside `device`, and with a token what it is.
/// None when they are not of a person, but the object is a person's: its copy was not to be had.
pub(super) fn own_facts(
    unit: &Unit<'_>,
    facts: Facts,
    device: DeviceId,
) -> Result<Option<Facts>, StoreFault> {
    let header = EnrolleeHeader::require(unit)?;
    match header.kind {
        EnrolleeKind::Person { .. } if facts.enrollee == EnrolleeClass::Token => Ok(None),
        EnrolleeKind::Person { .. } => Ok(Some(Facts {
            devices_in_use: Fact::attested(devices_in_use(unit, Some(device))?),
            // The published copy may be a minute behind; this object was told before the change was answered.
            disabled: facts.disabled || header.standing != Standing::Enabled,
            ..facts
        })),
        EnrolleeKind::Token { .. } => {
            let token = TokenRow::require(unit)?;
            let category = token.terms.category;
            Ok(Some(Facts {
                enrollee: EnrolleeClass::Token,
                groups: Vec::new(),
                disabled: false,
                devices_in_use: Fact::attested(token.used),
                category: category.map_or(Fact::Unknown, Fact::attested),
                enrollment_profile: Some(token.terms.name.into()),
                ..facts
            }))
        }
    }
}
