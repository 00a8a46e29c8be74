//! Whom people ask: what the organisation's branding says, each way with its name.

use leptos::prelude::*;

use crate::branding::{Branding, Said, read_branding};
use crate::components::{Icon, IconName, contact_link};
use crate::preferences::{say, use_text};
use crate::text::HelpText;

/// What a way is called.
type Name = fn(&HelpText) -> &'static str;

/// Each way that is set: its name, what it says, and where it leads.
fn ways(branding: &Branding) -> Vec<(Name, String, Option<String>)> {
    let site = match branding.get(Said::SupportName) {
        "" => Said::SupportUrl,
        _ => Said::SupportName,
    };
    let ways: [(Name, Said, Option<Said>); 5] = [
        (|text| text.contact_name, Said::ContactName, None),
        (
            |text| text.contact_phone,
            Said::ContactPhone,
            Some(Said::ContactPhone),
        ),
        (
            |text| text.contact_mail,
            Said::ContactEmail,
            Some(Said::ContactEmail),
        ),
        (|text| text.contact_web, site, Some(Said::SupportUrl)),
        (|text| text.contact_note, Said::Note, None),
    ];
    ways.into_iter()
        .map(|(name, said, leads)| {
            let to = leads.and_then(|leads| contact_link(leads, branding.get(leads)));
            (name, branding.get(said).to_owned(), to)
        })
        .filter(|(_, words, _)| !words.is_empty())
        .collect()
}

/// Whom people ask; where the organisation has not said, whom they ask then.
#[component]
pub(super) fn ContactBlock() -> impl IntoView {
    let text = use_text();
    let ways = read_branding(ways);
    let rows = move || {
        let ways = ways();
        if ways.is_empty() {
            return view! { <p class="small muted">{text().help.contact_none}</p> }.into_any();
        }
        let rows = ways.into_iter().map(|(name, words, to)| {
            let said = match to {
                Some(to) => view! { <a class="ask__link" href=to>{words}</a> }.into_any(),
                None => view! { <span class="ask__text" dir="auto">{words}</span> }.into_any(),
            };
            view! {
                <div>
                    <dt class="muted">{name(&text().help)}</dt>
                    <dd>{said}</dd>
                </div>
            }
        });
        view! { <dl class="ask">{rows.collect_view()}</dl> }.into_any()
    };
    view! {
        <section class="card card__body" aria-labelledby="contact">
            <h2 class="section__title ask__title" id="contact">
                <Icon name=IconName::Help/>
                <span>{say(|text| text.help.contact)}</span>
            </h2>
            {rows}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};

    #[test]
    fn each_way_that_is_set_has_its_name_and_leads_where_it_says() {
        assert!(ways(&Branding::default()).is_empty());
        let branding = Branding::of(&[
            (Said::ContactName, "Service Desk"),
            (Said::ContactPhone, "+49 (30) 1-2"),
            (Said::SupportUrl, "https://help.example"),
        ]);
        let text = &Text::of(Language::German).help;
        let said: Vec<_> = ways(&branding)
            .into_iter()
            .map(|(name, words, to)| (name(text), words, to.unwrap_or_default()))
            .collect();
        let way = |name, words: &str, to: &str| (name, words.to_owned(), to.to_owned());
        assert_eq!(
            said,
            [
                way("Wer", "Service Desk", ""),
                way(
                    "Telefon",
                    "+49 (30) 1-2",
                    "tel:+49301 2".replace(' ', "").as_str()
                ),
                way("Web", "https://help.example", "https://help.example"),
            ]
        );
    }
}
