//! End to end: devices with openssl and curl, real workerd, real faults.
//!
//! [`server`] starts the built Worker under workerd and can kill it as a power cut would; [`people`] speaks the JSON API;
//! [`websocket`] follows an enrollment; [`device`] is a device with nothing but the `openssl` and `curl` commands, [`agent`] a
//! machine with Muster's agent, [`proxy`] nginx in front of the Worker, [`receiver`] a program that hears webhooks, [`between`] a line on which things go wrong, [`windows`] the
//! fake Windows PC, [`apple`] the fake iPhone, iPad and Mac, [`managed`] either as people see it, [`push`] what wakes them. The tests in `tests/` are sentences.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a test that meets something unexpected ends there"
)]

pub mod agent;
pub mod apple;
pub mod between;
pub mod device;
pub mod managed;
pub mod people;
pub mod proxy;
pub mod push;
pub mod receiver;
pub mod scep;
pub mod scripts;
pub mod server;
pub mod websocket;
pub mod windows;

/// Waits up to 20 seconds for what happens by itself, such as a delivery; what it finds, or a failure that says for what.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..200 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(core::time::Duration::from_millis(100));
    }
    panic!("waited in vain: {what}");
}
