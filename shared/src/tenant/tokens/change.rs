//! Making, changing, replacing and ending a token: compared, checked, audited, and told to its object.

use serde::{Deserialize, Serialize};

use super::super::Tenant;
use super::super::audit_log::{AuditSubjects, append_audit};
use super::super::rows::{TenantEvent, TenantHeader, emit};
use super::super::section::{Categories, Section as _, SectionKind, SectionText};
use super::EnrollmentToken;
use crate::api::said;
use crate::audit::{AuditDetail, AuditKind};
use crate::enrollment::token::{TokenName, TokenTerms};
use crate::field::FieldFault;
use crate::ids::{CategoryId, Digest, EnrolleeId, TenantId, TokenId, UserId};
use crate::store::{Command, StoreFault, Unit};
use crate::time::Timestamp;

/// How many tokens an organisation has, ended ones too: they are read together to find a name that is taken.
pub const MAX_TOKENS: usize = 1_000;

/// One change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenChange {
    /// A new token.
    Create {
        /// What it is.
        terms: Box<TokenTerms>,
        /// The object that will hold its devices.
        enrollee: EnrolleeId,
    },
    /// Other terms, if `expected` is still the revision (HTTP `If-Match`). What is none stays.
    Set {
        /// The token.
        token: TokenId,
        /// The revision that the administrator saw.
        expected: u64,
        /// Its new name.
        name: Option<TokenName>,
        /// Its new category; `Some(None)` takes it away.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "said"
        )]
        category: Option<Option<CategoryId>>,
        /// Its new quota.
        quota: Option<u32>,
        /// Its new end.
        expires_at: Option<Timestamp>,
    },
    /// A new secret; the one before ends.
    Replace {
        /// The token.
        token: TokenId,
        /// SHA-256 of the new secret.
        secret: Digest,
    },
    /// No further enrollment. Again: nothing happens.
    Revoke {
        /// The token.
        token: TokenId,
    },
}

/// Makes one change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeToken {
    /// The organisation.
    pub tenant: TenantId,
    /// What is to change.
    pub change: TokenChange,
    /// Who changes it.
    pub by: UserId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of a [`ChangeToken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenChanged {
    /// It is so.
    Yes {
        /// The token as it is now.
        token: Box<EnrollmentToken>,
    },
    /// There is no such token.
    Unknown,
    /// Somebody was faster: read again and decide anew.
    Conflict {
        /// The revision that is current.
        current: u64,
    },
    /// A field does not fit.
    Unfit {
        /// Which, and what it must be.
        fault: FieldFault,
    },
    /// Another token has that name.
    NameTaken,
    /// There are as many tokens as there may be.
    TooMany,
    /// A token that was revoked stays so.
    Revoked,
}

impl Command for ChangeToken {
    type Object = Tenant;
    type Answer = TokenChanged;
    const NAME: &'static str = "change-token";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<TokenChanged, StoreFault> {
        let (before, after, kind) = match self.next(unit, now)? {
            Ok(next) => next,
            Err(answer) => return Ok(answer),
        };
        if let Some(before) = &before
            && before.terms == after.terms
        {
            // Nothing has changed; its object is told again all the same, should it not have heard.
            return self.tell(unit, TenantHeader::load(unit)?, after);
        }
        let terms_before = before.as_ref().map(|before| &before.terms);
        let fault = match after.terms.unfit(terms_before, now) {
            Some(fault) => Some(fault),
            None => unknown_category(unit, terms_before, &after.terms)?,
        };
        if let Some(fault) = fault {
            return Ok(TokenChanged::Unfit { fault });
        }
        if let Some(answer) = crowded(unit, before.is_none(), &after.terms)? {
            return Ok(answer);
        }
        let mut header = TenantHeader::load(unit)?;
        let detail = serde_json::json!({
            "by": self.by,
            "before": before.as_ref().map(|before| before.view(now)),
            "after": after.view(now),
        });
        let about = AuditSubjects {
            enrollee: Some(after.enrollee),
            ..AuditSubjects::default()
        };
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            kind,
            about,
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        unit.put(&after)?;
        self.tell(unit, header, after)
    }
}

/// The token before and after a change, and what the audit chain calls it; or the answer there is without one.
type Next = Result<(Option<EnrollmentToken>, EnrollmentToken, AuditKind), TokenChanged>;

impl ChangeToken {
    fn next(&self, unit: &Unit<'_>, now: Timestamp) -> Result<Next, StoreFault> {
        let token = match &self.change {
            TokenChange::Create { terms, enrollee } => {
                let after = EnrollmentToken {
                    terms: TokenTerms::clone(terms),
                    enrollee: *enrollee,
                    created_by: self.by,
                    created_at: now,
                    used: 0,
                    last_used_at: None,
                };
                return Ok(Ok((None, after, AuditKind::EnrollmentTokenCreated)));
            }
            TokenChange::Set { token, .. }
            | TokenChange::Replace { token, .. }
            | TokenChange::Revoke { token } => token,
        };
        let Some(before) = unit.get::<EnrollmentToken>(&token.to_string())? else {
            return Ok(Err(TokenChanged::Unknown));
        };
        let mut after = before.clone();
        let kind = match &self.change {
            TokenChange::Revoke { .. } => {
                after.terms.revoked_at.get_or_insert(now);
                AuditKind::EnrollmentTokenRevoked
            }
            _ if before.terms.revoked_at.is_some() => return Ok(Err(TokenChanged::Revoked)),
            TokenChange::Replace { secret, .. } => {
                after.terms.secret = *secret;
                AuditKind::EnrollmentTokenReplaced
            }
            TokenChange::Set { expected, .. } if *expected != before.terms.revision => {
                let current = before.terms.revision;
                return Ok(Err(TokenChanged::Conflict { current }));
            }
            TokenChange::Set {
                name,
                category,
                quota,
                expires_at,
                ..
            } => {
                let terms = &mut after.terms;
                if let Some(name) = name {
                    terms.name = name.clone();
                }
                if let Some(category) = category {
                    terms.category.clone_from(category);
                }
                terms.quota = quota.unwrap_or(terms.quota);
                terms.expires_at = expires_at.unwrap_or(terms.expires_at);
                AuditKind::EnrollmentTokenChanged
            }
            TokenChange::Create { .. } => AuditKind::EnrollmentTokenCreated,
        };
        if after.terms != before.terms {
            after.terms.revision = before.terms.revision.saturating_add(1);
        }
        Ok(Ok((Some(before), after, kind)))
    }

    /// The change leaves with the outbox, so the token's object hears of it whatever happens to the one who asked.
    fn tell(
        &self,
        unit: &mut Unit<'_>,
        mut header: TenantHeader,
        token: EnrollmentToken,
    ) -> Result<TokenChanged, StoreFault> {
        let event = TenantEvent::Token {
            token: token.terms.id,
        };
        emit(unit, &mut header, event)?;
        unit.put(&header)?;
        Ok(TokenChanged::Yes {
            token: Box::new(token),
        })
    }
}

/// What is wrong with a category that is newly set, if the organisation has none of that name.
fn unknown_category(
    unit: &Unit<'_>,
    before: Option<&TokenTerms>,
    terms: &TokenTerms,
) -> Result<Option<FieldFault>, StoreFault> {
    let set = terms
        .category
        .as_ref()
        .filter(|set| before.is_none_or(|before| before.category.as_ref() != Some(set)));
    let Some(set) = set else {
        return Ok(None);
    };
    let kept = SectionText::load(unit, SectionKind::Categories)?;
    let known = Categories::read(&kept.text).map_err(StoreFault::new)?;
    let is_known = known.categories.iter().any(|category| category.id == *set);
    let fault = || FieldFault::at("category", "must be one of the organisation's categories");
    Ok((!is_known).then(fault))
}

/// Why there is no place for these terms among the other tokens, if there is none.
fn crowded(
    unit: &Unit<'_>,
    is_new: bool,
    terms: &TokenTerms,
) -> Result<Option<TokenChanged>, StoreFault> {
    let all: Vec<EnrollmentToken> = unit.scan(None, MAX_TOKENS)?;
    let taken = all
        .iter()
        .any(|other| other.terms.id != terms.id && other.terms.name.is_taken_by(&terms.name));
    Ok(if taken {
        Some(TokenChanged::NameTaken)
    } else if is_new && all.len() >= MAX_TOKENS {
        Some(TokenChanged::TooMany)
    } else {
        None
    })
}
