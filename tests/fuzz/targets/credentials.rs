//! What stands in `Authorization` and in the session cookie: nothing opens that this deployment did not seal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::enrollment::Credential;
use muster_shared::identity::SessionToken;
use muster_shared::protocol::est::BasicCredentials;
use muster_shared::sealed::SealingKey;

fuzz_target!(|text: &str| {
    // The fuzzer cannot make a code under this key; what opens all the same was not sealed by us.
    let key = SealingKey::new(&[0x5a; 32]).unwrap();
    let _ = BasicCredentials::parse(text);
    assert!(Credential::open(text, &key).is_err());
    assert!(SessionToken::open(text, &key).is_none());
});
