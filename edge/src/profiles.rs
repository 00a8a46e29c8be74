//! What a device's profiles come to, with the scripts of its compliance policies, worked out where they are read.

use muster_shared::compliance::CompliancePolicy;
use muster_shared::enrollment::enrollee::ConfigurationInputs;
use muster_shared::ids::{DeviceId, Digest};
use muster_shared::platform::{Ownership, Platform as DevicePlatform};
use muster_shared::profile::{
    Candidate, ConfigurationProfile, Effective, effective, is_rendered_for, linux,
};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::{Compliance, Profiles};
use muster_shared::windows;

use crate::app::{App, Platform};

/// A device's configuration.
pub struct DeviceConfiguration {
    /// What is set.
    pub effective: Effective,
    /// Whether there is a client that it reaches.
    pub reachable: bool,
    /// What it is written for.
    pub platform: DevicePlatform,
}

impl DeviceConfiguration {
    /// Its version, as the device's client gets it; none where nothing is set.
    pub fn version(&self) -> Option<Digest> {
        let version = match self.platform {
            DevicePlatform::Windows => {
                windows::settings::version(&windows::settings::plan(&self.effective))
            }
            _ => linux::version(&self.effective),
        };
        version.filter(|_| self.reachable)
    }
}

impl<P: Platform> App<P> {
    /// Whether there is anything at all that devices get a configuration from: profiles, or scripts of compliance policies; up
    /// to a minute old. Where there is not, a check-in asks for nothing more.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn has_profiles(&self) -> Result<bool, StoreFault> {
        let scripts = self.section::<Compliance>().await?;
        Ok(!self.section::<Profiles>().await?.profiles.is_empty()
            || scripts.policies.iter().any(|one| one.script().is_some()))
    }

    /// What the profiles of a device come to, by what is known of it and of its person now.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn configuration_of(
        &self,
        device: DeviceId,
        of: ConfigurationInputs,
    ) -> Result<DeviceConfiguration, StoreFault> {
        let ConfigurationInputs {
            mut inputs,
            used_by,
        } = of;
        let section = self.section::<Profiles>().await?;
        let request = inputs.request;
        let reachable = is_rendered_for(request.platform, request.method);
        let profiles = || {
            let all = section.profiles.iter();
            all.filter(|profile| profile.platform == request.platform)
        };
        let compliance = self.section::<Compliance>().await?;
        let scripted = || {
            let all = compliance.policies.iter();
            all.filter(|policy| policy.platform == request.platform && policy.script().is_some())
        };
        if profiles().next().is_none() && scripted().next().is_none() {
            return Ok(DeviceConfiguration {
                effective: Effective::default(),
                reachable,
                platform: request.platform,
            });
        }
        let groups = if profiles().any(ConfigurationProfile::names_groups)
            || scripted().any(CompliancePolicy::names_groups)
        {
            let person = match &used_by {
                Some(enrollee) => self.person(enrollee).await?,
                None => None,
            };
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
            let own = scripted()
                .filter(|policy| policy.is_for(request.platform, &groups, &device_groups));
            effective(
                profiles().filter(|profile| profile.is_for(&candidate)),
                own.filter_map(|policy| Some((&policy.id, policy.script()?))),
                ownership,
            )
        });
        Ok(DeviceConfiguration {
            effective,
            reachable,
            platform: request.platform,
        })
    }
}
