//! P5 on Windows: its own client enrolls, and signs the person in once more on a page of ours. No secret is shown, so that this
//! can be read again at any time.

use leptos::prelude::*;
use muster_shared::ids::TicketId;

use crate::browser;
use crate::components::{ButtonKind, CopyButton};
use crate::own_device;
use crate::preferences::{say, use_text};
use crate::session::Session;

/// The address by which Windows opens its own settings at the right place, with name and server filled in
/// (<https://learn.microsoft.com/windows/client-management/mdm-enrollment-of-windows-devices>, "Connecting to MDM using a deep
/// link").
fn deep_link(username: &str, server: &str) -> String {
    let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
    format!(
        "ms-device-enrollment:?mode=mdm&username={}&servername={}",
        encoded(username),
        encoded(server)
    )
}

/// The steps in Windows' settings, with a link that leads there on the PC itself.
#[component]
pub(super) fn ByWindows(ticket: TicketId) -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let server = browser::origin();
    let link = untrack(|| session.with(|me| deep_link(&me.username, &server)));
    let name = move || session.with(|me| me.username.clone());
    let here = own_device::has_ticket(ticket);
    let place = move || {
        if here {
            text().enroll.windows_here
        } else {
            text().enroll.windows_there
        }
    };
    view! {
        <section class="card card__body stack" aria-labelledby="windows">
            <div>
                <h2 id="windows">{say(|text| text.enroll.windows)}</h2>
                <p class="small muted">{place}</p>
            </div>
            {here.then(|| view! {
                <p>
                    <a class=ButtonKind::Primary.class() href=link rel="external">
                        {say(|text| text.enroll.windows_open)}
                    </a>
                </p>
            })}
            <ol class="in-windows">
                <li>{say(|text| text.enroll.windows_settings)}</li>
                <li>{say(|text| text.enroll.windows_name)} " " <code>{name}</code></li>
                <li>
                    {say(|text| text.enroll.windows_server)} " "
                    <code dir="ltr">{server.clone()}</code>
                </li>
                <li>{say(|text| text.enroll.windows_sign_in)}</li>
            </ol>
            <CopyButton
                copies=server
                label=say(|text| text.enroll.windows_copy)
                kind=ButtonKind::Plain
            />
        </section>
    }
}
