//! The frame around every page: whose portal it is, who is signed in, and the way out.

use leptos::prelude::*;

use leptos::text_prop::TextProp;

use super::{Button, ButtonKind, Icon, IconName, ProblemWords, Segmented};
use crate::announcer::Announcements;
use crate::branding::{Branding, Said, read_branding};
use crate::client::Failure;
use crate::navigation::{Link, Place, follow_elsewhere};
use crate::preferences::{Preferences, Theme, say, use_locale, use_text};
use crate::session::Session;
use crate::text::{Language, Text};

/// The first letter of a name, as the organisation's mark until it has a logo.
fn initial(name: &str) -> String {
    name.chars()
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default()
}

/// The first letters of a person's first and last name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().map(initial).unwrap_or_default();
    let last = words.next_back().map(initial).unwrap_or_default();
    first + &last
}

/// The organisation's logo, for each theme where it has two; none without one.
fn logos(branding: &Branding) -> Vec<(&'static str, String)> {
    let [light, dark] = [Said::Logo, Said::LogoOnDark].map(|said| branding.picture(said));
    let classes = if light.is_some() && dark.is_some() {
        [
            "brand__logo brand__logo--light",
            "brand__logo brand__logo--dark",
        ]
    } else {
        ["brand__logo", "brand__logo brand__logo--dark-ground"]
    };
    let drawn = classes.into_iter().zip([light, dark]);
    drawn
        .filter_map(|(class, src)| Some((class, src?)))
        .collect()
}

/// The organisation's mark and name.
#[component]
pub fn Brand(
    /// The name people know the organisation by.
    #[prop(into)]
    organisation: Signal<String>,
    /// What this app is, below the name.
    #[prop(optional_no_strip)]
    role: Option<TextProp>,
) -> impl IntoView {
    let logos = read_branding(logos);
    let mark = move || {
        let logos = logos();
        if logos.is_empty() {
            let initial = move || organisation.with(|name| initial(name));
            return view! { <span class="brand__mark" aria-hidden="true">{initial}</span> }
                .into_any();
        }
        let drawn = logos.into_iter().map(|(class, src)| {
            // The name stands beside it.
            view! { <img class=class src=src alt=""/> }
        });
        drawn.collect_view().into_any()
    };
    view! {
        {mark}
        <span class="brand__name">
            {organisation}
            {role.map(|role| view! { <span class="brand__role">{move || role.get()}</span> })}
        </span>
    }
}

/// An entry of the navigation.
#[derive(Clone)]
pub struct NavItem<R> {
    /// Where it leads.
    pub to: R,
    /// Its drawing, shown where there is room for one.
    pub icon: IconName,
    /// Its words.
    pub words: TextProp,
    /// Whether the page that is shown belongs to it.
    pub current: Signal<bool>,
}

/// Where the navigation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShellLayout {
    /// In the bar at the top, and on a phone in one at the lower edge, under the thumb: for a few entries.
    #[default]
    Tabs,
    /// In a column beside the page, and on a phone in a row below the bar: for many.
    Side,
}

/// The frame. What is passed in is drawn as the main part.
#[component]
pub fn Shell<R: Place>(
    /// The page that the organisation's name leads to.
    home: R,
    /// The navigation.
    items: Vec<NavItem<R>>,
    /// Where it stands.
    #[prop(optional)]
    layout: ShellLayout,
    /// What this app is, below the organisation's name; none for the portal itself.
    #[prop(optional, into)]
    role: Option<TextProp>,
    /// Address and name of the other app, where the person may go there.
    #[prop(into)]
    elsewhere: Signal<Option<(&'static str, &'static str)>>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    let (frame, bar, main) = match layout {
        ShellLayout::Tabs => ("shell", "bar", "page"),
        ShellLayout::Side => ("shell shell--side", "bar bar--wide", "page page--side"),
    };
    let navigation = move || {
        view! {
            <nav class="nav" aria-label=say(|text| text.shell.navigation)>
                <ul>
                    {items
                        .into_iter()
                        .map(|NavItem { to, icon, words, current }| {
                            view! {
                                <li>
                                    <Link to class="nav__link" current>
                                        <Icon name=icon/>
                                        <span>{move || words.get()}</span>
                                    </Link>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </nav>
        }
    };
    let (in_bar, beside) = match layout {
        ShellLayout::Tabs => (Some(navigation()), None),
        ShellLayout::Side => (None, Some(navigation())),
    };
    view! {
        <div class=frame>
            <a class="skip" href="#main">
                {say(|text| text.shell.skip)}
            </a>
            <header class=bar>
                <div class="bar__inner">
                    <Link to=home class="brand">
                        <Brand organisation=organisation role=role/>
                    </Link>
                    {in_bar}
                    <AccountButton/>
                </div>
                <AccountMenu elsewhere/>
            </header>
            <div class="shell__body">
                {beside}
                <main class=main id="main" tabindex="-1">
                    {children()}
                </main>
            </div>
        </div>
        <Announcements/>
    }
}

#[component]
fn AccountButton() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let name = Memo::new(move |_| session.with(|me| me.display_name.clone()));
    view! {
        <button class="avatar" type="button" popovertarget="account">
            <span class="avatar__letters" aria-hidden="true">
                {move || name.with(|name| initials(name))}
            </span>
            <span class="visually-hidden">{move || name.with(|name| (text().shell.account)(name))}</span>
        </button>
    }
}

#[component]
fn AccountMenu(elsewhere: Signal<Option<(&'static str, &'static str)>>) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let session = expect_context::<Session>();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let sign_out = move |()| {
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let outcome = session.sign_out().await;
            // Once signed out, the menu and its signals are gone.
            if let Err(why) = outcome {
                busy.set(false);
                failure.set(Some(why));
            }
        });
    };
    let why_not = move || {
        failure.get().map(|failure| {
            let words = ProblemWords::of(&failure, text(), locale().language());
            view! { <p class="menu__failure">{words.cause}</p> }
        })
    };
    let image = read_branding(|branding| branding.picture(Said::Image));
    view! {
        <div class="menu" id="account" popover="auto">
            {move || image().map(|src| view! { <img class="menu__image" src=src alt=""/> })}
            <p class="menu__who">
                <b>{move || session.with(|me| me.display_name.clone())}</b>
                <span>{move || session.with(|me| me.username.clone())}</span>
            </p>
            <ThemeSwitch/>
            <LanguageSwitch/>
            <div class="menu__end">
                // Another bundle's page for most, so a link that loads anew.
                <a class="menu__link" href="/account" rel="external" on:click=|event| follow_elsewhere(&event)>
                    <Icon name=IconName::Key/>
                    {say(|text| text.shell.to_account)}
                </a>
                {move || elsewhere.get().map(|(href, words)| view! {
                    <a class="menu__link" href=href rel="external" on:click=|event| follow_elsewhere(&event)>
                        <Icon name=IconName::Tool/>
                        {words}
                    </a>
                })}
                <div role="alert">{why_not}</div>
                <Button kind=ButtonKind::Quiet icon=IconName::Exit busy=busy on_press=Callback::new(sign_out)>
                    {say(|text| text.shell.sign_out)}
                </Button>
            </div>
        </div>
    }
}

/// The switch between light and dark.
#[component]
pub fn ThemeSwitch(
    /// The radio group's name: another where the switch is on the page twice.
    #[prop(default = "theme")]
    name: &'static str,
) -> impl IntoView {
    let text = use_text();
    let preferences = expect_context::<Preferences>();
    let words = |theme| -> fn(&Text) -> &'static str {
        match theme {
            Theme::System => |text| text.shell.theme_system,
            Theme::Light => |text| text.shell.theme_light,
            Theme::Dark => |text| text.shell.theme_dark,
        }
    };
    let choices = Theme::ALL
        .into_iter()
        .map(|theme| (theme, (move || words(theme)(text())).into(), None))
        .collect();
    view! {
        <Segmented
            name
            legend=say(|text| text.shell.appearance)
            choices=choices
            chosen=preferences.theme
        />
    }
}

/// The switch between languages; each is named in itself.
#[component]
pub fn LanguageSwitch(
    /// The radio group's name, as of [`ThemeSwitch`].
    #[prop(default = "language")]
    name: &'static str,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let choices = Language::ALL
        .into_iter()
        .map(|language| (language, language.own_name().into(), Some(language.tag())))
        .collect();
    view! {
        <Segmented
            name
            legend=say(|text| text.shell.language)
            choices=choices
            chosen=preferences.language
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_takes_the_place_of_the_mark_and_each_theme_has_its_own_where_there_are_two() {
        let classes = |logo: Option<&str>, dark: Option<&str>| {
            let branding = Branding::of(&[
                (Said::Logo, logo.unwrap_or_default()),
                (Said::LogoOnDark, dark.unwrap_or_default()),
            ]);
            let logos = logos(&branding).into_iter();
            logos
                .map(|(class, _)| class.rsplit_once("__").unwrap_or_default().1)
                .collect::<Vec<_>>()
        };
        let (one, other) = (Some("1"), Some("2"));
        assert_eq!(classes(None, None), [] as [&str; 0]);
        assert_eq!(classes(one, None), ["logo"]);
        assert_eq!(classes(None, one), ["logo--dark-ground"]);
        assert_eq!(classes(one, other), ["logo--light", "logo--dark"]);
    }

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        assert_eq!(initials("Mara Lindqvist"), "ML");
        assert_eq!(initials("Ana Maria de Souza"), "AS");
        assert_eq!(initials("ana"), "A");
        assert_eq!(initials("élodie ßen"), "ÉSS");
        assert_eq!(initials("  "), "");
    }
}
