//! Signed messages of any spelling: BER never grows, reads back as itself, and nothing verifies that was not signed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::ca::SoftwareVerifier;
use muster_shared::ca::cms::{
    BerLimits, Digests, EnvelopedMessage, SignedMessage, ber_to_der, verify_detached,
};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(der) = ber_to_der(bytes, BerLimits::MESSAGE) {
        assert!(der.len() <= bytes.len());
        assert_eq!(ber_to_der(&der, BerLimits::MESSAGE).as_ref(), Ok(&der));
    }
    let _ = EnvelopedMessage::read(bytes);
    if let Ok(message) = SignedMessage::read(bytes, Digests::WithSha1) {
        let _ = message.verify(&SoftwareVerifier);
    }
    let _ = verify_detached(bytes, b"a body", Digests::Modern, &SoftwareVerifier);
});
