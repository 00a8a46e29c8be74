use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::mail::{MailAddress, Message};
use crate::ports::{Carried, MailFault, Mailer};
use crate::time::Timestamp;

/// A mail server in memory: keeps what it is given, or says what it was told to say.
#[derive(Debug, Clone, Default)]
pub struct MemoryMailer {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<SentMail>,
    tries: u32,
    says: Option<Result<Carried, MailFault>>,
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// What makes its Message-ID.
    pub id: String,
    /// From whom.
    pub from: MailAddress,
    /// The mail.
    pub message: Message,
}

impl MemoryMailer {
    /// From now on it says this to every mail; with none, it takes each.
    pub fn say(&self, what: Option<Result<Carried, MailFault>>) {
        self.locked().says = what;
    }

    /// The mails it has taken.
    #[must_use]
    pub fn sent(&self) -> Vec<SentMail> {
        self.locked().sent.clone()
    }

    /// How often a mail was handed to it.
    #[must_use]
    pub fn tries(&self) -> u32 {
        self.locked().tries
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailer for MemoryMailer {
    async fn carry(
        &self,
        from: &MailAddress,
        message: &Message,
        id: &str,
        _at: Timestamp,
    ) -> Result<Carried, MailFault> {
        let mut state = self.locked();
        state.tries = state.tries.saturating_add(1);
        if let Some(says) = &state.says {
            return says.clone();
        }
        state.sent.push(SentMail {
            id: id.to_owned(),
            from: from.clone(),
            message: message.clone(),
        });
        Ok(Carried::Sent)
    }
}
