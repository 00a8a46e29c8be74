//! The verdict on the answers: worked out here, by the rules that decide in the end, and again with every answer.

use leptos::prelude::*;
use muster_shared::api::Preflight;
use muster_shared::enrollment::{Refusal, RuleName, Verdict};
use muster_shared::platform::{Ownership, Platform};

use super::Draft;
use super::make_room::MakeRoom;
use crate::announcer::Announcer;
use crate::browser;
use crate::client::Failure;
use crate::components::{
    Button, CheckLine, ProblemNotice, ProblemWords, Slots, Status, Tone, VerdictCard,
};
use crate::kinds;
use crate::once::Known;
use crate::preferences::{say, use_locale, use_text};
use crate::preflight::{Line, Outlook};
use crate::text::{Language, Text, VerdictText};

/// What is foreseen for the answers so far.
#[derive(Clone, Copy)]
pub(super) struct Foreseen {
    outlook: Memo<Option<Result<Outlook, Failure>>>,
    draft: Draft,
}

impl Foreseen {
    /// Works it out, and again whenever an answer changes.
    pub(super) fn of(preflight: Known<Preflight>, draft: Draft) -> Self {
        let outlook = Memo::new(move |_| {
            let answers = draft.answers();
            preflight.with(|known| {
                known.as_ref().map(|known| match known {
                    Ok(known) => Ok(Outlook::of(known, answers, browser::now())),
                    Err(failure) => Err(failure.clone()),
                })
            })
        });
        Self { outlook, draft }
    }

    /// Whether the next step makes sense. Where nothing could be worked out it does: the edge decides anyway.
    pub(super) fn goes_on(self) -> bool {
        self.outlook.with(|outlook| {
            !matches!(
                outlook,
                Some(Ok(Outlook {
                    verdict: Verdict::Refuse { .. },
                    ..
                }))
            )
        })
    }

    fn is_worked_out(self) -> bool {
        self.outlook.with(|outlook| matches!(outlook, Some(Ok(_))))
    }

    fn refused_for(self, it: fn(&Refusal) -> bool) -> bool {
        self.outlook.with(|outlook| {
            matches!(
                outlook,
                Some(Ok(Outlook {
                    verdict: Verdict::Refuse { refusal },
                    ..
                })) if it(refusal)
            )
        })
    }

    fn at_the_cap(self) -> bool {
        self.refused_for(|refusal| matches!(refusal, Refusal::DeviceLimitReached { .. }))
    }

    /// Only the terms, which stand on the same page, are in the way.
    fn waits_for_terms(self) -> bool {
        self.refused_for(is_about_terms)
    }

    /// How many devices are used, and how many may be; where that is known.
    fn counts(self) -> Option<(u32, u32)> {
        self.outlook.with(|outlook| match outlook {
            Some(Ok(known)) => known.used.map(|used| (used, known.limit)),
            _ => None,
        })
    }

    fn words(self, text: &Text, language: Language) -> Words {
        let device = kinds::noun(
            self.draft.platform.get(),
            self.draft.this_device().is_some(),
            &text.kinds,
        );
        self.outlook
            .with(|outlook| Words::of(outlook.as_ref(), device, text, language))
    }
}

/// The answer as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    tone: Tone,
    title: String,
    text: String,
    /// Of a no, the cause alone, for where there is little room.
    cause: String,
}

impl Words {
    fn of(
        outlook: Option<&Result<Outlook, Failure>>,
        device: &str,
        text: &Text,
        language: Language,
    ) -> Self {
        let words = &text.verdict;
        let say = |tone, title: String, text: String| Self {
            tone,
            title,
            text,
            cause: String::new(),
        };
        match outlook {
            None => say(Tone::Info, words.working.to_owned(), String::new()),
            Some(Err(_)) => say(
                Tone::Info,
                words.unknown.to_owned(),
                words.unknown_text.to_owned(),
            ),
            Some(Ok(outlook)) => match &outlook.verdict {
                Verdict::Allow { ownership } => say(
                    Tone::Ok,
                    (words.allow)(device),
                    whose(*ownership, words).to_owned(),
                ),
                Verdict::AllowPending { .. } => say(
                    Tone::Ok,
                    (words.allow)(device),
                    words.pending_text.to_owned(),
                ),
                Verdict::Refuse { refusal } => {
                    let mut why = ProblemWords::of_refusal(refusal, language);
                    if is_about_terms(refusal) {
                        words.terms_first.clone_into(&mut why.fix);
                    }
                    Self {
                        tone: Tone::Stop,
                        title: (words.refuse)(device),
                        text: format!("{} {}", why.cause, why.fix),
                        cause: why.cause,
                    }
                }
            },
        }
    }
}

const fn is_about_terms(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::TermsNotAccepted { .. })
}

const fn whose(ownership: Ownership, words: &VerdictText) -> &'static str {
    match ownership {
        Ownership::Personal => words.allow_personal,
        Ownership::Corporate => words.allow_corporate,
    }
}

/// A line's words and what it asks for.
fn line_words(line: &Line, platform: Platform, words: &VerdictText) -> (String, String) {
    let seen = line.seen.as_deref();
    match line.rule {
        // Only the first of these is shown: see `preflight::line`.
        RuleName::PlatformAllowed
        | RuleName::AccountEnabled
        | RuleName::EnrollmentInScope
        | RuleName::MethodAllowed
        | RuleName::Ownership
        | RuleName::PolicyApplies
        | RuleName::DeviceLimit
        | RuleName::WorkProfileLimit
        | RuleName::TermsAccepted => (
            (words.rule_platform)(platform.display_name()),
            String::new(),
        ),
        RuleName::PersonallyOwnedAllowed => (words.rule_personal.to_owned(), String::new()),
        RuleName::MinimumOsVersion => (
            seen.map_or_else(
                || words.rule_version_later.to_owned(),
                |seen| (words.rule_version_seen)(seen),
            ),
            (words.rule_minimum)(&line.expected),
        ),
        RuleName::MaximumOsVersion => (
            seen.map_or_else(
                || words.rule_version_later.to_owned(),
                |seen| (words.rule_version_seen)(seen),
            ),
            (words.rule_maximum)(&line.expected),
        ),
        RuleName::VersionSupported => (
            seen.map_or_else(
                || words.rule_version_later.to_owned(),
                |seen| (words.rule_version_seen)(seen),
            ),
            words.rule_supported.to_owned(),
        ),
        RuleName::ManufacturerAllowed => (
            seen.map_or_else(
                || words.rule_maker_later.to_owned(),
                |seen| (words.rule_maker_seen)(seen),
            ),
            (words.rule_maker)(&line.expected),
        ),
    }
}

/// The verdict, what it rests on, and at the cap the way out.
#[component]
pub(super) fn VerdictOnAnswers(foreseen: Foreseen, again: Callback<()>) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let words = Memo::new(move |_| foreseen.words(text(), locale().language()));
    announce_changes(words);
    let at_the_cap = Memo::new(move |_| foreseen.at_the_cap());
    let failed = move || {
        foreseen.outlook.with(|outlook| {
            outlook
                .as_ref()
                .and_then(|known| known.as_ref().err().cloned())
        })
    };
    let lines = move || {
        let platform = foreseen.draft.platform.get();
        foreseen.outlook.with(|outlook| {
            let known = outlook.as_ref().and_then(|known| known.as_ref().ok())?;
            let lines = known
                .lines
                .iter()
                .map(|line| {
                    let (words, detail) = line_words(line, platform, &text().verdict);
                    view! { <CheckLine holds=line.seen.is_some() words=words detail=detail/> }
                })
                .collect_view();
            Some(view! { <ul class="checks">{lines}</ul> })
        })
    };
    view! {
        <VerdictCard
            id="verdict"
            tone=Signal::derive(move || words.with(|words| words.tone))
            title=move || words.with(|words| words.title.clone())
            text=move || words.with(|words| words.text.clone())
        >
            {move || match failed() {
                Some(failure) => view! {
                    <ProblemNotice failure quiet=true>
                        <Button on_press=again>{say(|text| text.verdict.try_again)}</Button>
                    </ProblemNotice>
                }
                .into_any(),
                None => view! { <Used foreseen/> }.into_any(),
            }}
            <Show when=move || at_the_cap.get()>
                <MakeRoom changed=again/>
            </Show>
            <Show when=move || foreseen.waits_for_terms()>
                <a class="card__link" href="#terms">{say(|text| text.verdict.to_terms)}</a>
            </Show>
            {lines}
            <Show when=move || foreseen.is_worked_out()>
                <p class="small muted">{say(|text| text.verdict.here)}</p>
            </Show>
        </VerdictCard>
    }
}

/// How many devices are used, as marks.
#[component]
fn Used(foreseen: Foreseen) -> impl IntoView {
    let text = use_text();
    let counts = Memo::new(move |_| foreseen.counts());
    let used = Signal::derive(move || counts.get().map_or(0, |(used, _)| used));
    let limit = Signal::derive(move || counts.get().map_or(0, |(_, limit)| limit));
    let words = move || {
        counts
            .get()
            .map(|(used, limit)| (text().verdict.used_of)(used, limit))
            .unwrap_or_default()
    };
    let next = Signal::derive(move || foreseen.goes_on());
    view! { <Slots used limit words next/> }
}

/// The same answer in one line, for the bar with the button: on a phone the card may be out of view.
#[component]
pub(super) fn VerdictLine(foreseen: Foreseen) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let words = Memo::new(move |_| foreseen.words(text(), locale().language()));
    let terms = move || foreseen.waits_for_terms();
    let status = move || {
        let (tone, mut title) = words.with(|words| (words.tone, words.title.clone()));
        if let (Tone::Ok, Some((used, limit))) = (tone, foreseen.counts()) {
            title = format!("{title}. {}", (text().verdict.used_of)(used, limit));
        }
        let class = match tone {
            Tone::Ok => "status--ok",
            Tone::Warn => "status--warn",
            Tone::Stop => "status--stop",
            Tone::Info => "status--wait",
        };
        view! { <Status icon=tone.icon() class=class words=title/> }
    };
    view! {
        <div class="action__verdict">
            {status}
            <Show when=move || !foreseen.goes_on()>
                <p class="action__why">{move || words.with(|words| words.cause.clone())}</p>
                <a class="button" href=move || if terms() { "#terms" } else { "#verdict" }>
                    {move || {
                        let text = &text().verdict;
                        if terms() { text.to_terms } else { text.see_what_to_do }
                    }}
                </a>
            </Show>
        </div>
    }
}

/// Tells a screen reader each new answer, once.
fn announce_changes(words: Memo<Words>) {
    let announcer = use_context::<Announcer>();
    Effect::watch(
        move || words.get(),
        move |words, before, _| {
            let news = before.is_some_and(|before| before != words);
            if let (true, Some(announcer)) = (news, announcer) {
                announcer.say(&format!("{}. {}", words.title, words.text));
            }
        },
        false,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(verdict: Verdict, language: Language) -> Words {
        let outlook = Outlook {
            verdict,
            lines: Vec::new(),
            used: Some(2),
            limit: 5,
        };
        Words::of(Some(&Ok(outlook)), "this Mac", Text::of(language), language)
    }

    #[test]
    fn a_refusal_is_one_cause_and_one_fix_in_the_person_s_language() {
        let refusal = Refusal::DeviceLimitReached { limit: 5 };
        let english = words(
            Verdict::Refuse {
                refusal: refusal.clone(),
            },
            Language::English,
        );
        assert_eq!(english.tone, Tone::Stop);
        assert_eq!(
            english.text,
            format!("{} {}", refusal.sentence(), refusal.fix())
        );
        assert_eq!(english.cause, refusal.sentence());
        let german = words(Verdict::Refuse { refusal }, Language::German);
        assert_ne!(english.text, german.text);
    }

    #[test]
    fn terms_that_stand_on_the_page_are_not_looked_for_elsewhere() {
        for language in Language::ALL {
            let refusal = Refusal::TermsNotAccepted { terms: Vec::new() };
            let told = words(
                Verdict::Refuse {
                    refusal: refusal.clone(),
                },
                language,
            );
            assert!(told.text.ends_with(Text::of(language).verdict.terms_first));
            assert!(
                !told
                    .text
                    .contains(&ProblemWords::of_refusal(&refusal, language).fix)
            );
        }
    }

    #[test]
    fn what_could_not_be_worked_out_is_no_refusal() {
        let failure = Err(Failure::Unreachable { maybe_done: false });
        let words = Words::of(
            Some(&failure),
            "this Mac",
            Text::of(Language::English),
            Language::English,
        );
        assert_eq!(words.tone, Tone::Info);
    }

    #[test]
    fn an_answer_says_who_owns_the_device_then() {
        let allow = |ownership| words(Verdict::Allow { ownership }, Language::English).text;
        assert_ne!(allow(Ownership::Personal), allow(Ownership::Corporate));
    }
}
