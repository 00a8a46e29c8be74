//! What is configured: replaced against its revision, published, and the same everywhere.

use super::{House, Outcome, words};
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::{PutSection, ReadSection, SectionKind, SectionPut, SectionText};

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
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
        for _ in 0..50 {
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
