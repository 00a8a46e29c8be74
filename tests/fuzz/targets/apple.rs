//! Property lists and the messages of Apple's management: whatever comes is read or refused, what is read is written and read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::protocol::apple::{CheckIn, Report};
use muster_shared::protocol::plist;

fuzz_target!(|octets: &[u8]| {
    let _ = CheckIn::read(octets);
    let _ = Report::read(octets);
    if let Ok(dict) = plist::read(octets) {
        let written = plist::write(&dict);
        // What no XML can hold is written as its replacement.
        if let Ok(again) = plist::read(written.as_bytes()) {
            assert_eq!(plist::write(&again), written);
        }
    }
});
