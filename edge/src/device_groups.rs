//! The organisation's groups of devices, as decisions and lists ask for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_shared::api::DeviceView;
use muster_shared::device::DeviceGroupRules;
use muster_shared::enrollment::{
    DecisionInputs, Fact, GroupsOfDevice, asked_of_device, groups_of_device,
};
use muster_shared::few::set_of;
use muster_shared::ids::{DeviceGroupId, DeviceId};
use muster_shared::policy::filter::FilterSubject;
use muster_shared::policy::{CorporateClaims, PolicySet};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::{Categories, DeviceGroups};

use crate::app::{App, Platform};

impl<P: Platform> App<P> {
    /// The groups of devices that a policy names; for one that names none nothing is read.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn device_groups_named_by(
        &self,
        policy: &PolicySet,
    ) -> Result<DeviceGroups, StoreFault> {
        let named: BTreeSet<&DeviceGroupId> = set_of(policy.device_groups());
        if named.is_empty() {
            return Ok(DeviceGroups::default());
        }
        Ok(self.section::<DeviceGroups>().await?.only(&named))
    }

    /// All groups of devices and all categories, to be asked about many devices.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn sorting(&self) -> Result<Sorting, StoreFault> {
        let configuration = self.configuration().await?;
        Ok(Sorting {
            rules: DeviceGroupRules::from(&*self.section::<DeviceGroups>().await?),
            categories: self.section::<Categories>().await?,
            claims: configuration.policy.content().corporate_claims,
        })
    }
}

/// A device whose category was deleted since is in none.
pub fn unassign(categories: &Categories, device: &mut DeviceView) {
    let all = &categories.categories;
    device.category = device
        .category
        .take()
        .filter(|known| all.iter().any(|category| category.id == *known));
}

/// What an organisation sorts its devices by.
pub struct Sorting {
    rules: DeviceGroupRules,
    /// The categories that there are.
    pub categories: Arc<Categories>,
    claims: CorporateClaims,
}

impl Sorting {
    /// Which groups a device is in by what is known of it; its category counts as long as there is one of that name.
    #[must_use]
    pub fn groups_of(
        &self,
        device: Option<DeviceId>,
        inputs: &mut DecisionInputs,
    ) -> GroupsOfDevice {
        let DecisionInputs { request, facts, .. } = inputs;
        if let Some((Some(known), _)) = facts.category.known() {
            let all = &self.categories.categories;
            if !all.iter().any(|category| category.id == *known) {
                facts.category = Fact::claimed(None);
            }
        }
        groups_of_device(&self.rules, device, self.claims, request, facts)
    }

    /// What `ask` says of a device as filters see it.
    pub fn asked<T>(
        &self,
        inputs: &DecisionInputs,
        ask: impl FnOnce(&FilterSubject<'_>) -> T,
    ) -> T {
        asked_of_device(self.claims, &inputs.request, &inputs.facts, ask)
    }
}
