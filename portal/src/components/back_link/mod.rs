//! The way back to where one came from, above a page's heading.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{Icon, IconName};
use crate::navigation::{Link, Place};

/// A link back.
#[component]
pub fn BackLink<R: Place>(
    /// Where to.
    to: R,
    /// What is there.
    #[prop(into)]
    words: TextProp,
) -> impl IntoView {
    view! {
        <Link to class="back">
            <Icon name=IconName::Back/>
            <span>{move || words.get()}</span>
        </Link>
    }
}
