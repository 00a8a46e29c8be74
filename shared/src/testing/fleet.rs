//! A fleet to ask "what if" about.

use serde_json::{Value, json};

use crate::enrollment::what_if::RecordedInputs;
use crate::enrollment::{EnrollmentRequest, Fact, Facts};
use crate::ids::DeviceId;
use crate::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};
use crate::policy::PolicySet;

/// 25 policies of each type with four groups each and every rule of one platform configured.
///
/// # Errors
/// When `minimum_version` is no version.
pub fn crowded_policy(minimum_version: &str) -> Result<PolicySet, serde_json::Error> {
    let groups = |n: u32| {
        [
            format!("a{n}"),
            format!("b{n}"),
            format!("c{n}"),
            format!("d{n}"),
        ]
    };
    let platforms = json!({"windows": {
        "personally_owned": "block", "minimum_version": minimum_version, "maximum_version": "10.0.26200",
        "blocked_manufacturers": ["Acme", "Zenit Corp", "Halcyon", "Meridian", "Ostra", "Quill", "Rook", "Umbra"]
    }});
    let restriction = |n| json!({"id": format!("r{n}"), "name": format!("R {n}"), "groups": groups(n), "platforms": platforms});
    let limit = |n| json!({"id": format!("l{n}"), "name": format!("L {n}"), "groups": groups(n), "limit": 10});
    let content: Value = json!({
        "platform_restrictions": {"assigned": (0..25).map(restriction).collect::<Vec<_>>(), "default": {}},
        "device_limits": {"assigned": (0..25).map(limit).collect::<Vec<_>>(), "default": 5}
    });
    serde_json::from_value(content)
}

/// One device of a fleet: who it is, what it asked for, what was known.
pub type Asked = (DeviceId, EnrollmentRequest, Facts);

/// `devices` Windows devices with builds from 17000 to 26999 and up to 11 others beside them, of people in 500 departments:
/// each in 20 groups of which policies name only the last, those of the lowest priority.
#[must_use]
pub fn fleet(devices: u32) -> Vec<Asked> {
    let spread = |n: u32, over: u32| n.checked_rem(over).unwrap_or_default();
    let groups: Vec<Vec<_>> = (0..500_u32)
        .map(|department| {
            (0..19)
                .map(|n| format!("g{department}-{n}"))
                .chain(["d24".to_owned()])
                .filter_map(|name| name.parse().ok())
                .collect()
        })
        .collect();
    (0..devices)
        .zip(groups.iter().cycle())
        .map(|(n, groups)| {
            let build = spread(n, 10_000).saturating_add(17_000);
            let version: Option<OsVersion> = format!("10.0.{build}.1").parse().ok();
            let request = EnrollmentRequest {
                platform: Platform::Windows,
                method: EnrollmentMethod::Est,
                ownership: Ownership::Corporate,
            };
            let facts = Facts {
                groups: groups.clone(),
                disabled: false,
                devices_in_use: Fact::attested(spread(n, 12)),
                os_version: version.map_or(Fact::Unknown, Fact::claimed),
                manufacturer: Fact::claimed("Borealis Computers".to_owned()),
                ..Facts::default()
            };
            (
                DeviceId::from_random(u128::from(n).to_be_bytes()),
                request,
                facts,
            )
        })
        .collect()
}

/// A fleet as what-if takes it.
#[must_use]
pub fn recorded(fleet: &[Asked]) -> RecordedInputs {
    let mut inputs = RecordedInputs::default();
    for (device, request, facts) in fleet {
        inputs.push(*device, *request, facts.clone());
    }
    inputs
}
