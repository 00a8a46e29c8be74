use serde_json::{Value, json};

use super::queue::{Message, queue};
use super::rows::WebhookRow;
use crate::device::DeviceRecord;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow};
use crate::ids::{Digest, EnrolleeId, TenantId};
use crate::store::{StoreFault, Unit};
use crate::time::Timestamp;
use crate::webhook::{WebhookEvent, body};

/// Stages what webhooks are to hear of an event, where one wants to.
pub(in crate::tenant) fn notify(
    unit: &mut Unit<'_>,
    tenant: &TenantId,
    from: EnrolleeId,
    row: &OutboxRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let Some((event, data)) = notice_of(from, &row.event) else {
        return Ok(());
    };
    for webhook in WebhookRow::all(unit)? {
        if webhook.view.enabled && webhook.view.events.contains(&event) {
            // The event's own number makes the name: it is the same whenever this is done, and for every webhook.
            let name = format!("{tenant}/{from}/{}", row.sequence);
            let message = Message {
                id: message_id(name.as_bytes()),
                event,
                at: row.at,
                body: body(event, row.at, &data),
            };
            queue(unit, webhook, message, now)?;
        }
    }
    Ok(())
}

/// The name of a message, made of what makes it unique. No full stop is in it: they separate what is signed.
pub(super) fn message_id(unique: &[u8]) -> String {
    let digest = Digest::of(unique).to_string();
    format!("msg_{}", digest.get(..32).unwrap_or(&digest))
}

/// What an event is called outside, and what is told of it: identifiers, platform, way, ownership and codes, and nothing that
/// names a person or describes their device further. What is not told of outside is none.
fn notice_of(from: EnrolleeId, event: &EnrolleeEvent) -> Option<(WebhookEvent, Value)> {
    Some(match event {
        EnrolleeEvent::DeviceEnrolled { record, .. } => {
            (WebhookEvent::DeviceEnrolled, device(record))
        }
        EnrolleeEvent::EnrollmentRefused {
            ticket,
            code,
            attempt,
        } => {
            let mut data = json!({ "enrollee": from, "ticket": ticket, "code": code });
            if let Some(attempt) = attempt {
                let request = &attempt.inputs.request;
                add(&mut data, "platform", json!(request.platform));
                add(&mut data, "method", json!(request.method));
                add(&mut data, "ownership", json!(request.ownership));
            }
            (WebhookEvent::EnrollmentRefused, data)
        }
        EnrolleeEvent::DeviceRetired {
            record,
            cause,
            refusal,
            ..
        } => {
            let mut data = device(record);
            add(&mut data, "cause", json!(cause));
            if let Some(refusal) = refusal {
                add(&mut data, "code", json!(refusal.code()));
            }
            (WebhookEvent::DeviceRetired, data)
        }
        // A change of compliance belongs here: `DeviceNonCompliant` with `device(record)` and the codes of what is not met,
        // where the device was compliant before.
        _ => return None,
    })
}

fn device(record: &DeviceRecord) -> Value {
    let device = &record.device;
    json!({
        "device": device.id,
        "enrollee": record.enrollee,
        "platform": device.platform,
        "method": device.method,
        "ownership": device.ownership,
    })
}

fn add(data: &mut Value, name: &str, value: Value) {
    if let Some(members) = data.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// What is told when an administrator tries a webhook out.
pub(super) fn test_message(webhook: &WebhookRow, id: String, now: Timestamp) -> Message {
    let event = WebhookEvent::Test;
    Message {
        id,
        event,
        at: now,
        body: body(event, now, &json!({ "webhook": webhook.view.id })),
    }
}
