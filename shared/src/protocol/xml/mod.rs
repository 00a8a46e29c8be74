//! XML, read within bounds and written so that nothing can be left unescaped.
//!
//! Names are compared as namespace and local name: clients choose prefixes as they like. A document type is refused, and
//! with it every entity but XML's own five. What a document may cost is bounded before anything is built of it, and reading
//! takes time linear in its octets: see [`Limits`].

mod scan;
mod write;

use std::borrow::Cow;

use roxmltree::ParsingOptions;
pub use roxmltree::{Document, Node};

pub use write::Writer;

/// How large a document may be. Namespaces and attributes are bounded because looking one up passes over those beside it:
/// only with these bounds does twice the text cost at most twice the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Octets in all.
    pub octets: usize,
    /// Elements inside one another.
    pub depth: usize,
    /// Elements, texts, comments and instructions in all.
    pub nodes: u32,
    /// Attributes of one element, declarations of namespaces among them.
    pub attributes: usize,
    /// Declarations of namespaces that one element can see.
    pub namespaces: usize,
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// More octets than [`Limits::octets`].
    #[error("the document is longer than {0} octets")]
    TooLong(usize),
    /// Not UTF-8, or said not to be.
    #[error("the document is not in UTF-8")]
    NotUtf8,
    /// A document type, or an entity's or an element's declaration.
    #[error("the document has a document type, which is refused")]
    DocumentType,
    /// More than [`Limits::depth`].
    #[error("elements stand more than {0} deep")]
    TooDeep(usize),
    /// More than [`Limits::nodes`].
    #[error("the document has more than {0} parts")]
    TooManyNodes(u32),
    /// More than [`Limits::attributes`].
    #[error("an element has more than {0} attributes")]
    TooManyAttributes(usize),
    /// More than [`Limits::namespaces`].
    #[error("more than {0} namespaces are declared at once")]
    TooManyNamespaces(usize),
    /// Not well-formed. What and where, in words.
    #[error("the document is not well-formed XML: {0}")]
    NotWellFormed(String),
}

/// The text of a document: the octets without the mark of their order.
///
/// # Errors
/// [`XmlError::TooLong`] and [`XmlError::NotUtf8`].
pub fn text_of<'a>(octets: &'a [u8], limits: &Limits) -> Result<&'a str, XmlError> {
    if octets.len() > limits.octets {
        return Err(XmlError::TooLong(limits.octets));
    }
    let text = core::str::from_utf8(octets).map_err(|_| XmlError::NotUtf8)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads a document in UTF-8, with or without a byte order mark and an XML declaration.
///
/// # Errors
/// [`XmlError`].
pub fn read<'a>(octets: &'a [u8], limits: &Limits) -> Result<Document<'a>, XmlError> {
    parse(text_of(octets, limits)?, limits)
}

/// The same for a document that may name a document type by its public identifier alone, as Apple's property lists do
/// (`<!DOCTYPE plist PUBLIC "…" "…">`). It is passed over unread: nothing is fetched, and one with declarations inside
/// (an internal subset, XML 1.0 section 2.8) is refused, and with it every entity but XML's own five.
///
/// # Errors
/// [`XmlError`].
pub fn read_typed<'a>(
    octets: &'a [u8],
    limits: &Limits,
    root: &str,
) -> Result<Document<'a>, XmlError> {
    parse(scan::past_type(text_of(octets, limits)?, root)?, limits)
}

fn parse<'a>(text: &'a str, limits: &Limits) -> Result<Document<'a>, XmlError> {
    scan::check(text, limits)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: limits.nodes,
        entity_resolver: None,
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => XmlError::DocumentType,
        roxmltree::Error::NodesLimitReached => XmlError::TooManyNodes(limits.nodes),
        other => XmlError::NotWellFormed(other.to_string().chars().take(200).collect()),
    })
}

/// There is more than one of what must be there once: two readers could see two different messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} stands there more than once")]
pub struct Twice(pub &'static str);

/// The child elements of this name.
pub fn children<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    parent
        .children()
        .filter(move |node| node.has_tag_name((namespace, name)))
}

/// The one child element of this name, if there is any.
///
/// # Errors
/// [`Twice`].
pub fn child<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> Result<Option<Node<'a, 'i>>, Twice> {
    let mut found = children(parent, namespace, name);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Twice(name)),
        (one, None) => Ok(one),
    }
}

/// The whole text of an element, as it stands; nothing when there are elements in it. A comment inside ends no text:
/// otherwise whoever signs a value and whoever reads it could see two of them.
#[must_use]
pub fn text<'a>(node: Node<'a, '_>) -> Option<Cow<'a, str>> {
    let mut whole: Option<Cow<'a, str>> = None;
    for part in node.children() {
        if part.is_element() {
            return None;
        }
        if !part.is_text() {
            continue;
        }
        let part = part.text().unwrap_or_default();
        whole = Some(match whole {
            None => Cow::Borrowed(part),
            Some(before) => Cow::Owned(before.into_owned() + part),
        });
    }
    Some(whole.unwrap_or_default())
}

/// [`text`] without the blanks and line ends around it, which clients put there as they like.
#[must_use]
pub fn trimmed(node: Node<'_, '_>) -> Option<String> {
    text(node).map(|text| text.trim().to_owned())
}

/// An attribute by its local name, with or without a prefix: clients write `ValueType` and `wsse:ValueType` alike.
///
/// # Errors
/// [`Twice`] when it stands there with and without.
pub fn attribute<'a>(node: Node<'a, '_>, name: &'static str) -> Result<Option<&'a str>, Twice> {
    let mut found = node.attributes().filter(|each| each.name() == name);
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Twice(name)),
        (one, None) => Ok(one.map(|attribute| attribute.value())),
    }
}

#[cfg(test)]
mod tests;
