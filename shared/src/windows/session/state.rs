use serde::{Deserialize, Serialize};

use crate::api::CommandResult;
use crate::command::CommandName;
use crate::ids::{CommandId, Digest};
use crate::profile::{ConfigurationReport, FailedSetting, LARGEST_REPORT, SettingKey};
use crate::protocol::syncml::SessionId;
use crate::protocol::syncml::auth::Nonce;
use crate::time::Timestamp;

use super::super::inventory::{Answers, InventoryNode};
use super::super::settings::Undo;

/// What is kept of a device between its messages: one row in its object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionState {
    /// What its next credential is made with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<Nonce>,
    /// What its last credential was made with: its last message may come once more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_nonce: Option<Nonce>,
    /// The session that is open; the last one, when none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<Session>,
    /// What has become of commands that Windows has no answer to; told once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) results: Vec<CommandResult>,
    /// What has been set on it.
    pub(super) settings: Settings,
}

impl SessionState {
    /// Of a device that was given `nonce` with its account (`AAUTHDATA`).
    #[must_use]
    pub fn provisioned(nonce: Nonce) -> Self {
        Self {
            nonce: Some(nonce),
            ..Self::default()
        }
    }

    /// Takes `nonce` for the next credential, where the device's last session is another than `session`: it was asked, before
    /// anybody knew which device it is, to show that by this nonce. One that is good already stays.
    pub fn was_asked(&mut self, session: &SessionId, nonce: Nonce) {
        let is_open = self
            .session
            .as_ref()
            .is_some_and(|open| open.id == *session);
        if !is_open {
            self.nonce = Some(nonce);
        }
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Session {
    pub id: SessionId,
    /// The device's last message.
    pub last: u32,
    /// How many messages have come, those that came again among them.
    #[serde(default)]
    pub messages: u32,
    /// The longest message that it takes, in octets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_message: Option<u32>,
    /// What has been asked, and not forgotten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<Sent>,
    /// How far the inventory is.
    #[serde(default)]
    pub inventory: Asking,
    /// What nodes have answered that a fact is made of together with others.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// Commands that are done once the inventory is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub syncs: Vec<CommandId>,
    /// Commands that have been answered; they are not asked again in this session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<CommandId>,
    /// Settings that have been answered, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<SettingKey>,
    /// Settings whose node was there already, and has to be replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<SettingKey>,
    /// Commands whose node this Windows does not have: it is asked by the older one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<CommandId>,
    /// Whether there are settings that found no place in the last answer.
    #[serde(default)]
    pub has_more: bool,
    /// Whether the device has been asked to leave management, so that nothing else is asked of it.
    #[serde(default)]
    pub leaves: bool,
    /// Whether it has said that it does: it is not asked to leave once more while it resets itself.
    #[serde(default)]
    pub has_begun_to_leave: bool,
    /// Whether the last answer asked nothing: the session is over.
    #[serde(default)]
    pub has_ended: bool,
    /// The parts of a large object that have come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<Partial>,
}

/// How far something is that is asked in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Asking {
    /// It has not been asked.
    #[default]
    NotAsked,
    /// It has been asked, and not everything was answered.
    Asked,
    /// All of it was answered.
    Answered,
}

/// Something that was asked, under the numbers by which statuses name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sent {
    /// Our message.
    pub message: u32,
    /// The command in it.
    pub command: u32,
    /// What it stands for.
    #[serde(flatten)]
    pub what: Asked,
}

/// What a command of ours stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Asked {
    /// A node of the inventory, and whether a status has come.
    Node {
        node: InventoryNode,
        has_status: bool,
    },
    /// A command.
    Order { id: CommandId, kind: CommandName },
    /// A setting.
    Set {
        key: SettingKey,
        if_exists: IfExists,
    },
    /// A setting that is put back.
    Undo { key: SettingKey },
    /// A group, and which commands stand in it, from the first to the last.
    Group { first: u32, last: u32 },
}

/// What it means that a node is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum IfExists {
    /// It is as it should be.
    Done,
    /// It has to be replaced.
    Replace,
    /// That it could not be set.
    Failed,
}

/// A large object of which not all has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Partial {
    pub message: u32,
    pub command: u32,
    /// How large it will be, as was said.
    pub size: Option<u32>,
    pub data: String,
}

/// What has been set on a device.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Settings {
    /// Each setting that is on the device, or may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applied: Vec<Applied>,
    /// The version that it was last to have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Digest>,
    /// When everything was last in force, as Windows said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force_at: Option<Timestamp>,
    /// What the device has last told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<ConfigurationReport>,
}

/// A setting that is on a device, or may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Applied {
    pub key: SettingKey,
    /// What it is set to.
    pub value: Digest,
    /// How it is put back.
    pub undo: Undo,
    /// What Windows has said.
    #[serde(default)]
    pub outcome: Outcome,
}

/// What Windows has said of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// Nothing yet.
    #[default]
    Pending,
    /// It is in force.
    Done,
    /// It is not, and why.
    Failed(String),
}

impl Session {
    pub(super) const fn new(id: SessionId) -> Self {
        Self {
            id,
            last: 0,
            messages: 0,
            max_message: None,
            sent: Vec::new(),
            inventory: Asking::NotAsked,
            answers: Answers::new(),
            syncs: Vec::new(),
            answered: Vec::new(),
            elsewhere: Vec::new(),
            tried: Vec::new(),
            replaces: Vec::new(),
            has_more: false,
            leaves: false,
            has_begun_to_leave: false,
            has_ended: false,
            partial: None,
        }
    }

    /// Ends it, and forgets what only a session that goes on has need of.
    pub(super) fn end(&mut self) {
        self.has_ended = true;
        self.sent.clear();
        self.answers.clear();
        self.partial = None;
    }

    /// Whether a node of the inventory has been asked for.
    pub(super) fn has_asked(&self, node: InventoryNode) -> bool {
        let is_that =
            |asked: &Asked| matches!(asked, Asked::Node { node: sent, .. } if *sent == node);
        self.sent.iter().any(|sent| is_that(&sent.what))
    }

    /// Has the whole inventory asked once more.
    pub(super) fn ask_inventory_afresh(&mut self) {
        self.inventory = Asking::NotAsked;
        self.partial = None;
        self.sent
            .retain(|sent| !matches!(sent.what, Asked::Node { .. }));
    }

    /// Forgets what was asked in the answer to `message`, because that answer was lost.
    pub(super) fn forget_answer_to(&mut self, message: u32) {
        let asked_inventory = |sent: &Sent| matches!(sent.what, Asked::Node { .. });
        if self
            .sent
            .iter()
            .any(|sent| sent.message == message && asked_inventory(sent))
        {
            self.inventory = Asking::NotAsked;
        }
        self.sent.retain(|sent| sent.message != message);
    }

    /// Whether a setting is being set, and nothing has been said of it.
    pub(super) fn awaits_set(&self, key: &SettingKey) -> bool {
        let is_set = |asked: &Asked| matches!(asked, Asked::Set { key: sent, .. } if sent == key);
        self.sent.iter().any(|sent| is_set(&sent.what))
    }

    /// Whether a setting is being set or put back, and nothing has been said of it.
    pub(super) fn awaits(&self, key: &SettingKey) -> bool {
        self.sent.iter().any(|sent| match &sent.what {
            Asked::Set { key: sent, .. } | Asked::Undo { key: sent } => sent == key,
            Asked::Node { .. } | Asked::Order { .. } | Asked::Group { .. } => false,
        })
    }
}

impl Settings {
    /// The entry of a setting.
    pub(super) fn entry(&mut self, key: &SettingKey) -> Option<&mut Applied> {
        self.applied.iter_mut().find(|one| one.key == *key)
    }

    /// Has everything set once more.
    pub(super) fn set_again(&mut self) {
        self.in_force_at = None;
        for one in &mut self.applied {
            one.outcome = Outcome::Pending;
        }
    }

    /// Makes the report once Windows has said something of every setting.
    pub(super) fn settle(&mut self, session: &Session, now: Timestamp) {
        let is_open = |one: &Applied| one.outcome == Outcome::Pending;
        if session.has_more || self.applied.iter().any(is_open) {
            return;
        }
        let Some(version) = self.wanted else {
            self.report = None;
            return;
        };
        let (most, longest) = LARGEST_REPORT;
        let failed: Vec<FailedSetting> = self
            .applied
            .iter()
            .filter_map(|one| match &one.outcome {
                Outcome::Failed(why) => Some(FailedSetting {
                    key: one.key.clone(),
                    reason: why.chars().filter(char::is_ascii).take(longest).collect(),
                }),
                Outcome::Pending | Outcome::Done => None,
            })
            .take(most)
            .collect();
        if failed.is_empty() && self.in_force_at.is_none() {
            self.in_force_at = Some(now);
        }
        self.report = Some(ConfigurationReport { version, failed });
    }
}
