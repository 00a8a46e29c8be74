//! P5 on Apple's devices: a profile that the device's own client installs, or an account that is entered in its settings.

use leptos::prelude::*;
use muster_shared::api::TicketCreated;
use muster_shared::platform::{EnrollmentMethod, Ownership};

use crate::components::ButtonKind;
use crate::own_device;
use crate::preferences::{say, use_text};
use crate::session::Session;

/// Where the profile is. One for a device that may be the organisation's comes after the device has said what it is, so that it fits.
fn profile_address(ticket: &TicketCreated) -> String {
    let kind = match ticket.ownership {
        Ownership::Corporate => "ota",
        Ownership::Personal => "profile",
    };
    format!("/mdm/apple/{kind}/{}", ticket.ticket)
}

/// The steps on the device.
#[component]
pub(super) fn ByApple(ticket: TicketCreated) -> impl IntoView {
    let text = use_text();
    let here = own_device::has_ticket(ticket.id);
    let place = move || {
        if here {
            text().enroll.apple_here
        } else {
            text().enroll.apple_there
        }
    };
    let steps = if ticket.method == EnrollmentMethod::AppleUser {
        let session = expect_context::<Session>();
        let name = move || session.with(|me| me.username.clone());
        view! {
            <ol class="in-windows">
                <li>{say(|text| text.enroll.apple_account)}</li>
                <li>{say(|text| text.enroll.windows_name)} " " <code>{name}</code></li>
                <li>{say(|text| text.enroll.apple_sign_in)}</li>
            </ol>
        }
        .into_any()
    } else {
        view! {
            <p>
                <a class=ButtonKind::Primary.class() href=profile_address(&ticket) rel="external">
                    {say(|text| text.enroll.apple_download)}
                </a>
            </p>
            <ol class="in-windows">
                <li>{say(|text| text.enroll.apple_allow)}</li>
                <li>{say(|text| text.enroll.apple_install)}</li>
            </ol>
        }
        .into_any()
    };
    view! {
        <section class="card card__body stack" aria-labelledby="apple">
            <div>
                <h2 id="apple">{say(|text| text.enroll.apple)}</h2>
                <p class="small muted">{place}</p>
            </div>
            {steps}
        </section>
    }
}
