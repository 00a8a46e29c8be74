//! P6, the steps as they happen, and how the page hears of them.

use leptos::prelude::*;
use muster_shared::api::EnrollmentProgress;
use muster_shared::platform::EnrollmentMethod;

use super::beyond::Beyond;
use super::model::{StepName, done, steps};
use super::outcome::Standing;
use super::own_client;
use crate::announcer::Announcer;
use crate::client::Received;
use crate::clock::use_now;
use crate::components::{Icon, IconName, Notice, Step, StepState, Steps, Tone};
use crate::live::{Line, Watch, is_settled};
use crate::navigation::Link;
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use crate::text::EnrollText;

/// The name of a step.
const fn name(step: StepName, text: &EnrollText) -> &'static str {
    match step {
        StepName::Issued => text.step_issued,
        StepName::Reported => text.step_reported,
        StepName::Policies => text.step_policies,
        StepName::Compliance => text.step_compliance,
        StepName::Enrolled => text.step_enrolled,
    }
}

/// What happens in a step, or has happened.
fn words(
    step: StepName,
    state: StepState,
    method: EnrollmentMethod,
    beyond: Beyond,
    text: &EnrollText,
) -> String {
    let done = matches!(state, StepState::Done(_));
    let words = match (step, done) {
        (StepName::Issued, true) => text.text_issued,
        (StepName::Issued, false) if method == EnrollmentMethod::Agent => text.text_waiting,
        (StepName::Issued, false) if own_client::is_used_by(method) => text.text_waiting_client,
        (StepName::Issued, false) => text.text_waiting_ticket,
        (StepName::Reported, true) => text.text_reported,
        (StepName::Reported, false) => text.text_reporting,
        (StepName::Policies, _) => return policies(state, beyond.received().as_ref(), text),
        (StepName::Compliance, true) => compliance(beyond, text),
        (StepName::Compliance, false) if state == StepState::Now && !beyond.is_free() => {
            text.text_untold
        }
        (StepName::Compliance, false) => text.text_checking,
        (StepName::Enrolled, true) => text.text_enrolled,
        (StepName::Enrolled, false) => text.text_enrolling,
    };
    words.to_owned()
}

/// How many settings are in force, out of how many.
fn policies(state: StepState, received: Option<&Received>, text: &EnrollText) -> String {
    match (state, received) {
        (StepState::Done(_), Some(Received { settings: 0, .. })) => text.policies_none.to_owned(),
        (StepState::Done(_), Some(got)) if got.failed > 0 => {
            (text.policies_failed)(got.in_force, got.settings, got.failed)
        }
        (StepState::Done(_), Some(got)) => (text.policies_in_force)(got.in_force, got.settings),
        (StepState::Now, Some(got)) => (text.policies_coming)(got.settings),
        _ => text.policies_later.to_owned(),
    }
}

/// What the check came to.
fn compliance(beyond: Beyond, text: &EnrollText) -> &'static str {
    match beyond.standing() {
        Some(Standing::Grace(_) | Standing::Barred) => text.checked_broken,
        _ if beyond.is_free() => text.checked_nothing,
        _ => text.checked_kept,
    }
}

/// The steps, and the line they are heard over.
#[component]
pub(super) fn ProgressCard(
    watch: Watch,
    method: EnrollmentMethod,
    beyond: Beyond,
) -> impl IntoView {
    let text = use_text();
    let all = Memo::new(move |_| {
        let has_policies = beyond.received().is_some_and(|received| received.all);
        let checked = beyond.is_checked();
        let steps = |known: &EnrollmentProgress| steps(known, has_policies, checked);
        watch
            .progress
            .with(|known| known.as_ref().map(steps).unwrap_or_default())
    });
    let title = move || {
        watch.progress.with(|known| {
            let device = known.as_ref().and_then(|known| known.device.as_ref());
            let settled = known.as_ref().is_some_and(is_settled);
            match (device, settled) {
                (Some(device), true) => device.name.clone(),
                (Some(device), false) => (text().enroll.progress_joining)(&device.name),
                (None, true) => text().enroll.progress_none.to_owned(),
                (None, false) => text().enroll.progress_waiting.to_owned(),
            }
        })
    };
    let settled = move || {
        watch
            .progress
            .with(|known| known.as_ref().is_some_and(is_settled))
    };
    let keys = Memo::new(move |_| {
        watch
            .progress
            .with(|known| known.as_ref().map_or(0, |known| known.key_changes))
    });
    announce_steps(all);
    let count = move || all.with(|all| (done(all), all.len().max(1)));
    let drawn = move || {
        let steps = all.get().into_iter().map(|(step, state)| {
            let words = move || words(step, state, method, beyond, &text().enroll);
            Step {
                name: (move || name(step, &text().enroll)).into(),
                text: words.into(),
                state,
            }
        });
        view! { <Steps steps=steps.collect()/> }
    };
    view! {
        <section class="card" aria-labelledby="progress">
            <div class="card__head">
                <h2 id="progress">{title}</h2>
                <Show when=move || !settled()>
                    <LineState watch/>
                </Show>
            </div>
            <div class="card__body stack">
                <progress
                    class="progress"
                    max=move || count().1
                    value=move || count().0
                    aria-label=say(|text| text.enroll.progress_label)
                >
                    {move || {
                        let (done, all) = count();
                        (text().enroll.steps_done)(done, all)
                    }}
                </progress>
                {drawn}
                <Show when=move || keys.get() != 0>
                    <Notice tone=Tone::Warn title=say(|text| text.enroll.key_changed)/>
                </Show>
                <Show when=move || !settled()>
                    <p class="note">
                        <Icon name=IconName::Info/>
                        <span>{say(|text| text.enroll.close)}</span>
                    </p>
                    <p>
                        <Link to=Route::Devices class="button">
                            {say(|text| text.enroll.to_devices)}
                        </Link>
                    </p>
                </Show>
            </div>
        </section>
    }
}

/// How the page hears of changes, and how long ago it last did.
#[component]
fn LineState(watch: Watch) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let class = move || match watch.line.get() {
        Line::Live => "line line--live",
        Line::Checking => "line line--checking",
        Line::Connecting => "line",
        Line::Lost => "line line--lost",
    };
    let words = move || {
        let text = &text().enroll;
        match watch.line.get() {
            Line::Connecting => text.connecting.to_owned(),
            Line::Live => text.live.to_owned(),
            Line::Checking => text.checking.to_owned(),
            Line::Lost => {
                let heard = watch.heard.get();
                let age = heard.map(|heard| (text.heard)(&locale().distance(now(), heard)));
                age.map_or_else(
                    || text.lost.to_owned(),
                    |age| format!("{} ({age})", text.lost),
                )
            }
        }
    };
    view! { <span class=class>{words}</span> }
}

/// Tells a screen reader each step that is done, politely.
fn announce_steps(all: Memo<Vec<(StepName, StepState)>>) {
    let text = use_text();
    let announcer = use_context::<Announcer>();
    Effect::watch(
        move || all.get(),
        move |all, before, _| {
            let count = done(all);
            // The first answer is what one finds, not news; the end is announced by the page.
            let known = before.is_some_and(|before| !before.is_empty() && done(before) < count);
            let last = all.get(count.saturating_sub(1));
            if let (true, Some((step, _)), Some(announcer)) =
                (known && count < all.len(), last, announcer)
            {
                let text = &untrack(text).enroll;
                announcer.say(&format!(
                    "{}. {}",
                    name(*step, text),
                    (text.steps_done)(count, all.len())
                ));
            }
        },
        false,
    );
}
