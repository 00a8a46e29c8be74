//! Something to be run elsewhere: the text as a terminal would wrap it, and one button that copies it.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{ButtonKind, CopyButton};

/// Text to be copied as a whole.
#[component]
pub fn Command(
    /// The element's id, for tests and for what describes it.
    id: &'static str,
    /// The text.
    #[prop(into)]
    text: String,
    /// What it is, for a screen reader.
    #[prop(into)]
    label: TextProp,
    /// What the button says.
    #[prop(into)]
    copy: TextProp,
    /// How much the button asks for attention.
    #[prop(default = ButtonKind::Primary)]
    kind: ButtonKind,
) -> impl IntoView {
    let shown = NodeRef::<html::Code>::new();
    view! {
        <div class="command">
            <pre tabindex="0" role="group" aria-label=move || label.get()>
                <code node_ref=shown id=id>{text.clone()}</code>
            </pre>
            <CopyButton copies=text label=copy kind shown/>
        </div>
    }
}
