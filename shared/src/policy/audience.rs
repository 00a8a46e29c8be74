use crate::ids::{DeviceGroupId, GroupId};

/// For which devices something is: compliance policies and configuration profiles are assigned by the same rule.
#[derive(Debug, Clone, Copy)]
pub struct Audience<'a> {
    /// The groups of people it is for. With neither these nor groups of devices, it is for everyone.
    pub groups: &'a [GroupId],
    /// The groups of devices it is for.
    pub device_groups: &'a [DeviceGroupId],
    /// The groups of people it is never for.
    pub excluded_groups: &'a [GroupId],
    /// The groups of devices it is never for.
    pub excluded_device_groups: &'a [DeviceGroupId],
}

impl Audience<'_> {
    /// Whether it is for a device that is in `device_groups`, whose person is in `groups`. What excludes goes before what
    /// includes.
    #[must_use]
    pub fn has(&self, groups: &[GroupId], device_groups: &[DeviceGroupId]) -> bool {
        let person = |named: &[GroupId]| named.iter().any(|group| groups.contains(group));
        let device =
            |named: &[DeviceGroupId]| named.iter().any(|group| device_groups.contains(group));
        let everyone = self.groups.is_empty() && self.device_groups.is_empty();
        (everyone || person(self.groups) || device(self.device_groups))
            && !person(self.excluded_groups)
            && !device(self.excluded_device_groups)
    }
}
