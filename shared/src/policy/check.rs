//! Checking a draft, and putting into order what has none of its own.

use super::device_limit::DeviceLimitPolicy;
use super::draft::PolicyDraft;
use super::error::{PolicySetError, PolicyType};
use super::filter::FilterRule;
use super::platform_restriction::{
    PlatformRestriction, PlatformRestrictionPolicy, PlatformRestrictions, RestrictionRow,
};
use super::scope::{EnrollmentScope, MAX_SCOPE_GROUPS};
use super::supported_version::{MAX_SUPPORTED_VERSIONS, is_distribution};
use super::{
    DEFAULT_POLICY_ID, MAX_ASSIGNED_POLICIES, MAX_BLOCKED_MANUFACTURERS, MAX_FILTERED_GROUPS,
    MAX_FILTERS, MAX_GROUPS, MAX_NAME_CHARACTERS,
};
use crate::few::sort_few;
use crate::ids::{GroupId, PolicyId};
use crate::platform::{OsVersion, Platform};

impl PolicyDraft {
    /// Checks everything, puts what has no order of its own (groups, manufacturers, filters) into canonical order, and reads
    /// the filters' rules.
    pub(super) fn into_canonical(
        mut self,
        default_id: &PolicyId,
    ) -> Result<(Self, Vec<FilterRule>), PolicySetError> {
        check_list(
            PolicyType::PlatformRestriction,
            &mut self.platform_restrictions.assigned,
        )?;
        check_list(PolicyType::DeviceLimit, &mut self.device_limits.assigned)?;
        for policy in &mut self.platform_restrictions.assigned {
            check_restrictions(&policy.id, &mut policy.platforms)?;
        }
        check_restrictions(default_id, &mut self.platform_restrictions.default)?;
        check_scope(&mut self.enrollment_scope)?;
        let rules = check_filters(&mut self)?;
        check_supported_versions(&mut self)?;
        Ok((self, rules))
    }

    /// Whether every version is written in its platform's form. Asked of what is newly written only: a set that was kept
    /// before this was asked stays readable.
    pub(super) fn check_version_forms(&self, default_id: &PolicyId) -> Result<(), PolicySetError> {
        let assigned = &self.platform_restrictions.assigned;
        let default = (default_id, &self.platform_restrictions.default);
        let policies = assigned
            .iter()
            .map(|policy| (&policy.id, &policy.platforms));
        for (policy, platforms) in policies.chain([default]) {
            for row in RestrictionRow::ALL {
                let restriction = platforms.row(row);
                let bounds = [
                    ("minimum_version", restriction.minimum_version),
                    ("maximum_version", restriction.maximum_version),
                ];
                for (field, version) in bounds {
                    if let Some(version) = version.filter(|v| !has_form(row.platform(), v)) {
                        return Err(PolicySetError::VersionForm {
                            policy: policy.clone(),
                            row,
                            field,
                            version,
                        });
                    }
                }
            }
        }
        for (place, row) in self.supported_versions.iter().enumerate() {
            for (field, version) in [("minimum", row.minimum), ("maximum", row.maximum)] {
                if let Some(version) = version.filter(|v| !has_supported_form(row.platform, v)) {
                    return Err(PolicySetError::SupportedVersionForm {
                        place,
                        platform: row.platform,
                        field,
                        version,
                    });
                }
            }
        }
        Ok(())
    }
}

/// How a bound is written: Windows counts `major.minor.build` and, if need be, the revision (`10.0.22631.3235`; `11` would be
/// above every Windows there is); Apple `major.minor.patch`; Android and Linux up to four numbers.
fn has_form(platform: Platform, version: &OsVersion) -> bool {
    match platform {
        Platform::Windows => (3..=4).contains(&version.length()),
        Platform::Ios | Platform::Ipados | Platform::Macos => version.length() <= 3,
        Platform::Android | Platform::Linux => true,
    }
}

/// In the table of supported versions the highest may be a beginning, such as `10.0`.
fn has_supported_form(platform: Platform, version: &OsVersion) -> bool {
    match platform {
        Platform::Windows => version.length() >= 2,
        _ => has_form(platform, version),
    }
}

/// What policies of both types have.
pub(super) trait Assigned {
    fn id(&self) -> &PolicyId;
    fn name(&self) -> &str;
    /// The lists of groups, each with its name. A group stands in one of them, once.
    fn group_lists(&mut self) -> [(&'static str, &mut Vec<GroupId>); 2];
}

macro_rules! assigned {
    ($policy:ty) => {
        impl Assigned for $policy {
            fn id(&self) -> &PolicyId {
                &self.id
            }
            fn name(&self) -> &str {
                &self.name
            }
            fn group_lists(&mut self) -> [(&'static str, &mut Vec<GroupId>); 2] {
                [
                    ("groups", &mut self.groups),
                    ("excluded_groups", &mut self.excluded_groups),
                ]
            }
        }
    };
}

assigned!(PlatformRestrictionPolicy);
assigned!(DeviceLimitPolicy);

fn check_list<P: Assigned>(
    policy_type: PolicyType,
    policies: &mut [P],
) -> Result<(), PolicySetError> {
    let found = policies.len();
    if found > MAX_ASSIGNED_POLICIES {
        return Err(PolicySetError::TooManyPolicies { policy_type, found });
    }
    let mut ids: Vec<&PolicyId> = policies.iter().map(Assigned::id).collect();
    if ids.iter().any(|id| id.as_str() == DEFAULT_POLICY_ID) {
        return Err(PolicySetError::ReservedId { policy_type });
    }
    sort_few(&mut ids, Ord::cmp);
    if let Some(policy) = first_twin(&ids) {
        let policy = (*policy).clone();
        return Err(PolicySetError::DuplicatePolicy {
            policy_type,
            policy,
        });
    }
    policies
        .iter_mut()
        .try_for_each(|policy| check_assignment(policy_type, policy))
}

fn check_assignment<P: Assigned>(
    policy_type: PolicyType,
    policy: &mut P,
) -> Result<(), PolicySetError> {
    let id = policy.id().clone();
    if !is_readable(policy.name()) {
        return Err(PolicySetError::InvalidName {
            policy_type,
            policy: id,
        });
    }
    let mut all = Vec::new();
    // A group that stands in two lists is wrong in the later one.
    for (field, groups) in policy.group_lists() {
        let found = groups.len();
        if found > MAX_GROUPS {
            return Err(PolicySetError::TooManyGroups {
                policy_type,
                policy: id,
                field,
                found,
            });
        }
        crate::few::sort_many(groups, Ord::cmp);
        all.extend(groups.iter().cloned());
        check_once(policy_type, &id, field, &mut all)?;
    }
    Ok(())
}

fn check_once(
    policy_type: PolicyType,
    policy: &PolicyId,
    field: &'static str,
    groups: &mut Vec<GroupId>,
) -> Result<(), PolicySetError> {
    crate::few::sort_many(groups, Ord::cmp);
    match first_twin(groups) {
        None => Ok(()),
        Some(group) => Err(PolicySetError::DuplicateGroup {
            policy_type,
            policy: policy.clone(),
            field,
            group: group.clone(),
        }),
    }
}

fn check_restrictions(
    policy: &PolicyId,
    platforms: &mut PlatformRestrictions,
) -> Result<(), PolicySetError> {
    RestrictionRow::ALL
        .into_iter()
        .try_for_each(|row| check_restriction(policy, row, platforms.row_mut(row)))
}

fn check_restriction(
    policy: &PolicyId,
    row: RestrictionRow,
    restriction: &mut PlatformRestriction,
) -> Result<(), PolicySetError> {
    if let (Some(minimum), Some(maximum)) =
        (restriction.minimum_version, restriction.maximum_version)
        && minimum > maximum
    {
        let policy = policy.clone();
        return Err(PolicySetError::MinimumAboveMaximum {
            policy,
            row,
            minimum,
            maximum,
        });
    }
    let found = restriction.blocked_manufacturers.len();
    if found > MAX_BLOCKED_MANUFACTURERS {
        let policy = policy.clone();
        return Err(PolicySetError::TooManyManufacturers { policy, row, found });
    }
    sort_few(&mut restriction.blocked_manufacturers, Ord::cmp);
    match first_twin(&restriction.blocked_manufacturers) {
        None => Ok(()),
        Some(manufacturer) => Err(PolicySetError::DuplicateManufacturer {
            policy: policy.clone(),
            row,
            manufacturer: manufacturer.clone(),
        }),
    }
}

fn check_scope(scope: &mut EnrollmentScope) -> Result<(), PolicySetError> {
    let EnrollmentScope::Groups { groups } = scope else {
        return Ok(());
    };
    let found = groups.len();
    if found > MAX_SCOPE_GROUPS {
        return Err(PolicySetError::TooManyScopeGroups { found });
    }
    crate::few::sort_many(groups, Ord::cmp);
    match first_twin(groups) {
        None => Ok(()),
        Some(group) => Err(PolicySetError::DuplicateScopeGroup {
            group: group.clone(),
        }),
    }
}

/// Checks the filters and those who use them. Answers the filters' rules, in their order.
fn check_filters(draft: &mut PolicyDraft) -> Result<Vec<FilterRule>, PolicySetError> {
    let found = draft.filters.len();
    if found > MAX_FILTERS {
        return Err(PolicySetError::TooManyFilters { found });
    }
    sort_few(&mut draft.filters, |one, other| one.id.cmp(&other.id));
    let ids: Vec<_> = draft.filters.iter().map(|filter| &filter.id).collect();
    if let Some(filter) = first_twin(&ids) {
        let filter = (*filter).clone();
        return Err(PolicySetError::DuplicateFilter { filter });
    }
    for policy in &mut draft.platform_restrictions.assigned {
        let found = policy.filtered.len();
        if found > MAX_FILTERED_GROUPS {
            let policy = policy.id.clone();
            return Err(PolicySetError::TooManyFilteredGroups { policy, found });
        }
        let unknown = |filter| ids.binary_search(&filter).is_err();
        if let Some(entry) = policy.filtered.iter().find(|entry| unknown(&entry.filter)) {
            return Err(PolicySetError::UnknownFilter {
                policy: policy.id.clone(),
                filter: entry.filter.clone(),
            });
        }
        sort_few(&mut policy.filtered, Ord::cmp);
        let filtered = policy.filtered.iter().map(|entry| &entry.group);
        let all = filtered
            .chain(&policy.groups)
            .chain(&policy.excluded_groups);
        let mut all: Vec<GroupId> = all.cloned().collect();
        let restriction = PolicyType::PlatformRestriction;
        check_once(restriction, &policy.id, "filtered", &mut all)?;
    }
    let read = |filter: &super::Filter| {
        let id = filter.id.clone();
        if !is_readable(&filter.name) {
            return Err(PolicySetError::InvalidFilterName { filter: id });
        }
        FilterRule::parse(&filter.rule, Some(filter.platform))
            .map_err(|error| PolicySetError::FilterRule { filter: id, error })
    };
    draft.filters.iter().map(read).collect()
}

fn check_supported_versions(draft: &mut PolicyDraft) -> Result<(), PolicySetError> {
    let rows = &mut draft.supported_versions;
    let found = rows.len();
    if found > MAX_SUPPORTED_VERSIONS {
        return Err(PolicySetError::TooManySupportedVersions { found });
    }
    for (place, row) in rows.iter().enumerate() {
        if let Some(distribution) = &row.distribution
            && (row.platform != Platform::Linux || !is_distribution(distribution))
        {
            return Err(PolicySetError::Distribution {
                place,
                platform: row.platform,
            });
        }
        if let (Some(minimum), Some(maximum)) = (row.minimum, row.maximum)
            && minimum > maximum
            && !minimum.begins_with(&maximum)
        {
            return Err(PolicySetError::SupportedMinimumAboveMaximum {
                place,
                minimum,
                maximum,
            });
        }
    }
    // By what is written, since `9` and `9.0` are equal and mean different beginnings.
    let key = |row: &crate::policy::SupportedVersion| {
        let written = |version: Option<OsVersion>| version.map(|version| version.to_string());
        (
            row.platform,
            row.distribution.clone(),
            written(row.minimum),
            written(row.maximum),
        )
    };
    crate::few::sort_many(rows, |one, other| key(one).cmp(&key(other)));
    Ok(())
}

fn is_readable(name: &str) -> bool {
    !name.trim().is_empty()
        && name.chars().count() <= MAX_NAME_CHARACTERS
        && !name.chars().any(char::is_control)
}

/// The first of two equal neighbours.
fn first_twin<T: PartialEq>(sorted: &[T]) -> Option<&T> {
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .find_map(|(one, next)| (one == next).then_some(one))
}
