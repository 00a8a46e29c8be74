use crate::api::{CheckInReport, CommandResult};
use crate::command::CommandOutcome;
use crate::protocol::syncml::auth::{KnownCredential, Nonce, NotShown};
use crate::protocol::syncml::{
    Alert, Challenge, Command, Header, Item, Location, Message, Request, Results, Status, Verb,
    alert, code,
};
use crate::time::Timestamp;

use super::super::commands::{is_elsewhere, is_last, outcome_of};
use super::super::inventory::{Answers, InventoryNode, MAX_ANSWER, report_of};
use super::super::words::{is_done, why_not};
use super::state::{Asked, Asking, IfExists, Outcome, Partial, Session, SessionState};
use super::{MAX_OBJECT, SET_AGAIN_AFTER, UNENROLLS};

/// How it is known who sends a message.
#[derive(Debug, Clone, Copy)]
pub enum Identified<'a> {
    /// By the certificate of the TLS connection, or whatever else the edge has looked at.
    Already,
    /// By the digest in the message, which this account's must be.
    ByDigest(&'a KnownCredential),
}

/// What a message has told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learnt {
    /// What a check-in takes: facts, what became of commands, and of the configuration. As far as the session has told: what
    /// was told before in it is told again.
    pub report: CheckInReport,
    /// The device leaves management: the person at it has said so, or we have.
    pub unenrolled: bool,
    /// `./Vendor/MSFT/DMClient/HWDevID`, where it was told.
    pub hardware_id: Option<String>,
}

/// What may follow on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The device is asked what there is to ask.
    Open,
    /// Nothing more is asked: the device has ended the session, leaves, or has more to say first.
    Listening,
    /// Nothing was taken in: who sends it has to be shown first, and the answer asks for that.
    Unknown(NotShown),
    /// Nothing was taken in: the message is older than the last one.
    Stale,
}

/// A message that has been taken in.
#[derive(Debug, Clone)]
pub struct Received {
    /// What is to be kept, once it has been answered.
    pub(super) state: SessionState,
    /// What was learnt; nothing, unless [`Received::is_accepted`].
    pub learnt: Learnt,
    /// What may follow.
    pub standing: Standing,
    /// Whom the answer is for, and in which session.
    pub(super) header: Header,
    /// What has become of what the device sent.
    pub(super) statuses: Vec<Command>,
    /// Whether more of a package or an object is to come.
    pub(super) wants_more: bool,
}

impl Received {
    /// Whether the message was taken in.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self.standing, Standing::Open | Standing::Listening)
    }
}

/// Takes in a message. `random` becomes a nonce, where one is needed.
#[must_use]
pub fn receive(
    state: SessionState,
    message: &Message,
    identified: Identified<'_>,
    now: Timestamp,
    random: [u8; 16],
) -> Received {
    let header = &message.header;
    let mut taking = Taking {
        received: Received {
            state,
            learnt: Learnt::default(),
            standing: Standing::Open,
            header: answering(header),
            statuses: Vec::new(),
            wants_more: !message.is_final,
        },
        message: header.message,
        answers: Answers::new(),
        failed_groups: Vec::new(),
    };
    let challenge = match taking.identify(header, identified, now, random) {
        Ok(challenge) => challenge,
        Err((why, challenge)) => {
            let code = match why {
                NotShown::Missing => code::MISSING_CREDENTIALS,
                _ => code::INVALID_CREDENTIALS,
            };
            return taking.refused(Standing::Unknown(why), code, Some(challenge));
        }
    };
    if !taking.enter(header, now) {
        return taking.refused(Standing::Stale, code::BAD_REQUEST, challenge);
    }
    taking.status(0, "SyncHdr", code::OK, challenge);
    taking.take_in(message);
    taking.finish(now)
}

/// The header of the answer. Its number is the message's: ours then count from 1 as the device's do, and the answer to a message
/// that comes again has the number of the one that was lost.
fn answering(header: &Header) -> Header {
    Header {
        session: header.session.clone(),
        message: header.message,
        target: Location::at(&header.source.uri),
        source: Location::at(&header.target.uri),
        credential: None,
        max_message: None,
        max_object: None,
    }
}

struct Taking {
    received: Received,
    message: u32,
    /// What nodes hold, as this message says.
    answers: Answers,
    /// Groups that have failed: our message, the first and the last command in them, and why.
    failed_groups: Vec<(u32, u32, u32, String)>,
}

impl Taking {
    /// Who sends it. By digest each message shows it anew, with a nonce that the answer to the one before has named: whoever guesses
    /// a session's number gets nowhere. A nonce stays until it was used, so that strangers who ask change nothing.
    fn identify(
        &mut self,
        header: &Header,
        identified: Identified<'_>,
        now: Timestamp,
        random: [u8; 16],
    ) -> Result<Option<Challenge>, (NotShown, Challenge)> {
        let Identified::ByDigest(known) = identified else {
            return Ok(None);
        };
        let state = &mut self.received.state;
        let why = match (&header.credential, &state.nonce) {
            (None, _) => NotShown::Missing,
            (Some(_), None) => NotShown::NonceExpired,
            (Some(credential), Some(nonce)) => match known.verify(credential, nonce, now) {
                Ok(()) => {
                    let next = Nonce::new(random, now);
                    let challenge = next.challenge();
                    state.last_nonce = state.nonce.replace(next);
                    return Ok(Some(challenge));
                }
                Err(why) => {
                    let comes_again = state.session.as_ref().is_some_and(|session| {
                        session.id == header.session && session.last == header.message
                    });
                    let is_last = |nonce| known.verify(credential, nonce, now).is_ok();
                    if comes_again && state.last_nonce.as_ref().is_some_and(is_last) {
                        return Ok(Some(nonce.challenge()));
                    }
                    why
                }
            },
        };
        let nonce = match state.nonce.take() {
            Some(nonce) if nonce.is_good(now) => nonce,
            _ => Nonce::new(random, now),
        };
        let challenge = nonce.challenge();
        state.nonce = Some(nonce);
        Err((why, challenge))
    }

    fn refused(mut self, standing: Standing, code: u16, challenge: Option<Challenge>) -> Received {
        self.received.standing = standing;
        self.received.wants_more = false;
        self.status(0, "SyncHdr", code, challenge);
        self.received
    }

    /// Finds the session, or begins one. False when the message is older than the last.
    fn enter(&mut self, header: &Header, now: Timestamp) -> bool {
        let state = &mut self.received.state;
        if let Some(session) = &mut state.session
            && session.id == header.session
        {
            if header.message >= session.last {
                session.messages = session.messages.saturating_add(1);
            }
            if header.message == session.last {
                session.forget_answer_to(header.message);
                return true;
            }
            if header.message > session.last {
                session.last = header.message;
                session.max_message = header.max_message.or(session.max_message);
                return true;
            }
            if header.message > 1 && !session.has_ended {
                return false;
            }
        }
        let again = |at: Timestamp| now.since(at) >= SET_AGAIN_AFTER;
        if state.settings.in_force_at.is_some_and(again) {
            state.settings.set_again();
        }
        let mut session = Session::new(header.session.clone());
        session.last = header.message;
        // One whose beginning is not known has had as many as it says.
        session.messages = header.message;
        session.max_message = header.max_message;
        state.session = Some(session);
        true
    }

    fn session(&mut self) -> Option<&mut Session> {
        self.received.state.session.as_mut()
    }

    fn status(&mut self, command: u32, name: &str, code: u16, challenge: Option<Challenge>) {
        let statuses = &mut self.received.statuses;
        let id = u32::try_from(statuses.len()).unwrap_or(u32::MAX);
        statuses.push(Command::Status(Status {
            id: id.saturating_add(1),
            message_ref: self.message,
            command_ref: command,
            command: name.to_owned(),
            target_refs: Vec::new(),
            source_refs: Vec::new(),
            challenge,
            code,
            original_error: None,
            items: Vec::new(),
        }));
    }

    /// Values before statuses: a status may be the last thing that is waited for.
    fn take_in(&mut self, message: &Message) {
        for command in &message.commands {
            let code = match command {
                Command::Status(_) => continue,
                Command::Alert(alert) => self.alert(alert),
                Command::Results(results) => self.results(results),
                Command::Request(request) => self.told(request),
                // A device has nothing to put together.
                Command::Group(_) => code::NOT_SUPPORTED,
            };
            self.status(command.id(), command.name(), code, None);
        }
        for command in &message.commands {
            if let Command::Status(status) = command {
                self.answered(status);
            }
        }
    }

    fn alert(&mut self, alert: &Alert) -> u16 {
        match alert.code {
            alert::GENERIC => {
                let leaves = |item: &Item| {
                    let kind = item.meta.kind.as_deref().unwrap_or_default();
                    kind.trim().eq_ignore_ascii_case(UNENROLLS)
                };
                if alert.items.iter().any(leaves) {
                    self.received.learnt.unenrolled = true;
                    self.received.standing = Standing::Listening;
                }
            }
            alert::SESSION_ABORT => self.received.standing = Standing::Listening,
            alert::NO_END_OF_DATA => {
                if let Some(session) = self.session() {
                    session.partial = None;
                }
            }
            _ => {}
        }
        code::OK
    }

    /// What a device tells of itself without being asked.
    fn told(&mut self, request: &Request) -> u16 {
        if request.verb != Verb::Replace {
            return code::NOT_SUPPORTED;
        }
        for item in &request.items {
            let place = item.source.as_ref().or(item.target.as_ref());
            let (Some(place), Some(data)) = (place, &item.data) else {
                continue;
            };
            if let Some(node) = InventoryNode::told_at(&place.uri) {
                self.node_holds(node, data);
            } else if place.uri.to_ascii_lowercase().ends_with("/hwdevid")
                && data.len() <= MAX_ANSWER
            {
                self.received.learnt.hardware_id = Some(data.trim().to_owned());
            }
        }
        code::OK
    }

    fn node_holds(&mut self, node: InventoryNode, data: &str) {
        let data = data.trim();
        if data.len() <= MAX_ANSWER {
            self.answers.insert(node, data.to_owned());
        }
    }

    /// What nodes hold, as was asked; a value in parts is put together first.
    fn results(&mut self, results: &Results) -> u16 {
        let Some(session) = self.session() else {
            return code::OK;
        };
        let (message, command) = (results.message_ref, results.command_ref);
        let asked = session.sent.iter().find_map(|sent| match sent.what {
            Asked::Node { node, .. } if (sent.message, sent.command) == (message, command) => {
                Some(node)
            }
            _ => None,
        });
        if asked.is_none() {
            // Nobody has asked: it is heard to its end, and not kept.
            let has_more = results.items.iter().any(|item| item.more_data);
            self.received.wants_more |= has_more;
            return if has_more {
                code::CHUNK_ACCEPTED
            } else {
                code::OK
            };
        }
        let mut whole = None;
        for item in &results.items {
            let data = item.data.as_deref().unwrap_or_default();
            let size = item.meta.size.or(results.meta.size);
            let begun = session
                .partial
                .take()
                .filter(|partial| (partial.message, partial.command) == (message, command));
            if begun.is_none() && !item.more_data {
                whole = Some(data.to_owned());
                continue;
            }
            let mut partial = begun.unwrap_or(Partial {
                message,
                command,
                size,
                data: String::new(),
            });
            let length = partial.data.len().saturating_add(data.len());
            let said = usize::try_from(partial.size.unwrap_or_default()).unwrap_or(usize::MAX);
            if length.max(said) > MAX_OBJECT {
                return code::TOO_LARGE;
            }
            partial.data.push_str(data);
            if item.more_data {
                session.partial = Some(partial);
                self.received.wants_more = true;
                return code::CHUNK_ACCEPTED;
            }
            if partial.size.is_some() && said != partial.data.len() {
                return code::SIZE_MISMATCH;
            }
            whole = Some(partial.data);
        }
        if let (Some(node), Some(data)) = (asked, whole) {
            self.node_holds(node, &data);
        }
        code::OK
    }

    /// What has become of something that was asked.
    fn answered(&mut self, status: &Status) {
        let Some(session) = self.received.state.session.as_mut() else {
            return;
        };
        let place = session.sent.iter().position(|sent| {
            (sent.message, sent.command) == (status.message_ref, status.command_ref)
        });
        let Some(place) = place else {
            return;
        };
        // A node stays known: what it holds may come later, in parts.
        if let Some(sent) = session.sent.get_mut(place)
            && let Asked::Node { has_status, .. } = &mut sent.what
        {
            *has_status = true;
            return;
        }
        let settings = &mut self.received.state.settings;
        match session.sent.remove(place).what {
            Asked::Node { .. } => {}
            // The first time alone: what is not there either way has failed.
            Asked::Order { id, kind }
                if is_elsewhere(kind, status) && !session.elsewhere.contains(&id) =>
            {
                session.elsewhere.push(id);
            }
            Asked::Order { id, kind } => {
                // What is answered by something else counts as answered, so that it is not asked twice in a session.
                session.answered.push(id);
                if let Some((outcome, word)) = outcome_of(kind, status) {
                    if is_last(kind) {
                        session.leaves = outcome == CommandOutcome::Done;
                        session.has_begun_to_leave |= session.leaves;
                    }
                    self.received
                        .learnt
                        .report
                        .command_results
                        .push(CommandResult {
                            id,
                            outcome,
                            exit_code: None,
                            output: (!word.is_empty()).then_some(word),
                        });
                }
            }
            Asked::Set { key, if_exists } => {
                let exists = status.code == code::ALREADY_EXISTS;
                if exists && if_exists == IfExists::Replace {
                    session.replaces.push(key);
                    return;
                }
                if let Some(entry) = settings.entry(&key) {
                    let is_there = exists && if_exists == IfExists::Done;
                    entry.outcome = if is_there || is_done(status) {
                        Outcome::Done
                    } else {
                        Outcome::Failed(why_not(status))
                    };
                }
                session.tried.push(key);
            }
            Asked::Undo { key } => {
                // What is not there need not go.
                if is_done(status) || status.code == code::NOT_FOUND {
                    settings.applied.retain(|one| one.key != key);
                } else if let Some(entry) = settings.entry(&key) {
                    entry.outcome = Outcome::Failed(why_not(status));
                }
                session.tried.push(key);
            }
            Asked::Group { first, last } => {
                if !is_done(status) {
                    let failed = (status.message_ref, first, last, why_not(status));
                    self.failed_groups.push(failed);
                }
            }
        }
    }

    /// What stood in a group that failed, and of which nothing else was said, has failed too.
    fn fail_groups(&mut self) {
        let Some(session) = self.received.state.session.as_mut() else {
            return;
        };
        let settings = &mut self.received.state.settings;
        for (message, first, last, why) in core::mem::take(&mut self.failed_groups) {
            session.sent.retain(|sent| {
                if sent.message != message || !(first..=last).contains(&sent.command) {
                    return true;
                }
                let (Asked::Set { key, .. } | Asked::Undo { key }) = &sent.what else {
                    return true;
                };
                if let Some(entry) = settings.entry(key) {
                    entry.outcome = Outcome::Failed(why.clone());
                }
                session.tried.push(key.clone());
                false
            });
        }
    }

    fn finish(mut self, now: Timestamp) -> Received {
        self.fail_groups();
        let Received { state, learnt, .. } = &mut self.received;
        let mut results = core::mem::take(&mut state.results);
        if let Some(session) = state.session.as_mut() {
            let is_open = |asked: &Asked| {
                matches!(
                    asked,
                    Asked::Node {
                        has_status: false,
                        ..
                    }
                )
            };
            let has_open = session.sent.iter().any(|sent| is_open(&sent.what));
            if session.inventory == Asking::Asked && !has_open && session.partial.is_none() {
                session.inventory = Asking::Answered;
                for id in core::mem::take(&mut session.syncs) {
                    session.answered.push(id);
                    learnt.report.command_results.push(CommandResult {
                        id,
                        outcome: CommandOutcome::Done,
                        exit_code: None,
                        output: None,
                    });
                }
            }
            results.append(&mut learnt.report.command_results);
            let combined = self.answers.iter().filter(|(node, _)| node.is_combined());
            let combined = combined.map(|(node, data)| (*node, data.clone()));
            session.answers.extend(combined);
            self.answers.extend(session.answers.clone());
            learnt.report = report_of(&self.answers);
            state.settings.settle(session, now);
        }
        learnt.report.command_results = results;
        learnt
            .report
            .configuration
            .clone_from(&state.settings.report);
        if self.received.wants_more {
            self.received.standing = Standing::Listening;
        }
        self.received
    }
}
