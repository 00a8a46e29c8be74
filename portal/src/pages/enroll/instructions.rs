//! P5, what to run on the device: one command where there is an agent, otherwise a ticket for an EST client.

use leptos::prelude::*;
use muster_shared::api::TicketCreated;
use muster_shared::enrollment::Verdict;
use muster_shared::ids::TicketId;
use muster_shared::platform::{EnrollmentMethod, Platform};
use muster_shared::time::Timestamp;

use super::commands::{enroll_commands, powershell_commands};
use super::method::by_method;
use super::{Again, Renewal, has_terminal};
use crate::clock::use_now;
use crate::components::{Command, Icon, IconName, More, Notice, ProblemWords, Tone};
use crate::live::Watch;
use crate::navigation::Link;
use crate::own_device;
use crate::pages::Later;
use crate::preferences::{say, use_locale, use_text};
use crate::route::Route;
use crate::text::EnrollText;

/// What to do for the ticket's method, and what is still to come.
#[component]
pub(super) fn Instructions(ticket: TicketCreated) -> impl IntoView {
    let (platform, ownership) = (ticket.platform, ticket.ownership);
    let verdict = ticket.verdict.clone();
    let guide = Route::Guide(platform, ticket.method);
    view! {
        <Foreseen verdict/>
        {by_method(ticket)}
        <Later platform ownership/>
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

/// One command, where Muster's own agent runs.
#[component]
pub(super) fn ByAgent(ticket: TicketId, ends: Timestamp, command: String) -> impl IntoView {
    let text = use_text();
    let here = own_device::has_ticket(ticket);
    let place = move || {
        if here {
            text().enroll.run_here
        } else {
            text().enroll.run_where
        }
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
            <Ends at=ends words=|text| text.ends/>
            <div class="folds">
                <More summary=say(|text| text.enroll.what_it_does)>
                    <ol>
                        <li>{say(|text| text.enroll.does_install)}</li>
                        <li>{say(|text| text.enroll.does_key)}</li>
                        <li>{say(|text| text.enroll.does_report)}</li>
                    </ol>
                </More>
                <More summary=say(|text| text.enroll.needs)>
                    <p>{say(|text| text.enroll.needs_text)}</p>
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
pub(super) fn ByEst(ticket: TicketCreated) -> impl IntoView {
    if has_terminal(ticket.platform) {
        view! { <InTerminal ticket/> }.into_any()
    } else {
        view! { <InApp ticket/> }.into_any()
    }
}

/// What the commands are, and what they do: Windows has neither a POSIX shell nor openssl.
#[component]
fn InTerminal(ticket: TicketCreated) -> impl IntoView {
    let text = use_text();
    let windows = ticket.platform == Platform::Windows;
    let (est, secret) = (&ticket.est_url, &ticket.ticket);
    let commands = if windows {
        powershell_commands(est, secret)
    } else {
        enroll_commands(est, secret)
    };
    let words = move || {
        let (enroll, way) = (&text().enroll, &text().way);
        if windows {
            [
                way.in_powershell,
                way.in_powershell_where,
                way.powershell_key,
                way.powershell_install,
            ]
        } else {
            [
                enroll.run,
                enroll.commands_where,
                enroll.they_key,
                enroll.they_unpack,
            ]
        }
    };
    let ends = ticket.expires_at;
    view! {
        <section class="card card__body stack" aria-labelledby="run">
            <div>
                <h2 id="run">{move || words()[0]}</h2>
                <p class="small muted">{move || words()[1]}</p>
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
                        <li>{move || words()[2]}</li>
                        <li>{say(|text| text.enroll.they_send)}</li>
                        <li>{move || words()[3]}</li>
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

/// The ticket and the address, each to be copied; the ticket first, since it is what is new each time.
#[component]
fn Values(ticket: TicketCreated) -> impl IntoView {
    view! {
        <Command
            id="ticket"
            text=ticket.ticket
            label=say(|text| text.enroll.ticket)
            copy=say(|text| text.enroll.copy_ticket)
        />
        <Command
            id="address"
            text=ticket.est_url
            label=say(|text| text.enroll.address)
            copy=say(|text| text.enroll.copy_address)
            kind=crate::components::ButtonKind::Plain
        />
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
