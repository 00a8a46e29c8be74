//! Mail that the organisation's people get: written in the transaction of what it tells of, sent afterwards.
//!
//! Mails have an outbox of their own beside that of [`super::rows::TenantOutboxRow`]: what is published never waits for a mail
//! server. Each waiting mail has a row in the table of deadlines, by which the object wakes for the next try.

mod list;
mod rows;
mod send;
mod tell;

pub use list::{KeptMail, ListMails};
pub(super) use rows::forget_mails_of;
pub use rows::{MAILS_KEPT, MailState};
pub use send::{
    MAIL_TRIES, MAILS_AT_ONCE, MailOutcome, SettleMail, TakeMails, TakenMail, TakenMails,
};
pub(super) use tell::{Source, Told, tell_person};

#[cfg(all(test, feature = "test-util"))]
mod tests;
