use leptos::prelude::*;
use muster_shared::api::Me;

use super::decision::DecisionPage;
use super::devices::FleetPage;
use super::mails::MailsPage;
use super::route::AdminRoute;
use crate::components::{ButtonKind, IconName, NavItem, Shell, ShellLayout};
use crate::frame::{Frame, provide_shared};
use crate::navigation::Navigation;
use crate::pages::NotFoundPage;
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::text::Text;

/// The permission that the list of devices asks for, by its name in the API.
const DEVICE_READ: &str = "device-read";

fn title(route: AdminRoute, text: &Text) -> &'static str {
    match route {
        AdminRoute::Devices(_) => text.admin.devices,
        AdminRoute::Mails => text.admin.mails,
        AdminRoute::Decision(..) => text.admin.decision,
        AdminRoute::NotFound => text.shell.not_found_title,
    }
}

/// The admin center: what is shared by context, and the page of the address that is open.
#[component]
pub fn AdminApp(
    /// Who is signed in, where that is known.
    me: Option<Me>,
) -> impl IntoView {
    provide_shared();
    let navigation = Navigation::<AdminRoute>::provide();
    let open = move |text: &'static Text| title(navigation.route(), text).to_owned();
    let pages = move || view! { <Pages/> };
    view! { <Frame me title=open pages/> }
}

#[component]
fn Pages() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let navigation = expect_context::<Navigation<AdminRoute>>();
    let may = Memo::new(move |_| {
        session.with(|me| me.permissions.iter().any(|held| held == DEVICE_READ))
    });
    let items = vec![
        NavItem {
            to: AdminRoute::Devices(None),
            icon: IconName::Devices,
            words: (say(|text| text.admin.devices)).into(),
            current: Signal::derive(move || matches!(navigation.route(), AdminRoute::Devices(_))),
        },
        NavItem {
            to: AdminRoute::Mails,
            icon: IconName::Copy,
            words: (say(|text| text.admin.mails)).into(),
            current: Signal::derive(move || navigation.route() == AdminRoute::Mails),
        },
    ];
    let elsewhere = Signal::derive(move || Some(("/", text().admin.to_portal)));
    view! {
        <Shell
            home=AdminRoute::Devices(None)
            items
            layout=ShellLayout::Side
            role=say(|text| text.admin.role)
            elsewhere
        >
            {move || match (may.get(), navigation.route()) {
                (false, _) => view! { <Denied/> }.into_any(),
                (true, AdminRoute::Devices(after)) => view! { <FleetPage after/> }.into_any(),
                (true, AdminRoute::Decision(enrollee, number)) => {
                    view! { <DecisionPage enrollee number/> }.into_any()
                }
                (true, AdminRoute::Mails) => view! { <MailsPage/> }.into_any(),
                (true, AdminRoute::NotFound) => {
                    view! { <NotFoundPage home=AdminRoute::Devices(None)/> }.into_any()
                }
            }}
        </Shell>
    }
}

/// For those who have no permission here. The edge refuses them anyway; this says it in words.
#[component]
pub(super) fn Denied() -> impl IntoView {
    view! {
        <div class="stack denied">
            <h1 tabindex="-1">{say(|text| text.admin.denied_title)}</h1>
            <p class="muted">{say(|text| text.admin.denied_text)}</p>
            <a class=ButtonKind::Primary.class() href="/" rel="external">
                {say(|text| text.admin.denied_go)}
            </a>
        </div>
    }
}
