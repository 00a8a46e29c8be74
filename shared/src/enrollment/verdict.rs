//! What was decided, and every step that led there.

use serde::{Deserialize, Serialize};

use super::facts::Source;
use super::ownership::OwnershipReason;
use super::refusal::Refusal;
use crate::ids::PolicyId;
use crate::platform::Ownership;
use crate::time::Timestamp;

/// The outcome of `decide()`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case", try_from = "Fields")]
pub enum Verdict {
    /// The device may enroll.
    Allow {
        /// Who owns it from now on.
        ownership: Ownership,
    },
    /// The device may enroll for now: a rule needs something that nobody has said yet.
    AllowPending {
        /// Who owns it from now on.
        ownership: Ownership,
        /// What must be learnt, in the order of the rules that asked.
        missing: Vec<FactName>,
        /// By when; after that the device is retired.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        until: Timestamp,
    },
    /// The device may not enroll, for one cause.
    Refuse {
        /// The cause.
        refusal: Refusal,
    },
}

/// A verdict as it is read: one flat record, and not each outcome by code of its own.
#[derive(Deserialize)]
struct Fields {
    outcome: String,
    ownership: Option<Ownership>,
    missing: Option<Vec<FactName>>,
    until: Option<Timestamp>,
    refusal: Option<Refusal>,
}

impl TryFrom<Fields> for Verdict {
    type Error = &'static str;

    fn try_from(of: Fields) -> Result<Self, &'static str> {
        let ownership = of.ownership.ok_or("this verdict lacks `ownership`");
        match of.outcome.as_str() {
            "allow" => Ok(Self::Allow {
                ownership: ownership?,
            }),
            "allow_pending" => Ok(Self::AllowPending {
                ownership: ownership?,
                missing: of.missing.ok_or("this verdict lacks `missing`")?,
                until: of.until.ok_or("this verdict lacks `until`")?,
            }),
            "refuse" => Ok(Self::Refuse {
                refusal: of.refusal.ok_or("this verdict lacks `refusal`")?,
            }),
            _ => Err("there is no such outcome"),
        }
    }
}

/// A fact that a rule may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactName {
    /// How many devices the enrollee holds.
    DevicesInUse,
    /// The operating system's version.
    OsVersion,
    /// The maker's name.
    Manufacturer,
    /// The model.
    Model,
    /// The serial number, by which the organisation's own devices are recognised.
    SerialNumber,
    /// The edition of the operating system.
    OsEdition,
    /// The Linux distribution.
    OsDistribution,
    /// The device category.
    Category,
    /// The groups of devices that it is in. The enrollee object always knows as much of them as can be known.
    DeviceGroups,
}

/// A rule of the catalogue, in the order they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleName {
    /// The person's account is enabled.
    AccountEnabled,
    /// The person is among those who may enroll.
    EnrollmentInScope,
    /// A device enrollment manager may use the method.
    MethodAllowed,
    /// Who owns the device. It refuses nothing by itself.
    Ownership,
    /// The policy applies to this device, by its filters. Only looked at where a policy has filters.
    PolicyApplies,
    /// The platform is allowed.
    PlatformAllowed,
    /// Personally-owned devices are allowed on this platform.
    PersonallyOwnedAllowed,
    /// The version is not below the minimum.
    MinimumOsVersion,
    /// The version is not above the maximum.
    MaximumOsVersion,
    /// The maker is not on the block list.
    ManufacturerAllowed,
    /// The version is one that the organisation supports.
    VersionSupported,
    /// The enrollee is below its device limit.
    DeviceLimit,
    /// A device enrollment manager is below the limit of Android work profiles.
    WorkProfileLimit,
    /// The person has accepted the terms of use.
    TermsAccepted,
}

/// What a rule concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The rule is satisfied.
    Passed,
    /// The rule refuses.
    Failed,
    /// The policy sets nothing here.
    NotConfigured,
    /// The policy sets something, but the fact it needs is not known.
    NotEvaluated,
    /// The policy does not apply to this device, so that nothing of it counts.
    NotApplied,
}

/// One rule that was looked at: what it wanted, what it saw, what it concluded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceEntry {
    /// The rule.
    pub rule: RuleName,
    /// The policy it comes from; none for rules that stand outside policies.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub policy: Option<PolicyId>,
    /// What the policy asks for, as it is written there; none when nothing is configured.
    pub expected: Option<String>,
    /// What was seen; none when it is not known.
    pub seen: Option<String>,
    /// Who vouches for what was seen.
    pub source: Option<Source>,
    /// The conclusion.
    pub conclusion: Conclusion,
    /// Why the device is whose it is; with [`RuleName::Ownership`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<OwnershipReason>,
}

/// Where `decide()` writes its trace. A caller that needs no explanation passes `()` and pays nothing for it.
pub trait TraceSink {
    /// Takes one entry; the closure is called only by a sink that keeps entries.
    fn record(&mut self, entry: impl FnOnce() -> TraceEntry);
}

impl TraceSink for () {
    fn record(&mut self, _entry: impl FnOnce() -> TraceEntry) {}
}

impl TraceSink for Vec<TraceEntry> {
    fn record(&mut self, entry: impl FnOnce() -> TraceEntry) {
        self.push(entry());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_reads_back_as_it_was_written() {
        for verdict in [
            Verdict::Allow {
                ownership: Ownership::Corporate,
            },
            Verdict::AllowPending {
                ownership: Ownership::Personal,
                missing: vec![FactName::Model],
                until: Timestamp::EPOCH,
            },
            Verdict::Refuse {
                refusal: Refusal::AccountDisabled,
            },
        ] {
            let text = serde_json::to_string(&verdict).unwrap();
            assert_eq!(crate::json::from_str::<Verdict>(&text).unwrap(), verdict);
        }
        for bad in [r#"{"outcome":"perhaps"}"#, r#"{"outcome":"refuse"}"#] {
            assert!(crate::json::from_str::<Verdict>(bad).is_err(), "{bad}");
        }
    }
}
