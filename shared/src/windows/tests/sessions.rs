use proptest::prelude::*;

use super::super::session::{
    Identified, MAX_MESSAGES, SET_AGAIN_AFTER, SessionState, Standing, Work, answer, receive, turn,
};
use super::super::settings::Planned;
use super::commands::json_plan;
use super::pc::Pc;
use super::*;
use crate::api::{CommandResult, SentCommand};
use crate::command::{CommandName, CommandOutcome};
use crate::ids::CommandId;
use crate::profile::ConfigurationReport;
use crate::protocol::syncml::auth::{KnownCredential, Nonce, NotShown};
use crate::protocol::syncml::code;

/// A command as a device is handed it.
pub fn sent(number: u16, kind: CommandName) -> SentCommand {
    SentCommand {
        id: CommandId::new(NOW, number, [number as u8; 16]),
        kind,
        name: (kind == CommandName::RenameHost).then(|| format!("NAME-{number}")),
    }
}

/// The server with its object: what is kept, what there is to do, and what has been learnt.
pub struct Server {
    pub state: SessionState,
    pub commands: Vec<SentCommand>,
    pub settings: Vec<Planned>,
    pub now: Timestamp,
    pub known: Option<KnownCredential>,
    pub results: Vec<CommandResult>,
    pub report: Option<ConfigurationReport>,
    pub unenrolled: bool,
    pub random: u8,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            state: SessionState::default(),
            commands: Vec::new(),
            settings: Vec::new(),
            now: NOW,
            known: None,
            results: Vec::new(),
            report: None,
            unenrolled: false,
            random: 0,
        }
    }
}

impl Server {
    /// One that has these commands open.
    pub fn asked(commands: Vec<SentCommand>) -> Self {
        Self {
            commands,
            ..Self::default()
        }
    }

    /// One that has these nodes to set.
    pub fn setting(settings: Vec<Planned>) -> Self {
        Self {
            settings,
            ..Self::default()
        }
    }

    /// Takes a message in, tells the object, and answers it with what is open then. Everything goes through its written form.
    pub fn hears(&mut self, message: &Message) -> Message {
        let message = Message::read(message.write().as_bytes()).unwrap();
        let kept = serde_json::to_string(&self.state).unwrap();
        let state: SessionState = serde_json::from_str(&kept).unwrap();
        assert_eq!(state, self.state);
        self.random += 1;
        let known = self.known;
        let identified = known
            .as_ref()
            .map_or(Identified::Already, Identified::ByDigest);
        let received = receive(state, &message, identified, self.now, [self.random; 16]);
        let learnt = received.learnt.clone();
        for result in learnt.report.command_results {
            if result.outcome != CommandOutcome::NotNow {
                self.commands.retain(|open| open.id != result.id);
            }
            self.results.push(result);
        }
        self.report = learnt.report.configuration.or(self.report.take());
        self.unenrolled |= learnt.unenrolled;
        let work = Work {
            commands: &self.commands,
            settings: Some(&self.settings),
            provider: "Muster",
        };
        let (state, answer) = answer(received, &work, self.now);
        self.state = state;
        Message::read(answer.write().as_bytes()).unwrap()
    }

    /// A whole session, to its end.
    pub fn session(&mut self, pc: &mut Pc) -> usize {
        let mut says = pc.begins();
        for count in 1..200 {
            let answer = self.hears(&says);
            match pc.hears(&answer) {
                Some(next) => says = next,
                None => return count,
            }
        }
        panic!("it does not end")
    }
}

fn header_code(answer: &Message) -> u16 {
    let first = statuses(answer)[0];
    assert_eq!((first.command.as_str(), first.command_ref), ("SyncHdr", 0));
    first.code
}

#[test]
fn the_first_answer_has_a_status_for_each_command_and_asks_for_the_inventory() {
    let received = receive(
        SessionState::default(),
        &message("first.xml"),
        Identified::Already,
        NOW,
        [1; 16],
    );
    assert_eq!(received.standing, Standing::Open);
    let (_, answer) = answer(received, &Work::NOTHING, NOW);
    let golden = String::from_utf8(vector("answer-first.xml")).unwrap();
    assert_eq!(answer.write(), golden.trim_end());
}

#[test]
fn a_challenge_is_answered_and_each_message_then_shows_who_sends_it() {
    let known = KnownCredential::of("dev_4k", "q7VYt0mLk2pXc5Rz");
    let first = receive(
        SessionState::default(),
        &message("first.xml"),
        Identified::ByDigest(&known),
        NOW,
        *b"0123456789abcdef",
    );
    assert_eq!(first.standing, Standing::Unknown(NotShown::Missing));
    assert!(!first.is_accepted() && first.learnt == Default::default());
    let (state, asks) = answer(first, &Work::NOTHING, NOW);
    let golden = String::from_utf8(vector("answer-challenge.xml")).unwrap();
    assert_eq!(asks.write(), golden.trim_end());
    // The credential in the vector was made by openssl for that nonce.
    let second = receive(
        state,
        &message("credential.xml"),
        Identified::ByDigest(&known),
        NOW,
        [9; 16],
    );
    assert!(second.is_accepted());
    assert!(second.learnt.report.manufacturer.is_some());
    let (_, welcome) = answer(second, &Work::NOTHING, NOW);
    assert_eq!(header_code(&welcome), code::OK);
    let next = statuses(&welcome)[0].challenge.clone().unwrap().nonce;
    assert_eq!(next, Some(Nonce::new([9; 16], NOW).to_base64()));
}

#[test]
fn a_device_that_shows_itself_by_digest_is_managed_like_any_other() {
    let known = KnownCredential::of("name", "secret");
    let mut pc = Pc::new();
    let nonce = Nonce::new([0xaa; 16], NOW);
    pc.account = Some((known, nonce.to_base64()));
    let mut server = Server {
        known: Some(known),
        state: SessionState::provisioned(nonce),
        settings: json_plan(&serde_json::json!({ "windows": { "camera": false } })),
        ..Server::default()
    };
    server.commands = vec![sent(1, CommandName::RenewCertificate)];
    assert_eq!(server.session(&mut pc), 2);
    assert_eq!(server.results.len(), 1);
    // A day later the nonce is no longer good: one more message, and it goes on.
    server.now = NOW.plus(SET_AGAIN_AFTER);
    assert_eq!(server.session(&mut pc), 3);
    server.session(&mut pc);
}

#[test]
fn nobody_else_learns_or_changes_anything() {
    let known = KnownCredential::of("name", "secret");
    let mut pc = Pc::new();
    let nonce = Nonce::new([0xaa; 16], NOW);
    pc.account = Some((known, nonce.to_base64()));
    let mut server = Server {
        known: Some(known),
        state: SessionState::provisioned(nonce.clone()),
        ..Server::default()
    };
    server.commands = vec![sent(1, CommandName::RenewCertificate)];
    let recorded = pc.begins();
    let answer = server.hears(&recorded);
    let says = pc.hears(&answer).unwrap();
    let state = server.state.clone();
    // Without a credential, with a wrong one, with one of another account: in an open session, and in a new one.
    let mut strangers = Vec::new();
    for session in [says.header.session.clone(), "FF".parse().unwrap()] {
        for data in [None, Some("x".to_owned()), Some(known.digest(b"guessed"))] {
            let mut stranger = says.clone();
            stranger.header.session = session.clone();
            match data {
                None => stranger.header.credential = None,
                Some(data) => stranger.header.credential.as_mut().unwrap().data = data,
            }
            strangers.push(stranger);
        }
    }
    // What was recorded, as another message.
    let mut replayed = recorded.clone();
    replayed.header.message = 2;
    strangers.push(replayed);
    for stranger in &strangers {
        let answer = server.hears(stranger);
        assert!(asked(&answer).is_empty());
        assert!([401, 407].contains(&header_code(&answer)));
        assert_eq!(statuses(&answer).len(), 1);
        assert_eq!(server.state, state, "nothing has changed");
    }
    assert!(server.results.is_empty());
    // And the device itself goes on as if nothing had been.
    let last = server.hears(&says);
    assert_eq!(header_code(&last), code::OK);
    assert_eq!(server.results.len(), 1);
}

#[test]
fn a_message_that_comes_again_is_asked_the_same_again_under_the_same_numbers() {
    for by_digest in [false, true] {
        let mut pc = Pc::new();
        let mut server = Server::default();
        if by_digest {
            let known = KnownCredential::of("name", "secret");
            let nonce = Nonce::new([0xaa; 16], NOW);
            pc.account = Some((known, nonce.to_base64()));
            server.known = Some(known);
            server.state = SessionState::provisioned(nonce);
        }
        server.settings = json_plan(&serde_json::json!({ "windows": { "camera": false } }));
        server.commands = vec![sent(1, CommandName::RenewCertificate)];
        let says = pc.begins();
        let first = server.hears(&says);
        let again = server.hears(&says);
        assert_eq!(asked(&first), asked(&again));
        assert_eq!(first.header, again.header);
        let ids = |message: &Message| message.commands.iter().map(Command::id).collect::<Vec<_>>();
        assert_eq!(ids(&first), ids(&again));
        let says = pc.hears(&again).unwrap();
        let second = server.hears(&says);
        assert!(asked(&second).is_empty());
        assert_eq!(server.results.len(), 1);
        // The second one too: what it told is told once, and nothing is asked.
        let again = server.hears(&says);
        assert_eq!(header_code(&again), code::OK);
        assert_eq!(server.results.len(), 1);
    }
}

#[test]
fn a_message_older_than_the_last_is_refused_and_changes_nothing() {
    let mut pc = Pc::new();
    let mut server = Server::default();
    let first = server.hears(&pc.begins());
    let second = pc.hears(&first).unwrap();
    let mut says = second.clone();
    for number in 1..=2 {
        server
            .commands
            .push(sent(number, CommandName::RenewCertificate));
        let answer = server.hears(&says);
        says = pc.hears(&answer).unwrap();
    }
    let state = server.state.clone();
    let answer = server.hears(&second);
    assert_eq!(header_code(&answer), code::BAD_REQUEST);
    assert_eq!(answer.commands.len(), 1);
    assert_eq!(server.state, state);
    // What was to come is heard as if nothing had been.
    server.hears(&says);
    assert_eq!(server.results.len(), 2);
}

#[test]
fn of_a_session_that_has_ended_little_is_kept_and_its_number_may_come_again() {
    let mut pc = Pc::new();
    let mut server = Server::setting(json_plan(
        &serde_json::json!({ "windows": { "camera": false } }),
    ));
    server.session(&mut pc);
    let kept = serde_json::to_string(&server.state).unwrap();
    assert!(kept.len() < 1_000, "{kept}");
    for told in ["Borealis", "Aurora", "10.0.22631"] {
        assert!(!kept.contains(told), "{kept}");
    }
    // The first message of the next was not heard, and its number is that of the last.
    let mut again = pc.begins();
    again.header.session = format!("{:X}", 0x1d).parse().unwrap();
    again.header.message = 1;
    assert!(asked(&server.hears(&again)).len() > 10);
    server.session(&mut pc);
}

#[test]
fn a_session_that_begins_anew_drops_the_old_one() {
    let mut pc = Pc::new();
    let mut server = Server::asked(vec![sent(1, CommandName::RenewCertificate)]);
    let first = server.hears(&pc.begins());
    let late = pc.hears(&first).unwrap();
    let new = server.hears(&pc.begins());
    assert_eq!(asked(&new), asked(&first));
    // What belongs to the old one is heard as the beginning of a session that is not known, and its statuses as of nothing.
    let answer = server.hears(&late);
    assert_eq!(header_code(&answer), code::OK);
    assert!(server.results.is_empty());
    assert!(asked(&answer).len() > 10);
}

#[test]
fn a_status_of_what_was_never_asked_changes_nothing() {
    let mut pc = Pc::new();
    let mut server = Server::setting(json_plan(
        &serde_json::json!({ "windows": { "camera": false } }),
    ));
    server.commands = vec![sent(1, CommandName::RenewCertificate)];
    server.hears(&pc.begins());
    let state = server.state.clone();
    let strange = (0..300).map(|n| {
        Command::Status(Status {
            id: n,
            message_ref: 7,
            command_ref: n,
            command: "Exec".to_owned(),
            target_refs: Vec::new(),
            source_refs: Vec::new(),
            challenge: None,
            code: 200,
            original_error: None,
            items: Vec::new(),
        })
    });
    let says = pc.says(strange.collect());
    let answer = server.hears(&says);
    assert!(server.results.is_empty() && server.report.is_none());
    assert_eq!(statuses(&answer).len(), 1);
    let settings = |state: &SessionState| serde_json::to_value(state).unwrap()["settings"].clone();
    assert_eq!(settings(&state), settings(&server.state));
    // Since nothing was heard of it, the next session asks it.
    server.session(&mut pc);
    assert_eq!((server.results.len(), pc.executed.len()), (1, 1));
}

#[test]
fn a_session_that_goes_on_and_on_is_asked_nothing_more() {
    let mut pc = Pc::new();
    let mut server = Server::default();
    server.hears(&pc.begins());
    for number in 2..=MAX_MESSAGES + 10 {
        // Something new to do at each message.
        server
            .commands
            .push(sent(number as u16, CommandName::RenewCertificate));
        let says = pc.says(Vec::new());
        let answer = server.hears(&says);
        assert_eq!(
            ordered(&answer).is_empty(),
            number > MAX_MESSAGES,
            "{number}"
        );
    }
}

#[test]
fn a_package_in_several_messages_is_heard_to_its_end() {
    let mut pc = Pc::new();
    let mut server = Server::default();
    let mut first = pc.begins();
    first.is_final = false;
    let answer = server.hears(&first);
    assert!(asked(&answer).is_empty());
    let last = answer.commands.last().unwrap();
    assert!(matches!(last, Command::Alert(alert) if alert.code == 1222));
    let rest = pc.says(Vec::new());
    let answer = server.hears(&rest);
    assert!(asked(&answer).len() > 10);
}

#[test]
fn a_session_that_the_device_aborts_is_asked_nothing() {
    let text = String::from_utf8(vector("first.xml")).unwrap();
    let abort = Message::read(text.replace("1201", "1223").as_bytes()).unwrap();
    let mut server = Server::default();
    assert!(asked(&server.hears(&abort)).is_empty());
}

#[test]
fn a_row_of_the_first_form_is_read() {
    let old: SessionState = serde_json::from_str("{}").unwrap();
    assert_eq!(old, SessionState::default());
    let old = r#"{"session":{"id":"1D","last":1},"settings":{"applied":[{"key":"windows:camera",
        "value":"0000000000000000000000000000000000000000000000000000000000000000",
        "undo":{"uri":"./a"}}]}}"#;
    assert!(serde_json::from_str::<SessionState>(old).is_ok());
}

/// What may happen on the way.
#[derive(Debug, Clone, Copy)]
enum Mishap {
    None,
    /// The answer is lost, and the device asks again.
    AnswerLost,
    /// The answer is lost, and the device begins anew.
    BeginsAnew,
    /// The message arrives, and then once more.
    Twice,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_lost_on_the_way_commands_are_done_and_settings_come_to_be(
        mishaps in proptest::collection::vec(
            prop_oneof![Just(Mishap::None), Just(Mishap::AnswerLost), Just(Mishap::BeginsAnew), Just(Mishap::Twice)], 0..12),
        first: [bool; 5], then: [bool; 5], digest: bool,
    ) {
        let plan = |on: [bool; 5]| {
            let mut settings = serde_json::json!({});
            let mut set = |on: bool, path: &str, value: serde_json::Value| {
                if on {
                    let (outer, inner) = path.split_once('/').unwrap();
                    settings[outer][inner] = value;
                }
            };
            set(on[0], "windows/camera", false.into());
            set(on[1], "windows/max_inactivity_minutes", 5.into());
            set(on[2], "password/minimum_length", 8.into());
            set(on[3], "windows/wifi", serde_json::json!({"Office": {"passphrase": "correct horse"}}));
            set(on[4], "windows/firewall", serde_json::json!({"domain": false, "public": true}));
            json_plan(&settings)
        };
        let mut pc = Pc::new();
        let untouched = pc.set();
        let mut server = Server::default();
        if digest {
            let known = KnownCredential::of("name", "secret");
            let nonce = Nonce::new([0xaa; 16], NOW);
            pc.account = Some((known, nonce.to_base64()));
            server.known = Some(known);
            server.state = SessionState::provisioned(nonce);
        }
        server.settings = plan(first);
        server.commands = vec![sent(1, CommandName::RenameHost), sent(2, CommandName::Sync)];
        let mut says = pc.begins();
        for mishap in mishaps {
            let mut answer = server.hears(&says);
            match mishap {
                Mishap::None => {}
                Mishap::AnswerLost => continue,
                Mishap::BeginsAnew => {
                    // It has heard nothing, so that by digest its nonce is an old one.
                    says = pc.begins();
                    continue;
                }
                Mishap::Twice => answer = server.hears(&says),
            }
            says = pc.hears(&answer).unwrap_or_else(|| pc.begins());
        }
        server.settings = plan(then);
        for _ in 0..2 {
            server.session(&mut pc);
        }
        prop_assert!(server.commands.is_empty());
        prop_assert_eq!(&pc.nodes["./DevDetail/Ext/Microsoft/DNSComputerName"], "NAME-1");
        let mut expected = untouched.clone();
        for node in &server.settings {
            expected.insert(node.uri.clone(), node.data.clone());
        }
        prop_assert_eq!(pc.set(), expected);
        let version = crate::windows::settings::version(&server.settings);
        let told = server.report.as_ref().map(|report| (report.version, report.failed.len()));
        if let Some(version) = version {
            prop_assert_eq!(told, Some((version, 0)));
        }
        // And nothing is left to do.
        let answer = server.hears(&pc.begins());
        prop_assert!(ordered(&answer).is_empty());
        server.settings = Vec::new();
        server.session(&mut pc);
        prop_assert_eq!(pc.set(), untouched);
    }

    #[test]
    fn no_message_panics_and_what_is_kept_stays_small(
        messages in proptest::collection::vec(crate::protocol::syncml::tests::message(), 0..6),
        digest: bool,
    ) {
        let known = KnownCredential::of("name", "secret");
        let plan = json_plan(&serde_json::json!({ "windows": { "camera": false, "password_history": 5 } }));
        let commands = [sent(1, CommandName::Sync), sent(2, CommandName::RenameHost)];
        let work = Work { commands: &commands, settings: Some(&plan), provider: "Muster" };
        let mut state = SessionState::default();
        for message in &messages {
            let identified = if digest { Identified::ByDigest(&known) } else { Identified::Already };
            let (after, answer, _) = turn(state, message, identified, &work, NOW, [1; 16]);
            let kept = serde_json::to_string(&after).unwrap();
            prop_assert!(kept.len() < 12_000, "{}", kept.len());
            state = serde_json::from_str(&kept).unwrap();
            prop_assert_eq!(&state, &after);
            let ids: Vec<u32> = answer.commands.iter().map(Command::id).collect();
            prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(Message::read(answer.write().as_bytes()).is_ok());
        }
    }
}
