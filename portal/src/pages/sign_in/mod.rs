//! Signing in, once the app is there: after signing out, and when a session has ended.
//!
//! On the first visit the form of `index.html` does the same before the app has loaded; both wear this folder's CSS.

use leptos::prelude::*;
use muster_shared::api::SignIn;
use muster_shared::time::Timestamp;

use crate::announcer::Announcements;
use crate::browser;
use crate::client::{self, Failure};
use crate::components::{Brand, Button, ButtonKind, Field, Notice, Tone, retry_time};
use crate::locale::Locale;
use crate::preferences::{Preferences, say, use_locale, use_text};
use crate::session::{Session, SignedOut};
use crate::text::{Language, Text};

const ERROR_ID: &str = "sign-in-error";

/// Why signing in failed, in the person's words.
fn failure_words(failure: &Failure, arrived: Timestamp, text: &Text, locale: &Locale) -> String {
    let text = &text.sign_in;
    match failure.status() {
        None => text.unreachable.to_owned(),
        Some(401) => text.wrong.to_owned(),
        Some(status) => match (retry_time(failure, arrived, locale), failure) {
            (Some(time), _) => (text.locked)(&time),
            // A lock-out that tells its end in a sentence only: better in the server's words than not at all.
            (None, Failure::Refused(problem)) if status == 429 => {
                format!("{} {}", problem.title, problem.fix)
            }
            (None, _) => text.failed.to_owned(),
        },
    }
}

/// Signs in, and when that went well learns who it is.
async fn sign_in(session: Session, credentials: SignIn) -> Result<(), Failure> {
    client::sign_in(&credentials).await?;
    session.refresh().await
}

/// The sign-in page.
#[component]
pub fn SignInPage(
    /// Why nobody is signed in.
    why: SignedOut,
    /// The organisation, where it is known already.
    #[prop(into)]
    organisation: String,
) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let session = expect_context::<Session>();
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<(Failure, Timestamp)>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let credentials = SignIn {
            username: username.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        leptos::task::spawn_local(async move {
            match sign_in(session, credentials).await {
                // The page has given way to the app.
                Ok(()) => browser::focus_soon("h1"),
                Err(why_not) => {
                    busy.set(false);
                    failure.set(Some((why_not, browser::now())));
                    browser::focus_soon("#password");
                }
            }
        });
    };
    let error = move || {
        failure.get().map(|(failure, arrived)| {
            let words = failure_words(&failure, arrived, text(), &locale());
            view! { <Notice tone=Tone::Stop title=words/> }
        })
    };
    let error_id = Signal::derive(move || {
        let wrong = failure.with(|failure| {
            failure
                .as_ref()
                .is_some_and(|(failure, _)| failure.status() == Some(401))
        });
        wrong.then_some(ERROR_ID)
    });
    let before = move || match why {
        SignedOut::NotYet => None,
        SignedOut::OnPurpose => {
            Some(view! { <Notice tone=Tone::Ok title=say(|text| text.sign_in.signed_out)/> })
        }
        SignedOut::Ended => {
            Some(view! { <Notice tone=Tone::Info title=say(|text| text.sign_in.ended)/> })
        }
    };
    let organisation = Signal::stored(organisation);
    view! {
        <main class="sign-in" id="main">
            <p class="brand">
                <Brand organisation=organisation role=None/>
            </p>
            <div class="sign-in__card card stack">
                <div>
                    <h1 tabindex="-1">{say(|text| text.sign_in.title)}</h1>
                    <p class="muted">{say(|text| text.sign_in.lead)}</p>
                </div>
                {before}
                <form class="stack" on:submit=submit>
                    <Field
                        id="username"
                        label=say(|text| text.sign_in.username)
                        hint=say(|text| text.sign_in.username_hint)
                        autocomplete="username"
                        error_id=error_id
                        value=username
                    />
                    <Field
                        id="password"
                        label=say(|text| text.sign_in.password)
                        kind="password"
                        autocomplete="current-password"
                        error_id=error_id
                        value=password
                    />
                    <div role="alert" id=ERROR_ID>
                        {error}
                    </div>
                    <Button kind=ButtonKind::Primary submit=true busy=busy>
                        {move || if busy.get() { text().sign_in.busy } else { text().sign_in.submit }}
                    </Button>
                </form>
            </div>
            <p class="sign-in__foot">
                <OtherLanguage/>
            </p>
        </main>
        <Announcements/>
    }
}

/// Switches between the two languages; it names the other one in itself.
#[component]
fn OtherLanguage() -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let other = move || match preferences.language.get() {
        Language::English => Language::German,
        Language::German => Language::English,
    };
    view! {
        <span lang=move || other().tag()>
            <Button kind=ButtonKind::Quiet on_press=move |()| preferences.language.set(untrack(other))>
                {move || other().own_name()}
            </Button>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(failure: &Failure) -> String {
        let locale = Locale::new(Language::English, ["en"]);
        failure_words(
            failure,
            Timestamp::EPOCH,
            Text::of(Language::English),
            &locale,
        )
    }

    #[test]
    fn a_wrong_password_is_not_called_an_ended_session() {
        let text = Text::of(Language::English).sign_in;
        assert_eq!(words(&Failure::Unreadable { status: 401 }), text.wrong);
    }

    #[test]
    fn a_server_in_trouble_is_not_called_a_wrong_password() {
        let text = Text::of(Language::English).sign_in;
        assert_eq!(words(&Failure::Unreadable { status: 503 }), text.failed);
        assert_eq!(
            words(&Failure::Unreachable { maybe_done: true }),
            text.unreachable
        );
    }
}
