//! An answer or a warning on a soft ground: icon, sentence, next step.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Icon, IconName};

/// What a notice means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// It went well.
    Ok,
    /// Something is to be done.
    Warn,
    /// It does not go on.
    Stop,
}

impl Tone {
    /// The drawing that says the same without colour.
    #[must_use]
    pub const fn icon(self) -> IconName {
        match self {
            Self::Info => IconName::Info,
            Self::Ok => IconName::Ok,
            Self::Warn => IconName::Warn,
            Self::Stop => IconName::Stop,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice notice--info",
            Self::Ok => "notice notice--ok",
            Self::Warn => "notice notice--warn",
            Self::Stop => "notice notice--stop",
        }
    }
}

/// A notice in the flow of the page.
#[component]
pub fn Notice(
    /// What it means.
    tone: Tone,
    /// Its one sentence, where the children do not say it.
    #[prop(optional, into)]
    title: Option<TextProp>,
    /// What follows from it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=tone.class()>
            <Icon name=tone.icon()/>
            <div class="notice__text">
                {title.map(|title| view! { <p class="notice__title">{move || title.get()}</p> })}
                {children.map(|children| children())}
            </div>
        </div>
    }
}
