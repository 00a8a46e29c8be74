//! A labelled input with its hint.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// One line of text that a person enters.
#[component]
pub fn Field(
    /// Its id and its name in the form.
    id: &'static str,
    /// What is asked for.
    #[prop(into)]
    label: TextProp,
    /// The input's type: `text`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in (HTML's `autocomplete` tokens).
    autocomplete: &'static str,
    /// One line of help under the label.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// The id of the message that says what is wrong with it; none while nothing is.
    #[prop(optional, into)]
    error_id: Signal<Option<&'static str>>,
    /// Whether it may not be left empty.
    #[prop(default = true)]
    required: bool,
    /// Which keys a phone offers (HTML's `inputmode`).
    #[prop(optional)]
    keys: Option<&'static str>,
    /// What is entered.
    value: RwSignal<String>,
) -> impl IntoView {
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let described_by = {
        let hint_id = hint_id.clone();
        move || described_by(error_id.get(), hint_id.as_deref())
    };
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            {hint.map(|hint| view! {
                <p class="field__hint" id=hint_id>
                    {move || hint.get()}
                </p>
            })}
            <input
                class="field__input"
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required=required
                inputmode=keys
                aria-describedby=described_by
                aria-invalid=move || error_id.get().map(|_| "true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        </div>
    }
}

/// The ids of what describes an input, the error first: it is what a person needs to hear.
fn described_by(error: Option<&str>, hint: Option<&str>) -> Option<String> {
    let ids: Vec<&str> = error.into_iter().chain(hint).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_heard_before_the_hint() {
        assert_eq!(described_by(Some("e"), Some("h")).as_deref(), Some("e h"));
        assert_eq!(described_by(None, Some("h")).as_deref(), Some("h"));
        assert_eq!(described_by(None, None), None);
    }
}
