//! Whom people ask, where the organisation has said so.

use leptos::prelude::*;

use crate::branding::{Branding, Said, read_branding};
use crate::preferences::say;

/// Where a way to reach somebody leads; none where it leads nowhere.
#[must_use]
pub fn contact_link(way: Said, value: &str) -> Option<String> {
    match way {
        _ if value.is_empty() => None,
        Said::ContactPhone => {
            let dialled = value.replace(|c: char| !c.is_ascii_digit() && c != '+', "");
            Some(format!("tel:{dialled}"))
        }
        Said::ContactEmail => Some(format!("mailto:{value}")),
        Said::SupportUrl => Some(value.to_owned()),
        _ => None,
    }
}

/// Each way to reach somebody: the words, and where they lead.
fn ways(branding: &Branding) -> Vec<(String, Option<String>)> {
    let of = |said| {
        let words = branding.get(said);
        (words.to_owned(), contact_link(said, words))
    };
    let (address, leads) = of(Said::SupportUrl);
    let site = match branding.get(Said::SupportName) {
        "" => address,
        name => name.to_owned(),
    };
    let mut ways = vec![
        of(Said::ContactName),
        of(Said::ContactPhone),
        of(Said::ContactEmail),
        (site, leads),
        of(Said::Note),
    ];
    ways.retain(|(words, _)| !words.is_empty());
    ways
}

/// Whom people ask; nothing where the organisation has not said.
#[component]
pub fn Contact() -> impl IntoView {
    let ways = read_branding(ways);
    move || {
        let ways = ways();
        (!ways.is_empty()).then(|| {
            // Without an address it is no link, only the place of one (HTML section 4.5.1).
            let ways = ways.into_iter();
            let ways = ways.map(|(words, href)| view! { <li><a href=href>{words}</a></li> });
            view! {
                <div class="contact small">
                    <p>{say(|text| text.shell.ask)}</p>
                    <ul>{ways.collect_view()}</ul>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_a_way_and_what_is_empty_is_none() {
        assert_eq!(ways(&Branding::default()), []);
        let branding = Branding::of(&[
            (Said::ContactName, "Service Desk"),
            (Said::ContactPhone, "+49 (30) 1-2"),
            (Said::ContactEmail, "it@help.example"),
            (Said::SupportUrl, "https://help.example"),
            (Said::Note, "Mon to Fri"),
        ]);
        let way = |words: &str, to: Option<&str>| (words.to_owned(), to.map(str::to_owned));
        assert_eq!(
            ways(&branding),
            [
                way("Service Desk", None),
                way("+49 (30) 1-2", Some("tel:+493012")),
                way("it@help.example", Some("mailto:it@help.example")),
                way("https://help.example", Some("https://help.example")),
                way("Mon to Fri", None),
            ]
        );
        let named = Branding::of(&[
            (Said::SupportName, "Help"),
            (Said::SupportUrl, "https://help.example"),
        ]);
        assert_eq!(ways(&named), [way("Help", Some("https://help.example"))]);
    }
}
