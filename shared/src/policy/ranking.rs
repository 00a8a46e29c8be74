//! Which policy of a list comes first for whom.

use super::draft::Assigned;
use crate::ids::GroupId;

/// For each group that a list of policies names, the place of the first policy that names it.
///
/// It is made once when a set is checked, so that a decision, and a what-if over a whole fleet still more, does not walk
/// through every policy's groups: it costs one binary search for each group of the enrollee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranking(Vec<(GroupId, usize)>);

impl Ranking {
    /// Ranks policies that stand in the order of their priority.
    pub(super) fn of<P: Assigned>(policies: &[P]) -> Self {
        let mut places: Vec<(GroupId, usize)> = policies
            .iter()
            .enumerate()
            .flat_map(|(place, policy)| {
                policy
                    .groups()
                    .iter()
                    .map(move |group| (group.clone(), place))
            })
            .collect();
        places.sort_unstable();
        // Of the pairs of one group, the one with the lowest place is first and stays.
        places.dedup_by(|later, first| later.0 == first.0);
        Self(places)
    }

    /// The place of the first policy that is assigned to one of `groups`.
    pub(super) fn first_for(&self, groups: &[GroupId]) -> Option<usize> {
        let place = |group: &GroupId| {
            let found = self
                .0
                .binary_search_by(|(named, _)| named.cmp(group))
                .ok()?;
            self.0.get(found).map(|(_, place)| *place)
        };
        groups.iter().filter_map(place).min()
    }
}
