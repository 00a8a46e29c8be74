use serde::{Deserialize, Serialize};

use super::said;
use crate::field::FieldFault;
use crate::ids::{EnrolleeId, GroupId, UserId};
use crate::mail::MailAddress;
use crate::tenant::{Person, PersonOutcome, Role};

/// How many groups one person is in at most.
const MOST_GROUPS: usize = 100;

/// The body of `POST /api/v1/people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePerson {
    /// The name they sign in with; 1 to 128 bytes. Capitals make no difference, and it stays as it is.
    pub username: String,
    /// The name people read; 1 to 128 bytes.
    pub display_name: String,
    /// Where they get mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<MailAddress>,
    /// Their groups; at most 100.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub groups: Vec<GroupId>,
    /// Their roles.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Whether they are a device enrollment manager, who enrolls devices for others.
    #[serde(default)]
    pub enrollment_manager: bool,
}

/// The body of `PATCH /api/v1/people/{user}`: what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PersonEdit {
    /// The name people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Where they get mail; `null` takes it away.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "said")]
    pub email: Option<Option<MailAddress>>,
    /// All their groups.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<GroupId>>,
    /// All their roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// Whether they are a device enrollment manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrollment_manager: Option<bool>,
}

impl CreatePerson {
    /// Checks what its types do not.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn check(&self) -> Result<(), FieldFault> {
        check_name(
            "username",
            Some(Person::normal_username(&self.username).as_str()),
        )?;
        check_name("display_name", Some(&self.display_name))?;
        check_groups(&self.groups)
    }
}

impl PersonEdit {
    /// Checks what its types do not.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn check(&self) -> Result<(), FieldFault> {
        check_name("display_name", self.display_name.as_deref())?;
        check_groups(self.groups.as_deref().unwrap_or_default())
    }
}

/// What is asked of a name.
pub(crate) const NAME_RULE: &str = "must be 1 to 128 bytes of text without control characters";

/// Whether a user name or a display name is one.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.trim().is_empty()
        && !text.chars().any(char::is_control)
}

fn check_name(field: &str, text: Option<&str>) -> Result<(), FieldFault> {
    if text.is_none_or(is_name) {
        Ok(())
    } else {
        Err(FieldFault::at(field, NAME_RULE))
    }
}

fn check_groups(groups: &[GroupId]) -> Result<(), FieldFault> {
    if groups.len() <= MOST_GROUPS {
        Ok(())
    } else {
        Err(FieldFault::at("groups", "at most 100 are possible"))
    }
}

/// The body of `POST /api/v1/people/{user}/password`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonPassword {
    /// The new password; 12 characters or more, at most 256 bytes.
    pub password: String,
}

/// A person as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// The person.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: UserId,
    /// Who holds their devices, as the fleet names it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub enrollee: EnrolleeId,
    /// The name they sign in with.
    pub username: String,
    /// The name people read.
    pub display_name: String,
    /// Where they get mail.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<MailAddress>,
    /// Their groups.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub groups: Vec<GroupId>,
    /// Those of their groups that the section `groups` does not know: spelled wrongly, perhaps, or not yet made.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_groups: Vec<GroupId>,
    /// Their roles.
    pub roles: Vec<Role>,
    /// Whether they are a device enrollment manager.
    pub enrollment_manager: bool,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// Counts up with every change; the `ETag`.
    pub revision: u64,
}

/// A page of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonList {
    /// The people, in the order of their identifiers.
    pub people: Vec<PersonView>,
    /// Where the next page begins; none on the last. A page of a search may be short and yet not the last.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<UserId>,
}

/// What became of a file of people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeopleReport {
    /// Whether it was done; with `dry_run`, it was not.
    pub applied: bool,
    /// How many are new.
    pub created: u32,
    /// How many are different now.
    pub changed: u32,
    /// How many were so before.
    pub unchanged: u32,
    /// What becomes of each row, in the order of the file.
    pub rows: Vec<PersonRowOutcome>,
    /// Groups in the file that the section `groups` does not know.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub unknown_groups: Vec<GroupId>,
}

/// What becomes of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonRowOutcome {
    /// The line, counted from 1.
    pub line: u32,
    /// What becomes of it.
    pub outcome: PersonOutcome,
}

impl PeopleReport {
    /// Counts one more row.
    pub fn push(&mut self, line: u32, outcome: PersonOutcome) {
        let count = match outcome {
            PersonOutcome::Created => &mut self.created,
            PersonOutcome::Changed => &mut self.changed,
            PersonOutcome::Unchanged => &mut self.unchanged,
        };
        *count = count.saturating_add(1);
        self.rows.push(PersonRowOutcome { line, outcome });
    }
}
