//! The pages in Windows' web view as HTML: they work without script, and nothing but text of ours is written unescaped.

use base64ct::{Base64, Encoding as _};
use http::{StatusCode, header};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use muster_shared::guidance::Language;
use muster_shared::ids::Digest;

use super::words::{Words, words};
use crate::http::Answer;
use crate::http::problem::{Asked, Described};

/// Hands the ticket to Windows without a further press; without it, the button does the same. It stands in the page, so that
/// nothing more has to load.
const SCRIPT: &str = "addEventListener('load', () => document.forms[0].submit());";

/// Where a page's form may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormsLead {
    /// To us.
    Here,
    /// To us, and from there to an Apple device's own enrollment client.
    HereAndToApple,
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
    let forms = match forms {
        FormsLead::Here => "form-action 'self'".to_owned(),
        FormsLead::HereAndToApple => {
            "form-action 'self' apple-remotemanagement-user-login:".to_owned()
        }
        FormsLead::ToWindows => {
            let digest = Base64::encode_string(Digest::of(SCRIPT.as_bytes()).as_bytes());
            format!("script-src 'sha256-{digest}'; form-action ms-app:")
        }
    };
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; {forms}; base-uri 'none'; frame-ancestors 'none'"
    );
    Answer::new(
        status,
        "text/html; charset=utf-8",
        page.into_string().into_bytes(),
    )
    .with(header::CONTENT_SECURITY_POLICY, &policy)
    .with(header::CACHE_CONTROL, "no-store")
    .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
    // Not less: without any referrer a browser writes `Origin: null` on our own forms (Fetch, section 3.1).
    .with(header::REFERRER_POLICY, "same-origin")
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
                @if with_script { script { (PreEscaped(SCRIPT)) } }
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

/// A problem where no page of ours stood behind it: without the words of the organisation, and with a way back.
pub(crate) fn problem(described: &Described, correlation_id: &str, asked: &Asked) -> Answer {
    let (language, again) = match asked {
        Asked::Page { language, again } => (*language, again.as_ref()),
        Asked::Nothing | Asked::Message(_) => (Language::En, None),
    };
    let words = words(language);
    let frame = Frame {
        organisation: "Muster".to_owned(),
        logo: None,
    };
    let cause = html! {
        p { (described.fix) }
        p.muted { (described.code) " · " (correlation_id) }
    };
    let content = html! {
        @match words.problem {
            Some([title, text]) => {
                h1 { (title) }
                p { (text) }
                div.card.problem lang="en" { p { (described.title) } (cause) }
            }
            None => { h1 { (described.title) } (cause) }
        }
        p {
            @match again {
                Some(address) => { a href=(address) { (words.again) } }
                None => { (words.again_in_windows) }
            }
        }
    };
    let title = words
        .problem
        .map_or(described.title.as_str(), |[title, _]| title);
    let page = page(words, &frame, title, false, &content);
    answer(described.status, page, FormsLead::Here)
}
