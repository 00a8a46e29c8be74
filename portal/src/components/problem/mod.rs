//! A refusal or a failure: one cause, one sentence, one fix, and small below them what IT needs to look it up.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::Problem;
use muster_shared::enrollment::Refusal;
use muster_shared::time::Timestamp;

use super::{Contact, CopyButton, Notice, Tone};
use crate::browser;
use crate::client::Failure;
use crate::locale::Locale;
use crate::preferences::{say, use_locale, use_text};
use crate::text::{Language, Text, in_german};

/// What a [`ProblemNotice`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemWords {
    /// The cause, in one sentence.
    pub cause: String,
    /// The fix, in one sentence.
    pub fix: String,
    /// The language of the two, where it is not the page's own.
    pub foreign: Option<Language>,
    /// The stable code and what names the answer in the log; none where no server spoke.
    pub lookup: Option<(String, String)>,
}

impl ProblemWords {
    /// Puts a failure into words.
    #[must_use]
    pub fn of(failure: &Failure, text: &Text, language: Language) -> Self {
        let ours = |cause: &str, fix: &str, lookup| Self {
            cause: cause.to_owned(),
            fix: fix.to_owned(),
            foreign: None,
            lookup,
        };
        let words = &text.problem;
        match failure {
            Failure::Unreachable { maybe_done: false } => {
                ours(words.unreachable_title, words.unreachable_fix, None)
            }
            Failure::Unreachable { maybe_done: true } => {
                ours(words.unreachable_title, words.unreachable_maybe_fix, None)
            }
            Failure::SessionEnded => ours(words.session_title, words.session_fix, None),
            Failure::Unreadable { status } => {
                let lookup = Some((format!("http-{status}"), "–".to_owned()));
                ours(words.unreadable_title, words.unreadable_fix, lookup)
            }
            Failure::Refused(problem) => Self::of_problem(problem, language),
        }
    }

    fn of_problem(problem: &Problem, language: Language) -> Self {
        Self {
            lookup: Some((problem.code.clone(), problem.correlation_id.clone())),
            ..Self::of_code(&problem.code, &problem.title, &problem.fix, language)
        }
    }

    /// Puts a refusal of the rule into words: one that has no answer of the server to look up.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal, language: Language) -> Self {
        let (cause, fix) = match language {
            Language::English => (refusal.sentence(), refusal.fix()),
            Language::German => refusal.in_german(),
        };
        Self {
            cause,
            fix,
            foreign: None,
            lookup: None,
        }
    }

    fn of_code(code: &str, english_cause: &str, english_fix: &str, language: Language) -> Self {
        let translated = match language {
            Language::English => None,
            Language::German => in_german(code),
        };
        let foreign =
            (language != Language::English && translated.is_none()).then_some(Language::English);
        let (cause, fix) = translated.unwrap_or((english_cause, english_fix));
        Self {
            cause: cause.to_owned(),
            fix: fix.to_owned(),
            foreign,
            lookup: None,
        }
    }
}

/// When asking again may help, as a time of day; none where the answer does not say.
#[must_use]
pub fn retry_time(failure: &Failure, now: Timestamp, locale: &Locale) -> Option<String> {
    let Failure::Refused(problem) = failure else {
        return None;
    };
    let wait = Duration::from_secs(problem.retry_after_seconds?.into());
    // Rounded up to the minute that is shown, so that nobody comes back a few seconds early.
    Some(locale.time_of_day(now.plus(wait).plus(Duration::from_secs(59))))
}

/// A failure in the flow of the page. It takes the focus when it appears, so that it is seen and heard where it stands.
#[component]
pub fn ProblemNotice(
    /// What went wrong.
    failure: Failure,
    /// It was not asked for just now, so it leaves the focus where it is.
    #[prop(optional)]
    quiet: bool,
    /// What can be done right here.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    // The wait is told from when the answer came, not from when the language is switched.
    let arrived = browser::now();
    let words = {
        let failure = failure.clone();
        Memo::new(move |_| ProblemWords::of(&failure, text(), locale().language()))
    };
    let lang = move || words.with(|words| words.foreign.map(Language::tag));
    let lookup = move || words.with(|words| words.lookup.clone());
    if !quiet {
        browser::focus_soon(".problem");
    }
    view! {
        <div class="problem" tabindex="-1" role="group" aria-labelledby="problem-cause">
            <Notice tone=Tone::Stop>
                <p class="problem__cause" id="problem-cause" lang=lang>
                    {move || words.with(|words| words.cause.clone())}
                </p>
                <p lang=lang>{move || words.with(|words| words.fix.clone())}</p>
                {move || {
                    retry_time(&failure, arrived, &locale()).map(|time| view! { <p>{(text().problem.retry_at)(&time)}</p> })
                }}
                {move || lookup().map(|(code, reference)| view! { <Lookup code reference/> })}
                {children.map(|children| view! { <div class="problem__actions row">{children()}</div> })}
            </Notice>
        </div>
    }
}

/// What IT needs to look a refusal up, small: the stable code, and what names the case.
#[component]
pub fn Lookup(
    /// The code.
    #[prop(into)]
    code: String,
    /// What names the case.
    reference: String,
) -> impl IntoView {
    let both = format!("{code} {reference}");
    view! {
        <div class="problem__lookup">
            <dl>
                <div>
                    <dt>{say(|text| text.problem.code)}</dt>
                    <dd>
                        <code>{code}</code>
                    </dd>
                </div>
                <div>
                    <dt>{say(|text| text.problem.reference)}</dt>
                    <dd>
                        <code>{reference}</code>
                    </dd>
                </div>
            </dl>
            <CopyButton copies=both label=say(|text| text.problem.copy_both)/>
        </div>
        <Contact/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> Failure {
        let json = format!(
            r#"{{"type":"/problems/{code}","title":"You use 5 of 5 devices.","status":403,"code":"{code}","fix":"Remove one.","correlation_id":"c-1"}}"#
        );
        Failure::Refused(Box::new(serde_json::from_str(&json).unwrap()))
    }

    fn words(failure: &Failure, language: Language) -> ProblemWords {
        ProblemWords::of(failure, Text::of(language), language)
    }

    #[test]
    fn a_refusal_keeps_its_code_and_reference_in_every_language() {
        for language in Language::ALL {
            let lookup = words(&refused("device-limit-reached"), language).lookup;
            assert_eq!(
                lookup,
                Some(("device-limit-reached".to_owned(), "c-1".to_owned()))
            );
        }
    }

    #[test]
    fn in_english_the_server_s_own_words_are_shown() {
        assert_eq!(
            words(&refused("device-limit-reached"), Language::English).cause,
            "You use 5 of 5 devices."
        );
    }

    #[test]
    fn in_german_a_known_refusal_is_german() {
        let words = words(&refused("device-limit-reached"), Language::German);
        assert_ne!(words.cause, "You use 5 of 5 devices.");
        assert_eq!(words.foreign, None);
    }

    #[test]
    fn a_refusal_without_a_translation_is_marked_as_english() {
        let words = words(&refused("brand-new"), Language::German);
        assert_eq!(
            (words.cause.as_str(), words.foreign),
            ("You use 5 of 5 devices.", Some(Language::English))
        );
    }

    #[test]
    fn a_lost_write_does_not_claim_that_nothing_happened() {
        let read = words(
            &Failure::Unreachable { maybe_done: false },
            Language::English,
        );
        let write = words(
            &Failure::Unreachable { maybe_done: true },
            Language::English,
        );
        assert_ne!(read.fix, write.fix);
    }
}
