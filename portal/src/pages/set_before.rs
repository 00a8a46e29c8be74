//! What will be set on a device, in words, before anything is installed on it.

use leptos::prelude::*;
use muster_shared::ids::CategoryId;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::profile::{SettingState, is_rendered_for};

use crate::client::{self, Foreseen, SetOn};
use crate::components::More;
use crate::once::{ask_again, note};
use crate::preferences::use_text;
use crate::session::Session;
use crate::set_on::{state, words};
use crate::text::SetOnText;

/// How many settings are shown at once; the others are folded away.
const SHOWN: usize = 6;

/// A device as the edge is asked about it; none where nothing can be set on it.
pub(super) fn query_of(
    platform: Platform,
    method: EnrollmentMethod,
    ownership: Ownership,
    category: Option<&CategoryId>,
) -> Option<String> {
    if !is_rendered_for(platform, method) {
        return None;
    }
    let (platform, method, ownership) = (platform.as_str(), method.as_str(), ownership.as_str());
    let mut query = format!("platform={platform}&method={method}&ownership={ownership}");
    if let Some(category) = category {
        query.push_str("&category=");
        query.push_str(category.as_str());
    }
    Some(query)
}

fn row(set: &SetOn, text: &SetOnText) -> AnyView {
    let (kind, value) = words(&set.key, set.value.as_deref(), text);
    let but = (set.state == SettingState::Conflict).then(|| state(set, text));
    view! {
        <div>
            <dt>{kind}</dt>
            <dd><bdi>{value}</bdi> " " {but}</dd>
        </div>
    }
    .into_any()
}

fn plain(words: &'static str) -> AnyView {
    view! { <p class="small muted" role="status">{words}</p> }.into_any()
}

fn list(foreseen: &Foreseen, text: &'static SetOnText) -> AnyView {
    let all = &foreseen.settings;
    if all.is_empty() {
        let words = if foreseen.may_change {
            text.before_open
        } else {
            ""
        };
        return view! {
            <p class="small muted">{text.none} " " {words}</p>
        }
        .into_any();
    }
    let rows = |settings: &[SetOn]| {
        let rows: Vec<_> = settings.iter().map(|set| row(set, text)).collect();
        view! { <dl class="pairs set-on">{rows}</dl> }
    };
    let (first, rest) = all.split_at(all.len().min(SHOWN));
    let rest = (!rest.is_empty()).then(|| {
        let (summary, rows) = ((text.before_more)(rest.len()), rows(rest));
        view! { <More summary>{rows}</More> }
    });
    view! {
        <p class="small muted">{text.before_when}</p>
        {rows(first)}
        {rest}
        {foreseen.may_change.then(|| view! { <p class="small muted">{text.before_open}</p> })}
    }
    .into_any()
}

/// What will be set on it: a card, or a fold of one. Nothing for a way that nothing is set by.
#[component]
pub(super) fn SetBefore(
    /// The device, by [`query_of`].
    query: Memo<Option<String>>,
    /// It stands in a card.
    #[prop(optional)]
    folded: bool,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    // What the edge has said; empty where that could not be had.
    let known = RwSignal::new(None::<String>);
    let cut_off = RwSignal::new(false);
    let ask = move || {
        let Some(Some(asked)) = query.try_get_untracked() else {
            return;
        };
        leptos::task::spawn_local(async move {
            let answer = session.heed(client::foreseen(&asked).await);
            // The answers may have changed meanwhile.
            if query.try_get_untracked() == Some(Some(asked))
                && note(cut_off, answer.as_ref().err())
            {
                known.try_set(Some(answer.unwrap_or_default()));
            }
        });
    };
    Effect::new(move |_| {
        query.track();
        known.set(None);
        cut_off.set(false);
        ask();
    });
    ask_again(cut_off, ask);
    move || {
        query.with(Option::is_some).then(|| {
            let text = &text().set_on;
            let answer = known.get();
            let told = answer.as_deref().map(Foreseen::read);
            // What profiles do not agree on is not set.
            let all = told.iter().flatten().flat_map(|told| &told.settings);
            let count = all.filter(|one| one.state == SettingState::Pending).count();
            let body = match told {
                None => plain(text.loading),
                Some(None) => plain(text.not_known),
                Some(Some(told)) => list(&told, text),
            };
            match (folded, count) {
                // What there is to read is folded away; that there is nothing is not.
                (true, 0) => body,
                (true, _) => {
                    let summary = format!("{} ({count})", text.before);
                    view! { <More summary>{body}</More> }.into_any()
                }
                (false, _) => view! {
                    <section class="card card__body stack" aria-labelledby="set-before">
                        <h2 id="set-before">{text.before}</h2>
                        {body}
                    </section>
                }
                .into_any(),
            }
        })
    }
}
