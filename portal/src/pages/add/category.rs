//! What the device is for: one of the organisation's categories, where it has any.

use leptos::prelude::*;
use muster_shared::ids::CategoryId;
use muster_shared::tenant::section::Category;

use crate::preferences::say;

/// The category of a value of the list; none for the entry that stands for none, and for one that is no longer offered.
fn chosen(offered: &[Category], value: &str) -> Option<CategoryId> {
    offered
        .iter()
        .find(|one| one.id.as_str() == value)
        .map(|one| one.id.clone())
}

/// Asks what the device is for, if the organisation wants to know.
#[component]
pub(super) fn CategoryQuestion(
    /// What there is to choose from.
    offered: Memo<Vec<Category>>,
    /// What is chosen.
    category: RwSignal<Option<CategoryId>>,
) -> impl IntoView {
    let description = move || {
        let category = category.get();
        offered.with(|offered| {
            let found = offered
                .iter()
                .find(|one| Some(&one.id) == category.as_ref());
            found.map(|one| one.description.clone()).unwrap_or_default()
        })
    };
    let choose = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        category.set(offered.with_untracked(|offered| chosen(offered, &value)));
    };
    view! {
        <Show when=move || offered.with(|offered| !offered.is_empty())>
            <div class="question field">
                <label for="category">{say(|text| text.add.category)}</label>
                <select class="field__input" id="category" aria-describedby="category-hint" on:change=choose>
                    <option value="">{say(|text| text.add.category_none)}</option>
                    {move || offered
                        .get()
                        .into_iter()
                        .map(|one| {
                            let id = one.id.clone();
                            let selected = move || category.with(|chosen| chosen.as_ref() == Some(&id));
                            view! { <option value=one.id.to_string() selected=selected>{one.name}</option> }
                        })
                        .collect_view()}
                </select>
                <p class="field__hint" id="category-hint">{description}</p>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_is_chosen() {
        let lab = Category {
            id: "lab".parse().unwrap(),
            name: "Laboratory".to_owned(),
            description: String::new(),
        };
        let offered = [lab];
        assert_eq!(chosen(&offered, "lab"), Some("lab".parse().unwrap()));
        assert_eq!(chosen(&offered, ""), None);
        assert_eq!(chosen(&offered, "kiosk"), None);
    }
}
