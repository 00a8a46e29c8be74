use serde::{Deserialize, Serialize};

use crate::api::{CheckInReport, CommandResult, YesNo};
use crate::apple::commands::word_of_pin;
use crate::apple::push::PushAddress;
use crate::apple::settings::forces_passcode;
use crate::command::CommandName;
use crate::ids::{CertificateSerial, CommandId, Digest};
use crate::platform::Platform;
use crate::profile::{ConfigurationReport, FailedSetting, LARGEST_REPORT, SettingKey};
use crate::protocol::apple::ManagementScope;
use crate::time::Timestamp;

/// What is kept of a device between its messages: one row in its object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionState {
    /// The name under which it enrolled (`UDID` or `EnrollmentID`), to which its certificates are tied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device: Option<String>,
    /// The certificate with which it last began to enroll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) began_with: Option<CertificateSerial>,
    /// Whether it has begun to go on with its next certificate, and is not enrolled by that yet.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(super) renews: bool,
    /// How far it is managed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<ManagementScope>,
    /// Its topic, which never changes while it is enrolled.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) topic: String,
    /// What it said of itself as it began, until it is enrolled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) beginning: Option<Box<CheckInReport>>,
    /// Where it is woken; none until it has enrolled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) push: Option<PushAddress>,
    /// What takes its passcode away, hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unlock_token: Option<String>,
    /// What a Mac has kept here, hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bootstrap_token: Option<String>,
    /// Whether it is being set up and waits to be told that it is done.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(super) awaits_configuration: bool,
    /// What has been asked, and not been answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Asked>,
    /// What was answered or put off in this session, and is not asked again in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tried: Vec<What>,
    /// Commands that were put off in this session: said in each of its check-ins, so that none hands them out again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) put_off: Vec<CommandId>,
    /// Commands that are done once the questions are answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) syncs: Vec<CommandId>,
    /// Whether a question was put off in this session: then not everything was told afresh.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(super) has_put_off_question: bool,
    /// Whether it is asked what is on it.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(super) lists: bool,
    /// How many commands this session has had.
    pub(super) count: u32,
    /// What has become of commands that the device has no answer to; told once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) results: Vec<CommandResult>,
    /// What has been set on it.
    pub(super) settings: Settings,
    /// When it last listed what is on it.
    pub(super) listed: Listed,
    /// The envelope with its recovery key that was last handed over: the same again need not be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) escrowed: Option<Digest>,
    /// Whether it has been told that a passcode locks it, because a setting forces one.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(super) is_locked_by_setting: bool,
}

/// When a device last listed what is on it, or would not; none where that is to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Listed {
    /// Its apps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apps: Option<Timestamp>,
    /// Its certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Timestamp>,
}

/// Something that was asked, under the name by which a report tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked {
    pub uuid: String,
    pub what: What,
    /// The PIN that went with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    #[serde(default)]
    pub tries: u8,
}

/// What a command of ours stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// `DeviceInformation`.
    Information,
    /// `SecurityInfo`.
    Security,
    /// `ProfileList`.
    Profiles,
    /// `InstalledApplicationList`.
    Apps,
    /// `CertificateList`.
    Certificates,
    /// A command.
    Order { id: CommandId, kind: CommandName },
    /// A setting.
    Set { key: SettingKey },
    /// A setting that is not configured any more.
    Unset { key: SettingKey },
    /// `DeviceConfigured`.
    Configured,
    /// The enrollment profile once more.
    Renewal,
    /// That it leaves, which it was told because it has left and does not know it.
    Leave,
}

impl What {
    /// Whether it asks what is known of the device.
    pub(super) const fn asks(&self) -> bool {
        matches!(
            self,
            Self::Information | Self::Security | Self::Apps | Self::Certificates
        )
    }
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
    /// When the device last said which profiles it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Timestamp>,
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
    /// The identifier of its profile.
    pub identifier: String,
    /// Whether that may be on the device: it was sent, and the device has not said that it has none.
    #[serde(default)]
    pub may_be_there: bool,
    /// What the device has said.
    #[serde(default)]
    pub outcome: Outcome,
}

/// What a device has said of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// Nothing yet.
    #[default]
    Pending,
    /// It is installed.
    Done,
    /// It is not, and why.
    Failed(String),
}

impl SessionState {
    /// Where the device is woken; none until it has enrolled.
    #[must_use]
    pub const fn push(&self) -> Option<&PushAddress> {
        self.push.as_ref()
    }

    /// How far it is managed, and under which topic; none until it has begun.
    #[must_use]
    pub fn managed(&self) -> Option<(ManagementScope, &str)> {
        Some((self.scope?, self.topic.as_str()))
    }

    /// What it said of itself as it began: told once, when it is enrolled.
    #[must_use]
    pub fn take_beginning(&mut self) -> CheckInReport {
        self.beginning
            .take()
            .map_or_else(CheckInReport::default, |said| *said)
    }

    /// What a Mac has kept here, hidden.
    #[must_use]
    pub fn bootstrap_token(&self) -> Option<&str> {
        self.bootstrap_token.as_deref()
    }

    /// What takes its passcode away, hidden.
    #[must_use]
    pub fn unlock_token(&self) -> Option<&str> {
        self.unlock_token.as_deref()
    }

    /// What is to be said of the command that it is sent now, where its person or IT will need to know it whatever becomes of the
    /// device's answer.
    #[must_use]
    pub fn told_with_command(&self) -> Option<(CommandId, String)> {
        let asked = self.asked.as_ref()?;
        let pin = asked.pin.as_deref()?;
        match asked.what {
            What::Order { id, kind } => Some((id, word_of_pin(kind, pin))),
            _ => None,
        }
    }

    /// Whether everything was told afresh that it was asked to tell.
    pub(super) fn has_told_everything(&self, now: Timestamp) -> bool {
        let mut lists = self.listed.due(now).filter(|_| self.lists);
        self.has_tried(&What::Information)
            && self.has_tried(&What::Security)
            && lists.all(|list| self.has_tried(&list))
            && !self.has_put_off_question
    }

    /// What is known of the passcode of a device that never tells of one (`PasscodePresent` is for iPhones and iPads alone, and not
    /// for those enrolled by an account): a Mac has one while a setting that forces it is installed, and nobody knows after that. A
    /// phone is asked once more then, whether it is as it must be. Where nothing is new, nothing is told.
    pub(super) fn passcode_by_setting(&mut self, platform: Platform) -> Option<YesNo> {
        let is_mac = platform == Platform::Macos;
        if !is_mac && self.scope != Some(ManagementScope::Account) {
            return None;
        }
        let is_forced = self.settings.force_passcode();
        let was_forced = core::mem::replace(&mut self.is_locked_by_setting, is_forced);
        match (was_forced, is_forced) {
            (false, true) if is_mac => Some(YesNo::Yes),
            (false, true) => {
                self.tried.retain(|what| *what != What::Security);
                None
            }
            (true, false) => Some(YesNo::Error),
            _ => None,
        }
    }

    /// What opens its disk is kept no longer, and is taken in again when it is handed over again.
    pub(crate) fn forget_escrow(&mut self) {
        self.escrowed = None;
    }

    /// Whether nothing more is asked after this, in this session.
    pub(super) fn has_tried(&self, what: &What) -> bool {
        self.tried.contains(what)
    }
}

impl Listed {
    /// What is to be asked now.
    pub(super) fn due(&self, now: Timestamp) -> impl Iterator<Item = What> {
        let is_due = move |at: Option<Timestamp>| {
            at.is_none_or(|at| now.since(at) >= super::LIST_AGAIN_AFTER)
        };
        let apps = is_due(self.apps).then_some(What::Apps);
        let certificates = is_due(self.certificates).then_some(What::Certificates);
        apps.into_iter().chain(certificates)
    }

    /// The device has answered, or has been asked in vain: there is time until the next.
    pub(super) const fn note(&mut self, what: &What, now: Timestamp) {
        match what {
            What::Apps => self.apps = Some(now),
            What::Certificates => self.certificates = Some(now),
            _ => {}
        }
    }
}

impl Settings {
    /// Whether a setting that forces a passcode is installed.
    pub(super) fn force_passcode(&self) -> bool {
        let mut applied = self.applied.iter();
        applied.any(|one| one.outcome == Outcome::Done && forces_passcode(&one.key))
    }

    /// The entry of a setting.
    pub(super) fn entry(&mut self, key: &SettingKey) -> Option<&mut Applied> {
        self.applied.iter_mut().find(|one| one.key == *key)
    }

    /// Whether the device should be asked which profiles it has.
    pub(super) fn is_to_be_looked_at(&self, now: Timestamp) -> bool {
        let long_ago = |at: Timestamp| now.since(at) >= super::ASK_AGAIN_AFTER;
        self.applied.iter().any(|one| one.may_be_there) && self.known_at.is_none_or(long_ago)
    }

    /// Makes the report once the device has said something of every setting.
    pub(super) fn settle(&mut self) {
        let is_open = |one: &Applied| one.outcome == Outcome::Pending;
        if self.applied.iter().any(is_open) {
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
        self.report = Some(ConfigurationReport { version, failed });
    }
}

impl super::Received {
    /// The device has heard that it has left, and goes: it is woken no more.
    pub fn has_gone(&mut self) {
        self.state.forget_push();
    }
}
