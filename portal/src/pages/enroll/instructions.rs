//! P5, what to run on the device: one command where there is an agent, otherwise a ticket for an EST client.

use leptos::prelude::*;
use muster_shared::api::{TicketCreated, TicketRequest};
use muster_shared::enrollment::Verdict;
use muster_shared::platform::{EnrollmentMethod, Platform};
use muster_shared::time::Timestamp;

use super::commands::enroll_commands;
use super::{Again, Renewal, has_terminal};
use crate::clock::use_now;
use crate::components::{Button, Command, Icon, IconName, More, Notice, ProblemWords, Tone};
use crate::kinds;
use crate::live::Watch;
use crate::navigation::Link;
use crate::own_device;
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use crate::text::EnrollText;

/// What to run, and what it does.
#[component]
pub(super) fn Instructions(ticket: TicketCreated, renewal: Renewal) -> impl IntoView {
    let verdict = ticket.verdict.clone();
    let guide = Route::Guide(ticket.platform, ticket.method);
    let card = match ticket.command.clone() {
        Some(command) => view! { <ByAgent ticket command renewal/> }.into_any(),
        None => view! { <ByEst ticket/> }.into_any(),
    };
    view! {
        <Foreseen verdict/>
        {card}
        <Link to=guide class="card__link">{say(|text| text.enroll.guide)}</Link>
    }
}

/// What the rules say now, where that is a no: it is decided again when the device enrolls.
#[component]
fn Foreseen(verdict: Verdict) -> impl IntoView {
    let locale = use_locale();
    let Verdict::Refuse { refusal } = verdict else {
        return ().into_any();
    };
    let words = move || {
        let words = ProblemWords::of_refusal(&refusal, locale().language());
        format!("{} {}", words.cause, words.fix)
    };
    view! {
        <div class="foreseen">
            <Notice tone=Tone::Warn title=say(|text| text.enroll.foreseen)>
                <p>{words}</p>
            </Notice>
        </div>
    }
    .into_any()
}

#[component]
fn ByAgent(ticket: TicketCreated, command: String, renewal: Renewal) -> impl IntoView {
    let text = use_text();
    let here = own_device::has_ticket(ticket.id);
    let place = move || {
        if here {
            text().enroll.run_here
        } else {
            text().enroll.run_where
        }
    };
    let by_hand = TicketRequest {
        platform: ticket.platform,
        method: EnrollmentMethod::Est,
        ownership: ticket.ownership,
        category: None,
    };
    view! {
        <section class="card card__body stack" aria-labelledby="run">
            <div>
                <h2 id="run">{say(|text| text.enroll.run)}</h2>
                <p class="small muted">{place}</p>
            </div>
            <Command
                id="command"
                text=command
                label=say(|text| text.enroll.command)
                copy=say(|text| text.enroll.copy_command)
            />
            <Ends at=ticket.expires_at words=|text| text.ends/>
            <div class="folds">
                <More summary=say(|text| text.enroll.what_it_does)>
                    <ol>
                        <li>{say(|text| text.enroll.does_install)}</li>
                        <li>{say(|text| text.enroll.does_key)}</li>
                        <li>{say(|text| text.enroll.does_report)}</li>
                    </ol>
                </More>
                <More summary=say(|text| text.enroll.other_tool)>
                    <p>{say(|text| text.enroll.other_tool_text)}</p>
                </More>
                <More summary=say(|text| text.enroll.needs)>
                    <p>{say(|text| text.enroll.needs_text)}</p>
                </More>
                <More summary=say(|text| text.enroll.by_hand)>
                    <p>{say(|text| text.enroll.by_hand_text)}</p>
                    <Button busy=renewal.busy on_press=Callback::new(move |()| renewal.ask(by_hand.clone()))>
                        {say(|text| text.enroll.by_hand_get)}
                    </Button>
                </More>
            </div>
        </section>
    }
}

/// A sentence that takes in when the secret ends and what is left until then.
type EndsWords = fn(&str, &str) -> String;

/// When the secret ends, as a time and as what is left of it.
#[component]
fn Ends(at: Timestamp, words: fn(&EnrollText) -> EndsWords) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let sentence = move || {
        let locale = locale();
        let now = now();
        let left = at.since(now).as_secs();
        let age = if left > 0 && left < 60 {
            text().enroll.soon.to_owned()
        } else {
            locale.distance(now, at)
        };
        words(&text().enroll)(&locale.time_of_day(at), &age)
    };
    view! {
        <p class="note">
            <Icon name=IconName::Clock/>
            <span>{sentence}</span>
        </p>
    }
}

/// The way without an agent: commands where there is a terminal, an address and a ticket for an app elsewhere.
#[component]
fn ByEst(ticket: TicketCreated) -> impl IntoView {
    let platform = ticket.platform;
    view! {
        <NativeLater platform/>
        {if has_terminal(platform) {
            view! { <InTerminal ticket/> }.into_any()
        } else {
            view! { <InApp ticket/> }.into_any()
        }}
    }
}

/// Says that the platform's built-in way is still to come, and what there is meanwhile.
#[component]
fn NativeLater(platform: Platform) -> impl IntoView {
    let text = use_text();
    if platform == Platform::Linux {
        return ().into_any();
    }
    let title = move || (text().enroll.native_later)(kinds::noun(platform, false, &text().kinds));
    let meanwhile = move || {
        if has_terminal(platform) {
            text().enroll.native_later_terminal
        } else {
            text().enroll.native_later_app
        }
    };
    view! {
        <Notice tone=Tone::Info title=title>
            <p>{meanwhile}</p>
        </Notice>
    }
    .into_any()
}

#[component]
fn InTerminal(ticket: TicketCreated) -> impl IntoView {
    let commands = enroll_commands(&ticket.est_url, &ticket.ticket);
    let ends = ticket.expires_at;
    view! {
        <section class="card card__body stack" aria-labelledby="run">
            <div>
                <h2 id="run">{say(|text| text.enroll.run)}</h2>
                <p class="small muted">{say(|text| text.enroll.commands_where)}</p>
            </div>
            <Command
                id="commands"
                text=commands
                label=say(|text| text.enroll.commands)
                copy=say(|text| text.enroll.copy_commands)
            />
            <Ends at=ends words=|text| text.ticket_ends/>
            <div class="folds">
                <More summary=say(|text| text.enroll.what_they_do)>
                    <ol>
                        <li>{say(|text| text.enroll.they_key)}</li>
                        <li>{say(|text| text.enroll.they_send)}</li>
                        <li>{say(|text| text.enroll.they_unpack)}</li>
                    </ol>
                </More>
                <More summary=say(|text| text.enroll.values)>
                    <Values ticket/>
                </More>
            </div>
        </section>
    }
}

#[component]
fn InApp(ticket: TicketCreated) -> impl IntoView {
    let ends = ticket.expires_at;
    view! {
        <section class="card card__body stack" aria-labelledby="run">
            <div>
                <h2 id="run">{say(|text| text.enroll.in_an_app)}</h2>
                <p class="small muted">{say(|text| text.enroll.in_an_app_where)}</p>
            </div>
            <Values ticket/>
            <Ends at=ends words=|text| text.ticket_ends/>
        </section>
    }
}

/// The ticket and the address, each to be copied.
#[component]
fn Values(ticket: TicketCreated) -> impl IntoView {
    view! {
        <dl class="facts">
            <div>
                <dt>{say(|text| text.enroll.user_name)}</dt>
                <dd>{say(|text| text.enroll.user_name_empty)}</dd>
            </div>
            <div>
                <dt>{say(|text| text.enroll.password)}</dt>
                <dd>{say(|text| text.enroll.password_is_ticket)}</dd>
            </div>
        </dl>
        <Command
            id="address"
            text=ticket.est_url
            label=say(|text| text.enroll.address)
            copy=say(|text| text.enroll.copy_address)
            kind=crate::components::ButtonKind::Plain
        />
        <Command
            id="ticket"
            text=ticket.ticket
            label=say(|text| text.enroll.ticket)
            copy=say(|text| text.enroll.copy_ticket)
        />
    }
}

/// After a reload the secret is gone: says so, and offers a new one.
#[component]
pub(super) fn ShownOnce(watch: Watch, renewal: Renewal) -> impl IntoView {
    let text = use_text();
    let agent = Memo::new(move |_| {
        watch.progress.with(|known| {
            known
                .as_ref()
                .is_none_or(|known| known.method == EnrollmentMethod::Agent)
        })
    });
    let title = move || {
        if agent.get() {
            text().enroll.shown_once
        } else {
            text().enroll.shown_once_ticket
        }
    };
    let words = move || {
        if agent.get() {
            text().enroll.shown_once_text
        } else {
            text().enroll.shown_once_text_ticket
        }
    };
    view! {
        <section class="card card__body stack" aria-labelledby="run">
            <div>
                <h2 id="run">{title}</h2>
                <p class="muted">{words}</p>
            </div>
            <div class="row">
                <Again watch renewal/>
            </div>
        </section>
    }
}
