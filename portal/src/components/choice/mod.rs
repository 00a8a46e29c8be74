//! One answer of several, as a card that can show what follows from it.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Icon, IconName};

/// A radio button on a card; the whole card is the target.
#[component]
pub fn Choice<T>(
    /// The radio group's name, unique on the page.
    name: &'static str,
    /// The value it stands for in the form.
    value_name: &'static str,
    /// The value.
    value: T,
    /// The one that is chosen.
    chosen: RwSignal<T>,
    /// What choosing it does, where that is more than keeping it in `chosen`.
    #[prop(optional, into)]
    on_choose: Option<Callback<T>>,
    /// The answer in a few words.
    #[prop(into)]
    label: TextProp,
    /// A drawing beside them.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// What follows from it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let details_id = format!("{name}-{value_name}-details");
    let described_by = children.is_some().then(|| details_id.clone());
    view! {
        <div class="choice card">
            <label class="choice__label">
                <input
                    type="radio"
                    name=name
                    value=value_name
                    aria-describedby=described_by
                    prop:checked=move || chosen.get() == value
                    on:change=move |_| {
                        chosen.set(value);
                        if let Some(on_choose) = on_choose {
                            on_choose.run(value);
                        }
                    }
                />
                {icon.map(|name| view! { <Icon name=name/> })}
                <span>{move || label.get()}</span>
            </label>
            {children.map(|children| view! {
                <ul class="choice__details" id=details_id>
                    {children()}
                </ul>
            })}
        </div>
    }
}

/// One consequence of a choice: what it concerns, and what it means there.
#[component]
pub fn Consequence(
    /// A drawing for what it concerns.
    icon: IconName,
    /// What it concerns.
    #[prop(into)]
    of: TextProp,
    /// What it means there.
    #[prop(into)]
    words: TextProp,
    /// It is reassuring.
    #[prop(optional)]
    good: bool,
    /// What it means is not known yet: the words keep the room for it and are not shown.
    #[prop(optional, into)]
    awaited: Signal<bool>,
) -> impl IntoView {
    view! {
        <li class="consequence" class:consequence--good=good class:consequence--awaited=awaited>
            <Icon name=icon/>
            <div>
                <b>{move || of.get()}</b>
                <span class="visually-hidden">": "</span>
                <p>{move || words.get()}</p>
            </div>
        </li>
    }
}
