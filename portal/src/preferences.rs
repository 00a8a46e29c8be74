//! What a person chose for themselves in this browser: language and theme.
//!
//! Both are kept in local storage under the same keys as `boot.js`, which applies them before the first paint. Nothing about
//! the session is ever kept there, except that somebody signed in last time, so that they need not see the sign-in form flash by.

use leptos::prelude::*;

use crate::browser;
use crate::locale::Locale;
use crate::text::{Language, Text};

const LANGUAGE_KEY: &str = "muster.language";
const THEME_KEY: &str = "muster.theme";
const SIGNED_IN_KEY: &str = "muster.signed-in";

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device is set.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name in `data-theme` and in storage; none where the device decides.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The theme of a stored name; whatever is not a name leaves it to the device.
    #[must_use]
    pub fn of_name(name: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.name() == name)
            .unwrap_or_default()
    }
}

/// The person's choices, for every component (by context).
#[derive(Debug, Clone, Copy)]
pub struct Preferences {
    /// The language in use.
    pub language: RwSignal<Language>,
    /// The theme in use.
    pub theme: RwSignal<Theme>,
}

impl Preferences {
    /// Reads what was chosen before, or what the browser prefers, and keeps `<html>` and storage in step from now on.
    pub fn provide() -> Self {
        let stored = browser::stored(LANGUAGE_KEY).and_then(|tag| Language::of_tag(&tag));
        let language =
            RwSignal::new(stored.unwrap_or_else(|| Language::preferred(browser::languages())));
        let theme = RwSignal::new(Theme::of_name(browser::stored(THEME_KEY).as_deref()));
        Effect::watch(
            move || language.get(),
            |language, before, _| {
                browser::set_root_attribute("lang", Some(language.tag()));
                if before.is_some() {
                    browser::store(LANGUAGE_KEY, Some(language.tag()));
                }
            },
            true,
        );
        Effect::watch(
            move || theme.get(),
            |theme, before, _| {
                browser::set_root_attribute("data-theme", theme.name());
                if before.is_some() {
                    browser::store(THEME_KEY, theme.name());
                }
            },
            true,
        );
        let preferences = Self { language, theme };
        provide_context(preferences);
        preferences
    }
}

/// Remembers whether somebody is signed in, for the next visit's first paint.
pub fn remember_signed_in(signed_in: bool) {
    browser::store(SIGNED_IN_KEY, signed_in.then_some("1"));
}

fn language() -> Signal<Language> {
    match use_context::<Preferences>() {
        Some(preferences) => preferences.language.into(),
        None => Signal::stored(Language::default()),
    }
}

/// The words in the person's language; call what it returns where the text is drawn, and it follows the switch.
pub fn use_text() -> impl Fn() -> &'static Text + Copy + Send + Sync + 'static {
    let language = language();
    move || Text::of(language.get())
}

/// One text of the page in the person's language, which follows the switch. What it returns is of one type whatever the text,
/// so that a page of hundred texts is drawn by one piece of code and not by hundred.
pub fn say(
    words: fn(&'static Text) -> &'static str,
) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = language();
    move || words(Text::of(language.get()))
}

/// How the person's browser writes dates and ages.
pub fn use_locale() -> impl Fn() -> Locale + Copy + Send + Sync + 'static {
    let language = language();
    move || Locale::new(language.get(), browser::languages())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_found_again_by_its_name() {
        for theme in Theme::ALL {
            assert_eq!(Theme::of_name(theme.name()), theme);
        }
    }

    #[test]
    fn an_unknown_theme_leaves_it_to_the_device() {
        assert_eq!(Theme::of_name(Some("sepia")), Theme::System);
    }
}
