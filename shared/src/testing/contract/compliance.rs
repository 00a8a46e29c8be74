//! A device is held to a rule: it breaks it, is listed to be retired, is taken off the list, and keeps the rule again.

use std::collections::BTreeMap;

use super::{Completed, House, Outcome, Somebody};
use crate::access::{Access, Denial};
use crate::api::{CheckInReport, DiskEncryption, Inventory};
use crate::compliance::{
    ActionKind, CompliancePolicy, ComplianceSettings, ComplianceState, Condition, Days, NoPolicy,
    PolicyAction,
};
use crate::device::KeptFacts;
use crate::enrollment::enrollee::{
    CheckIn, CheckedIn, ComplianceBasis, ConfigurationAsk, DismissRetirement, ReadAccess,
    RequestProof, ShowDevice,
};
use crate::identifier::LookUp;
use crate::platform::{EnrollmentMethod, Platform};
use crate::policy::{CorporateClaims, DecidedUnder};
use crate::ports::{Clock, Copies, Objects, Rng};
use crate::tenant::section::DeviceGroups;

fn basis() -> Result<ComplianceBasis, String> {
    let policy = CompliancePolicy {
        id: "disk".parse().map_err(|_| "no id".to_owned())?,
        name: "Disk".to_owned(),
        platform: Platform::Linux,
        settings: ComplianceSettings {
            require: vec![Condition::DiskEncryption],
            ..ComplianceSettings::default()
        },
        groups: Vec::new(),
        device_groups: Vec::new(),
        excluded_groups: Vec::new(),
        excluded_device_groups: Vec::new(),
        actions: vec![PolicyAction {
            action: ActionKind::RetireList,
            after_days: Days::default(),
            message: None,
        }],
    };
    Ok(ComplianceBasis {
        scripts: BTreeMap::new(),
        policies: vec![policy],
        no_policy: NoPolicy::Compliant,
        validity_days: 30,
        groups: None,
        device_groups: DeviceGroups::default(),
        claims: CorporateClaims::default(),
        keep: KeptFacts::default(),
    })
}

impl<O: Objects, C: Copies, R: Rng, T: Clock> House<'_, O, C, R, T> {
    async fn tells(
        &self,
        who: &Somebody,
        completed: &Completed,
        disk: DiskEncryption,
    ) -> Result<(ComplianceState, Access), String> {
        let check_in = CheckIn {
            device: completed.device,
            presented: completed.serial,
            proof: RequestProof::Tls,
            report: CheckInReport {
                inventory: Some(Inventory {
                    disk_encryption: Some(disk),
                    ..Inventory::default()
                }),
                ..CheckInReport::default()
            },
            decide_by: None,
            under: DecidedUnder::default(),
            identifiers: LookUp::default(),
            device_groups: DeviceGroups::default(),
            keep: KeptFacts::default(),
            configuration: ConfigurationAsk::default(),
            compliance: Some(Box::new(basis()?)),
            hand_over: 0,
            command_results: Vec::new(),
        };
        if let CheckedIn::Refused { refusal } = self.ask(who, &check_in).await? {
            return Err(format!("refused: {}", refusal.code()));
        }
        let device = completed.device;
        let shown = self.ask(who, &ShowDevice { device }).await?;
        let state = shown.map(|shown| shown.device.compliance);
        let presented = Some(completed.serial);
        let access = self.ask(who, &ReadAccess { device, presented }).await?;
        Ok((state.ok_or("the device is not shown")?, access))
    }

    pub(super) async fn a_device_that_breaks_a_rule_has_no_access_until_it_keeps_it(
        &self,
    ) -> Outcome {
        let who = self.somebody().await?;
        let (_, _, completed) = self.enrolled(&who, EnrollmentMethod::Agent).await?;
        let (state, access) = self
            .tells(&who, &completed, DiskEncryption::NotEncrypted)
            .await?;
        let denied = Access::Denied {
            denial: Denial::NotCompliant,
        };
        must!(
            (state, access) == (ComplianceState::NotCompliant, denied),
            "broken, it is {state:?} and has {access:?}"
        );
        let device = completed.device;
        let dismiss = DismissRetirement { device };
        let dismissed = (
            self.ask(&who, &dismiss).await?,
            self.ask(&who, &dismiss).await?,
        );
        must!(dismissed == (true, false), "dismissed: {dismissed:?}");
        let (state, access) = self
            .tells(&who, &completed, DiskEncryption::Encrypted)
            .await?;
        must!(
            state == ComplianceState::Compliant && matches!(access, Access::Allowed { .. }),
            "kept again, it is {state:?} and has {access:?}"
        );
        Ok(())
    }
}
