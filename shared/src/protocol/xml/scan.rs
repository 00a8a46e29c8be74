//! One pass over a document before anything is built of it: what the parser itself does not bound is counted here.
//!
//! It understands just enough of XML to tell tags from text. Where it and the parser could disagree, the document is not
//! well-formed, and the parser says so afterwards.

use super::{Limits, XmlError};

/// Checks depth, attributes, namespaces, the declared encoding, and that there is no document type.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), XmlError> {
    check_declaration(text)?;
    // For each open element, how many namespaces it can see.
    let mut open: Vec<usize> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = if let Some(comment) = after.strip_prefix("!--") {
            past(comment, "-->")?
        } else if let Some(characters) = after.strip_prefix("![CDATA[") {
            past(characters, "]]>")?
        } else if after.starts_with('!') {
            return Err(XmlError::DocumentType);
        } else if let Some(instruction) = after.strip_prefix('?') {
            past(instruction, "?>")?
        } else if let Some(end) = after.strip_prefix('/') {
            open.pop();
            end
        } else {
            let tag = Tag::read(after)?;
            if tag.attributes > limits.attributes {
                return Err(XmlError::TooManyAttributes(limits.attributes));
            }
            let seen = open.last().copied().unwrap_or(0);
            let sees = seen.saturating_add(tag.namespaces);
            if sees > limits.namespaces {
                return Err(XmlError::TooManyNamespaces(limits.namespaces));
            }
            if open.len() >= limits.depth {
                return Err(XmlError::TooDeep(limits.depth));
            }
            if !tag.is_empty {
                open.push(sees);
            }
            tag.rest
        };
    }
    Ok(())
}

/// The text behind its XML declaration and the name of its document type, which must be `root`.
pub(super) fn past_type<'a>(text: &'a str, root: &str) -> Result<&'a str, XmlError> {
    check_declaration(text)?;
    let behind = match text.strip_prefix("<?xml") {
        Some(declaration) => past(declaration, "?>")?,
        None => text,
    };
    let Some(named) = behind.trim_start().strip_prefix("<!DOCTYPE") else {
        return Ok(text);
    };
    let (named, rest) = named.split_once('>').ok_or_else(cut_off)?;
    let is_root = named.split_ascii_whitespace().next() == Some(root);
    if is_root && !named.contains(['[', '<', '%']) {
        Ok(rest)
    } else {
        Err(XmlError::DocumentType)
    }
}

/// What a start tag holds.
struct Tag<'a> {
    attributes: usize,
    namespaces: usize,
    is_empty: bool,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads on from behind the `<`.
    fn read(mut text: &'a str) -> Result<Self, XmlError> {
        let (mut attributes, mut namespaces) = (0_usize, 0_usize);
        loop {
            let place = text.find(['>', '"', '\'']).ok_or_else(cut_off)?;
            let (before, from) = text.split_at(place);
            let mut characters = from.chars();
            let found = characters.next();
            let after = characters.as_str();
            if found == Some('>') {
                return Ok(Self {
                    attributes,
                    namespaces,
                    is_empty: before.ends_with('/'),
                    rest: after,
                });
            }
            attributes = attributes.saturating_add(1);
            let name = before
                .trim_end_matches(|c: char| c == '=' || c.is_ascii_whitespace())
                .rsplit(|c: char| c.is_ascii_whitespace())
                .next();
            if name.is_some_and(|name| name.starts_with("xmlns")) {
                namespaces = namespaces.saturating_add(1);
            }
            let quote = if found == Some('"') { '"' } else { '\'' };
            (_, text) = after.split_once(quote).ok_or_else(cut_off)?;
        }
    }
}

/// An XML declaration may name UTF-8 and no other encoding.
fn check_declaration(text: &str) -> Result<(), XmlError> {
    let Some(declaration) = text.strip_prefix("<?xml") else {
        return Ok(());
    };
    let (declaration, _) = declaration.split_once("?>").ok_or_else(cut_off)?;
    let Some((_, encoding)) = declaration.split_once("encoding") else {
        return Ok(());
    };
    let name = encoding
        .trim_start()
        .trim_start_matches('=')
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let name = name.split(['"', '\'']).next().unwrap_or_default();
    if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") {
        Ok(())
    } else {
        Err(XmlError::NotUtf8)
    }
}

fn past<'a>(text: &'a str, end: &str) -> Result<&'a str, XmlError> {
    text.split_once(end)
        .map(|(_, rest)| rest)
        .ok_or_else(cut_off)
}

fn cut_off() -> XmlError {
    XmlError::NotWellFormed("the document ends inside a tag, a comment or a text".to_owned())
}
