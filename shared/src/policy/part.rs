//! The part of a policy set that one person may be told.

use super::device_limit::DeviceLimitPolicies;
use super::draft::PolicyDraft;
use super::platform_restriction::PlatformRestrictionPolicies;
use super::scope::EnrollmentScope;
use super::set::PolicySet;
use crate::ids::GroupId;

impl PolicySet {
    /// The part of this set that may count for a member of `groups` (in any order): the default policies and their own, down
    /// to the first that counts for all their devices, without the groups, policies and filters of others. `decide()` says
    /// the same by it, to the last word of the trace, for whoever is in exactly these groups; it has a version of its own,
    /// since it is another set.
    #[must_use]
    pub fn for_groups(&self, groups: &[GroupId]) -> Self {
        let mine = |named: &[GroupId]| -> Vec<GroupId> {
            named
                .iter()
                .filter(|group| groups.contains(group))
                .cloned()
                .collect()
        };
        let whole = self.content();
        let effective = self.effective(groups);
        let restrictions = effective
            .restriction_places()
            .filter_map(|place| whole.platform_restrictions.assigned.get(place))
            .map(|policy| {
                let mut policy = policy.clone();
                policy.groups = mine(&policy.groups);
                policy.excluded_groups.clear();
                policy
                    .filtered
                    .retain(|entry| groups.contains(&entry.group));
                policy
            })
            .collect::<Vec<_>>();
        let (limit, _) = effective.limit();
        let limits = whole.device_limits.assigned.iter();
        let limits = limits
            .filter(|policy| policy.id == *limit)
            .map(|policy| {
                let mut policy = policy.clone();
                policy.groups = mine(&policy.groups);
                policy.excluded_groups.clear();
                policy
            })
            .collect();
        let (mut filters, mut rules) = (Vec::new(), Vec::new());
        for filter in &whole.filters {
            let is_asked = restrictions
                .iter()
                .flat_map(|policy| &policy.filtered)
                .any(|entry| entry.filter == filter.id);
            if let (true, Some(rule)) = (is_asked, self.filter_rule(&filter.id)) {
                filters.push(filter.clone());
                rules.push(rule.clone());
            }
        }
        let content = PolicyDraft {
            corporate_claims: whole.corporate_claims,
            device_limits: DeviceLimitPolicies {
                assigned: limits,
                default: whole.device_limits.default,
            },
            enrollment_scope: match &whole.enrollment_scope {
                EnrollmentScope::Everyone => EnrollmentScope::Everyone,
                EnrollmentScope::Groups { groups } => EnrollmentScope::Groups {
                    groups: mine(groups),
                },
            },
            filters,
            platform_restrictions: PlatformRestrictionPolicies {
                assigned: restrictions,
                default: whole.platform_restrictions.default.clone(),
            },
            supported_versions: whole.supported_versions.clone(),
            unsupported_versions: whole.unsupported_versions,
        };
        // What was in canonical order still is: rows were left out, and none was moved.
        Self::of_canonical(content, rules, self.default_id().clone())
    }
}
