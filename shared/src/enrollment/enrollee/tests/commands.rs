//! Commands to a device: at least once, taken once, never past their end.

use super::*;
use crate::api::{CommandResult, DeviceEventKind as Kind, SentCommand};
use crate::audit::AuditKind;
use crate::command::{
    CommandKind, CommandName, CommandOutcome, CommandRecord, CommandRefusal, CommandState,
    ENDED_KEPT, MAX_AT_ONCE, MAX_IN_A_DAY, MAX_OPEN, Requester,
};
use crate::enrollment::enrollee::deadline::{Deadline, DeadlineKind};
use crate::ids::CommandId;
use crate::store::ObjectKind as _;
use crate::tenant::{ReadAudit, section::DeviceGroups};
use crate::testing::CountingRows;

/// A device that has enrolled and been here once.
struct Device {
    story: Story,
    id: DeviceId,
    presented: CertificateSerial,
}

impl Device {
    fn new(method: EnrollmentMethod) -> Self {
        Self::owned(method, Ownership::Corporate)
    }

    fn owned(method: EnrollmentMethod, ownership: Ownership) -> Self {
        let mut story = Story::begin();
        story.open_ticket(method);
        story.admit(0, 1, Facts::default(), PolicySet::starting());
        story.complete(0);
        let (id, presented) = story.issued[0];
        if ownership == Ownership::Corporate {
            story.ask(&ChangeOwnership {
                device: id,
                ownership,
                keep: KeptFacts::default(),
                by: UserId::from_random([9; 16]),
            });
        }
        let device = Self {
            story,
            id,
            presented,
        };
        assert_eq!(device.comes_by(), []);
        device
    }

    fn asked(&self, command: CommandKind, key: &str) -> Enqueuing {
        self.story.ask(&Enqueue {
            device: self.id,
            command,
            key: key.parse().unwrap(),
            expires_in_seconds: None,
            by: Some(UserId::from_random([8; 16])),
            requester: Requester::Administrator,
            random: self.story.draw(),
        })
    }

    /// Asks for something that is taken up.
    fn queued(&self, command: CommandKind) -> CommandId {
        let key = Digest::of(&self.story.draw()).to_string();
        match self.asked(command, &key) {
            Enqueuing::Queued { command } => command.id,
            other => panic!("{other:?}"),
        }
    }

    fn refused(&self, command: CommandKind) -> &'static str {
        let key = Digest::of(&self.story.draw()).to_string();
        match self.asked(command, &key) {
            Enqueuing::Refused { refusal } => refusal.code(),
            other => panic!("{other:?}"),
        }
    }

    fn check_in(&self, results: Vec<CommandResult>) -> CheckedIn {
        self.story.ask(&CheckIn {
            device: self.id,
            presented: self.presented,
            proof: RequestProof::Tls,
            report: CheckInReport::default(),
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            command_results: results,
            configuration: ConfigurationAsk::default(),
            compliance: None,
            hand_over: 0,
        })
    }

    /// The device comes by with results; answers what it is asked.
    fn brings(&self, results: Vec<CommandResult>) -> Vec<SentCommand> {
        match self.check_in(results) {
            CheckedIn::Accepted { commands, .. } => commands,
            other => panic!("{other:?}"),
        }
    }

    fn comes_by(&self) -> Vec<SentCommand> {
        self.brings(Vec::new())
    }

    fn listed(&self) -> Vec<CommandRecord> {
        self.story.ask(&ListCommands { device: self.id }).unwrap()
    }

    fn state(&self, id: CommandId) -> CommandState {
        let listed = self.listed();
        listed
            .iter()
            .find(|command| command.id == id)
            .unwrap()
            .state
    }

    fn undone(&self, command: CommandId, requester: Requester) -> Cancelling {
        self.story.ask(&CancelCommand {
            device: self.id,
            command,
            requester,
        })
    }

    fn row(&self) -> DeviceRow {
        self.story.rows::<DeviceRow>().remove(0)
    }

    fn deadlines(&self) -> Vec<Deadline> {
        let mut all: Vec<Deadline> = self.story.rows();
        all.retain(|deadline| matches!(deadline.kind, DeadlineKind::CommandsEnd { .. }));
        all
    }

    fn audited(&self) -> Vec<AuditKind> {
        let read = ReadAudit {
            tenant: self.story.tenant.clone(),
            from: 0,
            limit: 200,
        };
        let page = block_on(self.story.house.tenant(&self.story.tenant, &read)).unwrap();
        page.entries
            .into_iter()
            .map(|(entry, _)| entry.event.kind)
            .filter(|kind| kind.as_str().starts_with("command-"))
            .collect()
    }

    /// What the device's row and deadlines must say whatever has happened.
    fn hold(&self) {
        let open = self
            .listed()
            .iter()
            .filter(|command| command.state.is_open())
            .count();
        let (row, deadlines) = (self.row(), self.deadlines());
        assert_eq!(usize::from(row.open_commands), open);
        let due: Vec<Timestamp> = deadlines.iter().map(|deadline| deadline.at).collect();
        assert_eq!(due, row.commands_due.into_iter().collect::<Vec<_>>());
        let rows: Vec<CommandRecord> = self.story.rows();
        assert_eq!(row.commands_due.is_some(), !rows.is_empty());
    }
}

fn answer(id: CommandId, outcome: CommandOutcome) -> CommandResult {
    CommandResult {
        id,
        outcome,
        exit_code: None,
        output: None,
    }
}

fn custom(name: &str) -> CommandKind {
    CommandKind::Custom {
        name: name.parse().unwrap(),
    }
}

fn ids(commands: &[SentCommand]) -> Vec<CommandId> {
    commands.iter().map(|command| command.id).collect()
}

#[test]
fn a_command_is_handed_over_at_every_visit_until_there_is_a_result_and_then_no_more() {
    let device = Device::new(EnrollmentMethod::Agent);
    let lock = device.queued(CommandKind::Lock);
    assert_eq!(device.state(lock), CommandState::Queued);
    for _ in 0..3 {
        let told = device.comes_by();
        assert_eq!(ids(&told), [lock]);
        assert_eq!(told[0].kind, CommandName::Lock);
        device.hold();
    }
    let first_told = device.listed()[0].delivered_at;
    let done = CommandResult {
        exit_code: Some(0),
        output: Some("two\nsessions\u{1b}[2J".to_owned()),
        ..answer(lock, CommandOutcome::Done)
    };
    assert_eq!(device.brings(vec![done]), []);
    let record = device.listed().remove(0);
    assert_eq!(record.state, CommandState::Done);
    assert_eq!(record.exit_code, Some(0));
    assert_eq!(record.output.as_deref(), Some("two\nsessions[2J"));
    assert_eq!(record.delivered_at, first_told);
    assert_eq!(device.comes_by(), []);
    let detail = device.story.ask(&ShowDevice { device: device.id }).unwrap();
    assert!(
        detail
            .history
            .iter()
            .any(|event| event.kind == Kind::CommandDone)
    );
    assert_eq!(
        device.audited(),
        [AuditKind::CommandQueued, AuditKind::CommandEnded]
    );
    device.hold();
}

#[test]
fn a_result_that_comes_twice_or_for_what_was_never_told_changes_nothing() {
    let device = Device::new(EnrollmentMethod::Agent);
    let lock = device.queued(CommandKind::Lock);
    let stranger = CommandId::new(device.story.clock.now(), 7, [7; 16]);
    // It was not told yet, and the other never was anything.
    let told = device.brings(vec![
        answer(lock, CommandOutcome::Done),
        answer(stranger, CommandOutcome::Done),
    ]);
    assert_eq!(ids(&told), [lock]);
    device.brings(vec![answer(lock, CommandOutcome::Failed)]);
    device.queued(CommandKind::Sync);
    let before = device.listed();
    device.brings(vec![answer(lock, CommandOutcome::Done)]);
    assert_eq!(device.state(lock), CommandState::Failed);
    assert_eq!(device.listed().len(), before.len());
    device.hold();
}

#[test]
fn what_was_put_off_is_told_again_after_everything_else() {
    let device = Device::new(EnrollmentMethod::AppleDevice);
    let lock = device.queued(CommandKind::Lock);
    assert_eq!(ids(&device.comes_by()), [lock]);
    let sync = device.queued(CommandKind::Sync);
    let told = device.brings(vec![answer(lock, CommandOutcome::NotNow)]);
    // Not at once again.
    assert_eq!(ids(&told), [sync]);
    assert_eq!(device.state(lock), CommandState::NotNow);
    device.hold();
    assert_eq!(ids(&device.comes_by()), [sync, lock]);
    assert_eq!(device.state(lock), CommandState::Delivered);
    // What a device has put off can be taken back: it does nothing until it is told again.
    device.brings(vec![answer(lock, CommandOutcome::NotNow)]);
    let undone = device.undone(lock, Requester::Administrator);
    assert!(matches!(undone, Cancelling::Cancelled { .. }), "{undone:?}");
    assert_eq!(ids(&device.comes_by()), [sync]);
    device.hold();
}

#[test]
fn at_most_eight_are_told_at_once_in_the_order_they_were_asked_for() {
    let device = Device::new(EnrollmentMethod::Agent);
    let asked: Vec<CommandId> = (0..10)
        .map(|number| device.queued(custom(&format!("task-{number}"))))
        .collect();
    let told = device.comes_by();
    assert_eq!(ids(&told), asked[..MAX_AT_ONCE]);
    let results = told
        .iter()
        .map(|command| answer(command.id, CommandOutcome::Done))
        .collect();
    assert_eq!(ids(&device.brings(results)), asked[MAX_AT_ONCE..]);
    device.hold();
}

#[test]
fn asking_again_under_the_same_key_asks_for_nothing_more() {
    let device = Device::new(EnrollmentMethod::Agent);
    let Enqueuing::Queued { command } = device.asked(CommandKind::Lock, "k1") else {
        panic!()
    };
    for _ in 0..2 {
        let again = device.asked(CommandKind::Lock, "k1");
        assert_eq!(
            again,
            Enqueuing::Known {
                command: command.clone()
            }
        );
    }
    device.comes_by();
    device.brings(vec![answer(command.id, CommandOutcome::Done)]);
    // Nor when it has ended.
    assert!(
        matches!(device.asked(CommandKind::Lock, "k1"), Enqueuing::Known { command } if command.state == CommandState::Done)
    );
    assert!(matches!(
        device.asked(CommandKind::Sync, "k1"),
        Enqueuing::Refused {
            refusal: CommandRefusal::KeyReused { .. }
        }
    ));
    assert_eq!(device.listed().len(), 1);
}

#[test]
fn one_of_a_kind_is_open_at_a_time_and_thirty_two_in_all() {
    let device = Device::new(EnrollmentMethod::Agent);
    let lock = device.queued(CommandKind::Lock);
    assert_eq!(device.refused(CommandKind::Lock), "command-already-open");
    for number in 1..MAX_OPEN {
        device.queued(custom(&format!("task-{number}")));
    }
    assert_eq!(device.refused(custom("one-more")), "too-many-open-commands");
    device.hold();
    device.undone(lock, Requester::Administrator);
    device.queued(CommandKind::Lock);
}

#[test]
fn a_device_is_given_fifty_commands_a_day_and_fifty_that_ended_are_kept() {
    let device = Device::new(EnrollmentMethod::Agent);
    for _ in 0..MAX_IN_A_DAY {
        let sync = device.queued(CommandKind::Sync);
        device.undone(sync, Requester::Administrator);
    }
    assert_eq!(device.refused(CommandKind::Sync), "too-many-commands");
    device.story.clock.advance(Duration::from_hours(24));
    let newest = device.queued(CommandKind::Sync);
    device.undone(newest, Requester::Administrator);
    let listed = device.listed();
    assert_eq!((listed.len(), listed[0].id), (ENDED_KEPT, newest));
    device.hold();
    // Thirty days later they are forgotten by themselves.
    device.story.clock.advance(Duration::from_hours(30 * 24));
    device.story.ask(&RunDeadlines {});
    assert_eq!(device.story.rows::<CommandRecord>(), []);
    device.hold();
}

#[test]
fn a_command_ends_by_itself_told_or_not() {
    let device = Device::new(EnrollmentMethod::Agent);
    let told = device.queued(CommandKind::Lock);
    device.comes_by();
    let waits = device.queued(CommandKind::Sync);
    let Enqueuing::Queued { command: long } = device.story.ask(&Enqueue {
        device: device.id,
        command: custom("later"),
        key: "later".parse().unwrap(),
        expires_in_seconds: Some(30 * 24 * 3_600),
        by: Some(UserId::from_random([8; 16])),
        requester: Requester::Administrator,
        random: [1; 16],
    }) else {
        panic!()
    };
    device.story.clock.advance(Duration::from_hours(7 * 24 - 1));
    assert_eq!(device.state(waits), CommandState::Queued);
    device.story.clock.advance(Duration::from_hours(1));
    // Nobody ran the deadlines: the very visit that comes too late finds them ended.
    assert_eq!(ids(&device.comes_by()), [long.id]);
    for id in [told, waits] {
        assert_eq!(device.state(id), CommandState::Expired);
    }
    device.brings(vec![answer(told, CommandOutcome::Done)]);
    assert_eq!(device.state(told), CommandState::Expired);
    device.hold();
}

#[test]
fn a_time_to_wait_is_held_to_an_hour_and_to_thirty_days() {
    let device = Device::new(EnrollmentMethod::Agent);
    for (number, (asked, given)) in [
        (Some(1), 3_600),
        (Some(u32::MAX), 30 * 24 * 3_600),
        (None, 7 * 24 * 3_600),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("task-{number}");
        let answered = device.story.ask(&Enqueue {
            device: device.id,
            command: custom(&name),
            key: name.parse().unwrap(),
            expires_in_seconds: asked,
            by: Some(UserId::from_random([8; 16])),
            requester: Requester::Administrator,
            random: [1; 16],
        });
        let Enqueuing::Queued { command } = answered else {
            panic!("{answered:?}")
        };
        assert_eq!(command.expires_at.since(command.queued_at).as_secs(), given);
    }
}

#[test]
fn a_command_is_taken_back_until_its_device_has_been_told() {
    let device = Device::new(EnrollmentMethod::Agent);
    let lock = device.queued(CommandKind::Lock);
    for _ in 0..2 {
        let undone = device.undone(lock, Requester::Administrator);
        assert!(
            matches!(undone, Cancelling::Cancelled { command } if command.state == CommandState::Cancelled)
        );
    }
    assert_eq!(device.comes_by(), []);
    let lock = device.queued(CommandKind::Lock);
    device.comes_by();
    let refused = |refusal| Cancelling::Refused { refusal };
    assert_eq!(
        device.undone(lock, Requester::Administrator),
        refused(CommandRefusal::Delivered)
    );
    device.brings(vec![answer(lock, CommandOutcome::Done)]);
    assert_eq!(
        device.undone(lock, Requester::Administrator),
        refused(CommandRefusal::Ended)
    );
    let unknown = CommandId::new(device.story.clock.now(), 0, [0; 16]);
    assert_eq!(
        device.undone(unknown, Requester::Administrator),
        Cancelling::Unknown
    );
    assert_eq!(
        device.audited(),
        [
            AuditKind::CommandQueued,
            AuditKind::CommandCancelled,
            AuditKind::CommandQueued,
            AuditKind::CommandEnded
        ]
    );
    device.hold();
}

#[test]
fn a_person_does_not_take_back_what_an_administrator_has_asked() {
    let device = Device::new(EnrollmentMethod::Agent);
    let lock = device.queued(CommandKind::Lock);
    let undone = device.undone(lock, Requester::Person);
    let refusal = CommandRefusal::Administrators;
    assert_eq!(undone, Cancelling::Refused { refusal });
    assert_eq!(device.state(lock), CommandState::Queued);
}

#[test]
fn a_device_that_leaves_as_it_was_asked_has_done_so_and_everything_else_goes() {
    for told in [true, false] {
        let device = Device::new(EnrollmentMethod::Agent);
        let (retire, lock) = (
            device.queued(CommandKind::Retire),
            device.queued(CommandKind::Lock),
        );
        if told {
            assert_eq!(ids(&device.comes_by()), [retire, lock]);
        }
        let left = device.story.ask(&Leave {
            device: device.id,
            presented: device.presented,
            proof: RequestProof::Tls,
        });
        assert_eq!(left, Leaving::Left);
        assert_eq!(device.state(retire), CommandState::Done);
        assert_eq!(device.state(lock), CommandState::Cancelled);
        device.hold();
    }
}

#[test]
fn a_device_that_is_removed_hears_no_command_any_more() {
    let device = Device::new(EnrollmentMethod::Agent);
    let (retire, lock) = (
        device.queued(CommandKind::Retire),
        device.queued(CommandKind::Lock),
    );
    device.comes_by();
    device.story.ask(&Retire {
        device: device.id,
        cause: RetireCause::RemovedByAdministrator,
        by: None,
    });
    for id in [retire, lock] {
        assert_eq!(device.state(id), CommandState::Cancelled);
    }
    assert!(matches!(
        device.check_in(Vec::new()),
        CheckedIn::Refused { .. }
    ));
    assert_eq!(device.asked(CommandKind::Sync, "later"), Enqueuing::Unknown);
    device.hold();
    // With its record they go for good.
    device.story.clock.advance(Duration::from_hours(546 * 24));
    device.story.ask(&RunDeadlines {});
    assert_eq!(device.story.rows::<CommandRecord>(), []);
    assert_eq!(device.deadlines(), []);
}

#[test]
fn a_device_that_has_erased_itself_is_retired_with_that_cause() {
    let device = Device::new(EnrollmentMethod::WindowsMdm);
    let (wipe, sync) = (
        device.queued(CommandKind::Wipe),
        device.queued(CommandKind::Sync),
    );
    assert_eq!(ids(&device.comes_by()), [wipe, sync]);
    let answered = device.check_in(vec![answer(wipe, CommandOutcome::Done)]);
    assert_eq!(
        answered,
        CheckedIn::Refused {
            refusal: Refusal::DeviceRetired
        }
    );
    assert!(matches!(
        device.row().life,
        Life::Retired {
            cause: RetireCause::Wiped,
            ..
        }
    ));
    assert_eq!(device.state(wipe), CommandState::Done);
    assert_eq!(device.state(sync), CommandState::Cancelled);
    assert!(matches!(
        device.check_in(Vec::new()),
        CheckedIn::Refused { .. }
    ));
    device.hold();
    // One that could not do it stays.
    let device = Device::new(EnrollmentMethod::WindowsMdm);
    let wipe = device.queued(CommandKind::Wipe);
    device.comes_by();
    assert_eq!(
        device.brings(vec![answer(wipe, CommandOutcome::Failed)]),
        []
    );
    assert_eq!(device.state(wipe), CommandState::Failed);
}

#[test]
fn what_a_device_cannot_do_or_may_not_be_asked_is_refused_at_once() {
    let rename = || CommandKind::RenameHost {
        name: "build-7".parse().unwrap(),
    };
    let personal = Device::owned(EnrollmentMethod::Agent, Ownership::Personal);
    assert_eq!(
        personal.refused(rename()),
        "command-not-for-personal-devices"
    );
    assert_eq!(
        personal.refused(CommandKind::Wipe),
        "command-not-for-personal-devices"
    );
    let corporate = Device::new(EnrollmentMethod::Agent);
    assert_eq!(corporate.refused(CommandKind::Wipe), "command-not-possible");
    corporate.queued(rename());
    let bare = Device::new(EnrollmentMethod::Est);
    for command in [CommandKind::Lock, CommandKind::Sync, CommandKind::Retire] {
        assert_eq!(bare.refused(command), "command-not-possible");
    }
    assert_eq!(bare.story.rows::<CommandRecord>(), []);
    assert_eq!(bare.audited(), []);
}

#[test]
fn an_agent_that_tells_it_is_too_old_is_given_no_command() {
    let device = Device::new(EnrollmentMethod::Agent);
    let reports = |version: &str| {
        device.story.ask(&CheckIn {
            report: CheckInReport {
                inventory: Some(crate::api::Inventory {
                    agent_version: Some(version.to_owned()),
                    ..crate::api::Inventory::default()
                }),
                ..CheckInReport::default()
            },
            ..serde_json::from_str::<CheckIn>(&format!(
                r#"{{"device":"{}","presented":"{}","proof":"tls","report":{{}},"decide_by":null}}"#,
                device.id, device.presented
            ))
            .unwrap()
        });
    };
    reports("1");
    assert_eq!(
        device.refused(CommandKind::Sync),
        "agent-too-old-for-commands"
    );
    reports("2");
    device.queued(CommandKind::Sync);
}

#[test]
fn a_device_that_has_become_its_persons_own_is_not_told_what_was_asked_of_the_organisations() {
    let device = Device::new(EnrollmentMethod::Agent);
    let rename = device.queued(CommandKind::RenameHost {
        name: "build-7".parse().unwrap(),
    });
    let lock = device.queued(CommandKind::Lock);
    device.story.ask(&ChangeOwnership {
        device: device.id,
        ownership: Ownership::Personal,
        keep: KeptFacts::default(),
        by: UserId::from_random([9; 16]),
    });
    assert_eq!(ids(&device.comes_by()), [lock]);
    assert_eq!(device.state(rename), CommandState::Cancelled);
    device.hold();
}

#[test]
fn a_visit_with_nothing_to_do_reads_as_much_after_forty_commands_as_before_the_first_and_writes_one_row()
 {
    let device = Device::new(EnrollmentMethod::Agent);
    let visit = || {
        let check_in = CheckIn {
            device: device.id,
            presented: device.presented,
            proof: RequestProof::Tls,
            report: CheckInReport::default(),
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            command_results: Vec::new(),
            configuration: ConfigurationAsk::default(),
            compliance: None,
            hand_over: 0,
        };
        let rows = device
            .story
            .house
            .enrollee_rows(&device.story.tenant, &device.story.enrollee);
        let counting = CountingRows::new(&rows);
        let name = <CheckIn as crate::store::Command>::NAME;
        let body = serde_json::to_vec(&check_in).unwrap();
        let handled = Enrollee::dispatch(name, &body, &counting, device.story.clock.now()).unwrap();
        let written: Vec<Table> = handled.changes.iter().map(|(table, _, _)| table).collect();
        (counting.rows_read(), written)
    };
    let (read, written) = visit();
    assert_eq!(written, [Table::Presence]);
    for _ in 0..40 {
        let sync = device.queued(CommandKind::Sync);
        device.comes_by();
        device.brings(vec![answer(sync, CommandOutcome::Done)]);
    }
    assert_eq!(visit(), (read, vec![Table::Presence]));
}

/// What can happen to a device's commands.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Asked(u8),
    Undone(usize),
    Comes,
    Answers(usize, CommandOutcome),
    Waits(u64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let outcome = proptest::sample::select(vec![
        CommandOutcome::Done,
        CommandOutcome::Failed,
        CommandOutcome::NotNow,
    ]);
    prop_oneof![
        4 => (0_u8..12).prop_map(Happens::Asked),
        2 => (0_usize..12).prop_map(Happens::Undone),
        4 => Just(Happens::Comes),
        4 => ((0_usize..12), outcome).prop_map(|(at, outcome)| Happens::Answers(at, outcome)),
        2 => (1_u64..200).prop_map(Happens::Waits),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn in_any_order_of_events_the_row_is_right_and_nothing_leaves_its_end(
        story in proptest::collection::vec(happens(), 1..60),
    ) {
        let device = Device::new(EnrollmentMethod::AppleDevice);
        let mut ended: BTreeMap<CommandId, CommandState> = BTreeMap::new();
        for event in story {
            let known = device.listed();
            let at = |place: usize| known.get(place).map(|command| command.id);
            match event {
                Happens::Asked(number) => {
                    let kinds = [CommandKind::Sync, CommandKind::Lock, CommandKind::RenewCertificate];
                    let kind = kinds[usize::from(number) % 3].clone();
                    device.asked(kind, &format!("key-{number}"));
                }
                Happens::Undone(place) => {
                    if let Some(id) = at(place) {
                        device.undone(id, Requester::Administrator);
                    }
                }
                Happens::Comes => {
                    let told = ids(&device.comes_by());
                    for command in device.listed() {
                        prop_assert_eq!(command.state.is_open(), told.contains(&command.id));
                    }
                }
                Happens::Answers(place, outcome) => {
                    if let Some(id) = at(place) {
                        device.brings(vec![answer(id, outcome)]);
                    }
                }
                Happens::Waits(hours) => {
                    device.story.clock.advance(Duration::from_hours(hours));
                    device.story.ask(&RunDeadlines {});
                }
            }
            device.hold();
            for command in device.listed() {
                if let Some(state) = ended.get(&command.id) {
                    prop_assert_eq!(command.state, *state);
                } else if !command.state.is_open() {
                    ended.insert(command.id, command.state);
                }
            }
        }
    }
}
