//! What the rules say of the person's answers, worked out in the browser by the same `decide()` that decides in the end.

use muster_shared::api::Preflight;
use muster_shared::enrollment::{
    Conclusion, EnrollmentRequest, Fact, FactName, Facts, RuleName, TraceEntry, Verdict, decide,
    device_limit, groups_named_by,
};
use muster_shared::ids::CategoryId;
use muster_shared::platform::{EnrollmentMethod, OsVersion, Ownership, Platform};
use muster_shared::time::Timestamp;

/// What the person has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// What runs on the device.
    pub platform: Platform,
    /// How it is added.
    pub method: EnrollmentMethod,
    /// Its version; none where the person does not know it.
    pub version: Option<OsVersion>,
    /// Its maker, in the same way.
    pub maker: Option<String>,
    /// Who owns it.
    pub ownership: Ownership,
    /// What it is for, where the organisation asks.
    pub category: Option<CategoryId>,
}

/// A line below the verdict: a rule that was looked at, in the words of its expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The rule.
    pub rule: RuleName,
    /// What the policy asks for, as it is written there.
    pub expected: String,
    /// What was seen; none while it is not known.
    pub seen: Option<String>,
}

/// The verdict on a set of answers, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// What the rules say.
    pub verdict: Verdict,
    /// The rules that passed, or that wait for the device to say something; without those that say nothing to a person.
    pub lines: Vec<Line>,
    /// How many devices the person uses, where that is known.
    pub used: Option<u32>,
    /// How many they may.
    pub limit: u32,
}

impl Outlook {
    /// Works it out.
    #[must_use]
    pub fn of(preflight: &Preflight, answers: Answers, now: Timestamp) -> Self {
        let mut facts = Facts {
            os_version: answers.version.map_or(Fact::Unknown, Fact::claimed),
            manufacturer: answers.maker.map_or(Fact::Unknown, Fact::claimed),
            category: Fact::claimed(answers.category),
            identifiers_listed: preflight.identifiers.on(answers.platform),
            ..preflight.facts.clone()
        };
        let request = EnrollmentRequest {
            platform: answers.platform,
            method: answers.method,
            ownership: answers.ownership,
        };
        sort(&mut facts, preflight, &request);
        let mut trace = Vec::new();
        let verdict = decide(&preflight.policy, &request, &facts, now, &mut trace);
        let limit = device_limit(&preflight.policy, &facts);
        Self {
            verdict,
            lines: trace.into_iter().filter_map(line).collect(),
            used: facts.devices_in_use.known().map(|(count, _)| *count),
            limit: limit.unwrap_or(0),
        }
    }
}

/// Which of the groups of devices that the policy names the device is in, as far as can be said.
fn sort(facts: &mut Facts, preflight: &Preflight, request: &EnrollmentRequest) {
    let (policy, groups) = (&preflight.policy, &preflight.device_groups);
    facts.device_groups = groups_named_by(policy, groups, None, request, facts);
}

fn line(entry: TraceEntry) -> Option<Line> {
    let speaks = match entry.rule {
        // Never in doubt while one is signed in, and shown as marks of their own.
        RuleName::AccountEnabled
        | RuleName::EnrollmentInScope
        | RuleName::MethodAllowed
        | RuleName::Ownership
        | RuleName::PolicyApplies
        | RuleName::DeviceLimit
        | RuleName::WorkProfileLimit
        | RuleName::TermsAccepted => false,
        RuleName::PersonallyOwnedAllowed => entry.seen.as_deref() == Some("personal"),
        RuleName::PlatformAllowed
        | RuleName::MinimumOsVersion
        | RuleName::MaximumOsVersion
        | RuleName::ManufacturerAllowed
        | RuleName::VersionSupported => true,
    };
    let held = matches!(
        entry.conclusion,
        Conclusion::Passed | Conclusion::NotEvaluated
    );
    (speaks && held).then(|| Line {
        rule: entry.rule,
        expected: entry.expected.unwrap_or_default(),
        seen: entry
            .seen
            .filter(|_| entry.conclusion == Conclusion::Passed),
    })
}

/// What a person should be asked of the device beside what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// Its version.
    pub version: bool,
    /// Its maker.
    pub maker: bool,
}

impl Asked {
    /// What matters of a device of this platform that is added this way, so that the person should be asked for it: what any
    /// rule waits for.
    #[must_use]
    pub fn of(preflight: &Preflight, platform: Platform, method: EnrollmentMethod) -> Self {
        let mut facts = Facts {
            os_version: Fact::Unknown,
            manufacturer: Fact::Unknown,
            // So that nothing but a blocked platform refuses before a version is asked for.
            devices_in_use: Fact::attested(0),
            ..preflight.facts.clone()
        };
        let request = EnrollmentRequest {
            platform,
            method,
            ownership: Ownership::Corporate,
        };
        sort(&mut facts, preflight, &request);
        let mut trace = Vec::new();
        let verdict = decide(
            &preflight.policy,
            &request,
            &facts,
            Timestamp::EPOCH,
            &mut trace,
        );
        let waits = |wanted: FactName, rules: &[RuleName]| {
            let is_missing = matches!(
                &verdict,
                Verdict::AllowPending { missing, .. } if missing.contains(&wanted)
            );
            is_missing
                || trace.iter().any(|entry| {
                    entry.conclusion == Conclusion::NotEvaluated && rules.contains(&entry.rule)
                })
        };
        Self {
            version: waits(
                FactName::OsVersion,
                &[
                    RuleName::MinimumOsVersion,
                    RuleName::MaximumOsVersion,
                    RuleName::VersionSupported,
                ],
            ),
            maker: waits(FactName::Manufacturer, &[RuleName::ManufacturerAllowed]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::enrollment::Refusal;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

    fn preflight(used: u32, restrictions: &str) -> Preflight {
        serde_json::from_str(&format!(
            r#"{{"policy":{{"device_limits":{{"assigned":[],"default":5}},
            "platform_restrictions":{{"assigned":[],"default":{restrictions}}}}},
            "facts":{{"groups":[],"disabled":false,"devices_in_use":{{"known":{{"value":{used},"source":"attested"}}}},
            "os_version":"unknown","manufacturer":"unknown"}}}}"#
        ))
        .unwrap()
    }

    fn mac(version: &str, ownership: Ownership) -> Answers {
        Answers {
            category: None,
            platform: Platform::Macos,
            method: EnrollmentMethod::Est,
            maker: None,
            version: version.parse().ok(),
            ownership,
        }
    }

    #[test]
    fn the_verdict_changes_with_each_answer() {
        let preflight = preflight(
            2,
            r#"{"macos":{"minimum_version":"14.0","personally_owned":"block"}}"#,
        );
        let verdict = |answers| Outlook::of(&preflight, answers, NOW).verdict;
        let corporate = Ownership::Corporate;
        assert!(matches!(
            verdict(mac("26.1", corporate)),
            Verdict::Allow { .. }
        ));
        assert!(matches!(
            verdict(mac("", corporate)),
            Verdict::AllowPending { .. }
        ));
        assert!(matches!(
            verdict(mac("13.6", corporate)),
            Verdict::Refuse {
                refusal: Refusal::OsTooOld { .. }
            }
        ));
        assert!(matches!(
            verdict(mac("26.1", Ownership::Personal)),
            Verdict::Refuse {
                refusal: Refusal::PersonalBlocked { .. }
            }
        ));
    }

    #[test]
    fn the_lines_are_those_that_hold_and_say_something() {
        let preflight = preflight(2, r#"{"macos":{"minimum_version":"14.0"}}"#);
        let rules = |answers| -> Vec<(RuleName, bool)> {
            Outlook::of(&preflight, answers, NOW)
                .lines
                .into_iter()
                .map(|line| (line.rule, line.seen.is_some()))
                .collect()
        };
        assert_eq!(
            rules(mac("26.1", Ownership::Personal)),
            [
                (RuleName::PlatformAllowed, true),
                (RuleName::PersonallyOwnedAllowed, true),
                (RuleName::MinimumOsVersion, true)
            ]
        );
        assert_eq!(
            rules(mac("", Ownership::Corporate)),
            [
                (RuleName::PlatformAllowed, true),
                (RuleName::MinimumOsVersion, false)
            ]
        );
    }

    #[test]
    fn at_the_cap_the_answer_is_no_and_the_marks_say_why() {
        let outlook = Outlook::of(&preflight(5, "{}"), mac("", Ownership::Personal), NOW);
        assert_eq!((outlook.used, outlook.limit), (Some(5), 5));
        assert_eq!(
            outlook.verdict,
            Verdict::Refuse {
                refusal: Refusal::DeviceLimitReached { limit: 5 }
            }
        );
    }

    fn asked(preflight: &Preflight, platform: Platform) -> (bool, bool) {
        let asked = Asked::of(preflight, platform, EnrollmentMethod::Est);
        (asked.version, asked.maker)
    }

    #[test]
    fn version_and_maker_are_asked_for_only_where_a_rule_looks_at_them() {
        let preflight = preflight(
            0,
            r#"{"macos":{"minimum_version":"14.0"},"android":{"blocked_manufacturers":["Acme"]}}"#,
        );
        assert_eq!(asked(&preflight, Platform::Macos), (true, false));
        assert_eq!(asked(&preflight, Platform::Android), (false, true));
        assert_eq!(asked(&preflight, Platform::Linux), (false, false));
    }

    #[test]
    fn a_maker_that_is_not_allowed_is_refused_before_anything_is_sent() {
        let preflight = preflight(0, r#"{"macos":{"blocked_manufacturers":["Acme"]}}"#);
        let verdict = |maker: Option<&str>| {
            let mut answers = mac("", Ownership::Personal);
            answers.maker = maker.map(str::to_owned);
            Outlook::of(&preflight, answers, NOW).verdict
        };
        assert!(matches!(verdict(None), Verdict::AllowPending { .. }));
        assert!(matches!(verdict(Some("acme")), Verdict::Refuse { .. }));
        assert!(matches!(verdict(Some("Apple")), Verdict::Allow { .. }));
    }

    #[test]
    fn a_group_of_devices_is_asked_about_as_it_will_be_when_the_device_enrolls() {
        let text = r#"{"policy":{"device_limits":{"assigned":[],"default":5},
            "filters":[{"id":"f","name":"F","platform":"macos","rule":"(device.deviceGroup -eq \"old\")"}],
            "platform_restrictions":{"default":{},"assigned":[{"id":"p","name":"P","groups":[],
            "filtered":[{"group":"staff","mode":"include","filter":"f"}],"platforms":{"macos":{"access":"block"}}}]}},
            "facts":{"groups":["staff"],"disabled":false,"devices_in_use":{"known":{"value":0,"source":"attested"}},
            "os_version":"unknown","manufacturer":"unknown"},
            "device_groups":{"groups":[{"id":"old","name":"Old","members":{"rule":"(device.osVersion -lt \"14\")"}}]}}"#;
        let preflight: Preflight = serde_json::from_str(text).unwrap();
        let verdict =
            |version| Outlook::of(&preflight, mac(version, Ownership::Personal), NOW).verdict;
        assert!(matches!(verdict("13.6"), Verdict::Refuse { .. }));
        assert!(matches!(verdict("14.1"), Verdict::Allow { .. }));
        assert!(asked(&preflight, Platform::Macos).0);
    }
}
