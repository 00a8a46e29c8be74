//! The groups that a policy names and that there are not.

use std::collections::BTreeSet;

use http::HeaderName;
use muster_shared::api::UnknownGroups;
use muster_shared::few::set_of;
use muster_shared::ids::GroupId;
use muster_shared::policy::PolicyDraft;
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::{DeviceGroups, Groups};

use crate::app::{App, Platform};
use crate::http::Answer;

/// Where an answer that is a policy and nothing else says it: groups of people, and groups of devices.
const HEADERS: [HeaderName; 2] = [
    HeaderName::from_static("x-muster-unknown-groups"),
    HeaderName::from_static("x-muster-unknown-device-groups"),
];

/// How many are named in a header; an answer with a body of its own names all.
const IN_A_HEADER: usize = 20;

/// Of the groups that these policies and this ring name, those that no section knows.
///
/// # Errors
/// As [`App::section`].
pub(super) async fn unknown_groups<P: Platform>(
    app: &App<P>,
    policies: &[&PolicyDraft],
    ring: &[GroupId],
) -> Result<UnknownGroups, StoreFault> {
    let mut people: BTreeSet<&GroupId> = set_of(ring);
    let mut devices = BTreeSet::new();
    for policy in policies {
        people.extend(policy.groups_named());
        devices.extend(policy.device_groups_named());
    }
    if !people.is_empty() {
        let section = app.section::<Groups>().await?;
        for group in &section.groups {
            people.remove(&group.id);
        }
    }
    if !devices.is_empty() {
        let section = app.section::<DeviceGroups>().await?;
        for group in &section.groups {
            devices.remove(&group.id);
        }
    }
    Ok(UnknownGroups {
        unknown_groups: people.into_iter().cloned().collect(),
        unknown_device_groups: devices.into_iter().collect(),
    })
}

/// Says in headers which groups of a policy there are not, where there are such.
pub(super) fn warn(mut answer: Answer, unknown: &UnknownGroups) -> Answer {
    let [people, devices] = HEADERS;
    let named = [
        (people, list(&unknown.unknown_groups)),
        (devices, list(&unknown.unknown_device_groups)),
    ];
    for (header, groups) in named {
        if !groups.is_empty() {
            answer = answer.with(header, &groups);
        }
    }
    answer
}

fn list(groups: &[impl ToString]) -> String {
    let named: Vec<String> = groups
        .iter()
        .take(IN_A_HEADER)
        .map(ToString::to_string)
        .collect();
    named.join(", ")
}
