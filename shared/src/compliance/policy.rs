use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ComplianceSetting, CustomCompliance, Days};
use crate::ids::{DeviceGroupId, Digest, GroupId, PolicyId};
use crate::platform::{OsVersion, Platform};
use crate::policy::Audience;

/// What counts of a device to which no policy is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoPolicy {
    /// It is compliant.
    #[default]
    Compliant,
    /// It is not.
    NotCompliant,
}

/// Versions that are allowed, of everything or of one distribution of Linux.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AllowedVersions {
    /// A distribution: `ID` of os-release(5), such as `debian`; 1 to 64 characters. Left out in ranges of versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The lowest version; none is too low when it is left out.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<OsVersion>,
    /// The highest version; none is too high when it is left out.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<OsVersion>,
}

/// Something that is asked for or not, with nothing more to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The disk is encrypted: BitLocker, FileVault, dm-crypt. Windows, macOS, Android, Linux.
    DiskEncryption,
    /// Secure Boot is on. Windows.
    SecureBoot,
    /// A firewall is on. Windows, macOS.
    Firewall,
    /// A virus scanner is on. Windows.
    Antivirus,
    /// There is a security chip that works. Windows.
    Tpm,
    /// Neither jailbroken nor rooted; on a Mac, System Integrity Protection is on. iOS, iPadOS, macOS, Android.
    NotJailbroken,
    /// A passcode or password locks it. Every platform but Linux.
    Passcode,
}

impl Condition {
    /// The setting that it is.
    #[must_use]
    pub const fn setting(self) -> ComplianceSetting {
        match self {
            Self::DiskEncryption => ComplianceSetting::DiskEncryption,
            Self::SecureBoot => ComplianceSetting::SecureBoot,
            Self::Firewall => ComplianceSetting::Firewall,
            Self::Antivirus => ComplianceSetting::Antivirus,
            Self::Tpm => ComplianceSetting::Tpm,
            Self::NotJailbroken => ComplianceSetting::NotJailbroken,
            Self::Passcode => ComplianceSetting::Passcode,
        }
    }
}

/// What a policy asks. What is left out is not configured, and never fails.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ComplianceSettings {
    /// The lowest version of the system.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_os_version: Option<OsVersion>,
    /// The highest version of the system.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_os_version: Option<OsVersion>,
    /// Windows: the version must be in one of these ranges; at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_os_versions: Vec<AllowedVersions>,
    /// Linux: the distribution must be one of these; at most 20.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_distributions: Vec<AllowedVersions>,
    /// Linux: the lowest version of Muster's agent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_agent_version: Option<OsVersion>,
    /// What must be so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<Condition>,
    /// Linux: what a script of the organisation's own finds, on the organisation's devices alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomCompliance>,
}

/// What is done about a device that is not compliant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// It counts as not compliant from then on. Until then it is in its grace period.
    Mark,
    /// Its person gets a mail.
    Mail,
    /// It is to be locked.
    Lock,
    /// It is put on the list of devices that an administrator may retire.
    RetireList,
}

impl ActionKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Mark, Self::Mail, Self::Lock, Self::RetireList];

    /// The stable name, in the API as in the audit chain.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Mail => "mail",
            Self::Lock => "lock",
            Self::RetireList => "retire_list",
        }
    }
}

/// One action for non-compliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyAction {
    /// What.
    pub action: ActionKind,
    /// How long after the device has ceased to be compliant: days as text with at most two decimals, such as `"0.25"`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(default)]
    pub after_days: Days,
    /// For a mail: which of the section's messages.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<PolicyId>,
}

/// A compliance policy: what is asked of the devices of one platform, of which of them, and what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompliancePolicy {
    /// Its short name, which never changes.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PolicyId,
    /// Its name as administrators read it: 1 to 128 characters.
    pub name: String,
    /// The platform whose devices it is for.
    pub platform: Platform,
    /// What it asks.
    #[serde(default)]
    pub settings: ComplianceSettings,
    /// The groups of people it is for. With neither these nor groups of devices, it is for everyone.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// The groups of devices it is for.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device_groups: Vec<DeviceGroupId>,
    /// The groups of people it is never for.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_groups: Vec<GroupId>,
    /// The groups of devices it is never for.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded_device_groups: Vec<DeviceGroupId>,
    /// What is done about a device that does not keep it; without a `mark`, it is marked at once. At most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<PolicyAction>,
}

impl CompliancePolicy {
    /// How long a device that does not keep it is in its grace period.
    #[must_use]
    pub fn grace(&self) -> Days {
        self.actions
            .iter()
            .find(|action| action.action == ActionKind::Mark)
            .map_or_else(Days::default, |mark| mark.after_days)
    }

    /// Its script; none where it has none.
    #[must_use]
    pub fn script(&self) -> Option<&str> {
        let custom = self.settings.custom.as_ref()?;
        Some(custom.script.as_str())
    }

    /// Policies as they are held against a device, for which the text of their scripts is of no matter; and which script each has
    /// that has one, by the SHA-256 of that text.
    #[must_use]
    pub fn without_scripts(policies: &[Self]) -> (Vec<Self>, BTreeMap<PolicyId, Digest>) {
        let mut scripts = BTreeMap::new();
        let mut policies = policies.to_vec();
        for policy in &mut policies {
            if let Some(custom) = &mut policy.settings.custom {
                let text = core::mem::take(&mut custom.script);
                scripts.insert(policy.id.clone(), Digest::of(text.as_bytes()));
            }
        }
        (policies, scripts)
    }

    /// Whether its assignment names groups of people.
    #[must_use]
    pub const fn names_groups(&self) -> bool {
        !(self.groups.is_empty() && self.excluded_groups.is_empty())
    }

    /// The groups of devices that its assignment names.
    pub fn named_device_groups(&self) -> impl Iterator<Item = &DeviceGroupId> {
        self.device_groups
            .iter()
            .chain(&self.excluded_device_groups)
    }

    /// Whether it is assigned to a device of this platform, of a person in `groups`, that is in `device_groups`.
    #[must_use]
    pub fn is_for(
        &self,
        platform: Platform,
        groups: &[GroupId],
        device_groups: &[DeviceGroupId],
    ) -> bool {
        self.will_be_for(platform, groups, device_groups, &[]) == Some(true)
    }

    /// The same of a device of which it is not known yet whether it is in the groups that are `open`; none where it hangs on
    /// them.
    #[must_use]
    pub fn will_be_for(
        &self,
        platform: Platform,
        groups: &[GroupId],
        device_groups: &[DeviceGroupId],
        open: &[DeviceGroupId],
    ) -> Option<bool> {
        let audience = Audience {
            groups: &self.groups,
            device_groups: &self.device_groups,
            excluded_groups: &self.excluded_groups,
            excluded_device_groups: &self.excluded_device_groups,
        };
        if self.platform != platform {
            return Some(false);
        }
        audience.will_have(groups, device_groups, open)
    }
}
