//! P9, what IT sees: made from what the service can store of a device, so that nothing is left out.

use leptos::prelude::*;
use muster_shared::api::DeviceFactName;

use crate::branding::{Said, read_branding};
use crate::components::{Contact, Icon, IconName};
use crate::kinds::fact;
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::text::PrivacyText;

/// What is never seen.
const NEVER: [fn(&PrivacyText) -> &'static str; 5] = [
    |text| text.never_files,
    |text| text.never_messages,
    |text| text.never_browsing,
    |text| text.never_apps,
    |text| text.never_place,
];

/// What IT sees.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{say(|text| text.privacy.title)}</h1>
                <p class="muted privacy__lead">{say(|text| text.privacy.lead)}</p>
            </div>
        </div>
        <div class="split">
            <section class="card" aria-labelledby="sees">
                <div class="card__head">
                    <h2 id="sees">{say(|text| text.privacy.sees)}</h2>
                </div>
                <div class="card__body">
                    <dl class="known known--why">
                        {DeviceFactName::ALL
                            .into_iter()
                            .map(|name| {
                                view! {
                                    <div>
                                        <dt>{move || fact(name, &text().facts).0}</dt>
                                        <dd class="muted">{move || fact(name, &text().facts).1}</dd>
                                    </div>
                                }
                            })
                            .collect_view()}
                        <div>
                            <dt>{say(|text| text.privacy.also)}</dt>
                            <dd class="muted">{say(|text| text.privacy.why_also)}</dd>
                        </div>
                    </dl>
                </div>
            </section>
            <div class="stack">
                <section class="card card__body" aria-labelledby="never">
                    <h2 class="section__title" id="never">{say(|text| text.privacy.never)}</h2>
                    <ul class="never">
                        {NEVER
                            .into_iter()
                            .map(|words| {
                                view! {
                                    <li>
                                        <Icon name=IconName::EyeOff/>
                                        <span>{move || words(&text().privacy)}</span>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </section>
                <section class="card card__body" aria-labelledby="who">
                    <h2 class="section__title" id="who">{say(|text| text.privacy.who)}</h2>
                    <p class="small muted">
                        {move || organisation.with(|name| (text().privacy.who_text)(name))}
                    </p>
                    <Contact/>
                </section>
                <OwnWords/>
            </div>
        </div>
    }
}

/// What the organisation says of it itself; nothing where it says nothing.
#[component]
fn OwnWords() -> impl IntoView {
    let session = expect_context::<Session>();
    let own = read_branding(|branding| {
        let words = [Said::CanSee, Said::CannotSee].map(|said| branding.get(said));
        let statement = branding.get(Said::PrivacyUrl).to_owned();
        (words.join("\n\n"), statement)
    });
    move || {
        let (words, statement) = own();
        let says_nothing = words.trim().is_empty() && statement.is_empty();
        let no_statement = statement.is_empty();
        (!says_nothing).then(|| {
            view! {
                <section class="card card__body" aria-labelledby="own">
                    <h2 class="section__title" id="own">
                        {session.with(|me| me.organisation.clone())}
                    </h2>
                    <p class="small privacy__own">{words.trim().to_owned()}</p>
                    <p class="small" hidden=no_statement>
                        <a href=statement>{say(|text| text.privacy.statement)}</a>
                    </p>
                </section>
            }
        })
    }
}
