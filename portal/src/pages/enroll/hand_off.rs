//! Going on with an enrollment on another device: a link with the ticket in it, as a picture for its camera and as text.
//!
//! The ticket stands in the link's fragment, which no browser sends to a server, and is taken out of the address before
//! anything is drawn there (`portal/early.js`). Who opens it signs in first: a ticket of somebody else is not there.

use leptos::prelude::*;
use muster_shared::api::{
    EnrollmentProgress, EnrollmentStage, TicketCreated, agent_command, est_url,
};
use muster_shared::enrollment::Verdict;
use muster_shared::ids::TicketId;
use muster_shared::platform::EnrollmentMethod;

use super::has_terminal;
use crate::app::FreshTicket;
use crate::browser;
use crate::components::{ButtonKind, Command, Notice, Qr, Tone};
use crate::live::Watch;
use crate::navigation::Place as _;
use crate::own_device;
use crate::preferences::say;
use crate::recognition::Recognised;
use crate::route::Route;

/// What a link has brought here, `TICKET#SECRET`, until the page of that ticket takes it.
#[derive(Debug, Clone, Copy)]
pub struct Handed(RwSignal<Option<String>>);

impl Handed {
    /// Keeps what came with the address that is open.
    pub fn provide(secret: Option<String>) {
        let handed = match Route::of_address(&browser::address()) {
            Route::Enroll(ticket) => secret.map(|secret| format!("{ticket}#{secret}")),
            _ => None,
        };
        provide_context(Self(RwSignal::new(handed)));
    }

    fn take(self, ticket: TicketId) -> Option<String> {
        let handed = self.0.get_untracked()?;
        let (of, secret) = handed.split_once('#')?;
        if of != ticket.to_string() {
            return None;
        }
        self.0.set(None);
        Some(secret.to_owned())
    }
}

/// The ticket as it was when it was made. `origin` is where Muster is reached.
fn made_again(progress: &EnrollmentProgress, secret: String, origin: &str) -> TicketCreated {
    TicketCreated {
        id: progress.ticket,
        expires_at: progress.expires_at,
        platform: progress.platform,
        method: progress.method,
        ownership: progress.ownership,
        est_url: est_url(origin),
        command: (progress.method == EnrollmentMethod::Agent)
            .then(|| agent_command(origin, &secret)),
        ticket: secret,
        // What was said on the other page was said there.
        verdict: Verdict::Allow {
            ownership: progress.ownership,
        },
        trace: Vec::new(),
    }
}

/// Shows the ticket that a link has brought, as if it had been made here. One that has been used is worth a word.
pub fn take_over(ticket: TicketId, watch: Watch) -> RwSignal<bool> {
    let used = RwSignal::new(false);
    let fresh = expect_context::<FreshTicket>();
    let handed = use_context::<Handed>();
    Effect::new(move |_| {
        let Some(progress) = watch.progress.get() else {
            return;
        };
        let Some(secret) = handed.and_then(|handed| handed.take(ticket)) else {
            return;
        };
        if progress.stage != EnrollmentStage::Waiting {
            used.set(true);
            return;
        }
        leptos::task::spawn_local(async move {
            // It was handed to the device that is to be added, unless that can't be this one.
            let here = Recognised::of(&browser::hints().await);
            if here.is_some_and(|here| here.platform == progress.platform) {
                own_device::remember_ticket(ticket);
            }
            let made = made_again(&progress, secret, &browser::origin());
            fresh.0.try_set(Some(made));
        });
    });
    used
}

/// Says that the link has been used.
#[component]
pub fn Used() -> impl IntoView {
    view! {
        <Notice tone=Tone::Info title=say(|text| text.enroll.link_used)>
            <p>{say(|text| text.enroll.link_used_text)}</p>
        </Notice>
    }
}

/// The way to another device: at once where a phone or tablet is added, folded away where it is most likely at hand.
#[component]
pub fn HandOff(ticket: TicketCreated) -> impl IntoView {
    let TicketCreated {
        id,
        ticket: secret,
        platform,
        ..
    } = ticket;
    // It is the device in use.
    if own_device::has_ticket(id) {
        return ().into_any();
    }
    let page = Route::Enroll(id).address();
    let link = format!("{}{page}#{secret}", browser::origin());
    // At once where a phone or tablet is added; what opens by itself says so, too.
    let phone = !has_terminal(platform);
    let open = RwSignal::new(false);
    view! {
        <section class="card card__body">
            <details class="more" open=phone on:toggle=move |_| open.set(true)>
                <summary>{say(|text| text.enroll.hand_off)}</summary>
                <div class="more__body stack">
                    {move || open.get().then(|| view! { <ByCamera link=link.clone()/> })}
                </div>
            </details>
        </section>
    }
    .into_any()
}

#[component]
fn ByCamera(link: String) -> impl IntoView {
    view! {
        <p class="small muted">{say(|text| text.enroll.hand_off_text)}</p>
        <Qr
            text=link.clone()
            label=say(|text| text.enroll.qr)
            instead=say(|text| text.enroll.qr_failed)
        />
        <p class="small muted">{say(|text| text.enroll.link_text)}</p>
        <Command
            id="link"
            text=link
            label=say(|text| text.enroll.link)
            copy=say(|text| text.enroll.copy_link)
            kind=ButtonKind::Plain
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_that_was_handed_over_is_the_one_that_was_made() {
        let progress = |method: &str| -> EnrollmentProgress {
            serde_json::from_str(&format!(
                r#"{{"ticket":"tkt_{}","platform":"linux","method":"{method}","ownership":"personal",
                "expires_at":"2026-11-23T17:14:01Z","stage":"waiting","issued_at":null,"checked_in_at":null,
                "reported_at":null,"key_changes":0,"device":null,"refused":null}}"#,
                "0".repeat(26)
            ))
            .unwrap()
        };
        let made = made_again(&progress("agent"), "mt1.s".to_owned(), "https://m.example");
        assert_eq!(made.ticket, "mt1.s");
        assert_eq!(
            made.command.as_deref(),
            Some(
                "curl -fsS https://m.example/agent/linux.sh | sudo sh -s -- enroll --ticket mt1.s"
            )
        );
        let est = made_again(&progress("est"), "mt1.s".to_owned(), "https://m.example");
        assert_eq!(est.est_url, "https://m.example/.well-known/est");
        assert_eq!(est.command, None);
    }
}
