//! How the device is added: the ways of today to choose from, what each takes and does, and the platform's own way that is
//! still to come, with its guide in place.

use leptos::prelude::*;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};

use super::Draft;
use crate::components::{Choice, Icon, IconName, More, Notice, Tone};
use crate::guidebook::{Guide, Guidebook};
use crate::kinds;
use crate::pages::set_before::{SetBefore, query_of};
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::ways::Ways;

/// A guide's name for people; the method's own while there is none.
fn title(book: Guidebook, method: EnrollmentMethod) -> String {
    book.read(method, |guide| guide.title.clone())
        .unwrap_or_else(|| method.display_name().to_owned())
}

/// The way, or the ways to choose from.
#[component]
pub(super) fn WayQuestion(draft: Draft) -> impl IntoView {
    let book = Guidebook::open(move || Some(draft.platform.get()));
    let ways = Memo::new(move |_| Ways::of(draft.platform.get(), draft.ownership.get()));
    let taken = Memo::new(move |_| draft.way(draft.ownership.get()));
    let query = Memo::new(move |_| {
        let category = draft.category.get();
        query_of(
            draft.platform.get(),
            taken.get(),
            draft.ownership.get(),
            category.as_ref(),
        )
    });
    let chosen = RwSignal::new(taken.get_untracked());
    Effect::new(move |_| chosen.set(taken.get()));
    let suits = move |method| {
        move || {
            book.read(method, |guide| guide.suits.clone())
                .unwrap_or_default()
        }
    };
    let answers = move || {
        let served = ways.with(|ways| ways.served.clone());
        if let [only] = served[..] {
            return view! {
                <p><b>{move || title(book, only)}</b></p>
                <p class="muted small">{suits(only)}</p>
            }
            .into_any();
        }
        served
            .into_iter()
            .map(|method| {
                view! {
                    <Choice
                        name="way"
                        value_name=method.as_str()
                        value=method
                        chosen
                        on_choose=move |method| draft.method.set(Some(method))
                        label=move || title(book, method)
                    >
                        <li class="small muted">{suits(method)}</li>
                    </Choice>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <fieldset class="question">
            <legend class="question__title">{say(|text| text.way.title)}</legend>
            <div class="stack">
                {answers}
                <Takes book method=taken/>
                {move || view! { <Leaving book method=taken.get()/> }}
                <SetBefore query folded=true/>
                <Later platform=draft.platform ownership=draft.ownership/>
            </div>
        </fieldset>
    }
}

/// How long it takes, and whether it erases the device.
#[component]
fn Takes(book: Guidebook, method: Memo<EnrollmentMethod>) -> impl IntoView {
    let words = takes(book, method);
    move || {
        if method.get().erases() {
            view! {
                <Notice tone=Tone::Warn>
                    <p>{words}</p>
                </Notice>
            }
            .into_any()
        } else {
            view! {
                <p class="note">
                    <Icon name=IconName::Clock/>
                    <span>{words}</span>
                </p>
            }
            .into_any()
        }
    }
}

/// The same in one or two sentences.
pub(crate) fn takes(
    book: Guidebook,
    method: Memo<EnrollmentMethod>,
) -> impl Fn() -> String + Copy + Send + Sync {
    let text = use_text();
    move || {
        let text = &text().way;
        let method = method.get();
        let erased = if method.erases() {
            text.erases
        } else {
            text.kept
        };
        match book.read(method, |guide| guide.minutes) {
            Some(minutes) => format!("{erased} {}", (text.minutes)(minutes)),
            None => erased.to_owned(),
        }
    }
}

/// How to leave another management first.
#[component]
fn Leaving(book: Guidebook, method: EnrollmentMethod) -> impl IntoView {
    move || {
        let steps = book.read(method, |guide| guide.leave.clone())?;
        Some(view! {
            <More summary=say(|text| text.way.leave)>
                <ol>{lines(steps)}</ol>
            </More>
        })
    }
}

fn lines(lines: Vec<String>) -> impl IntoView {
    lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view()
}

/// The platform's own ways that are still to come, each with its guide; nothing where there are none.
#[component]
pub(crate) fn Later(
    #[prop(into)] platform: Signal<Platform>,
    #[prop(into)] ownership: Signal<Ownership>,
) -> impl IntoView {
    let text = use_text();
    let book = expect_context::<Guidebook>();
    let ways = Memo::new(move |_| Ways::of(platform.get(), ownership.get()));
    let heading = move || {
        let (words, device) = (
            &text().way,
            kinds::noun(platform.get(), false, &text().kinds),
        );
        if ways.with(Ways::has_own) {
            (words.later_too)(device)
        } else {
            (words.later)(device)
        }
    };
    move || {
        let later = ways.with(|ways| ways.later.clone());
        (!later.is_empty()).then(|| {
            let guides = later
                .into_iter()
                .map(|method| view! { <Guided book method/> })
                .collect_view();
            view! {
                <Notice tone=Tone::Info title=heading>
                    <p>{say(|text| text.way.later_text)}</p>
                    <div class="folds">{guides}</div>
                </Notice>
            }
        })
    }
}

/// A guide, folded.
#[component]
fn Guided(book: Guidebook, method: EnrollmentMethod) -> impl IntoView {
    let method_now = Memo::new(move |_| method);
    let words = takes(book, method_now);
    let body = move || {
        let guide = book.read(method, Guide::clone);
        let ready = book.ready();
        match guide {
            Some(guide) => view! { <GuideBody guide ready/> }.into_any(),
            None if book.is_missing() => view! { <p>{say(|text| text.way.missing)}</p> }.into_any(),
            None => view! { <p>{say(|text| text.way.loading)}</p> }.into_any(),
        }
    };
    view! {
        <More summary=move || title(book, method)>
            <p>{words}</p>
            {body}
        </More>
    }
}

#[component]
fn GuideBody(guide: Guide, ready: Vec<(String, bool)>) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    let ready = ready
        .into_iter()
        .map(|(what, by_others)| {
            let who = by_others.then(|| view! { " (" {say(|text| text.way.others)} ")" });
            view! { <li>{what} {who}</li> }
        })
        .collect_view();
    view! {
        <p>{guide.suits}</p>
        {(!guide.tips.is_empty()).then(|| view! {
            <p><b>{move || organisation.with(|name| (text().way.tips)(name))}</b></p>
            <ul>{lines(guide.tips)}</ul>
        })}
        <p><b>{say(|text| text.way.ready)}</b></p>
        <ul>{ready}</ul>
        <p><b>{say(|text| text.way.steps)}</b></p>
        <ol>{lines(guide.steps)}</ol>
    }
}
