//! A message of OMA DM: what is read is within its bounds, and reads back as it is written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::protocol::syncml::{MAX_COMMANDS, Message};

fuzz_target!(|bytes: &[u8]| {
    let Ok(message) = Message::read(bytes) else {
        return;
    };
    assert!(message.commands.len() <= MAX_COMMANDS);
    // Escaping can make it longer than is read.
    if let Ok(again) = Message::read(message.write().as_bytes()) {
        assert_eq!(again, message);
    }
});
