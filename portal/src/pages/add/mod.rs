//! P2 and P3, Add a device: which device, whose it is and what follows from that, and whether it may join, at once.

mod category;
mod consequences;
mod draft;
mod make_room;
mod terms;
mod verdict;
mod way;

use leptos::prelude::*;
use muster_shared::api::TicketRequest;
use muster_shared::platform::{Ownership, Platform};

pub use draft::Draft;
pub(crate) use way::{Later, takes};

use crate::app::FreshTicket;
use crate::browser;
use crate::client::{self, Failure};
use crate::components::{
    BackLink, Button, ButtonKind, Choice, Field, IconName, Notice, PlatformGlyph, ProblemNotice,
    Tone,
};
use crate::kinds;
use crate::navigation::Navigation;
use crate::once::once;
use crate::own_device;
use crate::preferences::{say, use_text};
use crate::preflight::Asked;
use crate::route::Route;
use crate::session::Session;
use category::CategoryQuestion;
use consequences::{Consequences, Kept};
use terms::TermsQuestion;
use verdict::{Foreseen, VerdictLine, VerdictOnAnswers};
use way::WayQuestion;

/// The platforms in the order they are offered: the one with an agent first.
const PLATFORMS: [Platform; 6] = [
    Platform::Linux,
    Platform::Windows,
    Platform::Macos,
    Platform::Ios,
    Platform::Ipados,
    Platform::Android,
];

/// Add a device.
#[component]
pub fn AddPage() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let navigation = expect_context::<Navigation<Route>>();
    let fresh = expect_context::<FreshTicket>();
    let draft = expect_context::<Draft>();
    draft.resume(session);
    leptos::task::spawn_local(draft.recognise());

    let (preflight, again) = once(session, client::preflight);
    let foreseen = Foreseen::of(preflight, draft);

    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || !untrack(move || foreseen.goes_on()) {
            return;
        }
        busy.set(true);
        failure.set(None);
        let this = untrack(move || draft.this_device().is_some());
        let answers = untrack(move || draft.answers());
        let request = TicketRequest {
            platform: answers.platform,
            method: answers.method,
            ownership: answers.ownership,
            category: answers.category,
        };
        leptos::task::spawn_local(async move {
            let outcome = client::make_ticket(&session.csrf_token(), &request).await;
            match session.heed(outcome) {
                Ok(made) => {
                    let id = made.id;
                    if this {
                        own_device::remember_ticket(id);
                    }
                    browser::keep_in_tab(None);
                    fresh.0.set(Some(made));
                    navigation.go(Route::Enroll(id));
                }
                // The sign-in has taken the page's place.
                Err(Failure::SessionEnded) => {}
                Err(why_not) => {
                    busy.set(false);
                    failure.set(Some(why_not));
                    // What the verdict rests on may be older than the answer.
                    again.run(());
                }
            }
        });
    };
    let asked = Memo::new(move |_| {
        let (platform, method) = (draft.platform.get(), draft.way(draft.ownership.get()));
        preflight.with(|known| match known {
            Some(Ok(known)) => Asked::of(known, platform, method),
            _ => Asked::default(),
        })
    });
    let listed = Memo::new(move |_| {
        let platform = draft.platform.get();
        preflight.with(|known| matches!(known, Some(Ok(known)) if known.identifiers.on(platform)))
    });
    let offered = Memo::new(move |_| {
        preflight.with(|known| match known {
            Some(Ok(known)) => known.categories.clone(),
            _ => Vec::new(),
        })
    });
    let asked_terms = Memo::new(move |_| {
        preflight.with(
            |known| matches!(known, Some(Ok(known)) if !known.facts.unaccepted_terms.is_empty()),
        )
    });
    view! {
        <BackLink to=Route::Devices words=say(|text| text.add.back)/>
        <div class="head">
            <h1 tabindex="-1">{say(|text| text.add.title)}</h1>
        </div>
        <form class="flow task" on:submit=submit novalidate>
            <div class="flow__questions">
                <DeviceQuestion draft/>
                // Of another device nothing is recognised: whoever knows its version can say it.
                <Show when=move || asked.get().version || draft.chosen.get()>
                    <VersionQuestion draft asked/>
                </Show>
                <Show when=move || asked.get().maker>
                    <div class="question version">
                        <Field
                            id="maker"
                            label=say(|text| text.add.maker)
                            hint=say(|text| text.add.maker_hint)
                            autocomplete="off"
                            required=false
                            value=draft.maker
                        />
                    </div>
                </Show>
                <OwnershipQuestion draft listed/>
                <WayQuestion draft/>
                <CategoryQuestion offered category=draft.category/>
                <Show when=move || asked_terms.get()>
                    <TermsQuestion changed=again/>
                </Show>
            </div>
            <div class="flow__side">
                <VerdictOnAnswers foreseen again/>
                {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
                <div class="action">
                    <VerdictLine foreseen/>
                    <Show when=move || foreseen.goes_on()>
                        <Button kind=ButtonKind::Primary submit=true busy=busy>
                            {move || if busy.get() { text().add.busy } else { text().add.submit }}
                        </Button>
                    </Show>
                </div>
            </div>
        </form>
    }
}

/// The device to add: the one in use as far as it is recognised, or another one.
#[component]
fn DeviceQuestion(draft: Draft) -> impl IntoView {
    let text = use_text();
    let choosing = RwSignal::new(draft.chosen.get_untracked());
    let title = move || {
        let this = draft.this_device().is_some();
        kinds::title(draft.platform.get(), this, &text().kinds)
    };
    let system = move || {
        let name = draft.platform.get().display_name();
        match draft.this_device() {
            Some(found) if found.sure => {
                let system = match found.version {
                    Some(version) => format!("{name} {version}"),
                    None => name.to_owned(),
                };
                (text().add.recognised)(&system)
            }
            Some(_) => text().add.recognised_guess.to_owned(),
            None if draft.chosen.get() => (text().add.chosen)(name),
            None => name.to_owned(),
        }
    };
    // Whoever is not recognised has to say it.
    Effect::new(move |_| {
        if draft.recognised.get() == Some(None) {
            choosing.set(true);
        }
    });
    let change = move |()| {
        choosing.update(|open| *open = !*open);
        if choosing.get_untracked() {
            draft.another();
            browser::focus_soon(".platforms input:checked");
        }
    };
    let chosen = RwSignal::new(draft.platform.get_untracked());
    Effect::new(move |_| chosen.set(draft.platform.get()));
    view! {
        <section class="question" aria-label=say(|text| text.add.device)>
            <div class="card subject">
                <PlatformGlyph platform=draft.platform/>
                <div class="subject__text">
                    <h2>{title}</h2>
                    <p class="muted small">{system}</p>
                </div>
                <Button on_press=Callback::new(change)>
                    {say(|text| text.add.other_device)}
                    <span class="visually-hidden">{say(|text| text.add.other_device_of)}</span>
                </Button>
            </div>
            <Show when=move || choosing.get()>
                <fieldset class="question__more">
                    <legend class="question__title">{say(|text| text.add.platform)}</legend>
                    <div class="platforms">
                        {PLATFORMS
                            .into_iter()
                            .map(|value| {
                                view! {
                                    <Choice
                                        name="platform"
                                        value_name=value.as_str()
                                        value
                                        chosen
                                        on_choose=move |platform| draft.choose(platform)
                                        label=move || kinds::choice(value, text())
                                        icon=IconName::of_platform(value)
                                    />
                                }
                            })
                            .collect_view()}
                    </div>
                </fieldset>
            </Show>
        </section>
    }
}

#[component]
fn VersionQuestion(draft: Draft, asked: Memo<Asked>) -> impl IntoView {
    let text = use_text();
    let hint = move || {
        let example = kinds::version_example(draft.platform.get());
        let text = &text().add;
        let hint = if asked.get().version {
            text.version_hint
        } else {
            text.version_other
        };
        hint(example)
    };
    let error = Signal::derive(move || draft.version_is_wrong().then_some("version-error"));
    view! {
        <div class="question version">
            <Field
                id="version"
                label=say(|text| text.add.version)
                hint
                autocomplete="off"
                required=false
                keys="decimal"
                error_id=error
                value=draft.version
            />
            <p class="field__error" id="version-error" role="alert">
                {move || error.get().map(|_| text().add.version_wrong)}
            </p>
        </div>
    }
}

#[component]
fn OwnershipQuestion(draft: Draft, listed: Memo<bool>) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    let kept = Kept::ask(session);
    let others = move || {
        let windows = draft.platform.get() == Platform::Windows;
        windows.then(|| text().add.listed_others)
    };
    view! {
        <fieldset class="question">
            <legend class="question__title">{say(|text| text.add.ownership)}</legend>
            <div class="ownerships">
                <Choice
                    name="ownership"
                    value_name=Ownership::Personal.as_str()
                    value=Ownership::Personal
                    chosen=draft.ownership
                    label=say(|text| text.add.personal)
                >
                    <Consequences ownership=Ownership::Personal draft kept/>
                </Choice>
                <Choice
                    name="ownership"
                    value_name=Ownership::Corporate.as_str()
                    value=Ownership::Corporate
                    chosen=draft.ownership
                    label=move || organisation.with(|name| (text().add.corporate)(name))
                >
                    <Consequences ownership=Ownership::Corporate draft kept/>
                </Choice>
            </div>
            <Show when=move || listed.get()>
                <div class="question__more">
                    <Notice
                        tone=Tone::Info
                        title=move || organisation.with(|name| (text().add.listed)(name))
                    >
                        <p>{say(|text| text.add.listed_text)} " " {others}</p>
                    </Notice>
                </div>
            </Show>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_is_offered_once_and_linux_first() {
        let mut offered = PLATFORMS;
        assert_eq!(offered.first(), Some(&Platform::Linux));
        offered.sort_unstable();
        assert_eq!(offered, Platform::ALL);
    }
}
