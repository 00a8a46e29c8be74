//! The steps of something that goes on by itself, and how far it is.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use muster_shared::time::Timestamp;

use super::{Icon, IconName};
use crate::preferences::use_locale;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done; when, where that is known.
    Done(Option<Timestamp>),
    /// Under way.
    Now,
    /// Not begun.
    Next,
}

/// A step.
#[derive(Clone)]
pub struct Step {
    /// Its name.
    pub name: TextProp,
    /// What happens in it, or has happened.
    pub text: TextProp,
    /// Where it stands.
    pub state: StepState,
}

/// Steps one below the other.
#[component]
pub fn Steps(
    /// The steps, in their order.
    steps: Vec<Step>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <ol class="steps">
            {steps
                .into_iter()
                .zip(1_u32..)
                .map(|(Step { name, text, state }, number)| {
                    let (class, current) = match state {
                        StepState::Done(_) => ("step step--done", None),
                        StepState::Now => ("step step--now", Some("step")),
                        StepState::Next => ("step step--next", None),
                    };
                    let dot = match state {
                        StepState::Done(_) => view! { <Icon name=IconName::Check/> }.into_any(),
                        StepState::Now => view! { <Icon name=IconName::Turn/> }.into_any(),
                        StepState::Next => number.to_string().into_any(),
                    };
                    let at = match state {
                        StepState::Done(at) => at,
                        StepState::Now | StepState::Next => None,
                    };
                    view! {
                        <li class=class aria-current=current>
                            <span class="step__dot" aria-hidden="true">{dot}</span>
                            <div class="step__text">
                                <div class="step__line">
                                    <h3>{move || name.get()}</h3>
                                    {at.map(|at| view! {
                                        <time datetime=at.to_string()>{move || locale().time_of_day(at)}</time>
                                    })}
                                </div>
                                <p>{move || text.get()}</p>
                            </div>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
}
