//! What a device says about itself when it asks for a certificate ([MS-MDE2] section 3.4.4.1.1.1).
//!
//! All of it is a claim. Names that are not known are kept unread: each version of Windows brings new ones.

use roxmltree::Node;

use super::edition::OsEdition;
use super::error::Cause;
use super::names::AUTHORIZATION;
use crate::platform::OsVersion;
use crate::protocol::xml;

/// How many items are read; Windows sends some twenty.
const MAX_ITEMS: usize = 128;
/// The longest value that anybody reads, in octets. A longer one is kept out: new items carry whole documents.
const MAX_VALUE: usize = 512;

/// For whom a device enrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrollmentType {
    /// For the person who is signed in: the certificate goes into the person's store.
    Full,
    /// For the machine: the certificate goes into the machine's store.
    Device,
}

/// Names with values; a name may come more than once, as `MAC` and `IMEI` do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContextItems(Vec<(String, String)>);

impl ContextItems {
    /// Reads the `AdditionalContext` of a request, if it has one.
    pub(super) fn read(request: Node<'_, '_>) -> Result<Self, Cause> {
        let Some(context) = xml::child(request, AUTHORIZATION, "AdditionalContext")? else {
            return Ok(Self::default());
        };
        let mut items = Vec::new();
        for item in xml::children(context, AUTHORIZATION, "ContextItem") {
            if items.len() >= MAX_ITEMS {
                return Err(Cause::TooLong("AdditionalContext"));
            }
            let name =
                xml::attribute(item, "Name")?.ok_or(Cause::Context("an item has no name"))?;
            let value = match xml::child(item, AUTHORIZATION, "Value")? {
                Some(node) => xml::trimmed(node).ok_or(Cause::Context("a value is not text"))?,
                None => String::new(),
            };
            if value.contains(char::is_control) || name.contains(char::is_control) {
                return Err(Cause::Context("a value is not text"));
            }
            if !value.is_empty() && value.len() <= MAX_VALUE && name.len() <= MAX_VALUE {
                items.push((name.trim().to_owned(), value));
            }
        }
        let items = Self(items);
        items.check()?;
        Ok(items)
    }

    /// What decides something may be left out, but not be nonsense.
    fn check(&self) -> Result<(), Cause> {
        let kinds = ["Full", "Device"];
        for name in ["EnrollmentType", "DeviceID", "HWDevID", "OSEdition"] {
            let mut values = self.all(name);
            if let (Some(one), Some(other)) = (values.next(), values.next())
                && one != other
            {
                return Err(Cause::Context("one name has two values"));
            }
        }
        if self
            .get("EnrollmentType")
            .is_some_and(|found| !kinds.contains(&found))
        {
            return Err(Cause::Context("EnrollmentType is neither Full nor Device"));
        }
        if self
            .get("OSEdition")
            .is_some_and(|found| found.parse::<u32>().is_err())
        {
            return Err(Cause::Context("OSEdition is not a number"));
        }
        Ok(())
    }

    /// The first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a name, in their order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// By what the device will name itself when it is managed; always there in a request for a first certificate. Its form
    /// is Windows' own affair.
    #[must_use]
    pub fn device_id(&self) -> Option<&str> {
        self.get("DeviceID")
    }

    /// What Windows derives from the machine's parts.
    #[must_use]
    pub fn hw_dev_id(&self) -> Option<&str> {
        self.get("HWDevID")
    }

    /// For whom the device enrolls; always there in a request for a first certificate.
    #[must_use]
    pub fn enrollment_type(&self) -> Option<EnrollmentType> {
        self.get("EnrollmentType").map(|found| match found {
            "Device" => EnrollmentType::Device,
            _ => EnrollmentType::Full,
        })
    }

    /// The computer's name.
    #[must_use]
    pub fn device_name(&self) -> Option<&str> {
        self.get("DeviceName")
    }

    /// The version of Windows; nothing when it is not written as a version.
    #[must_use]
    pub fn os_version(&self) -> Option<OsVersion> {
        self.get("OSVersion").and_then(|text| text.parse().ok())
    }

    /// The edition of Windows.
    #[must_use]
    pub fn os_edition(&self) -> Option<OsEdition> {
        self.get("OSEdition")
            .and_then(|text| text.parse().ok())
            .map(OsEdition)
    }

    /// `CIMClient_Windows` and others.
    #[must_use]
    pub fn device_type(&self) -> Option<&str> {
        self.get("DeviceType")
    }

    /// The version of the enrollment client.
    #[must_use]
    pub fn application_version(&self) -> Option<&str> {
        self.get("ApplicationVersion")
    }

    /// The maker, from newer Windows.
    #[must_use]
    pub fn manufacturer(&self) -> Option<&str> {
        self.get("Manufacturer")
    }

    /// The model, from newer Windows.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.get("DeviceModel").or_else(|| self.get("Model"))
    }

    /// The maker's serial number, from newer Windows.
    #[must_use]
    pub fn serial_number(&self) -> Option<&str> {
        self.get("SerialNumber")
    }

    /// The language, such as `en-US`.
    #[must_use]
    pub fn locale(&self) -> Option<&str> {
        self.get("Locale")
    }

    /// The numbers of its modems.
    pub fn imeis(&self) -> impl Iterator<Item = &str> {
        self.all("IMEI")
    }

    /// The addresses of its network cards.
    pub fn macs(&self) -> impl Iterator<Item = &str> {
        self.all("MAC")
    }

    /// Whether Windows is set up already, rather than just being so.
    #[must_use]
    pub fn not_in_oobe(&self) -> Option<bool> {
        self.truth("NotInOobe")
    }

    /// Whether a person started the enrollment.
    #[must_use]
    pub fn ux_initiated(&self) -> Option<bool> {
        self.truth("UXInitiated")
    }

    fn truth(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(|text| {
            if text.eq_ignore_ascii_case("true") {
                Some(true)
            } else if text.eq_ignore_ascii_case("false") {
                Some(false)
            } else {
                None
            }
        })
    }
}
