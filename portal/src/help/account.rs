//! Account: who is signed in, what this browser keeps for them, what they have accepted, which mails come, and the way out.

use leptos::prelude::*;
use muster_shared::api::{Me, TermsView};

use crate::client::{self, Failure};
use crate::components::{Button, ButtonKind, LanguageSwitch, More, ProblemNotice, ThemeSwitch};
use crate::once::once;
use crate::preferences::{say, use_locale, use_text};
use crate::session::Session;
use crate::text::Text;

/// The account.
#[component]
pub(super) fn AccountPage() -> impl IntoView {
    view! {
        <div class="head">
            <h1 tabindex="-1">{say(|text| text.account.title)}</h1>
        </div>
        <div class="account">
            <div class="stack">
                <Who/>
                <section class="card card__body" aria-labelledby="look">
                    <h2 id="look">{say(|text| text.account.look)}</h2>
                    <p class="small muted">{say(|text| text.account.look_text)}</p>
                    <div class="account__look">
                        <LanguageSwitch name="account-language"/>
                        <ThemeSwitch name="account-theme"/>
                    </div>
                </section>
                <Leave/>
            </div>
            <div class="stack">
                <Terms/>
                <Mails/>
            </div>
        </div>
    }
}

/// Who is signed in, and for how long.
#[component]
fn Who() -> impl IntoView {
    let session = expect_context::<Session>();
    let locale = use_locale();
    let of = move |read: fn(&Me) -> String| move || session.with(read);
    let until = move || {
        let end = session.me().ok().map(|me| me.session_expires_at);
        end.map(|end| locale().moment(end))
    };
    view! {
        <section class="card card__body" aria-labelledby="account-who">
            <h2 class="section__title" id="account-who">{say(|text| text.account.who)}</h2>
            <dl class="told">
                <div>
                    <dt class="muted">{say(|text| text.account.name)}</dt>
                    <dd><bdi>{of(|me| me.display_name.clone())}</bdi></dd>
                </div>
                <div>
                    <dt class="muted">{say(|text| text.account.username)}</dt>
                    <dd><bdi>{of(|me| me.username.clone())}</bdi></dd>
                </div>
                <div>
                    <dt class="muted">{say(|text| text.account.organisation)}</dt>
                    <dd><bdi>{of(|me| me.organisation.clone())}</bdi></dd>
                </div>
                <div>
                    <dt class="muted">{say(|text| text.account.session)}</dt>
                    <dd>{until}</dd>
                </div>
            </dl>
        </section>
    }
}

/// The terms of use, with what of them is accepted.
#[component]
fn Terms() -> impl IntoView {
    let session = expect_context::<Session>();
    let (known, again) = once(session, client::terms);
    view! {
        <section class="card card__body" aria-labelledby="account-terms">
            <h2 class="section__title" id="account-terms">{say(|text| text.account.terms)}</h2>
            {move || match known.get() {
                None => view! {
                    <p class="small muted" role="status">{say(|text| text.account.terms_loading)}</p>
                }
                .into_any(),
                Some(Err(failure)) => view! {
                    <ProblemNotice failure quiet=true>
                        <Button on_press=again>{say(|text| text.account.try_again)}</Button>
                    </ProblemNotice>
                }
                .into_any(),
                Some(Ok(list)) if list.terms.is_empty() => view! {
                    <p class="small muted">{say(|text| text.account.terms_none)}</p>
                }
                .into_any(),
                Some(Ok(list)) => view! {
                    <ul class="set">
                        {list.terms.into_iter().map(|terms| view! { <OneOfThem terms/> }).collect_view()}
                    </ul>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn OneOfThem(terms: TermsView) -> impl IntoView {
    let words = use_text();
    let locale = use_locale();
    let TermsView {
        title,
        summary,
        text,
        version,
        accepted_at,
        ..
    } = terms;
    let state = move || match accepted_at {
        Some(at) => (words().account.terms_accepted)(version, &locale().moment(at)),
        None => (words().account.terms_open)(version),
    };
    view! {
        <li>
            <h3>{title}</h3>
            <p class="small muted">{state}</p>
            {(!summary.is_empty()).then(|| view! { <p class="small"><bdi>{summary}</bdi></p> })}
            <More summary=say(|text| text.account.terms_read)>
                <p class="account__terms" dir="auto">{text}</p>
            </More>
        </li>
    }
}

/// Which mails come. Nothing of that is a person's to choose, and the page says so.
#[component]
fn Mails() -> impl IntoView {
    view! {
        <section class="card card__body" aria-labelledby="account-mails">
            <h2 class="section__title" id="account-mails">{say(|text| text.account.mails)}</h2>
            <ul class="lines small">
                <li>{say(|text| text.account.mail_added)}</li>
                <li>{say(|text| text.account.mail_corporate)}</li>
                <li>{say(|text| text.account.mail_rules)}</li>
            </ul>
            <p class="small muted account__note">{say(|text| text.account.mails_text)}</p>
        </section>
    }
}

/// The ways out: of this browser, and of every one.
#[component]
fn Leave() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    // Which of the two is under way.
    let busy = RwSignal::new(None::<bool>);
    let failure = RwSignal::new(None::<Failure>);
    let leave = move |everywhere: bool| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(everywhere));
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = if everywhere {
                session.sign_out_everywhere().await
            } else {
                session.sign_out().await
            };
            // Once signed out, the page and its signals are gone.
            if let Err(why) = outcome {
                busy.try_set(None);
                failure.try_set(Some(why));
            }
        });
    };
    let way = move |everywhere, kind, words: fn(&Text) -> [&'static str; 2]| {
        let is_busy = Signal::derive(move || busy.get() == Some(everywhere));
        view! {
            <div class="way">
                <p class="small muted">{move || words(text())[1]}</p>
                <Button kind busy=is_busy on_press=Callback::new(move |()| leave(everywhere))>
                    {move || if is_busy.get() { text().account.busy } else { words(text())[0] }}
                </Button>
            </div>
        }
    };
    view! {
        <section class="card card__body" aria-labelledby="account-leave">
            <h2 class="section__title" id="account-leave">{say(|text| text.account.sign_out)}</h2>
            {way(false, ButtonKind::Plain, |text| [text.account.here, text.account.here_text])}
            {way(true, ButtonKind::Danger, |text| [text.account.everywhere, text.account.everywhere_text])}
            {move || failure.get().map(|failure| view! { <ProblemNotice failure/> })}
        </section>
    }
}
