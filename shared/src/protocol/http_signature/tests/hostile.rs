//! Whatever is sent, the answer is an error: never a panic, and never another request's signature.

use proptest::prelude::*;

use super::*;

const HEADERS: [&str; 4] = [
    "signature-input",
    "signature",
    "device-certificate",
    "content-digest",
];

#[test]
fn a_header_cut_off_anywhere_never_verifies() {
    let whole = Message::signed();
    for header in HEADERS {
        let value = whole.header(header).to_owned();
        for length in 0..value.len() {
            let mut message = whole.clone();
            message.set(header, &value[..length]);
            assert!(!message.verifies(), "{header} cut off at {length}");
        }
    }
}

#[test]
fn a_changed_octet_in_anything_covered_never_verifies() {
    let whole = Message::signed();
    for header in ["signature-input", "device-certificate", "content-digest"] {
        let value = whole.header(header).to_owned();
        for place in 0..value.len() {
            for change in [0x01, 0x02, 0x20] {
                let mut octets = value.clone().into_bytes();
                octets[place] ^= change;
                let mut message = whole.clone();
                message.set(header, &String::from_utf8(octets).unwrap());
                assert!(!message.verifies(), "{header} changed at {place}");
            }
        }
    }
    for place in 0..whole.body.len() {
        let mut message = whole.clone();
        message.body[place] ^= 1;
        assert!(!message.verifies(), "body changed at {place}");
    }
}

#[test]
fn a_signature_for_one_request_does_not_fit_another() {
    let bends: [fn(&mut Message); 6] = [
        |message| message.method = "PUT".to_owned(),
        |message| message.authority = "mdm.example.com".to_owned(),
        |message| message.path.push('/'),
        |message| message.query = Some("full=2".to_owned()),
        |message| message.query = None,
        |message| {
            let other = p256::ecdsa::SigningKey::from_bytes(&[8; 32].into()).unwrap();
            message.certify(&spki(&other));
        },
    ];
    for (number, bend) in bends.iter().enumerate() {
        let mut message = Message::signed();
        bend(&mut message);
        assert!(!message.verifies(), "bend {number}");
    }
}

proptest! {
    #[test]
    fn arbitrary_headers_never_panic_nor_pass(header in prop::sample::select(&HEADERS[..]), value in any::<String>()) {
        let mut message = Message::signed();
        message.set(header, &value);
        prop_assert!(!message.verifies());
    }

    #[test]
    fn almost_structured_fields_never_panic_nor_pass(
        header in prop::sample::select(&HEADERS[..]),
        value in "(sig1=)?[(:]?(\"@?[a-z-]{0,9}\"[ ;]?|[a-z0-9=;,:?%@*.\\\\-]){0,30}[):]?(;created=[0-9]{1,16})?(;nonce=\"[ -~]{0,70}\")?",
    ) {
        let mut message = Message::signed();
        message.set(header, &value);
        prop_assert!(!message.verifies());
    }

    #[test]
    fn arbitrary_certificates_never_panic_nor_pass(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut message = Message::signed();
        message.set("device-certificate", &format!(":{}:", Base64::encode_string(&octets)));
        prop_assert!(message.parse().is_err());
    }

    #[test]
    fn arbitrary_targets_never_panic_nor_pass(method in any::<String>(), path in any::<String>(), query in any::<Option<String>>()) {
        let mut message = Message::signed();
        message.method = method;
        message.path = path;
        message.query = query;
        prop_assert!(!message.verifies());
    }

    #[test]
    fn a_raw_signature_becomes_der_whatever_its_octets(raw in prop::collection::vec(any::<u8>(), 64)) {
        let der = SignatureScheme::EcdsaP256Sha256.to_x509(raw.clone()).unwrap();
        // Values outside the curve's order are left to the verifier to refuse.
        if let Ok(known) = p256::ecdsa::Signature::from_slice(&raw) {
            prop_assert_eq!(known.to_der().as_bytes().to_vec(), der);
        }
    }
}
