//! Corporate identifiers: what is put on the list is published in shards, and what is refused changes nothing.

use super::{ASKED_AT_MOST, House, Outcome, words};
use crate::identifier::{CorporateIdentifier, Entry, IdentifierCounts};
use crate::ids::UserId;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::{
    DeleteIdentifiers, Existing, ImportIdentifiers, Imported, ListIdentifiers, PublishedShard,
    RowOutcome,
};

/// How many identifiers one check brings: more than one delivery carries in shards.
const MANY: usize = 400;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn import(
        &self,
        entries: &[Entry],
        existing: Existing,
        dry_run: bool,
    ) -> Result<Imported, String> {
        let import = ImportIdentifiers {
            tenant: self.tenant.clone(),
            entries: entries.to_vec(),
            existing,
            dry_run,
            by: UserId::from_random(self.draw()?),
            salt: self.draw()?,
        };
        let answer = self.objects.tenant(&self.tenant, &import).await;
        answer.map_err(words)
    }

    async fn counts(&self) -> Result<IdentifierCounts, String> {
        let list = ListIdentifiers {
            kind: None,
            search: None,
            after: None,
            limit: 1,
        };
        let page = self.objects.tenant(&self.tenant, &list).await;
        page.map(|page| page.counts).map_err(words)
    }

    /// Waits until an identifier is published, or is no longer.
    async fn published(&self, identifier: &CorporateIdentifier, listed: bool) -> Outcome {
        let digest = identifier.digest();
        let key = PublishedShard::key_of(CorporateIdentifier::shard_of(&digest));
        for _ in 0..ASKED_AT_MOST {
            let shard: Option<PublishedShard> =
                self.copies.read(&self.tenant, &key).await.map_err(words)?;
            if shard.is_some_and(|shard| shard.holds(&digest)) == listed {
                return Ok(());
            }
        }
        Err(format!("shard {key} was never published"))
    }

    pub(super) async fn identifiers_are_published_in_shards_and_a_refused_batch_changes_nothing(
        &self,
    ) -> Outcome {
        let name = self.digest()?.to_string();
        let name = name.get(..16).unwrap_or_default();
        let entries: Vec<Entry> = (0..MANY)
            .map(|number| {
                let serial_number = format!("{name}-{number}").parse();
                let details = "bought in spring".parse();
                Ok(Entry {
                    identifier: CorporateIdentifier::SerialNumber {
                        serial_number: serial_number.map_err(|_| "no serial number")?,
                    },
                    details: details.map_err(|_| "no details")?,
                })
            })
            .collect::<Result<_, &str>>()?;
        let before = self.counts().await?;
        let asked = self.import(&entries, Existing::Refuse, true).await?;
        must!(
            !asked.applied && self.counts().await? == before,
            "asking changed something"
        );
        let done = self.import(&entries, Existing::Refuse, false).await?;
        must!(
            done.applied && done.rows == asked.rows && done.rows == vec![RowOutcome::Added; MANY],
            "it was done otherwise than was said"
        );
        must!(self.counts().await? == done.counts, "they are miscounted");
        for entry in entries.iter().step_by(40) {
            self.published(&entry.identifier, true).await?;
        }

        let mut other = entries.clone();
        if let Some(last) = other.last_mut() {
            last.details = Default::default();
        }
        let refused = self.import(&other, Existing::Refuse, false).await?;
        must!(
            !refused.applied && refused.rows.last() == Some(&RowOutcome::NeedsOverwrite),
            "other details were taken without a word"
        );
        let kept = self.import(&other, Existing::Keep, false).await?;
        must!(
            kept.rows.last() == Some(&RowOutcome::Kept),
            "{:?}",
            kept.rows.last()
        );
        let written = self.import(&other, Existing::Overwrite, false).await?;
        let again = self.import(&other, Existing::Refuse, false).await?;
        must!(
            written.rows.last() == Some(&RowOutcome::Overwritten)
                && again.rows == vec![RowOutcome::Unchanged; MANY],
            "they were not overwritten"
        );

        let delete = DeleteIdentifiers {
            tenant: self.tenant.clone(),
            identifiers: entries
                .iter()
                .map(|entry| entry.identifier.clone())
                .collect(),
            by: UserId::from_random(self.draw()?),
            salt: self.draw()?,
        };
        let deleted = self.objects.tenant(&self.tenant, &delete).await;
        let deleted = deleted.map_err(words)?;
        must!(
            usize::try_from(deleted.deleted) == Ok(MANY) && deleted.counts == before,
            "{} were deleted",
            deleted.deleted
        );
        for entry in entries.iter().step_by(40) {
            self.published(&entry.identifier, false).await?;
        }
        Ok(())
    }
}
