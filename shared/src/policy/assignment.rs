//! Which policies may count for the members of which groups.

use super::MAX_ASSIGNED_POLICIES;
use super::draft::PolicyDraft;
use super::scope::EnrollmentScope;
use crate::ids::GroupId;

/// What a set of policies says about one group, or about everyone in some groups. Each policy is a bit, the one with the
/// highest priority the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Assignment {
    /// Whether members may enroll devices, where that is up to groups.
    pub in_scope: bool,
    /// Restriction policies for all their devices.
    pub restrictions: u32,
    /// Restriction policies that are never for them.
    pub restrictions_excluded: u32,
    /// Limit policies for them.
    pub limits: u32,
    /// Limit policies that are never for them.
    pub limits_excluded: u32,
}

/// For each of the restriction policies, which of its filtered groups are meant: a bit for each, in their order.
pub(super) type Filtered = [u64; MAX_ASSIGNED_POLICIES];

/// What a policy set says about each group that it names.
///
/// It is made once when a set is checked, so that a decision, and a what-if over a whole fleet still more, does not walk
/// through every policy's groups: it costs a binary search for each group of the enrollee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assignments {
    /// By group, each once.
    groups: Vec<(GroupId, Assignment)>,
    /// By group: the place of a restriction policy, and the bit of one of its filtered groups.
    filtered: Vec<(GroupId, usize, u64)>,
}

impl Assignments {
    pub(super) fn of(content: &PolicyDraft) -> Self {
        let mut named: Vec<(&GroupId, Assignment)> = Vec::new();
        let mut filtered = Vec::new();
        if let EnrollmentScope::Groups { groups } = &content.enrollment_scope {
            name(&mut named, groups, |assignment| assignment.in_scope = true);
        }
        for (place, policy) in content.platform_restrictions.assigned.iter().enumerate() {
            name(&mut named, &policy.groups, |assignment| {
                assignment.restrictions = bit(place);
            });
            name(&mut named, &policy.excluded_groups, |assignment| {
                assignment.restrictions_excluded = bit(place);
            });
            for (number, entry) in (0_u32..).zip(&policy.filtered) {
                let bit = 1_u64.checked_shl(number).unwrap_or(0);
                filtered.push((entry.group.clone(), place, bit));
            }
        }
        for (place, policy) in content.device_limits.assigned.iter().enumerate() {
            name(&mut named, &policy.groups, |assignment| {
                assignment.limits = bit(place);
            });
            name(&mut named, &policy.excluded_groups, |assignment| {
                assignment.limits_excluded = bit(place);
            });
        }
        crate::few::sort_many(&mut named, |one, other| one.0.cmp(other.0));
        crate::few::sort_many(&mut filtered, Ord::cmp);
        let mut groups: Vec<(GroupId, Assignment)> = Vec::new();
        for (group, assignment) in named {
            match groups.last_mut() {
                Some((last, known)) if last == group => known.join(&assignment),
                _ => groups.push((group.clone(), assignment)),
            }
        }
        Self { groups, filtered }
    }

    /// What is said about a member of `groups`, in any order.
    pub(super) fn for_member_of(&self, groups: &[GroupId]) -> (Assignment, Filtered) {
        let mut all = Assignment::default();
        let mut filtered: Filtered = [0; MAX_ASSIGNED_POLICIES];
        if self.groups.is_empty() && self.filtered.is_empty() {
            return (all, filtered);
        }
        for group in groups {
            if let Some((_, of_group)) = self
                .groups
                .binary_search_by(|(named, _)| named.cmp(group))
                .ok()
                .and_then(|found| self.groups.get(found))
            {
                all.join(of_group);
            }
            let first = self.filtered.partition_point(|(named, ..)| named < group);
            let of_group = self.filtered.iter().skip(first);
            for (_, place, bit) in of_group.take_while(|(named, ..)| named == group) {
                if let Some(of_policy) = filtered.get_mut(*place) {
                    *of_policy |= bit;
                }
            }
        }
        (all, filtered)
    }
}

impl Assignment {
    const fn join(&mut self, other: &Self) {
        self.in_scope |= other.in_scope;
        self.restrictions |= other.restrictions;
        self.restrictions_excluded |= other.restrictions_excluded;
        self.limits |= other.limits;
        self.limits_excluded |= other.limits_excluded;
    }
}

fn name<'a>(
    named: &mut Vec<(&'a GroupId, Assignment)>,
    groups: &'a [GroupId],
    as_what: impl FnOnce(&mut Assignment),
) {
    let mut assignment = Assignment::default();
    as_what(&mut assignment);
    named.extend(groups.iter().map(|group| (group, assignment)));
}

/// The bit of the policy at `place`.
pub(super) fn bit(place: usize) -> u32 {
    u32::try_from(place)
        .ok()
        .and_then(|place| 1_u32.checked_shl(place))
        .unwrap_or(0)
}
