//! Managing Windows: what a PC is asked, what its answers mean, and what is set on it and how.
//!
//! Windows speaks OMA DM ([`crate::protocol::syncml`]). A device opens a session, tells who it is, and is asked until nothing is
//! asked any more. What can be asked are nodes of a tree, which Windows' configuration service providers (CSP) hold; their
//! reference is at <https://learn.microsoft.com/windows/client-management/mdm/>, and each node here names its page.
//!
//! - [`inventory`]: the questions, and how answers become facts;
//! - [`commands`]: what [`crate::command`] becomes, and what Windows' answer says of it;
//! - [`settings`]: what [`crate::profile`] becomes, and how it is put back;
//! - [`session`]: which of these is sent when, as a function of values.

pub mod commands;
pub mod inventory;
pub mod session;
pub mod settings;
mod words;

#[cfg(test)]
mod tests;
