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
        self.will_have(groups, device_groups, &[]) == Some(true)
    }

    /// The same of a device of which it is not known yet whether it is in the groups that are `open`; none where it hangs on
    /// them.
    #[must_use]
    pub fn will_have(
        &self,
        groups: &[GroupId],
        device_groups: &[DeviceGroupId],
        open: &[DeviceGroupId],
    ) -> Option<bool> {
        let person = |named: &[GroupId]| named.iter().any(|group| groups.contains(group));
        let among = |named: &[DeviceGroupId], known: &[DeviceGroupId]| {
            named.iter().any(|group| known.contains(group))
        };
        let everyone = self.groups.is_empty() && self.device_groups.is_empty();
        let is_included =
            everyone || person(self.groups) || among(self.device_groups, device_groups);
        let is_excluded =
            person(self.excluded_groups) || among(self.excluded_device_groups, device_groups);
        if is_excluded || !(is_included || among(self.device_groups, open)) {
            return Some(false);
        }
        (is_included && !among(self.excluded_device_groups, open)).then_some(true)
    }
}
