//! What every implementation of the ports must do, as checks that run against any of them: memory in a native test, the real
//! objects and KV under workerd. Each check is a sentence and works on an enrollee of its own.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::device::{KeptFacts, RetireCause};
use crate::enrollment::enrollee::{
    Admission, AdmitRenewal, BeginSignIn, CheckIn, CheckedIn, Complete, Completion,
    ConfigurationAsk, EndSession, EnrolleeKind, FinishSignIn, FreshNames, ListDevices,
    MAX_SIGN_IN_FAILURES, OpenTicket, PasswordGate, Provision, RequestProof, ResolveSession,
    Retire, RetireAnswer, SessionState, SetPassword, TicketOpening,
};
use crate::enrollment::{EnrollmentRequest, Facts};
use crate::identifier::LookUp;
use crate::ids::{
    CertificateSerial, DeviceId, Digest, EnrolleeId, LeaseId, SessionId, TenantId, TicketId, UserId,
};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::policy::{DecidedUnder, PolicySet};
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::store::StoreFault;
use crate::tenant::section::DeviceGroups;
use crate::tenant::{
    AppendIntent, IntentAnswer, IntentPurpose, PublishSettings, Published, ReadConfiguration,
};

/// The ports under test.
pub struct House<'a, O, C, R, T> {
    /// The objects.
    pub objects: &'a O,
    /// The published copies.
    pub copies: &'a C,
    /// Randomness.
    pub rng: &'a R,
    /// The clock that the objects go by.
    pub clock: &'a T,
    /// The organisation to work in.
    pub tenant: TenantId,
}

/// How one check went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What must hold, as a sentence.
    pub name: String,
    /// What went wrong; none when it holds.
    pub failure: Option<String>,
}

/// Why a check did not hold.
type Outcome = Result<(), String>;

macro_rules! must {
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(format!($($words)+));
        }
    };
}

mod commands;
mod compliance;
mod configuration;
mod delivery;
mod hand_over;
mod identifiers;
mod inputs;
mod journey;
mod life;
mod mail;
mod people;
mod same_machine;
mod terms;
mod token;
mod webhooks;

/// Runs every check.
pub async fn run<O: Objects, C: Copies, R: Rng, T: Clock>(
    house: &House<'_, O, C, R, T>,
) -> Vec<Checked> {
    let mut all = Vec::new();
    macro_rules! check {
        ($name:ident) => {
            let failure = house.$name().await.err();
            all.push(Checked {
                name: stringify!($name).replace('_', " "),
                failure,
            });
        };
    }
    check!(an_object_that_was_never_provisioned_admits_nobody);
    check!(provisioning_twice_changes_nothing_and_another_identity_is_refused);
    check!(a_ticket_enrolls_one_device_and_the_same_key_gets_the_same_bytes);
    check!(a_simultaneous_duplicate_is_told_to_come_back);
    check!(a_spent_ticket_refuses_another_key);
    check!(a_new_key_before_proof_replaces_the_enrollment_in_its_slot_at_most_three_times);
    check!(the_device_limit_holds_to_the_device);
    check!(a_lease_that_was_lost_keeps_no_certificate);
    check!(a_retired_device_is_refused_at_once_and_frees_its_slot);
    check!(a_renewed_certificate_ends_the_old_one_when_it_is_first_used);
    check!(a_signature_is_accepted_once);
    check!(an_enrollment_shows_how_far_it_has_come);
    check!(a_device_is_shown_with_what_it_told_and_keeps_the_name_it_was_given);
    check!(a_device_that_leaves_by_itself_leaves_once);
    check!(one_machine_enrolled_twice_is_marked_until_one_of_them_leaves);
    check!(a_device_that_changes_hands_is_found_by_whoever_uses_it_and_by_nobody_else);
    check!(a_deleted_record_takes_the_devices_certificate_with_it);
    check!(what_a_device_tells_of_its_configuration_is_kept_until_it_leaves);
    check!(a_command_is_told_until_there_is_a_result_and_asked_for_once);
    check!(a_command_is_taken_back_only_before_its_device_is_told);
    check!(open_tickets_are_limited);
    check!(a_decision_is_recorded_and_indexed_with_all_it_was_taken_from);
    check!(terms_are_asked_of_a_person_until_they_accept_this_version);
    check!(a_token_enrolls_as_many_keys_as_its_quota_and_each_key_once);
    check!(a_token_that_is_replaced_or_revoked_ends_at_once_and_its_devices_stay);
    check!(a_tokens_object_hears_of_every_change_and_the_register_of_every_use);
    check!(failed_sign_ins_lock_the_account_and_a_right_one_opens_a_session);
    check!(a_name_that_nobody_has_is_locked_like_one_that_somebody_has);
    check!(an_intent_with_an_old_policy_is_stale_and_a_public_key_serves_one_device);
    check!(settings_change_only_against_their_version_and_pausing_stops_enrollments);
    check!(a_section_changes_only_against_its_revision_and_is_published);
    check!(an_export_put_in_place_again_changes_nothing_and_one_wrong_field_stops_a_file);
    check!(a_candidate_decides_in_its_ring_alone_until_it_is_promoted);
    check!(a_person_is_published_under_name_and_enrollee);
    check!(
        a_person_changes_only_against_their_revision_and_a_name_is_theirs_until_they_are_deleted
    );
    check!(a_disabled_persons_sessions_end_and_they_enroll_nothing);
    check!(a_file_of_people_is_taken_once_and_a_dry_run_changes_nothing);
    check!(a_manager_enrolls_ten_work_profiles_and_a_place_that_is_given_back_is_free);
    check!(identifiers_are_published_in_shards_and_a_refused_batch_changes_nothing);
    check!(what_happens_to_a_device_reaches_index_and_audit_chain);
    check!(a_person_with_an_address_gets_one_mail_of_a_device);
    check!(a_device_that_breaks_a_rule_has_no_access_until_it_keeps_it);
    check!(a_webhook_that_wants_an_event_gets_a_delivery_that_is_tried);
    all
}

/// One enrollee with its names.
struct Somebody {
    enrollee: EnrolleeId,
}

/// A ticket as its holder knows it.
#[derive(Clone, Copy)]
struct Held {
    id: TicketId,
    secret: Digest,
}

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    fn draw(&self) -> Result<[u8; 16], String> {
        self.rng.draw().map_err(|fault| fault.to_string())
    }

    fn digest(&self) -> Result<Digest, String> {
        Ok(Digest::of(&self.draw()?))
    }

    fn fresh(&self) -> Result<FreshNames, String> {
        Ok(FreshNames {
            device: DeviceId::from_random(self.draw()?),
            serial: CertificateSerial::from_random(self.draw()?),
            lease: LeaseId::from_random(self.draw()?),
        })
    }

    async fn ask<Q>(&self, who: &Somebody, command: &Q) -> Result<Q::Answer, String>
    where
        Q: crate::store::Command<Object = crate::enrollment::enrollee::Enrollee>,
    {
        self.objects
            .enrollee(&self.tenant, &who.enrollee, command)
            .await
            .map_err(words)
    }

    async fn somebody(&self) -> Result<Somebody, String> {
        let who = Somebody {
            enrollee: EnrolleeId::from_random(self.draw()?),
        };
        let user = UserId::from_random(self.draw()?);
        let provision = Provision {
            tenant: self.tenant.clone(),
            enrollee: who.enrollee,
            kind: EnrolleeKind::Person { user },
        };
        self.ask(&who, &provision).await?;
        Ok(who)
    }

    async fn ticket(&self, who: &Somebody, method: EnrollmentMethod) -> Result<Held, String> {
        let held = Held {
            id: TicketId::from_random(self.draw()?),
            secret: self.digest()?,
        };
        let open = OpenTicket {
            id: held.id,
            secret: held.secret,
            request: EnrollmentRequest {
                platform: Platform::Linux,
                method,
                ownership: Ownership::Personal,
            },
            category: None,
            expires_at: self.clock.now().plus(Duration::from_hours(1)),
            open_ticket_limit: 10,
        };
        match self.ask(who, &open).await? {
            TicketOpening::Opened { .. } => Ok(held),
            TicketOpening::Refused { refusal } => Err(format!("no ticket: {}", refusal.code())),
        }
    }

    async fn admit(&self, who: &Somebody, held: Held, key: Digest) -> Result<Admission, String> {
        self.admit_knowing(who, held, key, Facts::default()).await
    }

    /// Writes the intent and completes what was granted, as the Worker does, with a stand-in for the certificate.
    async fn complete(
        &self,
        who: &Somebody,
        admission: &Admission,
        key: Digest,
    ) -> Result<Completed, String> {
        let Admission::Granted {
            lease,
            device,
            serial,
            policy,
        } = admission
        else {
            return Err(format!("not granted: {admission:?}"));
        };
        let configuration = self.configuration().await?.number;
        let purpose = policy.map_or(IntentPurpose::Renewal, |policy| IntentPurpose::Enrollment {
            policy,
            configuration,
        });
        let intent = AppendIntent {
            serial: *serial,
            enrollee: who.enrollee,
            device: *device,
            key,
            purpose,
        };
        match self
            .objects
            .tenant(&self.tenant, &intent)
            .await
            .map_err(words)?
        {
            IntentAnswer::Recorded => {}
            other => return Err(format!("no intent: {other:?}")),
        }
        let complete = Complete {
            device: *device,
            lease: *lease,
            serial: *serial,
            certificate: format!("Y2VydGlmaWNhdGU{serial}"),
            not_after: self.clock.now().plus(Duration::from_hours(365 * 24)),
        };
        match self.ask(who, &complete).await? {
            Completion::Kept { certificate } => Ok(Completed {
                device: *device,
                serial: *serial,
                certificate,
            }),
            Completion::LeaseLost => Err("the lease was lost".to_owned()),
        }
    }

    async fn enrolled(
        &self,
        who: &Somebody,
        method: EnrollmentMethod,
    ) -> Result<(Held, Digest, Completed), String> {
        let held = self.ticket(who, method).await?;
        let key = self.digest()?;
        let admission = self.admit(who, held, key).await?;
        let completed = self.complete(who, &admission, key).await?;
        Ok((held, key, completed))
    }

    async fn check_in(
        &self,
        who: &Somebody,
        completed: &Completed,
        nonce: Digest,
    ) -> Result<CheckedIn, String> {
        let check_in = CheckIn {
            device: completed.device,
            presented: completed.serial,
            proof: RequestProof::Signature {
                created: self.clock.now(),
                nonce,
            },
            report: crate::api::CheckInReport::default(),
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            configuration: ConfigurationAsk::default(),
            compliance: None,
            hand_over: 0,
            command_results: Vec::new(),
        };
        self.ask(who, &check_in).await
    }

    async fn an_object_that_was_never_provisioned_admits_nobody(&self) -> Outcome {
        let nobody = Somebody {
            enrollee: EnrolleeId::from_random(self.draw()?),
        };
        let held = Held {
            id: TicketId::from_random(self.draw()?),
            secret: self.digest()?,
        };
        let admission = self.admit(&nobody, held, self.digest()?).await?;
        must!(
            refused(&admission) == Some("ticket-invalid"),
            "{admission:?}"
        );
        Ok(())
    }

    async fn provisioning_twice_changes_nothing_and_another_identity_is_refused(&self) -> Outcome {
        let who = Somebody {
            enrollee: EnrolleeId::from_random(self.draw()?),
        };
        let named = |user: [u8; 16]| Provision {
            tenant: self.tenant.clone(),
            enrollee: who.enrollee,
            kind: EnrolleeKind::Person {
                user: UserId::from_random(user),
            },
        };
        let own = named(self.draw()?);
        self.ask(&who, &own).await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        self.ask(&who, &own).await?;
        let (devices, _) = self.ask(&who, &ListDevices {}).await?;
        must!(
            devices.iter().any(|device| device.id == completed.device),
            "the object forgot its device"
        );
        let other = named(self.draw()?);
        must!(
            self.ask(&who, &other).await.is_err(),
            "the object changed who it is"
        );
        Ok(())
    }

    async fn a_ticket_enrolls_one_device_and_the_same_key_gets_the_same_bytes(&self) -> Outcome {
        let who = self.somebody().await?;
        let (held, key, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let again = self.admit(&who, held, key).await?;
        must!(
            again
                == Admission::AlreadyIssued {
                    certificate: completed.certificate.clone()
                },
            "asked again, it was {again:?}"
        );
        let (devices, in_use) = self.ask(&who, &ListDevices {}).await?;
        must!(
            devices.len() == 1 && in_use == 1,
            "{} devices listed, {in_use} in use",
            devices.len()
        );
        Ok(())
    }

    async fn a_simultaneous_duplicate_is_told_to_come_back(&self) -> Outcome {
        let who = self.somebody().await?;
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let key = self.digest()?;
        let first = self.admit(&who, held, key).await?;
        let second = self.admit(&who, held, key).await?;
        must!(
            refused(&second) == Some("enrollment-in-progress"),
            "{second:?}"
        );
        self.complete(&who, &first, key).await?;
        Ok(())
    }

    async fn a_spent_ticket_refuses_another_key(&self) -> Outcome {
        let who = self.somebody().await?;
        let (held, _, _) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let other = self.admit(&who, held, self.digest()?).await?;
        must!(refused(&other) == Some("ticket-spent"), "{other:?}");
        Ok(())
    }

    async fn a_new_key_before_proof_replaces_the_enrollment_in_its_slot_at_most_three_times(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let (held, _, first) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        let mut last = first;
        for _ in 0..3 {
            let key = self.digest()?;
            let admission = self.admit(&who, held, key).await?;
            let next = self.complete(&who, &admission, key).await?;
            must!(next.device == last.device, "another slot was taken");
            let old = self.check_in(&who, &last, self.digest()?).await?;
            must!(
                turned_away(&old) == Some("certificate-revoked"),
                "the replaced certificate is {old:?}"
            );
            last = next;
        }
        let fourth = self.admit(&who, held, self.digest()?).await?;
        must!(
            refused(&fourth) == Some("too-many-key-changes"),
            "{fourth:?}"
        );
        must!(
            turned_away(&self.check_in(&who, &last, self.digest()?).await?).is_none(),
            "the last key is refused"
        );
        let spent = self.admit(&who, held, self.digest()?).await?;
        must!(
            refused(&spent) == Some("ticket-spent"),
            "after the proof: {spent:?}"
        );
        let (_, in_use) = self.ask(&who, &ListDevices {}).await?;
        must!(in_use == 1, "{in_use} slots are taken");
        Ok(())
    }

    async fn the_device_limit_holds_to_the_device(&self) -> Outcome {
        let who = self.somebody().await?;
        for _ in 0..5 {
            self.enrolled(&who, EnrollmentMethod::Est).await?;
        }
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let sixth = self.admit(&who, held, self.digest()?).await?;
        must!(refused(&sixth) == Some("device-limit-reached"), "{sixth:?}");
        Ok(())
    }

    async fn a_lease_that_was_lost_keeps_no_certificate(&self) -> Outcome {
        let who = self.somebody().await?;
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let admission = self.admit(&who, held, self.digest()?).await?;
        let Admission::Granted { device, serial, .. } = admission else {
            return Err(format!("not granted: {admission:?}"));
        };
        let complete = Complete {
            device,
            lease: LeaseId::from_random(self.draw()?),
            serial,
            certificate: "Zm9yZ2Vk".to_owned(),
            not_after: self.clock.now().plus(Duration::from_hours(1)),
        };
        let completion = self.ask(&who, &complete).await?;
        must!(completion == Completion::LeaseLost, "{completion:?}");
        Ok(())
    }

    async fn a_retired_device_is_refused_at_once_and_frees_its_slot(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let retire = Retire {
            device: completed.device,
            cause: RetireCause::RemovedByPerson,
            by: None,
        };
        must!(
            self.ask(&who, &retire).await? == RetireAnswer::Retired,
            "not retired"
        );
        let back = self.check_in(&who, &completed, self.digest()?).await?;
        must!(turned_away(&back) == Some("device-retired"), "{back:?}");
        let (devices, in_use) = self.ask(&who, &ListDevices {}).await?;
        must!(
            devices.is_empty() && in_use == 0,
            "{in_use} slots are taken"
        );
        Ok(())
    }

    async fn a_renewed_certificate_ends_the_old_one_when_it_is_first_used(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, old) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let key = self.digest()?;
        let renewal = AdmitRenewal {
            device: old.device,
            presented: old.serial,
            key,
            proof: RequestProof::Tls,
            fresh: self.fresh()?,
            in_window_only: false,
        };
        let admission = self.ask(&who, &renewal).await?;
        let new = self.complete(&who, &admission, key).await?;
        let again = self
            .ask(
                &who,
                &AdmitRenewal {
                    fresh: self.fresh()?,
                    ..renewal
                },
            )
            .await?;
        must!(
            again
                == Admission::AlreadyIssued {
                    certificate: new.certificate.clone()
                },
            "{again:?}"
        );
        must!(
            turned_away(&self.check_in(&who, &old, self.digest()?).await?).is_none(),
            "the old one ended too early"
        );
        must!(
            turned_away(&self.check_in(&who, &new, self.digest()?).await?).is_none(),
            "the new one is refused"
        );
        let late = self.check_in(&who, &old, self.digest()?).await?;
        must!(
            turned_away(&late) == Some("certificate-revoked"),
            "the old one is {late:?}"
        );
        Ok(())
    }

    async fn a_signature_is_accepted_once(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        let nonce = self.digest()?;
        must!(
            turned_away(&self.check_in(&who, &completed, nonce).await?).is_none(),
            "the first was refused"
        );
        let replayed = self.check_in(&who, &completed, nonce).await?;
        must!(
            turned_away(&replayed) == Some("request-replayed"),
            "{replayed:?}"
        );
        Ok(())
    }

    async fn open_tickets_are_limited(&self) -> Outcome {
        let who = self.somebody().await?;
        for _ in 0..10 {
            self.ticket(&who, EnrollmentMethod::Est).await?;
        }
        let eleventh = self.ticket(&who, EnrollmentMethod::Est).await.err();
        must!(
            eleventh.as_deref() == Some("no ticket: too-many-open-tickets"),
            "{eleventh:?}"
        );
        Ok(())
    }

    async fn failed_sign_ins_lock_the_account_and_a_right_one_opens_a_session(&self) -> Outcome {
        let who = self.somebody().await?;
        let set = SetPassword {
            password: "$scrypt$stand-in".to_owned(),
        };
        self.ask(&who, &set).await?;
        let begin = BeginSignIn { stranger: None };
        let finish = FinishSignIn {
            checked: Digest::of(set.password.as_bytes()),
            session: SessionId::from_random(self.draw()?),
            secret: self.digest()?,
        };
        must!(
            matches!(self.ask(&who, &begin).await?, PasswordGate::Check { .. }),
            "no gate"
        );
        must!(
            self.ask(&who, &finish).await?.is_some(),
            "the password did not count"
        );
        let resolve = ResolveSession {
            session: finish.session,
            secret: finish.secret,
        };
        must!(
            matches!(self.ask(&who, &resolve).await?, SessionState::Valid { .. }),
            "no session"
        );
        let forged = ResolveSession {
            session: finish.session,
            secret: self.digest()?,
        };
        must!(
            self.ask(&who, &forged).await? == SessionState::Ended,
            "a forged secret opened a session"
        );
        self.ask(
            &who,
            &EndSession {
                session: finish.session,
                everywhere: false,
            },
        )
        .await?;
        must!(
            self.ask(&who, &resolve).await? == SessionState::Ended,
            "the session outlived its end"
        );
        for attempt in 0..MAX_SIGN_IN_FAILURES {
            let gate = self.ask(&who, &begin).await?;
            must!(
                matches!(gate, PasswordGate::Check { .. }),
                "locked after {attempt} failures"
            );
        }
        let gate = self.ask(&who, &begin).await?;
        must!(
            matches!(gate, PasswordGate::Locked { until } if until > self.clock.now()),
            "not locked"
        );
        Ok(())
    }

    async fn a_name_that_nobody_has_is_locked_like_one_that_somebody_has(&self) -> Outcome {
        let nobody = Somebody {
            enrollee: EnrolleeId::from_random(self.draw()?),
        };
        let begin = BeginSignIn {
            stranger: Some(self.digest()?),
        };
        for attempt in 0..MAX_SIGN_IN_FAILURES {
            let gate = self.ask(&nobody, &begin).await?;
            must!(
                gate == PasswordGate::None,
                "locked after {attempt} failures"
            );
        }
        let gate = self.ask(&nobody, &begin).await?;
        must!(
            matches!(gate, PasswordGate::Locked { until } if until > self.clock.now()),
            "not locked"
        );
        Ok(())
    }

    async fn an_intent_with_an_old_policy_is_stale_and_a_public_key_serves_one_device(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let (_, key, _) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let current = self.configuration().await?;
        let intent = AppendIntent {
            serial: CertificateSerial::from_random(self.draw()?),
            enrollee: who.enrollee,
            device: DeviceId::from_random(self.draw()?),
            key,
            purpose: IntentPurpose::Enrollment {
                policy: current.policy.version(),
                configuration: current.number,
            },
        };
        let reused = self
            .objects
            .tenant(&self.tenant, &intent)
            .await
            .map_err(words)?;
        must!(reused == IntentAnswer::KeyReused, "{reused:?}");
        let mut draft = current.policy.clone().into_draft();
        draft.device_limits.default = 3_u8.try_into().map_err(|_| "no such limit".to_owned())?;
        let other = PolicySet::new(draft).map_err(|error| error.to_string())?;
        let changed = self.publish(current.number, other).await?;
        let answer = self
            .objects
            .tenant(&self.tenant, &intent)
            .await
            .map_err(words)?;
        must!(
            answer
                == IntentAnswer::Stale {
                    configuration: changed.clone()
                },
            "{answer:?}"
        );
        self.publish(changed.number, current.policy).await?;
        Ok(())
    }

    async fn settings_change_only_against_their_version_and_pausing_stops_enrollments(
        &self,
    ) -> Outcome {
        let before = self
            .objects
            .tenant(&self.tenant, &ReadConfiguration {})
            .await
            .map_err(words)?;
        let mut settings = before.settings.clone();
        settings.enrollment_paused = true;
        let mut publish = PublishSettings {
            tenant: self.tenant.clone(),
            expected: before.number,
            settings,
            by: None,
            salt: self.draw()?,
        };
        let Published::Yes { configuration } = self
            .objects
            .tenant(&self.tenant, &publish)
            .await
            .map_err(words)?
        else {
            return Err("not published".to_owned());
        };
        let conflict = self
            .objects
            .tenant(&self.tenant, &publish)
            .await
            .map_err(words)?;
        must!(
            conflict
                == Published::Conflict {
                    current: configuration.number
                },
            "{conflict:?}"
        );
        let who = self.somebody().await?;
        let held = self.ticket(&who, EnrollmentMethod::Est).await?;
        let key = self.digest()?;
        let admission = self.admit(&who, held, key).await?;
        let paused = self.complete(&who, &admission, key).await.err();
        must!(paused.as_deref() == Some("no intent: Paused"), "{paused:?}");
        publish.expected = configuration.number;
        publish.settings.enrollment_paused = false;
        let resumed = self
            .objects
            .tenant(&self.tenant, &publish)
            .await
            .map_err(words)?;
        must!(matches!(resumed, Published::Yes { .. }), "not resumed");
        Ok(())
    }
}

/// What a completed enrollment left.
struct Completed {
    device: DeviceId,
    serial: CertificateSerial,
    certificate: String,
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` passes")]
fn words(fault: StoreFault) -> String {
    fault.to_string()
}

/// How often is asked whether what an object tells after its answer has arrived. Events travel in their own time, and there is
/// no sleep to wait with here: one question takes a fraction of a millisecond.
const ASKED_AT_MOST: u32 = 20_000;

const fn refused(admission: &Admission) -> Option<&'static str> {
    match admission {
        Admission::Refused { refusal, .. } => Some(refusal.code()),
        _ => None,
    }
}

const fn turned_away(checked_in: &CheckedIn) -> Option<&'static str> {
    match checked_in {
        CheckedIn::Refused { refusal } => Some(refusal.code()),
        CheckedIn::HandedOver { .. } => Some("handed-over"),
        CheckedIn::Accepted { .. } => None,
    }
}
