//! What IT sees of devices in general, one's own and the organisation's side by side.

use leptos::prelude::*;
use muster_shared::api::{DeviceList, DeviceView, PrivacyFact, PrivacyFacts};
use muster_shared::platform::Ownership;

use super::beside::Beside;
use super::rights::Deed;
use super::{Loading, Trouble, by_class, class_words};
use crate::client::{self, Failure};
use crate::components::{Icon, IconName, PlatformGlyph, owner_words};
use crate::facts::{fact, reason};
use crate::help::HelpRoute;
use crate::navigation::Link;
use crate::once::once;
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::text::Text;

type Answer = Result<(PrivacyFacts, DeviceList), Failure>;

async fn ask(session: Session) -> Answer {
    let facts = session.heed(client::privacy().await)?;
    let devices = session.heed(client::devices().await)?;
    Ok((facts, devices))
}

/// What IT sees.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let (known, again) = once(session, move || ask(session));
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{say(|text| text.privacy.title)}</h1>
                <p class="muted privacy__lead">{say(|text| text.privacy.lead)}</p>
            </div>
        </div>
        <div class="privacy">
            {move || match known.get() {
                None => view! { <Loading/> }.into_any(),
                Some(Err(failure)) => view! { <Trouble failure again/> }.into_any(),
                Some(Ok((facts, list))) => view! {
                    <div class="stack">
                        <Yours devices=list.devices/>
                        <Facts facts=facts.facts/>
                        <Scripts looked_for=facts.scripts_look_for of=|text| text.privacy.scripts_text/>
                        <Rights/>
                    </div>
                }
                .into_any(),
            }}
            <Beside/>
        </div>
    }
}

/// The person's devices, each with a page of its own.
#[component]
fn Yours(devices: Vec<DeviceView>) -> impl IntoView {
    let none = devices.is_empty();
    view! {
        <section class="card card__body" aria-labelledby="yours">
            <h2 id="yours">{say(|text| text.privacy.yours)}</h2>
            <p class="small muted" hidden=none>{say(|text| text.privacy.yours_text)}</p>
            <p class="small muted" hidden=!none>{say(|text| text.privacy.yours_none)}</p>
            <ul class="yours" hidden=none>
                {devices.into_iter().map(|device| view! { <OneOfYours device/> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn OneOfYours(device: DeviceView) -> impl IntoView {
    let text = use_text();
    let ownership = device.ownership;
    view! {
        <li>
            <Link to=HelpRoute::DevicePrivacy(device.id) class="yours__link">
                <PlatformGlyph platform=device.platform/>
                <span class="yours__name">{device.name}</span>
                <span class="small muted">{move || owner_words(ownership, &text().devices)}</span>
            </Link>
        </li>
    }
}

/// Yes or no, by a drawing and a word.
#[component]
fn Answered(
    yes: bool,
    /// The drawing for no.
    no: IconName,
    /// The words for yes and for no.
    words: [fn(&'static Text) -> &'static str; 2],
) -> impl IntoView {
    let [if_yes, if_no] = words;
    let (class, icon, words) = if yes {
        ("answered", IconName::Check, if_yes)
    } else {
        ("answered answered--no", no, if_no)
    };
    view! {
        <td>
            <span class=class>
                <Icon name=icon/>
                {say(words)}
            </span>
        </td>
    }
}

/// The columns: what it is about, and the answer for each ownership.
#[component]
fn Head() -> impl IntoView {
    view! {
        <thead>
            <tr>
                <th scope="col">{say(|text| text.privacy.column_what)}</th>
                <th scope="col">{say(|text| text.privacy.column_personal)}</th>
                <th scope="col">{say(|text| text.privacy.column_corporate)}</th>
            </tr>
        </thead>
    }
}

/// What is kept of each.
#[component]
fn Facts(facts: Vec<PrivacyFact>) -> impl IntoView {
    let text = use_text();
    view! {
        <section class="card" aria-labelledby="tells">
            <div class="card__head">
                <h2 id="tells">{say(|text| text.privacy.tells)}</h2>
            </div>
            <table class="yesno">
                <Head/>
                {by_class(&facts)
                    .into_iter()
                    .map(|(class, facts)| view! {
                        <tbody>
                            <tr class="yesno__group">
                                <th scope="rowgroup" colspan="3">
                                    {move || class_words(class, &text().privacy)}
                                </th>
                            </tr>
                            {facts.into_iter().map(|fact| view! { <Row kept=fact/> }).collect_view()}
                        </tbody>
                    })
                    .collect_view()}
            </table>
            <div class="card__body">
                <h3 class="also">{say(|text| text.privacy.also)}</h3>
                <ul class="lines small">
                    <li>{say(|text| text.privacy.also_check_in)}</li>
                    <li>{say(|text| text.privacy.also_history)}</li>
                    <li>{say(|text| text.privacy.also_commands)}</li>
                    <li>{say(|text| text.privacy.also_address)}</li>
                </ul>
            </div>
        </section>
    }
}

#[component]
fn Row(kept: PrivacyFact) -> impl IntoView {
    let text = use_text();
    let name = kept.name;
    view! {
        <tr>
            <th scope="row">
                {move || fact(name, &text().facts)}
                <span class="why">{move || reason(name, &text().reasons)}</span>
            </th>
            <Answered
                yes=kept.personal
                no=IconName::EyeOff
                words=[|text| text.privacy.kept, |text| text.privacy.not_kept]
            />
            <Answered
                yes=kept.corporate
                no=IconName::EyeOff
                words=[|text| text.privacy.kept, |text| text.privacy.not_kept]
            />
        </tr>
    }
}

/// What compliance scripts look for.
#[component]
pub(super) fn Scripts(
    looked_for: Vec<String>,
    /// Of which devices that is told.
    of: fn(&'static Text) -> &'static str,
) -> impl IntoView {
    let none = looked_for.is_empty();
    view! {
        <section class="card card__body" aria-labelledby="scripts">
            <h2 class="section__title" id="scripts">{say(|text| text.privacy.scripts)}</h2>
            <p class="small muted" hidden=!none>{say(|text| text.privacy.scripts_none)}</p>
            <p class="small muted" hidden=none>{say(of)}</p>
            <ul class="lines small" hidden=none>
                {looked_for.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}
            </ul>
        </section>
    }
}

/// What IT can do to each.
#[component]
fn Rights() -> impl IntoView {
    let text = use_text();
    let row = move |deed: Deed| {
        view! {
            <tr>
                <th scope="row">{move || deed.words(&text().privacy)}</th>
                <Answered
                    yes=deed.can_somewhere(Ownership::Personal)
                    no=IconName::Stop
                    words=[|text| text.privacy.can_yes, |text| text.privacy.can_no]
                />
                <Answered
                    yes=deed.can_somewhere(Ownership::Corporate)
                    no=IconName::Stop
                    words=[|text| text.privacy.can_yes, |text| text.privacy.can_no]
                />
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="can">
            <div class="card__head">
                <h2 id="can">{say(|text| text.privacy.can)}</h2>
                <p class="small muted">{say(|text| text.privacy.can_text)}</p>
            </div>
            <table class="yesno">
                <Head/>
                <tbody>
                    {Deed::ALL.into_iter().map(row).collect_view()}
                </tbody>
            </table>
        </section>
    }
}
