//! Mail by the platform's `send_email` binding.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use js_sys::Reflect;
use muster_shared::mail::{MailAddress, Message};
use muster_shared::ports::{Carried, MailFault, Mailer};
use muster_shared::time::Timestamp;
use worker::email::{EmailMessage, SendEmail};
use worker::send::{SendFuture, SendWrapper};
use worker::{Delay, Env};

/// The binding's name in wrangler.toml.
const BINDING: &str = "MAIL";

/// How long the mail server may take over one mail.
const PATIENCE: Duration = Duration::from_secs(10);

/// The binding, where the deployment has one.
pub struct BoundMailer {
    binding: Option<SendWrapper<SendEmail>>,
}

impl BoundMailer {
    /// Takes the binding.
    pub fn of(env: &Env) -> Self {
        Self {
            binding: env.send_email(BINDING).ok().map(SendWrapper),
        }
    }
}

impl Mailer for BoundMailer {
    fn carry(
        &self,
        from: &MailAddress,
        message: &Message,
        id: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<Carried, MailFault>> + Send {
        SendFuture::new(async move {
            let Some(binding) = &self.binding else {
                return Ok(Carried::NoServer);
            };
            let mime = message.to_mime(from, id, at);
            let mail = EmailMessage::new(from.as_str(), message.to.as_str(), &mime)
                .map_err(|error| fault(&error))?;
            let mut sending = pin!(binding.0.send(&mail));
            let mut patience = pin!(Delay::from(PATIENCE));
            poll_fn(|context| {
                if let Poll::Ready(sent) = sending.as_mut().poll(context) {
                    return Poll::Ready(match sent {
                        Ok(_) => Ok(Carried::Sent),
                        Err(error) => Err(fault(&error)),
                    });
                }
                patience.as_mut().poll(context).map(|()| {
                    let reason = format!("no answer within {} seconds", PATIENCE.as_secs());
                    Err(MailFault::of("", reason))
                })
            })
            .await
        })
    }
}

/// What the mail server says: its words, and its code where it gives one.
fn fault(error: &js_sys::Error) -> MailFault {
    let code = Reflect::get(error, &"code".into())
        .ok()
        .and_then(|code| code.as_string())
        .unwrap_or_default();
    let words: String = String::from(error.message()).chars().take(300).collect();
    let reason = if code.is_empty() {
        words
    } else {
        format!("{code}: {words}")
    };
    MailFault::of(&code, reason)
}
