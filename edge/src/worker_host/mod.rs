//! What wasm32 adds: the Worker's entry points, its bindings as ports, and the object classes.

mod crypto;
mod entry;
mod live;
mod mail;
mod object;
mod ports;
mod push;
mod rows;
mod webhooks;
