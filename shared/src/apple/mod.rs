//! Managing Apple's devices: what is asked of one and when, what its answers mean, and what is set on it and how.
//!
//! A device connects when APNs wakes it, says that it is idle, and is sent one command after another until there is none
//! ([`crate::protocol::apple`]). Apple's pages are below <https://developer.apple.com/documentation/devicemanagement>.
//!
//! - [`inventory`]: the questions, and how answers become facts;
//! - [`installed`]: the apps and certificates that a device lists;
//! - [`commands`]: what [`crate::command`] becomes, and what the answer says of it;
//! - [`settings`]: what [`crate::profile`] becomes;
//! - [`session`]: which of these is sent when, as a function of values;
//! - [`recovery_key`]: what opens a Mac's disk, which it hands over;
//! - [`push`]: how a device is woken.

pub mod commands;
pub mod installed;
pub mod inventory;
pub mod push;
pub mod recovery_key;
pub mod session;
pub mod settings;

#[cfg(test)]
mod tests;
