//! Mail that Muster writes: what may stand in it, and how it becomes the bytes that are sent.

mod compose;
mod fill;
mod markup;
mod message;

pub use compose::{Frame, enrolled, made_corporate, not_compliant};
pub use fill::{Placeholders, escaped};
pub use markup::{Markup, MarkupFault, plain_text};
pub use message::{MailAddress, Message, NotAMailAddress};
