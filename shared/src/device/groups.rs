//! Which groups of devices a device is in.

use std::collections::BTreeSet;

use crate::enrollment::decide::fact_of;
use crate::enrollment::{FactName, GroupsOfDevice};
use crate::few::sort_few;
use crate::ids::{CategoryId, DeviceGroupId, DeviceId};
use crate::policy::filter::{
    Category, Evaluation, FilterRule, FilterSubject, Properties, Property,
};
use crate::tenant::section::{DeviceGroup, DeviceGroups, Members};

/// The organisation's groups of devices, read, to be asked about many devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceGroupRules {
    /// In the order of their ids.
    groups: Vec<(DeviceGroupId, Test)>,
}

/// What makes a device a member.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    OneOf(BTreeSet<DeviceId>),
    Category(CategoryId),
    Rule(FilterRule),
}

impl From<&DeviceGroups> for DeviceGroupRules {
    fn from(section: &DeviceGroups) -> Self {
        let mut groups: Vec<_> = section.groups.iter().filter_map(read).collect();
        sort_few(&mut groups, |(one, _), (other, _)| one.cmp(other));
        Self { groups }
    }
}

/// A rule that cannot be read was never kept: it has no members.
fn read(group: &DeviceGroup) -> Option<(DeviceGroupId, Test)> {
    let test = match &group.members {
        Members::Devices(devices) => Test::OneOf(devices.iter().copied().collect()),
        Members::Category(category) => Test::Category(category.clone()),
        Members::Rule(rule) => Test::Rule(FilterRule::parse(rule, None).ok()?),
    };
    Some((group.id.clone(), test))
}

impl DeviceGroupRules {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Which groups `device` is in by what is known of it; it is none before the device has a name. Total and deterministic; takes time in proportion to the groups.
    ///
    /// What is not known makes nobody a member: a group that hangs on it is among those that are open, until it is known.
    #[must_use]
    pub fn groups_of(
        &self,
        device: Option<DeviceId>,
        subject: &FilterSubject<'_>,
    ) -> GroupsOfDevice {
        let mut of = GroupsOfDevice::default();
        let mut missing = Properties::default();
        for (id, test) in &self.groups {
            match test.ask(device, subject) {
                Evaluation::Match => of.member_of.push(id.clone()),
                Evaluation::NoMatch => {}
                Evaluation::NotEvaluated(more) => {
                    of.open.push(id.clone());
                    missing = missing.and(more);
                }
            }
        }
        let mut facts: Vec<FactName> = missing.iter().filter_map(fact_of).collect();
        sort_few(&mut facts, Ord::cmp);
        of.missing = facts;
        of
    }
}

impl Test {
    fn ask(&self, device: Option<DeviceId>, subject: &FilterSubject<'_>) -> Evaluation {
        let is_member = match self {
            Self::Rule(rule) => return rule.evaluate(subject),
            Self::OneOf(devices) => device.is_some_and(|device| devices.contains(&device)),
            Self::Category(category) => match subject.category {
                Some(Category::Is(known)) => known == category.as_str(),
                Some(Category::Unassigned) => false,
                None => {
                    let category = Properties::only(Property::DeviceCategory);
                    return Evaluation::NotEvaluated(category);
                }
            },
        };
        if is_member {
            Evaluation::Match
        } else {
            Evaluation::NoMatch
        }
    }
}
