use leptos::prelude::*;
use muster_shared::api::{Me, TicketCreated};

use crate::components::{IconName, NavItem, Shell};
use crate::frame::{Frame, provide_shared};
use crate::kinds;
use crate::navigation::Navigation;
#[cfg(feature = "enroll")]
use crate::pages::{AddPage, EnrollPage};
#[cfg(feature = "devices")]
use crate::pages::{DevicePage, DevicesPage};
use crate::pages::{Draft, Handed, NotFoundPage};
use crate::preferences::{say, use_text};
use crate::route::Route;
use crate::session::Session;
use crate::text::Text;

/// A name that only a page itself learns, such as a device's, for the document's title.
#[derive(Debug, Clone, Copy)]
pub struct PageName(pub RwSignal<Option<String>>);

/// The ticket that was just made, for the page that shows it: kept in this tab's memory alone, since it is a secret.
#[derive(Debug, Clone, Copy)]
pub struct FreshTicket(pub RwSignal<Option<TicketCreated>>);

/// The page's own name.
fn title(route: Route, text: &Text, ticket: Option<&TicketCreated>) -> &'static str {
    match route {
        Route::Devices => text.devices.title,
        #[cfg(feature = "devices")]
        Route::Device(_) => text.device.loading_title,
        // Of the other bundle.
        #[cfg(not(feature = "devices"))]
        Route::Device(_) => text.devices.title,
        Route::Add => text.add.title,
        Route::Enroll(_) => match ticket {
            Some(ticket) => kinds::connect(ticket.platform, &text.enroll),
            None => text.enroll.title_loading,
        },
        #[cfg(feature = "gallery")]
        Route::Components => "Components",
        Route::Privacy
        | Route::DevicePrivacy(_)
        | Route::Help
        | Route::Guide(..)
        | Route::NotFound => text.shell.not_found_title,
    }
}

/// The Company Portal: what is shared by context, and the page of the address that is open.
#[component]
pub fn App(
    /// Who is signed in, where that is known.
    me: Option<Me>,
    /// The secret that the address brought along, where another device handed its enrollment over.
    #[prop(optional_no_strip)]
    secret: Option<String>,
) -> impl IntoView {
    provide_shared();
    Handed::provide(secret);
    let navigation = Navigation::<Route>::provide();
    let name = PageName(RwSignal::new(None));
    let fresh = FreshTicket(RwSignal::new(None));
    provide_context(name);
    provide_context(fresh);
    Draft::provide();
    let open = move |text: &'static Text| {
        let route = navigation.route();
        let named = name.0.get().filter(|_| matches!(route, Route::Device(_)));
        named.unwrap_or_else(|| {
            fresh
                .0
                .with(|ticket| title(route, text, ticket.as_ref()).to_owned())
        })
    };
    let pages = move || view! { <Pages/> };
    view! { <Frame me title=open pages/> }
}

#[component]
fn Pages() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let navigation = expect_context::<Navigation<Route>>();
    let items = vec![
        NavItem {
            to: Route::Devices,
            icon: IconName::Devices,
            words: (say(|text| text.shell.nav_devices)).into(),
            current: Signal::derive(move || navigation.route().is_of_devices()),
        },
        NavItem {
            to: Route::Privacy,
            icon: IconName::Eye,
            words: (say(|text| text.shell.nav_privacy)).into(),
            current: Signal::stored(false),
        },
        NavItem {
            to: Route::Help,
            icon: IconName::Help,
            words: (say(|text| text.shell.nav_help)).into(),
            current: Signal::stored(false),
        },
    ];
    // Another bundle, so a link that loads anew. Who has no permission is not even told.
    let administers = Memo::new(move |_| session.with(|me| !me.permissions.is_empty()));
    let elsewhere = Signal::derive(move || {
        administers
            .get()
            .then(|| ("/admin/", text().shell.to_admin))
    });
    view! {
        <Shell home=Route::Devices items elsewhere>
            {move || match navigation.route() {
                #[cfg(feature = "devices")]
                Route::Devices => view! { <DevicesPage/> }.into_any(),
                #[cfg(feature = "devices")]
                Route::Device(id) => view! { <DevicePage id/> }.into_any(),
                #[cfg(feature = "enroll")]
                Route::Add => view! { <AddPage/> }.into_any(),
                #[cfg(feature = "enroll")]
                Route::Enroll(ticket) => view! { <EnrollPage ticket/> }.into_any(),
                #[cfg(feature = "gallery")]
                Route::Components => view! { <crate::pages::GalleryPage/> }.into_any(),
                // What is another bundle's is not asked for here.
                _ => view! { <NotFoundPage home=Route::Devices/> }.into_any(),
            }}
        </Shell>
    }
}
