use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::notice::{message_id, test_message};
use super::queue::{drop_all, queue};
use super::rows::{MAX_WEBHOOKS, WebhookRow};
use crate::api::{NAME_RULE, WebhookDelivery, WebhookForm, WebhookView, is_name};
use crate::audit::{AuditDetail, AuditKind};
use crate::field::FieldFault;
use crate::ids::{TenantId, UserId, WebhookId};
use crate::store::{Command, Row as _, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::tenant::audit_log::{AuditSubjects, append_audit};
use crate::tenant::due::Due;
use crate::tenant::rows::TenantHeader;
use crate::time::Timestamp;
use crate::webhook::{WebhookEvent, WebhookSecret};

/// How long the secret before the last one signs, too.
pub const SECRET_OVERLAP: Duration = Duration::from_hours(24);

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookAction {
    /// A new webhook, of the form.
    Create,
    /// Another form, if `expected` is still the revision (HTTP `If-Match`).
    Set,
    /// A new secret; the one before signs for [`SECRET_OVERLAP`] more.
    Rotate,
    /// It goes, with everything that waits.
    Delete,
    /// `webhook.test` is sent.
    Test,
}

/// Makes one change. One flat record for all of them: forms of their own would each be read by code of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeWebhook {
    /// The organisation.
    pub tenant: TenantId,
    /// The webhook; a new one's name.
    pub webhook: WebhookId,
    /// What is to be done.
    pub action: WebhookAction,
    /// For `Create` and `Set`: what it is to be.
    #[serde(default)]
    pub form: WebhookForm,
    /// For `Set`: the revision that the administrator saw.
    #[serde(default)]
    pub expected: u64,
    /// For `Create` and `Rotate`: what signs from now on.
    #[serde(default)]
    pub secret: Option<WebhookSecret>,
    /// Who changes it.
    pub by: UserId,
    /// Salts the personal part of the audit entry, and makes the name of a test's message.
    pub salt: [u8; 16],
}

/// What became of a [`ChangeWebhook`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookChanged {
    /// It is so: the webhook as it is now; as it was, when it was deleted.
    Yes(Box<WebhookView>),
    /// `webhook.test` is under way: what `webhook-id` will say.
    Testing(String),
    /// There is no such webhook.
    Unknown,
    /// Somebody was faster: read again and decide anew. The revision that is current.
    Conflict(u64),
    /// A field does not fit: which, and what it must be.
    Unfit(FieldFault),
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
        if let Some(fault) = self.tidy() {
            return Ok(WebhookChanged::Unfit(fault));
        }
        let Some(mut row) = before.clone() else {
            return self.create(unit, now);
        };
        let kind = match self.action {
            // Asked again after the answer was lost.
            WebhookAction::Create => return Ok(WebhookChanged::Yes(Box::new(row.shown(now)))),
            WebhookAction::Set if self.expected != row.view.revision => {
                return Ok(WebhookChanged::Conflict(row.view.revision));
            }
            WebhookAction::Set => {
                self.set(unit, &mut row, now)?;
                AuditKind::WebhookChanged
            }
            WebhookAction::Rotate => {
                if let Some(secret) = self.secret.take() {
                    row.view.secret_hint = secret.hint();
                    row.view.previous_secret_until = Some(now.plus(SECRET_OVERLAP));
                    row.previous = Some(core::mem::replace(&mut row.secret, secret));
                }
                AuditKind::WebhookRotated
            }
            WebhookAction::Delete => {
                WebhookDelivery::each(unit, self.webhook, &mut |unit, delivery| {
                    if let Some(due) = delivery.due() {
                        unit.delete::<Due>(&due.key());
                    }
                    unit.delete::<WebhookDelivery>(&delivery.key());
                    Ok(true)
                })?;
                AuditKind::WebhookDeleted
            }
            WebhookAction::Test if !row.view.enabled => return Ok(WebhookChanged::Disabled),
            WebhookAction::Test => {
                let id = message_id(&self.salt);
                let message = test_message(&row, id.clone(), now);
                queue(unit, row, message, now)?;
                return Ok(WebhookChanged::Testing(id));
            }
        };
        self.keep(unit, before, row, kind, now)
    }
}

impl ChangeWebhook {
    /// Puts what was sent in order, or says what is wrong with it.
    fn tidy(&mut self) -> Option<FieldFault> {
        if self.form.name.as_ref().is_some_and(|name| !is_name(name)) {
            return Some(FieldFault::at("name", NAME_RULE));
        }
        let events = self.form.events.take()?;
        let rule = if events.is_empty() {
            "must name at least one event"
        } else if events.contains(&WebhookEvent::Test) {
            "cannot name `webhook.test`: it is sent when it is asked for"
        } else {
            let all = WebhookEvent::ALL.into_iter();
            self.form.events = Some(all.filter(|event| events.contains(event)).collect());
            return None;
        };
        Some(FieldFault::at("events", rule))
    }

    fn create(mut self, unit: &mut Unit<'_>, now: Timestamp) -> Result<WebhookChanged, StoreFault> {
        if self.action != WebhookAction::Create {
            return Ok(WebhookChanged::Unknown);
        }
        if WebhookRow::all(unit)?.len() >= MAX_WEBHOOKS {
            return Ok(WebhookChanged::TooMany);
        }
        let missing = |field: &str| Ok(WebhookChanged::Unfit(FieldFault::at(field, "is missing")));
        let form = core::mem::take(&mut self.form);
        let Some(name) = form.name else {
            return missing("name");
        };
        let Some(url) = form.url else {
            return missing("url");
        };
        let Some(events) = form.events else {
            return missing("events");
        };
        let Some(secret) = self.secret.take() else {
            return missing("secret");
        };
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
        self.keep(unit, None, row, AuditKind::WebhookCreated, now)
    }

    fn set(
        &mut self,
        unit: &mut Unit<'_>,
        row: &mut WebhookRow,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let form = core::mem::take(&mut self.form);
        let view = &mut row.view;
        if let Some(name) = form.name {
            view.name = name;
        }
        if let Some(url) = form.url {
            view.url = url;
        }
        if let Some(events) = form.events {
            view.events = events;
        }
        match form.enabled {
            Some(true) if !view.enabled => {
                view.enabled = true;
                view.disabled_at = None;
                view.disabled_reason = None;
                view.failing_since = None;
                Ok(())
            }
            Some(false) if view.enabled => {
                view.enabled = false;
                view.disabled_at = Some(now);
                drop_all(unit, row, now)
            }
            _ => Ok(()),
        }
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
            return Ok(WebhookChanged::Yes(Box::new(after.shown(now))));
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
        Ok(WebhookChanged::Yes(Box::new(after.shown(now))))
    }
}
