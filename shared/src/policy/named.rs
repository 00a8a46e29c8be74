//! Which groups a policy names, so that whoever writes it can be told of those that there are not.

use std::collections::BTreeSet;

use super::draft::PolicyDraft;
use super::filter::FilterRule;
use super::scope::EnrollmentScope;
use crate::few::set_of;
use crate::ids::{DeviceGroupId, GroupId};

impl PolicyDraft {
    /// The groups of people that it names, wherever it does.
    #[must_use]
    pub fn groups_named(&self) -> BTreeSet<&GroupId> {
        let scope = match &self.enrollment_scope {
            EnrollmentScope::Everyone => [].as_slice(),
            EnrollmentScope::Groups { groups } => groups,
        };
        let restrictions = &self.platform_restrictions.assigned;
        let limits = &self.device_limits.assigned;
        let of_restrictions = restrictions.iter().flat_map(|policy| {
            let filtered = policy.filtered.iter().map(|entry| &entry.group);
            policy
                .groups
                .iter()
                .chain(&policy.excluded_groups)
                .chain(filtered)
        });
        let of_limits = limits
            .iter()
            .flat_map(|policy| policy.groups.iter().chain(&policy.excluded_groups));
        set_of(scope.iter().chain(of_restrictions).chain(of_limits))
    }

    /// The groups of devices that its filters name; a filter that cannot be read names none.
    #[must_use]
    pub fn device_groups_named(&self) -> BTreeSet<DeviceGroupId> {
        let rules = self
            .filters
            .iter()
            .filter_map(|filter| FilterRule::parse(&filter.rule, Some(filter.platform)).ok());
        let mut named = BTreeSet::new();
        for rule in rules {
            named.extend(rule.device_groups().cloned());
        }
        named
    }
}
