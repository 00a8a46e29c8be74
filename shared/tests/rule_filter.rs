//! The filters' language: what each operator says of each property, where an error points, and what holds for any rule.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop there"
)]

use muster_shared::platform::{Ownership, Platform};
use muster_shared::policy::filter::{
    Category, Evaluation, FilterProblem, FilterRule, FilterSubject, MAX_DEPTH, MAX_RULE_CHARACTERS,
    MAX_VALUES, Properties, Property,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use Evaluation::{Match, NoMatch, NotEvaluated};

/// A device of which nothing is known.
const NOTHING: FilterSubject<'static> = FilterSubject {
    platform: Platform::Linux,
    manufacturer: None,
    model: None,
    os_version: None,
    os_edition: None,
    ownership: None,
    enrollment_profile: None,
    category: None,
    os_distribution: None,
    device_groups: None,
};

/// A device of which everything is known.
fn known() -> FilterSubject<'static> {
    FilterSubject {
        manufacturer: Some(" Acme Corp "),
        model: Some("Book Évora 9"),
        os_version: Some("10.0.22631".parse().unwrap()),
        os_edition: Some("Professional"),
        ownership: Some(Ownership::Corporate),
        enrollment_profile: Some("Kiosks"),
        category: Some(Category::Is("field")),
        os_distribution: Some("ubuntu"),
        ..NOTHING
    }
}

fn parse(rule: &str) -> FilterRule {
    FilterRule::parse(rule, None).unwrap_or_else(|error| panic!("{rule}: {error}"))
}

/// Where an error points, and its sentence.
fn fault(rule: &str, platform: Option<Platform>) -> (usize, String) {
    let error = FilterRule::parse(rule, platform).unwrap_err();
    (error.column, error.problem.to_string())
}

#[test]
fn every_operator_says_of_every_property_what_it_means() {
    let text = [
        ("manufacturer", "Acme Corp", "acme", "Corp", "Zenit"),
        ("model", "Book Évora 9", "book É", "Évora", "évora"),
        ("operatingSystemSKU", "Professional", "PRO", "fess", "Home"),
        ("enrollmentProfileName", "Kiosks", "kio", "osk", "Desk"),
        ("deviceCategory", "field", "fi", "eld", "office"),
        ("osDistribution", "ubuntu", "UB", "unt", "debian"),
    ];
    let mut seen = 0;
    let mut check = |comparison: &str, expected: Evaluation| {
        assert_eq!(
            parse(comparison).evaluate(&known()),
            expected,
            "{comparison}"
        );
        seen += 1;
    };
    for (name, whole, start, part, other) in text {
        for (operator, value, expected) in [
            ("-eq", whole, Match),
            ("-eq", start, NoMatch),
            ("-ne", whole, NoMatch),
            ("-ne", other, Match),
            ("-startsWith", start, Match),
            ("-startsWith", part, NoMatch),
            ("-contains", part, Match),
            ("-contains", other, NoMatch),
            ("-notContains", part, NoMatch),
            ("-notContains", other, Match),
        ] {
            check(
                &format!(r#"device.{name} {operator} "{value}""#),
                // The manufacturer begins with "Acme", and "Corp" stands in it, but not at its beginning.
                expected,
            );
        }
        check(
            &format!(r#"device.{name} -in ["{other}", "{whole}"]"#),
            Match,
        );
        check(
            &format!(r#"device.{name} -in ["{other}", "{start}"]"#),
            NoMatch,
        );
        check(
            &format!(r#"device.{name} -notIn ["{other}", "{whole}"]"#),
            NoMatch,
        );
        check(&format!(r#"device.{name} -notIn ["{other}"]"#), Match);
        check(&format!("device.{name} -eq $null"), NoMatch);
        check(&format!("device.{name} -ne $null"), Match);
    }
    for name in ["osVersion", "operatingSystemVersion"] {
        for (test, expected) in [
            (r#"-eq "10.0.22631""#, Match),
            ("-eq 10.0.22631.0", Match),
            ("-ne 10.0.22631", NoMatch),
            ("-in [9, 10.0.22631]", Match),
            (r#"-in ["10", 11]"#, NoMatch),
            ("-notIn [10.0.22631]", NoMatch),
            ("-notIn [10]", Match),
            // As numbers: 9 is less than 10.
            ("-gt 9", Match),
            ("-gt 10.0.22631", NoMatch),
            ("-ge 10.0.22631", Match),
            ("-ge 10.0.22632", NoMatch),
            ("-lt 10.0.22632", Match),
            ("-lt 10.0.22631", NoMatch),
            ("-le 10.0.22631", Match),
            ("-le 9", NoMatch),
            // As it is written.
            (r#"-startsWith "10.0.""#, Match),
            (r#"-startsWith "9""#, NoMatch),
            (r#"-contains ".226""#, Match),
            (r#"-contains "11""#, NoMatch),
            (r#"-notContains "11""#, Match),
            (r#"-notContains "0.2""#, NoMatch),
            ("-eq $null", NoMatch),
            ("-ne null", Match),
        ] {
            check(&format!("device.{name} {test}"), expected);
        }
    }
    for (test, expected) in [
        (r#"-eq "Corporate""#, Match),
        (r#"-eq "personal""#, NoMatch),
        (r#"-ne "PERSONAL""#, Match),
        (r#"-ne "Corporate""#, NoMatch),
        ("-eq $null", NoMatch),
        ("-ne $null", Match),
    ] {
        check(&format!("device.deviceOwnership {test}"), expected);
    }
    assert_eq!(seen, 6 * 16 + 2 * 23 + 6);
}

#[test]
fn words_of_the_language_are_read_in_any_case_with_or_without_hyphens() {
    let rules = [
        r#"(device.manufacturer -eq "Acme Corp") and (device.osVersion -ge 10 or device.model -startsWith "Z")"#,
        r#"DEVICE.Manufacturer EQ "acme corp" AND (Device.OSversion Ge "10" OR device.MODEL startswith "z")"#,
        "device.manufacturer\t-EQ\"ACME CORP\"-And(device.operatingsystemversion -GE\n10 -oR device.model-startsWith\"z\")",
    ];
    for rule in &rules[..2] {
        assert_eq!(parse(rule).evaluate(&known()), Match, "{rule}");
    }
    // A word ends at white space, a sign or a quotation, and nowhere else.
    let (column, sentence) = fault(rules[2], None);
    let word = rules[2].find("device.model-").unwrap() + 1;
    assert_eq!(column, word, "{sentence}");
}

#[test]
fn and_binds_closer_than_or() {
    let yes = r#"device.model -ne "x""#;
    let no = r#"device.model -eq "x""#;
    for (rule, expected) in [
        (format!("{yes} or {no} and {no}"), Match),
        (format!("({yes} or {no}) and {no}"), NoMatch),
        (format!("{no} and {no} or {yes}"), Match),
        (format!("{no} and ({no} or {yes})"), NoMatch),
    ] {
        assert_eq!(parse(&rule).evaluate(&known()), expected, "{rule}");
    }
}

#[test]
fn a_quotation_holds_any_character() {
    let subject = FilterSubject {
        model: Some(r#"a "b" `c` [d], and (e)"#),
        ..NOTHING
    };
    let rule = parse(r#"device.model -eq "a `"b`" ``c`` [d], and (e)""#);
    assert_eq!(rule.evaluate(&subject), Match);
    assert_eq!(rule, parse(&rule.to_string()));
}

#[test]
fn an_error_points_at_the_column_and_says_what_should_stand_there() {
    let property = "expected a property such as device.manufacturer";
    let operator = "expected an operator such as -eq";
    let version = r#"expected a version such as "10.0.22631""#;
    for (rule, column, sentence) in [
        ("", 1, format!("{property}, but the rule ends")),
        ("  \t", 4, format!("{property}, but the rule ends")),
        ("device.model", 13, format!("{operator}, but the rule ends")),
        (
            r#"device.maker -eq "A""#,
            1,
            format!("{property}, found `device.maker`"),
        ),
        (r#"model -eq "A""#, 1, format!("{property}, found `model`")),
        (
            r#"not (device.model -eq "A")"#,
            1,
            format!("{property}, found `not`"),
        ),
        (
            r#"device.model -like "A""#,
            14,
            format!("{operator}, found `-like`"),
        ),
        (
            r#"device.model -gt "A""#,
            14,
            "expected another operator, as only versions have an order, found `-gt`".to_owned(),
        ),
        (
            r#"device.deviceOwnership -contains "Per""#,
            24,
            "expected -eq or -ne, as ownership is one of two, found `-contains`".to_owned(),
        ),
        (
            r#"device.deviceOwnership -eq "Mine""#,
            28,
            r#"expected "Personal" or "Corporate", found `"Mine"`"#.to_owned(),
        ),
        (
            "device.model -eq Acme",
            18,
            "expected a text in double quotes, found `Acme`".to_owned(),
        ),
        (
            r#"device.model -eq " ""#,
            18,
            r#"expected a text that is not blank, found `" "`"#.to_owned(),
        ),
        (
            r#"device.model -eq "Acme"#,
            18,
            "the quotation that begins here does not end".to_owned(),
        ),
        (
            "device.model -eq \"Acme`\"",
            18,
            "the quotation that begins here does not end".to_owned(),
        ),
        (
            r#"device.osVersion -ge "ten""#,
            22,
            format!(r#"{version}, found `"ten"`"#),
        ),
        (
            "device.osVersion -gt $null",
            22,
            format!("{version}, found `$null`"),
        ),
        (
            "device.osVersion -ge",
            21,
            format!("{version}, but the rule ends"),
        ),
        (
            r#"device.osVersion -in ["10", ]"#,
            29,
            format!("{version}, found `]`"),
        ),
        (
            r#"device.model -in "A""#,
            18,
            r#"expected a list such as ["a", "b"], found `"A"`"#.to_owned(),
        ),
        (
            r#"device.model -in ["A" "B"]"#,
            23,
            "expected `,` or `]`, found `\"B\"`".to_owned(),
        ),
        (
            r#"device.model -eq "A" device.model -eq "B""#,
            22,
            "expected `and`, `or` or the end, found `device.model`".to_owned(),
        ),
        (
            r#"(device.model -eq "A""#,
            22,
            "expected `and`, `or` or `)`, but the rule ends".to_owned(),
        ),
        (
            r#"device.model -eq "A")"#,
            21,
            "expected `and`, `or` or the end, found `)`".to_owned(),
        ),
        // Columns count characters, not the bytes they take.
        (
            r#"device.model -eq "Évora" and"#,
            29,
            format!("{property}, but the rule ends"),
        ),
    ] {
        assert_eq!(fault(rule, None), (column, sentence), "{rule}");
    }
}

#[test]
fn an_error_shows_no_more_of_a_rule_than_a_person_reads() {
    let long = format!("device.model {}", "x".repeat(2_000));
    assert_eq!(
        fault(&long, None),
        (
            14,
            format!(
                "expected an operator such as -eq, found `{}`",
                "x".repeat(32)
            )
        )
    );
    let (_, sentence) = fault("device.model -eq [\"\u{7}\n\"]", None);
    assert!(!sentence.contains(char::is_control), "{sentence:?}");
    let (_, sentence) = fault("device.model a\u{7}b", None);
    assert_eq!(sentence, "expected an operator such as -eq, found `a b`");
}

/// A rule that asks for a property. Every device is in some groups or in none, so there it makes no sense to ask for nothing.
fn asked(property: Property) -> String {
    let nothing = match property {
        Property::DeviceGroup => "\"lab\"",
        _ => "$null",
    };
    format!("device.{} -ne {nothing}", property.as_str())
}

#[test]
fn a_property_is_asked_only_of_platforms_that_have_it() {
    for platform in Platform::ALL {
        for property in Property::ALL {
            let rule = asked(property);
            let read = FilterRule::parse(&rule, Some(platform));
            assert_eq!(read.is_ok(), property.is_known_on(platform), "{rule}");
            match read {
                Ok(rule) => assert_eq!(rule.platform(), Some(platform)),
                Err(error) => assert_eq!(
                    (error.column, error.problem.to_string()),
                    (
                        1,
                        format!(
                            "expected a property that devices of this platform have, found `device.{}`",
                            property.as_str()
                        )
                    )
                ),
            }
        }
    }
    let elsewhere: Vec<_> = Property::ALL
        .into_iter()
        .filter(|property| !property.is_known_on(Platform::Android))
        .collect();
    assert_eq!(
        elsewhere,
        [Property::OperatingSystemSku, Property::OsDistribution]
    );
}

#[test]
fn a_device_of_another_platform_is_never_meant() {
    let rule = FilterRule::parse(r#"device.model -ne "x""#, Some(Platform::Linux)).unwrap();
    assert_eq!(rule.evaluate(&known()), Match);
    for platform in Platform::ALL {
        if platform != Platform::Linux {
            let other = FilterSubject {
                platform,
                ..known()
            };
            assert_eq!(rule.evaluate(&other), NoMatch, "{platform}");
            // Nor is it asked what is not known.
            let unknown = FilterSubject {
                platform,
                ..NOTHING
            };
            assert_eq!(rule.evaluate(&unknown), NoMatch, "{platform}");
        }
    }
}

#[test]
fn a_rule_is_bounded_in_length_in_depth_and_in_its_terms() {
    let padded = |length: usize| {
        let rule = r#"device.model -eq "É""#;
        format!("{rule}{}", " ".repeat(length - rule.chars().count()))
    };
    assert_eq!(MAX_RULE_CHARACTERS, 3_072);
    parse(&padded(MAX_RULE_CHARACTERS));
    let error = FilterRule::parse(&padded(MAX_RULE_CHARACTERS + 1), None).unwrap_err();
    assert_eq!(
        (error.column, error.problem),
        (3_073, FilterProblem::TooLong)
    );
    // However long it is, no more of it is looked at than a rule may have.
    let (column, sentence) = fault(&"(".repeat(1_000_000), None);
    assert_eq!(
        (column, sentence.as_str()),
        (3_073, "a rule is at most 3072 characters long")
    );

    let deep = |depth: usize| {
        let rule = r#"device.model -eq "A""#;
        format!("{}{rule}{}", "(".repeat(depth), ")".repeat(depth))
    };
    parse(&deep(MAX_DEPTH));
    assert_eq!(
        fault(&deep(MAX_DEPTH + 1), None),
        (33, "parentheses stand at most 32 deep".to_owned())
    );

    let list = |count: usize| format!("device.osVersion -in [{}]", vec!["1"; count].join(","));
    parse(&list(MAX_VALUES));
    let last = list(MAX_VALUES + 1).len() - 1;
    assert_eq!(
        fault(&list(MAX_VALUES + 1), None),
        (last, "a rule compares with at most 250 values".to_owned())
    );
    // Over all comparisons, whatever they compare with.
    for (more, value) in [
        (" and device.model -eq $null", "$null"),
        (" and device.model -ne \"A\"", "\"A\""),
        (
            " and device.deviceOwnership -eq \"Personal\"",
            "\"Personal\"",
        ),
    ] {
        let rule = format!("{}{more}", list(MAX_VALUES));
        let column = rule.find(value).unwrap() + 1;
        assert_eq!(fault(&rule, None).0, column, "{more}");
    }
}

/// The deepest rule that may be written prints as one that may be read.
#[test]
fn the_deepest_rule_reads_back_as_it_was() {
    let atom = "device.osVersion -ge 1";
    let mut rule = format!("{atom} or {atom} and {atom}");
    for _ in 0..MAX_DEPTH {
        rule = format!("{atom} or {atom} and ({rule})");
    }
    let read = parse(&rule);
    assert_eq!(parse(&read.to_string()), read);
}

#[test]
fn what_is_not_known_decides_nothing_and_what_is_irrelevant_is_not_asked() {
    let model = r#"device.model -eq "A""#;
    let maker = r#"device.manufacturer -eq "B""#;
    let token = "device.enrollmentProfileName -eq $null";
    let missing = |properties: &[Property]| {
        NotEvaluated(properties.iter().fold(Properties::default(), |all, one| {
            all.and(Properties::only(*one))
        }))
    };
    use Property::{Manufacturer, Model};
    for (rule, expected) in [
        (model.to_owned(), missing(&[Model])),
        // Whether there is a token is always known.
        (token.to_owned(), Match),
        (format!("{model} or {token}"), Match),
        (format!("{token} or {model}"), Match),
        (format!("{model} and {token}"), missing(&[Model])),
        (
            format!("{model} and device.enrollmentProfileName -ne $null"),
            NoMatch,
        ),
        (
            format!("{model} and {maker} or {maker}"),
            missing(&[Manufacturer, Model]),
        ),
        ("device.model -eq $null".to_owned(), missing(&[Model])),
        ("device.model -ne $null".to_owned(), missing(&[Model])),
    ] {
        assert_eq!(parse(&rule).evaluate(&NOTHING), expected, "{rule}");
    }
    // Blank is not known either, and every property is asked for by its own name.
    let blank = FilterSubject {
        model: Some("  "),
        ..known()
    };
    assert_eq!(
        parse(r#"device.model -ne "A""#).evaluate(&blank),
        missing(&[Model])
    );
    for property in Property::ALL {
        let rule = parse(&asked(property));
        let expected = match property {
            Property::EnrollmentProfileName => NoMatch,
            _ => missing(&[property]),
        };
        assert_eq!(rule.evaluate(&NOTHING), expected, "{property:?}");
    }
}

const TEXTS: [&str; 5] = [
    "manufacturer",
    "model",
    "deviceCategory",
    "osDistribution",
    "enrollmentProfileName",
];
const VALUES: [&str; 7] = ["Acme", "acme corp", "Évora", "a `\"b`\"", "``", " x ", "9"];

/// An operator and its opposite, with a value.
fn text_test() -> impl Strategy<Value = (String, String)> {
    let quoted = || select(VALUES.to_vec()).prop_map(|value| format!("\"{value}\""));
    prop_oneof![
        quoted().prop_map(|value| (format!("-eq {value}"), format!("ne {value}"))),
        quoted().prop_map(|value| (
            format!("-contains {value}"),
            format!("-NOTCONTAINS {value}")
        )),
        vec(quoted(), 1..4).prop_map(|values| {
            let list = values.join(" , ");
            (format!("-in [{list}]"), format!("notIn[{list}]"))
        }),
        Just(("-eq $null".to_owned(), "-ne null".to_owned())),
    ]
}

fn version_test() -> impl Strategy<Value = (String, String)> {
    let version = || select(vec!["9", "10.0", "10.0.22631", "\"11.4.0.0\""]);
    prop_oneof![
        version().prop_map(|value| (format!("-eq {value}"), format!("-ne {value}"))),
        version().prop_map(|value| (format!("-gt {value}"), format!("-le {value}"))),
        version().prop_map(|value| (format!("ge {value}"), format!("lt {value}"))),
        vec(version(), 1..4).prop_map(|values| {
            let list = values.join(",");
            (format!("-in [{list}]"), format!("-notIn [{list}]"))
        }),
        select(vec!["0.2", "11"]).prop_map(|part| (
            format!("-contains \"{part}\""),
            format!("-notContains \"{part}\"")
        )),
    ]
}

/// A comparison and its opposite.
fn comparison() -> impl Strategy<Value = (String, String)> {
    let both = |name: &str, (one, other): (String, String)| {
        (
            format!("device.{name} {one}"),
            format!("device.{name} {other}"),
        )
    };
    prop_oneof![
        4 => (select(TEXTS.to_vec()), text_test()).prop_map(move |(name, test)| both(name, test)),
        2 => version_test().prop_map(move |test| both("osVersion", test)),
        1 => select(vec!["Personal", "corporate"]).prop_map(move |owner| both(
            "deviceOwnership", (format!("-eq \"{owner}\""), format!("-ne \"{owner}\""))
        )),
    ]
}

/// A rule and its opposite, by De Morgan.
fn rule() -> impl Strategy<Value = (String, String)> {
    comparison().prop_recursive(5, 40, 4, |inner| {
        (vec(inner, 2..5), any::<bool>()).prop_map(|(members, all)| {
            let grouped = |of: &dyn Fn(&(String, String)) -> String, joint: &str| {
                let members: Vec<_> = members
                    .iter()
                    .map(|member| format!("({})", of(member)))
                    .collect();
                members.join(joint)
            };
            let (joint, other) = if all {
                (" and ", " or ")
            } else {
                (" or ", " and ")
            };
            (
                grouped(&|member| member.0.clone(), joint),
                grouped(&|member| member.1.clone(), other),
            )
        })
    })
}

fn subject() -> impl Strategy<Value = FilterSubject<'static>> {
    let text = || {
        proptest::option::of(select(vec![
            "Acme",
            "Acme Corp",
            "évora",
            "a \"b\"",
            "`",
            "x",
            " ",
            "19",
        ]))
    };
    let version = proptest::option::of(select(vec!["9", "10", "10.0.22631", "11.4"]));
    let owner = proptest::option::of(select(vec![Ownership::Personal, Ownership::Corporate]));
    (text(), text(), version, owner, text(), text(), text()).prop_map(
        |(
            manufacturer,
            model,
            version,
            ownership,
            category,
            os_distribution,
            enrollment_profile,
        )| FilterSubject {
            manufacturer,
            model,
            os_version: version.map(|version| version.parse().unwrap()),
            ownership,
            category: category.map(Category::Is),
            os_distribution,
            enrollment_profile,
            ..NOTHING
        },
    )
}

/// The same device, once everything is known.
fn completed(subject: &FilterSubject<'static>) -> FilterSubject<'static> {
    let blank = |text: Option<&'static str>| text.filter(|text| !text.trim().is_empty());
    let known = known();
    FilterSubject {
        manufacturer: blank(subject.manufacturer).or(known.manufacturer),
        model: blank(subject.model).or(known.model),
        os_version: subject.os_version.or(known.os_version),
        ownership: subject.ownership.or(known.ownership),
        category: subject
            .category
            .filter(|category| !matches!(category, Category::Is(text) if text.trim().is_empty()))
            .or(known.category),
        os_distribution: blank(subject.os_distribution).or(known.os_distribution),
        ..*subject
    }
}

proptest! {
    #[test]
    fn a_rule_that_is_printed_reads_back_as_the_same((rule, _) in rule(), subject in subject()) {
        prop_assume!(rule.chars().count() <= MAX_RULE_CHARACTERS);
        let read = parse(&rule);
        let printed = read.to_string();
        prop_assume!(printed.chars().count() <= MAX_RULE_CHARACTERS);
        let again = parse(&printed);
        prop_assert_eq!(&again, &read);
        prop_assert_eq!(again.to_string(), printed);
        prop_assert_eq!(again.evaluate(&subject), read.evaluate(&subject));
    }

    #[test]
    fn the_opposite_of_a_rule_means_the_other_devices_and_needs_the_same_to_be_known(
        (rule, opposite) in rule(), subject in subject()
    ) {
        prop_assume!(rule.chars().count().max(opposite.chars().count()) <= MAX_RULE_CHARACTERS);
        let other = match parse(&rule).evaluate(&subject) {
            Match => NoMatch,
            NoMatch => Match,
            unknown => unknown,
        };
        prop_assert_eq!(parse(&opposite).evaluate(&subject), other);
    }

    #[test]
    fn what_a_filter_concludes_holds_whatever_is_learnt((rule, _) in rule(), subject in subject()) {
        prop_assume!(rule.chars().count() <= MAX_RULE_CHARACTERS);
        let rule = parse(&rule);
        let by_now = rule.evaluate(&subject);
        let at_last = rule.evaluate(&completed(&subject));
        match by_now {
            NotEvaluated(missing) => prop_assert!(!missing.is_empty()),
            concluded => prop_assert_eq!(at_last, concluded),
        }
        prop_assert!(!matches!(at_last, NotEvaluated(_)), "everything is known");
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(text in "[a-zA-Z.$\"`()\\[\\], \\-0-9É\u{7}]{0,80}") {
        if let Err(error) = FilterRule::parse(&text, Some(Platform::Linux)) {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{error}");
            prop_assert!(!error.to_string().contains(char::is_control));
        }
    }

    #[test]
    fn a_rule_that_is_cut_or_has_a_character_too_much_is_refused_at_a_place_in_it(
        (rule, _) in rule(), place: prop::sample::Index, other in select(vec!['(', ')', '"', '[', ',', 'x', '`', ' '])
    ) {
        let mut characters: Vec<char> = rule.chars().collect();
        let place = place.index(characters.len());
        let cut: String = characters[..place].iter().collect();
        characters.insert(place, other);
        for text in [cut, characters.iter().collect()] {
            if let Err(error) = FilterRule::parse(&text, None) {
                prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{text}: {error}");
            }
        }
    }
}
