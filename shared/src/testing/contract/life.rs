//! A device's record: shown while there is one, deleted with its certificate.

use super::{ASKED_AT_MOST, House, Outcome, turned_away, words};
use crate::enrollment::enrollee::{DeleteDevice, Deletion, ShowDevice};
use crate::fleet::FindDevice;
use crate::ids::UserId;
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, Rng};

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
}
