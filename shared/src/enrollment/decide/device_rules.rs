//! Rules about the device that enrolls.

use core::fmt::{self, Display};

use super::Asked;
use super::course::{Finding, RuleResult};
use crate::enrollment::facts::{Fact, Facts, Source};
use crate::enrollment::refusal::Refusal;
use crate::enrollment::verdict::{FactName, RuleName};
use crate::platform::{OsVersion, Ownership};
use crate::policy::{Access, ManufacturerName, PlatformRestriction, PolicyDraft, SupportedVersion};

type Words = Finding<&'static str, &'static str>;

pub(super) fn platform_allowed(restriction: &PlatformRestriction, asked: &Asked<'_>) -> Words {
    let platform = asked.request.platform;
    Finding {
        rule: RuleName::PlatformAllowed,
        expected: Some(restriction.access.as_str()),
        seen: Some(asked.row().as_str()),
        source: None,
        result: RuleResult::fail_if(restriction.access == Access::Block, || {
            Refusal::PlatformBlocked { platform }
        }),
    }
}

pub(super) fn personally_owned_allowed(
    restriction: &PlatformRestriction,
    asked: &Asked<'_>,
) -> Words {
    let platform = asked.request.platform;
    let is_blocked = restriction.personally_owned == Access::Block;
    let is_certain = asked.owner.is_certain();
    let is_personal = asked.owner.ownership == Ownership::Personal;
    Finding {
        rule: RuleName::PersonallyOwnedAllowed,
        expected: Some(restriction.personally_owned.as_str()),
        seen: (is_certain || !is_blocked).then_some(asked.owner.ownership.as_str()),
        source: None,
        result: if is_blocked && !is_certain {
            // The serial number is what the list of the organisation's devices is asked by.
            RuleResult::Needs(FactName::SerialNumber)
        } else {
            RuleResult::fail_if(is_blocked && is_personal, || Refusal::PersonalBlocked {
                platform,
            })
        },
    }
}

pub(super) fn minimum_os_version(
    restriction: &PlatformRestriction,
    asked: &Asked<'_>,
) -> Finding<OsVersion, OsVersion> {
    os_version(
        RuleName::MinimumOsVersion,
        restriction.minimum_version,
        asked,
        |minimum, found| (found < minimum).then_some(Refusal::OsTooOld { minimum, found }),
    )
}

pub(super) fn maximum_os_version(
    restriction: &PlatformRestriction,
    asked: &Asked<'_>,
) -> Finding<OsVersion, OsVersion> {
    os_version(
        RuleName::MaximumOsVersion,
        restriction.maximum_version,
        asked,
        |maximum, found| (found > maximum).then_some(Refusal::OsTooNew { maximum, found }),
    )
}

fn os_version(
    rule: RuleName,
    bound: Option<OsVersion>,
    asked: &Asked<'_>,
    check: impl FnOnce(OsVersion, OsVersion) -> Option<Refusal>,
) -> Finding<OsVersion, OsVersion> {
    let bound = bound.filter(|_| asked.request.method.is_held_to_versions());
    let (seen, source) = split(asked.facts.os_version.known());
    let result = match (bound, seen) {
        (None, _) => RuleResult::NotConfigured,
        (Some(_), None) => RuleResult::Needs(FactName::OsVersion),
        (Some(bound), Some(found)) => {
            check(bound, *found).map_or(RuleResult::Passed, RuleResult::Failed)
        }
    };
    Finding {
        rule,
        expected: bound,
        seen: seen.copied(),
        source,
        result,
    }
}

pub(super) fn manufacturer_allowed<'a>(
    restriction: &'a PlatformRestriction,
    facts: &'a Facts,
) -> Finding<impl Display + 'a, &'a str> {
    let blocked = restriction.blocked_manufacturers.as_slice();
    let (seen, source) = split(told(&facts.manufacturer));
    let result = match seen {
        _ if blocked.is_empty() => RuleResult::NotConfigured,
        None => RuleResult::Needs(FactName::Manufacturer),
        Some(name) => RuleResult::fail_if(blocked.iter().any(|entry| entry.matches(name)), || {
            Refusal::ManufacturerBlocked {
                manufacturer: name.to_owned(),
            }
        }),
    };
    Finding {
        rule: RuleName::ManufacturerAllowed,
        expected: (!blocked.is_empty()).then_some(BlockList(blocked)),
        seen,
        source,
        result,
    }
}

/// Names with commas between, as an administrator would write them.
struct BlockList<'a>(&'a [ManufacturerName]);

impl Display for BlockList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name.as_str())?;
        }
        Ok(())
    }
}

/// Whether the version is in the organisation's table. A distribution that is not known matters only where it decides.
pub(super) fn version_supported<'a>(
    content: &'a PolicyDraft,
    asked: &Asked<'a>,
) -> Finding<SupportedRows<'a>, OsVersion> {
    let rule = RuleName::VersionSupported;
    let platform = asked.request.platform;
    let rows = SupportedRows {
        rows: &content.supported_versions,
        asked: asked.request.platform,
    };
    let is_asked = content.unsupported_versions == Access::Block
        && asked.request.method.is_held_to_versions()
        && rows.iter().next().is_some();
    if !is_asked {
        return Finding::not_configured(rule);
    }
    let (seen, source) = split(asked.facts.os_version.known());
    let seen = seen.copied();
    let distribution = told(&asked.facts.os_distribution).map(|(name, _)| name.trim());
    let result = match seen {
        None => RuleResult::Needs(FactName::OsVersion),
        Some(found) => {
            let taking_in = || rows.iter().filter(|row| row.takes_in(found));
            let is_theirs = |row: &SupportedVersion| match (&row.distribution, distribution) {
                (None, _) => true,
                (Some(wanted), Some(name)) => wanted.eq_ignore_ascii_case(name),
                (Some(_), None) => false,
            };
            if taking_in().any(is_theirs) {
                RuleResult::Passed
            } else if distribution.is_none() && taking_in().next().is_some() {
                RuleResult::Needs(FactName::OsDistribution)
            } else {
                RuleResult::Failed(Refusal::VersionNotSupported {
                    platform,
                    distribution: distribution.map(str::to_owned),
                    found,
                })
            }
        }
    };
    Finding {
        rule,
        expected: Some(rows),
        seen: seen.filter(|_| !matches!(result, RuleResult::Needs(_))),
        source: source.filter(|_| !matches!(result, RuleResult::Needs(_))),
        result,
    }
}

/// The rows of one platform in the table of supported versions.
pub(super) struct SupportedRows<'a> {
    rows: &'a [SupportedVersion],
    asked: crate::platform::Platform,
}

impl<'a> SupportedRows<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a SupportedVersion> + use<'a> {
        let platform = self.asked;
        self.rows.iter().filter(move |row| row.platform == platform)
    }
}

impl Display for SupportedRows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, row) in self.iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            let name = row
                .distribution
                .as_deref()
                .unwrap_or_else(|| row.platform.as_str());
            f.write_str(name)?;
            if let Some(minimum) = row.minimum {
                write!(f, " from {minimum}")?;
            }
            if let Some(maximum) = row.maximum {
                write!(f, " to {maximum}")?;
            }
        }
        Ok(())
    }
}

/// A text that was told. Blank text tells nothing.
fn told(fact: &Fact<String>) -> Option<(&str, Source)> {
    fact.known()
        .map(|(text, source)| (text.as_str(), source))
        .filter(|(text, _)| !text.trim().is_empty())
}

fn split<A, B>(pair: Option<(A, B)>) -> (Option<A>, Option<B>) {
    pair.map_or((None, None), |(a, b)| (Some(a), Some(b)))
}
