use leptos::prelude::*;
use muster_shared::api::{GuideList, GuideView, Me};

use super::account::AccountPage;
use super::guide::GuidePage;
use super::overview::{OverviewPage, Ways};
use super::privacy::{DevicePrivacyPage, PrivacyPage};
use super::route::HelpRoute;
use crate::client;
use crate::components::{Button, IconName, NavItem, ProblemNotice, Shell};
use crate::frame::{Frame, provide_shared};
use crate::navigation::Navigation;
use crate::once::{Known, ask_again, take};
use crate::pages::NotFoundPage;
use crate::preferences::{Preferences, say, use_text};
use crate::session::Session;
use crate::text::{Language, Text};

/// The guides in the person's language, for every page (by context): asked for once, and again when the language changes.
#[derive(Debug, Clone, Copy)]
pub struct Guides {
    list: Known<GuideList>,
    cut_off: RwSignal<bool>,
}

impl Guides {
    fn provide() -> Self {
        let guides = Self {
            list: RwSignal::new(None),
            cut_off: RwSignal::new(false),
        };
        provide_context(guides);
        guides
    }

    /// Asks for them in `language`. An answer in a language that is no longer wanted is passed over.
    fn load(self, session: Session, wanted: RwSignal<Language>) {
        let language = wanted.get_untracked();
        leptos::task::spawn_local(async move {
            let answer = session.heed(client::guides(language).await);
            if wanted.try_get_untracked() == Some(language) {
                take(self.list, self.cut_off, answer);
            }
        });
    }

    /// The guide of a page, where it is known.
    pub fn of(self, route: HelpRoute) -> Option<GuideView> {
        let HelpRoute::Guide(platform, method) = route else {
            return None;
        };
        self.list.with(|list| {
            let list = list.as_ref()?.as_ref().ok()?;
            list.guides
                .iter()
                .find(|guide| (guide.platform, guide.method) == (platform, method))
                .cloned()
        })
    }
}

/// The open page's name.
fn title(route: HelpRoute, guides: Guides, text: &Text) -> String {
    match route {
        HelpRoute::Privacy => text.privacy.title.to_owned(),
        HelpRoute::DevicePrivacy(_) => text.privacy.of_unknown.to_owned(),
        HelpRoute::Account => text.account.title.to_owned(),
        HelpRoute::NotFound => text.shell.not_found_title.to_owned(),
        _ => guides
            .of(route)
            .map_or_else(|| text.help.title.to_owned(), |guide| guide.title),
    }
}

/// The help: what is shared by context, and the page of the address that is open.
#[component]
pub fn HelpApp(
    /// Who is signed in, where that is known.
    me: Option<Me>,
) -> impl IntoView {
    provide_shared();
    let navigation = Navigation::<HelpRoute>::provide();
    let guides = Guides::provide();
    let open = move |text: &'static Text| title(navigation.route(), guides, text);
    let pages = move || view! { <Pages/> };
    view! { <Frame me title=open pages/> }
}

#[component]
fn Pages() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let navigation = expect_context::<Navigation<HelpRoute>>();
    let guides = expect_context::<Guides>();
    let language = expect_context::<Preferences>().language;
    let needs_guides = Memo::new(move |_| navigation.route().is_of_help());
    Effect::new(move |_| {
        language.track();
        if needs_guides.get() {
            guides.load(session, language);
        }
    });
    ask_again(guides.cut_off, move || guides.load(session, language));
    let items = vec![
        NavItem {
            to: HelpRoute::Devices,
            icon: IconName::Devices,
            words: (say(|text| text.shell.nav_devices)).into(),
            current: Signal::stored(false),
        },
        NavItem {
            to: HelpRoute::Privacy,
            icon: IconName::Eye,
            words: (say(|text| text.shell.nav_privacy)).into(),
            current: Signal::derive(move || navigation.route().is_of_privacy()),
        },
        NavItem {
            to: HelpRoute::Overview,
            icon: IconName::Help,
            words: (say(|text| text.shell.nav_help)).into(),
            current: Signal::derive(move || navigation.route().is_of_help()),
        },
    ];
    let administers = Memo::new(move |_| session.with(|me| !me.permissions.is_empty()));
    let admin = Signal::derive(move || {
        administers
            .get()
            .then(|| ("/admin/", text().shell.to_admin))
    });
    view! {
        <Shell home=HelpRoute::Devices items elsewhere=admin>
            {move || match navigation.route() {
                HelpRoute::Privacy => view! { <PrivacyPage/> }.into_any(),
                HelpRoute::DevicePrivacy(id) => view! { <DevicePrivacyPage id/> }.into_any(),
                HelpRoute::Account => view! { <AccountPage/> }.into_any(),
                HelpRoute::Overview => {
                    let ways = move || view! { <OfGuides route=HelpRoute::Overview/> };
                    view! { <OverviewPage ways=ways.into_any()/> }.into_any()
                }
                route @ HelpRoute::Guide(..) => view! { <OfGuides route/> }.into_any(),
                HelpRoute::Devices | HelpRoute::Device(_) | HelpRoute::Add | HelpRoute::NotFound => {
                    view! { <NotFoundPage home=HelpRoute::Devices/> }.into_any()
                }
            }}
        </Shell>
    }
}

/// What is made of the guides: one of them, or all at a glance.
#[component]
fn OfGuides(route: HelpRoute) -> impl IntoView {
    let session = expect_context::<Session>();
    let guides = expect_context::<Guides>();
    let language = expect_context::<Preferences>().language;
    // At a glance they are a part of a page that has a heading.
    let heading = move || {
        (route != HelpRoute::Overview)
            .then(|| view! { <h1 tabindex="-1" class="head">{say(|text| text.help.title)}</h1> })
    };
    move || match guides.list.get() {
        None => view! {
            {heading()}
            <p class="visually-hidden" role="status">{say(|text| text.help.loading)}</p>
            <div class="card ways-blank" aria-hidden="true"></div>
        }
        .into_any(),
        Some(Err(failure)) => {
            let again = Callback::new(move |()| {
                guides.list.set(None);
                guides.cut_off.set(false);
                guides.load(session, language);
            });
            view! {
                {heading()}
                <ProblemNotice failure quiet=true>
                    <Button on_press=again>{say(|text| text.help.try_again)}</Button>
                </ProblemNotice>
            }
            .into_any()
        }
        Some(Ok(list)) => match guides.of(route) {
            Some(guide) => view! { <GuidePage guide prerequisites=list.prerequisites/> }.into_any(),
            None => view! {
                {heading()}
                <Ways list/>
            }
            .into_any(),
        },
    }
}
