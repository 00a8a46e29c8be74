//! The directory: people are made, changed, disabled, deleted and brought by a file, and everybody who must know hears of it.

use super::{ASKED_AT_MOST, Held, House, Outcome, Somebody, refused, words};
use crate::api::{CreatePerson, PersonEdit};
use crate::enrollment::enrollee::{
    FinishSignIn, OpenTicket, ResolveSession, Retire, RetireAnswer, SessionState, SetPassword,
    TellPerson, TicketOpening,
};
use crate::enrollment::{EnrolleeClass, EnrollmentRequest, Facts};
use crate::ids::{Digest, EnrolleeId, SessionId, TicketId, UserId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::ports::{Clock, Copies, Objects, PublishedPerson, PublishedUsername, Rng};
use crate::tenant::{
    ChangePerson, FreshPerson, ImportPeople, Person, PersonChange, PersonChanged, PersonOutcome,
    PersonRow, ReadPerson,
};

/// How many work profiles a device enrollment manager may have.
const WORK_PROFILES: usize = 10;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn change_person(&self, change: PersonChange) -> Result<PersonChanged, String> {
        let change = ChangePerson {
            tenant: self.tenant.clone(),
            change,
            by: UserId::from_random(self.draw()?),
            salt: self.draw()?,
        };
        let changed = self.objects.tenant(&self.tenant, &change).await;
        changed.map_err(words)
    }

    async fn changed_person(&self, change: PersonChange) -> Result<Person, String> {
        match self.change_person(change).await? {
            PersonChanged::Yes { person } => Ok(*person),
            other => Err(format!("not changed: {other:?}")),
        }
    }

    fn creating(&self, username: &str) -> Result<PersonChange, String> {
        Ok(PersonChange::Create {
            person: CreatePerson {
                username: username.to_owned(),
                display_name: "Somebody".to_owned(),
                email: None,
                groups: Vec::new(),
                roles: Vec::new(),
                enrollment_manager: false,
            },
            fresh_user: UserId::from_random(self.draw()?),
            fresh_enrollee: EnrolleeId::from_random(self.draw()?),
        })
    }

    async fn person(&self, user: UserId) -> Result<Option<Person>, String> {
        let read = self
            .objects
            .tenant(&self.tenant, &ReadPerson { user })
            .await;
        read.map_err(words)
    }

    /// Waits until the copies say what the directory says of the person: `None` once they are deleted.
    async fn published_person(&self, person: &Person, there: bool) -> Outcome {
        for _ in 0..ASKED_AT_MOST {
            let key = PublishedUsername::key_of(&person.username);
            let named: Option<PublishedUsername> =
                self.copies.read(&self.tenant, &key).await.map_err(words)?;
            let key = PublishedPerson::key_of(&person.enrollee);
            let copy: Option<PublishedPerson> =
                self.copies.read(&self.tenant, &key).await.map_err(words)?;
            let arrived = match (named, copy) {
                (Some(named), Some(copy)) => {
                    there && named.enrollee == person.enrollee && copy.person == *person
                }
                (None, None) => !there,
                _ => false,
            };
            if arrived {
                return Ok(());
            }
        }
        Err(format!("revision {} never arrived", person.revision))
    }

    pub(super) async fn a_person_changes_only_against_their_revision_and_a_name_is_theirs_until_they_are_deleted(
        &self,
    ) -> Outcome {
        let username = format!("p-{}@example.com", self.digest()?);
        let created = self.changed_person(self.creating(&username)?).await?;
        self.published_person(&created, true).await?;
        let taken = self.change_person(self.creating(&username)?).await?;
        must!(taken == PersonChanged::UsernameTaken, "{taken:?}");

        let user = created.id;
        let edit = |expected: u64, name: &str| PersonChange::Edit {
            user,
            expected,
            edit: PersonEdit {
                display_name: Some(name.to_owned()),
                ..PersonEdit::default()
            },
        };
        let edited = self
            .changed_person(edit(created.revision, "Another name"))
            .await?;
        must!(
            edited.revision > created.revision && edited.display_name == "Another name",
            "{edited:?}"
        );
        let late = self.change_person(edit(created.revision, "Late")).await?;
        must!(
            late == PersonChanged::Conflict {
                current: edited.revision
            },
            "{late:?}"
        );
        let same = self
            .changed_person(edit(edited.revision, "Another name"))
            .await?;
        must!(same == edited, "the same again: {same:?}");
        self.published_person(&edited, true).await?;

        let delete = |expected| PersonChange::Delete { user, expected };
        let enabled = self.change_person(delete(edited.revision)).await?;
        must!(enabled == PersonChanged::NotDisabled, "{enabled:?}");
        let disable = PersonChange::Disable {
            user,
            disabled: true,
        };
        let disabled = self.changed_person(disable).await?;
        must!(disabled.disabled, "{disabled:?}");
        self.published_person(&disabled, true).await?;
        self.changed_person(delete(disabled.revision)).await?;
        must!(self.person(user).await?.is_none(), "still there");
        self.published_person(&disabled, false).await?;
        let gone = self.change_person(delete(disabled.revision)).await?;
        must!(gone == PersonChanged::Unknown, "{gone:?}");
        let again = self.changed_person(self.creating(&username)?).await?;
        must!(again.id != user, "somebody else has the old identifier");
        Ok(())
    }

    pub(super) async fn a_disabled_persons_sessions_end_and_they_enroll_nothing(&self) -> Outcome {
        let username = format!("d-{}@example.com", self.digest()?);
        let person = self.changed_person(self.creating(&username)?).await?;
        let who = Somebody {
            enrollee: person.enrollee,
        };
        self.ask(&who, &TellPerson::about(&self.tenant, &person))
            .await?;
        let password = SetPassword {
            password: "$scrypt$stand-in".to_owned(),
        };
        self.ask(&who, &password).await?;
        let (session, secret) = (SessionId::from_random(self.draw()?), self.digest()?);
        let finish = FinishSignIn {
            checked: Digest::of(password.password.as_bytes()),
            session,
            secret,
        };
        must!(self.ask(&who, &finish).await?.is_some(), "no session");
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let disable = PersonChange::Disable {
            user: person.id,
            disabled: true,
        };
        let disabled = self.changed_person(disable).await?;
        // As the Worker does, so that the answer finds it done; the outbox tells it as well.
        self.ask(&who, &TellPerson::about(&self.tenant, &disabled))
            .await?;
        // What was said before does not count for more because it comes late.
        self.ask(&who, &TellPerson::about(&self.tenant, &person))
            .await?;
        let resolved = self.ask(&who, &ResolveSession { session, secret }).await?;
        must!(resolved == SessionState::Ended, "{resolved:?}");
        let admission = self.admit(&who, held, self.digest()?).await?;
        must!(
            refused(&admission) == Some("account-disabled"),
            "{admission:?}"
        );
        let enable = PersonChange::Disable {
            user: person.id,
            disabled: false,
        };
        let enabled = self.changed_person(enable).await?;
        self.ask(&who, &TellPerson::about(&self.tenant, &enabled))
            .await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let retire = Retire {
            device: completed.device,
            cause: crate::device::RetireCause::RemovedByPerson,
            by: None,
        };
        must!(
            self.ask(&who, &retire).await? == RetireAnswer::Retired,
            "not retired"
        );
        Ok(())
    }

    pub(super) async fn a_file_of_people_is_taken_once_and_a_dry_run_changes_nothing(
        &self,
    ) -> Outcome {
        let name = self.digest()?.to_string();
        let mut rows = Vec::new();
        for number in 0..3 {
            let fresh = FreshPerson {
                user: UserId::from_random(self.draw()?),
                enrollee: EnrolleeId::from_random(self.draw()?),
                salt: self.draw()?,
            };
            let row = PersonRow {
                username: format!("{number}-{name}@example.com"),
                display_name: format!("Person {number}"),
                email: None,
                groups: Vec::new(),
            };
            rows.push((row, fresh));
        }
        let mut import = ImportPeople {
            tenant: self.tenant.clone(),
            rows,
            dry_run: true,
            by: UserId::from_random(self.draw()?),
        };
        let first = import.rows.first().map(|(_, fresh)| fresh.user);
        let first = first.ok_or("no row")?;
        let take = async |import: &ImportPeople| {
            let outcomes = self.objects.tenant(&self.tenant, import).await;
            outcomes.map_err(words)
        };
        use PersonOutcome::{Changed, Created, Unchanged};
        let foreseen = take(&import).await?;
        must!(foreseen == [Created, Created, Created], "{foreseen:?}");
        must!(
            self.person(first).await?.is_none(),
            "a dry run made somebody"
        );
        import.dry_run = false;
        must!(take(&import).await? == foreseen, "another than was said");
        let person = self.person(first).await?.ok_or("nobody was made")?;
        self.published_person(&person, true).await?;
        let again = take(&import).await?;
        must!(again == [Unchanged, Unchanged, Unchanged], "{again:?}");
        if let Some((row, _)) = import.rows.first_mut() {
            "Somebody else".clone_into(&mut row.display_name);
        }
        let other = take(&import).await?;
        must!(other == [Changed, Unchanged, Unchanged], "{other:?}");
        let person = self.person(first).await?.ok_or("nobody is there")?;
        must!(
            person.display_name == "Somebody else" && person.id == first,
            "{person:?}"
        );
        self.published_person(&person, true).await
    }

    /// Their devices are a number that is kept: it is exact while devices are being enrolled, and when they leave.
    pub(super) async fn a_manager_enrolls_ten_work_profiles_and_a_place_that_is_given_back_is_free(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let manager = || Facts {
            enrollee: EnrolleeClass::EnrollmentManager,
            ..Facts::default()
        };
        let mut held = Vec::new();
        for _ in 0..=WORK_PROFILES {
            held.push(self.work_profile_ticket(&who).await?);
        }
        // All but one are granted before any is completed: what is enrolling counts.
        let (mut granted, mut last) = (Vec::new(), None);
        for held in held {
            let key = self.digest()?;
            let admission = self.admit_knowing(&who, held, key, manager()).await?;
            match refused(&admission) {
                None => granted.push((admission, key)),
                Some(code) => last = Some((code, held)),
            }
        }
        must!(
            granted.len() == WORK_PROFILES,
            "{} of {WORK_PROFILES}",
            granted.len()
        );
        let Some(("work-profile-limit-reached", held)) = last else {
            return Err(format!("refused for {:?}", last.map(|(code, _)| code)));
        };
        let mut completed = Vec::new();
        for (admission, key) in &granted {
            completed.push(self.complete(&who, admission, *key).await?);
        }
        let retire = Retire {
            device: completed.pop().ok_or("none")?.device,
            cause: crate::device::RetireCause::RemovedByPerson,
            by: None,
        };
        self.ask(&who, &retire).await?;
        let eleventh = self
            .admit_knowing(&who, held, self.digest()?, manager())
            .await?;
        must!(refused(&eleventh).is_none(), "{eleventh:?}");
        Ok(())
    }

    async fn work_profile_ticket(&self, who: &Somebody) -> Result<Held, String> {
        let held = Held {
            id: TicketId::from_random(self.draw()?),
            secret: self.digest()?,
        };
        let open = OpenTicket {
            id: held.id,
            secret: held.secret,
            request: EnrollmentRequest {
                platform: Platform::Android,
                method: EnrollmentMethod::AndroidWorkProfile,
                ownership: Ownership::Corporate,
            },
            category: None,
            expires_at: self.clock.now().plus(core::time::Duration::from_hours(1)),
            open_ticket_limit: 100,
        };
        match self.ask(who, &open).await? {
            TicketOpening::Opened { .. } => Ok(held),
            TicketOpening::Refused { refusal } => Err(format!("no ticket: {}", refusal.code())),
        }
    }
}
