//! One thing of a list, chosen.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use muster_shared::platform::Platform;

use super::{GlyphSize, PlatformGlyph};

/// A device that can be picked.
#[derive(Clone)]
pub struct PickItem<T> {
    /// What is picked.
    pub value: T,
    /// What runs on it.
    pub platform: Platform,
    /// Its name.
    pub name: String,
    /// What else tells it apart.
    pub detail: TextProp,
    /// When it was last seen.
    pub seen: TextProp,
}

/// A list of radio buttons, one a device.
#[component]
pub fn Pick<T>(
    /// The radio group's name, unique on the page.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: TextProp,
    /// The devices.
    items: Vec<PickItem<T>>,
    /// The one that is picked.
    picked: RwSignal<Option<T>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <fieldset class="pick">
            <legend>{move || legend.get()}</legend>
            <div class="pick__items">
                {items
                    .into_iter()
                    .map(|item| {
                        let value = item.value;
                        view! {
                            <label class="pick__item">
                                <input
                                    type="radio"
                                    name=name
                                    prop:checked=move || picked.get() == Some(value)
                                    on:change=move |_| picked.set(Some(value))
                                />
                                <PlatformGlyph platform=item.platform size=GlyphSize::Small/>
                                <span class="pick__text">
                                    <b>{item.name}</b>
                                    <small>{move || item.detail.get()}</small>
                                    <small>{move || item.seen.get()}</small>
                                </span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
}
