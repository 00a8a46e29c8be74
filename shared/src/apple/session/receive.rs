use crate::api::{CheckInReport, CommandResult, Installed};
use crate::apple::commands::word;
use crate::apple::installed::{apps, certificates};
use crate::apple::inventory::{report_of_information, report_of_security};
use crate::apple::recovery_key::MAX_ENVELOPE;
use crate::command::{CommandName, CommandOutcome};
use crate::few::set_of;
use crate::ids::Digest;
use crate::platform::Platform;
use crate::protocol::apple::{ManagementScope, Report, ReportStatus};
use crate::protocol::plist::Dict;
use crate::time::Timestamp;

use super::state::{Asked, Outcome, SessionState, What};

/// What a report has told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learnt {
    /// What a check-in takes: facts, what became of commands, and of the configuration.
    pub report: CheckInReport,
    /// The device has left, as it was asked to.
    pub left: bool,
    /// What is on it, as far as it has just listed that.
    pub installed: Installed,
    /// The envelope with what opens its disk, where it has not handed over the same before.
    pub recovery_key: Option<Vec<u8>>,
}

/// A report that has been taken in.
#[derive(Debug, Clone)]
pub struct Received {
    /// What is to be kept, once it has been answered.
    pub(super) state: SessionState,
    /// What was learnt.
    pub learnt: Learnt,
}

impl Received {
    /// What takes its passcode away, hidden.
    #[must_use]
    pub fn unlock_token(&self) -> Option<&str> {
        self.state.unlock_token()
    }

    /// This envelope has been opened, or never will be: it need not come again.
    pub fn is_done_with(&mut self, envelope: &[u8]) {
        self.state.escrowed = Some(Digest::of(envelope));
    }

    /// How far the device is managed, and under which topic; none until it has begun to enroll.
    #[must_use]
    pub fn managed(&self) -> Option<(ManagementScope, &str)> {
        self.state.managed()
    }
}

/// Takes in a report of a device of this platform.
#[must_use]
pub fn receive(
    mut state: SessionState,
    report: &Report,
    platform: Platform,
    now: Timestamp,
) -> Received {
    if report.status == ReportStatus::Idle {
        state.tried.clear();
        state.put_off.clear();
        state.has_put_off_question = false;
        state.count = 0;
    }
    let is_asked = |asked: &mut Asked| Some(asked.uuid.as_str()) == report.command.as_deref();
    let answered = state.asked.take_if(is_asked);
    let mut learnt = Learnt::default();
    if let Some(asked) = answered {
        match report.status {
            ReportStatus::Acknowledged => match report.setting_refused() {
                Some(why) => failed(&mut state, &asked, &why, &mut learnt),
                None => done(&mut state, &asked, &report.body, platform, &mut learnt, now),
            },
            ReportStatus::Error | ReportStatus::CommandFormatError => {
                failed(&mut state, &asked, &report.why_not(), &mut learnt);
                state.listed.note(&asked.what, now);
            }
            ReportStatus::NotNow => {
                if let What::Order { id, .. } = asked.what {
                    state.put_off.push(id);
                }
                state.has_put_off_question |= asked.what.asks();
            }
            ReportStatus::Idle => {}
        }
        state.tried.push(asked.what);
    }
    if let Some(passcode) = state.passcode_by_setting(platform) {
        let inventory = learnt.report.inventory.get_or_insert_default();
        inventory.passcode = Some(passcode);
    }
    if state.has_told_everything(now) {
        for id in core::mem::take(&mut state.syncs) {
            let kind = CommandName::Sync;
            state.tried.push(What::Order { id, kind });
            learnt.report.command_results.push(CommandResult {
                id,
                outcome: CommandOutcome::Done,
                exit_code: None,
                output: None,
            });
        }
    }
    let put_off = state.put_off.iter().map(|id| CommandResult {
        id: *id,
        outcome: CommandOutcome::NotNow,
        exit_code: None,
        output: None,
    });
    learnt.report.command_results.extend(put_off);
    let before = core::mem::take(&mut state.results);
    learnt.report.command_results.extend(before);
    state.settings.settle();
    learnt
        .report
        .configuration
        .clone_from(&state.settings.report);
    Received { state, learnt }
}

fn done(
    state: &mut SessionState,
    asked: &Asked,
    body: &Dict,
    platform: Platform,
    learnt: &mut Learnt,
    now: Timestamp,
) {
    match &asked.what {
        What::Information => {
            if let Some(answers) = body.dict("QueryResponses") {
                learnt.report = report_of_information(answers, platform);
            }
        }
        What::Security => {
            if let Some(answers) = body.dict("SecurityInfo") {
                let is_forced = state.settings.force_passcode();
                learnt.report = report_of_security(answers, platform, is_forced);
                learnt.recovery_key = recovery_key(state, answers);
            }
        }
        What::Profiles => look_at(state, body, now),
        What::Apps | What::Certificates => {
            let listed = if asked.what == What::Apps {
                apps(body, now)
            } else {
                certificates(body, now)
            };
            learnt.installed = listed.unwrap_or_default();
            state.listed.note(&asked.what, now);
        }
        What::Order { id, kind } => {
            if *kind == CommandName::Retire {
                learnt.left = true;
                return;
            }
            learnt.report.command_results.push(CommandResult {
                id: *id,
                outcome: CommandOutcome::Done,
                exit_code: None,
                output: word(*kind, asked.pin.as_deref()),
            });
        }
        What::Set { key } => {
            if let Some(entry) = state.settings.entry(key) {
                entry.outcome = Outcome::Done;
            }
        }
        What::Unset { key } => state.settings.applied.retain(|one| one.key != *key),
        What::Configured => state.awaits_configuration = false,
        What::Renewal => {}
        What::Leave => learnt.left = true,
    }
}

/// The envelope of a Mac's recovery key, unless it is the one before.
fn recovery_key(state: &SessionState, answers: &Dict) -> Option<Vec<u8>> {
    let envelope = answers.data("FDE_PersonalRecoveryKeyCMS")?;
    let is_new = state.escrowed != Some(Digest::of(envelope));
    (is_new && envelope.len() <= MAX_ENVELOPE).then(|| envelope.to_vec())
}

fn failed(state: &mut SessionState, asked: &Asked, why: &str, learnt: &mut Learnt) {
    match &asked.what {
        What::Order { id, .. } => learnt.report.command_results.push(CommandResult {
            id: *id,
            outcome: CommandOutcome::Failed,
            exit_code: None,
            output: Some(why.to_owned()),
        }),
        What::Set { key } | What::Unset { key } => {
            if let Some(entry) = state.settings.entry(key) {
                entry.outcome = Outcome::Failed(why.to_owned());
            }
            // Whether it is there is asked next time.
            state.settings.known_at = None;
        }
        What::Information | What::Security => {
            for id in core::mem::take(&mut state.syncs) {
                let kind = CommandName::Sync;
                state.tried.push(What::Order { id, kind });
                learnt.report.command_results.push(CommandResult {
                    id,
                    outcome: CommandOutcome::Failed,
                    exit_code: None,
                    output: Some(why.to_owned()),
                });
            }
        }
        What::Profiles
        | What::Apps
        | What::Certificates
        | What::Configured
        | What::Renewal
        | What::Leave => {}
    }
}

/// What was installed and is not there any more is installed again; what was to go and is not there has gone.
fn look_at(state: &mut SessionState, body: &Dict, now: Timestamp) {
    let there = set_of(
        body.dicts("ProfileList")
            .filter_map(|profile| profile.text("PayloadIdentifier")),
    );
    let settings = &mut state.settings;
    for one in &mut settings.applied {
        one.may_be_there = there.contains(one.identifier.as_str());
        if one.outcome == Outcome::Done && !one.may_be_there {
            one.outcome = Outcome::Pending;
        }
    }
    settings.known_at = Some(now);
}
