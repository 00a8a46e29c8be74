//! What a device that checks in is held to.

use std::collections::BTreeSet;

use muster_shared::compliance::CompliancePolicy;
use muster_shared::enrollment::enrollee::ComplianceBasis;
use muster_shared::few::set_of;
use muster_shared::ids::{DeviceGroupId, DeviceId, EnrolleeId};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::{Compliance, DeviceGroups};

use crate::app::{App, Platform};

impl<P: Platform> App<P> {
    /// What a device of an enrollee's is held to; none where the organisation asks nothing, and then nothing more is read.
    /// The person is looked up only where a policy names groups.
    ///
    /// # Errors
    /// As [`App::section`].
    pub async fn compliance_basis(
        &self,
        used_by: Option<&EnrolleeId>,
        device: DeviceId,
    ) -> Result<Option<Box<ComplianceBasis>>, StoreFault> {
        let section = self.section::<Compliance>().await?;
        if !section.is_in_use() {
            return Ok(None);
        }
        let configuration = self.configuration().await?;
        let policies = &section.policies;
        let groups = if policies.iter().any(CompliancePolicy::names_groups) {
            match used_by {
                Some(enrollee) => self.person(enrollee).await?.map(|person| person.groups),
                None => Some(Vec::new()),
            }
        } else {
            None
        };
        let named: BTreeSet<&DeviceGroupId> = set_of(
            policies
                .iter()
                .flat_map(CompliancePolicy::named_device_groups),
        );
        let device_groups = if named.is_empty() {
            DeviceGroups::default()
        } else {
            let all = self.section::<DeviceGroups>().await?;
            all.only(&named).seen_by(Some(device))
        };
        let (policies, scripts) = CompliancePolicy::without_scripts(policies);
        Ok(Some(Box::new(ComplianceBasis {
            policies,
            scripts,
            no_policy: section.no_policy,
            validity_days: section.validity_days(),
            groups,
            device_groups,
            claims: configuration.policy.content().corporate_claims,
            keep: configuration.settings.keep,
        })))
    }
}
