//! P5, the ticket: shown once, with all that is needed to use it.

mod commands;

use leptos::html;
use leptos::prelude::*;
use muster_shared::api::TicketCreated;
use muster_shared::enrollment::Verdict;
use muster_shared::platform::{Ownership, Platform};

pub use commands::enroll_commands;

use crate::clock::use_now;
use crate::components::{ButtonKind, CopyButton, Icon, IconName, Notice, ProblemWords, Tone};
use crate::navigation::Link;
use crate::preferences::{use_locale, use_text};
use crate::route::Route;
use crate::session::Session;
use crate::text::Language;

/// How a ticket is used on a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instructions {
    /// By commands in a terminal.
    Terminal,
    /// In an app that speaks EST.
    App,
}

impl Instructions {
    /// What a platform has.
    #[must_use]
    pub const fn of(platform: Platform) -> Self {
        match platform {
            Platform::Linux | Platform::Macos | Platform::Windows => Self::Terminal,
            Platform::Ios | Platform::Ipados | Platform::Android => Self::App,
        }
    }
}

/// The ticket and what to do with it.
#[component]
pub fn TicketView(
    /// The ticket.
    ticket: TicketCreated,
) -> impl IntoView {
    let text = use_text();
    let platform = ticket.platform;
    let verdict = ticket.verdict.clone();
    let est_url = ticket.est_url.clone();
    // What is to be copied first stands first.
    let cards = match Instructions::of(platform) {
        Instructions::Terminal => {
            let secret = ticket.ticket.clone();
            view! {
                <Terminal est_url ticket=secret/>
                <TicketCard ticket/>
            }
            .into_any()
        }
        Instructions::App => view! {
            <TicketCard ticket/>
            <App est_url/>
        }
        .into_any(),
    };
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{move || (text().ticket.title)(platform.display_name())}</h1>
                <p class="muted">{move || text().ticket.lead}</p>
            </div>
        </div>
        <Foreseen verdict/>
        <div class="split">
            {cards}
        </div>
        <p class="section">
            <Link to=Route::Devices class=ButtonKind::Plain.class()>
                {move || text().ticket.done}
            </Link>
        </p>
    }
}

/// What the rule says now, where that is not simply yes: it is decided again when the device enrolls.
#[component]
fn Foreseen(verdict: Verdict) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let notice = match verdict {
        Verdict::Allow { .. } => return ().into_any(),
        Verdict::AllowPending { until, .. } => {
            let words = move || (text().ticket.pending)(&locale().moment(until));
            view! { <Notice tone=Tone::Warn title=words/> }.into_any()
        }
        Verdict::Refuse { refusal } => {
            let words = Memo::new(move |_| ProblemWords::of_refusal(&refusal, locale().language()));
            let lang = move || words.with(|words| words.foreign.map(Language::tag));
            view! {
                <Notice tone=Tone::Warn title=move || text().ticket.refused>
                    <p lang=lang>{move || words.with(|words| format!("{} {}", words.cause, words.fix))}</p>
                </Notice>
            }
            .into_any()
        }
    };
    view! { <div class="foreseen">{notice}</div> }.into_any()
}

#[component]
fn Terminal(est_url: String, ticket: String) -> impl IntoView {
    let text = use_text();
    let commands = enroll_commands(&est_url, &ticket);
    let shown = NodeRef::<html::Code>::new();
    view! {
        <section class="card card__body stack">
            <div>
                <h2>{move || text().ticket.commands}</h2>
                <p class="muted small">{move || text().ticket.commands_where}</p>
            </div>
            <div class="command">
                <pre tabindex="0" role="group" aria-label=move || text().ticket.commands_label>
                    <code node_ref=shown id="commands">{commands.clone()}</code>
                </pre>
                <CopyButton
                    copies=commands
                    label=move || text().ticket.copy_commands
                    kind=ButtonKind::Primary
                    shown
                />
            </div>
            <details class="more">
                <summary>{move || text().ticket.what_they_do}</summary>
                <ol class="more__steps">
                    <li>{move || text().ticket.does_key}</li>
                    <li>{move || text().ticket.does_send}</li>
                    <li>{move || text().ticket.does_unpack}</li>
                </ol>
            </details>
        </section>
    }
}

#[component]
fn App(est_url: String) -> impl IntoView {
    let text = use_text();
    let shown = NodeRef::<html::Code>::new();
    view! {
        <section class="card card__body stack">
            <div>
                <h2>{move || text().ticket.in_an_app}</h2>
                <p class="muted small">{move || text().ticket.in_an_app_where}</p>
            </div>
            <dl class="facts">
                <div>
                    <dt>{move || text().ticket.address}</dt>
                    <dd>
                        <code node_ref=shown>{est_url.clone()}</code>
                    </dd>
                </div>
                <div>
                    <dt>{move || text().ticket.user_name}</dt>
                    <dd>{move || text().ticket.user_name_empty}</dd>
                </div>
                <div>
                    <dt>{move || text().ticket.password}</dt>
                    <dd>{move || text().ticket.password_is_ticket}</dd>
                </div>
            </dl>
            <CopyButton copies=est_url label=move || text().ticket.copy_address kind=ButtonKind::Plain shown/>
        </section>
    }
}

#[component]
fn TicketCard(ticket: TicketCreated) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    let ends = ticket.expires_at;
    let ownership = ticket.ownership;
    let for_whom = move || match ownership {
        Ownership::Personal => text().ticket.personal.to_owned(),
        Ownership::Corporate => organisation.with(|name| (text().ticket.corporate)(name)),
    };
    let kind = match Instructions::of(ticket.platform) {
        Instructions::Terminal => ButtonKind::Plain,
        Instructions::App => ButtonKind::Primary,
    };
    let shown = NodeRef::<html::Code>::new();
    view! {
        <section class="card card__body stack">
            <h2>{move || text().ticket.ticket}</h2>
            <div class="command">
                <pre tabindex="0" role="group" aria-label=move || text().ticket.ticket_label>
                    <code node_ref=shown id="ticket">{ticket.ticket.clone()}</code>
                </pre>
                <CopyButton copies=ticket.ticket label=move || text().ticket.copy_ticket kind shown/>
            </div>
            <dl class="facts">
                <div>
                    <dt>{move || text().ticket.ends}</dt>
                    <dd>
                        <time datetime=ends.to_string()>
                            {move || {
                                let locale = locale();
                                (text().ticket.ends_at)(&locale.moment(ends), &locale.distance(now(), ends))
                            }}
                        </time>
                    </dd>
                </div>
                <div>
                    <dt>{move || text().ticket.for_whom}</dt>
                    <dd>{for_whom}</dd>
                </div>
            </dl>
            <p class="note small muted">
                <Icon name=IconName::Info/>
                <span>{move || text().ticket.secret}</span>
            </p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_gets_no_commands_for_a_terminal_it_lacks() {
        for platform in Platform::ALL {
            let phone = matches!(
                platform,
                Platform::Ios | Platform::Ipados | Platform::Android
            );
            assert_eq!(
                Instructions::of(platform) == Instructions::App,
                phone,
                "{platform}"
            );
        }
    }
}
