//! Any policy, any request, any facts: what the properties of the rule are tested with.

#![allow(
    dead_code,
    reason = "each test file that takes this in uses some of it"
)]

use muster_shared::enrollment::{
    EnrolleeClass, EnrollmentRequest, Fact, FactName, Facts, GroupsOfDevice, Source, TraceEntry,
    Verdict, decide,
};
use muster_shared::ids::{DeviceGroupId, GroupId, TermsVersion};
use muster_shared::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};
use muster_shared::policy::{
    Access, CorporateClaims, DeviceLimit, DeviceLimitPolicies, DeviceLimitPolicy, EnrollmentScope,
    Filter, FilterMode, FilteredGroup, PlatformRestriction, PlatformRestrictionPolicies,
    PlatformRestrictionPolicy, PlatformRestrictions, PolicyDraft, PolicySet, SupportedVersion,
};
use muster_shared::time::Timestamp;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

pub const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

const GROUPS: [&str; 4] = ["a", "b", "c", "d"];

/// Filters of the two platforms, looking at every property between them.
const RULES: [(Platform, &str); 8] = [
    (
        Platform::Linux,
        r#"(device.osVersion -ge 2) and (device.manufacturer -ne "acme")"#,
    ),
    (
        Platform::Linux,
        r#"(device.deviceOwnership -eq "Corporate")"#,
    ),
    (
        Platform::Linux,
        r#"(device.osDistribution -in ["ubuntu", "debian"])"#,
    ),
    (
        Platform::Android,
        r#"(device.model -startsWith "P") or (device.deviceCategory -eq "field")"#,
    ),
    (Platform::Android, r#"(device.osVersion -lt 3)"#),
    (
        Platform::Android,
        r#"(device.enrollmentProfileName -ne $null)"#,
    ),
    (Platform::Android, r#"(device.deviceGroup -ne "loan")"#),
    (
        Platform::Linux,
        r#"(device.deviceGroup -in ["loan", "lab"]) and (device.osVersion -ge 1)"#,
    ),
];

/// Which of the two groups of devices that the filters name a device is in: known, open, or not asked yet.
fn device_groups() -> impl Strategy<Value = Option<GroupsOfDevice>> {
    let ids = |names: Vec<&str>| -> Vec<DeviceGroupId> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    };
    let both = || subsequence(vec!["lab", "loan"], 0..=2);
    option::of((both(), any::<bool>()).prop_map(move |(member_of, open)| {
        let open = if open && !member_of.contains(&"loan") {
            vec!["loan"]
        } else {
            Vec::new()
        };
        GroupsOfDevice {
            missing: open.iter().map(|_| FactName::Model).collect(),
            member_of: ids(member_of),
            open: ids(open),
        }
    }))
}

pub fn version() -> impl Strategy<Value = OsVersion> {
    vec(0..4_u32, 1..=4).prop_map(|numbers| {
        let text: Vec<_> = numbers.iter().map(u32::to_string).collect();
        text.join(".").parse().unwrap()
    })
}

pub fn groups() -> impl Strategy<Value = Vec<GroupId>> {
    subsequence(GROUPS.to_vec(), 0..=4)
        .prop_shuffle()
        .prop_map(|names| names.iter().map(|name| name.parse().unwrap()).collect())
}

fn access() -> impl Strategy<Value = Access> {
    prop_oneof![3 => Just(Access::Allow), 1 => Just(Access::Block)]
}

pub fn restriction() -> impl Strategy<Value = PlatformRestriction> {
    let makers = subsequence(vec!["Acme", "Zenit Corp", "Évora"], 0..=3).prop_shuffle();
    (
        access(),
        access(),
        option::of(version()),
        option::of(version()),
        makers,
    )
        .prop_map(|(access, personally_owned, one, other, makers)| {
            let (minimum_version, maximum_version) = match (one, other) {
                (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                either => either,
            };
            PlatformRestriction {
                access,
                blocked_manufacturers: makers.iter().map(|name| name.parse().unwrap()).collect(),
                maximum_version,
                minimum_version,
                personally_owned,
            }
        })
}

/// Two platforms suffice: what is asked of one must not reach the other.
pub fn restrictions() -> impl Strategy<Value = PlatformRestrictions> {
    (restriction(), restriction(), restriction()).prop_map(
        |(android, android_device_administrator, linux)| PlatformRestrictions {
            android,
            android_device_administrator,
            linux,
            ..PlatformRestrictions::default()
        },
    )
}

pub fn limit() -> impl Strategy<Value = DeviceLimit> {
    (1..=15_u8).prop_map(|number| DeviceLimit::try_from(number).unwrap())
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    btree_set("[a-c][0-9]", 0..5).prop_map(|ids| ids.into_iter().collect())
}

/// What a policy says about one group.
#[derive(Debug, Clone, Copy)]
enum Role {
    None,
    Plain,
    Excluded,
    Filtered(FilterMode, usize),
}

fn roles() -> impl Strategy<Value = Vec<Role>> {
    let mode = select(vec![FilterMode::Include, FilterMode::Exclude]);
    let role = prop_oneof![
        3 => Just(Role::None),
        3 => Just(Role::Plain),
        1 => Just(Role::Excluded),
        2 => (mode, 0..RULES.len()).prop_map(|(mode, rule)| Role::Filtered(mode, rule)),
    ];
    vec(role, GROUPS.len())
}

fn with_role(roles: &[Role], is_it: impl Fn(&Role) -> bool) -> Vec<GroupId> {
    GROUPS
        .iter()
        .zip(roles)
        .filter(|(_, role)| is_it(role))
        .map(|(group, _)| group.parse().unwrap())
        .collect()
}

fn filters() -> Vec<Filter> {
    RULES
        .iter()
        .enumerate()
        .map(|(number, (platform, rule))| Filter {
            id: format!("f{number}").parse().unwrap(),
            name: format!("Filter {number}"),
            platform: *platform,
            rule: (*rule).to_owned(),
        })
        .collect()
}

fn supported_versions() -> impl Strategy<Value = Vec<SupportedVersion>> {
    let row = (
        select(vec![
            (Platform::Linux, Some("ubuntu")),
            (Platform::Linux, Some("debian")),
            (Platform::Linux, None),
            (Platform::Android, None),
        ]),
        option::of(version()),
        option::of(version()),
    )
        .prop_map(|((platform, distribution), one, other)| {
            let (minimum, maximum) = match (one, other) {
                (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
                either => either,
            };
            SupportedVersion {
                distribution: distribution.map(str::to_owned),
                maximum,
                minimum,
                platform,
            }
        });
    vec(row, 0..4)
}

fn scope() -> impl Strategy<Value = EnrollmentScope> {
    prop_oneof![
        3 => Just(EnrollmentScope::Everyone),
        1 => groups().prop_map(|groups| EnrollmentScope::Groups { groups }),
    ]
}

fn claims() -> impl Strategy<Value = CorporateClaims> {
    select(vec![CorporateClaims::Accept, CorporateClaims::Verify])
}

pub fn draft() -> impl Strategy<Value = PolicyDraft> {
    let restriction_list = ids().prop_flat_map(|ids| {
        let count = ids.len();
        (Just(ids), vec((roles(), restrictions()), count))
    });
    let limit_list = ids().prop_flat_map(|ids| {
        let count = ids.len();
        (Just(ids), vec((roles(), limit()), count))
    });
    (
        (restriction_list, restrictions()),
        (limit_list, limit()),
        (claims(), scope(), supported_versions(), access()),
    )
        .prop_map(
            |(
                ((restriction_ids, restriction_list), default_restriction),
                ((limit_ids, limit_list), default_limit),
                (corporate_claims, enrollment_scope, supported_versions, unsupported_versions),
            )| PolicyDraft {
                corporate_claims,
                device_limits: DeviceLimitPolicies {
                    assigned: limit_ids
                        .iter()
                        .zip(limit_list)
                        .map(|(id, (roles, limit))| DeviceLimitPolicy {
                            excluded_groups: with_role(&roles, |r| matches!(r, Role::Excluded)),
                            groups: with_role(&roles, |r| matches!(r, Role::Plain)),
                            id: id.parse().unwrap(),
                            limit,
                            name: id.clone(),
                        })
                        .collect(),
                    default: default_limit,
                },
                enrollment_scope,
                filters: filters(),
                platform_restrictions: PlatformRestrictionPolicies {
                    assigned: restriction_ids
                        .iter()
                        .zip(restriction_list)
                        .map(|(id, (roles, platforms))| PlatformRestrictionPolicy {
                            excluded_groups: with_role(&roles, |r| matches!(r, Role::Excluded)),
                            filtered: filtered(&roles),
                            groups: with_role(&roles, |r| matches!(r, Role::Plain)),
                            id: id.parse().unwrap(),
                            name: id.clone(),
                            platforms,
                        })
                        .collect(),
                    default: default_restriction,
                },
                supported_versions,
                unsupported_versions,
            },
        )
}

fn filtered(roles: &[Role]) -> Vec<FilteredGroup> {
    let entry = |(group, role): (&&str, &Role)| match role {
        Role::Filtered(mode, rule) => Some(FilteredGroup {
            filter: format!("f{rule}").parse().unwrap(),
            group: group.parse().unwrap(),
            mode: *mode,
        }),
        _ => None,
    };
    GROUPS.iter().zip(roles).filter_map(entry).collect()
}

/// The same without filters: what is left is decided by groups alone.
pub fn plain_draft() -> impl Strategy<Value = PolicyDraft> {
    draft().prop_map(|mut draft| {
        draft.filters.clear();
        draft.supported_versions.clear();
        for policy in &mut draft.platform_restrictions.assigned {
            policy.filtered.clear();
        }
        draft
    })
}

pub fn policy() -> impl Strategy<Value = PolicySet> {
    draft().prop_map(|draft| PolicySet::new(draft).unwrap())
}

pub fn plain_policy() -> impl Strategy<Value = PolicySet> {
    plain_draft().prop_map(|draft| PolicySet::new(draft).unwrap())
}

fn fact<T: Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Fact<T>> {
    let source = select(vec![Source::Claimed, Source::Attested]);
    option::of((value, source)).prop_map(|known| match known {
        None => Fact::Unknown,
        Some((value, source)) => Fact::Known { value, source },
    })
}

fn text(from: &'static [&'static str]) -> impl Strategy<Value = Fact<String>> {
    fact(select(from).prop_map(str::to_owned))
}

pub fn facts() -> impl Strategy<Value = Facts> {
    let makers = &[
        "ACME",
        " zenit  corp",
        "Évora",
        "évora",
        "Borealis",
        " ",
        "",
    ];
    let enrollee = prop_oneof![
        4 => Just(EnrolleeClass::Person),
        1 => Just(EnrolleeClass::EnrollmentManager),
        1 => Just(EnrolleeClass::Token),
    ];
    let terms = prop_oneof![
        4 => Just(Vec::new()),
        1 => Just(vec![TermsVersion { terms: "use".parse().unwrap(), version: 1 }]),
    ];
    let category = select(vec![None, Some("field"), Some("office")]);
    let category = fact(category.prop_map(|id| id.map(|id| id.parse().unwrap())));
    (
        (groups(), prop::bool::weighted(0.1), enrollee, terms),
        (fact(0..18_u32), fact(0..12_u32)),
        (
            fact(version()),
            text(makers),
            text(&["Pixel 9", "p7", "Galaxy", " "]),
            text(&["S-1"]),
            text(&["ubuntu", "Debian", "fedora"]),
            category,
        ),
        (
            option::of(Just("Kiosks".to_owned())),
            fact(any::<bool>()),
            any::<bool>(),
            device_groups(),
        ),
    )
        .prop_map(
            |(
                (groups, disabled, enrollee, unaccepted_terms),
                (devices_in_use, work_profiles_in_use),
                (os_version, manufacturer, model, serial_number, os_distribution, category),
                (enrollment_profile, identifier, identifiers_listed, device_groups),
            )| Facts {
                groups,
                disabled,
                devices_in_use,
                os_version,
                manufacturer,
                enrollee,
                work_profiles_in_use,
                model,
                serial_number,
                os_edition: Fact::Unknown,
                os_distribution,
                category,
                enrollment_profile,
                // Only what is on a list is found there.
                identifier: if identifiers_listed {
                    identifier
                } else {
                    Fact::Unknown
                },
                identifiers_listed,
                unaccepted_terms,
                device_groups,
            },
        )
}

pub fn request() -> impl Strategy<Value = EnrollmentRequest> {
    let methods = |platform: Platform| {
        let offered = EnrollmentMethod::ALL
            .into_iter()
            .filter(|method| method.is_offered_on(platform))
            .collect::<Vec<_>>();
        (Just(platform), select(offered))
    };
    (
        select(vec![Platform::Android, Platform::Linux]).prop_flat_map(methods),
        select(vec![Ownership::Personal, Ownership::Corporate]),
    )
        .prop_map(|((platform, method), ownership)| EnrollmentRequest {
            platform,
            method,
            ownership,
        })
}

pub fn decided(
    policy: &PolicySet,
    request: &EnrollmentRequest,
    facts: &Facts,
) -> (Verdict, Vec<TraceEntry>) {
    let mut trace = Vec::new();
    let verdict = decide(policy, request, facts, NOW, &mut trace);
    (verdict, trace)
}

pub fn refuses(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refuse { .. })
}

/// How far a verdict is from an allow.
pub fn severity(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Allow { .. } => 0,
        Verdict::AllowPending { .. } => 1,
        Verdict::Refuse { .. } => 2,
    }
}

/// What is known of the enrollee alone, before the device has said anything and anybody has counted.
pub fn forgotten(facts: &Facts) -> Facts {
    Facts {
        groups: facts.groups.clone(),
        disabled: facts.disabled,
        enrollee: facts.enrollee,
        enrollment_profile: facts.enrollment_profile.clone(),
        identifiers_listed: facts.identifiers_listed,
        unaccepted_terms: facts.unaccepted_terms.clone(),
        ..Facts::default()
    }
}
