//! What stands beside every page of What IT sees, whatever has been loaded: what is never read, who can look, and what the
//! organisation says of it itself.

use leptos::prelude::*;
use muster_shared::device::rights::DeviceAction;
use muster_shared::platform::Ownership;

use super::rights::Deed;
use crate::branding::{Said, read_branding};
use crate::components::{Contact, Icon, IconName};
use crate::preferences::{say, use_text};
use crate::session::Session;
use crate::text::{PrivacyText, Text};

/// What something is called.
type Name = fn(&PrivacyText) -> &'static str;

/// What is never read, each with the action that would make it untrue, and what holds of people's own devices where it is done to
/// the organisation's alone.
const NEVER: [(Name, Option<(DeviceAction, Name)>); 5] = [
    (|text| text.never_files, None),
    (|text| text.never_messages, None),
    (|text| text.never_browsing, None),
    (
        |text| text.never_apps,
        Some((DeviceAction::ListApps, |text| text.never_apps_on_own)),
    ),
    (
        |text| text.never_place,
        Some((DeviceAction::Locate, |text| text.never_place_of_own)),
    ),
];

/// What is never read, as long as nothing that is open today can.
fn never(text: &'static Text) -> Vec<&'static str> {
    NEVER
        .into_iter()
        .filter_map(|(words, untrue)| {
            let Some((action, of_own)) = untrue else {
                return Some(words);
            };
            let can = |ownership| Deed::Action(action).can_somewhere(ownership);
            match (can(Ownership::Personal), can(Ownership::Corporate)) {
                (false, false) => Some(words),
                (false, true) => Some(of_own),
                (true, _) => None,
            }
        })
        .map(|words| words(&text.privacy))
        .collect()
}

/// The column beside.
#[component]
pub(super) fn Beside() -> impl IntoView {
    let text = use_text();
    let session = expect_context::<Session>();
    let organisation = Memo::new(move |_| session.with(|me| me.organisation.clone()));
    let lines = move || {
        let lines = never(text()).into_iter();
        lines
            .map(|words| view! { <li><Icon name=IconName::EyeOff/><span>{words}</span></li> })
            .collect_view()
    };
    view! {
        <div class="stack">
            <section class="card card__body" aria-labelledby="never">
                <h2 class="section__title" id="never">{say(|text| text.privacy.never)}</h2>
                <ul class="never">{lines}</ul>
                <p class="small muted privacy__but">{say(|text| text.privacy.never_but)}</p>
            </section>
            <section class="card card__body" aria-labelledby="who">
                <h2 class="section__title" id="who">{say(|text| text.privacy.who)}</h2>
                <p class="small muted">
                    {move || organisation.with(|name| (text().privacy.who_text)(name))}
                </p>
                <Contact/>
            </section>
            <OwnWords/>
        </div>
    }
}

/// What the organisation says of it itself; nothing where it says nothing.
#[component]
fn OwnWords() -> impl IntoView {
    let session = expect_context::<Session>();
    let own = read_branding(|branding| {
        let words = [Said::CanSee, Said::CannotSee].map(|said| branding.get(said));
        let statement = branding.get(Said::PrivacyUrl).to_owned();
        (words.join("\n\n"), statement)
    });
    move || {
        let (words, statement) = own();
        let says_nothing = words.trim().is_empty() && statement.is_empty();
        let no_statement = statement.is_empty();
        (!says_nothing).then(|| {
            view! {
                <section class="card card__body" aria-labelledby="own">
                    <h2 class="section__title" id="own">
                        {session.with(|me| me.organisation.clone())}
                    </h2>
                    <p class="small privacy__own">{words.trim().to_owned()}</p>
                    <p class="small" hidden=no_statement>
                        <a href=statement>{say(|text| text.privacy.statement)}</a>
                    </p>
                </section>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn what_is_never_read_is_what_no_way_that_is_open_can_read() {
        // Nothing that is open today finds a device, and apps are listed of the organisation's alone.
        for language in Language::ALL {
            let text = Text::of(language);
            let said = never(text);
            assert_eq!(said.len(), NEVER.len());
            assert!(said.contains(&text.privacy.never_place));
            assert!(said.contains(&text.privacy.never_apps_on_own));
        }
    }
}
