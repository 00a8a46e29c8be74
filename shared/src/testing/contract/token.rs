//! Enrollment tokens: the register and the object that counts.

use core::time::Duration;

use super::{ASKED_AT_MOST, Completed, House, Outcome, Somebody, refused, turned_away, words};
use crate::enrollment::enrollee::{Admission, Admit, PutToken, ShowTokenUse};
use crate::enrollment::token::{TokenTerms, enrollment_of};
use crate::enrollment::{EnrolleeClass, EnrollmentRequest, Facts};
use crate::identifier::ListedKinds;
use crate::ids::{Digest, EnrolleeId, TermsVersion, TokenId, UserId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::policy::PolicySet;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;
use crate::tenant::{ChangeToken, EnrollmentToken, ReadToken, TokenChange, TokenChanged};

/// A token as its holder knows it.
struct HeldToken {
    who: Somebody,
    token: TokenId,
    secret: Digest,
}

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn change_token(&self, change: TokenChange) -> Result<EnrollmentToken, String> {
        let change = ChangeToken {
            tenant: self.tenant.clone(),
            change,
            by: UserId::from_random(self.draw()?),
            salt: self.draw()?,
        };
        let changed = self
            .objects
            .tenant(&self.tenant, &change)
            .await
            .map_err(words)?;
        match changed {
            TokenChanged::Yes { token } => Ok(*token),
            other => Err(format!("not changed: {other:?}")),
        }
    }

    /// A token in the register; its object hears of it through the outbox alone.
    async fn token(&self, quota: u32, method: EnrollmentMethod) -> Result<HeldToken, String> {
        let token = TokenId::from_random(self.draw()?);
        let secret = self.digest()?;
        let create = TokenChange::Create {
            terms: Box::new(TokenTerms {
                id: token,
                name: format!("Token {}", &token.to_string()[..20])
                    .parse()
                    .map_err(|_| "not a name".to_owned())?,
                request: EnrollmentRequest {
                    platform: Platform::Linux,
                    method,
                    ownership: Ownership::Corporate,
                },
                category: None,
                quota,
                expires_at: self.clock.now().plus(Duration::from_hours(24)),
                revoked_at: None,
                secret,
                revision: 1,
            }),
            enrollee: EnrolleeId::from_random(self.draw()?),
        };
        let made = self.change_token(create).await?;
        let who = Somebody {
            enrollee: made.enrollee,
        };
        // As the Worker does, so that the answer finds it done; the outbox tells it as well.
        self.ask(&who, &self.put(&made)).await?;
        Ok(HeldToken { who, token, secret })
    }

    fn put(&self, token: &EnrollmentToken) -> PutToken {
        PutToken {
            tenant: self.tenant.clone(),
            enrollee: token.enrollee,
            terms: token.terms.clone(),
        }
    }

    async fn redeem(&self, held: &HeldToken, key: Digest) -> Result<Admission, String> {
        let admit = Admit {
            ticket: enrollment_of(&held.token, &key),
            secret: held.secret,
            key,
            policy: PolicySet::starting(),
            under: crate::policy::DecidedUnder::default(),
            facts: Facts {
                enrollee: EnrolleeClass::Token,
                // Nobody is there to accept them, whatever is asked.
                unaccepted_terms: vec![TermsVersion {
                    terms: "use".parse().map_err(|_| "no name of terms".to_owned())?,
                    version: 1,
                }],
                ..Facts::default()
            },
            identifiers: ListedKinds::default(),
            device_groups: DeviceGroups::default(),
            fresh: self.fresh()?,
            holding: None,
            store: None,
        };
        self.ask(&held.who, &admit).await
    }

    async fn redeemed(&self, held: &HeldToken) -> Result<(Digest, Completed), String> {
        let key = self.digest()?;
        let admission = self.redeem(held, key).await?;
        let completed = self.complete(&held.who, &admission, key).await?;
        Ok((key, completed))
    }

    pub(super) async fn a_token_enrolls_as_many_keys_as_its_quota_and_each_key_once(
        &self,
    ) -> Outcome {
        // More than a person's limit, which does not count here.
        let held = self.token(20, EnrollmentMethod::Est).await?;
        let (key, completed) = self.redeemed(&held).await?;
        for _ in 1..20 {
            self.redeemed(&held).await?;
        }
        let again = self.redeem(&held, key).await?;
        let certificate = completed.certificate;
        must!(
            again == Admission::AlreadyIssued { certificate },
            "the same key again: {again:?}"
        );
        let beyond = self.redeem(&held, self.digest()?).await?;
        must!(
            refused(&beyond) == Some("token-quota-reached"),
            "{beyond:?}"
        );
        let used = self.ask(&held.who, &ShowTokenUse {}).await?;
        must!(
            used.as_ref()
                .is_some_and(|used| used.used == 20 && used.refusals == 1),
            "{used:?}"
        );
        Ok(())
    }

    pub(super) async fn a_token_that_is_replaced_or_revoked_ends_at_once_and_its_devices_stay(
        &self,
    ) -> Outcome {
        let mut held = self.token(5, EnrollmentMethod::Agent).await?;
        let (key, completed) = self.redeemed(&held).await?;
        let replace = TokenChange::Replace {
            token: held.token,
            secret: self.digest()?,
        };
        let replaced = self.change_token(replace).await?;
        self.ask(&held.who, &self.put(&replaced)).await?;
        let old = self.redeem(&held, self.digest()?).await?;
        must!(refused(&old) == Some("token-revoked"), "{old:?}");
        held.secret = replaced.terms.secret;
        self.redeemed(&held).await?;
        let revoked = self
            .change_token(TokenChange::Revoke { token: held.token })
            .await?;
        self.ask(&held.who, &self.put(&revoked)).await?;
        // Old terms that come late change nothing.
        self.ask(&held.who, &self.put(&replaced)).await?;
        let new = self.redeem(&held, self.digest()?).await?;
        must!(refused(&new) == Some("token-revoked"), "{new:?}");
        let again = self.redeem(&held, key).await?;
        must!(
            matches!(again, Admission::AlreadyIssued { .. }),
            "an answer that was lost: {again:?}"
        );
        let answered = self.check_in(&held.who, &completed, self.digest()?).await?;
        must!(turned_away(&answered).is_none(), "{answered:?}");
        Ok(())
    }

    pub(super) async fn a_tokens_object_hears_of_every_change_and_the_register_of_every_use(
        &self,
    ) -> Outcome {
        let held = self.token(1, EnrollmentMethod::Est).await?;
        self.redeemed(&held).await?;
        self.change_token(TokenChange::Set {
            token: held.token,
            expected: 1,
            name: None,
            category: None,
            quota: Some(2),
            expires_at: None,
        })
        .await?;
        // Nobody but the outbox tells the object.
        let mut heard = false;
        for _ in 0..ASKED_AT_MOST {
            let admission = self.redeem(&held, self.digest()?).await?;
            heard = matches!(admission, Admission::Granted { .. });
            if heard {
                break;
            }
        }
        must!(heard, "the object never heard of its quota");
        let used = self.ask(&held.who, &ShowTokenUse {}).await?;
        let used = used.map_or(0, |used| used.used);
        must!(used == 2, "{used} of 2 are used");
        let read = ReadToken { token: held.token };
        for _ in 0..ASKED_AT_MOST {
            let row = self
                .objects
                .tenant(&self.tenant, &read)
                .await
                .map_err(words)?;
            if row.is_some_and(|row| row.used == used && row.terms.revision == 2) {
                return Ok(());
            }
        }
        Err(format!("the register never heard of {used} devices"))
    }
}
