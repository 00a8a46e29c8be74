//! What a device's profiles come to, with what its compliance policies have set, worked out where they are read.

use muster_shared::compliance::CompliancePolicy;
use muster_shared::enrollment::enrollee::ConfigurationInputs;
use muster_shared::ids::{DeviceId, Digest};
use muster_shared::platform::{Ownership, Platform as DevicePlatform};
use muster_shared::profile::{
    Candidate, ConfigurationProfile, Effective, effective, is_rendered_for, linux, sets_something,
};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::{Compliance, Profiles};
use muster_shared::{apple, windows};

use crate::app::{App, Platform};
use crate::mdm::apple::escrow::escrow_to;

/// A device's configuration.
pub struct DeviceConfiguration {
    /// What is set.
    pub effective: Effective,
    /// Whether there is a client that it reaches.
    pub reachable: bool,
    /// Of a device that has no name yet: whether what it has still to tell may change it.
    pub may_change: bool,
    /// What it is written for.
    pub platform: DevicePlatform,
    /// The certificate to which a Mac encrypts what opens its disk.
    pub escrow_to: Option<Vec<u8>>,
}

impl DeviceConfiguration {
    /// Its version, as the device's client gets it; none where nothing is set.
    pub fn version(&self) -> Option<Digest> {
        let version = match self.platform {
            DevicePlatform::Windows => {
                windows::settings::version(&windows::settings::plan(&self.effective))
            }
            DevicePlatform::Ios | DevicePlatform::Ipados | DevicePlatform::Macos => {
                let escrow_to = self.escrow_to.as_deref();
                apple::settings::version(&apple::settings::plan(&self.effective, escrow_to))
            }
            _ => linux::version(&self.effective),
        };
        version.filter(|_| self.reachable)
    }
}

impl<P: Platform> App<P> {
    /// Whether there is anything at all that devices get a configuration from: profiles, or compliance policies that have
    /// something set; up to a minute old. Where there is not, a check-in asks for nothing more.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn has_profiles(&self) -> Result<bool, StoreFault> {
        let compliance = self.section::<Compliance>().await?;
        Ok(!self.section::<Profiles>().await?.profiles.is_empty()
            || compliance.policies.iter().any(sets_something))
    }

    /// What the profiles of a device come to, by what is known of it and of its person now. One that has still to enroll has no
    /// name: what hangs on more than is known is then left out, and said to be open.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn configuration_of(
        &self,
        device: Option<DeviceId>,
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
        let policies = || {
            let all = compliance.policies.iter();
            all.filter(|policy| policy.platform == request.platform && sets_something(policy))
        };
        if profiles().next().is_none() && policies().next().is_none() {
            return Ok(DeviceConfiguration {
                effective: Effective::default(),
                reachable,
                may_change: false,
                platform: request.platform,
                escrow_to: None,
            });
        }
        let groups = if profiles().any(ConfigurationProfile::names_groups)
            || policies().any(CompliancePolicy::names_groups)
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
        let sorted = sorting.groups_of(device, &mut inputs);
        let (member_of, mut open) = (sorted.member_of, sorted.open);
        if device.is_some() {
            // It is in force what holds by what it has told until now.
            open.clear();
        }
        let (effective, may_change) = sorting.asked(&inputs, |subject| {
            let candidate = Candidate {
                device,
                subject: *subject,
                groups: &groups,
                device_groups: &member_of,
                open_groups: &open,
            };
            let mut may_change = subject.ownership.is_none();
            let mut is_for = |answer: Option<bool>| {
                may_change |= answer.is_none();
                answer == Some(true)
            };
            let own: Vec<_> = profiles()
                .filter(|profile| is_for(profile.will_be_for(&candidate)))
                .collect();
            let required: Vec<_> = policies()
                .filter(|policy| {
                    is_for(policy.will_be_for(request.platform, &groups, &member_of, &open))
                })
                .collect();
            let ownership = subject.ownership.unwrap_or(Ownership::Personal);
            (effective(own, required, ownership), may_change)
        });
        // What its client does not know is not set, and said to be so.
        let effective = match request.platform {
            DevicePlatform::Windows => effective.known_by(windows::settings::knows),
            DevicePlatform::Ios | DevicePlatform::Ipados | DevicePlatform::Macos => effective
                .known_by(|item| apple::settings::knows(item, request.platform, request.method)),
            _ => effective.known_by(linux::knows),
        };
        Ok(DeviceConfiguration {
            effective,
            reachable,
            may_change,
            platform: request.platform,
            escrow_to: escrow_to(self).map(<[u8]>::to_vec),
        })
    }
}
