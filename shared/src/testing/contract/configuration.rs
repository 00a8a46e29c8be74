//! What is configured: replaced against its revision, published, and the same everywhere.

use super::{ASKED_AT_MOST, House, Outcome, words};
use crate::ids::{EnrolleeId, GroupId, RolloutId};
use crate::policy::{Access, PolicySet, Ring};
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::{
    Configuration, ConfigurationImported, ExportConfiguration, ImportConfiguration, PolicySource,
    PublishPolicy, Published, PutSection, ReadConfiguration, ReadSection, RolloutStep, SectionKind,
    SectionPut, SectionText, SteerRollout,
};

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    pub(super) async fn configuration(&self) -> Result<Configuration, String> {
        self.objects
            .tenant(&self.tenant, &ReadConfiguration {})
            .await
            .map_err(words)
    }

    pub(super) async fn publish(
        &self,
        expected: u64,
        set: PolicySet,
    ) -> Result<Box<Configuration>, String> {
        let publish = PublishPolicy {
            tenant: self.tenant.clone(),
            expected,
            set,
            by: None,
            salt: self.draw()?,
        };
        in_force(
            self.objects
                .tenant(&self.tenant, &publish)
                .await
                .map_err(words)?,
        )
    }

    async fn steer(&self, expected: u64, step: RolloutStep) -> Result<Published, String> {
        let steer = SteerRollout {
            tenant: self.tenant.clone(),
            expected,
            step,
            fresh: RolloutId::from_random(self.draw()?),
            by: None,
            salt: self.draw()?,
        };
        self.objects
            .tenant(&self.tenant, &steer)
            .await
            .map_err(words)
    }

    pub(super) async fn an_export_put_in_place_again_changes_nothing_and_one_wrong_field_stops_a_file(
        &self,
    ) -> Outcome {
        let export = || self.objects.tenant(&self.tenant, &ExportConfiguration {});
        let exported = export().await.map_err(words)?;
        let mut import = ImportConfiguration {
            tenant: self.tenant.clone(),
            expected: exported.number,
            text: exported.text.clone(),
            dry_run: false,
            by: None,
            salt: self.draw()?,
        };
        let again = self
            .objects
            .tenant(&self.tenant, &import)
            .await
            .map_err(words)?;
        must!(
            matches!(&again, ConfigurationImported::Done { number, changes, .. } if *number == exported.number && changes.is_empty()),
            "{again:?}"
        );
        import.text = r#"{"format":"muster-configuration/1","sections":{"categories":{"categories":[]},"groups":{"groups":[{"id":"A"}]}}}"#.to_owned();
        let wrong = self
            .objects
            .tenant(&self.tenant, &import)
            .await
            .map_err(words)?;
        must!(
            matches!(&wrong, ConfigurationImported::Wrong { fault } if fault.path == "sections.groups.groups[0].id"),
            "{wrong:?}"
        );
        must!(
            export().await.map_err(words)? == exported,
            "something has changed"
        );
        Ok(())
    }

    pub(super) async fn a_candidate_decides_in_its_ring_alone_until_it_is_promoted(
        &self,
    ) -> Outcome {
        let before = self.configuration().await?;
        let mut draft = before.policy.clone().into_draft();
        draft.platform_restrictions.default.linux.access = Access::Block;
        let stricter = PolicySet::new(draft).map_err(|error| error.to_string())?;
        // Kept by having been in force once.
        let there = self.publish(before.number, stricter.clone()).await?;
        let back = self.publish(there.number, before.policy.clone()).await?;
        let pilots: GroupId = "pilots".parse().map_err(|_| "no group".to_owned())?;
        let start = RolloutStep::Start {
            from: PolicySource::Version(stricter.version()),
            ring: Ring {
                groups: vec![pilots.clone()],
                percentage: 0,
            },
        };
        let late = self.steer(before.number, start.clone()).await?;
        must!(
            late == Published::Conflict {
                current: back.number
            },
            "{late:?}"
        );
        let started = in_force(self.steer(back.number, start).await?)?;
        let who = EnrolleeId::from_random(self.draw()?);
        let (inside, under) = started.policy_for(&who, &[pilots]);
        must!(
            inside.version() == stricter.version() && under.ring.is_some(),
            "the candidate does not decide in its ring"
        );
        let (outside, under) = started.policy_for(&who, &[]);
        must!(
            outside.version() == before.policy.version() && under.ring.is_none(),
            "the candidate decides outside of its ring"
        );
        let promoted = in_force(self.steer(started.number, RolloutStep::Promote).await?)?;
        must!(
            promoted.rollout.is_none() && promoted.policy == stricter,
            "not promoted"
        );
        let ended = self.steer(promoted.number, RolloutStep::Stop).await?;
        must!(ended == Published::Unknown, "{ended:?}");
        self.publish(promoted.number, before.policy).await?;
        Ok(())
    }

    async fn put_groups(&self, expected: u64, text: String) -> Result<SectionPut, String> {
        let put = PutSection {
            tenant: self.tenant.clone(),
            kind: SectionKind::Groups,
            expected,
            text,
            by: None,
            salt: self.draw()?,
        };
        self.objects.tenant(&self.tenant, &put).await.map_err(words)
    }

    pub(super) async fn a_section_changes_only_against_its_revision_and_is_published(
        &self,
    ) -> Outcome {
        let kind = SectionKind::Groups;
        let before = self
            .objects
            .tenant(&self.tenant, &ReadSection { kind })
            .await
            .map_err(words)?;
        let text = format!(
            r#"{{"groups":[{{"id":"g{}","name":"One"}}]}}"#,
            self.digest()?.to_string().get(..16).unwrap_or_default()
        );
        let SectionPut::Kept { section } = self.put_groups(before.revision, text.clone()).await?
        else {
            return Err("not kept".to_owned());
        };
        must!(
            section.revision == before.revision.saturating_add(1) && section.text == text,
            "another section was kept"
        );
        let late = self.put_groups(before.revision, text.clone()).await?;
        must!(
            late == SectionPut::Conflict {
                current: section.revision
            },
            "{late:?}"
        );
        let same = self.put_groups(section.revision, text).await?;
        must!(
            same == SectionPut::Kept {
                section: section.clone()
            },
            "the same again: {same:?}"
        );
        let wrong = self
            .put_groups(section.revision, r#"{"groups":[{"id":"A"}]}"#.to_owned())
            .await?;
        must!(
            matches!(&wrong, SectionPut::Wrong { fault } if fault.path == "groups[0].id"),
            "{wrong:?}"
        );
        for _ in 0..ASKED_AT_MOST {
            let copy: Option<SectionText> = self
                .copies
                .read(&self.tenant, kind.as_str())
                .await
                .map_err(words)?;
            if copy.as_ref() == Some(&section) {
                return Ok(());
            }
        }
        Err("never published".to_owned())
    }
}

fn in_force(published: Published) -> Result<Box<Configuration>, String> {
    match published {
        Published::Yes { configuration } => Ok(configuration),
        other => Err(format!("not published: {other:?}")),
    }
}
