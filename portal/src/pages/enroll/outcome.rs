//! P7, it is enrolled: what that comes to. Enrolled is not let in: the organisation's rules may bar the device all the same.

use leptos::prelude::*;
use muster_shared::access::may_access;
#[cfg(test)]
use muster_shared::api::DeviceStatus;
use muster_shared::api::DeviceView;
use muster_shared::compliance::{ComplianceRule, ComplianceSetting};
use muster_shared::time::Timestamp;

use super::beyond::Beyond;
use super::model::reports;
use crate::browser;
use crate::components::{ButtonKind, Tone, VerdictCard, in_grace, is_barred};
use crate::kinds;
use crate::locale::Locale;
use crate::navigation::Link;
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use crate::text::Text;

/// What an enrolled device may do. The gate asks the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is let in.
    Fine,
    /// It is, for now: it breaks a rule, and has until then.
    Grace(Timestamp),
    /// It breaks a rule, and is not.
    Barred,
    /// It is not, for another cause: this enrollment was long ago.
    Past,
}

impl Standing {
    /// The standing of a device.
    pub fn of(device: &DeviceView, now: Timestamp) -> Self {
        if may_access(device.status).is_err() {
            Self::Past
        } else if is_barred(device, now) {
            Self::Barred
        } else {
            in_grace(device).map_or(Self::Fine, Self::Grace)
        }
    }
}

/// A rule's name, as the device's page calls it.
fn rule_name<'a>(rule: &'a ComplianceRule, text: &Text) -> &'a str {
    match (&rule.custom, rule.setting.fact()) {
        (Some(custom), _) => &custom.setting_name,
        (None, Some(fact)) => kinds::fact(fact, &text.facts),
        (None, None) if rule.setting == ComplianceSetting::AssignedPolicy => {
            text.enroll.rule_assigned
        }
        (None, None) => text.enroll.rule_other,
    }
}

/// The answer in one sentence.
pub fn title(device: &DeviceView, text: &Text, locale: &Locale) -> String {
    let name = &device.name;
    let text = &text.enroll;
    match Standing::of(device, browser::now()) {
        Standing::Fine => (text.done_text)(name),
        Standing::Grace(until) => (text.grace)(name, &locale.moment(until)),
        Standing::Barred => (text.barred)(name),
        Standing::Past => (text.past)(name),
    }
}

/// What follows from it.
fn what(standing: Standing, agent: bool, rules: &[ComplianceRule], text: &Text) -> String {
    let broken = rules.iter().filter(|rule| rule.remedy.is_some());
    let names: Vec<&str> = broken.map(|rule| rule_name(rule, text)).collect();
    let text = &text.enroll;
    // Only the device itself, once asked for, tells which.
    let names = match names.as_slice() {
        [] => text.rule_some.to_owned(),
        names => names.join(", "),
    };
    match standing {
        Standing::Fine if agent => text.done_next.to_owned(),
        Standing::Fine => String::new(),
        Standing::Grace(_) => (text.grace_what)(&names),
        Standing::Barred => (text.barred_what)(&names),
        Standing::Past => text.past_what.to_owned(),
    }
}

/// P7, it is enrolled. The device's page is where a rule is put right.
#[component]
pub fn Done(beyond: Beyond) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let tone = Signal::derive(move || match beyond.standing() {
        Some(Standing::Fine) => Tone::Ok,
        Some(Standing::Barred) => Tone::Stop,
        Some(Standing::Grace(_) | Standing::Past) => Tone::Warn,
        None => Tone::Info,
    });
    let said = move || beyond.of_device(|device, _| title(device, text(), &locale()));
    let follows = move || {
        beyond.of_device(|device, rules| {
            let agent = reports(device.method);
            what(Standing::of(device, browser::now()), agent, rules, text())
        })
    };
    let go = move || match beyond.standing() {
        Some(Standing::Grace(_) | Standing::Barred) => Some(text().enroll.put_right.to_owned()),
        _ => beyond.of_device(|device, _| (text().enroll.done_go)(&device.name)),
    };
    let id = untrack(move || beyond.of_device(|device, _| device.id));
    view! {
        <VerdictCard
            id="outcome"
            tone
            title=move || said().unwrap_or_default()
            text=move || follows().unwrap_or_default()
        >
            <div class="row">
                {id.map(|id| view! {
                    <Link to=Route::Device(id) class=ButtonKind::Primary.class()>{go}</Link>
                })}
                <Link to=Route::Devices class=ButtonKind::Plain.class()>
                    {say(|text| text.enroll.to_devices)}
                </Link>
            </div>
        </VerdictCard>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use muster_shared::compliance::ComplianceState;

    const NOW: Timestamp = Timestamp::from_unix_seconds(2_000_000_000);

    fn standing(change: impl FnOnce(&mut DeviceView)) -> Standing {
        let mut device: DeviceView = serde_json::from_str(&format!(
            r#"{{"id":"dev_{}","name":"d0","platform":"linux","method":"agent","ownership":"personal","status":"enrolled",
            "enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":null,"certificate_serial":null,
            "certificate_expires_at":null,"pending_until":null}}"#,
            "0".repeat(26)
        ))
        .unwrap();
        change(&mut device);
        Standing::of(&device, NOW)
    }

    #[test]
    fn only_a_device_that_the_gate_lets_in_without_a_term_is_fine() {
        let until = NOW.plus(core::time::Duration::from_secs(1));
        assert_eq!(standing(|_| ()), Standing::Fine);
        for (standing, expected) in [
            (
                standing(|device| device.compliance = ComplianceState::NotCompliant),
                Standing::Barred,
            ),
            (
                standing(|device| device.grace_until = Some(NOW)),
                Standing::Barred,
            ),
            (
                standing(|device| device.grace_until = Some(until)),
                Standing::Grace(until),
            ),
            (
                standing(|device| device.status = DeviceStatus::Expired),
                Standing::Past,
            ),
            (
                standing(|device| device.status = DeviceStatus::Retired),
                Standing::Past,
            ),
        ] {
            assert_eq!(standing, expected);
        }
    }

    #[test]
    fn the_rule_that_bars_it_is_named_in_the_person_s_language_and_one_that_is_kept_is_not() {
        let rules: Vec<ComplianceRule> = serde_json::from_str(
            r#"[{"setting":"disk_encryption","result":"not_compliant","expected":"encrypted","remedy":"Encrypt it."},
            {"setting":"firewall","result":"compliant","expected":"true"}]"#,
        )
        .unwrap();
        for (language, name, kept) in [
            (Language::English, "Disk encryption", "Firewall"),
            (Language::German, "Verschlüsselung", "Firewall"),
        ] {
            for standing in [Standing::Barred, Standing::Grace(NOW)] {
                let words = what(standing, true, &rules, Text::of(language));
                assert!(words.contains(name) && !words.contains(kept), "{words}");
                let unknown = what(standing, true, &[], Text::of(language));
                assert!(unknown.contains(Text::of(language).enroll.rule_some));
            }
        }
    }
}
