//! A device's record: shown while there is one, deleted with its certificate.

use super::{ASKED_AT_MOST, House, Outcome, turned_away, words};
use crate::api::CheckInReport;
use crate::device::{KeptFacts, RetireCause};
use crate::enrollment::enrollee::{
    CheckIn, CheckedIn, ConfigurationAsk, ConfigurationFetch, DeleteDevice, Deletion,
    FetchConfiguration, ReadConfigurationState, RequestProof, Retire, ShowDevice,
};
use crate::fleet::FindDevice;
use crate::identifier::LookUp;
use crate::ids::UserId;
use crate::platform::EnrollmentMethod;
use crate::policy::DecidedUnder;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::profile::ConfigurationReport;
use crate::tenant::section::DeviceGroups;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    pub(super) async fn a_deleted_record_takes_the_devices_certificate_with_it(&self) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let device = completed.device;
        let by = UserId::from_random(self.draw()?);
        let delete = DeleteDevice { device, by };
        let first = self.ask(&who, &delete).await?;
        must!(first == Deletion::Deleted, "{first:?}");
        let second = self.ask(&who, &delete).await?;
        must!(second == Deletion::Unknown, "deleted twice: {second:?}");
        let shown = self.ask(&who, &ShowDevice { device }).await?;
        must!(shown.is_none(), "still shown: {shown:?}");
        let back = self.check_in(&who, &completed, self.digest()?).await?;
        must!(
            turned_away(&back) == Some("certificate-revoked"),
            "{back:?}"
        );
        let find = FindDevice { device };
        for _ in 0..ASKED_AT_MOST {
            let found = self.objects.fleet(&self.tenant, &find).await;
            if found.map_err(words)?.is_none() {
                return Ok(());
            }
        }
        Err("it is listed for ever".to_owned())
    }

    pub(super) async fn what_a_device_tells_of_its_configuration_is_kept_until_it_leaves(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Est).await?;
        let (device, presented) = (completed.device, completed.serial);
        let report = ConfigurationReport {
            version: self.digest()?,
            failed: Vec::new(),
        };
        let check_in = CheckIn {
            device,
            presented,
            proof: RequestProof::Tls,
            report: CheckInReport::default(),
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            command_results: Vec::new(),
            configuration: ConfigurationAsk {
                scripts: None,
                report: Some(report.clone()),
                wants_inputs: true,
            },
            compliance: None,
            hand_over: 0,
        };
        let answered = self.ask(&who, &check_in).await?;
        must!(
            matches!(
                &answered,
                CheckedIn::Accepted {
                    inputs: Some(_),
                    ..
                }
            ),
            "{answered:?}"
        );
        let fetch = FetchConfiguration { device, presented };
        let fetched = self.ask(&who, &fetch).await?;
        must!(
            matches!(fetched, ConfigurationFetch::Known { .. }),
            "{fetched:?}"
        );
        let read = ReadConfigurationState { device };
        let state = self.ask(&who, &read).await?;
        let kept = state.and_then(|state| state.report);
        must!(
            kept.is_some_and(|(kept, _)| kept == report),
            "another report is kept"
        );
        let retire = Retire {
            device,
            cause: RetireCause::RemovedByPerson,
            by: None,
        };
        self.ask(&who, &retire).await?;
        let state = self.ask(&who, &read).await?;
        must!(state.is_none(), "{state:?}");
        let fetched = self.ask(&who, &fetch).await?;
        must!(
            matches!(fetched, ConfigurationFetch::Refused { .. }),
            "{fetched:?}"
        );
        Ok(())
    }
}
