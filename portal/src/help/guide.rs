//! One way to add a device: what must be ready, what to do first, the steps, and what the organisation adds.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use muster_shared::api::{GuideView, PrerequisiteView};
use muster_shared::guidance::Acts;

use super::overview::{print, whose};
use super::route::HelpRoute;
use crate::components::{
    BackLink, Button, ButtonKind, Chip, GlyphSize, Notice, PlatformGlyph, Tone,
};
use crate::navigation::Link;
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::text::HelpText;

/// Who sees to a prerequisite, where that is not the reader.
const fn acts(acts: Acts, text: &HelpText) -> Option<&'static str> {
    match acts {
        Acts::Person => None,
        Acts::Administrator => Some(text.administrator),
        Acts::Operator => Some(text.operator),
    }
}

/// One way to add a device.
#[component]
pub(super) fn GuidePage(
    guide: GuideView,
    /// What must be ready, of every platform.
    prerequisites: Vec<PrerequisiteView>,
) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    let platform = guide.platform;
    let (method, erased, minutes) = (guide.method, guide.erases, guide.minutes);
    let (yours, theirs): (Vec<_>, Vec<_>) = prerequisites
        .into_iter()
        .filter(|one| one.platforms.contains(&platform))
        .partition(|one| one.acts == Acts::Person);
    let from = move || organisation.with(|name| (text().help.tips)(name));
    view! {
        <BackLink to=HelpRoute::Overview words=say(|text| text.help.title)/>
        <div class="hero guide__hero">
            <PlatformGlyph platform=platform size=GlyphSize::Large/>
            <div class="hero__text">
                <h1 tabindex="-1">{guide.title}</h1>
                <p class="muted">{guide.suits}</p>
            </div>
        </div>
        <p class="row guide__chips">
            <Chip words=move || whose(method.ownership(), &text().help)/>
            <Chip words=move || if erased { text().help.erases_all } else { text().help.erases_nothing }/>
            <Chip words=move || (text().help.minutes)(minutes)/>
        </p>
        <div class="stack guide">
            {(!guide.served).then(|| view! {
                <Notice tone=Tone::Info title=say(|text| text.help.later_title)>
                    <p>{say(|text| text.help.later_text)}</p>
                </Notice>
            })}
            {erased.then(|| view! {
                <Notice tone=Tone::Warn title=say(|text| text.help.erases_title)>
                    <p>{say(|text| text.help.erases_text)}</p>
                </Notice>
            })}
            {(!guide.tips.is_empty()).then(|| view! {
                <section class="card card__body" aria-labelledby="tips">
                    <h2 class="section__title" id="tips">{from}</h2>
                    <Lines lines=guide.tips numbered=false/>
                </section>
            })}
            <Ready id="ready" title=say(|text| text.help.ready) ready=yours/>
            <section class="card card__body" aria-labelledby="leave">
                <h2 class="section__title" id="leave">{say(|text| text.help.leave)}</h2>
                <p class="muted small guide__why">{say(|text| text.help.leave_why)}</p>
                <Lines lines=guide.leave_other_mdm numbered=true/>
            </section>
            <section class="card card__body" aria-labelledby="steps">
                <h2 class="section__title" id="steps">{say(|text| text.help.steps)}</h2>
                <Lines lines=guide.steps numbered=true/>
            </section>
            <Ready id="prepared" title=say(|text| text.help.prepared) ready=theirs/>
            <div class="row guide__end">
                {guide.served.then(|| view! {
                    <Link to=HelpRoute::Add class=ButtonKind::Primary.class()>
                        {say(|text| text.devices.add)}
                    </Link>
                })}
                <Button on_press=Callback::new(|()| print())>{say(|text| text.help.print)}</Button>
            </div>
        </div>
    }
}

/// What must be ready, and why.
#[component]
fn Ready(
    id: &'static str,
    #[prop(into)] title: TextProp,
    ready: Vec<PrerequisiteView>,
) -> impl IntoView {
    let text = use_text();
    if ready.is_empty() {
        return ().into_any();
    }
    let rows = ready.into_iter().map(|one| {
        let who = move || {
            acts(one.acts, &text().help).map(|words| view! { <p class="small">{words}</p> })
        };
        view! {
            <div>
                <dt>{one.title}</dt>
                <dd>
                    <p class="muted small">{one.why}</p>
                    {who}
                </dd>
            </div>
        }
    });
    view! {
        <section class="card card__body" aria-labelledby=id>
            <h2 class="section__title" id=id>{move || title.get()}</h2>
            <dl class="ready">{rows.collect_view()}</dl>
        </section>
    }
    .into_any()
}

/// One line below the other, in an order that counts or in none.
#[component]
fn Lines(lines: Vec<String>, numbered: bool) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    if numbered {
        view! { <ol class="lines lines--numbered">{lines}</ol> }.into_any()
    } else {
        view! { <ul class="lines">{lines}</ul> }.into_any()
    }
}
