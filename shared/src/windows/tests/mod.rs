mod commands;
mod facts;
mod pc;
mod sessions;
mod settings;

use crate::protocol::syncml::tests::vector;
use crate::protocol::syncml::{Command, Group, Message, Status, Verb};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

fn message(name: &str) -> Message {
    Message::read(&vector(name)).unwrap()
}

/// All requests of a message with their verbs and addresses, those in groups too.
fn asked(message: &Message) -> Vec<(Verb, String)> {
    fn walk(commands: &[Command], all: &mut Vec<(Verb, String)>) {
        for command in commands {
            match command {
                Command::Request(request) => {
                    let uri = request.items[0].target.as_ref().unwrap().uri.clone();
                    all.push((request.verb, uri));
                }
                Command::Group(Group { commands, .. }) => walk(commands, all),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    walk(&message.commands, &mut all);
    all
}

/// What is asked other than the questions of the inventory.
fn ordered(message: &Message) -> Vec<(Verb, String)> {
    let mut all = asked(message);
    all.retain(|(verb, _)| *verb != Verb::Get);
    all
}

fn statuses(message: &Message) -> Vec<&Status> {
    fn status(command: &Command) -> Option<&Status> {
        match command {
            Command::Status(status) => Some(status),
            _ => None,
        }
    }
    message.commands.iter().filter_map(status).collect()
}
