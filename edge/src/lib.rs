//! The Worker of Muster: HTTP in front, KV and Durable Objects behind.
//!
//! Everything but `worker_host` is free of the platform and runs natively, in process, against the in-memory house of
//! `muster-shared`; `worker_host` is what wasm32 adds: bindings, objects, native cryptography and the entry points.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a test that meets something unexpected ends there; the lints hold in every other build"
    )
)]

pub mod api;
pub mod app;
mod check_in;
mod compliance;
pub mod config;
pub mod crl;
mod device_groups;
pub mod device_signature;
pub mod enrollment;
pub mod http;
mod identifiers;
pub mod known;
pub mod mdm;
mod own_devices;
pub mod password;
mod profiles;
pub mod router;
pub mod sections;
#[cfg(feature = "test-hooks")]
pub mod test_hooks;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod testing;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
#[cfg(target_arch = "wasm32")]
mod worker_host;
