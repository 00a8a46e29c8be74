//! What decisions are taken from: recorded, told to the index, and taken again.

use super::{ASKED_AT_MOST, House, Outcome, Somebody, refused, words};
use crate::enrollment::enrollee::{Admission, Admit, ReadDecisions};
use crate::enrollment::{Facts, RecordedDecision, Replay};
use crate::fleet::{InputOf, KnownInput, ListInputs, MAX_INPUTS};
use crate::identifier::ListedKinds;
use crate::platform::EnrollmentMethod;
use crate::policy::{Access, DecidedUnder, PolicyDraft, PolicySet};
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;

/// How many pages of the index are looked at.
const PAGES: usize = 100;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    pub(super) async fn a_decision_is_recorded_and_indexed_with_all_it_was_taken_from(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let mut draft = PolicyDraft::default();
        draft.platform_restrictions.default.linux.access = Access::Block;
        let blocks = PolicySet::new(draft).map_err(|error| error.to_string())?;
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let staff = "staff".parse().map_err(|_| "not a group".to_owned())?;
        let admit = Admit {
            ticket: held.id,
            secret: held.secret,
            key: self.digest()?,
            policy: blocks.clone(),
            under: DecidedUnder::default(),
            facts: Facts {
                groups: vec![staff],
                ..Facts::default()
            },
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            fresh: self.fresh()?,
            holding: None,
            store: None,
        };
        let no = self.ask(&who, &admit).await?;
        must!(refused(&no) == Some("platform-blocked"), "{no:?}");
        let allows = PolicySet::starting();
        let admit = Admit {
            policy: allows.clone(),
            ..admit
        };
        let yes = self.ask(&who, &admit).await?;
        let Admission::Granted { device, .. } = yes else {
            return Err(format!("{yes:?}"));
        };

        let read = |before, device, limit| ReadDecisions {
            before,
            device,
            limit,
        };
        let all = self.ask(&who, &read(None, None, 20)).await?;
        let [newer, older] = all.as_slice() else {
            return Err(format!("two were taken: {all:?}"));
        };
        must!(newer.number > older.number, "the newest first: {all:?}");
        must!(older.facts.groups.len() == 1, "{older:?}");
        let again = |decision: &RecordedDecision, policy| {
            matches!(decision.replay(Some(policy)), Replay::Equal { .. })
        };
        must!(again(newer, &allows) && again(older, &blocks), "{all:?}");
        let of_device = self.ask(&who, &read(None, Some(device), 20)).await?;
        must!(of_device.as_slice() == [newer.clone()], "{of_device:?}");
        let before = self.ask(&who, &read(Some(newer.number), None, 20)).await?;
        must!(before.as_slice() == [older.clone()], "{before:?}");

        let indexed = self.indexed_attempt(&who).await?;
        must!(
            indexed.inputs.facts == older.facts && indexed.inputs.request == older.request,
            "{indexed:?}"
        );
        must!(
            matches!(indexed.of, InputOf::Attempt { number: Some(number), .. } if number == older.number),
            "{indexed:?}"
        );
        Ok(())
    }

    /// The first attempt of `who` that the index tells of, once it does.
    async fn indexed_attempt(&self, who: &Somebody) -> Result<KnownInput, String> {
        for _ in 0..ASKED_AT_MOST {
            let mut after = None;
            for _ in 0..PAGES {
                let list = ListInputs {
                    after,
                    limit: MAX_INPUTS,
                };
                let page = self
                    .objects
                    .fleet(&self.tenant, &list)
                    .await
                    .map_err(words)?;
                let mine = page.inputs.into_iter().find(|known| {
                    matches!(known.of, InputOf::Attempt { enrollee, .. } if enrollee == who.enrollee)
                });
                if let Some(mine) = mine {
                    return Ok(mine);
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Err("the index was not told".to_owned())
    }
}
