use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::field::{FieldFault, read_json};
use crate::policy::{PolicyDraft, PolicySet};
use crate::store::{StoreFault, Unit};
use crate::tenant::rows::TenantHeader;
use crate::tenant::{Configuration, SectionKind, SectionText, Settings};

/// The form of the file. It changes when a file of the old form would be read as something else.
const FORMAT: &str = "muster-configuration/1";

/// How large a policy may be in a file: as large as one that is sent by itself.
const LARGEST_POLICY: usize = 256 * 1024;

/// The whole configuration of an organisation, to be kept beside its code, reviewed, and put in place again.
///
/// It holds no people, no devices, no secrets, and nothing that is under way: no draft, no rollout. What a file leaves out
/// stays as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfigurationFile {
    /// The form of the file: `muster-configuration/1`.
    pub format: String,
    /// The policy of everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyDraft>,
    /// The sections, by their kinds.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Object>))]
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sections: BTreeMap<SectionKind, Value>,
    /// The settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
}

/// A file whose parts have been checked.
pub(super) struct CheckedFile {
    pub policy: Option<PolicySet>,
    pub sections: Vec<(SectionKind, String)>,
    pub settings: Option<Settings>,
}

impl ConfigurationFile {
    /// What the organisation has now, and the number of this state: each change of any part counts it up by one.
    pub(super) fn current(unit: &Unit<'_>) -> Result<(Self, u64), StoreFault> {
        let header = TenantHeader::load(unit)?;
        let configuration = Configuration::current(unit, &header)?;
        let mut number = configuration.number;
        let mut sections = BTreeMap::new();
        for kind in SectionKind::ALL {
            let section = SectionText::load(unit, *kind)?;
            number = number.saturating_add(section.revision);
            let value = serde_json::from_str(&section.in_todays_form()).map_err(StoreFault::new)?;
            sections.insert(*kind, value);
        }
        let file = Self {
            format: FORMAT.to_owned(),
            policy: Some(configuration.policy.into_draft()),
            sections,
            settings: Some(configuration.settings),
        };
        Ok((file, number))
    }

    /// Reads a file and checks each of its parts by its own rules.
    pub(super) fn read(text: &str) -> Result<CheckedFile, FieldFault> {
        let file: Self = read_json(text.as_bytes())?;
        if file.format != FORMAT {
            return Err(FieldFault::at("format", format!("must be `{FORMAT}`")));
        }
        let policy = file.policy.map(PolicySet::new).transpose();
        let policy = policy.map_err(|error| FieldFault::from(error).below("policy"))?;
        let size = |set: &PolicySet| serde_json::to_vec(set).map_or(0, |text| text.len());
        if policy.as_ref().map_or(0, size) > LARGEST_POLICY {
            let rule = format!("must be at most {LARGEST_POLICY} bytes");
            return Err(FieldFault::at("policy", rule));
        }
        if let Some((field, range)) = file.settings.as_ref().and_then(Settings::fault) {
            let path = format!("settings.{field}");
            return Err(FieldFault::at(path, format!("must be {range}")));
        }
        let mut sections = Vec::new();
        for (kind, value) in file.sections {
            let text = kind
                .normal(Some(&value.to_string()))
                .map_err(|fault| fault.below(&format!("sections.{kind}")))?;
            sections.push((kind, text));
        }
        Ok(CheckedFile {
            policy,
            sections,
            settings: file.settings,
        })
    }

    /// The file as it is written: its members sorted, for people to read and for tools to compare.
    pub(super) fn value(&self) -> Result<Value, StoreFault> {
        serde_json::to_value(self).map_err(StoreFault::new)
    }
}
