//! A device changes hands: what its own object says, and what other people's objects hear of it.

use super::{ASKED_AT_MOST, House, Outcome, Somebody};
use crate::enrollment::enrollee::{
    ChangePrimaryUser, CheckedIn, FindOwnDevice, ListOwnDevices, OwnDevice, PrimaryUser,
    PrimaryUserChange, PutReference, Reference, ReleaseDevice, ShowUsedDevices,
};
use crate::ids::{DeviceId, UserId};
use crate::platform::EnrollmentMethod;
use crate::ports::{Clock, Copies, Objects, Rng};

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn hand_over(
        &self,
        holder: &Somebody,
        device: DeviceId,
        to: Option<PrimaryUser>,
    ) -> Outcome {
        let change = ChangePrimaryUser {
            device,
            to,
            by: UserId::from_random(self.draw()?),
        };
        match self.ask(holder, &change).await? {
            PrimaryUserChange::Is { .. } => Ok(()),
            PrimaryUserChange::Unknown => Err("no such device".to_owned()),
        }
    }

    /// Waits until a person's own object says this of a device.
    async fn finds(&self, who: &Somebody, device: DeviceId, expected: OwnDevice) -> Outcome {
        let of = who.enrollee;
        let mut last = None;
        for _ in 0..ASKED_AT_MOST {
            let found = self.ask(who, &FindOwnDevice { device, of }).await?;
            if found == expected {
                return Ok(());
            }
            last = Some(found);
        }
        Err(format!("it says {last:?} in place of {expected:?}"))
    }

    pub(super) async fn a_device_that_changes_hands_is_found_by_whoever_uses_it_and_by_nobody_else(
        &self,
    ) -> Outcome {
        let (ana, ben) = (self.somebody().await?, self.somebody().await?);
        let user = UserId::from_random(self.draw()?);
        let to_ben = PrimaryUser {
            user,
            enrollee: ben.enrollee,
        };
        let (_, _, completed) = self.enrolled(&ana, EnrollmentMethod::Est).await?;
        let device = completed.device;
        self.finds(&ana, device, OwnDevice::Here).await?;
        self.hand_over(&ana, device, Some(to_ben)).await?;
        self.finds(&ana, device, OwnDevice::Unknown).await?;
        let holder = ana.enrollee;
        self.finds(&ben, device, OwnDevice::At { holder }).await?;
        let of = ben.enrollee;
        let found = self.ask(&ana, &FindOwnDevice { device, of }).await?;
        must!(found == OwnDevice::Here, "its object says {found:?}");
        let (hers, his) = (
            self.ask(&ana, &ListOwnDevices {}).await?,
            self.ask(&ben, &ListOwnDevices {}).await?,
        );
        must!(
            hers.devices.is_empty() && hers.handed_over == 1,
            "she has {hers:?}"
        );
        must!(his.elsewhere == [(holder, device)], "he has {his:?}");
        let devices = vec![device];
        let shown = self.ask(&ana, &ShowUsedDevices { devices, of }).await?;
        must!(shown.len() == 1, "{shown:?}");
        self.index_says(device, |record| record.primary_user == Some(user))
            .await?;
        let nonce = self.digest()?;
        let checked_in = self.check_in(&ana, &completed, nonce).await?;
        must!(
            matches!(checked_in, CheckedIn::Accepted { .. }),
            "{checked_in:?}"
        );

        // What comes late and is older changes nothing.
        let late = PutReference {
            device,
            holder,
            number: 0,
            reference: Reference::Passed,
        };
        self.ask(&ben, &late).await?;
        self.finds(&ben, device, OwnDevice::At { holder }).await?;
        // He has left; somebody else who has left never had it.
        let of_another = ReleaseDevice {
            device,
            of: ana.enrollee,
        };
        self.ask(&ana, &of_another).await?;
        self.index_says(device, |record| record.primary_user == Some(user))
            .await?;
        self.ask(&ana, &ReleaseDevice { device, of }).await?;
        self.index_says(device, |record| record.primary_user.is_none())
            .await?;
        self.finds(&ben, device, OwnDevice::Unknown).await
    }
}
