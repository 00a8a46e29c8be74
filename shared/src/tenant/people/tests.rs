//! The directory: names, revisions, the last administrator, files, and what the people's own objects hear.

use pollster::block_on;

use super::*;
use crate::api::{CreatePerson, PersonEdit};
use crate::audit::AuditKind;
use crate::enrollment::enrollee::{
    BeginSignIn, FinishSignIn, PasswordGate, ResolveSession, SessionState, SetPassword, Standing,
    TellPerson,
};
use crate::ids::{Digest, SessionId, TenantId};
use crate::ports::{Copies as _, Objects as _, PublishedPerson, PublishedUsername, Rng as _};
use crate::store::Command;
use crate::tenant::{ReadAudit, Tenant};
use crate::testing::{MemoryHouse, MovedClock, SeededRng};
use crate::time::Timestamp;

struct Directory {
    house: MemoryHouse,
    rng: SeededRng,
    tenant: TenantId,
}

impl Directory {
    fn new() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        Self {
            house: MemoryHouse::new(clock),
            rng: SeededRng::new(11),
            tenant: "default".parse().unwrap(),
        }
    }

    fn draw(&self) -> [u8; 16] {
        self.rng.draw().unwrap()
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn change(&self, change: PersonChange) -> PersonChanged {
        self.ask(&ChangePerson {
            tenant: self.tenant.clone(),
            change,
            by: UserId::from_random([1; 16]),
            salt: self.draw(),
        })
    }

    fn create(&self, username: &str, roles: Vec<Role>) -> PersonChanged {
        self.change(PersonChange::Create {
            person: CreatePerson {
                username: username.to_owned(),
                display_name: "A Person".to_owned(),
                email: None,
                groups: Vec::new(),
                roles,
                enrollment_manager: false,
            },
            fresh_user: UserId::from_random(self.draw()),
            fresh_enrollee: EnrolleeId::from_random(self.draw()),
        })
    }

    fn created(&self, username: &str, roles: Vec<Role>) -> Person {
        the_person(self.create(username, roles))
    }

    fn disable(&self, person: &Person, disabled: bool) -> PersonChanged {
        let user = person.id;
        self.change(PersonChange::Disable { user, disabled })
    }

    fn edit(&self, person: &Person, edit: PersonEdit) -> PersonChanged {
        self.change(PersonChange::Edit {
            user: person.id,
            expected: person.revision,
            edit,
        })
    }

    fn import(&self, csv: &str, dry_run: bool) -> Vec<PersonOutcome> {
        let rows = read_people_csv(csv.as_bytes()).unwrap();
        let fresh = || FreshPerson {
            user: UserId::from_random(self.draw()),
            enrollee: EnrolleeId::from_random(self.draw()),
            salt: self.draw(),
        };
        self.ask(&ImportPeople {
            tenant: self.tenant.clone(),
            rows: rows.into_iter().map(|(_, row)| (row, fresh())).collect(),
            dry_run,
            by: UserId::from_random([1; 16]),
        })
    }

    fn found(&self, search: &str) -> Vec<Person> {
        let list = ListPeople {
            after: None,
            limit: 100,
            search: Some(search.to_owned()),
        };
        self.ask(&list).people
    }

    fn published(&self, person: &Person) -> Option<PublishedPerson> {
        let key = PublishedPerson::key_of(&person.enrollee);
        block_on(self.house.copies().read(&self.tenant, &key)).unwrap()
    }

    fn kinds(&self) -> Vec<AuditKind> {
        let read = ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 100,
        };
        let page = self.ask(&read);
        page.entries
            .iter()
            .map(|(entry, _)| entry.event.kind)
            .collect()
    }
}

fn the_person(changed: PersonChanged) -> Person {
    let PersonChanged::Yes { person } = changed else {
        panic!("{changed:?}");
    };
    *person
}

#[test]
fn a_user_name_is_one_persons_whatever_its_capitals() {
    let directory = Directory::new();
    let ana = directory.created("Ana@Example.com", Vec::new());
    assert_eq!(
        (ana.username.as_str(), ana.revision),
        ("ana@example.com", 1)
    );
    assert_eq!(
        directory.create(" ANA@example.com", Vec::new()),
        PersonChanged::UsernameTaken
    );
    assert_eq!(directory.kinds(), [AuditKind::PersonCreated]);
}

#[test]
fn an_edit_of_an_older_revision_changes_nothing() {
    let directory = Directory::new();
    let ana = directory.created("ana", Vec::new());
    let edit = PersonEdit {
        email: Some(Some("ana@example.com".parse().unwrap())),
        groups: Some(vec!["sales".parse().unwrap(), "sales".parse().unwrap()]),
        ..PersonEdit::default()
    };
    let changed = the_person(directory.edit(&ana, edit.clone()));
    assert_eq!(changed.groups.len(), 1);
    assert_eq!(changed.display_name, "A Person");
    assert_eq!(
        directory.edit(&ana, edit),
        PersonChanged::Conflict { current: 2 }
    );
    assert_eq!(directory.published(&ana).unwrap().person, changed);
}

#[test]
fn the_last_enabled_administrator_stays_one() {
    let directory = Directory::new();
    let admin = directory.created("admin", vec![Role::Administrator]);
    let other = directory.created("other", vec![Role::Administrator]);
    the_person(directory.disable(&other, true));
    let demotion = PersonEdit {
        roles: Some(vec![Role::Reader]),
        ..PersonEdit::default()
    };
    assert_eq!(
        directory.disable(&admin, true),
        PersonChanged::LastAdministrator
    );
    assert_eq!(
        directory.edit(&admin, demotion.clone()),
        PersonChanged::LastAdministrator
    );
    the_person(directory.disable(&other, false));
    the_person(directory.edit(&admin, demotion));
}

#[test]
fn who_is_disabled_has_no_session_and_begins_none() {
    let directory = Directory::new();
    let ana = directory.created("ana", Vec::new());
    let (session, secret) = (SessionId::from_random([3; 16]), Digest::of(b"secret"));
    let ask_password = || {
        let ask = directory.house.enrollee(
            &directory.tenant,
            &ana.enrollee,
            &BeginSignIn { stranger: None },
        );
        block_on(ask).unwrap()
    };
    let begin = || {
        let finish = FinishSignIn {
            checked: Digest::of(b"$scrypt$"),
            session,
            secret,
        };
        let ask = directory
            .house
            .enrollee(&directory.tenant, &ana.enrollee, &finish);
        block_on(ask).unwrap();
    };
    let stands = || {
        let resolve = ResolveSession { session, secret };
        let ask = directory
            .house
            .enrollee(&directory.tenant, &ana.enrollee, &resolve);
        block_on(ask).unwrap() != SessionState::Ended
    };
    let set = SetPassword {
        password: "$scrypt$".to_owned(),
    };
    block_on(
        directory
            .house
            .enrollee(&directory.tenant, &ana.enrollee, &set),
    )
    .unwrap();
    begin();
    assert!(stands());
    let disabled = the_person(directory.disable(&ana, true));
    assert!(!stands(), "the session outlived its person");
    begin();
    assert!(!stands(), "a sign-in that was under way came through");
    assert!(ask_password() == PasswordGate::None);
    // An older word comes late: it is passed over.
    let late = TellPerson::about(&directory.tenant, &ana);
    block_on(
        directory
            .house
            .enrollee(&directory.tenant, &ana.enrollee, &late),
    )
    .unwrap();
    begin();
    assert!(!stands(), "an older word enabled them again");
    assert_eq!(late.standing, Standing::Enabled);
    the_person(directory.disable(&disabled, false));
    begin();
    assert!(stands());
}

#[test]
fn a_deleted_person_leaves_no_copy_and_frees_the_name_and_not_the_object() {
    let directory = Directory::new();
    let ana = directory.created("ana", Vec::new());
    let delete = |person: &Person| {
        directory.change(PersonChange::Delete {
            user: person.id,
            expected: person.revision,
        })
    };
    assert_eq!(delete(&ana), PersonChanged::NotDisabled);
    let disabled = the_person(directory.disable(&ana, true));
    assert_eq!(delete(&ana), PersonChanged::Conflict { current: 2 });
    the_person(delete(&disabled));
    assert_eq!(directory.published(&ana), None);
    let key = PublishedUsername::key_of("ana");
    let name: Option<PublishedUsername> =
        block_on(directory.house.copies().read(&directory.tenant, &key)).unwrap();
    assert_eq!(name, None);
    assert_eq!(directory.disable(&ana, false), PersonChanged::Unknown);
    let next = directory.created("ana", Vec::new());
    assert_ne!((next.id, next.enrollee), (ana.id, ana.enrollee));
    assert!(directory.published(&next).is_some());
    assert_eq!(
        directory.kinds(),
        [
            AuditKind::PersonCreated,
            AuditKind::PersonChanged,
            AuditKind::PersonDeleted,
            AuditKind::PersonCreated
        ]
    );
}

#[test]
fn people_are_found_by_how_their_names_begin_page_by_page() {
    let directory = Directory::new();
    for name in ["ana", "anton", "ben"] {
        directory.created(name, Vec::new());
    }
    assert_eq!(directory.found("AN").len(), 2);
    assert_eq!(directory.found("a per").len(), 3, "by the display name");
    assert_eq!(directory.found("na").len(), 0, "not from the middle");
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let list = ListPeople {
            after,
            limit: 1,
            search: None,
        };
        let page = directory.ask(&list);
        seen.extend(page.people.iter().map(|person| person.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_file_creates_changes_and_leaves_people_and_a_rehearsal_writes_nothing() {
    let directory = Directory::new();
    let reader = directory.created("reader", vec![Role::Reader]);
    let csv = "username,display_name,email,groups\n\
        Ana,\"Ana, of Sales\",ana@example.com,sales; all\n\
        reader,A Reader,,all\n";
    let wanted = [PersonOutcome::Created, PersonOutcome::Changed];
    let entries = directory.kinds().len();
    assert_eq!(directory.import(csv, true), wanted);
    assert_eq!(directory.kinds().len(), entries);
    assert!(directory.found("ana").is_empty());
    assert_eq!(directory.import(csv, false), wanted);
    assert_eq!(
        directory.import(csv, false),
        [PersonOutcome::Unchanged, PersonOutcome::Unchanged]
    );
    let ana = directory.found("ana").remove(0);
    assert_eq!(ana.display_name, "Ana, of Sales");
    assert_eq!(ana.groups.len(), 2);
    let changed = directory.published(&reader).unwrap().person;
    assert_eq!(changed.roles, [Role::Reader], "the file took a role away");
    assert_eq!((changed.enrollee, changed.revision), (reader.enrollee, 2));
}

#[test]
fn what_is_wrong_with_a_file_is_named_by_line_column_and_rule() {
    let faults = |rows: &str| -> Vec<(u32, u32, String)> {
        let text = format!("username,display_name,email,groups\n{rows}");
        let faults = read_people_csv(text.as_bytes()).unwrap_err();
        let named = faults.into_iter();
        named
            .map(|fault| (fault.line, fault.column, fault.field.unwrap_or_default()))
            .collect()
    };
    let at = |line, column, field: &str| (line, column, field.to_owned());
    assert_eq!(
        faults("a,A,no address,\n,B,,\nc,C,,One Two\na,A,,\nd,D\ne,E,,,f\n"),
        [
            at(2, 5, "email"),
            at(3, 1, "username"),
            at(4, 6, "groups"),
            at(6, 1, ""),
            at(7, 7, ""),
        ]
    );
    assert_eq!(
        faults("a,A,,\nA,B,,\n"),
        [at(3, 1, "username")],
        "the same name twice"
    );
    assert_eq!(faults(""), [at(1, 1, "")]);
    let heading = read_people_csv(b"name,mail\na,b\n").unwrap_err();
    assert_eq!((heading[0].line, heading.len()), (1, 1));
    for hostile in [&b"\xff\xfe"[..], b"", b"\"", b"\n\n"] {
        assert_eq!(read_people_csv(hostile).unwrap_err().len(), 1);
    }
    let many = |rows: usize| -> String { (0..rows).map(|row| format!("p{row},P,,\n")).collect() };
    let text = format!("username,display_name,email,groups\n{}", many(500));
    assert_eq!(read_people_csv(text.as_bytes()).unwrap().len(), 500);
    assert_eq!(faults(&many(600)), [at(502, 1, "")]);
    let groups: String = (0..101).map(|group| format!("g{group};")).collect();
    assert_eq!(faults(&format!("a,A,,{groups}\n")), [at(2, 6, "groups")]);
}
