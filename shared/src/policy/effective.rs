//! Which policies of a set count for one enrollee.

use core::fmt;

use super::assignment::{Assignment, Filtered, bit};
use super::device_limit::DeviceLimit;
use super::filter::{Evaluation, FilterSubject, Properties};
use super::platform_restriction::{FilterMode, PlatformRestrictionPolicy, PlatformRestrictions};
use super::set::PolicySet;
use crate::ids::PolicyId;

/// The policies of a set that may count for one enrollee, by their groups. Finding them costs more than deciding by them.
#[derive(Debug, Clone, Copy)]
pub struct EffectivePolicies<'a> {
    set: &'a PolicySet,
    assignment: Assignment,
    filtered: Filtered,
    /// The restriction policies with a filtered group that is meant.
    with_filters: u32,
}

/// A platform restriction policy that may count, and whether it does.
#[derive(Debug, Clone, Copy)]
pub struct RestrictionPolicy<'a> {
    /// Its id.
    pub id: &'a PolicyId,
    /// What it asks for.
    pub platforms: &'a PlatformRestrictions,
    /// Whether it applies to the device.
    pub applicable: Applicable,
    /// The filters that say so; none where none were asked.
    pub filters: Option<FiltersAsked<'a>>,
}

/// Whether a policy applies to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicable {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It may: these properties say, and are not known.
    Unknown(Properties),
}

/// The filters of a policy that were asked about a device, to be shown.
#[derive(Debug, Clone, Copy)]
pub struct FiltersAsked<'a> {
    policy: &'a PlatformRestrictionPolicy,
    groups: u64,
    mode: FilterMode,
}

impl<'a> EffectivePolicies<'a> {
    pub(super) fn of(set: &'a PolicySet, (assignment, filtered): (Assignment, Filtered)) -> Self {
        let with_filters = (0..)
            .zip(&filtered)
            .filter(|(_, groups)| **groups != 0)
            .fold(0, |all, (place, _)| all | bit(place));
        Self {
            set,
            assignment,
            filtered,
            with_filters,
        }
    }

    /// Whether any filter has a say in which restriction policy counts.
    #[must_use]
    pub const fn asks_filters(&self) -> bool {
        self.with_filters & !self.assignment.restrictions_excluded != 0
    }

    /// The places of the restriction policies that may count for some device. Most of a set's policies are for others, so
    /// those are not walked through.
    fn places(&self) -> impl Iterator<Item = usize> + use<> {
        let mut left = (self.assignment.restrictions | self.with_filters)
            & !self.assignment.restrictions_excluded;
        core::iter::from_fn(move || {
            let place = left.trailing_zeros();
            left &= left.checked_sub(1)?;
            usize::try_from(place).ok()
        })
    }

    /// The whole set.
    #[must_use]
    pub const fn set(&self) -> &'a PolicySet {
        self.set
    }

    /// Whether the enrollee is a member of a group that may enroll, where that is up to groups.
    #[must_use]
    pub const fn is_in_scope(&self) -> bool {
        self.assignment.in_scope
    }

    /// The device limit, and the id of its policy.
    #[must_use]
    pub fn limit(&self) -> (&'a PolicyId, DeviceLimit) {
        let limits = &self.set.content().device_limits;
        let mine = self.assignment.limits & !self.assignment.limits_excluded;
        limits
            .assigned
            .get(mine.trailing_zeros() as usize)
            .map_or((self.set.default_id(), limits.default), |policy| {
                (&policy.id, policy.limit)
            })
    }

    /// The default policy, which applies to every device.
    #[must_use]
    pub const fn default_restriction(&self) -> RestrictionPolicy<'a> {
        RestrictionPolicy {
            id: self.set.default_id(),
            platforms: &self.set.content().platform_restrictions.default,
            applicable: Applicable::Yes,
            filters: None,
        }
    }

    /// The restriction policies that may count for a device, the one with the highest priority first: all up to the first
    /// that applies for certain. Policies that only a filter keeps away are among them.
    pub fn restrictions<'s>(
        &'s self,
        subject: &'s FilterSubject<'s>,
    ) -> impl Iterator<Item = RestrictionPolicy<'a>> + use<'a, 's> {
        let this = self;
        let mut certain = false;
        let assigned = &this.set.content().platform_restrictions.assigned;
        this.places()
            .filter_map(move |place| this.restriction(place, assigned.get(place)?, subject))
            .chain([this.default_restriction()])
            .take_while(move |policy| {
                let goes_on = !certain;
                certain |= policy.applicable == Applicable::Yes;
                goes_on
            })
    }

    /// The same, but without a look at filters: every policy that may count for some device.
    pub(super) fn restriction_places(&self) -> impl Iterator<Item = usize> + use<'a> {
        let this = *self;
        let mut certain = false;
        this.places().take_while(move |place| {
            let goes_on = !certain;
            certain |= this.is_for_all_devices(*place);
            goes_on
        })
    }

    /// Whether the policy at `place`, which may count, counts for every device: it is assigned without a filter, and no
    /// filter excludes.
    fn is_for_all_devices(&self, place: usize) -> bool {
        let assigned = &self.set.content().platform_restrictions.assigned;
        let groups = self.filtered.get(place).copied().unwrap_or(0);
        let excludes = assigned
            .get(place)
            .is_some_and(|policy| of_mode(policy, groups, FilterMode::Exclude) != 0);
        self.assignment.restrictions & bit(place) != 0 && !excludes
    }

    fn restriction(
        &self,
        place: usize,
        policy: &'a PlatformRestrictionPolicy,
        subject: &FilterSubject<'_>,
    ) -> Option<RestrictionPolicy<'a>> {
        let filtered = self.filtered.get(place).copied().unwrap_or(0);
        let is_plain = self.assignment.restrictions & bit(place) != 0;
        let excluding = of_mode(policy, filtered, FilterMode::Exclude);
        let (applicable, filters) = if excluding != 0 {
            let asked = FiltersAsked {
                policy,
                groups: excluding,
                mode: FilterMode::Exclude,
            };
            let applicable = match self.matches_one_of(&asked, subject) {
                Evaluation::Match => Applicable::No,
                Evaluation::NoMatch => Applicable::Yes,
                Evaluation::NotEvaluated(missing) => Applicable::Unknown(missing),
            };
            (applicable, Some(asked))
        } else if is_plain {
            (Applicable::Yes, None)
        } else if filtered != 0 {
            let asked = FiltersAsked {
                policy,
                groups: filtered,
                mode: FilterMode::Include,
            };
            let applicable = match self.matches_one_of(&asked, subject) {
                Evaluation::Match => Applicable::Yes,
                Evaluation::NoMatch => Applicable::No,
                Evaluation::NotEvaluated(missing) => Applicable::Unknown(missing),
            };
            (applicable, Some(asked))
        } else {
            return None;
        };
        Some(RestrictionPolicy {
            id: &policy.id,
            platforms: &policy.platforms,
            applicable,
            filters,
        })
    }

    /// Several filters of the same mode: one that matches suffices.
    fn matches_one_of(&self, asked: &FiltersAsked<'_>, subject: &FilterSubject<'_>) -> Evaluation {
        let mut missing = Properties::default();
        for entry in asked.entries() {
            match self
                .set
                .filter_rule(&entry.filter)
                .map(|rule| rule.evaluate(subject))
            {
                Some(Evaluation::Match) => return Evaluation::Match,
                Some(Evaluation::NotEvaluated(more)) => missing = missing.and(more),
                Some(Evaluation::NoMatch) | None => {}
            }
        }
        if missing.is_empty() {
            Evaluation::NoMatch
        } else {
            Evaluation::NotEvaluated(missing)
        }
    }
}

/// Which of the filtered groups in `groups` have the mode.
fn of_mode(policy: &PlatformRestrictionPolicy, groups: u64, mode: FilterMode) -> u64 {
    if groups == 0 {
        return 0;
    }
    entries(policy, groups)
        .filter(|(_, entry)| entry.mode == mode)
        .fold(0, |all, (bit, _)| all | bit)
}

/// The filtered groups in `groups`, each with its bit.
fn entries(
    policy: &PlatformRestrictionPolicy,
    groups: u64,
) -> impl Iterator<Item = (u64, &super::FilteredGroup)> {
    (0_u32..)
        .map(|number| 1_u64.checked_shl(number).unwrap_or(0))
        .zip(&policy.filtered)
        .filter(move |(bit, _)| groups & bit != 0)
}

impl<'a> FiltersAsked<'a> {
    fn entries(&self) -> impl Iterator<Item = &'a super::FilteredGroup> + use<'a> {
        entries(self.policy, self.groups).map(|(_, entry)| entry)
    }
}

impl fmt::Display for FiltersAsked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.mode {
            FilterMode::Include => "include",
            FilterMode::Exclude => "exclude",
        })?;
        for (place, entry) in self.entries().enumerate() {
            f.write_str(if place > 0 { ", " } else { " " })?;
            write!(f, "{}", entry.filter)?;
        }
        Ok(())
    }
}
