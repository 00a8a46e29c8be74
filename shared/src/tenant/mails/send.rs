use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::rows::{FIRST_TRY_LOST_AFTER, MailRow, MailState};
use crate::audit::{AuditDetail, AuditKind};
use crate::ids::TenantId;
use crate::mail::{MailAddress, Message};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::due::{Due, due_by};
use crate::tenant::inbox::salt_of;
use crate::tenant::rows::TenantHeader;
use crate::tenant::section::{Notifications, SectionText};
use crate::time::Timestamp;

/// How often a mail is tried at most: within about a day.
pub const MAIL_TRIES: u32 = 7;

/// How many mails are taken at a time.
pub const MAILS_AT_ONCE: usize = 4;

/// How many of those that wait are looked at for those that are due.
const LOOKED_AT: usize = 256;

/// How long a mail waits after so many tries; the last is for one whose outcome was never heard.
const fn wait_after(tries: u32) -> Duration {
    Duration::from_secs(match tries {
        0 | 1 => 60,
        2 => 5 * 60,
        3 => 30 * 60,
        4 => 2 * 3_600,
        5 => 6 * 3_600,
        _ => 12 * 3_600,
    })
}

/// Takes mails that are due, to be sent. A try counts before it is made, so that a mail over which the object dies is not
/// tried for ever.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeMails {
    /// The organisation.
    pub tenant: TenantId,
    /// Salts the personal part of the audit entries.
    pub salt: [u8; 16],
}

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenMail {
    /// Its number.
    pub number: u64,
    /// Becomes its Message-ID.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// The mail.
    pub message: Message,
}

/// What [`TakeMails`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenMails {
    /// Whom they come from, as the organisation has set it.
    pub from: Option<MailAddress>,
    /// The mails.
    pub mails: Vec<TakenMail>,
}

impl Command for TakeMails {
    type Object = Tenant;
    type Answer = TakenMails;
    const NAME: &'static str = "take-mails";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<TakenMails, StoreFault> {
        let mut mails = Vec::new();
        // Mails that nobody has tried yet stand among those that wait for their next try.
        let soon = now.plus(FIRST_TRY_LOST_AFTER);
        for due in due_by(unit, soon, LOOKED_AT, |due| due.webhook.is_none())? {
            if mails.len() >= MAILS_AT_ONCE {
                break;
            }
            let Some(row) = unit.get::<MailRow>(&MailRow::number_key(due.number))? else {
                unit.delete::<Due>(&due.key());
                continue;
            };
            let MailState::Waiting { tries, reason, .. } = row.state.clone() else {
                unit.delete::<Due>(&due.key());
                continue;
            };
            if tries > 0 && due.at > now {
                continue;
            }
            if tries >= MAIL_TRIES {
                let reason = "nothing was heard of the last try";
                self.settle(row.number, reason.to_owned()).run(unit, now)?;
                continue;
            }
            mails.push(TakenMail {
                number: row.number,
                id: row.id.clone(),
                at: row.at,
                message: row.message.clone(),
            });
            let tries = tries.saturating_add(1);
            let header = TenantHeader::load(unit)?;
            row.move_on(
                unit,
                &header,
                MailState::Waiting {
                    tries,
                    next_try_at: now.plus(wait_after(tries)),
                    reason,
                },
            )?;
        }
        if mails.is_empty() {
            return Ok(TakenMails { from: None, mails });
        }
        let from = SectionText::typed::<Notifications>(unit)?.from;
        Ok(TakenMails { from, mails })
    }
}

impl TakeMails {
    fn settle(&self, number: u64, reason: String) -> SettleMail {
        SettleMail {
            tenant: self.tenant.clone(),
            number,
            outcome: MailOutcome::Failed {
                reason,
                for_good: true,
            },
            salt: self.salt,
        }
    }
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum MailOutcome {
    /// The mail server has it.
    Sent,
    /// There is nobody to carry it; it stays here.
    Kept {
        /// What there is not.
        reason: String,
    },
    /// It was not taken.
    Failed {
        /// Why.
        reason: String,
        /// Whether another try is of no use.
        for_good: bool,
    },
}

/// Notes what came of a try. After the last one, or when another is of no use, the mail is given up and history says so.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleMail {
    /// The organisation.
    pub tenant: TenantId,
    /// The mail.
    pub number: u64,
    /// What came of it.
    pub outcome: MailOutcome,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

impl Command for SettleMail {
    type Object = Tenant;
    type Answer = ();
    const NAME: &'static str = "settle-mail";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        let Some(row) = unit.get::<MailRow>(&MailRow::number_key(self.number))? else {
            return Ok(());
        };
        let MailState::Waiting {
            tries, next_try_at, ..
        } = row.state
        else {
            return Ok(());
        };
        let mut header = TenantHeader::load(unit)?;
        let state = match self.outcome {
            MailOutcome::Sent => MailState::Sent { sent_at: now },
            MailOutcome::Kept { reason } => MailState::Kept { reason },
            MailOutcome::Failed { reason, for_good } if for_good || tries >= MAIL_TRIES => {
                let about = AuditSubjects {
                    enrollee: Some(row.enrollee),
                    device: Some(row.device),
                    serial: None,
                };
                let detail = serde_json::json!({
                    "to": row.message.to, "mail": row.id, "tries": tries, "reason": reason,
                });
                append_audit(
                    unit,
                    &self.tenant,
                    &mut header,
                    AuditKind::MailFailed,
                    about,
                    AuditDetail::new(salt_of(self.salt, self.number), detail.to_string()),
                    now,
                )?;
                unit.put(&header)?;
                MailState::Failed {
                    failed_at: now,
                    reason,
                }
            }
            MailOutcome::Failed { reason, .. } => MailState::Waiting {
                tries,
                next_try_at,
                reason: Some(reason),
            },
        };
        row.move_on(unit, &header, state)
    }
}
