//! What a person sees of an enrollment and of a device, and how a device leaves by itself.

use super::{Completed, House, Outcome, Somebody};
use crate::api::{CheckInReport, DeviceEventKind, EnrollmentStage, Inventory};
use crate::device::KeptFacts;
use crate::enrollment::Refusal;
use crate::enrollment::enrollee::{
    CheckIn, CheckedIn, ConfigurationAsk, Leave, Leaving, Rename, Renaming, RequestProof,
    ShowDevice, ShowProgress,
};
use crate::identifier::LookUp;
use crate::ids::DeviceId;
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn report(&self, who: &Somebody, completed: &Completed, kernel: &str) -> Outcome {
        let check_in = CheckIn {
            device: completed.device,
            presented: completed.serial,
            proof: RequestProof::Tls,
            report: CheckInReport {
                name: Some("build-7".to_owned()),
                inventory: Some(Inventory {
                    kernel: Some(kernel.to_owned()),
                    ..Inventory::default()
                }),
                ..CheckInReport::default()
            },
            decide_by: None,
            under: crate::policy::DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            configuration: ConfigurationAsk::default(),
        };
        match self.ask(who, &check_in).await? {
            CheckedIn::Accepted { .. } => Ok(()),
            CheckedIn::Refused { refusal } => Err(format!("refused: {}", refusal.code())),
        }
    }

    pub(super) async fn an_enrollment_shows_how_far_it_has_come(&self) -> Outcome {
        let who = self.somebody().await?;
        let held = self.ticket(&who, EnrollmentMethod::Agent).await?;
        let key = self.digest()?;
        let mut stages = Vec::new();
        let show = ShowProgress { ticket: held.id };
        let stage = async || {
            let progress = self.ask(&who, &show).await?;
            progress
                .map(|progress| progress.stage)
                .ok_or_else(|| "the ticket is not known".to_owned())
        };
        stages.push(stage().await?);
        let admission = self.admit(&who, held, key).await?;
        let completed = self.complete(&who, &admission, key).await?;
        stages.push(stage().await?);
        self.report(&who, &completed, "6.1.0").await?;
        stages.push(stage().await?);
        must!(
            stages
                == [
                    EnrollmentStage::Waiting,
                    EnrollmentStage::Issued,
                    EnrollmentStage::Enrolled
                ],
            "it went {stages:?}"
        );
        let other = self.somebody().await?;
        must!(
            self.ask(&other, &show).await?.is_none(),
            "somebody else sees it"
        );
        Ok(())
    }

    pub(super) async fn a_device_is_shown_with_what_it_told_and_keeps_the_name_it_was_given(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        self.report(&who, &completed, "6.1.0").await?;
        let rename = Rename {
            device: completed.device,
            name: "Büro".parse().map_err(|_| "not a name".to_owned())?,
        };
        let renamed = self.ask(&who, &rename).await?;
        must!(
            matches!(renamed, Renaming::Renamed { .. }),
            "it was {renamed:?}"
        );
        self.report(&who, &completed, "6.1.1").await?;
        let show = ShowDevice {
            device: completed.device,
        };
        let Some(detail) = self.ask(&who, &show).await? else {
            return Err("the device is not known".to_owned());
        };
        must!(
            detail.device.name == "Büro",
            "it is called {}",
            detail.device.name
        );
        let values: Vec<&str> = detail
            .facts
            .iter()
            .map(|fact| fact.value.as_str())
            .collect();
        must!(values == ["6.1.1", "build-7"], "it told {values:?}");
        let renamed = detail
            .history
            .iter()
            .any(|event| event.kind == DeviceEventKind::Renamed);
        must!(renamed, "its history is {:?}", detail.history);
        let nobodys = ShowDevice {
            device: DeviceId::from_random(self.draw()?),
        };
        must!(
            self.ask(&who, &nobodys).await?.is_none(),
            "a device was made up"
        );
        Ok(())
    }

    pub(super) async fn a_device_that_leaves_by_itself_leaves_once(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        let leave = Leave {
            device: completed.device,
            presented: completed.serial,
            proof: RequestProof::Tls,
        };
        let left = self.ask(&who, &leave).await?;
        must!(left == Leaving::Left, "it was {left:?}");
        let again = self.ask(&who, &leave).await?;
        let retired = Leaving::Refused {
            refusal: Refusal::DeviceRetired,
        };
        must!(again == retired, "asked again, it was {again:?}");
        let nonce = self.digest()?;
        let answered = self.check_in(&who, &completed, nonce).await?;
        must!(
            matches!(answered, CheckedIn::Refused { .. }),
            "it still checks in"
        );
        Ok(())
    }
}
