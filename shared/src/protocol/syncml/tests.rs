use proptest::prelude::*;

use super::*;
use crate::protocol::xml::XmlError;

/// A message as Windows sends it.
pub(crate) fn vector(name: &str) -> Vec<u8> {
    let path = format!(
        "{}/vectors/windows/syncml/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read(name: &str) -> Message {
    Message::read(&vector(name)).unwrap()
}

/// A small message with this in its body.
fn around(body: &str) -> String {
    format!(
        "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
         <SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>t</LocURI></Target>\
         <Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody>{body}</SyncBody></SyncML>"
    )
}

fn refused(text: &str) -> SyncMlError {
    Message::read(text.as_bytes()).unwrap_err()
}

#[test]
fn the_first_message_of_a_session_is_read_as_it_stands() {
    let message = read("first.xml");
    let header = &message.header;
    assert_eq!(header.session.as_str(), "1D");
    assert_eq!(header.message, 1);
    assert_eq!(
        header.target.uri,
        "https://muster.example.com/ManagementServer/MDM.svc"
    );
    assert_eq!(header.source.uri, "9F1C7D6C2B7A4E0B8D3A5C4E6F708192");
    assert_eq!(header.max_message, Some(524_288));
    assert!(header.credential.is_none() && message.is_final);
    let [
        Command::Alert(begins),
        Command::Alert(signed_in),
        Command::Request(told),
    ] = message.commands.as_slice()
    else {
        panic!("{:?}", message.commands)
    };
    assert_eq!((begins.id, begins.code), (2, alert::CLIENT_INITIATED));
    let item = &signed_in.items[0];
    assert_eq!(
        item.meta.kind.as_deref(),
        Some("com.microsoft/MDM/LoginStatus")
    );
    assert_eq!(item.data.as_deref(), Some("user"));
    assert_eq!(
        (told.id, told.verb, told.items.len()),
        (4, Verb::Replace, 6)
    );
    let model = &told.items[2];
    assert_eq!(model.source.as_ref().unwrap().uri, "./DevInfo/Mod");
    assert_eq!(model.data.as_deref(), Some("Aurora 14 G2"));
}

#[test]
fn prefixes_marks_comments_and_line_ends_change_nothing() {
    let mut prefixed = read("first-prefixed.xml");
    let first = prefixed.commands.remove(0);
    let Command::Status(status) = first else {
        panic!("{first:?}")
    };
    assert_eq!(
        (status.message_ref, status.command_ref, status.code),
        (0, 0, 500)
    );
    assert_eq!(prefixed, read("first.xml"));
}

#[test]
fn a_credential_is_read_with_the_name_of_its_account() {
    let header = read("credential.xml").header;
    assert_eq!(header.source.name.as_deref(), Some("dev_4k"));
    let credential = header.credential.unwrap();
    assert_eq!(credential.kind.as_deref(), Some(auth::KIND));
    assert_eq!(credential.format.as_deref(), Some(auth::FORMAT));
    let now = crate::time::Timestamp::from_unix_seconds(1_795_450_441);
    let nonce = auth::Nonce::new(*b"0123456789abcdef", now);
    let known = auth::KnownCredential::of("dev_4k", "q7VYt0mLk2pXc5Rz");
    assert_eq!(known.verify(&credential, &nonce, now), Ok(()));
}

#[test]
fn the_alert_of_who_leaves_is_read_from_microsofts_other_namespace() {
    let message = read("unenroll.xml");
    let Command::Alert(alert) = &message.commands[0] else {
        panic!("{message:?}")
    };
    assert_eq!(alert.code, alert::GENERIC);
    let meta = &alert.items[0].meta;
    assert_eq!(
        meta.kind.as_deref(),
        Some("com.microsoft:mdm.unenrollment.userrequest")
    );
    assert_eq!(meta.format.as_deref(), Some("int"));
}

#[test]
fn every_vector_is_written_and_read_back() {
    for name in [
        "first.xml",
        "first-prefixed.xml",
        "credential.xml",
        "unenroll.xml",
    ] {
        let message = read(name);
        let again = Message::read(message.write().as_bytes()).unwrap();
        assert_eq!(again, message, "{name}");
    }
}

#[test]
fn what_is_written_stands_in_the_order_of_the_standard() {
    let message = Message {
        header: Header {
            session: "1D".parse().unwrap(),
            message: 2,
            target: Location::at("device"),
            source: Location::at("https://server/?a=1&b=2"),
            credential: None,
            max_message: None,
            max_object: None,
        },
        commands: vec![
            Command::Status(Status {
                id: 1,
                message_ref: 2,
                command_ref: 0,
                command: "SyncHdr".to_owned(),
                target_refs: Vec::new(),
                source_refs: vec!["device".to_owned()],
                challenge: Some(Challenge {
                    kind: auth::KIND.to_owned(),
                    format: Some("b64".to_owned()),
                    nonce: Some("bm9uY2U=".to_owned()),
                }),
                code: code::MISSING_CREDENTIALS,
                original_error: None,
                items: Vec::new(),
            }),
            Command::Group(Group {
                id: 2,
                kind: GroupKind::Atomic,
                commands: vec![Request::of(
                    3,
                    Verb::Replace,
                    Item::at("./Vendor/MSFT/A").with("chr", "a<b&\"c\"\r\n"),
                )],
            }),
        ],
        is_final: true,
    };
    assert_eq!(
        message.write(),
        "<SyncML xmlns=\"SYNCML:SYNCML1.2\"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
         <SessionID>1D</SessionID><MsgID>2</MsgID><Target><LocURI>device</LocURI></Target>\
         <Source><LocURI>https://server/?a=1&amp;b=2</LocURI></Source></SyncHdr>\
         <SyncBody xmlns:msft=\"http://schemas.microsoft.com/MobileDevice/MDM\">\
         <Status><CmdID>1</CmdID><MsgRef>2</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>\
         <SourceRef>device</SourceRef><Chal><Meta><Format xmlns=\"syncml:metinf\">b64</Format>\
         <Type xmlns=\"syncml:metinf\">syncml:auth-md5</Type>\
         <NextNonce xmlns=\"syncml:metinf\">bm9uY2U=</NextNonce></Meta></Chal><Data>407</Data></Status>\
         <Atomic><CmdID>2</CmdID><Replace><CmdID>3</CmdID><Item><Target><LocURI>./Vendor/MSFT/A</LocURI></Target>\
         <Meta><Format xmlns=\"syncml:metinf\">chr</Format></Meta>\
         <Data>a&lt;b&amp;\"c\"&#13;\n</Data></Item></Replace></Atomic>\
         <Final/></SyncBody></SyncML>"
    );
    assert_eq!(Message::read(message.write().as_bytes()), Ok(message));
}

#[test]
fn a_document_type_is_refused_wherever_it_hides() {
    let message = around("<Final/>");
    for text in [
        format!("<!DOCTYPE SyncML [<!ENTITY a \"b\">]>{message}"),
        format!(
            "<?xml version=\"1.0\"?>\n<!-- --><!DOCTYPE SyncML SYSTEM \"file:///etc/passwd\">{message}"
        ),
        message.replace("<Final/>", "<!ENTITY a \"b\"><Final/>"),
    ] {
        let error = refused(&text);
        assert!(matches!(error, SyncMlError::Xml(_)), "{text}: {error}");
    }
    assert!(Message::read(around("<Alert><CmdID>&xxe;</CmdID></Alert>").as_bytes()).is_err());
}

#[test]
fn what_is_not_syncml_of_our_version_is_refused_with_its_cause() {
    let message = around("<Final/>");
    for (text, cause) in [
        (
            String::new(),
            "the document is not well-formed XML: the document does not have a root node",
        ),
        ("<SyncML/>".to_owned(), "the document is not SyncML 1.2"),
        (
            message.replace("SYNCML1.2", "SYNCML1.1"),
            "the document is not SyncML 1.2",
        ),
        (
            message.replace("DM/1.2", "DM/1.1"),
            "the message is not of OMA DM 1.2",
        ),
        (message.replace("<MsgID>1</MsgID>", ""), "MsgID is missing"),
        (
            message.replace("<MsgID>1", "<MsgID>-1"),
            "MsgID cannot be read",
        ),
        (
            message.replace("<MsgID>1", "<MsgID>+1"),
            "MsgID cannot be read",
        ),
        (
            message.replace("<MsgID>1", "<MsgID>4294967296"),
            "MsgID cannot be read",
        ),
        (
            message.replace("<SessionID>1", "<SessionID>1 2"),
            "SessionID cannot be read",
        ),
        (
            message.replace("<SessionID>1", "<SessionID>"),
            "SessionID cannot be read",
        ),
        (
            message.replace("<MsgID>1</MsgID>", "<MsgID>1</MsgID><MsgID>1</MsgID>"),
            "MsgID stands there more than once",
        ),
        (
            message.replace("<LocURI>s<", &format!("<LocURI>{}<", "s".repeat(1_025))),
            "LocURI is longer than 1024 octets",
        ),
        (around("<Get><Item/></Get>"), "CmdID is missing"),
        (
            around("<Get><CmdID>1</CmdID><Item><Target/></Item></Get>"),
            "LocURI is missing",
        ),
        (
            around(
                "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>1</CmdRef><Data>OK</Data></Status>",
            ),
            "Data cannot be read",
        ),
        (
            around("<Get><CmdID>1</CmdID><Item><Data><b/></Data></Item></Get>"),
            "Data cannot be read",
        ),
    ] {
        assert_eq!(refused(&text).to_string(), cause, "{text}");
    }
    let mut latin = message.into_bytes();
    latin.push(0xe9);
    assert!(Message::read(&latin).is_err());
}

#[test]
fn every_bound_holds() {
    let long = around(&format!("<!--{}-->", "x".repeat(LIMITS.octets)));
    assert!(matches!(
        refused(&long),
        SyncMlError::Xml(XmlError::TooLong(_))
    ));
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(20_000));
    let get = |n: usize| format!("<Get><CmdID>{n}</CmdID></Get>");
    let many = |n: usize| (1..=n).map(get).collect::<String>();
    assert!(Message::read(around(&many(MAX_COMMANDS)).as_bytes()).is_ok());
    assert_eq!(
        refused(&around(&many(MAX_COMMANDS + 1))),
        SyncMlError::TooMany("commands", MAX_COMMANDS)
    );
    let items = |n: usize| {
        around(&format!(
            "<Get><CmdID>1</CmdID>{}</Get>",
            "<Item/>".repeat(n)
        ))
    };
    assert!(Message::read(items(MAX_ITEMS).as_bytes()).is_ok());
    assert_eq!(
        refused(&items(MAX_ITEMS + 1)),
        SyncMlError::TooMany("items", MAX_ITEMS)
    );
    let groups = |n: usize| {
        let begin = "<Atomic><CmdID>1</CmdID>".repeat(n);
        around(&format!("{begin}{}", "</Atomic>".repeat(n)))
    };
    assert!(Message::read(groups(MAX_GROUPS).as_bytes()).is_ok());
    assert_eq!(
        refused(&groups(MAX_GROUPS + 1)),
        SyncMlError::TooMany("groups in one another", MAX_GROUPS)
    );
    let attributes = |n: usize| {
        let all: String = (0..n).map(|n| format!(" a{n}=\"\"")).collect();
        around(&format!("<Final{all}/>"))
    };
    assert!(Message::read(attributes(LIMITS.attributes).as_bytes()).is_ok());
    let namespaces: String = (0..LIMITS.namespaces + 1)
        .map(|n| format!("<a xmlns:n{n}=\"u\">"))
        .collect();
    let nodes = "<a/>".repeat(LIMITS.nodes as usize);
    for body in [deep, attributes(LIMITS.attributes + 1), namespaces, nodes] {
        let error = Message::read(around(&body).as_bytes()).unwrap_err();
        assert!(matches!(error, SyncMlError::Xml(_)), "{error}");
    }
}

#[test]
fn a_status_keeps_microsofts_own_error() {
    let text = around(
        "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>2</CmdRef><Cmd>Replace</Cmd>\
         <Data xmlns:m=\"http://schemas.microsoft.com/MobileDevice/MDM\" m:originalerror=\"0x86000011\">500</Data></Status>",
    );
    let message = Message::read(text.as_bytes()).unwrap();
    let Command::Status(status) = &message.commands[0] else {
        panic!("{message:?}")
    };
    assert_eq!(status.original_error.as_deref(), Some("0x86000011"));
    assert_eq!(Message::read(message.write().as_bytes()), Ok(message));
}

#[test]
fn what_no_xml_can_hold_is_written_as_the_mark_of_what_is_lost() {
    let mut message = read("first.xml");
    message.header.target.uri = "a\0b\u{b}c\u{ffff}".to_owned();
    let again = Message::read(message.write().as_bytes()).unwrap();
    assert_eq!(again.header.target.uri, "a\u{fffd}b\u{fffd}c\u{fffd}");
}

fn word() -> impl Strategy<Value = String> {
    "[!-~]{0,12}"
}

fn data() -> impl Strategy<Value = String> {
    // Everything that XML can hold, blanks and line ends at the edges among it.
    "[ \t\r\n]{0,2}[\t\n\r -\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]{0,20}[ \t\r\n]{0,2}"
}

fn location() -> impl Strategy<Value = Location> {
    (word(), proptest::option::of(word())).prop_map(|(uri, name)| Location { uri, name })
}

fn meta() -> impl Strategy<Value = Meta> {
    let words = || proptest::option::of(word());
    (words(), words(), any::<Option<u32>>()).prop_map(|(format, kind, size)| Meta {
        format,
        kind,
        size,
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item = (
        proptest::option::of(location()),
        proptest::option::of(location()),
        meta(),
        proptest::option::of(data()),
        any::<bool>(),
    )
        .prop_map(|(target, source, meta, data, more_data)| Item {
            target,
            source,
            meta,
            data,
            more_data,
        });
    proptest::collection::vec(item, 0..3)
}

fn challenge() -> impl Strategy<Value = Challenge> {
    let words = || proptest::option::of(word());
    (word(), words(), words()).prop_map(|(kind, format, nonce)| Challenge {
        kind,
        format,
        nonce,
    })
}

fn command() -> impl Strategy<Value = Command> {
    let words = || proptest::option::of(word());
    let refs = || proptest::collection::vec(word(), 0..3);
    let single = prop_oneof![
        (any::<u32>(), any::<u16>(), words(), items()).prop_map(|(id, code, correlator, items)| {
            Command::Alert(Alert {
                id,
                code,
                correlator,
                items,
            })
        }),
        (
            any::<[u32; 3]>(),
            word(),
            refs(),
            refs(),
            proptest::option::of(challenge()),
            any::<u16>(),
            words(),
            items()
        )
            .prop_map(
                |(
                    [id, message_ref, command_ref],
                    command,
                    target_refs,
                    source_refs,
                    challenge,
                    code,
                    original_error,
                    items,
                )| {
                    Command::Status(Status {
                        id,
                        message_ref,
                        command_ref,
                        command,
                        target_refs,
                        source_refs,
                        challenge,
                        code,
                        original_error,
                        items,
                    })
                }
            ),
        (any::<[u32; 3]>(), meta(), words(), words(), items()).prop_map(
            |([id, message_ref, command_ref], meta, target_ref, source_ref, items)| {
                Command::Results(Results {
                    id,
                    message_ref,
                    command_ref,
                    meta,
                    target_ref,
                    source_ref,
                    items,
                })
            }
        ),
        (
            any::<u32>(),
            proptest::sample::select(&Verb::ALL[..]),
            meta(),
            items()
        )
            .prop_map(|(id, verb, meta, items)| Command::Request(Request {
                id,
                verb,
                meta,
                items
            })),
    ];
    single.prop_recursive(3, 8, 3, |inner| {
        (
            any::<u32>(),
            any::<bool>(),
            proptest::collection::vec(inner, 0..3),
        )
            .prop_map(|(id, atomic, commands)| {
                let kind = if atomic {
                    GroupKind::Atomic
                } else {
                    GroupKind::Sequence
                };
                Command::Group(Group { id, kind, commands })
            })
    })
}

pub(crate) fn message() -> impl Strategy<Value = Message> {
    let credential = (
        proptest::option::of(word()),
        proptest::option::of(word()),
        word(),
    )
        .prop_map(|(kind, format, data)| Credential { kind, format, data });
    (
        "[!-~]{1,32}",
        any::<u32>(),
        [location(), location()],
        proptest::option::of(credential),
        any::<[Option<u32>; 2]>(),
        proptest::collection::vec(command(), 0..6),
        any::<bool>(),
    )
        .prop_map(
            |(session, message, [target, source], credential, limits, commands, is_final)| {
                Message {
                    header: Header {
                        session: session.parse().unwrap(),
                        message,
                        target,
                        source,
                        credential,
                        max_message: limits[0],
                        max_object: limits[1],
                    },
                    commands,
                    is_final,
                }
            },
        )
}

proptest! {
    #[test]
    fn any_message_reads_back_as_it_was_written(message in message()) {
        let text = message.write();
        prop_assert_eq!(Message::read(text.as_bytes()), Ok(message), "{}", text);
    }

    #[test]
    fn no_octets_panic(octets: Vec<u8>, text: String) {
        let _ = Message::read(&octets);
        let _ = Message::read(around(&text).as_bytes());
    }

    #[test]
    fn a_vector_with_anything_changed_is_read_or_refused_and_what_is_read_reads_back(
        which in 0_usize..4, at: proptest::sample::Index, cut in 0_usize..40, put in "[<>/&;\"' a-zA-Z0-9:=!\\[\\]-]{0,12}",
    ) {
        let names = ["first.xml", "first-prefixed.xml", "credential.xml", "unenroll.xml"];
        let mut octets = vector(names[which]);
        let at = at.index(octets.len());
        let end = (at + cut).min(octets.len());
        octets.splice(at..end, put.into_bytes());
        if let Ok(read) = Message::read(&octets) {
            prop_assert_eq!(Message::read(read.write().as_bytes()), Ok(read));
        }
    }
}
