use std::collections::BTreeMap;

use crate::api::{CommandResult, SentCommand};
use crate::command::CommandOutcome;
use crate::few::{map_of, set_of};
use crate::profile::SettingKey;
use crate::protocol::syncml::{
    Alert, Command, Group, GroupKind, Item, Message, Request, Verb, alert,
};
use crate::time::Timestamp;

use super::super::commands::{Order, is_last, order_of, other_order_of};
use super::super::inventory::InventoryNode;
use super::super::settings::{Existing, Planned, version};
use super::receive::{Identified, Learnt, Received, Standing, receive};
use super::state::{
    Applied, Asked, Asking, IfExists, Outcome, Sent, Session, SessionState, Settings,
};
use super::{MAX_ANSWER, MAX_COMMANDS_AT_ONCE, MAX_MESSAGES};

/// What there is to do on a device.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Its open commands, the oldest first.
    pub commands: &'a [SentCommand],
    /// What is to be set on it, all of it, as [`crate::windows::settings::plan`] makes it. None where that is not known just
    /// then: nothing is set, and nothing put back.
    pub settings: Option<&'a [Planned]>,
    /// The name under which it knows us: `PROVIDER-ID` of its w7 APPLICATION.
    pub provider: &'a str,
}

impl Work<'_> {
    /// Nothing.
    pub const NOTHING: Work<'static> = Work {
        commands: &[],
        settings: None,
        provider: "",
    };
}

/// Answers a message that has been taken in. With the answer comes the state that is to be kept.
#[must_use]
pub fn answer(received: Received, work: &Work<'_>, now: Timestamp) -> (SessionState, Message) {
    let Received {
        mut state,
        standing,
        header,
        statuses,
        wants_more,
        ..
    } = received;
    let mut writing = Writing {
        message: header.message,
        commands: statuses,
        next: 0,
        count: 0,
        room: MAX_ANSWER,
        sent: Vec::new(),
    };
    writing.next = u32::try_from(writing.commands.len()).unwrap_or(u32::MAX);
    if wants_more {
        let id = writing.id();
        writing.commands.push(Command::Alert(Alert {
            id,
            code: alert::NEXT_MESSAGE,
            correlator: None,
            items: Vec::new(),
        }));
    }
    if standing == Standing::Open
        && let Some(session) = state.session.as_mut()
        && session.messages <= MAX_MESSAGES
        && !session.has_begun_to_leave
    {
        let takes = session.max_message.map(usize::try_from);
        let most = takes
            .and_then(Result::ok)
            .unwrap_or(MAX_ANSWER)
            .min(MAX_ANSWER);
        let statuses = writing.commands.len().saturating_mul(AROUND);
        writing.room = most.saturating_sub(statuses.saturating_add(HEADER));
        writing.orders(session, &mut state.results, work);
        if !session.leaves {
            writing.inventory(session);
            if let Some(plan) = work.settings {
                writing.settings(session, &mut state.settings, plan);
                state.settings.settle(session, now);
            }
        }
        session.sent.append(&mut writing.sent);
    }
    let is_taken_in = matches!(standing, Standing::Open | Standing::Listening);
    if is_taken_in
        && writing.count == 0
        && !wants_more
        && let Some(session) = state.session.as_mut()
    {
        session.end();
    }
    let message = Message {
        header,
        commands: writing.commands,
        is_final: true,
    };
    (state, message)
}

/// Takes a message in and answers it at once: [`receive`], then [`answer`], where what there is to do does not hang on what is
/// learnt.
#[must_use]
pub fn turn(
    state: SessionState,
    message: &Message,
    identified: Identified<'_>,
    work: &Work<'_>,
    now: Timestamp,
    random: [u8; 16],
) -> (SessionState, Message, Learnt) {
    let received = receive(state, message, identified, now, random);
    let learnt = received.learnt.clone();
    let (state, message) = answer(received, work, now);
    (state, message, learnt)
}

/// What a message has beside its commands, a challenge among it, in octets.
const HEADER: usize = 1_024;

/// What a command has beside its address and its value, in octets.
const AROUND: usize = 160;

/// How many octets a request takes.
fn octets_of(uri: &str, data: &str) -> usize {
    let escaped = data.chars().map(|character| match character {
        '&' | '<' | '>' | '\r' => 5,
        other => other.len_utf8(),
    });
    escaped
        .fold(AROUND, usize::saturating_add)
        .saturating_add(uri.len())
}

/// An answer that is being written.
struct Writing {
    message: u32,
    commands: Vec<Command>,
    /// The last number that was given.
    next: u32,
    /// How many things have been asked.
    count: usize,
    /// How many octets there is room for.
    room: usize,
    sent: Vec<Sent>,
}

impl Writing {
    fn id(&mut self) -> u32 {
        self.next = self.next.saturating_add(1);
        self.next
    }

    fn note(&mut self, command: u32, what: Asked) {
        self.sent.push(Sent {
            message: self.message,
            command,
            what,
        });
    }

    /// A request under a number of its own, which is noted.
    fn request(&mut self, verb: Verb, item: Item, what: Asked) -> Command {
        let id = self.id();
        self.count = self.count.saturating_add(1);
        let uri = item.target.as_ref().map_or("", |target| &target.uri);
        let octets = octets_of(uri, item.data.as_deref().unwrap_or_default());
        self.room = self.room.saturating_sub(octets);
        self.note(id, what);
        Request::of(id, verb, item)
    }

    fn ask(&mut self, verb: Verb, item: Item, what: Asked) {
        let command = self.request(verb, item, what);
        self.commands.push(command);
    }

    /// Requests of which all are carried out or none.
    fn ask_together(&mut self, requests: Vec<(Verb, Item, Asked)>) {
        let id = self.id();
        let commands: Vec<Command> = requests
            .into_iter()
            .map(|(verb, item, what)| self.request(verb, item, what))
            .collect();
        let (first, last) = (id.saturating_add(1), self.next);
        self.note(id, Asked::Group { first, last });
        self.commands.push(Command::Group(Group {
            id,
            kind: GroupKind::Atomic,
            commands,
        }));
    }

    /// Whether there is room for a request of one node. There is always room for one.
    fn has_room(&self, uri: &str, data: &str) -> bool {
        self.count == 0 || (self.count < MAX_COMMANDS_AT_ONCE && octets_of(uri, data) <= self.room)
    }

    /// Commands, and those last after which there is nothing to be asked.
    fn orders(&mut self, session: &mut Session, results: &mut Vec<CommandResult>, work: &Work<'_>) {
        let ends = |command: &&SentCommand| is_last(command.kind);
        let before = work.commands.iter().filter(|command| !ends(command));
        for command in before.chain(work.commands.iter().filter(ends)) {
            let SentCommand { id, kind, .. } = *command;
            let is_sent = session
                .sent
                .iter()
                .any(|sent| matches!(sent.what, Asked::Order { id: sent, .. } if sent == id));
            if is_sent || session.answered.contains(&id) || session.syncs.contains(&id) {
                continue;
            }
            let is_elsewhere = session.elsewhere.contains(&id);
            let other = is_elsewhere.then(|| other_order_of(command)).flatten();
            match other.unwrap_or_else(|| order_of(command, work.provider)) {
                Order::Inventory => {
                    session.syncs.push(id);
                    if session.inventory == Asking::Answered {
                        session.ask_inventory_afresh();
                    }
                }
                Order::Node { verb, item } => {
                    self.ask(verb, item, Asked::Order { id, kind });
                    session.leaves |= is_last(kind);
                }
                Order::Impossible(why) => {
                    session.answered.push(id);
                    results.push(CommandResult {
                        id,
                        outcome: CommandOutcome::Failed,
                        exit_code: None,
                        output: Some(why.to_owned()),
                    });
                }
            }
        }
    }

    fn inventory(&mut self, session: &mut Session) {
        if session.inventory != Asking::NotAsked {
            return;
        }
        for node in InventoryNode::ALL
            .into_iter()
            .filter(|node| node.is_asked())
        {
            if session.has_asked(node) {
                continue;
            }
            if !self.has_room(node.uri(), "") {
                return;
            }
            let asked = Asked::Node {
                node,
                has_status: false,
            };
            self.ask(Verb::Get, Item::at(node.uri()), asked);
        }
        session.inventory = Asking::Asked;
    }

    /// What is to be set, and what is to be put back.
    fn settings(&mut self, session: &mut Session, settings: &mut Settings, plan: &[Planned]) {
        settings.wanted = version(plan);
        session.has_more = false;
        let wanted: BTreeMap<&SettingKey, ()> = map_of(plan.iter().map(|node| (&node.key, ())));
        for one in &mut settings.applied {
            if wanted.contains_key(&one.key) {
                continue;
            }
            if session.awaits(&one.key) || session.tried.contains(&one.key) {
                session.has_more |= session.awaits_set(&one.key);
                continue;
            }
            if !self.has_room(&one.undo.uri, "") {
                session.has_more = true;
                break;
            }
            let (verb, item) = one.undo.order();
            let key = one.key.clone();
            let undo = Asked::Undo { key };
            if one.undo.is_grouped {
                self.ask_together(vec![(verb, item, undo)]);
            } else {
                self.ask(verb, item, undo);
            }
            one.outcome = Outcome::Pending;
        }
        let applied: BTreeMap<SettingKey, usize> = map_of(
            settings
                .applied
                .iter()
                .enumerate()
                .map(|(place, one)| (one.key.clone(), place)),
        );
        let tried = set_of(session.tried.iter());
        // Of each node whether it is set to the same, and whether it is to be set.
        let standing: Vec<(bool, bool)> = plan
            .iter()
            .map(|node| {
                let place = applied.get(&node.key);
                let entry = place.and_then(|place| settings.applied.get(*place));
                let is_same = entry.is_some_and(|one| one.value == node.digest());
                let is_done = entry.is_some_and(|one| one.outcome == Outcome::Done);
                (is_same, !is_same || !is_done)
            })
            .collect();
        // What belongs together is set together, though only one of it has changed.
        let mut grouped = plan
            .iter()
            .zip(&standing)
            .filter(|(node, _)| node.is_grouped);
        let group_is_due = grouped.any(|(_, (_, is_due))| *is_due);
        let mut together = Vec::new();
        for (node, (is_same, is_due)) in plan.iter().zip(standing) {
            if !(is_due || node.is_grouped && group_is_due) {
                continue;
            }
            if session.awaits(&node.key) {
                session.has_more |= !is_same;
                continue;
            }
            if is_same && tried.contains(&node.key) {
                continue;
            }
            if !self.has_room(&node.uri, &node.data) {
                session.has_more = true;
                break;
            }
            let replaces = session.replaces.contains(&node.key);
            let (verb, item) = node.order(replaces);
            let if_exists = match node.existing {
                Existing::Same => IfExists::Done,
                Existing::MayDiffer if !replaces => IfExists::Replace,
                Existing::MayDiffer | Existing::Replaced => IfExists::Failed,
            };
            let set = Asked::Set {
                key: node.key.clone(),
                if_exists,
            };
            if node.is_grouped {
                self.room = self.room.saturating_sub(octets_of(&node.uri, &node.data));
                together.push((verb, item, set));
            } else {
                self.ask(verb, item, set);
            }
            let now = Applied {
                key: node.key.clone(),
                value: node.digest(),
                undo: node.undo.clone(),
                outcome: Outcome::Pending,
            };
            match applied
                .get(&node.key)
                .and_then(|place| settings.applied.get_mut(*place))
            {
                Some(one) => *one = now,
                None => settings.applied.push(now),
            }
        }
        if !together.is_empty() {
            self.ask_together(together);
        }
    }
}
