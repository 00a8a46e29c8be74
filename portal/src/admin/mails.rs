//! The mails to people, and what became of each; in development, the place to read them.

use leptos::prelude::*;
use muster_shared::tenant::{KeptMail, MailState};

use super::devices::Loading;
use crate::client;
use crate::components::{Button, More, ProblemNotice};
use crate::once::once;
use crate::preferences::{say, use_locale, use_text};
use crate::session::Session;

/// The newest mails.
#[component]
pub(super) fn MailsPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let (list, again) = once(session, client::mails);
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{say(|text| text.admin.mails)}</h1>
                <p class="muted">{say(|text| text.admin.mails_lead)}</p>
            </div>
        </div>
        {move || match list.get() {
            None => view! { <Loading/> }.into_any(),
            Some(Err(failure)) => view! {
                <ProblemNotice failure>
                    <Button on_press=again>{say(|text| text.admin.try_again)}</Button>
                </ProblemNotice>
            }
            .into_any(),
            Some(Ok(list)) if list.mails.is_empty() => view! {
                <section class="card card__body">
                    <p class="muted">{say(|text| text.admin.mails_none)}</p>
                </section>
            }
            .into_any(),
            Some(Ok(list)) => view! {
                <ul class="mails stack">
                    {list.mails.into_iter().map(|mail| view! { <Mail mail/> }).collect_view()}
                </ul>
            }
            .into_any(),
        }}
    }
}

#[component]
fn Mail(mail: KeptMail) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let state = mail.state;
    let reason = match &state {
        MailState::Waiting { reason, .. } => reason.clone(),
        MailState::Failed { reason, .. } | MailState::Kept { reason } => Some(reason.clone()),
        MailState::Sent { .. } => None,
    };
    let words = move || {
        let text = &text().admin;
        match state {
            MailState::Waiting { next_try_at, .. } => {
                (text.mail_waiting)(&locale().moment(next_try_at))
            }
            MailState::Sent { sent_at } => (text.mail_sent)(&locale().moment(sent_at)),
            MailState::Failed { failed_at, .. } => (text.mail_failed)(&locale().moment(failed_at)),
            MailState::Kept { .. } => text.mail_kept.to_owned(),
        }
    };
    // What is written for machines and administrators comes in English.
    let reason = reason.map(|reason| view! { <p class="small muted" lang="en">{reason}</p> });
    view! {
        <li class="card card__body">
            <h2 class="section__title">{mail.message.subject}</h2>
            <p class="small">{mail.message.to.to_string()}</p>
            <p class="small">{words}</p>
            {reason}
            <More summary=say(|text| text.admin.mail_text)>
                <p class="mails__text">{mail.message.text}</p>
            </More>
        </li>
    }
}
