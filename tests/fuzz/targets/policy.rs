//! A policy as an administrator sends it: what is taken reads back as the same version, and can be decided by.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_shared::enrollment::{EnrollmentRequest, Facts, decide};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::policy::PolicySet;

fuzz_target!(|bytes: &[u8]| {
    let Ok(policy) = serde_json::from_slice::<PolicySet>(bytes) else {
        return;
    };
    let text = serde_json::to_string(&policy).unwrap();
    let again: PolicySet = serde_json::from_str(&text).unwrap();
    assert_eq!(policy.version(), again.version());
    let now = "2026-12-01T12:34:56Z".parse().unwrap();
    for platform in Platform::ALL {
        let request = EnrollmentRequest {
            platform,
            method: EnrollmentMethod::Est,
            ownership: Ownership::Personal,
        };
        let mut trace = Vec::new();
        let verdict = decide(&policy, &request, &Facts::default(), now, &mut trace);
        assert_eq!(verdict, decide(&again, &request, &Facts::default(), now, &mut ()));
    }
});
