use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::notice::{message_id, test_message};
use super::queue::{drop_all, queue};
use super::rows::{DeliveryRow, MAX_WEBHOOKS, WebhookRow};
use crate::api::{NAME_RULE, WebhookView, is_name};
use crate::audit::{AuditDetail, AuditKind};
use crate::field::FieldFault;
use crate::ids::{TenantId, UserId, WebhookId};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::due::Due;
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;
use crate::webhook::{WebhookAddress, WebhookEvent, WebhookSecret};

/// How long the secret before the last one signs, too.
pub const SECRET_OVERLAP: Duration = Duration::from_hours(24);

/// One change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookChange {
    /// A new webhook.
    Create {
        /// Its name for people.
        name: String,
        /// Where to send.
        url: WebhookAddress,
        /// What to send.
        events: Vec<WebhookEvent>,
        /// What signs.
        secret: WebhookSecret,
    },
    /// Another form, if `expected` is still the revision (HTTP `If-Match`). What is none stays.
    Set {
        /// The revision that the administrator saw.
        expected: u64,
        /// Its new name.
        name: Option<String>,
        /// Where to send.
        url: Option<WebhookAddress>,
        /// What to send.
        events: Option<Vec<WebhookEvent>>,
        /// Whether anything is sent.
        enabled: Option<bool>,
    },
    /// A new secret; the one before signs for [`SECRET_OVERLAP`] more.
    Rotate {
        /// What signs from now on.
        secret: WebhookSecret,
    },
    /// It goes, with everything that waits.
    Delete {},
    /// `webhook.test` is sent.
    Test {
        /// Makes the message's name.
        unique: [u8; 16],
    },
}

/// Makes one change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeWebhook {
    /// The organisation.
    pub tenant: TenantId,
    /// The webhook; a new one's name.
    pub webhook: WebhookId,
    /// What is to change.
    pub change: WebhookChange,
    /// Who changes it.
    pub by: UserId,
    /// Salts the personal part of the audit entry.
    pub salt: [u8; 16],
}

/// What became of a [`ChangeWebhook`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookChanged {
    /// It is so.
    Yes {
        /// The webhook as it is now; as it was, when it was deleted.
        webhook: Box<WebhookView>,
    },
    /// `webhook.test` is under way.
    Testing {
        /// What `webhook-id` will say.
        id: String,
    },
    /// There is no such webhook.
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
    /// There are as many webhooks as there may be.
    TooMany,
    /// It is disabled.
    Disabled,
}

impl Command for ChangeWebhook {
    type Object = Tenant;
    type Answer = WebhookChanged;
    const NAME: &'static str = "change-webhook";

    fn run(mut self, unit: &mut Unit<'_>, now: Timestamp) -> Result<WebhookChanged, StoreFault> {
        let before: Option<WebhookRow> = unit.get(&self.webhook.to_string())?;
        if let WebhookChange::Create { .. } = self.change
            && before.is_none()
            && WebhookRow::all(unit)?.len() >= MAX_WEBHOOKS
        {
            return Ok(WebhookChanged::TooMany);
        }
        if let Some(fault) = self.tidy() {
            return Ok(WebhookChanged::Unfit { fault });
        }
        let (after, kind) = match (self.change.clone(), before.clone()) {
            (
                WebhookChange::Create {
                    name,
                    url,
                    events,
                    secret,
                },
                None,
            ) => {
                let view = WebhookView {
                    id: self.webhook,
                    name,
                    url,
                    events,
                    enabled: true,
                    disabled_at: None,
                    disabled_reason: None,
                    secret_hint: secret.hint(),
                    previous_secret_until: None,
                    created_by: self.by,
                    created_at: now,
                    revision: 1,
                    waiting: 0,
                    dropped: 0,
                    failing_since: None,
                    delivered_at: None,
                };
                let row = WebhookRow {
                    view,
                    secret,
                    previous: None,
                    next: 0,
                };
                (row, AuditKind::WebhookCreated)
            }
            // Asked again after the answer was lost.
            (WebhookChange::Create { .. }, Some(row)) => {
                return Ok(WebhookChanged::Yes {
                    webhook: Box::new(row.shown(now)),
                });
            }
            (_, None) => return Ok(WebhookChanged::Unknown),
            (WebhookChange::Set { expected, .. }, Some(row)) if expected != row.view.revision => {
                let current = row.view.revision;
                return Ok(WebhookChanged::Conflict { current });
            }
            (
                WebhookChange::Set {
                    name,
                    url,
                    events,
                    enabled,
                    ..
                },
                Some(mut row),
            ) => {
                let view = &mut row.view;
                view.name = name.unwrap_or_else(|| view.name.clone());
                view.url = url.unwrap_or_else(|| view.url.clone());
                view.events = events.unwrap_or_else(|| view.events.clone());
                match enabled {
                    Some(true) if !view.enabled => {
                        view.enabled = true;
                        view.disabled_at = None;
                        view.disabled_reason = None;
                        view.failing_since = None;
                    }
                    Some(false) if view.enabled => {
                        view.enabled = false;
                        view.disabled_at = Some(now);
                        drop_all(unit, &mut row, now)?;
                    }
                    _ => {}
                }
                (row, AuditKind::WebhookChanged)
            }
            (WebhookChange::Rotate { secret }, Some(mut row)) => {
                row.view.secret_hint = secret.hint();
                row.view.previous_secret_until = Some(now.plus(SECRET_OVERLAP));
                row.previous = Some(core::mem::replace(&mut row.secret, secret));
                (row, AuditKind::WebhookRotated)
            }
            (WebhookChange::Delete {}, Some(row)) => {
                DeliveryRow::each(unit, self.webhook, |unit, delivery| {
                    if let Some(due) = delivery.due() {
                        unit.delete::<Due>(&due.key());
                    }
                    unit.delete::<DeliveryRow>(&delivery.key());
                    Ok(true)
                })?;
                (row, AuditKind::WebhookDeleted)
            }
            (WebhookChange::Test { .. }, Some(row)) if !row.view.enabled => {
                return Ok(WebhookChanged::Disabled);
            }
            (WebhookChange::Test { unique }, Some(row)) => {
                let id = message_id(&unique);
                let message = test_message(&row, id.clone(), now);
                queue(unit, row, message, now)?;
                return Ok(WebhookChanged::Testing { id });
            }
        };
        self.keep(unit, before, after, kind, now)
    }
}

impl ChangeWebhook {
    /// Puts what was sent in order, or says what is wrong with it.
    fn tidy(&mut self) -> Option<FieldFault> {
        let (name, events) = match &mut self.change {
            WebhookChange::Create { name, events, .. } => (Some(&*name), Some(events)),
            WebhookChange::Set { name, events, .. } => (name.as_ref(), events.as_mut()),
            _ => (None, None),
        };
        if name.is_some_and(|name| !is_name(name)) {
            return Some(FieldFault::at("name", NAME_RULE));
        }
        let events = events?;
        events.sort_unstable();
        events.dedup();
        let rule = if events.is_empty() {
            "must name at least one event"
        } else if events.contains(&WebhookEvent::Test) {
            "cannot name `webhook.test`: it is sent when it is asked for"
        } else {
            return None;
        };
        Some(FieldFault::at("events", rule))
    }

    fn keep(
        &self,
        unit: &mut Unit<'_>,
        before: Option<WebhookRow>,
        mut after: WebhookRow,
        kind: AuditKind,
        now: Timestamp,
    ) -> Result<WebhookChanged, StoreFault> {
        let deleted = kind == AuditKind::WebhookDeleted;
        if before.as_ref() == Some(&after) && !deleted {
            return Ok(WebhookChanged::Yes {
                webhook: Box::new(after.shown(now)),
            });
        }
        if let Some(before) = &before {
            after.view.revision = before.view.revision.saturating_add(1);
        }
        let detail = serde_json::json!({
            "by": self.by,
            "before": before.map(|before| before.view),
            "after": (!deleted).then(|| after.shown(now)),
        });
        let mut header = TenantHeader::load(unit)?;
        append_audit(
            unit,
            &self.tenant,
            &mut header,
            kind,
            AuditSubjects::default(),
            AuditDetail::new(self.salt, detail.to_string()),
            now,
        )?;
        unit.put(&header)?;
        if deleted {
            unit.delete::<WebhookRow>(&after.key());
        } else {
            unit.put(&after)?;
        }
        Ok(WebhookChanged::Yes {
            webhook: Box::new(after.shown(now)),
        })
    }
}
