//! How the organisation presents itself, as far as the app shows it: its logo, whom people ask, what it says of itself. Its
//! colour is set by `branding.js`, before the app is there.
//!
//! Everything here is text that may be missing, so it is read with the browser's own JSON: another reader in the bundle would be
//! larger than all that is done with it. A test holds the names to the API's.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::answer::Answer;
use crate::client;

/// What the app reads of the branding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The logo on light ground, by its hash.
    Logo,
    /// That on dark ground.
    LogoOnDark,
    /// The wide picture.
    Image,
    /// Whom people ask.
    ContactName,
    /// Their number.
    ContactPhone,
    /// Their address.
    ContactEmail,
    /// The name of a page with help.
    SupportName,
    /// Its address.
    SupportUrl,
    /// What else people should know.
    Note,
    /// Where the privacy statement is.
    PrivacyUrl,
    /// What the organisation cannot see.
    CannotSee,
    /// What it can.
    CanSee,
}

/// Their names in the API, in the same order.
const NAMES: [&str; 12] = [
    "logo",
    "logo_on_dark",
    "image",
    "contact_name",
    "contact_phone",
    "contact_email",
    "support_name",
    "support_url",
    "note",
    "privacy_url",
    "cannot_see",
    "can_see",
];

/// What the organisation has set; what it has not is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branding(Vec<String>);

impl Branding {
    /// With these values and no others.
    #[must_use]
    pub fn of(values: &[(Said, &str)]) -> Self {
        let mut all = vec![String::new(); NAMES.len()];
        for (said, value) in values {
            if let Some(place) = all.get_mut(*said as usize) {
                (*value).clone_into(place);
            }
        }
        Self(all)
    }

    fn read(json: &str) -> Option<Self> {
        let branding = Answer::read(json)?.get("branding");
        Some(Self(NAMES.map(|name| branding.text(name)).into()))
    }

    /// One value; empty when it is not set.
    #[must_use]
    pub fn get(&self, said: Said) -> &str {
        self.0.get(said as usize).map_or("", String::as_str)
    }

    /// The address of a picture; none when it is not set.
    #[must_use]
    pub fn picture(&self, said: Said) -> Option<String> {
        let picture = self.get(said);
        (!picture.is_empty()).then(|| format!("/branding/{picture}"))
    }
}

/// The branding, for every component (by context).
#[derive(Debug, Clone, Copy)]
pub struct Presence(RwSignal<Branding>);

impl Presence {
    /// Shares what the edge says, as soon as it has. Without an answer the page goes without.
    pub fn ask() {
        let known = RwSignal::new(Branding::default());
        provide_context(Self(known));
        spawn_local(async move {
            if let Ok(json) = client::branding().await
                && let Some(branding) = Branding::read(&json)
            {
                let _ = known.try_set(branding);
            }
        });
    }

    /// Shares this instead, with the components of one page.
    #[cfg(feature = "gallery")]
    pub fn provide(branding: Branding) {
        provide_context(Self(RwSignal::new(branding)));
    }
}

/// Reads the branding, as a value that changes when it arrives.
pub fn read_branding<T>(read: impl Fn(&Branding) -> T) -> impl Fn() -> T {
    let presence = use_context::<Presence>();
    move || match presence {
        Some(Presence(known)) => known.with(|known| read(known)),
        None => read(&Branding::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_one_of_the_apis() {
        let json = format!(
            r#"{{{}}}"#,
            NAMES
                .map(|name| match name {
                    "logo" | "logo_on_dark" | "image" =>
                        format!(r#""{name}":"{}""#, "0".repeat(64)),
                    _ => format!(r#""{name}":"""#),
                })
                .join(",")
        );
        // The type refuses what it does not know.
        let read = serde_json::from_str::<muster_shared::tenant::section::Branding>(&json);
        assert!(read.is_ok(), "{read:?}");
        let branding = Branding::of(&[(Said::CanSee, "last"), (Said::Logo, "first")]);
        assert_eq!(
            (branding.get(Said::CanSee), branding.get(Said::Note)),
            ("last", "")
        );
        assert_eq!(branding.0.last().map(String::as_str), Some("last"));
        assert_eq!(
            branding.picture(Said::Logo).as_deref(),
            Some("/branding/first")
        );
        assert_eq!(branding.picture(Said::Image), None);
    }
}
