//! A few choices in a row, of which one holds and acts at once.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A row of radio buttons that looks like one switch.
#[component]
pub fn Segmented<T>(
    /// The radio group's name, unique on the page.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    legend: TextProp,
    /// The choices, each with its words and, where they are in another language than the page, that language.
    choices: Vec<(T, TextProp, Option<&'static str>)>,
    /// The one that holds.
    chosen: RwSignal<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <fieldset class="segmented">
            <legend>{move || legend.get()}</legend>
            <div class="segmented__row">
                {choices
                    .into_iter()
                    .map(|(value, words, lang)| {
                        view! {
                            <label lang=lang>
                                <input
                                    type="radio"
                                    name=name
                                    prop:checked=move || chosen.get() == value
                                    on:change=move |_| chosen.set(value)
                                />
                                {move || words.get()}
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
}
