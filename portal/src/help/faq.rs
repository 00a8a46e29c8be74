//! What people ask, each with its answer folded below it.

use leptos::prelude::*;

use crate::components::More;
use crate::preferences::{say, use_text};
use crate::text::{FaqText, Text};

/// A question and its answer.
type Pair = fn(&FaqText) -> [&'static str; 2];

/// In the order in which they are asked.
const QUESTIONS: [Pair; 11] = [
    |text| [text.sees, text.sees_answer],
    |text| [text.erase, text.erase_answer],
    |text| [text.wipe, text.wipe_answer],
    |text| [text.access, text.access_answer],
    |text| [text.waiting, text.waiting_answer],
    |text| [text.ticket, text.ticket_answer],
    |text| [text.limit, text.limit_answer],
    |text| [text.lost, text.lost_answer],
    |text| [text.again, text.again_answer],
    |text| [text.remove, text.remove_answer],
    |text| [text.renew, text.renew_answer],
];

/// The questions.
#[component]
pub(super) fn Questions() -> impl IntoView {
    let text = use_text();
    let of = move |pair: Pair, place: usize| move || pick(text(), pair, place);
    view! {
        <section class="card card__body" aria-labelledby="faq">
            <h2 id="faq">{say(|text| text.faq.title)}</h2>
            <div class="folds questions">
                {QUESTIONS
                    .into_iter()
                    .map(|pair| view! {
                        <More summary=of(pair, 0)>
                            <p>{of(pair, 1)}</p>
                        </More>
                    })
                    .collect_view()}
            </div>
        </section>
    }
}

fn pick(text: &Text, pair: Pair, place: usize) -> &'static str {
    pair(&text.faq).get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use muster_shared::device::rights::{DeviceAction, Requires};

    #[test]
    fn every_question_has_an_answer_of_its_own_in_every_language() {
        let mut all: Vec<&str> = Language::ALL
            .into_iter()
            .flat_map(|language| QUESTIONS.map(|pair| pair(&Text::of(language).faq)))
            .flatten()
            .collect();
        let said = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), said), (44, 44));
    }

    #[test]
    fn what_is_answered_of_erasing_holds_as_long_as_the_rule_does() {
        assert_eq!(DeviceAction::Wipe.requires(), Requires::Company);
        assert_eq!(DeviceAction::Locate.requires(), Requires::Company);
    }
}
