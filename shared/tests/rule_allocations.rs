//! A pre-check on the request path costs no memory: with nobody listening, an allow is reached without one allocation.

#![expect(
    unsafe_code,
    reason = "a global allocator that counts cannot be written without it"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use muster_shared::enrollment::{EnrollmentRequest, Fact, Facts, Verdict, decide};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::policy::PolicySet;
use muster_shared::time::Timestamp;

thread_local! {
    static ALLOCATIONS: Cell<u32> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call is handed on to the system's allocator unchanged; counting touches a constant-initialised cell only.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get().saturating_add(1));
        // SAFETY: the caller's promises are the ones the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above; `pointer` came from `System.alloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Every rule configured, so that every rule's code runs.
const POLICY: &str = r#"{
    "platform_restrictions": {"assigned": [{"id": "staff", "name": "Staff", "groups": ["staff", "visitors"],
        "platforms": {"linux": {"personally_owned": "block", "minimum_version": "9.4", "maximum_version": "10",
                                "blocked_manufacturers": ["Acme", "Zenit Corp"]}}}], "default": {}},
    "device_limits": {"assigned": [], "default": 5}}"#;

fn allocations(facts: &Facts, listen: bool) -> (Verdict, u32) {
    let policy: PolicySet = serde_json::from_str(POLICY).unwrap();
    let request = EnrollmentRequest {
        platform: Platform::Linux,
        method: EnrollmentMethod::Est,
        ownership: Ownership::Corporate,
    };
    let before = ALLOCATIONS.get();
    let verdict = if listen {
        decide(&policy, &request, facts, Timestamp::EPOCH, &mut Vec::new())
    } else {
        decide(&policy, &request, facts, Timestamp::EPOCH, &mut ())
    };
    (verdict, ALLOCATIONS.get().wrapping_sub(before))
}

#[test]
fn an_allow_that_nobody_listens_to_allocates_nothing() {
    let facts = Facts {
        groups: vec!["staff".parse().unwrap()],
        disabled: false,
        devices_in_use: Fact::attested(4),
        os_version: Fact::claimed("9.10".parse().unwrap()),
        manufacturer: Fact::claimed("Borealis  Ltd".to_owned()),
        ..Facts::default()
    };
    let (verdict, quiet) = allocations(&facts, false);
    assert!(matches!(verdict, Verdict::Allow { .. }), "{verdict:?}");
    assert_eq!(quiet, 0);
    // The counter counts: a trace is made of text.
    assert!(allocations(&facts, true).1 > 7);
}
