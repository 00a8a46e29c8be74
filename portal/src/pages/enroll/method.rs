//! What to do by each method. A protocol that is served one day changes this `match` and nothing else of the page.

use leptos::prelude::*;
use muster_shared::api::TicketCreated;
use muster_shared::platform::EnrollmentMethod;

use super::instructions::{ByAgent, ByEst};
use super::own_client::ByProfile;
use crate::guidebook::Guidebook;
use crate::live::Watch;
use crate::pages::takes;

/// The instructions for a ticket.
pub(super) fn by_method(ticket: TicketCreated) -> AnyView {
    match (ticket.method, ticket.command.clone()) {
        (EnrollmentMethod::Agent, Some(command)) => {
            view! { <ByAgent ticket=ticket.id ends=ticket.expires_at command/> }.into_any()
        }
        (EnrollmentMethod::AppleDevice, _) => view! { <ByProfile ticket/> }.into_any(),
        // A bare ticket is all that the edge makes for any other method today.
        (
            EnrollmentMethod::Agent
            | EnrollmentMethod::Est
            | EnrollmentMethod::Scep
            | EnrollmentMethod::WindowsMdm
            | EnrollmentMethod::WindowsBulk
            | EnrollmentMethod::AppleUser
            | EnrollmentMethod::AppleAutomated
            | EnrollmentMethod::AndroidWorkProfile
            | EnrollmentMethod::AndroidCorporateWorkProfile
            | EnrollmentMethod::AndroidFullyManaged
            | EnrollmentMethod::AndroidDedicated
            | EnrollmentMethod::AndroidDeviceAdministrator,
            _,
        ) => view! { <ByEst ticket/> }.into_any(),
    }
}

/// Whether it erases the device, and how long it takes: by the method and its guide.
#[component]
pub(super) fn Lead(watch: Watch, secret: Memo<Option<TicketCreated>>) -> impl IntoView {
    let known = Memo::new(move |_| {
        let progress = watch
            .progress
            .with(|known| known.as_ref().map(|known| (known.platform, known.method)));
        progress
            .or_else(|| secret.with(|made| made.as_ref().map(|made| (made.platform, made.method))))
    });
    let book = Guidebook::open(move || known.get().map(|(platform, _)| platform));
    let method = Memo::new(move |_| {
        known
            .get()
            .map_or(EnrollmentMethod::Est, |(_, method)| method)
    });
    let words = takes(book, method);
    view! { <p class="muted">{move || known.get().map(|_| words())}</p> }
}
