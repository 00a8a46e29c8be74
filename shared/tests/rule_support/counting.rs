//! An allocator that counts, for tests that ask what something costs.

#![allow(
    dead_code,
    reason = "each test file that takes this in uses some of it"
)]
#![expect(
    unsafe_code,
    reason = "a global allocator that counts cannot be written without it"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call is handed on to the system's allocator unchanged; counting touches constant-initialised cells only.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get().saturating_add(1));
        BYTES.set(BYTES.get().saturating_add(layout.size() as u64));
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

/// What `work` came to, how often it allocated, and how many bytes.
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, u64, u64) {
    let before = (ALLOCATIONS.get(), BYTES.get());
    let result = work();
    (
        result,
        ALLOCATIONS.get().wrapping_sub(before.0),
        BYTES.get().wrapping_sub(before.1),
    )
}
