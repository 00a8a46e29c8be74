//! A button, and the look that links share with it.

use leptos::prelude::*;

use super::{Icon, IconName};

/// How much a button asks for attention. A question has one primary button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The next step.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// What is seldom needed, beside other things.
    Quiet,
    /// A step towards something that takes away; it is asked once more.
    Danger,
    /// What takes away, right now.
    Stop,
}

impl ButtonKind {
    /// The classes, for a link that looks like a button.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Plain => "button",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
            Self::Stop => "button button--stop",
        }
    }
}

/// A button.
///
/// While it is busy it stays focusable and keeps its width, and a press does nothing: a button that is disabled under the
/// finger loses the keyboard's focus.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Sends the form around it.
    #[prop(optional)]
    submit: bool,
    /// What it does is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Its id, where the focus must find it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// A drawing before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// What a press does; a submit button leaves this to its form.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let press = move |event: web_sys::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            id=id
            class=kind.class()
            type=if submit { "submit" } else { "button" }
            aria-disabled=move || busy.get().then_some("true")
            on:click=press
        >
            {icon.map(|name| view! { <Icon name=name/> })}
            {children()}
        </button>
    }
}
