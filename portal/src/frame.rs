//! What both apps have in common: the shared context, the document's title, and the sign-in that takes a page's place.

use leptos::prelude::*;
use muster_shared::api::Me;

use crate::announcer::Announcer;
use crate::branding::Presence;
use crate::browser;
use crate::clock::provide_clock;
use crate::connection::ConnectionBar;
use crate::pages::SignInPage;
use crate::preferences::{Preferences, use_text};
use crate::session::{Session, SignedOut};
use crate::text::Text;

/// An app: what is shared by context, and either its pages or the sign-in.
#[component]
pub fn Frame<T, P, V>(
    /// Who is signed in, where that is known.
    me: Option<Me>,
    /// The open page's name.
    title: T,
    /// The pages, drawn while somebody is signed in.
    pages: P,
) -> impl IntoView
where
    T: Fn(&'static Text) -> String + Send + Sync + 'static,
    P: Fn() -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let session = Session::provide(me);
    Presence::ask();
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
            Some(_) => text.sign_in.title.to_owned(),
            None => title(text),
        };
        let organisation = organisation.get();
        let of = if organisation.is_empty() {
            text.shell.product
        } else {
            &organisation
        };
        browser::set_title(&(text.shell.page_title)(&page, of));
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
            <ConnectionBar/>
            {pages()}
        }
        .into_any(),
    }
}

/// Provides what every page shares, apart from the session and the navigation.
pub fn provide_shared() {
    Preferences::provide();
    Announcer::provide();
    provide_clock();
}
