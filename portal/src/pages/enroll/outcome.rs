//! P7, it is enrolled: what that comes to. Enrolled is not let in: the organisation's rules may bar the device all the same.

use leptos::prelude::*;
use muster_shared::access::may_access;
use muster_shared::api::DeviceView;
use muster_shared::compliance::{ComplianceRule, ComplianceSetting};
use muster_shared::platform::EnrollmentMethod;
use muster_shared::time::Timestamp;

use super::beyond::Beyond;
use crate::browser;
use crate::components::{ButtonKind, Tone, VerdictCard, in_grace, is_barred};
use crate::kinds;
use crate::live::Watch;
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

/// What is known of the enrolled device: its name, where it stands and the rules that it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    device: DeviceView,
    pub standing: Standing,
    broken: Vec<ComplianceRule>,
}

/// The newest that is known, from the device itself where it has been asked for.
pub fn joined(watch: Watch, beyond: RwSignal<Beyond>) -> Memo<Option<Joined>> {
    Memo::new(move |_| {
        let told = watch.progress.with(|known| known.as_ref()?.device.clone());
        beyond.with(|beyond| {
            let device = beyond.device().cloned().or(told)?;
            let rules = beyond.detail.iter().flat_map(|detail| &detail.compliance);
            Some(Joined {
                standing: Standing::of(&device, browser::now()),
                broken: rules
                    .filter(|rule| rule.remedy.is_some())
                    .cloned()
                    .collect(),
                device,
            })
        })
    })
}

/// A rule's name, as the device's page calls it.
fn rule_name<'a>(rule: &'a ComplianceRule, text: &'a Text) -> &'a str {
    match (&rule.custom, rule.setting.fact()) {
        (Some(custom), _) => &custom.setting_name,
        (None, Some(fact)) => kinds::fact(fact, &text.facts).0,
        (None, None) if rule.setting == ComplianceSetting::AssignedPolicy => {
            text.enroll.rule_assigned
        }
        (None, None) => text.enroll.rule_other,
    }
}

impl Joined {
    /// The answer in one sentence.
    pub fn title(&self, text: &Text, locale: &Locale) -> String {
        let name = &self.device.name;
        let text = &text.enroll;
        match self.standing {
            Standing::Fine => (text.done_text)(name),
            Standing::Grace(until) => (text.grace)(name, &locale.moment(until)),
            Standing::Barred => (text.barred)(name),
            Standing::Past => (text.past)(name),
        }
    }

    /// What follows from it.
    fn what(&self, text: &Text) -> String {
        let agent = self.device.method == EnrollmentMethod::Agent;
        let rules = self.broken.iter().map(|rule| rule_name(rule, text));
        let mut rules = rules.collect::<Vec<_>>().join(", ");
        let text = &text.enroll;
        // Only the device itself, once asked for, tells which.
        if rules.is_empty() {
            text.rule_some.clone_into(&mut rules);
        }
        match self.standing {
            Standing::Fine if agent => text.done_next.to_owned(),
            Standing::Fine => String::new(),
            Standing::Grace(_) => (text.grace_what)(&rules),
            Standing::Barred => (text.barred_what)(&rules),
            Standing::Past => text.past_what.to_owned(),
        }
    }
}

/// P7, it is enrolled. The device's page is where a rule is put right.
#[component]
pub fn Done(joined: Memo<Option<Joined>>) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let told = move |part: fn(&Joined, &Text, &Locale) -> String| {
        joined.with(|joined| {
            joined
                .as_ref()
                .map(|joined| part(joined, text(), &locale()))
        })
    };
    let tone =
        Signal::derive(
            move || match joined.with(|one| one.as_ref().map(|one| one.standing)) {
                Some(Standing::Fine) => Tone::Ok,
                Some(Standing::Barred) => Tone::Stop,
                Some(Standing::Grace(_) | Standing::Past) => Tone::Warn,
                None => Tone::Info,
            },
        );
    let to = Memo::new(move |_| joined.with(|one| one.as_ref().map(|one| one.device.id)));
    let go = move || {
        joined.with(|one| match one {
            Some(Joined {
                standing: Standing::Grace(_) | Standing::Barred,
                ..
            }) => text().enroll.put_right.to_owned(),
            Some(one) => (text().enroll.done_go)(&one.device.name),
            None => String::new(),
        })
    };
    view! {
        <VerdictCard
            id="outcome"
            tone
            title=move || told(Joined::title).unwrap_or_default()
            text=move || told(|joined, text, _| joined.what(text)).unwrap_or_default()
        >
            <div class="row">
                {move || to.get().map(|id| view! {
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

    fn joined(change: impl FnOnce(&mut DeviceView)) -> Joined {
        let mut device: DeviceView = serde_json::from_str(&format!(
            r#"{{"id":"dev_{}","name":"d0","platform":"linux","method":"agent","ownership":"personal","status":"enrolled",
            "enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":null,"certificate_serial":null,
            "certificate_expires_at":null,"pending_until":null}}"#,
            "0".repeat(26)
        ))
        .unwrap();
        change(&mut device);
        let rule = r#"{"setting":"disk_encryption","result":"not_compliant","expected":"encrypted","remedy":"Encrypt it."}"#;
        Joined {
            standing: Standing::of(&device, NOW),
            broken: vec![serde_json::from_str(rule).unwrap()],
            device,
        }
    }

    #[test]
    fn only_a_device_that_the_gate_lets_in_without_a_term_is_said_to_have_access() {
        let barred = joined(|device| device.compliance = ComplianceState::NotCompliant);
        let expired = joined(|device| device.status = muster_shared::api::DeviceStatus::Expired);
        let over = joined(|device| device.grace_until = Some(NOW));
        assert_eq!(
            [barred.standing, over.standing, expired.standing],
            [Standing::Barred, Standing::Barred, Standing::Past]
        );
        for language in Language::ALL {
            let text = Text::of(language);
            let locale = Locale::new(language, ["en"]);
            let access = (text.enroll.done_text)("d0");
            for joined in [&barred, &over, &expired] {
                assert_ne!(joined.title(text, &locale), access);
            }
            assert_eq!(joined(|_| ()).title(text, &locale), access);
        }
    }

    #[test]
    fn a_device_with_a_term_has_until_then_and_is_not_said_to_be_set() {
        let until = NOW.plus(core::time::Duration::from_secs(1));
        let term = joined(|device| {
            device.compliance = ComplianceState::InGracePeriod;
            device.grace_until = Some(until);
        });
        assert_eq!(term.standing, Standing::Grace(until));
        assert!(
            term.what(Text::of(Language::English))
                .contains("Disk encryption")
        );
    }

    #[test]
    fn the_rule_that_bars_it_is_named_in_the_person_s_language() {
        let barred = joined(|device| device.compliance = ComplianceState::NotCompliant);
        assert!(
            barred
                .what(Text::of(Language::English))
                .contains("Disk encryption")
        );
        assert!(
            barred
                .what(Text::of(Language::German))
                .contains("Verschlüsselung")
        );
    }
}
