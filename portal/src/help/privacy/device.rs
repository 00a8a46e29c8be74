//! What IT sees of one device, what it can do to it, and what is set on it.

use leptos::prelude::*;
use muster_shared::api::{DeviceFact, DeviceStatus, PrivacyFact, PrivacyFacts};
use muster_shared::enrollment::Source;
use muster_shared::ids::DeviceId;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::profile::SettingState;
use muster_shared::time::Timestamp;

use super::beside::Beside;
use super::general::Scripts;
use super::on_it::Lists;
use super::rights::of_device;
use super::{Loading, Trouble, by_class, class_words, is_kept};
use crate::client::{self, Failure, OnIt, SeenDevice, SetOn};
use crate::clock::use_now;
use crate::components::{
    BackLink, ButtonKind, GlyphSize, Icon, IconName, Notice, PlatformGlyph, Tone,
};
use crate::facts::{fact, reason, value};
use crate::help::HelpRoute;
use crate::navigation::Link;
use crate::once::once;
use crate::preferences::{say, use_locale, use_text};
use crate::session::Session;
use crate::set_on::{state, words};
use crate::text::PrivacyText;

/// All that the page is made of.
#[derive(Debug, Clone)]
struct Known {
    facts: PrivacyFacts,
    detail: SeenDevice,
    /// Nothing once it has left.
    set: Vec<SetOn>,
    /// What it has listed; a company device alone does.
    on_it: OnIt,
}

async fn ask(session: Session, id: DeviceId) -> Result<Known, Failure> {
    let detail = session.heed(client::seen_device(id).await)?;
    let facts = session.heed(client::privacy().await)?;
    let set = match session.heed(client::set_on(id).await) {
        Ok(all) => all,
        // A device that has left has none.
        Err(failure) if failure.status() == Some(404) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    let on_it = if detail.device.ownership == Ownership::Corporate {
        session.heed(client::on_it(id).await)?
    } else {
        OnIt::default()
    };
    Ok(Known {
        facts,
        detail,
        set,
        on_it,
    })
}

/// What IT sees of one device.
#[component]
pub fn DevicePrivacyPage(
    /// Which.
    id: DeviceId,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let (known, again) = once(session, move || ask(session, id));
    let missing = move || {
        known.with(|known| match known {
            Some(Err(failure)) => failure.status() == Some(404),
            _ => false,
        })
    };
    let device = Memo::new(move |_| {
        known.with(|known| Some(known.as_ref()?.as_ref().ok()?.detail.device.clone()))
    });
    let title = move || {
        if missing() {
            return text().privacy.missing_title.to_owned();
        }
        device.with(|device| match device {
            Some(device) => (text().privacy.of)(&device.name),
            None => text().privacy.of_unknown.to_owned(),
        })
    };
    let whose = move || {
        device.with(|device| {
            Some(match device.as_ref()?.ownership {
                Ownership::Personal => text().privacy.own,
                Ownership::Corporate => text().privacy.company,
            })
        })
    };
    view! {
        <BackLink to=HelpRoute::Privacy words=say(|text| text.privacy.title)/>
        <div class="hero guide__hero privacy__hero">
            {move || {
                let platform = device.with(|device| device.as_ref().map(|device| device.platform));
                platform.map(|platform| view! { <PlatformGlyph platform size=GlyphSize::Large/> })
            }}
            <div class="hero__text">
                <h1 tabindex="-1">{title}</h1>
                <p class="muted">{whose}</p>
            </div>
        </div>
        {move || if missing() {
            view! {
                <div class="stack">
                    <p class="muted">{say(|text| text.privacy.missing_text)}</p>
                    <Link to=HelpRoute::Devices class=ButtonKind::Primary.class()>
                        {say(|text| text.shell.not_found_go)}
                    </Link>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class="privacy">
                    {move || match known.get() {
                        None => view! { <Loading/> }.into_any(),
                        Some(Err(failure)) => view! { <Trouble failure again/> }.into_any(),
                        Some(Ok(known)) => view! { <Detail known/> }.into_any(),
                    }}
                    <Beside/>
                </div>
            }
            .into_any()
        }}
    }
}

#[component]
fn Detail(known: Known) -> impl IntoView {
    let Known {
        facts,
        detail,
        set,
        on_it,
    } = known;
    let has_left = detail.device.status == DeviceStatus::Retired;
    let (id, ownership) = (detail.device.id, detail.device.ownership);
    let (platform, method) = (detail.device.platform, detail.device.method);
    let scripts = (ownership == Ownership::Corporate).then_some(facts.scripts_look_for);
    view! {
        <div class="stack">
            {has_left.then(|| view! {
                <Notice tone=Tone::Info>
                    <p>{say(|text| text.privacy.left)}</p>
                </Notice>
            })}
            <Told facts=facts.facts told=detail.facts ownership last=detail.device.last_check_in id/>
            <Lists on_it/>
            {scripts.map(|looked_for| view! { <Scripts looked_for of=|text| text.privacy.scripts_here/> })}
            {(!has_left).then(|| view! {
                <Rights platform method ownership/>
                <Set settings=set/>
            })}
        </div>
    }
}

/// What is known of it, fact by fact, each value with its age; and what it has not told, or would tell in vain.
#[component]
fn Told(
    facts: Vec<PrivacyFact>,
    told: Vec<DeviceFact>,
    ownership: Ownership,
    last: Option<Timestamp>,
    id: DeviceId,
) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let value_of = move |name| told.iter().find(|fact| fact.name == name).cloned();
    // What is there is shown, also where the rule would keep it no more; the rest is named.
    let (shown, rest): (Vec<_>, Vec<_>) = facts
        .into_iter()
        .partition(|fact| value_of(fact.name).is_some());
    let (not_told, not_kept): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|fact| is_kept(fact, ownership));
    let nothing = shown.is_empty();
    let checked_in = move || match last {
        Some(last) => (text().privacy.checked_in)(&locale().distance(now(), last)),
        None => text().privacy.never_checked_in.to_owned(),
    };
    let listed = move |begins: fn(&PrivacyText) -> &'static str, facts: Vec<PrivacyFact>| {
        (!facts.is_empty()).then(|| {
            let names = move || {
                let names = facts.iter().map(|one| fact(one.name, &text().facts));
                let names: Vec<_> = names.collect();
                format!("{} {}", begins(&text().privacy), names.join(", "))
            };
            view! { <p class="small muted">{names}</p> }
        })
    };
    view! {
        <section class="card" aria-labelledby="known">
            <div class="card__head">
                <h2 id="known">{say(|text| text.privacy.known)}</h2>
                <p class="small muted">{checked_in}</p>
            </div>
            <div class="card__body stack">
                <p class="small muted" hidden=!nothing>{say(|text| text.privacy.known_none)}</p>
                {by_class(&shown)
                    .into_iter()
                    .map(|(class, facts)| view! {
                        <div>
                            <h3 class="told__class">{move || class_words(class, &text().privacy)}</h3>
                            <dl class="told">
                                {facts
                                    .into_iter()
                                    .filter_map(|kept| value_of(kept.name))
                                    .map(|told| view! { <Fact told/> })
                                    .collect_view()}
                            </dl>
                        </div>
                    })
                    .collect_view()}
                {listed(|text| text.not_told, not_told)}
                {listed(|text| text.not_kept_of_it, not_kept)}
            </div>
            <div class="card__foot">
                <Link to=HelpRoute::Device(id) class="card__link">
                    {say(|text| text.privacy.to_device)}
                </Link>
            </div>
        </section>
    }
}

#[component]
fn Fact(told: DeviceFact) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let DeviceFact {
        name,
        value: said,
        source,
        learnt_at,
    } = told;
    let age = move || {
        let age = locale().distance(now(), learnt_at);
        match source {
            Source::Claimed => (text().privacy.claimed)(&age),
            Source::Attested => (text().privacy.attested)(&age),
        }
    };
    view! {
        <div>
            <dt>
                {move || fact(name, &text().facts)}
                <span class="why">{move || reason(name, &text().reasons)}</span>
            </dt>
            <dd>
                <span dir="auto">{move || value(name, &said, &text().facts)}</span>
                <time class="told__age" datetime=learnt_at.to_string() title=move || locale().moment(learnt_at)>
                    {age}
                </time>
            </dd>
        </div>
    }
}

/// What IT can do to it, and what it cannot.
#[component]
fn Rights(platform: Platform, method: EnrollmentMethod, ownership: Ownership) -> impl IntoView {
    let text = use_text();
    let can = move || {
        let (can, _) = of_device(platform, method, ownership, &text().privacy);
        can.into_iter()
            .map(|words| view! { <li><Icon name=IconName::Check/><span>{words}</span></li> })
            .collect_view()
    };
    let cannot = move || {
        let (_, cannot) = of_device(platform, method, ownership, &text().privacy);
        cannot
            .into_iter()
            .map(|(words, why)| {
                view! {
                    <li>
                        <Icon name=IconName::Stop/>
                        <span>{words}<span class="why">{why}</span></span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <section class="card card__body" aria-labelledby="can">
            <h2 class="section__title" id="can">{say(|text| text.privacy.can)}</h2>
            <ul class="never">{can}</ul>
            <h3 class="rights__not">{say(|text| text.privacy.cannot)}</h3>
            <ul class="never">{cannot}</ul>
        </section>
    }
}

/// What is set on it, and how far that is in force.
#[component]
fn Set(settings: Vec<SetOn>) -> impl IntoView {
    let text = use_text();
    let settings: Vec<_> = settings
        .into_iter()
        // Not what is wanted in two ways or kept from a device like this: that is not set.
        .filter(|one| {
            !matches!(
                one.state,
                SettingState::Conflict | SettingState::NotApplicable
            )
        })
        .collect();
    let none = settings.is_empty();
    view! {
        <section class="card card__body" aria-labelledby="set">
            <h2 class="section__title" id="set">{say(|text| text.privacy.set)}</h2>
            <p class="small muted" hidden=!none>{say(|text| text.privacy.set_none)}</p>
            <ul class="set" hidden=none>
                {settings
                    .into_iter()
                    .map(|one| move || {
                        let text = &text().set_on;
                        let (kind, value) = words(&one.key, one.value.as_deref(), text);
                        view! {
                            <li>
                                <span class="set__what">{kind}": "<bdi>{value}</bdi></span>
                                <span class="why">{state(&one, text)}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
