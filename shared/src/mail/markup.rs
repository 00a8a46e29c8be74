//! The subset of HTML that an administrator may write a message in.
//!
//! What is not in the subset is refused with its column, not taken out silently: the administrator sees it, and what is sent
//! is what was written. The elements are those of Intune's enrollment notifications.

use core::fmt::Write as _;

/// How deep elements may stand in each other.
const DEEPEST: usize = 16;

/// The elements that may be used; only `br` has no end tag.
const ELEMENTS: [&str; 15] = [
    "a", "b", "br", "code", "li", "ol", "p", "strong", "table", "tbody", "td", "th", "thead", "tr",
    "u",
];

/// The one list element that sorts after its neighbours above.
const LIST: &str = "ul";

/// A message body that keeps the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup(String);

/// What is wrong with a message body, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {rule}")]
pub struct MarkupFault {
    /// The character it begins at, counted from 1.
    pub column: usize,
    /// What is asked for.
    pub rule: &'static str,
}

impl Markup {
    /// Checks a message body in one pass.
    ///
    /// # Errors
    /// The first place that is not of the subset.
    pub fn parse(text: &str) -> Result<Self, MarkupFault> {
        let mut open: Vec<&str> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['<', '>', '&']) {
            let (_, from) = rest.split_at(at);
            let fault = |rule| MarkupFault {
                column: column_of(text, from),
                rule,
            };
            rest = if let Some(inside) = from.strip_prefix('<') {
                let (tag, after) = inside
                    .split_once('>')
                    .ok_or_else(|| fault("this tag has no end"))?;
                take_tag(tag, &mut open).map_err(fault)?;
                after
            } else if from.starts_with('>') {
                return Err(fault("write &gt; for this character"));
            } else {
                let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"];
                known
                    .iter()
                    .find_map(|entity| from.strip_prefix(entity))
                    .ok_or_else(|| fault("write &amp; for this character"))?
            };
        }
        match open.last() {
            None => Ok(Self(text.to_owned())),
            Some(_) => Err(MarkupFault {
                column: text.chars().count().saturating_add(1),
                rule: "an element has no end tag",
            }),
        }
    }

    /// The body as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The place of `rest`, an end of `text`, counted in characters from 1.
fn column_of(text: &str, rest: &str) -> usize {
    let before = text.len().saturating_sub(rest.len());
    text.get(..before)
        .map_or(0, |before| before.chars().count())
        .saturating_add(1)
}

fn is_element(name: &str) -> bool {
    name == LIST || ELEMENTS.binary_search(&name).is_ok()
}

/// One tag without its brackets.
fn take_tag<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> Result<(), &'static str> {
    if let Some(name) = tag.strip_prefix('/') {
        return match open.pop() {
            Some(last) if last == name => Ok(()),
            _ => Err("this end tag has no beginning"),
        };
    }
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    if matches!(tag, "br" | "br/" | "br /") {
        return Ok(());
    }
    if !is_element(name) {
        return Err(
            "only a, b, br, code, li, ol, p, strong, table, tbody, td, th, thead, tr, u and ul are possible",
        );
    }
    if name == "a" {
        check_link(attributes)?;
    } else if !attributes.is_empty() || tag != name {
        return Err("only links have attributes");
    }
    if open.len() >= DEEPEST {
        return Err("too many elements stand in each other");
    }
    open.push(name);
    Ok(())
}

/// `href="https://…"`, and nothing else.
fn check_link(attributes: &str) -> Result<(), &'static str> {
    let fault = "a link is <a href=\"https://…\">";
    let address = attributes
        .strip_prefix("href=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or(fault)?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"'<>`\\".contains(c);
    let ours = address.starts_with("https://") && address.len() > 8 && address.chars().all(plain);
    ours.then_some(()).ok_or(fault)
}

/// The body as plain text, for mail programs that show no HTML: tags become line breaks or nothing.
#[must_use]
pub fn plain_text(markup: &Markup) -> String {
    let mut plain = String::with_capacity(markup.0.len());
    let mut rest = markup.0.as_str();
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        plain.push_str(&unescaped(text));
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        match tag.trim_start_matches('<') {
            "br" | "br/" | "br /" | "/p" | "/tr" | "/table" | "/ol" | "/ul" => plain.push('\n'),
            "li" => plain.push_str("\n- "),
            "/td" | "/th" => plain.push('\t'),
            link => {
                if let Some(address) = link.strip_prefix("a href=\"") {
                    let _ = write!(plain, "({}) ", address.trim_end_matches('"'));
                }
            }
        }
        rest = after;
    }
    plain.push_str(&unescaped(rest));
    plain.trim().to_owned()
}

fn unescaped(text: &str) -> String {
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_elements_that_may_be_used_are_taken_as_they_are() {
        for text in [
            "Hello",
            "<p>A <strong>new</strong> device<br>was <b>added</b>.<br/></p>",
            "<ul><li>one</li><li>two &amp; three</li></ul>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>b</code></td></tr></tbody></table>",
            "<a href=\"https://help.example/x?y=1&z=2\">Help</a>",
        ] {
            assert_eq!(Markup::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn everything_else_is_refused_where_it_stands() {
        for (text, column) in [
            ("a <script>x</script>", 3),
            ("<p onclick=\"x\">", 1),
            ("<p >", 1),
            ("<P>", 1),
            ("<img src=x>", 1),
            ("<a>x</a>", 1),
            ("<a href=\"http://x.example\">x</a>", 1),
            ("<a href=\"javascript:x\">x</a>", 1),
            ("<a href=\"https://x.example\" target=\"y\">x</a>", 1),
            ("<a href='https://x.example'>x</a>", 1),
            ("<!-- x -->", 1),
            ("<p>x", 5),
            ("ü</p>", 2),
            ("<b><u>x</b></u>", 8),
            ("x < y", 3),
            ("x > y", 3),
            ("x & y", 3),
            ("&copy;", 1),
        ] {
            assert_eq!(Markup::parse(text).unwrap_err().column, column, "{text}");
        }
        let deep = "<b>".repeat(17);
        assert_eq!(Markup::parse(&deep).unwrap_err().column, 49);
    }

    #[test]
    fn plain_text_says_the_same() {
        let markup = Markup::parse(
            "<p>Hi &lt;you&gt;</p><ul><li>one</li></ul><a href=\"https://x.example\">here</a>",
        )
        .unwrap();
        assert_eq!(
            plain_text(&markup),
            "Hi <you>\n\n- one\n(https://x.example) here"
        );
    }

    proptest! {
        #[test]
        fn what_is_taken_has_no_tag_but_those_of_the_subset(
            parts in prop::collection::vec(prop_oneof![
                Just("<b>".to_owned()), Just("</b>".to_owned()), Just("<br>".to_owned()), Just("<script>".to_owned()),
                Just("<a href=\"".to_owned()), Just("https://a.example".to_owned()), Just("\">".to_owned()), "[a-z<>&\" /=]{0,6}",
            ], 0..24)
        ) {
            let text = parts.concat();
            if let Ok(markup) = Markup::parse(&text) {
                for tag in markup.as_str().split('<').skip(1) {
                    let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_lowercase).collect();
                    prop_assert!(is_element(&name), "{text}");
                    prop_assert!(!tag.contains("javascript:"));
                }
                prop_assert!(plain_text(&markup).len() <= text.len().saturating_mul(2));
            }
        }
    }
}
