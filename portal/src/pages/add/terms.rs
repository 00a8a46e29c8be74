//! The organisation's terms of use, for whoever has yet to accept them: a device joins only after that.

use leptos::prelude::*;
use muster_shared::api::{AcceptedTerms, TermsList, TermsView};
use muster_shared::ids::TermsVersion;

use crate::announcer::Announcer;
use crate::browser;
use crate::client::{self, Failure};
use crate::components::{Button, ButtonKind, More, Notice, ProblemNotice, Tone};
use crate::navigation::Link;
use crate::once::once;
use crate::preferences::{say, use_text};
use crate::route::Route;
use crate::session::Session;

/// What is still to be read, in the order of the organisation.
#[must_use]
pub fn open(list: TermsList) -> Vec<TermsView> {
    let mut terms = list.terms;
    terms.retain(|terms| terms.accepted_at.is_none());
    terms
}

/// What is accepted with these: exactly what is on the page.
#[must_use]
pub fn acceptance_of(terms: &[TermsView]) -> AcceptedTerms {
    let version = |terms: &TermsView| TermsVersion {
        terms: terms.terms.clone(),
        version: terms.version,
    };
    AcceptedTerms {
        terms: terms.iter().map(version).collect(),
    }
}

/// The terms, and one button for all of them.
#[component]
pub fn TermsQuestion(
    /// Called once they are accepted.
    changed: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let announcer = use_context::<Announcer>();
    let (terms, again) = once(session, || async { client::terms().await.map(open) });
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let declined = RwSignal::new(false);
    let accept = move |()| {
        let read = terms.with_untracked(|terms| match terms {
            Some(Ok(terms)) => acceptance_of(terms),
            _ => AcceptedTerms { terms: Vec::new() },
        });
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = session.heed(client::accept_terms(&session.csrf_token(), &read).await);
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(_) => {
                    if let Some(announcer) = announcer {
                        announcer.say(untrack(text).add.terms_accepted);
                    }
                    changed.run(());
                    browser::focus_soon("#verdict");
                }
                Err(why_not) => {
                    failure.set(Some(why_not));
                    // They may have changed meanwhile: what is accepted next is what is read next.
                    again.run(());
                }
            }
        });
    };
    let decline = move |()| {
        declined.set(true);
        browser::focus_soon("#declined");
    };
    view! {
        <section class="question stack" aria-labelledby="terms">
            <h2 class="question__title" id="terms" tabindex="-1">{say(|text| text.add.terms)}</h2>
            {move || match terms.get() {
                None => view! { <p class="small muted">{say(|text| text.add.terms_loading)}</p> }.into_any(),
                Some(Err(failure)) => view! {
                    <ProblemNotice failure quiet=true>
                        <Button on_press=again>{say(|text| text.verdict.try_again)}</Button>
                    </ProblemNotice>
                }
                .into_any(),
                Some(Ok(terms)) => view! {
                    {terms.into_iter().map(|terms| view! { <OneOfThem terms/> }).collect_view()}
                    <div class="row">
                        <Button kind=ButtonKind::Primary busy on_press=Callback::new(accept)>
                            {move || if busy.get() { text().add.busy } else { text().add.terms_accept }}
                        </Button>
                        <Button on_press=Callback::new(decline)>{say(|text| text.add.terms_decline)}</Button>
                    </div>
                    <Show when=move || declined.get()>
                        <div id="declined" tabindex="-1">
                            <Notice tone=Tone::Info title=say(|text| text.add.terms_declined)>
                                <p>{say(|text| text.add.terms_declined_text)}</p>
                                <Link to=Route::Devices class=ButtonKind::Plain.class()>
                                    {say(|text| text.add.back)}
                                </Link>
                            </Notice>
                        </div>
                    </Show>
                }
                .into_any(),
            }}
            {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
        </section>
    }
}

#[component]
fn OneOfThem(terms: TermsView) -> impl IntoView {
    let TermsView {
        title,
        summary,
        text,
        ..
    } = terms;
    view! {
        <div class="card card__body stack">
            <h3>{title}</h3>
            {(!summary.is_empty()).then(|| view! { <p>{summary}</p> })}
            <More summary=say(|text| text.add.terms_full)>
                <p class="terms__text">{text}</p>
            </More>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::time::Timestamp;

    #[test]
    fn what_is_accepted_is_what_is_shown_and_not_accepted_before() {
        let terms = |id: &str, version, accepted_at| TermsView {
            terms: id.parse().unwrap(),
            version,
            title: id.to_owned(),
            summary: String::new(),
            text: "Be kind.".to_owned(),
            accepted_at,
        };
        let list = TermsList {
            terms: vec![
                terms("use", 2, None),
                terms("lab", 1, Some(Timestamp::EPOCH)),
                terms("mail", 7, None),
            ],
        };
        let accepted = acceptance_of(&open(list));
        let versions: Vec<_> = accepted
            .terms
            .iter()
            .map(|accepted| (accepted.terms.as_str(), accepted.version))
            .collect();
        assert_eq!(versions, [("use", 2), ("mail", 7)]);
    }
}
