//! How mail leaves: tried as often as the tenant object says, apart from everything else that is delivered.

use core::future::Future;

use super::Local;
use crate::ids::TenantId;
use crate::mail::{MailAddress, Message};
use crate::store::StoreFault;
use crate::tenant::{MailOutcome, SettleMail, TakeMails, TakenMail, Tenant};
use crate::time::Timestamp;

/// What became of a mail that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// The mail server has it.
    Sent,
    /// The deployment has no mail server.
    NoServer,
}

/// A mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct MailFault {
    /// Why, in the mail server's words; for administrators.
    pub reason: String,
    /// Whether another try is of no use.
    pub for_good: bool,
}

impl MailFault {
    /// A mail server's no, by its code (developers.cloudflare.com/email-service, error codes). What an operator or time can put
    /// right, such as a sender that is not verified yet or a limit of the day, is tried again.
    #[must_use]
    pub fn of(code: &str, reason: String) -> Self {
        let about_this_mail = matches!(
            code,
            "E_CONTENT_TOO_LARGE"
                | "E_FIELD_MISSING"
                | "E_RECIPIENT_SUPPRESSED"
                | "E_VALIDATION_ERROR"
        );
        Self {
            reason,
            for_good: about_this_mail,
        }
    }
}

/// Whoever carries mail away.
pub trait Mailer: Sync {
    /// Hands a mail over. `id` makes its Message-ID, `at` its date.
    ///
    /// # Errors
    /// [`MailFault`] when it is not taken, or nothing was heard in time.
    fn carry(
        &self,
        from: &MailAddress,
        message: &Message,
        id: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<Carried, MailFault>> + Send;
}

/// Sends the mails that are due, and notes what came of each. Answers whether there were any.
///
/// # Errors
/// [`StoreFault`] when the object's own rows do not answer. What the mail server says is no fault: it stands with the mail.
pub async fn deliver_mails(
    tenant: &TenantId,
    salt: [u8; 16],
    local: &impl Local<Tenant>,
    mailer: &impl Mailer,
) -> Result<bool, StoreFault> {
    let taken = local.run(TakeMails {
        tenant: tenant.clone(),
        salt,
    })?;
    let any = !taken.mails.is_empty();
    for mail in taken.mails {
        let outcome = carry(mailer, taken.from.as_ref(), &mail).await;
        local.run(SettleMail {
            tenant: tenant.clone(),
            number: mail.number,
            outcome,
            salt,
        })?;
    }
    Ok(any)
}

async fn carry(mailer: &impl Mailer, from: Option<&MailAddress>, mail: &TakenMail) -> MailOutcome {
    let kept = |reason: &str| MailOutcome::Kept {
        reason: reason.to_owned(),
    };
    let Some(from) = from else {
        return kept("the organisation has set no sender for its notifications");
    };
    match mailer.carry(from, &mail.message, &mail.id, mail.at).await {
        Ok(Carried::Sent) => MailOutcome::Sent,
        Ok(Carried::NoServer) => kept("this deployment has no mail binding"),
        Err(fault) => MailOutcome::Failed {
            reason: fault.reason,
            for_good: fault.for_good,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_or_time_can_put_right_is_tried_again() {
        let for_good = |code: &str| MailFault::of(code, String::new()).for_good;
        for code in ["E_RECIPIENT_SUPPRESSED", "E_CONTENT_TOO_LARGE"] {
            assert!(for_good(code), "{code}");
        }
        for code in ["", "E_SENDER_NOT_VERIFIED", "E_RATE_LIMIT_EXCEEDED"] {
            assert!(!for_good(code), "{code}");
        }
    }
}
