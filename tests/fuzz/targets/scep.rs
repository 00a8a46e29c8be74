//! SCEP: a message as it comes, what is inside an envelope, and a message in an address. What is refused is answered all the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::ca::cms::{Cipher, Stretched};
use muster_shared::ca::{CertificateRequest, Issuer, SoftwareDecrypter, SoftwareVerifier};
use muster_shared::protocol::scep::{
    Answer, Content, Message, RegistrationAuthority, message_in_address,
};

const ROOT: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/root.der");
const ISSUING: &[u8] = include_bytes!("../../../shared/tests/fixtures/ca/issuing_p256.der");
const RA: &[u8] = include_bytes!("../../../shared/vectors/scep/ra.der");
const KEY: &[u8] = include_bytes!("../../../shared/vectors/scep/ra.key.der");

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = core::str::from_utf8(bytes) {
        let _ = message_in_address(text, 32 * 1024);
    }
    let Ok(message) = Message::read(bytes) else {
        return;
    };
    let mut random = Stretched::new("fuzz", &[1; 16]);
    let (asked, signer) = (message.asked.clone(), message.signer().clone());
    Answer::Failure
        .write(&asked, &signer, Cipher::Aes128, &mut random)
        .expect("what can be read can be refused");
    let Ok(verified) = message.verify(&SoftwareVerifier) else {
        return;
    };
    let issuer = Issuer::from_der(ISSUING, vec![ROOT.to_vec()], &SoftwareVerifier).unwrap();
    let authority = RegistrationAuthority::from_der(RA, &issuer, &SoftwareVerifier).unwrap();
    let key = SoftwareDecrypter::from_pkcs8_der(KEY, [2; 16]).unwrap();
    if let Ok(Content::Request(der)) = verified.open(&authority, &key, &mut random) {
        let _ = CertificateRequest::parse(&der);
    }
});
