//! A picture as an administrator uploads it: whatever the bytes, it is one with a size or none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::picture::Picture;
use muster_shared::tenant::section::BrandingPicture;

fuzz_target!(|bytes: &[u8]| {
    let found = Picture::recognise(bytes);
    assert!(found.is_none_or(|picture| picture.width > 0 && picture.height > 0));
    for place in BrandingPicture::ALL {
        match place.check(bytes) {
            Ok(kind) => assert_eq!(found.map(|picture| picture.kind), Some(kind)),
            Err(fault) => assert!(fault.path == place.as_str() && !fault.rule.is_empty()),
        }
    }
});
