use std::collections::BTreeMap;

use super::assignment::ConfigurationProfile;
use super::item::{Item, ItemValue, SettingKey};
use super::remedied::set_by;
use crate::compliance::CompliancePolicy;
use crate::few::sort_few;
use crate::ids::PolicyId;
use crate::platform::Ownership;

/// What a device's profiles come to together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effective {
    /// What is set, in the order of the keys, each with the profiles that want it so.
    pub items: Vec<(Item, Vec<PolicyId>)>,
    /// What is not set, because profiles want it differently.
    pub conflicts: Vec<Conflict>,
    /// What is not set, because the device is not one of those that may be told.
    pub not_applicable: Vec<NotApplicable>,
}

/// A setting that profiles want differently. None of them wins: an administrator has to say which is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The setting.
    pub key: SettingKey,
    /// Every side: the profile, and what it wants in a few words.
    pub sides: Vec<(PolicyId, String)>,
}

/// A setting that is not for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplicable {
    /// The setting.
    pub key: SettingKey,
    /// The profiles that want it.
    pub profiles: Vec<PolicyId>,
    /// Why not.
    pub why: NotFor,
}

/// Why a setting is not for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFor {
    /// It is for the organisation's devices alone, and this is its person's own.
    Ownership,
    /// What manages the device knows no such setting.
    Client,
}

impl Effective {
    /// What of it a device's client knows, by what `knows` says; the rest is not applicable.
    #[must_use]
    pub fn known_by(mut self, knows: impl Fn(&ItemValue) -> bool) -> Self {
        let items = core::mem::take(&mut self.items);
        for (item, profiles) in items {
            if knows(&item.value) {
                self.items.push((item, profiles));
            } else {
                self.not_applicable.push(NotApplicable {
                    key: item.key,
                    profiles,
                    why: NotFor::Client,
                });
            }
        }
        self
    }
}

/// What `profiles`, all of them a device's, come to, with what its compliance policies have set ([`set_by`]), each under the
/// policy's name. The order of both does not matter, and neither does anything that is not configured. What is not for a device
/// of this ownership is in conflict with nothing: if anything else is wanted of that setting, that alone counts.
#[must_use]
pub fn effective<'a>(
    profiles: impl IntoIterator<Item = &'a ConfigurationProfile>,
    policies: impl IntoIterator<Item = &'a CompliancePolicy>,
    ownership: Ownership,
) -> Effective {
    let mut wanted: BTreeMap<SettingKey, Vec<(PolicyId, ItemValue)>> = BTreeMap::new();
    let mut want = |id: &PolicyId, items: Vec<Item>| {
        for Item { key, value } in items {
            let sides = wanted.entry(key).or_default();
            sides.push((id.clone(), value));
        }
    };
    for profile in profiles {
        want(&profile.id, profile.settings.items());
    }
    for policy in policies {
        want(&policy.id, set_by(policy));
    }
    let mut effective = Effective::default();
    for (key, mut sides) in wanted {
        let is_for = |(_, value): &(PolicyId, ItemValue)| value.requires().is_met_by(ownership);
        if sides.iter().any(is_for) {
            sides.retain(is_for);
        }
        sort_few(&mut sides, |(one, _), (other, _)| one.cmp(other));
        let all_same = sides.windows(2).all(|pair| match pair {
            [(_, one), (_, other)] => one == other,
            _ => true,
        });
        let names = || sides.iter().map(|(profile, _)| profile.clone());
        let Some((_, value)) = sides.first() else {
            continue;
        };
        if !value.requires().is_met_by(ownership) {
            let mut profiles: Vec<_> = names().collect();
            profiles.dedup();
            effective.not_applicable.push(NotApplicable {
                key,
                profiles,
                why: NotFor::Ownership,
            });
        } else if all_same {
            let mut profiles: Vec<_> = names().collect();
            profiles.dedup();
            let value = value.clone();
            effective.items.push((Item { key, value }, profiles));
        } else {
            let sides = sides
                .iter()
                .map(|(profile, value)| (profile.clone(), value.in_words()))
                .collect();
            effective.conflicts.push(Conflict { key, sides });
        }
    }
    effective
}
