use crate::platform::Platform;

/// A property of a device that a filter may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// `device.manufacturer`: the maker's name.
    Manufacturer,
    /// `device.model`.
    Model,
    /// `device.osVersion`, also `device.operatingSystemVersion`: a version.
    OsVersion,
    /// `device.operatingSystemSKU`: the edition of Windows, such as `Professional`. Windows only.
    OperatingSystemSku,
    /// `device.deviceOwnership`: `Personal` or `Corporate`.
    DeviceOwnership,
    /// `device.enrollmentProfileName`: the name of the enrollment token a device came with.
    EnrollmentProfileName,
    /// `device.deviceCategory`: the id of the category a device was put into.
    DeviceCategory,
    /// `device.osDistribution`: the `ID` of os-release(5), such as `ubuntu`. Linux only.
    OsDistribution,
    /// `device.deviceGroup`: a group of devices that a device is in. It is in any number of them.
    DeviceGroup,
}

impl Property {
    /// Every property.
    pub const ALL: [Self; 9] = [
        Self::Manufacturer,
        Self::Model,
        Self::OsVersion,
        Self::OperatingSystemSku,
        Self::DeviceOwnership,
        Self::EnrollmentProfileName,
        Self::DeviceCategory,
        Self::OsDistribution,
        Self::DeviceGroup,
    ];

    /// The name in rules, without `device.`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manufacturer => "manufacturer",
            Self::Model => "model",
            Self::OsVersion => "osVersion",
            Self::OperatingSystemSku => "operatingSystemSKU",
            Self::DeviceOwnership => "deviceOwnership",
            Self::EnrollmentProfileName => "enrollmentProfileName",
            Self::DeviceCategory => "deviceCategory",
            Self::OsDistribution => "osDistribution",
            Self::DeviceGroup => "deviceGroup",
        }
    }

    /// Whether devices of `platform` have it.
    #[must_use]
    pub const fn is_known_on(self, platform: Platform) -> bool {
        match self {
            Self::OperatingSystemSku => matches!(platform, Platform::Windows),
            Self::OsDistribution => matches!(platform, Platform::Linux),
            _ => true,
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("operatingSystemVersion") {
            return Some(Self::OsVersion);
        }
        Self::ALL
            .into_iter()
            .find(|property| name.eq_ignore_ascii_case(property.as_str()))
    }

    const fn bit(self) -> u16 {
        1 << (self as u8)
    }
}

/// A set of properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Properties(u16);

impl Properties {
    /// The set of `property` alone.
    #[must_use]
    pub const fn only(property: Property) -> Self {
        Self(property.bit())
    }

    /// What is in either set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `property` is in it.
    #[must_use]
    pub const fn contains(self, property: Property) -> bool {
        self.0 & property.bit() != 0
    }

    /// What is in it, in the order of [`Property::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Property> {
        Property::ALL
            .into_iter()
            .filter(move |property| self.contains(*property))
    }
}
