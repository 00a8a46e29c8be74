//! Terms of use: asked of people until they accept, of tokens never.

use super::{ASKED_AT_MOST, Held, House, Outcome, Somebody, refused, words};
use crate::enrollment::Facts;
use crate::enrollment::enrollee::{AcceptTerms, Admission, Admit, ShowAcceptances};
use crate::fleet::ListAcceptances;
use crate::identifier::ListedKinds;
use crate::ids::{Digest, TermsId, TermsVersion};
use crate::platform::EnrollmentMethod;
use crate::policy::{DecidedUnder, PolicySet};
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;

/// Terms that no other check of this run has accepted.
fn terms_named(bits: [u8; 16]) -> Result<TermsId, String> {
    format!("t{:032x}", u128::from_be_bytes(bits))
        .parse()
        .map_err(|_| "not a name of terms".to_owned())
}

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    pub(super) async fn admit_knowing(
        &self,
        who: &Somebody,
        held: Held,
        key: Digest,
        facts: Facts,
    ) -> Result<Admission, String> {
        let admit = Admit {
            ticket: held.id,
            secret: held.secret,
            key,
            policy: PolicySet::starting(),
            under: DecidedUnder::default(),
            facts,
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            fresh: self.fresh()?,
            holding: None,
            store: None,
        };
        self.ask(who, &admit).await
    }

    pub(super) async fn terms_are_asked_of_a_person_until_they_accept_this_version(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let terms = terms_named(self.draw()?)?;
        let asking = |version: u32| Facts {
            unaccepted_terms: vec![TermsVersion {
                terms: terms.clone(),
                version,
            }],
            ..Facts::default()
        };
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let key = self.digest()?;
        let no = self.admit_knowing(&who, held, key, asking(1)).await?;
        must!(refused(&no) == Some("terms-not-accepted"), "{no:?}");
        let accept = |version: u32| AcceptTerms {
            versions: asking(version).unaccepted_terms,
        };
        let first = self.ask(&who, &accept(1)).await?;
        must!(
            first.len() == 1 && first == self.ask(&who, &accept(1)).await?,
            "accepted twice is accepted once: {first:?}"
        );
        // The ticket that was refused is as good as before.
        let yes = self.admit_knowing(&who, held, key, asking(1)).await?;
        must!(matches!(yes, Admission::Granted { .. }), "{yes:?}");
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let key = self.digest()?;
        let no = self.admit_knowing(&who, held, key, asking(2)).await?;
        must!(refused(&no) == Some("terms-not-accepted"), "raised: {no:?}");
        let second = self.ask(&who, &accept(2)).await?;
        must!(
            second.first().map(|known| known.version) == Some(2),
            "{second:?}"
        );
        let shown = self.ask(&who, &ShowAcceptances {}).await?;
        must!(shown == second, "{shown:?}");
        let list = ListAcceptances {
            terms: terms.clone(),
            after: None,
            limit: 10,
        };
        let mut told = false;
        for _ in 0..ASKED_AT_MOST {
            let rows = self.objects.fleet(&self.tenant, &list).await;
            told = rows.map_err(words)?.iter().any(|row| row.version == 2);
            if told {
                break;
            }
        }
        must!(told, "the index was not told");
        Ok(())
    }
}
