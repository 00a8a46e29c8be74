use leptos::prelude::*;
use muster_shared::api::Me;

use crate::announcer::Announcer;
use crate::browser;
use crate::clock::provide_clock;
use crate::components::Shell;
use crate::navigation::Navigation;
use crate::pages::{AddPage, DevicesPage, NotFoundPage, SignInPage};
use crate::preferences::{Preferences, use_text};
use crate::route::Route;
use crate::session::{Session, SignedOut};
use crate::text::Text;

/// The page's own name.
const fn title(route: Route, text: &Text) -> &'static str {
    match route {
        Route::Devices => text.devices.title,
        Route::Add => text.add.title,
        Route::NotFound => text.shell.not_found_title,
    }
}

/// The whole app: what is shared by context, and the page of the address that is open.
#[component]
pub fn App(
    /// Who is signed in, where that is known.
    me: Option<Me>,
) -> impl IntoView {
    Preferences::provide();
    Announcer::provide();
    provide_clock();
    let navigation = Navigation::provide();
    let session = Session::provide(me);
    let text = use_text();
    let signed_out = Memo::new(move |_| session.me().err());
    let organisation = Memo::new(move |last: Option<&String>| {
        // Remembered past the sign-out, for the sign-in page.
        session
            .me()
            .map_or_else(|_| last.cloned().unwrap_or_default(), |me| me.organisation)
    });
    Effect::new(move |_| {
        let text = text();
        let page = match signed_out.get() {
            Some(_) => text.sign_in.title,
            None => title(navigation.route(), text),
        };
        let organisation = organisation.get();
        let of = if organisation.is_empty() {
            text.shell.product
        } else {
            &organisation
        };
        browser::set_title(&(text.shell.page_title)(page, of));
    });
    move || match signed_out.get() {
        Some(why) => {
            let organisation = organisation.get_untracked();
            let organisation = if organisation.is_empty() {
                untrack(text).shell.product.to_owned()
            } else {
                organisation
            };
            if why != SignedOut::NotYet {
                browser::focus_soon("h1");
            }
            view! { <SignInPage why organisation/> }.into_any()
        }
        None => view! {
            <Shell>
                {move || match navigation.route() {
                    Route::Devices => view! { <DevicesPage/> }.into_any(),
                    Route::Add => view! { <AddPage/> }.into_any(),
                    Route::NotFound => view! { <NotFoundPage/> }.into_any(),
                }}
            </Shell>
        }
        .into_any(),
    }
}
