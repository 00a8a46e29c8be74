use proptest::prelude::*;

use super::*;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";

fn of(inside: &str) -> Result<Dict, PlistError> {
    read(format!("{HEAD}<plist version=\"1.0\">{inside}</plist>\n").as_bytes())
}

#[test]
fn every_kind_of_value_is_read_as_apple_writes_it() {
    let dict = of("
<dict>
\t<key>MessageType</key>
\t<string>TokenUpdate &amp; more</string>
\t<key>Count</key><integer> -7 </integer>
\t<key>Mask</key><integer>0x1FFF</integer>
\t<key>On</key><true/><key>Off</key><false></false>
\t<key>Token</key>
\t<data>
\tAQID
\tBA==
\t</data>
\t<key>Space</key><real>12.5</real>
\t<key>At</key><date>2026-12-01T12:00:00Z</date>
\t<key>List</key><array><string/><dict/></array>
</dict>")
    .unwrap();
    assert_eq!(dict.text("MessageType"), Some("TokenUpdate & more"));
    assert_eq!(
        (dict.number("Count"), dict.number("Mask")),
        (Some(-7), Some(8191))
    );
    assert_eq!(
        (dict.flag("On"), dict.flag("Off")),
        (Some(true), Some(false))
    );
    assert_eq!(dict.data("Token"), Some(&[1, 2, 3, 4][..]));
    assert_eq!(dict.get("Space"), Some(&Value::Real("12.5".to_owned())));
    assert_eq!(
        dict.get("At"),
        Some(&Value::Date("2026-12-01T12:00:00Z".to_owned()))
    );
    assert_eq!(dict.dicts("List").count(), 1);
    // Another kind than is asked for is not there.
    assert_eq!(dict.text("Count"), None);
    assert_eq!(dict.number("MessageType"), None);
}

#[test]
fn what_is_no_property_list_is_refused_in_words() {
    for (inside, word) in [
        ("", "one outermost"),
        ("<dict/><dict/>", "one outermost"),
        ("<string>x</string>", "no dictionary"),
        ("<dict><key>a</key></dict>", "no value"),
        ("<dict><string>a</string></dict>", "no name"),
        (
            "<dict><key>a</key><true/><key>a</key><false/></dict>",
            "twice",
        ),
        ("<dict><key>a</key><uid>1</uid></dict>", "no known kind"),
        (
            "<dict><key>a</key><integer>9223372036854775808</integer></dict>",
            "64 bits",
        ),
        ("<dict><key>a</key><integer/></dict>", "64 bits"),
        ("<dict><key>a</key><data>A</data></dict>", "base64"),
        (
            "<dict><key>a</key><string><b/></string></dict>",
            "stand in a text",
        ),
        ("<dict><key><b/></key><true/></dict>", "stand in a name"),
    ] {
        let error = of(inside).unwrap_err().to_string();
        assert!(error.contains(word), "{inside}: {error}");
    }
    assert!(read(b"bplist00").is_err());
    assert!(read(b"<dict/>").is_err());
    let bomb = "<!DOCTYPE plist [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;\">]><plist><dict><key>x</key><string>&b;</string></dict></plist>";
    assert_eq!(
        read(bomb.as_bytes()),
        Err(PlistError::Xml(XmlError::DocumentType))
    );
}

#[test]
fn its_size_depth_and_number_of_parts_are_bounded() {
    let long = format!(
        "<dict><key>a</key><string>{}</string></dict>",
        "x".repeat(LIMITS.octets)
    );
    assert_eq!(
        of(&long),
        Err(PlistError::Xml(XmlError::TooLong(LIMITS.octets)))
    );
    let deep = format!(
        "<dict><key>a</key>{}{}</dict>",
        "<array>".repeat(40),
        "</array>".repeat(40)
    );
    assert_eq!(
        of(&deep),
        Err(PlistError::Xml(XmlError::TooDeep(LIMITS.depth)))
    );
    let many = format!(
        "<dict><key>a</key><array>{}</array></dict>",
        "<true/>".repeat(60_000)
    );
    assert_eq!(
        of(&many),
        Err(PlistError::Xml(XmlError::TooManyNodes(LIMITS.nodes)))
    );
}

#[test]
fn it_is_written_as_apples_own_software_does_to_the_octet() {
    let dict = Dict::new()
        .with("CommandUUID", "A<B")
        .with(
            "Command",
            Dict::new()
                .with("Queries", vec![Value::from("UDID")])
                .with("Payload", &[0_u8, 255][..])
                .with("On", true)
                .with("Number", -1),
        )
        .with_some("Nothing", None::<&str>);
    assert_eq!(
        write(&dict),
        format!(
            "{HEAD}<plist version=\"1.0\"><dict><key>CommandUUID</key><string>A&lt;B</string><key>Command</key><dict><key>Queries</key><array><string>UDID</string></array><key>Payload</key><data>AP8=</data><key>On</key><true/><key>Number</key><integer>-1</integer></dict></dict></plist>\n"
        )
    );
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[^\u{0}-\u{1f}\u{fffe}\u{ffff}]{0,20}".prop_map(Value::String),
        any::<i64>().prop_map(Value::Integer),
        any::<bool>().prop_map(Value::Boolean),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Data),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::btree_map("[a-zA-Z &<]{1,8}", inner, 0..5).prop_map(|map| {
                let mut dict = Dict::new();
                for (name, value) in map {
                    dict.set(&name, value);
                }
                Value::Dict(dict)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(value in values()) {
        let dict = Dict::new().with("value", value);
        prop_assert_eq!(read(write(&dict).as_bytes()), Ok(dict));
    }

    #[test]
    fn arbitrary_octets_are_refused_or_read_and_never_break_it(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&octets);
    }
}
