//! Work whose input can be doubled: measured by `benches/growth.rs`, counted by `rule_growth.rs`.

use muster_shared::ca::SignedData;
use muster_shared::ca::cms::{BerLimits, ber_to_der};
use muster_shared::enrollment::{EnrollmentRequest, Fact, Facts, Verdict, decide};
use muster_shared::identifier::{Entry, IdentifierKind, read_csv};
use muster_shared::ids::{EnrolleeId, UserId};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::policy::PolicySet;
use muster_shared::policy::filter::{Evaluation, FilterRule, FilterSubject};
use muster_shared::protocol::mde::read;
use muster_shared::protocol::plist;
use muster_shared::protocol::syncml::{
    Command as Told, Item, Location, Message, Request, Status, Verb,
};
use muster_shared::store::{Command, ObjectKind};
use muster_shared::tenant::{
    Existing, FreshPerson, ImportIdentifiers, ImportPeople, PersonRow, Tenant, read_people_csv,
};
use muster_shared::testing::{CountingRows, MemoryRows};
use muster_shared::time::Timestamp;
use muster_shared::windows::session::{self, SessionState};
use muster_shared::windows::settings::{self, Planned, Undo};
use serde_json::{Value, json};

pub const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_450_441);

/// Work on an input of some size. It answers how many rows it has read and written.
type Work = Box<dyn FnMut() -> usize>;

/// One thing that may grow.
pub struct Growth {
    /// What is done, and what there is more of.
    pub name: &'static str,
    /// The sizes, each twice the one before.
    pub sizes: [usize; 4],
    /// The work on an input of that size.
    pub of: fn(usize) -> Work,
}

pub const ALL: [Growth; 25] = [
    Growth {
        name: "read a policy set: policies of each type, 40 groups each",
        sizes: [3, 6, 12, 24],
        of: |n| read_set(&policies(n, 40, 0)),
    },
    Growth {
        name: "read a policy set: groups that 25 policies name",
        sizes: [625, 1_250, 2_500, 5_000],
        of: |n| read_set(&policies(25, n / 25, 0)),
    },
    Growth {
        name: "read a policy set: filters",
        sizes: [25, 50, 100, 200],
        of: |n| read_set(&policies(1, 1, n)),
    },
    Growth {
        name: "decide: policies of each type, of which the last counts",
        sizes: [3, 6, 12, 24],
        of: |n| decides(&policies(n, 40, 0), 20),
    },
    Growth {
        name: "decide: groups that 25 policies name",
        sizes: [625, 1_250, 2_500, 5_000],
        of: |n| decides(&policies(25, n / 25, 0), 20),
    },
    Growth {
        name: "decide: groups that a person is in, under 25 policies of 40",
        sizes: [125, 250, 500, 1_000],
        of: |n| decides(&policies(25, 40, 0), n),
    },
    Growth {
        name: "read a filter: terms",
        sizes: [12, 24, 48, 96],
        of: |n| {
            let rule = rule(n);
            Box::new(move || {
                std::hint::black_box(FilterRule::parse(&rule, None).unwrap());
                0
            })
        },
    },
    Growth {
        name: "evaluate a filter: terms, all of which are looked at",
        sizes: [12, 24, 48, 96],
        of: evaluates,
    },
    Growth {
        name: "read and list a file of identifiers: rows",
        sizes: [625, 1_250, 2_500, 5_000],
        of: |n| imports_identifiers(n, 0),
    },
    Growth {
        name: "list 500 identifiers: identifiers that are listed",
        sizes: [1_250, 2_500, 5_000, 10_000],
        of: |n| imports_identifiers(500, n),
    },
    Growth {
        name: "read and take in a file of people: rows",
        sizes: [60, 120, 240, 480],
        of: |n| imports_people(n, 0),
    },
    Growth {
        name: "take in 100 people: people there are",
        sizes: [500, 1_000, 2_000, 4_000],
        of: |n| imports_people(100, n),
    },
    Growth {
        name: "read and write a message of OMA DM: results",
        sizes: [60, 120, 240, 480],
        of: reads_results,
    },
    Growth {
        name: "take in and answer a PC's message: settings that it has",
        sizes: [50, 100, 200, 400],
        of: answers_a_pc,
    },
    Growth {
        name: "read Windows' request for a certificate: items about the device",
        sizes: [12, 24, 48, 96],
        of: |n| reads_message("ContextItem", n),
    },
    Growth {
        name: "read Windows' request for a certificate: empty elements beside them",
        sizes: [125, 250, 500, 1_000],
        of: |n| reads_message("Other", n),
    },
    Growth {
        name: "read a signed request: certificates that come with it",
        sizes: [5, 10, 20, 40],
        of: reads_signed,
    },
    Growth {
        name: "read a property list: names",
        sizes: [1_000, 2_000, 4_000, 8_000],
        of: |n| {
            let entry = |n| format!("<key>K{n}</key><integer>{n}</integer>");
            reads_list(&(0..n).map(entry).collect::<String>(), Kept::Yes)
        },
    },
    Growth {
        name: "read a property list: a text of so many characters that must be escaped",
        sizes: [12_500, 25_000, 50_000, 100_000],
        of: |n| {
            let text = "&amp;".repeat(n);
            reads_list(&format!("<key>K</key><string>{text}</string>"), Kept::Yes)
        },
    },
    Growth {
        name: "read a property list: octets in base64, each on a line of its own",
        sizes: [12_500, 25_000, 50_000, 100_000],
        of: |n| {
            reads_list(
                &format!("<key>K</key><data>{}</data>", "AAAA\n".repeat(n)),
                Kept::Yes,
            )
        },
    },
    Growth {
        name: "refuse a property list: arrays in one another",
        sizes: [5_000, 10_000, 20_000, 40_000],
        of: |n| {
            let (open, close) = ("<array>".repeat(n), "</array>".repeat(n));
            reads_list(&format!("<key>K</key>{open}{close}"), Kept::No)
        },
    },
    Growth {
        name: "refuse a property list: a name that is there twice, behind others",
        sizes: [1_000, 2_000, 4_000, 8_000],
        of: |n| {
            let entry = |n| format!("<key>K{n}</key><true/>");
            let entries: String = (0..n).map(entry).collect();
            reads_list(&(entries + "<key>K0</key><true/>"), Kept::No)
        },
    },
    Growth {
        name: "refuse a property list: what stands for an entity",
        sizes: [12_500, 25_000, 50_000, 100_000],
        of: |n| {
            let text = "&a;".repeat(n);
            reads_list(&format!("<key>K</key><string>{text}</string>"), Kept::No)
        },
    },
    Growth {
        name: "read CMS: segments of a text",
        sizes: [500, 1_000, 2_000, 4_000],
        of: |n| {
            let segments = [0x04, 4, 1, 2, 3, 4].repeat(n);
            reads_ber([&[0x24, 0x80][..], &segments, &[0, 0]].concat(), Kept::Yes)
        },
    },
    Growth {
        name: "refuse CMS: elements in one another",
        sizes: [2_000, 4_000, 8_000, 16_000],
        of: |n| reads_ber([0x30, 0x80].repeat(n), Kept::No),
    },
];

/// Whether what is read is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    No,
}

/// A property list with these entries.
fn reads_list(entries: &str, kept: Kept) -> Work {
    let list = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"><plist version=\"1.0\"><dict>{entries}</dict></plist>"
    );
    assert!(list.len() < plist::LIMITS.octets);
    Box::new(move || {
        let read = std::hint::black_box(plist::read(list.as_bytes()));
        assert_eq!(read.is_ok(), kept == Kept::Yes);
        0
    })
}

/// A message in BER, as every reader of CMS begins.
fn reads_ber(message: Vec<u8>, kept: Kept) -> Work {
    assert!(message.len() < BerLimits::MESSAGE.octets);
    Box::new(move || {
        let read = std::hint::black_box(ber_to_der(&message, BerLimits::MESSAGE));
        assert_eq!(read.is_ok(), kept == Kept::Yes);
        0
    })
}

/// A PC on which so many settings are in force already says something.
fn answers_a_pc(count: usize) -> Work {
    let first = include_str!("../../vectors/windows/syncml/first.xml");
    let first = Message::read(first.as_bytes()).unwrap();
    let plan: Vec<Planned> = (0..count)
        .map(|n| {
            let uri = format!("./Device/Vendor/MSFT/Policy/Config/Area/Policy{n}");
            Planned {
                key: format!("policy:{n}").parse().unwrap(),
                format: "int",
                data: n.to_string(),
                existing: settings::Existing::Replaced,
                is_grouped: false,
                undo: Undo {
                    uri: uri.clone(),
                    value: None,
                    is_grouped: false,
                },
                uri,
            }
        })
        .collect();
    let turn = move |state: SessionState, message: &Message| {
        let work = session::Work {
            settings: Some(&plan),
            ..session::Work::NOTHING
        };
        let (state, answer, _) = session::turn(
            state,
            message,
            session::Identified::Already,
            &work,
            NOW,
            [1; 16],
        );
        (state, answer)
    };
    let status = |asked: &Message, command: &Told| Status {
        id: command.id(),
        message_ref: asked.header.message,
        command_ref: command.id(),
        command: command.name().to_owned(),
        target_refs: Vec::new(),
        source_refs: Vec::new(),
        challenge: None,
        code: 200,
        original_error: None,
        items: Vec::new(),
    };
    let (mut state, mut asked) = turn(SessionState::default(), &first);
    let mut says = first.clone();
    while asked.commands.len() > 20 {
        says.header.message += 1;
        says.commands = asked
            .commands
            .iter()
            .filter(|command| !matches!(command, Told::Status(_)))
            .map(|command| Told::Status(status(&asked, command)))
            .collect();
        (state, asked) = turn(state, &says);
    }
    says.header.message += 1;
    Box::new(move || {
        let (_, answer) = turn(std::hint::black_box(state.clone()), &says);
        assert!(answer.commands.len() < 20);
        0
    })
}

/// A message with so many values.
fn reads_results(count: usize) -> Work {
    let first = include_str!("../../vectors/windows/syncml/first.xml");
    let mut message = Message::read(first.as_bytes()).unwrap();
    message.commands = (0..count)
        .map(|n| {
            let mut item = Item::at("").with("chr", format!("a & b {n}"));
            item.source = item
                .target
                .take()
                .map(|_| Location::at(format!("./Vendor/MSFT/{n}")));
            let id = u32::try_from(n).unwrap_or_default();
            Request::of(id, Verb::Replace, item)
        })
        .collect::<Vec<Told>>();
    let text = message.write();
    Box::new(move || {
        let message = Message::read(std::hint::black_box(text.as_bytes())).unwrap();
        assert_eq!(message.write().len(), text.len());
        0
    })
}

/// Windows' own request with so many more elements of a name in its context.
fn reads_message(name: &str, count: usize) -> Work {
    let message = include_str!("../../vectors/windows/requests/issue_federated.xml");
    let end = "</ac:AdditionalContext>";
    let more = match name {
        "ContextItem" => "<ac:ContextItem Name=\"Other\"><ac:Value>x</ac:Value></ac:ContextItem>",
        _ => "<Other/>",
    };
    let message = message.replace(end, &(more.repeat(count) + end));
    Box::new(move || {
        std::hint::black_box(read(message.as_bytes()).unwrap());
        0
    })
}

/// A signed request with so many certificates, the signer's at their end.
fn reads_signed(count: usize) -> Work {
    let message = include_bytes!("../../vectors/windows/signed/sha256.p7");
    let signers = include_bytes!("../../vectors/windows/signed/certificate.der");
    let other = include_bytes!("../fixtures/ca/root.der");
    let at = message
        .windows(signers.len())
        .position(|window| window == signers)
        .unwrap();
    // Around the certificates stand four elements whose length has two octets: their places, outermost first.
    let (before, after) = message.split_at(at);
    let mut message = [before, &other.repeat(count), after].concat();
    let more = u16::try_from(other.len() * count).unwrap();
    for place in [0, 15, 19, at - 4] {
        let octets = message.get_mut(place + 2..place + 4).unwrap();
        let length = u16::from_be_bytes((&*octets).try_into().unwrap()) + more;
        octets.copy_from_slice(&length.to_be_bytes());
    }
    Box::new(move || {
        let read = SignedData::parse(&message).unwrap();
        assert_eq!(read.signer_certificate(), Some(&signers[..]));
        0
    })
}

/// So many policies of each type with so many groups each, and so many filters, which the first policies use.
pub fn policies(count: usize, groups: usize, filters: usize) -> Value {
    let groups_of = |n: usize| (0..groups).map(|g| format!("g{n}-{g}")).collect::<Vec<_>>();
    let platforms = json!({"windows": {
        "personally_owned": "block", "minimum_version": "10.0.19045", "maximum_version": "10.0.26200",
        "blocked_manufacturers": ["Acme", "Zenit Corp", "Halcyon", "Meridian"]
    }});
    let restriction = |n: usize| json!({"id": format!("r{n}"), "name": "R", "groups": groups_of(n), "platforms": platforms});
    let limit =
        |n: usize| json!({"id": format!("l{n}"), "name": "L", "groups": groups_of(n), "limit": 10});
    let filter = |n: usize| json!({"id": format!("f{n}"), "name": "F", "platform": "windows", "rule": rule(4)});
    json!({
        "filters": (0..filters).map(filter).collect::<Vec<_>>(),
        "platform_restrictions": {"assigned": (0..count).map(restriction).collect::<Vec<_>>(), "default": {}},
        "device_limits": {"assigned": (0..count).map(limit).collect::<Vec<_>>(), "default": 5},
    })
}

fn read_set(json: &Value) -> Work {
    let text = json.to_string();
    Box::new(move || {
        std::hint::black_box(serde_json::from_str::<PolicySet>(&text).unwrap());
        0
    })
}

/// A decision about somebody in so many groups, of which the policies name one: that of the last of them.
fn decides(json: &Value, groups: usize) -> Work {
    let set: PolicySet = serde_json::from_value(json.clone()).unwrap();
    let last = set.content().device_limits.assigned.len() - 1;
    let mut names: Vec<_> = (1..groups)
        .map(|n| format!("other-{n}").parse().unwrap())
        .collect();
    names.push(format!("g{last}-0").parse().unwrap());
    let facts = Facts {
        groups: names,
        devices_in_use: Fact::attested(3),
        os_version: Fact::claimed("10.0.22631".parse().unwrap()),
        manufacturer: Fact::claimed("Borealis Computers".to_owned()),
        ..Facts::default()
    };
    let request = EnrollmentRequest {
        platform: Platform::Windows,
        method: EnrollmentMethod::Est,
        ownership: Ownership::Corporate,
    };
    Box::new(move || {
        let verdict = decide(&set, &request, std::hint::black_box(&facts), NOW, &mut ());
        assert!(matches!(verdict, Verdict::Allow { .. }), "{verdict:?}");
        0
    })
}

/// A rule of so many terms, none of which holds of [`evaluates`]' device.
pub fn rule(terms: usize) -> String {
    let term = |n: usize| format!("device.model -eq \"m{n:03}\"");
    (0..terms).map(term).collect::<Vec<_>>().join(" or ")
}

fn evaluates(terms: usize) -> Work {
    let rule = FilterRule::parse(&rule(terms), None).unwrap();
    Box::new(move || {
        let subject = FilterSubject {
            platform: Platform::Windows,
            manufacturer: None,
            model: Some("other"),
            os_version: None,
            os_edition: None,
            ownership: None,
            enrollment_profile: None,
            category: None,
            os_distribution: None,
            device_groups: None,
        };
        let evaluation = rule.evaluate(std::hint::black_box(&subject));
        assert_eq!(evaluation, Evaluation::NoMatch);
        0
    })
}

fn bits(place: usize, kind: u8) -> [u8; 16] {
    let mut bits = [kind; 16];
    bits[..8].copy_from_slice(&(place as u64).to_be_bytes());
    bits
}

fn identifiers(from: usize, count: usize) -> ImportIdentifiers {
    let file: String = (from..from + count)
        .map(|n| format!("SERIAL{n:06},bought in spring\n"))
        .collect();
    let batch = read_csv(IdentifierKind::SerialNumber, file.as_bytes()).unwrap();
    importing(batch.entries.into_iter().map(|(_, entry)| entry).collect())
}

fn importing(entries: Vec<Entry>) -> ImportIdentifiers {
    ImportIdentifiers {
        tenant: "default".parse().unwrap(),
        entries,
        existing: Existing::Refuse,
        dry_run: false,
        by: UserId::from_random([1; 16]),
        salt: [1; 16],
    }
}

fn imports_identifiers(rows: usize, there: usize) -> Work {
    let mut stored = MemoryRows::default();
    let mut from = 0;
    while from < there {
        apply(&mut stored, &identifiers(1_000_000 + from, 250));
        from += 250;
    }
    Box::new(move || ask(&stored, &identifiers(0, rows)))
}

fn people(from: usize, count: usize) -> ImportPeople {
    let mut file = "username,display_name,email,groups\n".to_owned();
    for n in from..from + count {
        file.push_str(&format!("p{n}@example.com,Person {n},,sales;drivers\n"));
    }
    let rows: Vec<(u32, PersonRow)> = read_people_csv(file.as_bytes()).unwrap();
    let fresh = |place: usize| FreshPerson {
        user: UserId::from_random(bits(from + place, 1)),
        enrollee: EnrolleeId::from_random(bits(from + place, 2)),
        salt: [1; 16],
    };
    ImportPeople {
        tenant: "default".parse().unwrap(),
        rows: rows
            .into_iter()
            .enumerate()
            .map(|(place, (_, row))| (row, fresh(place)))
            .collect(),
        dry_run: false,
        by: UserId::from_random([1; 16]),
    }
}

fn imports_people(rows: usize, there: usize) -> Work {
    let mut stored = MemoryRows::default();
    let mut from = 0;
    while from < there {
        apply(&mut stored, &people(1_000_000 + from, 250));
        from += 250;
    }
    Box::new(move || ask(&stored, &people(0, rows)))
}

/// How many rows the command reads and writes.
fn ask<C: Command<Object = Tenant>>(stored: &MemoryRows, command: &C) -> usize {
    let body = serde_json::to_vec(command).unwrap();
    let rows = CountingRows::new(stored);
    let handled = Tenant::dispatch(C::NAME, &body, &rows, NOW).unwrap();
    rows.rows_read() + handled.changes.len()
}

fn apply<C: Command<Object = Tenant>>(stored: &mut MemoryRows, command: &C) {
    let body = serde_json::to_vec(command).unwrap();
    let handled = Tenant::dispatch(C::NAME, &body, stored, NOW).unwrap();
    stored.apply(&handled.changes);
}
