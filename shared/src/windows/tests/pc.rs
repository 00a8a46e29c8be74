//! A PC as far as its management client goes: it holds nodes and does what it is asked, as Microsoft's reference says.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::syncml::auth::{FORMAT, KIND, KnownCredential};
use crate::protocol::syncml::{
    Alert, Command, Credential, GroupKind, Header, Item, Location, Message, Meta, Request, Results,
    Status, Verb, alert, code,
};

pub struct Pc {
    pub nodes: BTreeMap<String, String>,
    /// Nodes that answer with something else than the reference says.
    pub refuses: BTreeMap<String, u16>,
    /// What has been executed.
    pub executed: Vec<String>,
    /// Its account and the nonce that it was last given, in base64.
    pub account: Option<(KnownCredential, String)>,
    session: u32,
    message: u32,
    next: u32,
}

impl Pc {
    pub fn new() -> Self {
        let nodes = [
            ("./DevDetail/OEM", "Microsoft Corporation"),
            ("./DevDetail/DevTyp", "Aurora 14 G2"),
            ("./DevDetail/SwV", "10.0.22631.3296"),
            ("./DevDetail/Ext/Microsoft/DeviceName", "AURORA-7"),
            ("./DevDetail/Ext/Microsoft/DNSComputerName", "AURORA-7"),
            ("./Vendor/MSFT/DeviceStatus/SecureBootState", "1"),
            (
                "./Vendor/MSFT/Firewall/MdmStore/DomainProfile/EnableFirewall",
                "true",
            ),
            (
                "./Vendor/MSFT/Firewall/MdmStore/PublicProfile/EnableFirewall",
                "true",
            ),
        ];
        Self {
            nodes: nodes
                .into_iter()
                .map(|(uri, data)| (uri.to_owned(), data.to_owned()))
                .collect(),
            refuses: BTreeMap::new(),
            executed: Vec::new(),
            account: None,
            session: 0x1c,
            message: 0,
            next: 0,
        }
    }

    /// The nodes below these providers, which settings are put into.
    pub fn set(&self) -> BTreeMap<String, String> {
        let of_settings = |uri: &String| {
            [
                "/Policy/Config/",
                "/BitLocker/",
                "/WiFi/",
                "/RootCATrusted",
                "/Firewall/",
            ]
            .iter()
            .any(|part| uri.contains(part))
        };
        self.nodes
            .iter()
            .filter(|(uri, _)| of_settings(uri))
            .map(|(uri, data)| (uri.clone(), data.clone()))
            .collect()
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// The first message of a new session.
    pub fn begins(&mut self) -> Message {
        self.session += 1;
        self.message = 0;
        self.next = 1;
        let begin = Command::Alert(Alert {
            id: self.id(),
            code: alert::CLIENT_INITIATED,
            correlator: None,
            items: Vec::new(),
        });
        let told = |uri: &str, data: &str| Item {
            source: Some(Location::at(uri)),
            data: Some(data.to_owned()),
            ..Item::default()
        };
        let replace = Command::Request(Request {
            id: self.id(),
            verb: Verb::Replace,
            meta: Meta::default(),
            items: vec![
                told("./DevInfo/DevId", "device"),
                told("./DevInfo/Man", "Borealis Computers"),
                told("./DevInfo/Mod", "Aurora 14 G2"),
            ],
        });
        self.says(vec![begin, replace])
    }

    pub fn says(&mut self, commands: Vec<Command>) -> Message {
        self.message += 1;
        Message {
            header: Header {
                session: format!("{:X}", self.session).parse().unwrap(),
                message: self.message,
                target: Location::at("https://muster.example.com/ManagementServer/MDM.svc"),
                source: Location::at("device"),
                credential: self.credential(),
                max_message: Some(524_288),
                max_object: None,
            },
            commands,
            is_final: true,
        }
    }

    fn credential(&self) -> Option<Credential> {
        use base64ct::{Base64, Encoding as _};
        let (known, nonce) = self.account.as_ref()?;
        Some(Credential {
            kind: Some(KIND.to_owned()),
            format: Some(FORMAT.to_owned()),
            data: known.digest(&Base64::decode_vec(nonce).unwrap()),
        })
    }

    /// What it says to an answer; nothing when nothing was asked, and so the session is over.
    pub fn hears(&mut self, answer: &Message) -> Option<Message> {
        assert_eq!(answer.header.message, self.message);
        let message = answer.header.message;
        self.next = 0;
        let mut says = Vec::new();
        let mut was_asked = false;
        let mut header = 0;
        for command in &answer.commands {
            match command {
                Command::Status(status) => {
                    if status.command_ref == 0 {
                        header = status.code;
                    }
                    let nonce = status.challenge.as_ref().and_then(|one| one.nonce.clone());
                    if let (Some(nonce), Some((_, kept))) = (nonce, self.account.as_mut()) {
                        *kept = nonce;
                    }
                }
                Command::Alert(_) => was_asked = true,
                _ => {
                    if says.is_empty() {
                        let own = self.status(message, 0, "SyncHdr", code::OK);
                        says.push(own);
                    }
                    was_asked = true;
                    self.does(message, command, &mut says);
                }
            }
        }
        if header == code::INVALID_CREDENTIALS || header == code::MISSING_CREDENTIALS {
            return Some(self.begins_again());
        }
        was_asked.then(|| self.says(says))
    }

    /// The same session from its first message on, with the nonce it was challenged with.
    fn begins_again(&mut self) -> Message {
        self.session -= 1;
        self.begins()
    }

    fn status(&mut self, message_ref: u32, command_ref: u32, command: &str, code: u16) -> Command {
        Command::Status(Status {
            id: self.id(),
            message_ref,
            command_ref,
            command: command.to_owned(),
            target_refs: Vec::new(),
            source_refs: Vec::new(),
            challenge: None,
            code,
            original_error: None,
            items: Vec::new(),
        })
    }

    fn does(&mut self, message: u32, command: &Command, says: &mut Vec<Command>) {
        match command {
            Command::Request(request) => {
                let code = self.one(request);
                says.push(self.status(message, request.id, command.name(), code));
                let uri = &request.items[0].target.as_ref().unwrap().uri;
                if request.verb == Verb::Get && code == code::OK {
                    let item = Item {
                        source: Some(Location::at(uri)),
                        data: self.nodes.get(uri).cloned(),
                        ..Item::default()
                    };
                    says.push(Command::Results(Results {
                        id: self.id(),
                        message_ref: message,
                        command_ref: request.id,
                        meta: Meta::default(),
                        target_ref: None,
                        source_ref: None,
                        items: vec![item],
                    }));
                }
            }
            Command::Group(group) => {
                assert_eq!(group.kind, GroupKind::Atomic);
                let before = self.nodes.clone();
                let codes: Vec<u16> = group
                    .commands
                    .iter()
                    .map(|command| match command {
                        Command::Request(request) => {
                            assert_ne!(request.verb, Verb::Get);
                            self.one(request)
                        }
                        other => panic!("{other:?}"),
                    })
                    .collect();
                let fails = codes.iter().any(|code| *code != code::OK);
                if fails {
                    self.nodes = before;
                }
                let whole = if fails { code::ATOMIC_FAILED } else { code::OK };
                says.push(self.status(message, group.id, "Atomic", whole));
                for (command, code) in group.commands.iter().zip(codes) {
                    let code = if fails && code == code::OK {
                        code::ROLLED_BACK
                    } else {
                        code
                    };
                    says.push(self.status(message, command.id(), command.name(), code));
                }
            }
            other => panic!("{other:?}"),
        }
    }

    fn one(&mut self, request: &Request) -> u16 {
        let item = &request.items[0];
        let uri = item.target.as_ref().unwrap().uri.clone();
        assert!(uri.starts_with("./"), "{uri}");
        let data = item.data.clone().unwrap_or_default();
        if let Some(code) = self.refuses.get(&uri) {
            return *code;
        }
        let below = |nodes: &BTreeMap<String, String>| -> BTreeSet<String> {
            let inside = format!("{uri}/");
            let is_below = |node: &&String| **node == uri || node.starts_with(&inside);
            nodes.keys().filter(is_below).cloned().collect()
        };
        // Providers that replace only what is there.
        let must_exist = ["/WiFi/", "/RootCATrusted"]
            .iter()
            .any(|part| uri.contains(part));
        match request.verb {
            Verb::Get if self.nodes.contains_key(&uri) => code::OK,
            Verb::Get => code::NOT_FOUND,
            Verb::Add if self.nodes.contains_key(&uri) => code::ALREADY_EXISTS,
            Verb::Replace if must_exist && !self.nodes.contains_key(&uri) => code::NOT_FOUND,
            Verb::Add | Verb::Replace => {
                assert!(item.meta.format.is_some(), "{uri}");
                self.nodes.insert(uri, data);
                code::OK
            }
            Verb::Delete if uri.contains("/Firewall/") => code::NOT_ALLOWED,
            Verb::Delete => {
                let gone = below(&self.nodes);
                self.nodes.retain(|node, _| !gone.contains(node));
                if gone.is_empty() {
                    code::NOT_FOUND
                } else {
                    code::OK
                }
            }
            Verb::Exec => {
                self.executed.push(uri);
                code::OK
            }
        }
    }
}
