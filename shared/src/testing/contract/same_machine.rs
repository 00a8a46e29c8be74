//! One machine enrolled twice: marked where it is the same enrollee, shown in the index wherever it is.

use super::{ASKED_AT_MOST, Completed, House, Outcome, Somebody, words};
use crate::api::{CheckInReport, Inventory};
use crate::device::{DeviceRecord, KeptFacts, RetireCause};
use crate::enrollment::enrollee::{
    CheckIn, CheckedIn, ConfigurationAsk, RequestProof, Retire, ShowDevice,
};
use crate::fleet::FindDevice;
use crate::identifier::LookUp;
use crate::ids::DeviceId;
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    /// A device that enrolls and tells its serial number.
    async fn machine(&self, who: &Somebody, serial: &str) -> Result<Completed, String> {
        let (_, _, completed) = self.enrolled(who, EnrollmentMethod::Est).await?;
        let check_in = CheckIn {
            device: completed.device,
            presented: completed.serial,
            proof: RequestProof::Tls,
            report: CheckInReport {
                manufacturer: Some("QEMU".to_owned()),
                inventory: Some(Inventory {
                    model: Some("Q35".to_owned()),
                    serial_number: Some(serial.to_owned()),
                    ..Inventory::default()
                }),
                ..CheckInReport::default()
            },
            decide_by: None,
            under: crate::policy::DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            hand_over: 0,
            configuration: ConfigurationAsk::default(),
        };
        match self.ask(who, &check_in).await? {
            CheckedIn::Accepted { .. } => Ok(completed),
            other => Err(format!("{other:?}")),
        }
    }

    /// Waits until the index says this of a device.
    pub(super) async fn index_says(
        &self,
        device: DeviceId,
        says: impl Fn(&DeviceRecord) -> bool,
    ) -> Outcome {
        let mut last = None;
        for _ in 0..ASKED_AT_MOST {
            let find = FindDevice { device };
            last = self
                .objects
                .fleet(&self.tenant, &find)
                .await
                .map_err(words)?;
            if last.as_ref().is_some_and(&says) {
                return Ok(());
            }
        }
        Err(format!("the index says {last:?}"))
    }

    pub(super) async fn one_machine_enrolled_twice_is_marked_until_one_of_them_leaves(
        &self,
    ) -> Outcome {
        let (ana, ben) = (self.somebody().await?, self.somebody().await?);
        let serial = &self.digest()?.to_string()[..20];
        let old = self.machine(&ana, serial).await?.device;
        let new = self.machine(&ana, serial).await?.device;
        let other = self.machine(&ben, serial).await?.device;
        for (device, twin) in [(old, new), (new, old)] {
            let shown = self.ask(&ana, &ShowDevice { device }).await?;
            let same = shown.and_then(|shown| shown.device.same_machine_as);
            must!(same == Some(twin), "{device} is the same as {same:?}");
        }
        for device in [old, new, other] {
            self.index_says(device, |record| record.duplicates.len() == 2)
                .await?;
        }
        for device in [old, new] {
            let retire = Retire {
                device,
                cause: RetireCause::RemovedByPerson,
                by: None,
            };
            self.ask(&ana, &retire).await?;
        }
        self.index_says(other, |record| record.duplicates.is_empty())
            .await
    }
}
