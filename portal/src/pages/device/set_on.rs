//! What the organisation sets on a device.

use leptos::prelude::*;
use muster_shared::profile::SettingState;

use super::{Known, region};
use crate::components::{Icon, IconName};
use crate::preferences::{say, use_text};
use crate::set_on::{state, words};

const fn look(state: SettingState) -> (IconName, &'static str) {
    match state {
        SettingState::Success => (IconName::Ok, "status status--ok"),
        SettingState::Pending => (IconName::Wait, "status status--wait"),
        SettingState::Error => (IconName::Stop, "status status--stop"),
        SettingState::Conflict => (IconName::Warn, "status status--warn"),
        SettingState::NotApplicable => (IconName::Info, "status status--wait"),
    }
}

/// What is set on the device.
#[component]
pub(super) fn SetOnIt(known: Known) -> impl IntoView {
    let text = use_text();
    let list = region(move || {
        let text = &text().set_on;
        known.beside(|heard| {
            let plain = match &heard.set_on {
                None if heard.is_set_lost => text.not_known,
                None => text.loading,
                Some(all) if all.is_empty() => text.none,
                Some(_) => "",
            };
            let rows = heard.set_on.iter().flatten().map(|set| {
                let (kind, value) = words(&set.key, set.value.as_deref(), text);
                let (icon, class) = look(set.state);
                view! {
                    <div>
                        <dt>{kind}</dt>
                        <dd>
                            <bdi>{value}</bdi>
                            <span class=class><Icon name=icon/><span>{state(set, text)}</span></span>
                        </dd>
                    </div>
                }
            });
            let rows: Vec<_> = rows.collect();
            Some(view! {
                <p class="muted" role="status">{plain}</p>
                {(!rows.is_empty()).then(|| view! { <dl class="pairs set-on">{rows}</dl> })}
            }
            .into_any())
        })
        .into_any()
    });
    view! {
        <section class="card" aria-labelledby="set-on">
            <div class="card__head">
                <h2 id="set-on">{say(|text| text.set_on.title)}</h2>
            </div>
            <div class="card__body">{list}</div>
        </section>
    }
}
