//! What a company device has listed of what is on it, as IT sees it.

use leptos::prelude::*;

use crate::client::{Listed, ListedItem, OnIt};
use crate::clock::use_now;
use crate::components::More;
use crate::preferences::{say, use_locale, use_text};
use crate::text::PrivacyText;

/// The lists; nothing where the device has listed nothing.
#[component]
pub(super) fn Lists(on_it: OnIt) -> impl IntoView {
    let OnIt { apps, certificates } = on_it;
    (apps.is_some() || certificates.is_some()).then(|| {
        view! {
            <section class="card card__body" aria-labelledby="on-it">
                <h2 class="section__title" id="on-it">{say(|text| text.privacy.on_it)}</h2>
                <p class="small muted">{say(|text| text.privacy.on_it_text)}</p>
                {apps.map(|listed| view! { <List listed words=|text| text.apps_on_it/> })}
                {certificates.map(|listed| view! { <List listed words=|text| text.certificates_on_it/> })}
            </section>
        }
    })
}

/// Says of a list how many there are, and how long ago.
type Counted = fn(usize, &str) -> String;

/// A line with how many there are, which opens to each.
#[component]
fn List(listed: Listed, words: fn(&PrivacyText) -> Counted) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let Listed { at, count, items } = listed;
    let left_out = usize::from(count).saturating_sub(items.len());
    let summary = move || {
        let age = locale().distance(now(), at);
        words(&text().privacy)(usize::from(count), &age)
    };
    let lines = items.into_iter().map(|item| {
        let ListedItem {
            name,
            version,
            issuer,
            ends,
        } = item;
        let told = move || {
            let text = &text().privacy;
            let version = version.as_deref().map(text.version);
            let issuer = issuer.as_deref().map(text.issued_by);
            let ends = ends.map(|ends| (text.ends)(&locale().day(ends)));
            let told: Vec<_> = [version, issuer, ends].into_iter().flatten().collect();
            told.join(", ")
        };
        view! {
            <li>
                <bdi>{name}</bdi>
                <span class="why">{told}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <More summary=summary>
            <ul class="lines small on-it">{lines}</ul>
            <p class="small muted" hidden={left_out == 0}>
                {move || (text().privacy.left_out)(left_out)}
            </p>
        </More>
    }
}
