//! Commands to devices, asked for, told and answered.

use super::{Completed, House, Outcome, Somebody};
use crate::api::{CheckInReport, CommandResult, SentCommand};
use crate::command::{
    CommandKind, CommandOutcome, CommandRefusal, CommandState, MAX_OPEN, Requester,
};
use crate::device::KeptFacts;
use crate::enrollment::enrollee::{
    CancelCommand, Cancelling, CheckIn, CheckedIn, ConfigurationAsk, Enqueue, Enqueuing,
    ListCommands, RequestProof,
};
use crate::identifier::LookUp;
use crate::ids::UserId;
use crate::platform::EnrollmentMethod;
use crate::policy::DecidedUnder;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn comes_by(
        &self,
        who: &Somebody,
        completed: &Completed,
        command_results: Vec<CommandResult>,
    ) -> Result<Vec<SentCommand>, String> {
        let check_in = CheckIn {
            device: completed.device,
            presented: completed.serial,
            proof: RequestProof::Tls,
            report: CheckInReport::default(),
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            command_results,
            configuration: ConfigurationAsk::default(),
            compliance: None,
            hand_over: 0,
        };
        match self.ask(who, &check_in).await? {
            CheckedIn::Accepted { commands, .. } => Ok(commands),
            other => Err(format!("not let in: {other:?}")),
        }
    }

    async fn enqueue(
        &self,
        who: &Somebody,
        completed: &Completed,
        command: CommandKind,
        key: &str,
    ) -> Result<Enqueuing, String> {
        let enqueue = Enqueue {
            device: completed.device,
            command,
            key: key.parse().map_err(|_| "no key".to_owned())?,
            expires_in_seconds: None,
            by: Some(UserId::from_random(self.draw()?)),
            requester: Requester::Administrator,
            random: self.draw()?,
        };
        self.ask(who, &enqueue).await
    }

    pub(super) async fn a_command_is_told_until_there_is_a_result_and_asked_for_once(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        let idle = self.comes_by(&who, &completed, Vec::new()).await?;
        must!(idle.is_empty(), "told of nothing: {idle:?}");
        let asked = self
            .enqueue(&who, &completed, CommandKind::Lock, "k")
            .await?;
        let Enqueuing::Queued { command } = asked else {
            return Err(format!("not queued: {asked:?}"));
        };
        let again = self
            .enqueue(&who, &completed, CommandKind::Lock, "k")
            .await?;
        must!(
            matches!(&again, Enqueuing::Known { command: known } if known.id == command.id),
            "again: {again:?}"
        );
        for _ in 0..2 {
            let told = self.comes_by(&who, &completed, Vec::new()).await?;
            must!(
                matches!(told.as_slice(), [only] if only.id == command.id),
                "told: {told:?}"
            );
        }
        let done = CommandResult {
            id: command.id,
            outcome: CommandOutcome::Done,
            exit_code: None,
            output: Some("locked".to_owned()),
        };
        for _ in 0..2 {
            let told = self.comes_by(&who, &completed, vec![done.clone()]).await?;
            must!(told.is_empty(), "after the result: {told:?}");
        }
        let device = completed.device;
        let listed = self.ask(&who, &ListCommands { device }).await?;
        must!(
            listed.as_ref().is_some_and(|all| matches!(
                all.as_slice(),
                [only] if only.state == CommandState::Done && only.output.as_deref() == Some("locked")
            )),
            "{listed:?}"
        );
        for number in 0..=MAX_OPEN {
            let name = format!("task-{number}");
            let command = CommandKind::Custom {
                name: name.parse().map_err(|_| "no name".to_owned())?,
            };
            let asked = self.enqueue(&who, &completed, command, &name).await?;
            let is_refused = matches!(
                asked,
                Enqueuing::Refused {
                    refusal: CommandRefusal::TooManyOpen
                }
            );
            must!(is_refused == (number == MAX_OPEN), "{number}: {asked:?}");
        }
        Ok(())
    }

    pub(super) async fn a_command_is_taken_back_only_before_its_device_is_told(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        for is_told in [false, true] {
            let key = format!("told-{is_told}");
            let asked = self
                .enqueue(&who, &completed, CommandKind::Sync, &key)
                .await?;
            let Enqueuing::Queued { command } = asked else {
                return Err(format!("not queued: {asked:?}"));
            };
            if is_told {
                self.comes_by(&who, &completed, Vec::new()).await?;
            }
            let cancel = CancelCommand {
                device: completed.device,
                command: command.id,
                requester: Requester::Administrator,
            };
            let cancelled = self.ask(&who, &cancel).await?;
            let is_undone = matches!(cancelled, Cancelling::Cancelled { .. });
            must!(is_undone != is_told, "told {is_told}: {cancelled:?}");
            let told = self.comes_by(&who, &completed, Vec::new()).await?;
            must!(told.is_empty() != is_told, "told {is_told}: {told:?}");
        }
        Ok(())
    }
}
