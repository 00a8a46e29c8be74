use super::message::{Challenge, Command, Credential, Header, Item, Location, Message, Meta};
use super::read::{METINF, MICROSOFT, SYNCML};
use crate::protocol::xml::Writer;

impl Message {
    /// Writes the message. Elements stand in the order in which the standard's DTD has them, without blanks between them.
    #[must_use]
    pub fn write(&self) -> String {
        let mut to = Writer::new();
        to.start("SyncML").attribute("xmlns", SYNCML);
        header(&mut to, &self.header);
        // As Microsoft's servers declare it, whether or not something of it follows.
        to.start("SyncBody").attribute("xmlns:msft", MICROSOFT);
        for each in &self.commands {
            command(&mut to, each);
        }
        if self.is_final {
            to.start("Final").end();
        }
        to.finish()
    }
}

fn header(to: &mut Writer, header: &Header) {
    to.start("SyncHdr")
        .element("VerDTD", "1.2")
        .element("VerProto", "DM/1.2")
        .element("SessionID", header.session.as_str())
        .element("MsgID", &header.message.to_string());
    location(to, "Target", &header.target);
    location(to, "Source", &header.source);
    if let Some(shown) = &header.credential {
        credential(to, shown);
    }
    if header.max_message.is_some() || header.max_object.is_some() {
        to.start("Meta");
        for (name, limit) in [
            ("MaxMsgSize", header.max_message),
            ("MaxObjSize", header.max_object),
        ] {
            let limit = limit.map(|limit| limit.to_string());
            in_meta(to, name, limit.as_deref());
        }
        to.end();
    }
    to.end();
}

fn location(to: &mut Writer, name: &'static str, location: &Location) {
    to.start(name).element("LocURI", &location.uri);
    if let Some(name) = &location.name {
        to.element("LocName", name);
    }
    to.end();
}

fn in_meta(to: &mut Writer, name: &'static str, value: Option<&str>) {
    if let Some(value) = value {
        to.start(name).attribute("xmlns", METINF).text(value).end();
    }
}

fn meta(to: &mut Writer, meta: &Meta) {
    if meta.is_empty() {
        return;
    }
    to.start("Meta");
    in_meta(to, "Format", meta.format.as_deref());
    in_meta(to, "Type", meta.kind.as_deref());
    let size = meta.size.map(|size| size.to_string());
    in_meta(to, "Size", size.as_deref());
    to.end();
}

fn credential(to: &mut Writer, credential: &Credential) {
    to.start("Cred");
    if credential.format.is_some() || credential.kind.is_some() {
        to.start("Meta");
        in_meta(to, "Format", credential.format.as_deref());
        in_meta(to, "Type", credential.kind.as_deref());
        to.end();
    }
    to.element("Data", &credential.data).end();
}

fn challenge(to: &mut Writer, challenge: &Challenge) {
    to.start("Chal").start("Meta");
    in_meta(to, "Format", challenge.format.as_deref());
    in_meta(to, "Type", Some(&challenge.kind));
    in_meta(to, "NextNonce", challenge.nonce.as_deref());
    to.end().end();
}

fn command(to: &mut Writer, command: &Command) {
    to.start(command.name())
        .element("CmdID", &command.id().to_string());
    match command {
        Command::Alert(alert) => {
            to.element("Data", &alert.code.to_string());
            if let Some(correlator) = &alert.correlator {
                to.element("Correlator", correlator);
            }
            items(to, &alert.items);
        }
        Command::Status(status) => {
            to.element("MsgRef", &status.message_ref.to_string())
                .element("CmdRef", &status.command_ref.to_string())
                .element("Cmd", &status.command);
            for reference in &status.target_refs {
                to.element("TargetRef", reference);
            }
            for reference in &status.source_refs {
                to.element("SourceRef", reference);
            }
            if let Some(asked) = &status.challenge {
                challenge(to, asked);
            }
            to.start("Data");
            if let Some(error) = &status.original_error {
                to.attribute("msft:originalerror", error);
            }
            to.text(&status.code.to_string()).end();
            items(to, &status.items);
        }
        Command::Results(results) => {
            to.element("MsgRef", &results.message_ref.to_string())
                .element("CmdRef", &results.command_ref.to_string());
            meta(to, &results.meta);
            if let Some(reference) = &results.target_ref {
                to.element("TargetRef", reference);
            }
            if let Some(reference) = &results.source_ref {
                to.element("SourceRef", reference);
            }
            items(to, &results.items);
        }
        Command::Request(request) => {
            meta(to, &request.meta);
            items(to, &request.items);
        }
        Command::Group(group) => {
            for each in &group.commands {
                self::command(to, each);
            }
        }
    }
    to.end();
}

fn items(to: &mut Writer, items: &[Item]) {
    for item in items {
        to.start("Item");
        if let Some(target) = &item.target {
            location(to, "Target", target);
        }
        if let Some(source) = &item.source {
            location(to, "Source", source);
        }
        meta(to, &item.meta);
        if let Some(data) = &item.data {
            to.element("Data", data);
        }
        if item.more_data {
            to.start("MoreData").end();
        }
        to.end();
    }
}
