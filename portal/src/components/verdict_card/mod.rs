//! An answer that comes first: a soft ground with icon, sentence and next step, and what it rests on below.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Icon, IconName, Tone};

/// The answer. `tone` decides colour and drawing; both follow it when it changes.
#[component]
pub fn VerdictCard(
    /// The id of its heading; unique on the page.
    id: &'static str,
    /// What it means.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The answer in one sentence.
    #[prop(into)]
    title: TextProp,
    /// What follows from it, in one or two sentences; empty for nothing.
    #[prop(into)]
    text: TextProp,
    /// The language of the two, where it is not the page's own.
    #[prop(optional, into)]
    lang: Signal<Option<&'static str>>,
    /// What it rests on, and what can be done.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = move || match tone.get() {
        Tone::Info => "card verdict verdict--info",
        Tone::Ok => "card verdict verdict--ok",
        Tone::Warn => "card verdict verdict--warn",
        Tone::Stop => "card verdict verdict--stop",
    };
    view! {
        <section class=class aria-labelledby=id>
            <div class="verdict__top">
                {move || view! { <Icon name=tone.get().icon()/> }}
                <div>
                    <h2 id=id tabindex="-1" lang=lang>{move || title.get()}</h2>
                    <p lang=lang>{move || text.get()}</p>
                </div>
            </div>
            {children.map(|children| view! { <div class="card__body stack">{children()}</div> })}
        </section>
    }
}

/// A line below an answer: something it rests on.
#[component]
pub fn CheckLine(
    /// It holds; otherwise it is still to be learnt.
    holds: bool,
    /// It, in a few words.
    #[prop(into)]
    words: TextProp,
    /// What is asked for; empty for nothing.
    #[prop(into)]
    detail: TextProp,
) -> impl IntoView {
    let (class, icon) = if holds {
        ("check check--ok", IconName::Check)
    } else {
        ("check", IconName::Wait)
    };
    view! {
        <li class=class>
            <Icon name=icon/>
            <div>
                <b>{move || words.get()}</b>
                <p>{move || detail.get()}</p>
            </div>
        </li>
    }
}
