//! Copying something that is shown.

use core::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use web_sys::Node;

use super::{Button, ButtonKind, IconName};
use crate::announcer::Announcer;
use crate::browser::{self, Copied};
use crate::preferences::use_text;

/// How long a button says that it has copied.
const SAYS_SO: Duration = Duration::from_secs(4);

/// A button that copies, says so, and where the browser forbids it selects the text for the keyboard instead.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    copies: String,
    /// What the button says.
    #[prop(into)]
    label: TextProp,
    /// How much it asks for attention.
    #[prop(default = ButtonKind::Quiet)]
    kind: ButtonKind,
    /// The element that shows the text, to be selected where copying is forbidden.
    #[prop(optional)]
    shown: Option<NodeRef<html::Code>>,
) -> impl IntoView {
    let text = use_text();
    let announcer = use_context::<Announcer>();
    let outcome = RwSignal::new(None::<Copied>);
    let words = move |copied| match copied {
        Copied::Clipboard => text().shell.copied,
        Copied::Selection => text().shell.selected,
    };
    let copy = move |()| {
        let copies = copies.clone();
        leptos::task::spawn_local(async move {
            let element = shown.and_then(|shown| shown.get_untracked());
            let copied =
                browser::copy(&copies, element.as_deref().map(AsRef::<Node>::as_ref)).await;
            outcome.set(Some(copied));
            if let Some(announcer) = announcer {
                announcer.say(untrack(|| words(copied)));
            }
            set_timeout(move || outcome.set(None), SAYS_SO);
        });
    };
    view! {
        <Button kind=kind icon=IconName::Copy on_press=Callback::new(copy)>
            <span>{move || outcome.get().map_or_else(|| label.get(), |copied| words(copied).into())}</span>
        </Button>
    }
}
