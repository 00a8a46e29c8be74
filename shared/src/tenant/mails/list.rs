use serde::{Deserialize, Serialize};

use super::rows::{MAILS_KEPT, MailRow, MailState};
use crate::mail::Message;
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;

/// Reads the newest mails, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListMails {}

/// A mail and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptMail {
    /// Its number.
    pub number: u64,
    /// The first part of its Message-ID.
    pub id: String,
    /// When it was written.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The mail.
    #[serde(flatten)]
    pub message: Message,
    /// What has become of it.
    #[serde(flatten)]
    pub state: MailState,
}

impl Command for ListMails {
    type Object = Tenant;
    type Answer = Vec<KeptMail>;
    const NAME: &'static str = "list-mails";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<Vec<KeptMail>, StoreFault> {
        let header = TenantHeader::load(unit)?;
        let after = header
            .next_mail
            .checked_sub(MAILS_KEPT.saturating_add(1))
            .map(MailRow::number_key);
        let limit = usize::try_from(MAILS_KEPT).unwrap_or(usize::MAX);
        let mut mails: Vec<KeptMail> = unit
            .scan::<MailRow>(after.as_deref(), limit)?
            .into_iter()
            .map(|row| KeptMail {
                number: row.number,
                id: row.id,
                at: row.at,
                message: row.message,
                state: row.state,
            })
            .collect();
        mails.reverse();
        Ok(mails)
    }
}
