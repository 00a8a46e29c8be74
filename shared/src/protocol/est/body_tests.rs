use proptest::prelude::*;

use super::*;

const CSR: &[u8] = &[0x30, 0x82, 0x00, 0x05, 1, 2, 3, 4, 5];

fn reason(body: &[u8]) -> String {
    match decode_simple_request(body) {
        Err(Refusal::CsrMalformed { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn every_layout_of_base64_reads_back(der in prop::collection::vec(any::<u8>(), 1..600), blanks in "[ \t\r\n]{1,4}", every in 1..80_usize) {
        let unwrapped = encode_response(&der, Wrapping::Unwrapped);
        let lines = encode_response(&der, Wrapping::Lines76);
        let mut scattered = blanks.clone().into_bytes();
        for part in unwrapped.chunks(every) {
            scattered.extend_from_slice(part);
            scattered.extend_from_slice(blanks.as_bytes());
        }
        prop_assume!(!der.starts_with(b"-----BEGIN"));
        for body in [unwrapped, lines, scattered] {
            prop_assert_eq!(decode_simple_request(&body), Ok(der.clone()));
        }
    }

    #[test]
    fn arbitrary_octets_are_read_or_refused_and_nothing_else(body in prop::collection::vec(any::<u8>(), 0..300)) {
        match decode_simple_request(&body) {
            Ok(der) => {
                let text: Vec<u8> = body.iter().filter(|octet| !octet.is_ascii_whitespace()).copied().collect();
                prop_assert_eq!(encode_response(&der, Wrapping::Unwrapped), text);
            }
            Err(refusal) => {
                let malformed = matches!(refusal, Refusal::CsrMalformed { .. });
                prop_assert!(malformed, "{:?}", refusal);
            }
        }
    }
}

#[test]
fn one_line_has_no_end_and_wrapped_lines_all_have_one() {
    let der = [0xa5; 58];
    assert!(!encode_response(&der, Wrapping::Unwrapped).contains(&b'\n'));
    let text = String::from_utf8(encode_response(&der, Wrapping::Lines76)).unwrap();
    assert_eq!(
        text.split('\n').map(str::len).collect::<Vec<_>>(),
        [76, 4, 0]
    );
}

#[test]
fn only_libest_gets_wrapped_lines() {
    assert_eq!(
        Wrapping::for_user_agent(Some("libest 3.2.0p")),
        Wrapping::Lines76
    );
    for other in [
        None,
        Some(""),
        Some("curl/7.88.1"),
        Some("not libest 3"),
        Some("libestoo"),
    ] {
        assert_eq!(
            Wrapping::for_user_agent(other),
            Wrapping::Unwrapped,
            "{other:?}"
        );
    }
}

#[test]
fn the_mistakes_people_make_are_named() {
    assert_eq!(reason(b""), "the body is empty");
    assert_eq!(reason(b" \r\n\t"), "the body is empty");
    assert!(reason(b"-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n").contains("PEM"));
    assert!(reason(b"\n\n  -----BEGIN NEW CERTIFICATE REQUEST-----").contains("PEM"));
    assert!(reason(CSR).contains("bare DER"));
    let twice = encode_response(
        b"-----BEGIN CERTIFICATE REQUEST-----\n",
        Wrapping::Unwrapped,
    );
    assert!(reason(&twice).contains("holds PEM"));
    assert_eq!(reason(b"MIIB%2B=="), "octet 4 (0x25) is not base64");
    assert_eq!(reason("MIIé".as_bytes()), "octet 3 (0xc3) is not base64");
    assert_eq!(reason(b"MI\0B"), "octet 2 (0x00) is not base64");
}

#[test]
fn base64_that_is_cut_off_or_not_canonical_is_refused() {
    // `MAE=` is the octets 30 01; every other end spells them differently or not at all.
    assert_eq!(decode_simple_request(b"MAE="), Ok(vec![0x30, 0x01]));
    for bad in [
        "M", "MA", "MAE", "MAF=", "MAE==", "=MAE", "MA=E", "MAE=MAE=", "====", "MA-_",
    ] {
        assert!(decode_simple_request(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn a_body_at_the_limit_is_read_and_one_octet_more_is_not() {
    let mut body = encode_response(&[0x30; 3 * (MAX_BODY / 4)], Wrapping::Unwrapped);
    assert_eq!(body.len(), MAX_BODY);
    assert!(decode_simple_request(&body).is_ok());
    body.push(b'\n');
    assert!(reason(&body).contains("longer than 24576 octets"));
}
