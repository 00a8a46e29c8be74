//! A recorded decision with every rule that was looked at: where the link leads that a person hands to their IT.

use leptos::prelude::*;
use muster_shared::api::DecisionView;
use muster_shared::enrollment::{
    Conclusion, RecordedDecision, Replay, RuleName, TraceEntry, Verdict,
};
use muster_shared::ids::EnrolleeId;
use muster_shared::platform::Ownership;

use super::app::Denied;
use super::devices::Loading;
use super::route::AdminRoute;
use crate::client;
use crate::components::{
    Button, ButtonKind, IconName, Notice, ProblemNotice, ProblemWords, Status, Tone, VerdictCard,
    owner_words,
};
use crate::navigation::Link;
use crate::once::once;
use crate::preferences::{say, use_locale, use_text};
use crate::session::Session;
use crate::text::{AdminText, Language, Text};

/// One decision.
#[component]
pub(super) fn DecisionPage(
    /// Among whose decisions it is.
    enrollee: EnrolleeId,
    /// Its number there.
    number: u64,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let (found, again) = once(session, move || client::decision(enrollee, number));
    move || {
        match found.get() {
        // The edge has the last word, whatever the session says.
        Some(Err(failure)) if failure.status() == Some(403) => view! { <Denied/> }.into_any(),
        found => view! {
            <div class="head">
                <div class="head__text">
                    <h1 tabindex="-1">{say(|text| text.admin.decision)}</h1>
                    <p class="muted">{say(|text| text.admin.decision_lead)}</p>
                </div>
            </div>
            {match found {
                None => view! { <Loading/> }.into_any(),
                Some(Ok(decision)) => view! { <Decision decision/> }.into_any(),
                Some(Err(failure)) if failure.status() == Some(404) => view! { <Missing/> }.into_any(),
                Some(Err(failure)) => view! {
                    <ProblemNotice failure>
                        <Button on_press=again>{say(|text| text.admin.try_again)}</Button>
                    </ProblemNotice>
                }
                .into_any(),
            }}
        }
        .into_any(),
    }
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <section class="card card__body stack">
            <h2>{say(|text| text.admin.decision_missing)}</h2>
            <p class="muted">{say(|text| text.admin.decision_missing_text)}</p>
            <p>
                <Link to=AdminRoute::Devices(None) class=ButtonKind::Primary.class()>
                    {say(|text| text.admin.devices)}
                </Link>
            </p>
        </section>
    }
}

/// What was decided, in one sentence, and what follows from it.
fn verdict_words(verdict: &Verdict, language: Language) -> (Tone, String, String) {
    let text = Text::of(language);
    let allowed = |ownership: &Ownership| owner_words(*ownership, &text.devices).to_owned();
    match verdict {
        Verdict::Allow { ownership } => {
            let title = text.admin.decided_allow.to_owned();
            (Tone::Ok, title, allowed(ownership))
        }
        Verdict::AllowPending { ownership, .. } => {
            let title = text.admin.decided_pending.to_owned();
            (Tone::Warn, title, allowed(ownership))
        }
        Verdict::Refuse { refusal } => {
            let words = ProblemWords::of_refusal(refusal, language);
            (Tone::Stop, words.cause, words.fix)
        }
    }
}

#[component]
fn Decision(decision: DecisionView) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let DecisionView { recorded, again } = decision;
    let RecordedDecision {
        at,
        request,
        policy,
        verdict,
        rules,
        ..
    } = recorded;
    let code = match &verdict {
        Verdict::Refuse { refusal } => Some(refusal.code()),
        Verdict::Allow { .. } | Verdict::AllowPending { .. } => None,
    };
    let verdict = StoredValue::new(verdict);
    let said = move || verdict.with_value(|verdict| verdict_words(verdict, locale().language()));
    let tone = Signal::derive(move || said().0);
    let asked = move || {
        let owner = owner_words(request.ownership, &text().devices);
        (text().admin.decision_asked)(
            request.platform.display_name(),
            request.method.as_str(),
            owner,
        )
    };
    let (note, trace) = match again {
        Replay::Equal { trace } => (None, Some(trace)),
        Replay::Different {
            trace,
            rules_have_changed,
            ..
        } => (Some((true, rules_have_changed)), Some(trace)),
        Replay::PolicyNotKept => (Some((false, false)), None),
    };
    let note = note.map(|(different, changed)| {
        let words = move || {
            let text = &text().admin;
            match (different, changed) {
                (true, true) => text.replay_rules_changed,
                (true, false) => text.replay_differs,
                (false, _) => text.replay_impossible,
            }
        };
        view! { <Notice tone=Tone::Warn title=words/> }
    });
    view! {
        <div class="stack">
            <VerdictCard
                id="decided"
                tone
                title=move || said().1
                text=move || said().2
            >
                <dl class="decision__facts">
                    <div>
                        <dt>{say(|text| text.admin.decision_at)}</dt>
                        <dd>
                            <time datetime=at.to_string()>{move || locale().moment(at)}</time>
                        </dd>
                    </div>
                    <div>
                        <dt>{say(|text| text.admin.decision_for)}</dt>
                        <dd>{asked}</dd>
                    </div>
                    {code.map(|code| view! {
                        <div>
                            <dt>{say(|text| text.problem.code)}</dt>
                            <dd>
                                <code>{code}</code>
                            </dd>
                        </div>
                    })}
                    <div>
                        <dt>{say(|text| text.admin.decision_policy)}</dt>
                        <dd>
                            <code>{policy.to_string()}</code>
                            {move || (text().admin.decision_rules)(rules)}
                        </dd>
                    </div>
                </dl>
            </VerdictCard>
            {note}
            {trace.map(|trace| view! { <Rules trace/> })}
        </div>
    }
}

/// Every rule that was looked at, in its order.
#[component]
fn Rules(trace: Vec<TraceEntry>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="rules">
            <div class="card__head">
                <h2 id="rules">{say(|text| text.admin.rules)}</h2>
            </div>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{say(|text| text.admin.rule)}</th>
                        <th scope="col">{say(|text| text.admin.rule_expected)}</th>
                        <th scope="col">{say(|text| text.admin.rule_seen)}</th>
                        <th scope="col">{say(|text| text.admin.rule_concluded)}</th>
                    </tr>
                </thead>
                <tbody>
                    {trace.into_iter().map(|entry| view! { <Rule entry/> }).collect_view()}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Rule(entry: TraceEntry) -> impl IntoView {
    let text = use_text();
    let (rule, conclusion) = (entry.rule, entry.conclusion);
    let (icon, class) = look(conclusion);
    let policy = entry.policy.map(
        |policy| view! { <span class="muted small">" "<code>{policy.to_string()}</code></span> },
    );
    let none = "–";
    view! {
        <tr>
            <th scope="row">{move || rule_name(rule, &text().admin)} {policy}</th>
            <td data-column=say(|text| text.admin.rule_expected)>
                <span class="decision__value">{entry.expected.unwrap_or_else(|| none.to_owned())}</span>
            </td>
            <td data-column=say(|text| text.admin.rule_seen)>
                <span class="decision__value">{entry.seen.unwrap_or_else(|| none.to_owned())}</span>
            </td>
            <td data-column=say(|text| text.admin.rule_concluded)>
                <Status icon class words=move || conclusion_words(conclusion, &text().admin)/>
            </td>
        </tr>
    }
}

const fn look(conclusion: Conclusion) -> (IconName, &'static str) {
    match conclusion {
        Conclusion::Passed => (IconName::Ok, "status--ok"),
        Conclusion::Failed => (IconName::Stop, "status--stop"),
        Conclusion::NotEvaluated => (IconName::Warn, "status--warn"),
        Conclusion::NotConfigured | Conclusion::NotApplied => (IconName::Info, "status--wait"),
    }
}

const fn conclusion_words(conclusion: Conclusion, text: &AdminText) -> &'static str {
    match conclusion {
        Conclusion::Passed => text.rule_passed,
        Conclusion::Failed => text.rule_failed,
        Conclusion::NotConfigured => text.rule_not_configured,
        Conclusion::NotEvaluated => text.rule_not_evaluated,
        Conclusion::NotApplied => text.rule_not_applied,
    }
}

/// A rule that is added to the catalogue does not compile until it has a name here.
const fn rule_name(rule: RuleName, text: &AdminText) -> &'static str {
    match rule {
        RuleName::AccountEnabled => text.rule_account,
        RuleName::EnrollmentInScope => text.rule_scope,
        RuleName::MethodAllowed => text.rule_method,
        RuleName::Ownership => text.rule_ownership,
        RuleName::PolicyApplies => text.rule_policy,
        RuleName::PlatformAllowed => text.rule_platform,
        RuleName::PersonallyOwnedAllowed => text.rule_personal,
        RuleName::MinimumOsVersion => text.rule_minimum,
        RuleName::MaximumOsVersion => text.rule_maximum,
        RuleName::ManufacturerAllowed => text.rule_manufacturer,
        RuleName::VersionSupported => text.rule_supported,
        RuleName::DeviceLimit => text.rule_limit,
        RuleName::WorkProfileLimit => text.rule_work_profiles,
        RuleName::TermsAccepted => text.rule_terms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::enrollment::Refusal;

    #[test]
    fn a_refusal_reads_as_the_person_read_it() {
        let refused = Verdict::Refuse {
            refusal: Refusal::AccountDisabled,
        };
        for language in Language::ALL {
            let words = ProblemWords::of_refusal(&Refusal::AccountDisabled, language);
            assert_eq!(
                verdict_words(&refused, language),
                (Tone::Stop, words.cause, words.fix)
            );
        }
    }

    #[test]
    fn a_rule_that_passed_looks_like_none_that_did_not() {
        for other in [
            Conclusion::Failed,
            Conclusion::NotConfigured,
            Conclusion::NotEvaluated,
            Conclusion::NotApplied,
        ] {
            assert_ne!(look(other), look(Conclusion::Passed), "{other:?}");
        }
    }
}
