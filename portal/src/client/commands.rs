//! What is asked of a device.

use muster_shared::command::{CommandName, CommandState, Requester};
use muster_shared::ids::DeviceId;
use muster_shared::time::Timestamp;

use super::device_path;
use super::fetch::{Method, send};
use super::reply::{Failure, named};
use crate::answer::Answer;

/// A command as the page shows it: of [`muster_shared::command::CommandRecord`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The command.
    pub id: String,
    /// What is asked.
    pub kind: CommandName,
    /// The host name or the program, for the kinds that have one.
    pub name: Option<String>,
    /// Who asks.
    pub asked_as: Requester,
    /// Where it stands.
    pub state: CommandState,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// When its device was first told.
    pub delivered_at: Option<Timestamp>,
    /// When it came to its end.
    pub ended_at: Option<Timestamp>,
    /// What the device said.
    pub output: Option<String>,
}

const STATES: [(&str, CommandState); 7] = [
    ("queued", CommandState::Queued),
    ("delivered", CommandState::Delivered),
    ("not_now", CommandState::NotNow),
    ("done", CommandState::Done),
    ("failed", CommandState::Failed),
    ("cancelled", CommandState::Cancelled),
    ("expired", CommandState::Expired),
];

const REQUESTERS: [(&str, Requester); 3] = [
    ("person", Requester::Person),
    ("administrator", Requester::Administrator),
    ("policy", Requester::Policy),
];

fn asked(view: &Answer) -> Option<Asked> {
    let moment = |name: &str| view.said(name)?.parse().ok();
    let command = view.get("command");
    let kind = command.text("kind");
    Some(Asked {
        id: view.said("id")?,
        kind: CommandName::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)?,
        name: command.said("name"),
        asked_as: named(&REQUESTERS, &view.text("asked_as"))?,
        state: named(&STATES, &view.text("state"))?,
        queued_at: moment("queued_at")?,
        delivered_at: moment("delivered_at"),
        ended_at: moment("ended_at"),
        output: view.said("output"),
    })
}

/// What is asked of a device and what has become of it, the newest first: `GET /api/v1/me/devices/{device}/commands`.
///
/// # Errors
/// Any [`Failure`].
pub async fn commands(device: DeviceId) -> Result<Vec<Asked>, Failure> {
    let path = format!("{}/commands", device_path(device));
    let reply = send(Method::Get, &path, None, None).await?;
    let commands = reply.answer()?.each("commands");
    Ok(commands.iter().filter_map(asked).collect())
}

/// Asks something of a device: `POST /api/v1/me/devices/{device}/commands`. The same key again asks for nothing more.
///
/// # Errors
/// Any [`Failure`].
pub async fn ask(
    csrf_token: &str,
    device: DeviceId,
    kind: CommandName,
    key: &str,
) -> Result<(), Failure> {
    let path = format!("{}/commands", device_path(device));
    let body = format!(r#"{{"command":{{"kind":"{kind}"}},"key":"{key}"}}"#);
    send(Method::Post, &path, Some(csrf_token), Some(&body))
        .await?
        .empty()
}

/// What opens one's Mac's disk, the newest key first: `POST /api/v1/me/devices/{device}/recovery-keys`. That one has looked is written
/// down.
///
/// # Errors
/// Any [`Failure`]; a device of which no key is kept is not found.
pub async fn recovery_keys(csrf_token: &str, device: DeviceId) -> Result<Vec<String>, Failure> {
    let path = format!("{}/recovery-keys", device_path(device));
    let reply = send(Method::Post, &path, Some(csrf_token), None).await?;
    let keys = reply.answer()?.each("recovery_keys");
    Ok(keys.iter().map(|key| key.text("recovery_key")).collect())
}

/// Takes a command back: `DELETE /api/v1/me/devices/{device}/commands/{command}`.
///
/// # Errors
/// Any [`Failure`]; [`Failure::Refused`] once the device has been told.
pub async fn take_back(csrf_token: &str, device: DeviceId, command: &str) -> Result<(), Failure> {
    let path = format!("{}/commands/{command}", device_path(device));
    send(Method::Delete, &path, Some(csrf_token), None)
        .await?
        .empty()
}

/// What people call a category: among those that are offered, `GET /api/v1/me/preflight`. None for one that is no more.
///
/// # Errors
/// Any [`Failure`].
pub async fn category_name(category: &str) -> Result<Option<String>, Failure> {
    let reply = send(Method::Get, "/api/v1/me/preflight", None, None).await?;
    let categories = reply.answer()?.each("categories");
    let mut named = categories.iter();
    let found = named.find(|one| one.text("id") == category);
    Ok(found.map(|one| one.text("name")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::command::CommandRecord;
    use serde::Serialize;
    use serde_json::json;

    fn word(value: impl Serialize) -> String {
        serde_json::to_value(value)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn every_word_is_the_apis() {
        for state in CommandState::ALL {
            assert_eq!(named(&STATES, &word(state)), Some(state));
        }
        for (name, requester) in REQUESTERS {
            assert_eq!(word(requester), name);
        }
        assert_eq!(named(&STATES, "other"), None);
    }

    #[test]
    fn every_member_that_is_read_is_one_of_the_apis() {
        let record = json!({
            "id": "cmd_00000000000000000000000000", "device": "dev_00000000000000000000000000",
            "command": { "kind": "rename_host", "name": "a" }, "key": "k", "asked_as": "person", "state": "done",
            "queued_at": "2026-11-23T16:14:01Z", "expires_at": "2026-11-23T16:14:01Z",
            "delivered_at": "2026-11-23T16:14:01Z", "ended_at": "2026-11-23T16:14:01Z", "output": "o",
        });
        let read: CommandRecord = serde_json::from_value(record.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), record);
    }
}
