//! A file of corporate identifiers as an administrator sends it: what is taken is in its normal form and within its limits,
//! what is refused is named by a place in the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::identifier::{IdentifierKind, MAX_ROWS, read_csv};

fuzz_target!(|bytes: &[u8]| {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    for kind in IdentifierKind::ALL {
        match read_csv(kind, bytes) {
            Ok(batch) => {
                assert!(batch.entries.len() + batch.repeated.len() <= MAX_ROWS.min(lines));
                for (_, entry) in batch.entries {
                    assert_eq!(entry.identifier.kind(), kind);
                    assert_eq!(
                        entry.identifier.normal_form().matches('\u{1f}').count(),
                        if kind == IdentifierKind::ManufacturerModelSerial {
                            3
                        } else {
                            1
                        }
                    );
                    let text = serde_json::to_string(&entry).unwrap();
                    assert_eq!(
                        serde_json::from_str::<muster_shared::identifier::Entry>(&text).unwrap(),
                        entry
                    );
                }
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                assert!(faults.iter().all(|fault| fault.line >= 1
                    && fault.column >= 1
                    && fault.line as usize <= lines));
            }
        }
    }
});
