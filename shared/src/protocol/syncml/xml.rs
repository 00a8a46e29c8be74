//! Reading and writing XML within bounds, as `protocol::xml` does for all protocols.

use core::fmt::Write as _;
use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_MESSAGE, MAX_NAMESPACES, MAX_NODES};

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// It is longer than is read.
    #[error("the document is longer than {0} octets")]
    TooLong(usize),
    /// It is not UTF-8.
    #[error("the document is not in UTF-8")]
    NotUtf8,
    /// It declares a type of document, which could make much of little.
    #[error("the document has a document type, which is refused")]
    DocumentType,
    /// Its elements stand too deep, or have too many attributes or namespaces.
    #[error("the document goes beyond its bounds")]
    TooMuch,
    /// It is no XML.
    #[error("the document is not well-formed XML")]
    NotWellFormed,
}

/// Reads a document.
pub(super) fn read(octets: &[u8]) -> Result<Document<'_>, XmlError> {
    if octets.len() > MAX_MESSAGE {
        return Err(XmlError::TooLong(MAX_MESSAGE));
    }
    let text = core::str::from_utf8(octets).map_err(|_| XmlError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check(text)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => XmlError::DocumentType,
        roxmltree::Error::NodesLimitReached => XmlError::TooMuch,
        _ => XmlError::NotWellFormed,
    })
}

/// Counts what the parser does not, in one pass.
fn check(text: &str) -> Result<(), XmlError> {
    let past = |text: &'_ str, end: &str| text.find(end).and_then(|at| at.checked_add(end.len()));
    let mut open: Vec<usize> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let skips = if after.starts_with("!--") {
            past(after, "-->")
        } else if after.starts_with("![CDATA[") {
            past(after, "]]>")
        } else if after.starts_with('!') {
            return Err(XmlError::DocumentType);
        } else if after.starts_with('?') {
            past(after, "?>")
        } else if after.starts_with('/') {
            open.pop();
            Some(1)
        } else {
            let (length, attributes, namespaces) =
                start_tag(after).ok_or(XmlError::NotWellFormed)?;
            let sees = open.last().copied().unwrap_or(0).saturating_add(namespaces);
            if attributes > MAX_ATTRIBUTES || sees > MAX_NAMESPACES || open.len() >= MAX_DEPTH {
                return Err(XmlError::TooMuch);
            }
            let is_empty = after.get(..length).is_some_and(|tag| tag.ends_with("/>"));
            if !is_empty {
                open.push(sees);
            }
            Some(length)
        };
        rest = skips
            .and_then(|length| after.get(length..))
            .ok_or(XmlError::NotWellFormed)?;
    }
    Ok(())
}

/// The length of a start tag, how many attributes it has, and how many of them declare namespaces.
fn start_tag(text: &str) -> Option<(usize, usize, usize)> {
    let (mut attributes, mut namespaces) = (0_usize, 0_usize);
    let mut quote = None;
    let mut name_from = 0_usize;
    for (at, octet) in text.bytes().enumerate() {
        match (quote, octet) {
            (None, b'>') => return Some((at.checked_add(1)?, attributes, namespaces)),
            (None, b'"' | b'\'') => {
                quote = Some(octet);
                attributes = attributes.saturating_add(1);
                let before = text.get(name_from..at)?;
                if before.contains("xmlns") {
                    namespaces = namespaces.saturating_add(1);
                }
            }
            (Some(open), octet) if octet == open => {
                quote = None;
                name_from = at;
            }
            _ => {}
        }
    }
    None
}

/// The whole text of an element, of comments and instructions nothing; nothing when there are elements in it.
pub(super) fn text<'a>(node: Node<'a, '_>) -> Option<Cow<'a, str>> {
    let mut whole = Cow::Borrowed("");
    for part in node.children() {
        if part.is_element() {
            return None;
        }
        if let Some(part) = part.text().filter(|_| part.is_text()) {
            if whole.is_empty() {
                whole = Cow::Borrowed(part);
            } else {
                whole.to_mut().push_str(part);
            }
        }
    }
    Some(whole)
}

/// Writes elements without blanks between them; whatever is text is escaped here.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    open: Vec<&'static str>,
    in_tag: bool,
}

impl Writer {
    /// Begins an element.
    pub(super) fn start(&mut self, name: &'static str) -> &mut Self {
        self.close_tag();
        self.out.push('<');
        self.out.push_str(name);
        self.open.push(name);
        self.in_tag = true;
        self
    }

    /// An attribute of the element that has just begun.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        if self.in_tag {
            // Writing to a string does not fail.
            let _ = write!(self.out, " {name}=\"");
            self.escape(value);
            self.out.push('"');
        }
        self
    }

    /// Text in the element that is open.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        if !text.is_empty() {
            self.close_tag();
            self.escape(text);
        }
        self
    }

    /// Ends the element that was begun last.
    pub(super) fn end(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            if core::mem::take(&mut self.in_tag) {
                self.out.push_str("/>");
            } else {
                let _ = write!(self.out, "</{name}>");
            }
        }
        self
    }

    /// An element that holds this text.
    pub(super) fn element(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.start(name).text(text).end()
    }

    /// The document.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.out
    }

    fn close_tag(&mut self) {
        if core::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
    }

    fn escape(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\r' => self.out.push_str("&#13;"),
                // No XML can hold them (XML 1.0 section 2.2).
                '\0'..='\u{8}'
                | '\u{b}'
                | '\u{c}'
                | '\u{e}'..='\u{1f}'
                | '\u{fffe}'
                | '\u{ffff}' => self.out.push('\u{fffd}'),
                other => self.out.push(other),
            }
        }
    }
}
