//! P8, one device: where it stands, what is known of it and since when, what has happened, and what its person can do.

mod about;
mod actions;
mod check;
mod course;
mod known;
mod orders;
mod recovery;
mod remedy;
mod rules;
mod set_on;
mod standing;
mod tasks;

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use muster_shared::api::DeviceStatus;
use muster_shared::ids::DeviceId;

use crate::app::PageName;
use crate::client::Failure;
use crate::clock::use_now;
use crate::components::{
    BackLink, Button, ButtonKind, GlyphSize, Notice, PlatformGlyph, ProblemNotice, Tone,
    VerdictCard,
};
use crate::latest::keep_asking;
use crate::navigation::Link;
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use about::{About, Facts, History};
use actions::Actions;
use check::CheckAgain;
use known::{Known, hears};
use recovery::RecoveryKey;
use rules::Rules;
use set_on::SetOnIt;
use standing::{Standing, standing, what_it_is};
use tasks::Tasks;

/// A part of the page that is drawn anew as a whole when something that it shows has changed: what is there already stays where
/// it is. One closure for all its words, and one type for all such closures, are a third of the code.
fn region(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(draw));
    draw.into_any()
}

/// One device.
#[component]
pub fn DevicePage(
    /// Which.
    id: DeviceId,
) -> impl IntoView {
    let text = use_text();
    let page_name = expect_context::<PageName>();
    let known = Known::of(id);
    known.load();
    let name = Memo::new(move |_| known.with(|detail| detail.device.name.clone()));
    page_name.0.set(None);
    Effect::new(move |_| page_name.0.set(name.get()));
    keep_asking(move || known.is_on_its_way(), move || known.load());
    let failure = Memo::new(move |_| {
        known
            .latest
            .with(|answer| answer.and_then(|answer| answer.as_ref().err().cloned()))
    });
    let missing =
        move || failure.with(|failure| failure.as_ref().and_then(Failure::status)) == Some(404);
    let title = move || {
        if missing() {
            text().device.missing_title.to_owned()
        } else {
            name.get()
                .unwrap_or_else(|| text().device.loading_title.to_owned())
        }
    };
    let kind = move || known.with(|detail| what_it_is(&detail.device, text()));
    let glyph = Memo::new(move |_| known.with(|detail| detail.device.platform));
    view! {
        <BackLink to=Route::Devices words=say(|text| text.device.back)/>
        <div class="hero">
            {move || match glyph.get() {
                Some(platform) => view! { <PlatformGlyph platform size=GlyphSize::Large/> }.into_any(),
                None if missing() => ().into_any(),
                None => view! { <span class="glyph glyph--large" aria-hidden="true"></span> }.into_any(),
            }}
            <div class="hero__text">
                <h1 tabindex="-1">{title}</h1>
                <p class="muted">{kind}</p>
            </div>
        </div>
        {move || match (missing(), failure.get(), name.with(Option::is_some)) {
            (true, ..) => view! { <Missing/> }.into_any(),
            (_, Some(failure), _) => view! { <Failed failure known/> }.into_any(),
            (_, None, false) => view! { <Loading/> }.into_any(),
            (_, None, true) => view! { <Detail known/> }.into_any(),
        }}
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">{say(|text| text.device.loading)}</p>
        <div class="split" aria-hidden="true">
            <div class="card card__body blank">
                <div class="blank__line"></div>
                <div class="blank__line blank__line--short"></div>
            </div>
            <div class="card card__body blank">
                <div class="blank__line"></div>
                <div class="blank__line blank__line--short"></div>
            </div>
        </div>
    }
}

#[component]
fn Missing() -> impl IntoView {
    view! {
        <div class="stack">
            <p class="muted">{say(|text| text.device.missing_text)}</p>
            <Link to=Route::Devices class=ButtonKind::Primary.class()>
                {say(|text| text.device.missing_go)}
            </Link>
        </div>
    }
}

#[component]
fn Failed(failure: Failure, known: Known) -> impl IntoView {
    let again = move |()| {
        known.latest.forget_failure();
        known.load();
    };
    view! {
        <ProblemNotice failure>
            <Button on_press=Callback::new(again)>{say(|text| text.devices.try_again)}</Button>
        </ProblemNotice>
    }
}

#[component]
fn Detail(known: Known) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let standing =
        Memo::new(move |_| known.with(|detail| standing(detail, &text().device, &locale(), now())));
    let tone = Signal::derive(move || {
        standing.with(|standing| {
            standing
                .as_ref()
                .map_or(Tone::Info, |standing| standing.tone)
        })
    });
    let told = move |part: fn(&Standing) -> &String| {
        standing.with(|standing| standing.as_ref().map(part).cloned().unwrap_or_default())
    };
    let status = Memo::new(move |_| known.with(|detail| detail.device.status));
    let again = move || {
        matches!(
            status.get(),
            Some(DeviceStatus::Expired | DeviceStatus::Retired)
        )
    };
    let notices = region(move || {
        let text = text();
        known.with(|detail| {
            let device = &detail.device;
            let is_hidden = device.hidden_since.is_some() && device.status != DeviceStatus::Retired;
            view! {
                {is_hidden.then(|| view! { <Notice tone=Tone::Warn title=text.devices.hidden_what/> })}
                {device.same_machine_as.map(|other| view! {
                    <Notice tone=Tone::Info title=text.device.same_machine>
                        <Link to=Route::Device(other) class="card__link">{text.device.same_machine_go}</Link>
                    </Notice>
                })}
            }
            .into_any()
        })
        .unwrap_or_else(|| ().into_any())
    });
    let is_heard = Memo::new(move |_| known.with(hears) == Some(true));
    view! {
        <div class="split">
            <div class="stack">
                <VerdictCard
                    id="standing"
                    tone
                    title=move || told(|standing| &standing.title)
                    text=move || told(|standing| &standing.text)
                >
                    <CheckAgain known tone/>
                    <Show when=again>
                        <p>
                            <Link to=Route::Add class=ButtonKind::Primary.class()>
                                {say(|text| text.device.add_again)}
                            </Link>
                        </p>
                    </Show>
                    <Rules known/>
                </VerdictCard>
                {notices}
                <Show when=move || status.get() != Some(DeviceStatus::Retired)>
                    <Actions known/>
                </Show>
                <Facts known/>
            </div>
            <div class="stack">
                <Tasks known/>
                <RecoveryKey known/>
                <About known/>
                <Show when=move || is_heard.get()>
                    <SetOnIt known/>
                </Show>
                <History known/>
            </div>
        </div>
    }
}
