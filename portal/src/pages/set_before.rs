//! What will be set on a device, in words, before anything is installed on it.

use leptos::prelude::*;
use muster_shared::ids::CategoryId;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::profile::{SettingState, is_rendered_for};

use crate::client::{self, Foreseen, SetOn};
use crate::components::More;
use crate::once::{Known, ask_again, is_cut_off, take};
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::set_on::{state, words};
use crate::text::SetOnText;

/// How many settings are shown at once; the others are folded away.
const SHOWN: usize = 6;

/// The device as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    pub platform: Platform,
    pub method: EnrollmentMethod,
    pub ownership: Ownership,
    pub category: Option<CategoryId>,
}

impl Planned {
    /// As the edge is asked about it; none where nothing can be set on it.
    fn query(&self) -> Option<String> {
        if !is_rendered_for(self.platform, self.method) {
            return None;
        }
        let mut query = format!(
            "platform={}&method={}&ownership={}",
            self.platform.as_str(),
            self.method.as_str(),
            self.ownership.as_str()
        );
        if let Some(category) = &self.category {
            query.push_str("&category=");
            query.push_str(category.as_str());
        }
        Some(query)
    }
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
        {rows(first)}
        {rest}
        <p class="small muted">{text.before_when}</p>
        {foreseen.may_change.then(|| view! { <p class="small muted">{text.before_open}</p> })}
    }
    .into_any()
}

/// What will be set on it: a card, or a fold of one. Nothing for a way that nothing is set by.
#[component]
pub(super) fn SetBefore(
    /// The device; none while it is not known.
    planned: Memo<Option<Planned>>,
    /// It stands in a card.
    #[prop(optional)]
    folded: bool,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let known: Known<Foreseen> = RwSignal::new(None);
    let query = Memo::new(move |_| planned.with(|planned| planned.as_ref()?.query()));
    let ask = move || {
        let Some(Some(asked)) = query.try_get_untracked() else {
            return;
        };
        leptos::task::spawn_local(async move {
            let answer = session.heed(client::foreseen(&asked).await);
            // The answers may have changed meanwhile.
            if query.try_get_untracked() == Some(Some(asked)) {
                take(known, answer);
            }
        });
    };
    Effect::new(move |_| {
        query.track();
        known.set(None);
        ask();
    });
    ask_again(move || is_cut_off(known), ask);
    let body = move || {
        let text = &text().set_on;
        known.with(|known| match known {
            None => view! { <p class="small muted" role="status">{text.loading}</p> }.into_any(),
            Some(Err(_)) => view! { <p class="small muted">{text.not_known}</p> }.into_any(),
            Some(Ok(foreseen)) => list(foreseen, text),
        })
    };
    // What there is to read is folded away; that there is nothing is not.
    let count = Memo::new(move |_| {
        known.with(|known| match known {
            Some(Ok(foreseen)) => foreseen.settings.len(),
            _ => 0,
        })
    });
    let summary = move || format!("{} ({})", text().set_on.before, count.get());
    move || {
        query.with(Option::is_some).then(|| {
            if folded && count.get() > 0 {
                view! { <More summary>{body}</More> }.into_any()
            } else if folded {
                body.into_any()
            } else {
                view! {
                    <section class="card card__body stack" aria-labelledby="set-before">
                        <h2 id="set-before">{say(|text| text.set_on.before)}</h2>
                        {body}
                    </section>
                }
                .into_any()
            }
        })
    }
}
