//! The pages in Windows' web view as HTML: they work without script, and nothing but text of ours is written unescaped.

use http::{StatusCode, header};
use maud::{DOCTYPE, Markup, html};

use super::words::Words;
use crate::http::Answer;
use crate::http::problem::Described;

/// Where a page's form may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormsLead {
    /// To us.
    Here,
    /// To Windows' own enrollment client.
    ToWindows,
}

/// What stands above every page.
pub(super) struct Frame {
    /// The organisation's name.
    pub organisation: String,
    /// The address of its logo, where it has one.
    pub logo: Option<String>,
}

/// A page as it is answered. What it may load and where it may lead is said to the browser: styles, the one script and
/// pictures from here, and forms to one place.
pub(super) fn answer(status: StatusCode, page: Markup, forms: FormsLead) -> Answer {
    let policy = match forms {
        FormsLead::Here => {
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        }
        FormsLead::ToWindows => {
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action ms-app:; base-uri 'none'; frame-ancestors 'none'"
        }
    };
    Answer::new(
        status,
        "text/html; charset=utf-8",
        page.into_string().into_bytes(),
    )
    .with(header::CONTENT_SECURITY_POLICY, policy)
    .with(header::CACHE_CONTROL, "no-store")
    .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
    .with(header::REFERRER_POLICY, "no-referrer")
}

/// The frame around a page's content.
pub(super) fn page(
    words: &Words,
    frame: &Frame,
    title: &str,
    with_script: bool,
    content: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (frame.organisation) }
                link rel="stylesheet" href="/EnrollmentServer/page.css";
                @if with_script { script src="/EnrollmentServer/page.js" defer {} }
            }
            body {
                main {
                    header {
                        @if let Some(logo) = &frame.logo { img src=(logo) alt=""; }
                        span { (frame.organisation) }
                    }
                    (content)
                }
            }
        }
    }
}

/// A problem where no page of ours stood behind it: without the words of the organisation, in English.
pub(crate) fn problem(described: &Described, correlation_id: &str) -> Answer {
    let words = super::words::words(muster_shared::guidance::Language::En);
    let frame = Frame {
        organisation: "Muster".to_owned(),
        logo: None,
    };
    let content = html! {
        h1 { (described.title) }
        p { (described.fix) }
        p.muted { (described.code) " · " (correlation_id) }
    };
    let page = page(words, &frame, &described.title, false, &content);
    answer(described.status, page, FormsLead::Here)
}
