//! What an object tells after its answer arrives at those who must know.

use super::{ASKED_AT_MOST, Completed, House, Outcome, words};
use crate::fleet::FindDevice;
use crate::ids::{EnrolleeId, UserId};
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, PublishedPerson, PublishedUsername, Rng};
use crate::tenant::{Permission, PersonPut, PutPerson, ReadAudit, Role};

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    pub(super) async fn a_person_is_published_under_name_and_enrollee(&self) -> Outcome {
        let username = format!("Person-{}@Example.com", self.digest()?);
        let put = PutPerson {
            tenant: self.tenant.clone(),
            username: username.clone(),
            display_name: "A person".to_owned(),
            groups: Vec::new(),
            roles: vec![Role::Reader],
            disabled: false,
            enrollment_manager: false,
            fresh_user: UserId::from_random(self.draw()?),
            fresh_enrollee: EnrolleeId::from_random(self.draw()?),
            salt: self.draw()?,
        };
        let known = self
            .objects
            .tenant(&self.tenant, &put)
            .await
            .map_err(words)?;
        let again = self
            .objects
            .tenant(&self.tenant, &put)
            .await
            .map_err(words)?;
        must!(known == again, "the same person twice is another");
        let PersonPut::Yes { person } = known else {
            return Err("a person who is no manager is one too many".to_owned());
        };
        must!(
            person.may(Permission::DeviceRead) && !person.may(Permission::DeviceRetire),
            "the role is another"
        );
        for _ in 0..ASKED_AT_MOST {
            let key = PublishedUsername::key_of(&username);
            let named: Option<PublishedUsername> =
                self.copies.read(&self.tenant, &key).await.map_err(words)?;
            let key = PublishedPerson::key_of(&person.enrollee);
            let copy: Option<PublishedPerson> =
                self.copies.read(&self.tenant, &key).await.map_err(words)?;
            if let (Some(named), Some(copy)) = (named, copy) {
                must!(
                    named.enrollee == person.enrollee && copy.person == *person,
                    "another copy"
                );
                return Ok(());
            }
        }
        Err("never published".to_owned())
    }

    pub(super) async fn what_happens_to_a_device_reaches_index_and_audit_chain(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        for _ in 0..ASKED_AT_MOST {
            let find = FindDevice {
                device: completed.device,
            };
            let found = self
                .objects
                .fleet(&self.tenant, &find)
                .await
                .map_err(words)?;
            if let Some(record) = found {
                must!(
                    record.enrollee == who.enrollee,
                    "the index names another enrollee"
                );
                return self.audit_tells_of(&completed).await;
            }
        }
        Err("the index was never told".to_owned())
    }

    /// Reads the whole chain from its beginning, verifies it, and looks for the enrollment, once.
    async fn audit_tells_of(&self, completed: &Completed) -> Outcome {
        let mut head = crate::audit::ChainHead::genesis(&self.tenant);
        let mut told = 0_u32;
        loop {
            let read = ReadAudit {
                tenant: self.tenant.clone(),
                from: head.length,
                limit: 200,
            };
            let page = self
                .objects
                .tenant(&self.tenant, &read)
                .await
                .map_err(words)?;
            if page.entries.is_empty() {
                must!(told == 1, "the chain tells of the enrollment {told} times");
                return Ok(());
            }
            let entries: Vec<_> = page.entries.iter().map(|(entry, _)| *entry).collect();
            head = crate::audit::verify(&entries, head).map_err(|broken| broken.to_string())?;
            let about = entries
                .iter()
                .filter(|entry| entry.event.serial == Some(completed.serial));
            told = told.saturating_add(u32::try_from(about.count()).unwrap_or(u32::MAX));
        }
    }
}
