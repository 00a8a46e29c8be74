//! A signed request: header lines up to an empty line, then the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::protocol::http_signature::{SignatureInput, SignedRequest};

fuzz_target!(|bytes: &[u8]| {
    let (head, body) = match bytes.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &[][..]),
    };
    let Ok(head) = core::str::from_utf8(head) else {
        return;
    };
    let lines: Vec<(&str, &str)> = head.lines().filter_map(|line| line.split_once(": ")).collect();
    let header = |name: &str| lines.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let request = SignedRequest {
        method: "POST",
        authority: "muster.example",
        path: "/api/v1/device/check-in",
        query: None,
        headers: &header,
        body,
    };
    if let Ok(parsed) = SignatureInput::parse(&request) {
        assert!(!parsed.signature_base().is_empty());
        assert!(!parsed.nonce().is_empty());
    }
});
