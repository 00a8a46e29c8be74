use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits {
    octets: 4096,
    depth: 4,
    nodes: 40,
    attributes: 4,
    namespaces: 3,
};

fn reads(text: &str) -> Result<(), XmlError> {
    read(text.as_bytes(), &LIMITS).map(|_| ())
}

#[test]
fn a_byte_order_mark_and_a_declaration_are_accepted() {
    for text in [
        "<a/>",
        "\u{feff}<a/>",
        "<?xml version=\"1.0\"?><a/>",
        "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\r\n<a/>",
        "<?xml version=\"1.0\" encoding = \"utf-8\" standalone=\"yes\"?><a/>",
    ] {
        assert_eq!(reads(text), Ok(()), "{text:?}");
    }
}

#[test]
fn another_encoding_is_refused_whether_it_is_said_or_used() {
    assert_eq!(
        reads("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>"),
        Err(XmlError::NotUtf8)
    );
    for octets in [&b"<a>\xe4</a>"[..], b"\xff\xfe<\0a\0/\0>\0"] {
        assert_eq!(read(octets, &LIMITS).err(), Some(XmlError::NotUtf8));
    }
}

#[test]
fn a_document_type_and_the_entities_it_would_bring_are_refused() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM \"http://example.com/\"><a/>",
        "<a><!ENTITY x \"y\"></a>",
    ] {
        assert_eq!(reads(text), Err(XmlError::DocumentType), "{text}");
    }
    let unknown = reads("<a>&x;</a>");
    assert!(
        matches!(unknown, Err(XmlError::NotWellFormed(_))),
        "{unknown:?}"
    );
    assert_eq!(reads("<a>&amp;&#38;&lt;</a>"), Ok(()));
}

#[test]
fn a_document_type_by_name_alone_is_passed_over_where_it_is_expected() {
    let typed = |text: &str| read_typed(text.as_bytes(), &LIMITS, "plist").map(|_| ());
    for text in [
        "<plist/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist/>",
        "\u{feff}<!DOCTYPE plist SYSTEM 'x'><plist/>",
    ] {
        assert_eq!(typed(text), Ok(()), "{text}");
    }
    for text in [
        "<!DOCTYPE plist [<!ENTITY x \"y\">]><plist>&x;</plist>",
        "<!DOCTYPE plist PUBLIC \"a\" \"b\" [ <!ENTITY % x SYSTEM \"y\"> %x; ]><plist/>",
        "<!DOCTYPE html><plist/>",
        "<!DOCTYPE plist><!DOCTYPE plist><plist/>",
        "<plist><!DOCTYPE plist></plist>",
    ] {
        assert_eq!(typed(text), Err(XmlError::DocumentType), "{text}");
    }
    assert_eq!(
        typed("<?xml version=\"1.0\" encoding=\"utf-16\"?><!DOCTYPE plist><plist/>"),
        Err(XmlError::NotUtf8)
    );
}

#[test]
fn each_bound_is_reached_and_not_passed() {
    assert_eq!(reads("<a><a><a><a/></a></a></a>"), Ok(()));
    assert_eq!(
        reads("<a><a><a><a><a/></a></a></a></a>"),
        Err(XmlError::TooDeep(4))
    );
    assert_eq!(reads("<a b='' c='' d='' e=''/>"), Ok(()));
    assert_eq!(
        reads("<a b='' c='' d='' e='' f=''/>"),
        Err(XmlError::TooManyAttributes(4))
    );
    let declared =
        |names: &str| format!("<a xmlns='x' xmlns:b='y'><b:a {names}/><b:a {names}/></a>");
    assert_eq!(reads(&declared("xmlns:c='z'")), Ok(()));
    assert_eq!(
        reads(&declared("xmlns:c='z'\n\txmlns:d='w'")),
        Err(XmlError::TooManyNamespaces(3))
    );
    // The root, the element and 38 more.
    let parts = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count));
    assert_eq!(reads(&parts(38)), Ok(()));
    assert_eq!(reads(&parts(39)), Err(XmlError::TooManyNodes(40)));
    let long = |count: usize| format!("<a>{}</a>", "x".repeat(count));
    assert_eq!(reads(&long(4096 - 7)), Ok(()));
    assert_eq!(reads(&long(4096 - 6)), Err(XmlError::TooLong(4096)));
}

#[test]
fn what_is_cut_off_or_crossed_is_not_well_formed() {
    for text in [
        "",
        "a",
        "<",
        "<a",
        "<a>",
        "<a b='>",
        "<a></b>",
        "</a>",
        "<a><b></a></b>",
        "<a/><a/>",
        "<!-- <a/>",
        "<a><![CDATA[x</a>",
        "<?x",
        "<a b:c=''/>",
        "<b:a/>",
        "<a b='' b=''/>",
    ] {
        let found = reads(text);
        assert!(
            matches!(found, Err(XmlError::NotWellFormed(_))),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn what_looks_like_a_tag_inside_a_text_counts_as_none() {
    assert_eq!(
        reads("<a b='>'><!-- <a><a><a><a><a> --><![CDATA[<a><a><a><a><a>]]></a>"),
        Ok(())
    );
}

#[test]
fn a_comment_inside_a_text_does_not_end_it() {
    let document = read(b"<a>ad<!-- x -->min<![CDATA[@e]]></a>", &LIMITS).unwrap();
    assert_eq!(text(document.root_element()).as_deref(), Some("admin@e"));
    let document = read(b"<a>x<b/></a>", &LIMITS).unwrap();
    assert_eq!(text(document.root_element()), None);
    let document = read(b"<a/>", &LIMITS).unwrap();
    assert_eq!(text(document.root_element()).as_deref(), Some(""));
}

#[test]
fn what_stands_there_twice_is_said_to() {
    let document = read(
        b"<a xmlns='d' xmlns:p='x' p:b='1' b='2'><c/><c/><p:c/></a>",
        &LIMITS,
    )
    .unwrap();
    let root = document.root_element();
    assert_eq!(attribute(root, "b"), Err(Twice("b")));
    assert_eq!(attribute(root, "e"), Ok(None));
    assert!(child(root, "x", "c").unwrap().is_some());
    assert_eq!(child(root, "d", "c").err(), Some(Twice("c")));
    assert!(child(root, "y", "c").unwrap().is_none());
}

#[test]
fn a_writer_leaves_nothing_between_elements_and_closes_what_is_open() {
    let mut xml = Writer::new();
    xml.start("a")
        .attribute("b", "1 < 2 & \"3\"")
        .start("c")
        .end();
    xml.element("d", "]]> \0").start("e");
    // Too late for an attribute: it would stand in the text.
    xml.text("x").attribute("f", "y");
    assert_eq!(
        xml.finish(),
        "<a b=\"1 &lt; 2 &amp; &quot;3&quot;\"><c/><d>]]&gt; \u{fffd}</d><e>x</e></a>"
    );
}

proptest! {
    #[test]
    fn text_and_attributes_read_back_as_they_were_written(value in any::<String>(), inside in any::<String>()) {
        let mut xml = Writer::new();
        xml.start("a").attribute("b", &value).text(&inside);
        let written = xml.finish();
        let limits = Limits { octets: 64 * 1024, ..LIMITS };
        let document = read(written.as_bytes(), &limits).unwrap();
        let legal = |text: &str| -> String {
            let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            text.chars().map(|c| if is_legal(c) { c } else { '\u{fffd}' }).collect()
        };
        let root = document.root_element();
        prop_assert_eq!(root.attribute("b").map(str::to_owned), Some(legal(&value)));
        prop_assert_eq!(text(root).unwrap().into_owned(), legal(&inside));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[<>/!?\\[\\]\\-a='\" &;xmlns:]{0,60}") {
        let _ = reads(&text);
    }
}
