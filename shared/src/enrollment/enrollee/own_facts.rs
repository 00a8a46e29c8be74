//! What the object itself adds to what is known when it decides.

use super::in_use::in_use;
use super::provision::EnrolleeKind;
use super::rows::EnrolleeHeader;
use super::standing::Standing;
use super::tally;
use super::terms::not_accepted;
use super::token::TokenRow;
use crate::enrollment::{EnrolleeClass, Fact, Facts};
use crate::ids::{CategoryId, DeviceId};
use crate::store::{StoreFault, Unit};
use crate::time::Timestamp;

/// `facts` with what is this object's own to say: how many devices there are beside `device`, of the terms
/// of use that are asked for those not accepted yet, and with a token what it is.
/// None when they are not of a person, but the object is a person's: its copy was not to be had.
pub(super) fn own_facts(
    unit: &mut Unit<'_>,
    facts: Facts,
    device: DeviceId,
    now: Timestamp,
) -> Result<Option<Facts>, StoreFault> {
    let header = EnrolleeHeader::require(unit)?;
    match header.kind {
        EnrolleeKind::Person { .. } if facts.enrollee == EnrolleeClass::Token => Ok(None),
        EnrolleeKind::Person { .. } => {
            let is_manager = facts.enrollee == EnrolleeClass::EnrollmentManager;
            if is_manager {
                tally::begin(unit, now)?;
            }
            let in_use = in_use(unit, Some(device), now)?;
            let work_profiles = Fact::attested(in_use.work_profiles);
            Ok(Some(Facts {
                devices_in_use: Fact::attested(in_use.devices),
                // Only a device enrollment manager is asked for them.
                work_profiles_in_use: if is_manager {
                    work_profiles
                } else {
                    Fact::Unknown
                },
                unaccepted_terms: not_accepted(unit, facts.unaccepted_terms)?,
                // The published copy may be a minute behind; this object was told before the change was answered.
                disabled: facts.disabled || header.standing != Standing::Enabled,
                ..facts
            }))
        }
        EnrolleeKind::Token { .. } => {
            let token = TokenRow::require(unit)?;
            let category = token.terms.category;
            Ok(Some(Facts {
                enrollee: EnrolleeClass::Token,
                groups: Vec::new(),
                disabled: false,
                devices_in_use: Fact::attested(token.used),
                unaccepted_terms: Vec::new(),
                category: Fact::attested(category),
                enrollment_profile: Some(token.terms.name.into()),
                ..facts
            }))
        }
    }
}

/// A device's category: `known` by its token, or what its person chose; who chose none has put it into none.
pub(super) fn categorised(
    known: Fact<Option<CategoryId>>,
    chosen: Option<&CategoryId>,
) -> Fact<Option<CategoryId>> {
    match known {
        Fact::Unknown => Fact::claimed(chosen.cloned()),
        known => known,
    }
}
