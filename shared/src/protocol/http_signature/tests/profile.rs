//! What the profile wants and what it refuses, each by its own cause.

use core::time::Duration;

use super::*;
use crate::time::Timestamp;

#[test]
fn a_device_signs_with_p_256() {
    let message = Message::signed();
    let parsed = message.parse().unwrap();
    assert_eq!(parsed.algorithm(), SignatureScheme::EcdsaP256Sha256);
    assert_eq!(parsed.nonce(), "b3k2pp5k7z");
    assert_eq!(parsed.created(), "2026-11-23T16:14:01Z".parse().unwrap());
    assert_eq!(parsed.certificate_der(), certificate_in(&message));
    assert!(verify_p256(&parsed));
}

#[test]
fn a_device_signs_with_p_384() {
    let key = p384::ecdsa::SigningKey::from_bytes(&[7; 48].into()).unwrap();
    let mut message = Message::new();
    message.certify(&key.verifying_key().to_public_key_der().unwrap().into_vec());
    let input = format!("{COVERED}{PARAMETERS};alg=\"ecdsa-p384-sha384\"");
    let signature: p384::ecdsa::Signature = key.sign(message.base(&input).as_bytes());
    message.attach(&input, &signature.to_bytes());
    let parsed = message.parse().unwrap();
    assert_eq!(parsed.algorithm(), SignatureScheme::EcdsaP384Sha384);
    let signature = p384::ecdsa::DerSignature::from_bytes(parsed.signature()).unwrap();
    assert!(
        key.verifying_key()
            .verify(parsed.signature_base(), &signature)
            .is_ok()
    );
}

fn certificate_in(message: &Message) -> Vec<u8> {
    Base64::decode_vec(message.header("device-certificate").trim_matches(':')).unwrap()
}

/// What parsing says to a signed request after `bend` has bent it.
fn bent(bend: impl FnOnce(&mut Message)) -> Result<(), SignatureError> {
    let mut message = Message::signed();
    bend(&mut message);
    message.parse().map(drop)
}

/// The same for a request signed with other parameters or components.
fn signed_with(input: &str) -> Result<(), SignatureError> {
    bent(|message| message.sign(input))
}

#[test]
fn each_header_of_a_signed_request_must_be_there() {
    for header in [
        "signature-input",
        "signature",
        "device-certificate",
        "content-digest",
    ] {
        let without = bent(|message| message.headers.retain(|(name, _)| name != header));
        assert_eq!(without, Err(SignatureError::HeaderMissing { header }));
    }
}

#[test]
fn each_required_component_must_be_covered() {
    for component in [
        "@method",
        "@authority",
        "@path",
        "@query",
        "content-digest",
        "device-certificate",
    ] {
        let covered = COVERED.replace(&format!("\"{component}\""), "");
        let result =
            bent(|message| message.set("signature-input", &format!("sig1={covered}{PARAMETERS}")));
        assert_eq!(result, Err(SignatureError::NotCovered { component }));
    }
}

#[test]
fn a_target_without_a_query_needs_no_query_covered() {
    let covered = COVERED.replace("\"@query\" ", "");
    let mut message = Message::new();
    message.query = None;
    message.sign(&format!("{covered}{PARAMETERS}"));
    assert!(message.verifies());
    // Covered all the same, its value is the question mark alone.
    message.sign(&format!("{COVERED}{PARAMETERS}"));
    assert!(message.verifies());
}

#[test]
fn an_empty_path_is_signed_as_a_slash_and_a_host_in_lower_case() {
    let mut message = Message::new();
    message.path = "/".to_owned();
    message.sign(&format!("{COVERED}{PARAMETERS}"));
    message.path = String::new();
    message.authority = "MDM.Example.com:8787".to_owned();
    assert!(message.verifies());
}

#[test]
fn an_empty_body_has_a_digest_too() {
    let mut message = Message::new();
    message.body.clear();
    message.set(
        "content-digest",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
    );
    message.sign(&format!("{COVERED}{PARAMETERS}"));
    assert!(message.verifies());
}

#[test]
fn other_headers_may_be_covered_up_to_a_bound() {
    let extra: String = (0..10).map(|number| format!(" \"x-{number}\"")).collect();
    let mut message = Message::new();
    for number in 0..11 {
        message.set(&format!("x-{number}"), "a value");
    }
    let covered = |extra: &str| COVERED.replace(')', &format!("{extra})"));
    message.sign(&format!("{}{PARAMETERS}", covered(&extra)));
    assert!(message.verifies());
    message.sign(&format!(
        "{}{PARAMETERS}",
        covered(&format!("{extra} \"x-10\""))
    ));
    assert_eq!(message.parse(), Err(SignatureError::TooManyComponents));
}

#[test]
fn blanks_around_a_header_are_not_signed() {
    let mut message = Message::signed();
    let padded = format!(" \t{} ", message.header("content-digest"));
    message.set("content-digest", padded.trim_start_matches([' ', '\t']));
    assert!(message.verifies());
}

#[test]
fn a_covered_component_is_plain_known_and_named_once() {
    let with = |extra: &str| {
        let covered = COVERED.replace(')', &format!(" {extra})"));
        bent(|message| message.set("signature-input", &format!("sig1={covered}{PARAMETERS}")))
    };
    let unsupported = |component: &str| {
        Err(SignatureError::ComponentUnsupported {
            component: component.to_owned(),
        })
    };
    assert_eq!(with("\"@status\""), unsupported("@status"));
    assert_eq!(with("\"@target-uri\""), unsupported("@target-uri"));
    assert_eq!(with("\"@method\";req"), unsupported("@method"));
    assert_eq!(with("\"Host\""), unsupported("Host"));
    assert_eq!(with("\"\""), unsupported(""));
    assert_eq!(with("\"x: y\""), unsupported("x: y"));
    assert_eq!(
        with("\"@path\""),
        Err(SignatureError::ComponentRepeated {
            component: "@path".to_owned()
        })
    );
    assert_eq!(
        with("\"host\""),
        Err(SignatureError::ComponentMissing {
            component: "host".to_owned()
        })
    );
    assert_eq!(
        with("host"),
        Err(SignatureError::HeaderMalformed {
            header: "signature-input"
        })
    );
}

#[test]
fn a_line_break_in_a_value_never_becomes_a_line_of_the_base() {
    let unprintable = |component: &str| {
        Err(SignatureError::ComponentUnprintable {
            component: component.to_owned(),
        })
    };
    assert_eq!(
        bent(|message| message.method = "POST\n\"@path\": /x".to_owned()),
        unprintable("@method")
    );
    assert_eq!(
        bent(|message| message.path = "/\u{e9}".to_owned()),
        unprintable("@path")
    );
    assert_eq!(
        bent(|message| message.query = Some("a\rb".to_owned())),
        unprintable("@query")
    );
    assert_eq!(
        bent(|message| message.authority = "a\0b".to_owned()),
        unprintable("@authority")
    );
}

#[test]
fn created_and_nonce_are_required_and_unknown_parameters_are_refused() {
    let with = |parameters: &str| signed_with(&format!("{COVERED}{parameters}"));
    let invalid = |parameter| Err(SignatureError::ParameterInvalid { parameter });
    let longest = "n".repeat(64);
    assert_eq!(
        with(";nonce=\"a\""),
        Err(SignatureError::ParameterMissing {
            parameter: "created"
        })
    );
    assert_eq!(
        with(";created=1"),
        Err(SignatureError::ParameterMissing { parameter: "nonce" })
    );
    assert_eq!(with(";created=\"1\";nonce=\"a\""), invalid("created"));
    assert_eq!(with(";created=1.5;nonce=\"a\""), invalid("created"));
    assert_eq!(with(";created=-1;nonce=\"a\""), invalid("created"));
    assert_eq!(with(";created=1;nonce=\"\""), invalid("nonce"));
    assert_eq!(with(";created=1;nonce=a"), invalid("nonce"));
    assert_eq!(with(&format!(";created=1;nonce=\"{longest}\"")), Ok(()));
    assert_eq!(
        with(&format!(";created=1;nonce=\"{longest}n\"")),
        invalid("nonce")
    );
    assert_eq!(
        with(";created=1;nonce=\"a\";keyid=\"k\";tag=\"muster\""),
        Ok(())
    );
    assert_eq!(with(";created=1;nonce=\"a\";keyid=1"), invalid("keyid"));
    let parameter = "context".to_owned();
    assert_eq!(
        with(";created=1;nonce=\"a\";context=\"c\""),
        Err(SignatureError::ParameterUnsupported { parameter })
    );
}

#[test]
fn the_algorithm_is_the_keys_and_no_other() {
    let with = |alg: &str| signed_with(&format!("{COVERED}{PARAMETERS};alg=\"{alg}\""));
    let differs = Err(SignatureError::AlgorithmDiffers {
        expected: "ecdsa-p256-sha256",
    });
    assert_eq!(with("ecdsa-p256-sha256"), Ok(()));
    for other in ["rsa-v1_5-sha256", "ecdsa-p384-sha384", "hmac-sha256", ""] {
        assert_eq!(with(other), differs, "{other}");
    }
}

#[test]
fn a_key_of_another_kind_is_refused() {
    // Ed25519, RFC 8410 section 10.1.
    let ed25519 =
        Base64::decode_vec("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=").unwrap();
    assert_eq!(
        bent(|message| message.certify(&ed25519)),
        Err(SignatureError::KeyUnsupported)
    );
}

#[test]
fn what_is_not_a_certificate_is_refused() {
    for value in ["::", ":MAA=:", ":AAAA:"] {
        assert_eq!(
            bent(|message| message.set("device-certificate", value)),
            Err(SignatureError::CertificateMalformed)
        );
    }
    let header = "device-certificate";
    for value in ["", "abc", "\"abc\"", ":a b:"] {
        assert_eq!(
            bent(|message| message.set(header, value)),
            Err(SignatureError::HeaderMalformed { header })
        );
    }
}

#[test]
fn there_is_one_signature_under_one_label() {
    let one = Message::signed();
    let (input, signature) = (one.header("signature-input"), one.header("signature"));
    let other = |text: &str| text.replacen("sig1", "sig2", 1);
    let set = |name: &str, value: &str| bent(|message| message.set(name, value));
    for result in [
        set("signature-input", &format!("{input}, {}", other(input))),
        set("signature", &format!("{signature}, {}", other(signature))),
        set("signature", &other(signature)),
        set("signature-input", ""),
        set("signature", ""),
    ] {
        assert_eq!(result, Err(SignatureError::NotOneSignature));
    }
    assert_eq!(
        set("signature", "sig1=(:AA==:)"),
        Err(SignatureError::HeaderMalformed {
            header: "signature"
        })
    );
    assert_eq!(
        set("signature", "sig1=\"AA\""),
        Err(SignatureError::HeaderMalformed {
            header: "signature"
        })
    );
    assert_eq!(
        set("signature-input", "sig1=:AA==:"),
        Err(SignatureError::HeaderMalformed {
            header: "signature-input"
        })
    );
}

#[test]
fn an_ecdsa_signature_has_one_length() {
    for length in [0, 32, 63, 65, 96] {
        let signature = Base64::encode_string(&vec![1; length]);
        let result = bent(|message| message.set("signature", &format!("sig1=:{signature}:")));
        assert_eq!(result, Err(SignatureError::SignatureLength), "{length}");
    }
}

#[test]
fn every_digest_that_is_known_must_be_the_bodys() {
    let sha256 = Message::signed().header("content-digest").to_owned();
    let sha512 = Base64::encode_string(&sha2::Sha512::digest(Message::signed().body));
    let digest = |value: &str| bent(|message| message.set("content-digest", value));
    assert_eq!(digest(&format!("sha-512=:{sha512}:")), Ok(()));
    assert_eq!(
        digest(&format!("{sha256}, sha-512=:{sha512}:, md5=:AAAA:")),
        Ok(())
    );
    assert_eq!(
        digest(&format!("{sha256}, sha-512=:AAAA:")),
        Err(SignatureError::DigestDiffers)
    );
    assert_eq!(digest("md5=:AAAA:"), Err(SignatureError::DigestUnsupported));
    assert_eq!(
        digest("sha-256=AAAA"),
        Err(SignatureError::HeaderMalformed {
            header: "content-digest"
        })
    );
    assert_eq!(
        digest("sha-256=(:AAAA:)"),
        Err(SignatureError::HeaderMalformed {
            header: "content-digest"
        })
    );
    assert_eq!(
        bent(|message| message.body.push(b' ')),
        Err(SignatureError::DigestDiffers)
    );
}

#[test]
fn a_signature_counts_for_five_minutes_around_its_time() {
    let parsed = Message::signed().parse().unwrap();
    let (created, second) = (parsed.created(), Duration::from_secs(1));
    for now in [created, created.plus(WINDOW), created.minus(WINDOW)] {
        assert_eq!(parsed.check_window(now, WINDOW), Ok(()));
    }
    for now in [
        created.plus(WINDOW).plus(second),
        created.minus(WINDOW).minus(second),
        Timestamp::EPOCH,
    ] {
        assert_eq!(
            parsed.check_window(now, WINDOW),
            Err(SignatureError::OutsideWindow { created, now })
        );
    }
}

#[test]
fn a_signers_own_limit_is_kept() {
    let mut message = Message::new();
    message.sign(&format!("{COVERED}{PARAMETERS};expires=1795450451"));
    let parsed = message.parse().unwrap();
    let expired_at = parsed.created().plus(Duration::from_secs(10));
    assert_eq!(
        parsed.check_window(expired_at.minus(Duration::from_secs(1)), WINDOW),
        Ok(())
    );
    assert_eq!(
        parsed.check_window(expired_at, WINDOW),
        Err(SignatureError::Expired { expired_at })
    );
}

#[test]
fn what_is_longer_than_the_limits_is_refused() {
    let long = |header: &str, value: String| bent(|message| message.set(header, &value));
    let too_long = |component: &str| {
        Err(SignatureError::TooLong {
            component: component.to_owned(),
        })
    };
    let tag = "t".repeat(MAX_FIELD);
    assert_eq!(
        long(
            "signature-input",
            format!("sig1={COVERED}{PARAMETERS};tag=\"{tag}\"")
        ),
        too_long("signature-input")
    );
    assert_eq!(
        long("signature", format!("sig1=:{}:", "A".repeat(MAX_FIELD))),
        too_long("signature")
    );
    assert_eq!(
        long("content-digest", format!("md5=:{}:", "A".repeat(MAX_FIELD))),
        too_long("content-digest")
    );
    assert_eq!(
        long("device-certificate", format!(":{}:", "A".repeat(MAX_VALUE))),
        too_long("device-certificate")
    );
    assert_eq!(
        bent(|message| message.path = format!("/{}", "a".repeat(MAX_VALUE))),
        too_long("@path")
    );
}

#[test]
fn every_cause_has_a_code_and_a_sentence_of_its_own() {
    let (header, parameter) = ("signature", "nonce");
    let component = || "x".to_owned();
    let at = Timestamp::EPOCH;
    let causes = [
        SignatureError::HeaderMissing { header },
        SignatureError::TooLong {
            component: component(),
        },
        SignatureError::HeaderMalformed { header },
        SignatureError::NotOneSignature,
        SignatureError::TooManyComponents,
        SignatureError::ComponentUnsupported {
            component: component(),
        },
        SignatureError::ComponentRepeated {
            component: component(),
        },
        SignatureError::NotCovered { component: "x" },
        SignatureError::ComponentMissing {
            component: component(),
        },
        SignatureError::ComponentUnprintable {
            component: component(),
        },
        SignatureError::ParameterMissing { parameter },
        SignatureError::ParameterInvalid { parameter },
        SignatureError::ParameterUnsupported {
            parameter: component(),
        },
        SignatureError::CertificateMalformed,
        SignatureError::KeyUnsupported,
        SignatureError::AlgorithmDiffers { expected: "x" },
        SignatureError::SignatureLength,
        SignatureError::DigestUnsupported,
        SignatureError::DigestDiffers,
        SignatureError::OutsideWindow {
            created: at,
            now: at,
        },
        SignatureError::Expired { expired_at: at },
    ];
    let codes: std::collections::BTreeSet<_> = causes.iter().map(SignatureError::code).collect();
    let sentences: std::collections::BTreeSet<_> = causes.iter().map(ToString::to_string).collect();
    assert_eq!((codes.len(), sentences.len()), (causes.len(), causes.len()));
    assert!(codes.iter().all(|code| code.starts_with("signature-")));
    assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
}
