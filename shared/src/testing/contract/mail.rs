//! Mail to people: one for each device, and what became of it.

use super::{ASKED_AT_MOST, House, Outcome, Somebody, words};
use crate::api::CreatePerson;
use crate::enrollment::enrollee::{EnrolleeKind, Provision};
use crate::ids::{EnrolleeId, UserId};
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::{
    ChangePerson, ListMails, MailState, PersonChange, PersonChanged, PutSection, ReadSection,
    SectionKind, SectionPut,
};

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    /// Nothing is said of where the mail ended: a deployment without a mail server keeps it.
    pub(super) async fn a_person_with_an_address_gets_one_mail_of_a_device(&self) -> Outcome {
        let user = UserId::from_random(self.draw()?);
        let who = Somebody {
            enrollee: EnrolleeId::from_random(self.draw()?),
        };
        let address = format!("p{:.12}@example.com", self.digest()?.to_string());
        let person = CreatePerson {
            username: address.clone(),
            display_name: "A person".to_owned(),
            email: address.parse().ok(),
            groups: Vec::new(),
            roles: Vec::new(),
            enrollment_manager: false,
        };
        let create = ChangePerson {
            tenant: self.tenant.clone(),
            change: PersonChange::Create {
                person,
                fresh_user: user,
                fresh_enrollee: who.enrollee,
            },
            by: user,
            salt: self.draw()?,
        };
        let created = self
            .objects
            .tenant(&self.tenant, &create)
            .await
            .map_err(words)?;
        must!(
            matches!(created, PersonChanged::Yes { .. }),
            "not created: {created:?}"
        );
        let provision = Provision {
            tenant: self.tenant.clone(),
            enrollee: who.enrollee,
            kind: EnrolleeKind::Person { user },
        };
        self.ask(&who, &provision).await?;
        self.notify_everybody().await?;
        self.enrolled(&who, EnrollmentMethod::Est).await?;
        for _ in 0..ASKED_AT_MOST {
            let mails = self
                .objects
                .tenant(&self.tenant, &ListMails {})
                .await
                .map_err(words)?;
            let mut theirs = mails
                .into_iter()
                .filter(|mail| mail.message.to.as_str() == address);
            match (theirs.next(), theirs.next()) {
                (Some(mail), None) if !matches!(mail.state, MailState::Waiting { .. }) => {
                    must!(
                        mail.message.html == "<p>Hello A person</p>",
                        "another mail: {mail:?}"
                    );
                    return Ok(());
                }
                (_, Some(second)) => return Err(format!("a second mail: {second:?}")),
                _ => {}
            }
        }
        Err("no mail, or one that waits for ever".to_owned())
    }

    async fn notify_everybody(&self) -> Outcome {
        let kind = SectionKind::Notifications;
        let read = ReadSection { kind };
        let current = self
            .objects
            .tenant(&self.tenant, &read)
            .await
            .map_err(words)?;
        let put = PutSection {
            tenant: self.tenant.clone(),
            kind,
            expected: current.revision,
            text: r#"{"from":"muster@example.com","notifications":[{"id":"all","subject":"New","message":"<p>Hello {{UserName}}</p>"}]}"#.to_owned(),
            by: None,
            salt: self.draw()?,
        };
        let put = self
            .objects
            .tenant(&self.tenant, &put)
            .await
            .map_err(words)?;
        must!(matches!(put, SectionPut::Kept { .. }), "not kept: {put:?}");
        Ok(())
    }
}
