//! What is sent to a person when a device has enrolled in their name.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::ids::{GroupId, PolicyId};
use crate::mail::{MailAddress, Markup};

/// How many notifications there may be.
const MOST: usize = 25;

/// How many groups one of them may be for.
const MOST_GROUPS: usize = 200;

/// One enrollment notification. Its purpose: a person learns that a device was enrolled in their name. Fields and limits are
/// those of Intune's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnrollmentNotification {
    /// Its short name, which never changes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PolicyId,
    /// The groups it is for; with none, everyone.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// The mail's subject: 1 to 78 characters. `{{UserName}}`, `{{DeviceName}}` and `{{Platform}}` are filled in.
    pub subject: String,
    /// The message: 1 to 2,000 characters of the subset of HTML that [`Markup`] takes, with the same placeholders.
    pub message: String,
    /// Whether the logo of the branding stands above it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub show_logo: bool,
    /// Whether the organisation's name stands above it.
    #[serde(default)]
    pub show_organisation: bool,
    /// Whether the contact of the branding stands below it.
    #[serde(default)]
    pub show_contact: bool,
    /// Whether a link to the portal stands below it.
    #[serde(default)]
    pub show_portal_link: bool,
    /// Whether the device's name, platform and version stand below it.
    #[serde(default)]
    pub show_device: bool,
}

impl EnrollmentNotification {
    /// Whether a member of `groups` gets it.
    #[must_use]
    pub fn is_for(&self, groups: &[GroupId]) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|group| groups.contains(group))
    }
}

/// The organisation's enrollment notifications, the one with the highest priority first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// Who they come from; without an address nothing is sent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<MailAddress>,
    /// At most 25.
    pub notifications: Vec<EnrollmentNotification>,
}

impl Notifications {
    /// The one that a member of `groups` gets: the first that is for them. Nobody is told twice of one device.
    #[must_use]
    pub fn for_member_of(&self, groups: &[GroupId]) -> Option<&EnrollmentNotification> {
        self.notifications
            .iter()
            .find(|notification| notification.is_for(groups))
    }
}

impl Section for Notifications {
    const KIND: SectionKind = SectionKind::Notifications;

    fn check(&self) -> Result<(), FieldFault> {
        let all = &self.notifications;
        check::at_most(all, MOST).map_err(|rule| FieldFault::at("notifications", rule))?;
        for (place, notification) in all.iter().enumerate() {
            check_one(notification)
                .map_err(|fault| fault.below(&format!("notifications[{place}]")))?;
        }
        match check::twin(all.iter().map(|notification| &notification.id)) {
            Some(place) => Err(FieldFault::at(
                format!("notifications[{place}].id"),
                "is taken already",
            )),
            None => Ok(()),
        }
    }
}

fn check_one(notification: &EnrollmentNotification) -> Result<(), FieldFault> {
    check::text(&notification.subject, 1..=78).map_err(|rule| FieldFault::at("subject", rule))?;
    check::lines(&notification.message, 1..=2_000)
        .map_err(|rule| FieldFault::at("message", rule))?;
    Markup::parse(&notification.message)
        .map_err(|fault| FieldFault::at("message", fault.to_string()))?;
    check::at_most(&notification.groups, MOST_GROUPS).map_err(|rule| FieldFault::at("groups", rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Break = fn(&mut EnrollmentNotification);

    fn notification(id: &str, groups: &[&str]) -> EnrollmentNotification {
        EnrollmentNotification {
            id: id.parse().unwrap(),
            groups: groups.iter().map(|group| group.parse().unwrap()).collect(),
            subject: "A new device".to_owned(),
            message: "<p>Hello {{UserName}}, <b>{{DeviceName}}</b> was added.</p>".to_owned(),
            show_logo: false,
            show_organisation: true,
            show_contact: false,
            show_portal_link: true,
            show_device: false,
        }
    }

    #[test]
    fn a_person_gets_the_first_that_is_for_them() {
        let all = Notifications {
            from: None,
            notifications: vec![notification("lab", &["lab"]), notification("all", &[])],
        };
        assert_eq!(all.check(), Ok(()));
        let got = |groups: &[&str]| {
            let groups: Vec<GroupId> = groups.iter().map(|group| group.parse().unwrap()).collect();
            all.for_member_of(&groups).map(|one| one.id.to_string())
        };
        assert_eq!(got(&["lab"]), Some("lab".to_owned()));
        assert_eq!(got(&["office"]), Some("all".to_owned()));
    }

    #[test]
    fn what_breaks_a_rule_is_named_with_its_column() {
        let breaks: [(Break, &str, &str); 4] = [
            (
                |n| n.subject = "x".repeat(79),
                "notifications[0].subject",
                "1 to 78",
            ),
            (
                |n| n.message = "x".repeat(2_001),
                "notifications[0].message",
                "1 to 2000",
            ),
            (
                |n| n.message = "Hi <script>".to_owned(),
                "notifications[0].message",
                "column 4",
            ),
            (
                |n| n.message = "a\u{0}".to_owned(),
                "notifications[0].message",
                "1 to 2000",
            ),
        ];
        for (break_it, path, rule) in breaks {
            let mut all = Notifications {
                from: None,
                notifications: vec![notification("all", &[])],
            };
            break_it(&mut all.notifications[0]);
            let fault = all.check().unwrap_err();
            assert_eq!(fault.path, path);
            assert!(fault.rule.contains(rule), "{}", fault.rule);
        }
    }
}
