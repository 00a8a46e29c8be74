//! What a device's profiles come to, worked out where the profiles are read.

use muster_shared::enrollment::DecisionInputs;
use muster_shared::ids::{DeviceId, Digest, EnrolleeId};
use muster_shared::platform::Ownership;
use muster_shared::profile::{
    Candidate, ConfigurationProfile, Effective, effective, is_rendered_for, linux,
};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::Profiles;

use crate::app::{App, Platform};

/// A device's configuration.
pub struct DeviceConfiguration {
    /// What is set.
    pub effective: Effective,
    /// Whether there is a client that it reaches.
    pub reachable: bool,
}

impl DeviceConfiguration {
    /// Its version, as the device's client gets it; none where nothing is set.
    pub fn version(&self) -> Option<Digest> {
        linux::version(&self.effective).filter(|_| self.reachable)
    }
}

impl<P: Platform> App<P> {
    /// Whether there are profiles at all, up to a minute old. Where there are none, a check-in asks for nothing more.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn has_profiles(&self) -> Result<bool, StoreFault> {
        Ok(!self.section::<Profiles>().await?.profiles.is_empty())
    }

    /// What the profiles of a device come to, by what is known of it and of its person now.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn configuration_of(
        &self,
        enrollee: &EnrolleeId,
        device: DeviceId,
        mut inputs: DecisionInputs,
    ) -> Result<DeviceConfiguration, StoreFault> {
        let section = self.section::<Profiles>().await?;
        let request = inputs.request;
        let reachable = is_rendered_for(request.platform, request.method);
        let profiles = || {
            let all = section.profiles.iter();
            all.filter(|profile| profile.platform == request.platform)
        };
        if profiles().next().is_none() {
            return Ok(DeviceConfiguration {
                effective: Effective::default(),
                reachable,
            });
        }
        let groups = if profiles().any(ConfigurationProfile::names_groups) {
            let person = self.person(enrollee).await?;
            person.map_or_else(Vec::new, |person| person.groups)
        } else {
            Vec::new()
        };
        let sorting = self.sorting().await?;
        let device_groups = sorting.groups_of(Some(device), &mut inputs).member_of;
        let effective = sorting.asked(&inputs, |subject| {
            let candidate = Candidate {
                device,
                subject: *subject,
                groups: &groups,
                device_groups: &device_groups,
            };
            let ownership = subject.ownership.unwrap_or(Ownership::Personal);
            effective(
                profiles().filter(|profile| profile.is_for(&candidate)),
                ownership,
            )
        });
        Ok(DeviceConfiguration {
            effective,
            reachable,
        })
    }
}
