//! The examples of RFC 9421, appendix B.2: base strings of requests, and the one ECDSA signature.

use sfv::{Dictionary, ListEntry, Parser};

use super::*;
use crate::protocol::http_signature::algorithm::SignatureScheme;
use crate::protocol::http_signature::{base, fields, input};

/// The base that the code builds for the RFC's test request and the given `Signature-Input`.
fn built(signature_input: &str) -> Result<String, SignatureError> {
    let headers = |name: &str| match name {
        "host" => Some("example.com"),
        "date" => Some("Tue, 20 Apr 2021 02:07:55 GMT"),
        "content-type" => Some("application/json"),
        "content-digest" => Some(
            "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
        ),
        "content-length" => Some("18"),
        _ => None,
    };
    let request = SignedRequest {
        method: "POST",
        authority: "example.com",
        path: "/foo",
        query: Some("param=Value&Pet=dog"),
        headers: &headers,
        body: br#"{"hello": "world"}"#,
    };
    let dictionary: Dictionary = Parser::new(signature_input).parse().unwrap();
    let (_, ListEntry::InnerList(list)) = fields::only_member(dictionary)? else {
        panic!("not an inner list");
    };
    let components = input::components(&list.items)?;
    let base = base::build(&request, &components, &input::serialize(list).unwrap())?;
    Ok(String::from_utf8(base).unwrap())
}

#[test]
fn b_2_1_a_signature_that_covers_nothing() {
    let input =
        r#"sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd""#;
    let base = r#""@signature-params": ();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd""#;
    assert_eq!(built(input).unwrap(), base);
}

#[test]
fn b_2_2_components_with_parameters_are_outside_the_profile() {
    let input =
        r#"sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473"#;
    let component = "@query-param".to_owned();
    assert_eq!(
        built(input),
        Err(SignatureError::ComponentUnsupported { component })
    );
}

#[test]
fn b_2_3_a_signature_that_covers_everything() {
    let input = concat!(
        r#"sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length")"#,
        r#";created=1618884473;keyid="test-key-rsa-pss""#
    );
    let base = concat!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n",
        "\"@method\": POST\n",
        "\"@path\": /foo\n",
        "\"@query\": ?param=Value&Pet=dog\n",
        "\"@authority\": example.com\n",
        "\"content-type\": application/json\n",
        "\"content-digest\": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n",
        "\"content-length\": 18\n",
        "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\" ",
        "\"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\""
    );
    assert_eq!(built(input).unwrap(), base);
}

#[test]
fn b_2_5_the_base_is_built_in_the_order_covered() {
    let input = r#"sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#;
    let base = concat!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n",
        "\"@authority\": example.com\n",
        "\"content-type\": application/json\n",
        "\"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\""
    );
    assert_eq!(built(input).unwrap(), base);
}

/// The RFC signs a response there, which devices do not do; the signature's form is the same.
#[test]
fn b_2_4_the_ecdsa_signature_verifies_once_it_is_der() {
    let base = concat!(
        "\"@status\": 200\n",
        "\"content-type\": application/json\n",
        "\"content-digest\": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n",
        "\"content-length\": 23\n",
        "\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\")",
        ";created=1618884473;keyid=\"test-key-ecc-p256\""
    );
    let raw = Base64::decode_vec(
        "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==",
    )
    .unwrap();
    let mut point = vec![4];
    point.extend(Base64::decode_vec("qIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivA=").unwrap());
    point.extend(Base64::decode_vec("Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0=").unwrap());
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).unwrap();

    let der = SignatureScheme::EcdsaP256Sha256.to_x509(raw).unwrap();
    let signature = p256::ecdsa::DerSignature::from_bytes(&der).unwrap();
    assert!(key.verify(base.as_bytes(), &signature).is_ok());
}
