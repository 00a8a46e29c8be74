//! Groups of people: what policies are assigned to.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::ids::GroupId;

/// How many groups there may be.
const MOST: usize = 1_000;

/// A group of people. Who is in it stands with each person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its short name, by which people and policies name it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: GroupId,
    /// Its name as administrators read it: 1 to 128 characters.
    pub name: String,
    /// What it is for: at most 256 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// The organisation's groups of people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// At most 1,000.
    pub groups: Vec<Group>,
}

impl Section for Groups {
    const KIND: SectionKind = SectionKind::Groups;

    fn check(&self) -> Result<(), FieldFault> {
        check::at_most(&self.groups, MOST).map_err(|rule| FieldFault::at("groups", rule))?;
        for (place, group) in self.groups.iter().enumerate() {
            let at = |field: &str| format!("groups[{place}].{field}");
            check::text(&group.name, 1..=128).map_err(|rule| FieldFault::at(at("name"), rule))?;
            check::text(&group.description, 0..=256)
                .map_err(|rule| FieldFault::at(at("description"), rule))?;
        }
        match check::twin(self.groups.iter().map(|group| &group.id)) {
            Some(place) => Err(FieldFault::at(
                format!("groups[{place}].id"),
                "is taken already",
            )),
            None => Ok(()),
        }
    }
}
