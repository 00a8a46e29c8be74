//! P5 where the device's own client enrolls: Windows' settings, Apple's profile, Apple's account. Where the person signs in once
//! more on a page of ours, no secret is shown here, and this can be read again at any time.

use leptos::prelude::*;
use muster_shared::api::TicketCreated;
use muster_shared::ids::TicketId;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};

use crate::browser;
use crate::components::{ButtonKind, CopyButton};
use crate::own_device;
use crate::preferences::use_text;
use crate::session::Session;
use crate::text::EnrollText;

/// Whether a method's own client has its person sign in on a page of ours.
pub(super) const fn signs_in(method: EnrollmentMethod) -> bool {
    matches!(
        method,
        EnrollmentMethod::WindowsMdm | EnrollmentMethod::AppleUser
    )
}

/// Whether the person goes on in the device's own settings.
pub(super) const fn is_used_by(method: EnrollmentMethod) -> bool {
    signs_in(method) || matches!(method, EnrollmentMethod::AppleDevice)
}

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

/// A step, with what is to be entered there.
type Step = (&'static str, Option<String>);

/// What to do: a heading, where, a link that leads there, and the steps in order.
struct Way {
    heading: &'static str,
    place: &'static str,
    link: Option<(String, &'static str)>,
    steps: Vec<Step>,
}

impl Way {
    fn of_windows(here: bool, name: String, server: &str, text: &EnrollText) -> Self {
        Self {
            heading: text.windows,
            place: if here {
                text.windows_here
            } else {
                text.windows_there
            },
            link: here.then(|| (deep_link(&name, server), text.windows_open)),
            steps: vec![
                (text.windows_settings, None),
                (text.client_name, Some(name)),
                (text.windows_server, Some(server.to_owned())),
                (text.client_sign_in, None),
            ],
        }
    }

    fn of_account(platform: Platform, name: String, text: &EnrollText) -> Self {
        Self {
            heading: text.account,
            place: text.account_where,
            link: None,
            steps: vec![
                (
                    match platform {
                        Platform::Macos => text.account_mac,
                        _ => text.account_settings,
                    },
                    None,
                ),
                (text.client_name, Some(name)),
                (text.client_sign_in, None),
            ],
        }
    }

    fn of_profile(ticket: &TicketCreated, here: bool, text: &EnrollText) -> Self {
        Self {
            heading: text.profile,
            place: if here {
                text.profile_here
            } else {
                text.profile_there
            },
            link: Some((profile_address(ticket), text.profile_download)),
            steps: vec![
                (
                    match ticket.platform {
                        Platform::Macos => text.profile_mac,
                        _ => text.profile_settings,
                    },
                    None,
                ),
                (text.profile_install, None),
            ],
        }
    }
}

/// The steps in the device's settings, where the person signs in once more.
#[component]
pub(super) fn InSettings(
    ticket: TicketId,
    method: EnrollmentMethod,
    platform: Platform,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let server = browser::origin();
    let here = own_device::has_ticket(ticket);
    let copied = (method == EnrollmentMethod::WindowsMdm).then(|| server.clone());
    let way = move |text: &EnrollText| {
        let name = session.with(|me| me.username.clone());
        match method {
            EnrollmentMethod::WindowsMdm => Way::of_windows(here, name, &server, text),
            _ => Way::of_account(platform, name, text),
        }
    };
    view! { <Card way copied/> }
}

/// Where the profile is. One for a device of the organisation's comes after the device has said what it is, so that it fits.
fn profile_address(ticket: &TicketCreated) -> String {
    let kind = match ticket.ownership {
        Ownership::Corporate => "ota",
        Ownership::Personal => "profile",
    };
    format!("/mdm/apple/{kind}/{}", ticket.ticket)
}

/// The profile for a ticket: it holds the secret, and is fetched by the browser of the device.
#[component]
pub(super) fn ByProfile(ticket: TicketCreated) -> impl IntoView {
    let here = own_device::has_ticket(ticket.id);
    let way = move |text: &EnrollText| Way::of_profile(&ticket, here, text);
    view! { <Card way copied=None/> }
}

#[component]
fn Card(
    way: impl Fn(&EnrollText) -> Way + Send + Sync + 'static,
    copied: Option<String>,
) -> impl IntoView {
    let text = use_text();
    let copies = copied.map(|server| {
        view! {
            <CopyButton
                copies=server
                label=move || text().enroll.windows_copy
                kind=ButtonKind::Plain
            />
        }
    });
    let told = move || {
        let Way {
            heading,
            place,
            link,
            steps,
        } = way(&text().enroll);
        let steps = steps.into_iter().map(|(words, entered)| {
            view! { <li>{words} " " {entered.map(|it| view! { <code dir="ltr">{it}</code> })}</li> }
        });
        view! {
            <div>
                <h2 id="client">{heading}</h2>
                <p class="small muted">{place}</p>
            </div>
            {link.map(|(href, words)| view! {
                <p>
                    <a class=ButtonKind::Primary.class() href=href rel="external">{words}</a>
                </p>
            })}
            <ol class="in-settings">{steps.collect_view()}</ol>
        }
    };
    view! {
        <section class="card card__body stack" aria-labelledby="client">
            {told}
            {copies}
        </section>
    }
}
