use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, EnrolleeId, UserId};
use crate::mail::Message;
use crate::store::{Row, StoreFault, Table, Unit};
use crate::tenant::due::Due;
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;

/// How many mails are kept to be looked at, the newest.
pub const MAILS_KEPT: u64 = 100;

/// A mail is tried at once. Should the object die over it, it is tried again after this.
pub(super) const FIRST_TRY_LOST_AFTER: Duration = Duration::from_secs(30);

/// What has become of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MailState {
    /// It is to be sent.
    Waiting {
        /// How often that was tried.
        tries: u32,
        /// When it is tried again.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        next_try_at: Timestamp,
        /// Why the last try failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The mail server has it.
    Sent {
        /// Since when.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        sent_at: Timestamp,
    },
    /// It was given up.
    Failed {
        /// When.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        failed_at: Timestamp,
        /// Why.
        reason: String,
    },
    /// It is kept here alone: there is nobody to carry it.
    Kept {
        /// What there is not.
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MailRow {
    pub number: u64,
    /// Becomes the Message-ID: the same however often the mail is sent.
    pub id: String,
    pub user: UserId,
    pub enrollee: EnrolleeId,
    pub device: DeviceId,
    pub at: Timestamp,
    pub message: Message,
    #[serde(flatten)]
    pub state: MailState,
}

impl Row for MailRow {
    const TABLE: Table = Table::Mail;

    fn key(&self) -> String {
        Self::number_key(self.number)
    }
}

impl MailRow {
    /// When it is tried next, if it waits.
    pub fn due(&self) -> Option<Due> {
        match self.state {
            MailState::Waiting { next_try_at, .. } => Some(Due {
                at: next_try_at,
                number: self.number,
                webhook: None,
                fresh: false,
            }),
            _ => None,
        }
    }

    /// Stages the row in its next state, and when it is tried next. One that has ended and is older than what is kept goes.
    pub fn move_on(
        mut self,
        unit: &mut Unit<'_>,
        header: &TenantHeader,
        state: MailState,
    ) -> Result<(), StoreFault> {
        if let Some(due) = self.due() {
            unit.delete::<Due>(&due.key());
        }
        self.state = state;
        match self.due() {
            Some(due) => unit.put(&due)?,
            None if self.number.saturating_add(MAILS_KEPT) < header.next_mail => {
                unit.delete::<Self>(&self.key());
                return Ok(());
            }
            None => {}
        }
        unit.put(&self)
    }
}

/// A mail that is new.
pub(super) struct NewMail {
    pub id: String,
    pub user: UserId,
    pub enrollee: EnrolleeId,
    pub device: DeviceId,
    pub message: Message,
}

/// Stages a mail that is to be sent, and drops the oldest that has ended; the caller writes the header.
pub(super) fn queue(
    unit: &mut Unit<'_>,
    header: &mut TenantHeader,
    mail: NewMail,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let number = header.next_mail;
    header.next_mail = number.saturating_add(1);
    if let Some(oldest) = number.checked_sub(MAILS_KEPT) {
        let key = MailRow::number_key(oldest);
        if let Some(row) = unit.get::<MailRow>(&key)?
            && row.due().is_none()
        {
            unit.delete::<MailRow>(&key);
        }
    }
    let row = MailRow {
        number,
        id: mail.id,
        user: mail.user,
        enrollee: mail.enrollee,
        device: mail.device,
        at: now,
        message: mail.message,
        state: MailState::Waiting {
            tries: 0,
            next_try_at: now.plus(FIRST_TRY_LOST_AFTER),
            reason: None,
        },
    };
    if let Some(due) = row.due() {
        unit.put(&due)?;
    }
    unit.put(&row)
}

/// Drops the mails to somebody who has left the directory, sent or not.
pub(in crate::tenant) fn forget_mails_of(
    unit: &mut Unit<'_>,
    user: UserId,
) -> Result<(), StoreFault> {
    let mut after: Option<String> = None;
    loop {
        let rows = unit.scan::<MailRow>(after.as_deref(), 64)?;
        for row in rows.iter().filter(|row| row.user == user) {
            unit.delete::<MailRow>(&row.key());
            if let Some(due) = row.due() {
                unit.delete::<Due>(&due.key());
            }
        }
        match rows.last() {
            Some(last) if rows.len() == 64 => after = Some(last.key()),
            _ => return Ok(()),
        }
    }
}
