//! The rules of Muster.
//!
//! Everything that decides, issues or reads wire formats lives here and nowhere else, so that the same code answers in a
//! native test, in the Worker and in a browser. Nothing in this crate reads a clock, draws randomness, opens a socket or
//! knows the platform it runs on: time, random bytes and stores are arguments.
//!
//! Dependencies point one way: wire formats and ids ← domain rules ← ports ← the edge.

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

pub mod access;
pub mod api;
pub mod apple;
pub mod audit;
pub mod ca;
pub mod command;
pub mod compliance;
pub mod device;
pub mod diff;
pub mod encoding;
pub mod enrollment;
pub mod few;
pub mod field;
pub mod fleet;
pub mod guidance;
pub mod identifier;
pub mod identity;
pub mod ids;
pub mod json;
pub mod mail;
pub mod picture;
pub mod platform;
pub mod policy;
pub mod ports;
pub mod profile;
pub mod protocol;
pub mod sealed;
pub mod store;
pub mod tenant;
#[cfg(feature = "test-util")]
pub mod testing;
pub mod time;
pub mod webhook;
pub mod windows;
