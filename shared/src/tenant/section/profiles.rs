//! Configuration profiles.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind, check};
use crate::field::FieldFault;
use crate::policy::filter::FilterRule;
use crate::profile::ConfigurationProfile;

/// How many profiles there may be. It bounds the work of one check-in.
const MOST: usize = 50;

/// How many groups of a kind one of them may name.
const MOST_GROUPS: usize = 200;

/// How many settings all of them together may have. It bounds what one device is sent.
const MOST_SETTINGS: usize = 1_000;

/// The organisation's configuration profiles. Their order is of no matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// At most 50.
    pub profiles: Vec<ConfigurationProfile>,
}

impl Section for Profiles {
    const KIND: SectionKind = SectionKind::Profiles;

    fn check(&self) -> Result<(), FieldFault> {
        let all = &self.profiles;
        check::at_most(all, MOST).map_err(|rule| FieldFault::at("profiles", rule))?;
        let mut settings = 0_usize;
        for (place, profile) in all.iter().enumerate() {
            check_one(profile).map_err(|fault| fault.below(&format!("profiles[{place}]")))?;
            settings = settings.saturating_add(profile.settings.items().len());
        }
        if settings > MOST_SETTINGS {
            let rule = format!("at most {MOST_SETTINGS} settings in all are possible");
            return Err(FieldFault::at("profiles", rule));
        }
        match check::twin(all.iter().map(|profile| &profile.id)) {
            Some(place) => Err(FieldFault::at(
                format!("profiles[{place}].id"),
                "is taken already",
            )),
            None => Ok(()),
        }
    }
}

fn check_one(profile: &ConfigurationProfile) -> Result<(), FieldFault> {
    check::text(&profile.name, 1..=128).map_err(|rule| FieldFault::at("name", rule))?;
    check::text(&profile.description, 0..=256)
        .map_err(|rule| FieldFault::at("description", rule))?;
    let settings = profile.settings.check(profile.platform);
    settings.map_err(|fault| fault.below("settings"))?;
    for (field, groups) in [
        ("groups", &profile.groups),
        ("excluded_groups", &profile.excluded_groups),
    ] {
        check::at_most(groups, MOST_GROUPS).map_err(|rule| FieldFault::at(field, rule))?;
    }
    for (field, groups) in [
        ("device_groups", &profile.device_groups),
        ("excluded_device_groups", &profile.excluded_device_groups),
    ] {
        check::at_most(groups, MOST_GROUPS).map_err(|rule| FieldFault::at(field, rule))?;
    }
    if let Some(filter) = &profile.filter {
        FilterRule::parse(&filter.rule, Some(profile.platform))
            .map_err(|error| FieldFault::at("filter.rule", error.to_string()))?;
    }
    if profile.percentage > 100 {
        return Err(FieldFault::at("percentage", "must be 0 to 100"));
    }
    Ok(())
}
