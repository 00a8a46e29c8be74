use super::apple::AppleItem;
use super::item::Item;
use crate::compliance::{CompliancePolicy, Condition};
use crate::platform::Platform;

/// What a compliance policy has set on the devices that it is for: its script, and on Apple's devices the settings that bring
/// about what it requires. A version, or that a device is not jailbroken, is nothing that a setting could bring about.
#[must_use]
pub fn set_by(policy: &CompliancePolicy) -> Vec<Item> {
    let script = policy.script();
    let script = script.map(|script| Item::script(&policy.id, script));
    let required = policy.settings.require.iter();
    let remedies = required.filter_map(|condition| remedy(*condition, policy.platform));
    script
        .into_iter()
        .chain(remedies.map(Item::apple))
        .collect()
}

/// Whether a compliance policy has anything set at all.
#[must_use]
pub fn sets_something(policy: &CompliancePolicy) -> bool {
    let mut required = policy.settings.require.iter();
    policy.script().is_some()
        || required.any(|condition| remedy(*condition, policy.platform).is_some())
}

/// The setting that brings about what is required, where there is one.
const fn remedy(condition: Condition, platform: Platform) -> Option<AppleItem> {
    match (platform, condition) {
        (Platform::Ios | Platform::Ipados | Platform::Macos, Condition::Passcode) => {
            Some(AppleItem::Passcode)
        }
        (Platform::Macos, Condition::Firewall) => Some(AppleItem::Firewall(true)),
        (Platform::Macos, Condition::DiskEncryption) => Some(AppleItem::FileVault),
        _ => None,
    }
}
