//! Mail that Muster writes: what may stand in it, and how it becomes the bytes that are sent.

mod markup;
mod message;

pub use markup::{Markup, MarkupFault, plain_text};
pub use message::{MailAddress, Message, NotAMailAddress};
