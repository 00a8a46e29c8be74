//! What is known of a device, each with who says so and since when; what it is; what has happened to it.

use leptos::prelude::*;
use muster_shared::api::{
    DeviceDetail, DeviceEvent, DeviceEventKind, DeviceFact, DeviceFactName, FactChange,
};
use muster_shared::device::RenewalState;
use muster_shared::enrollment::Source;
use muster_shared::platform::{EnrollmentMethod, Ownership, OwnershipRule};
use muster_shared::time::Timestamp;

use super::{Known, region};
use crate::clock::use_now;
use crate::components::{Log, LogEntry};
use crate::kinds;
use crate::locale::Locale;
use crate::navigation::Link;
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use crate::session::Session;
use crate::text::DeviceText;

/// A fact's value as it is read.
pub(super) fn value_words(name: Option<DeviceFactName>, value: &str, text: &DeviceText) -> String {
    match (name, value.trim_matches('"')) {
        (Some(DeviceFactName::DiskEncryption), "encrypted") => text.encrypted.to_owned(),
        (Some(DeviceFactName::DiskEncryption), "not_encrypted") => text.not_encrypted.to_owned(),
        (name, word) if name.is_none_or(|name| name > DeviceFactName::AgentVersion) => match word {
            "yes" => text.yes.to_owned(),
            "no" => text.no.to_owned(),
            "error" => "?".to_owned(),
            word => word.to_owned(),
        },
        (_, value) => value.to_owned(),
    }
}

const fn event_words(kind: DeviceEventKind, text: &DeviceText) -> &'static str {
    match kind {
        DeviceEventKind::CertificateIssued => text.event_issued,
        DeviceEventKind::FirstCheckIn => text.event_first_check_in,
        DeviceEventKind::FactsChanged => text.event_facts,
        DeviceEventKind::Renamed => text.event_renamed,
        DeviceEventKind::MadeCorporate => text.event_made_corporate,
        DeviceEventKind::MadePersonal => text.event_made_personal,
        DeviceEventKind::CertificateRenewed => text.event_renewed,
        DeviceEventKind::CommandDone => text.event_command,
        DeviceEventKind::RecoveryKeyKept => text.event_recovery_kept,
        DeviceEventKind::RecoveryKeyRead => text.event_recovery_read,
        DeviceEventKind::Retired => text.event_retired,
    }
}

/// Who says something, and since when it is known.
type Told = (Source, Timestamp);

/// What most of the facts have in common: said once above them, it need not stand beside each.
fn most_told(facts: &[DeviceFact]) -> Option<Told> {
    let told = |fact: &DeviceFact| (fact.source, fact.learnt_at);
    facts
        .iter()
        .map(told)
        .max_by_key(|most| facts.iter().filter(|fact| told(fact) == *most).count())
}

/// The same in words: `The device says so, 4 minutes ago`.
#[component]
fn SaysSo(told: Told) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let (source, learnt) = told;
    let words = move || {
        let age = locale().distance(now(), learnt);
        match source {
            Source::Claimed => (text().device.claimed)(&age),
            Source::Attested => (text().device.attested)(&age),
        }
    };
    view! {
        <time class="known__since" datetime=learnt.to_string() title=move || locale().moment(learnt)>
            {words}
        </time>
    }
}

/// What the device tells of itself.
#[component]
pub(super) fn Facts(known: Known) -> impl IntoView {
    let text = use_text();
    let facts = Memo::new(move |_| {
        known
            .with(|detail| detail.facts.clone())
            .unwrap_or_default()
    });
    let most = Memo::new(move |_| facts.with(|facts| most_told(facts)));
    view! {
        <section class="card" aria-labelledby="facts">
            <div class="card__head">
                <h2 id="facts">{say(|text| text.device.known)}</h2>
                {move || most.get().map(|told| view! { <SaysSo told/> })}
            </div>
            <div class="card__body">
                {move || {
                    let facts = facts.get();
                    let most = most.get();
                    if facts.is_empty() {
                        view! { <p class="muted">{text().device.known_none}</p> }.into_any()
                    } else {
                        view! {
                            <dl class="known">
                                {facts.into_iter().map(|fact| view! { <Fact fact most/> }).collect_view()}
                            </dl>
                        }
                        .into_any()
                    }
                }}
                <Changes known/>
            </div>
            <div class="card__foot">
                <Link to=Route::DevicePrivacy(known.id) class="card__link">
                    {say(|text| text.device.privacy)}
                </Link>
            </div>
        </section>
    }
}

#[component]
fn Fact(fact: DeviceFact, most: Option<Told>) -> impl IntoView {
    let text = use_text();
    let name = fact.name;
    let told = (fact.source, fact.learnt_at);
    let differs = (Some(told) != most).then_some(told);
    view! {
        <div>
            <dt>{move || kinds::fact(name, &text().facts)}</dt>
            <dd>
                <span>{move || value_words(Some(fact.name), &fact.value, &text().device)}</span>
                {differs.map(|told| view! { <SaysSo told/> })}
            </dd>
        </div>
    }
}

/// How many changes are shown.
const CHANGES: usize = 10;

/// What it told before, the newest first.
#[component]
fn Changes(known: Known) -> impl IntoView {
    let text = use_text();
    region(move || {
        let text = text();
        let entry = |change: &FactChange| {
            let value = |value: &str| value_words(Some(change.name), value, &text.device);
            let name = kinds::fact(change.name, &text.facts);
            let words = (text.device.change)(name, &value(&change.before), &value(&change.after));
            LogEntry {
                at: change.at,
                words: words.into(),
            }
        };
        let entries = known.with(|detail| {
            detail
                .changes
                .iter()
                .take(CHANGES)
                .map(entry)
                .collect::<Vec<_>>()
        });
        entries
            .filter(|entries| !entries.is_empty())
            .map(|entries| {
                view! {
                    <details class="more">
                        <summary>{text.device.told_before}</summary>
                        <div class="more__body"><Log entries/></div>
                    </details>
                }
            })
            .into_any()
    })
}

/// Names with their values, one below the other.
pub(super) fn pairs(rows: Vec<(&'static str, String)>) -> AnyView {
    let row = |(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! { <dl class="pairs">{rows}</dl> }.into_any()
}

/// Why a device counts as the organisation's, as far as the person may know; nothing for their own.
fn why_corporate(detail: &DeviceDetail, text: &DeviceText) -> Option<&'static str> {
    let device = &detail.device;
    let was_told = |event: &DeviceEvent| event.kind == DeviceEventKind::MadeCorporate;
    match (device.ownership, device.method.ownership()) {
        (Ownership::Personal, _) => None,
        (..) if detail.history.iter().any(was_told) => Some(text.owner_why_told),
        (_, OwnershipRule::AsClaimed) => Some(text.owner_why_claimed),
        (..) => Some(text.owner_why_method),
    }
}

/// Until when its certificate counts, and how far the next one is.
fn certificate(detail: &DeviceDetail, text: &DeviceText, locale: &Locale) -> String {
    let device = &detail.device;
    let ends = device
        .certificate_expires_at
        .filter(|_| device.certificate_serial.is_some());
    let Some(ends) = ends else {
        return text.certificate_none.to_owned();
    };
    let ends = locale.day(ends);
    let renewal = detail.renewal.as_ref();
    match renewal.map(|renewal| (renewal.state, renewal.attempts)) {
        Some((RenewalState::Due, _)) => (text.certificate_due)(&ends),
        Some((RenewalState::Attempted, attempts)) => (text.certificate_attempted)(&ends, attempts),
        Some((RenewalState::Issued, _)) => (text.certificate_issued)(&ends),
        _ if device.method == EnrollmentMethod::Agent => (text.certificate_until)(&ends),
        _ => (text.certificate_until_est)(&ends),
    }
}

/// Whose it is, since when, and its certificate.
#[component]
pub(super) fn About(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let session = expect_context::<Session>();
    let rows = region(move || {
        let text = &text().device;
        let (locale, now) = (locale(), now());
        known
            .with(|detail| {
                let device = &detail.device;
                let owner = match device.ownership {
                    Ownership::Personal => text.owner_you.to_owned(),
                    Ownership::Corporate => session.with(|me| me.organisation.clone()),
                };
                let how = match device.method {
                    EnrollmentMethod::Agent => text.by_agent,
                    EnrollmentMethod::Est => text.by_est,
                    other => other.display_name(),
                };
                let mut rows = vec![(text.owner, owner)];
                rows.extend(
                    why_corporate(detail, text).map(|why| (text.owner_why, why.to_owned())),
                );
                let category = known.beside(|heard| heard.category.clone());
                rows.extend(category.map(|category| (text.category, category)));
                rows.push((text.added, locale.moment(device.enrolled_at)));
                rows.push((text.method, how.to_owned()));
                if let (Some(until), Some(_)) = (device.compliant_until, device.certificate_serial)
                {
                    let left = locale.distance(now, until);
                    let words = if until <= now {
                        (text.silent_over)(&locale.moment(until))
                    } else {
                        (text.silent_until_value)(&locale.moment(until), &left)
                    };
                    rows.push((text.silent_until, words));
                }
                rows.push((text.certificate, certificate(detail, text, &locale)));
                rows.extend(
                    device
                        .certificate_serial
                        .map(|serial| (text.serial, serial.to_string())),
                );
                pairs(rows)
            })
            .into_any()
    });
    view! {
        <section class="card" aria-labelledby="about">
            <div class="card__head">
                <h2 id="about">{say(|text| text.device.about)}</h2>
            </div>
            <div class="card__body">{rows}</div>
        </section>
    }
}

/// What has happened to it, the newest first.
#[component]
pub(super) fn History(known: Known) -> impl IntoView {
    let text = use_text();
    let history = Memo::new(move |_| {
        known
            .with(|detail| detail.history.clone())
            .unwrap_or_default()
    });
    let log = move || {
        let entries: Vec<LogEntry> = history
            .get()
            .into_iter()
            .map(|DeviceEvent { at, kind }| LogEntry {
                at,
                words: (move || event_words(kind, &text().device)).into(),
            })
            .collect();
        if entries.is_empty() {
            view! { <p class="muted">{say(|text| text.device.history_none)}</p> }.into_any()
        } else {
            view! { <Log entries/> }.into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="history">
            <div class="card__head">
                <h2 id="history">{say(|text| text.device.history)}</h2>
            </div>
            <div class="card__body">{log}</div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use crate::text::Text;

    #[test]
    fn encryption_is_told_in_words_and_everything_else_as_the_device_told_it() {
        let text = &Text::of(Language::English).device;
        let encryption = DeviceFactName::DiskEncryption;
        for value in ["not_encrypted", r#""not_encrypted""#] {
            assert_eq!(value_words(Some(encryption), value, text), "Not encrypted");
        }
        assert_eq!(
            value_words(Some(encryption), "encrypted", text),
            "Encrypted"
        );
        let model = Some(DeviceFactName::Model);
        assert_eq!(value_words(model, "no", text), "no");
        let tpm = Some(DeviceFactName::Tpm);
        assert_eq!(value_words(tpm, "no", text), "No");
    }

    #[test]
    fn what_most_facts_have_in_common_is_said_once() {
        let fact = |name, source, learnt| DeviceFact {
            name,
            value: "1".to_owned(),
            source,
            learnt_at: Timestamp::from_unix_seconds(learnt),
        };
        let facts = [
            fact(DeviceFactName::Kernel, Source::Claimed, 9),
            fact(DeviceFactName::OsName, Source::Claimed, 5),
            fact(DeviceFactName::SerialNumber, Source::Attested, 5),
            fact(DeviceFactName::Model, Source::Claimed, 5),
        ];
        let common = (Source::Claimed, Timestamp::from_unix_seconds(5));
        assert_eq!(most_told(&facts), Some(common));
        assert_eq!(most_told(&[]), None);
    }
}
