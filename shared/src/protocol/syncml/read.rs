use core::str::FromStr;

use super::message::{
    Alert, Challenge, Command, Credential, Group, GroupKind, Header, Item, Location, Message, Meta,
    Request, Results, Status, Verb,
};
use super::{
    LIMITS, MAX_COMMANDS, MAX_GROUPS, MAX_ITEMS, MAX_SESSION_ID, MAX_URI, MAX_WORD, SyncMlError,
};
use crate::protocol::xml::{self, Node};

/// The namespace of the representation.
pub(super) const SYNCML: &str = "SYNCML:SYNCML1.2";

/// The namespace of `Meta`'s content.
pub(super) const METINF: &str = "syncml:metinf";

/// The namespaces in which `Meta`'s content is found: the standard's, that of Microsoft's own examples, and that of the
/// message, where no other is named.
const METAS: [&str; 3] = [METINF, "syncml:metinfo", SYNCML];

/// The namespace of Microsoft's own attributes.
pub(super) const MICROSOFT: &str = "http://schemas.microsoft.com/MobileDevice/MDM";

type Read<T> = Result<T, SyncMlError>;

impl Message {
    /// Reads a message.
    ///
    /// Elements that are not known are passed over; commands must have a `CmdID`, and nothing that may be there once is there
    /// twice. Texts but `Data` are read without the blanks around them.
    ///
    /// # Errors
    /// [`SyncMlError`].
    pub fn read(octets: &[u8]) -> Result<Self, SyncMlError> {
        let document = xml::read(octets, &LIMITS)?;
        let root = document.root_element();
        if !root.has_tag_name((SYNCML, "SyncML")) {
            return Err(SyncMlError::NotSyncMl);
        }
        let header = header(needed(root, "SyncHdr")?)?;
        let body = needed(root, "SyncBody")?;
        let mut counts = Counts::default();
        Ok(Self {
            header,
            commands: commands(body, &mut counts, 0)?,
            is_final: child(body, "Final")?.is_some(),
        })
    }
}

/// How many commands and items have been read.
#[derive(Default)]
struct Counts {
    commands: usize,
    items: usize,
}

fn child<'a, 'i>(parent: Node<'a, 'i>, name: &'static str) -> Read<Option<Node<'a, 'i>>> {
    let mut found = parent
        .children()
        .filter(|node| node.has_tag_name((SYNCML, name)));
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(SyncMlError::Twice(name)),
        (one, None) => Ok(one),
    }
}

fn needed<'a, 'i>(parent: Node<'a, 'i>, name: &'static str) -> Read<Node<'a, 'i>> {
    child(parent, name)?.ok_or(SyncMlError::Missing(name))
}

/// The text of an element, without the blanks around it, of at most so many octets.
fn text_of(node: Node<'_, '_>, name: &'static str, most: usize) -> Read<String> {
    let text = xml::text(node).ok_or(SyncMlError::Malformed(name))?;
    let text = text.trim();
    if text.len() > most {
        return Err(SyncMlError::TooLong(name, most));
    }
    Ok(text.to_owned())
}

fn text(parent: Node<'_, '_>, name: &'static str, most: usize) -> Read<Option<String>> {
    child(parent, name)?
        .map(|node| text_of(node, name, most))
        .transpose()
}

fn parsed<T: FromStr>(text: &str, name: &'static str) -> Read<T> {
    // A sign is no digit.
    if !text.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(SyncMlError::Malformed(name));
    }
    text.parse().map_err(|_| SyncMlError::Malformed(name))
}

fn number<T: FromStr>(parent: Node<'_, '_>, name: &'static str) -> Read<Option<T>> {
    text(parent, name, MAX_WORD)?
        .map(|text| parsed(&text, name))
        .transpose()
}

fn number_needed<T: FromStr>(parent: Node<'_, '_>, name: &'static str) -> Read<T> {
    number(parent, name)?.ok_or(SyncMlError::Missing(name))
}

/// What stands in a `Meta`, by its name.
fn in_meta(meta: Node<'_, '_>, name: &'static str) -> Read<Option<String>> {
    let mut found = meta.children().filter(|node| {
        let tag = node.tag_name();
        tag.name() == name && tag.namespace().is_some_and(|ns| METAS.contains(&ns))
    });
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(SyncMlError::Twice(name)),
        (one, None) => one.map(|node| text_of(node, name, MAX_WORD)).transpose(),
    }
}

fn number_in_meta(meta: Node<'_, '_>, name: &'static str) -> Read<Option<u32>> {
    in_meta(meta, name)?
        .map(|text| parsed(&text, name))
        .transpose()
}

fn meta(parent: Node<'_, '_>) -> Read<Meta> {
    let Some(meta) = child(parent, "Meta")? else {
        return Ok(Meta::default());
    };
    Ok(Meta {
        format: in_meta(meta, "Format")?,
        kind: in_meta(meta, "Type")?,
        size: number_in_meta(meta, "Size")?,
    })
}

fn location(node: Node<'_, '_>) -> Read<Location> {
    Ok(Location {
        uri: text(node, "LocURI", MAX_URI)?.ok_or(SyncMlError::Missing("LocURI"))?,
        name: text(node, "LocName", MAX_WORD)?,
    })
}

fn header(node: Node<'_, '_>) -> Read<Header> {
    let version = text(node, "VerDTD", MAX_WORD)?;
    let protocol = text(node, "VerProto", MAX_WORD)?;
    if (version.as_deref(), protocol.as_deref()) != (Some("1.2"), Some("DM/1.2")) {
        return Err(SyncMlError::Version);
    }
    let session = text(node, "SessionID", MAX_SESSION_ID)?;
    let session = session.ok_or(SyncMlError::Missing("SessionID"))?;
    let meta = child(node, "Meta")?;
    let limit = |name| meta.map_or(Ok(None), |meta| number_in_meta(meta, name));
    Ok(Header {
        session: session
            .parse()
            .map_err(|_| SyncMlError::Malformed("SessionID"))?,
        message: number_needed(node, "MsgID")?,
        target: location(needed(node, "Target")?)?,
        source: location(needed(node, "Source")?)?,
        credential: child(node, "Cred")?.map(credential).transpose()?,
        max_message: limit("MaxMsgSize")?,
        max_object: limit("MaxObjSize")?,
    })
}

fn credential(node: Node<'_, '_>) -> Read<Credential> {
    let meta = meta(node)?;
    Ok(Credential {
        kind: meta.kind,
        format: meta.format,
        data: text(node, "Data", MAX_WORD)?.ok_or(SyncMlError::Missing("Data"))?,
    })
}

fn challenge(node: Node<'_, '_>) -> Read<Challenge> {
    let meta = needed(node, "Meta")?;
    Ok(Challenge {
        kind: in_meta(meta, "Type")?.ok_or(SyncMlError::Missing("Type"))?,
        format: in_meta(meta, "Format")?,
        nonce: in_meta(meta, "NextNonce")?,
    })
}

fn commands(parent: Node<'_, '_>, counts: &mut Counts, depth: usize) -> Read<Vec<Command>> {
    let mut all = Vec::new();
    for node in parent.children() {
        let tag = node.tag_name();
        if tag.namespace() != Some(SYNCML) {
            continue;
        }
        let Some(command) = command(node, tag.name(), counts, depth)? else {
            continue;
        };
        counts.commands = counts.commands.saturating_add(1);
        if counts.commands > MAX_COMMANDS {
            return Err(SyncMlError::TooMany("commands", MAX_COMMANDS));
        }
        all.push(command);
    }
    Ok(all)
}

fn command(
    node: Node<'_, '_>,
    name: &str,
    counts: &mut Counts,
    depth: usize,
) -> Read<Option<Command>> {
    let verb = Verb::ALL.into_iter().find(|verb| verb.as_str() == name);
    let kind = match name {
        "Atomic" => Some(GroupKind::Atomic),
        "Sequence" => Some(GroupKind::Sequence),
        _ => None,
    };
    let command = if let Some(verb) = verb {
        Command::Request(Request {
            id: number_needed(node, "CmdID")?,
            verb,
            meta: meta(node)?,
            items: items(node, counts)?,
        })
    } else if let Some(kind) = kind {
        let depth = depth.saturating_add(1);
        if depth > MAX_GROUPS {
            return Err(SyncMlError::TooMany("groups in one another", MAX_GROUPS));
        }
        Command::Group(Group {
            id: number_needed(node, "CmdID")?,
            kind,
            commands: commands(node, counts, depth)?,
        })
    } else {
        match name {
            "Alert" => Command::Alert(Alert {
                id: number_needed(node, "CmdID")?,
                code: number_needed(node, "Data")?,
                correlator: text(node, "Correlator", MAX_WORD)?,
                items: items(node, counts)?,
            }),
            "Status" => Command::Status(status(node, counts)?),
            "Results" => Command::Results(results(node, counts)?),
            _ => return Ok(None),
        }
    };
    Ok(Some(command))
}

fn references(node: Node<'_, '_>, name: &'static str, counts: &mut Counts) -> Read<Vec<String>> {
    let mut all = Vec::new();
    for reference in node
        .children()
        .filter(|node| node.has_tag_name((SYNCML, name)))
    {
        counts.take_item()?;
        all.push(text_of(reference, name, MAX_URI)?);
    }
    Ok(all)
}

fn status(node: Node<'_, '_>, counts: &mut Counts) -> Read<Status> {
    let data = needed(node, "Data")?;
    let original_error = data
        .attribute((MICROSOFT, "originalerror"))
        .map(|error| match error.trim() {
            error if error.len() > MAX_WORD => Err(SyncMlError::TooLong("originalerror", MAX_WORD)),
            error => Ok(error.to_owned()),
        })
        .transpose()?;
    Ok(Status {
        id: number_needed(node, "CmdID")?,
        message_ref: number_needed(node, "MsgRef")?,
        command_ref: number_needed(node, "CmdRef")?,
        command: text(node, "Cmd", MAX_WORD)?.unwrap_or_default(),
        target_refs: references(node, "TargetRef", counts)?,
        source_refs: references(node, "SourceRef", counts)?,
        challenge: child(node, "Chal")?.map(challenge).transpose()?,
        code: parsed(&text_of(data, "Data", MAX_WORD)?, "Data")?,
        original_error,
        items: items(node, counts)?,
    })
}

fn results(node: Node<'_, '_>, counts: &mut Counts) -> Read<Results> {
    Ok(Results {
        id: number_needed(node, "CmdID")?,
        // The representation lets it be left out where it is the first message.
        message_ref: number(node, "MsgRef")?.unwrap_or(1),
        command_ref: number_needed(node, "CmdRef")?,
        meta: meta(node)?,
        target_ref: text(node, "TargetRef", MAX_URI)?,
        source_ref: text(node, "SourceRef", MAX_URI)?,
        items: items(node, counts)?,
    })
}

fn items(parent: Node<'_, '_>, counts: &mut Counts) -> Read<Vec<Item>> {
    let mut all = Vec::new();
    for node in parent
        .children()
        .filter(|node| node.has_tag_name((SYNCML, "Item")))
    {
        counts.take_item()?;
        let data = child(node, "Data")?
            .map(|data| xml::text(data).ok_or(SyncMlError::Malformed("Data")))
            .transpose()?;
        all.push(Item {
            target: child(node, "Target")?.map(location).transpose()?,
            source: child(node, "Source")?.map(location).transpose()?,
            meta: meta(node)?,
            data: data.map(std::borrow::Cow::into_owned),
            more_data: child(node, "MoreData")?.is_some(),
        });
    }
    Ok(all)
}

impl Counts {
    fn take_item(&mut self) -> Read<()> {
        self.items = self.items.saturating_add(1);
        if self.items > MAX_ITEMS {
            return Err(SyncMlError::TooMany("items", MAX_ITEMS));
        }
        Ok(())
    }
}
