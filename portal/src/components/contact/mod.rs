//! Whom people ask, where the organisation has said so.

use leptos::prelude::*;
use muster_shared::tenant::section::Branding;

use crate::branding::read_branding;
use crate::preferences::say;

/// Each way to reach somebody: the words, and where they lead.
fn ways(branding: &Branding) -> Vec<(String, String)> {
    let dialled: String = branding
        .contact_phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let site = if branding.support_name.is_empty() {
        &branding.support_url
    } else {
        &branding.support_name
    };
    [
        (&branding.contact_name, String::new()),
        (&branding.contact_phone, format!("tel:{dialled}")),
        (
            &branding.contact_email,
            format!("mailto:{}", branding.contact_email),
        ),
        (site, branding.support_url.clone()),
        (&branding.note, String::new()),
    ]
    .into_iter()
    .filter(|(words, _)| !words.is_empty())
    .map(|(words, to)| (words.clone(), to))
    .collect()
}

/// Whom people ask; nothing where the organisation has not said.
#[component]
pub fn Contact() -> impl IntoView {
    let ways = read_branding(ways);
    move || {
        let ways = ways();
        (!ways.is_empty()).then(|| {
            let ways = ways.into_iter().map(|(words, to)| {
                let href = (!to.is_empty()).then_some(to);
                match href {
                    Some(href) => view! { <li><a href=href>{words}</a></li> }.into_any(),
                    None => view! { <li>{words}</li> }.into_any(),
                }
            });
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
        let branding = Branding {
            contact_name: "Service Desk".to_owned(),
            contact_phone: "+49 (30) 1-2".to_owned(),
            support_url: "https://help.example".to_owned(),
            ..Branding::default()
        };
        let pair = |words: &str, to: &str| (words.to_owned(), to.to_owned());
        assert_eq!(
            ways(&branding),
            [
                pair("Service Desk", ""),
                pair("+49 (30) 1-2", "tel:+493012"),
                pair("https://help.example", "https://help.example"),
            ]
        );
    }
}
