//! P9, what IT sees: of devices in general, and of each of one's own. Made from what the edge says that it keeps and from the
//! rules that commands and settings are held to, so that nothing is left out and nothing is made up.

mod beside;
mod device;
mod general;
mod on_it;
mod rights;

pub(super) use device::DevicePrivacyPage;
pub(super) use general::PrivacyPage;

use leptos::prelude::*;
use muster_shared::api::PrivacyFact;
use muster_shared::device::rights::PrivacyClass;
use muster_shared::platform::Ownership;

use crate::client::Failure;
use crate::components::{Button, ProblemNotice};
use crate::preferences::say;
use crate::text::PrivacyText;

/// What the facts of a class have in common.
const fn class_words(class: PrivacyClass, text: &PrivacyText) -> &'static str {
    match class {
        PrivacyClass::System => text.class_system,
        PrivacyClass::Security => text.class_security,
        PrivacyClass::Hardware => text.class_hardware,
        PrivacyClass::Identity => text.class_identity,
    }
}

/// Whether a fact is kept of a device of this ownership.
const fn is_kept(fact: &PrivacyFact, ownership: Ownership) -> bool {
    match ownership {
        Ownership::Personal => fact.personal,
        Ownership::Corporate => fact.corporate,
    }
}

/// The facts, class by class; a class of which there are none is left out.
fn by_class(facts: &[PrivacyFact]) -> Vec<(PrivacyClass, Vec<PrivacyFact>)> {
    PrivacyClass::ALL
        .into_iter()
        .map(|class| {
            let of_it = facts.iter().filter(|fact| fact.class == class);
            (class, of_it.cloned().collect::<Vec<_>>())
        })
        .filter(|(_, facts)| !facts.is_empty())
        .collect()
}

/// While it is asked for.
#[component]
fn Loading() -> impl IntoView {
    view! {
        <div>
            <p class="visually-hidden" role="status">{say(|text| text.privacy.loading)}</p>
            <div class="card privacy__blank" aria-hidden="true"></div>
        </div>
    }
}

/// Nothing could be loaded. What stands beside holds all the same.
#[component]
fn Trouble(failure: Failure, again: Callback<()>) -> impl IntoView {
    view! {
        <ProblemNotice failure>
            <Button on_press=again>{say(|text| text.privacy.try_again)}</Button>
        </ProblemNotice>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use muster_shared::api::{DeviceFactName, PrivacyFacts};
    use muster_shared::device::KeptFacts;

    #[test]
    fn every_class_has_words_of_its_own_in_every_language() {
        for language in Language::ALL {
            let mut words =
                PrivacyClass::ALL.map(|class| class_words(class, &Text::of(language).privacy));
            words.sort_unstable();
            assert!(
                words
                    .windows(2)
                    .all(|two| matches!(two, [one, other] if one != other))
            );
        }
    }

    #[test]
    fn every_fact_stands_in_its_class_and_none_is_lost() {
        let facts = PrivacyFacts::of(&KeptFacts::default(), &[]).facts;
        let classes = by_class(&facts);
        assert_eq!(classes.len(), PrivacyClass::ALL.len());
        let shown: usize = classes.iter().map(|(_, facts)| facts.len()).sum();
        assert_eq!(shown, DeviceFactName::ALL.len());
        assert!(
            classes
                .iter()
                .all(|(class, facts)| facts.iter().all(|fact| fact.class == *class))
        );
    }
}
