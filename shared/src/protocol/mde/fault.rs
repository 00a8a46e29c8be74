//! Saying no, in the words that Windows knows ([MS-MDE2] section 2.2.10).
//!
//! Windows shows a text of its own for each kind, with the number; the text that goes with the fault is in its log, and
//! newer versions show it for [`Fault::CustomServerError`].

use super::envelope::{Action, MessageId, activity, start_answer};
use super::names::{ENROLLMENT, SECURITY};

/// What `a:` stands for in the faults that [MS-MDE2] takes from its platform.
const DISPATCHER: &str =
    "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher";
/// The action of an answer to nobody knows what (WS-Addressing 1.0, SOAP binding, section 4).
const FAULT_ACTION: &str = "http://www.w3.org/2005/08/addressing/soap/fault";

/// A reason that Windows tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The message can't be read.
    MessageFormat,
    /// For whom the device enrolls is not shown.
    Authentication,
    /// The person may not enroll.
    Authorization,
    /// There is no certificate for this request.
    CertificateRequest,
    /// The server broke while it managed.
    EnrollmentServer,
    /// The server broke.
    InternalServiceFault,
    /// The security header can't be read.
    InvalidSecurity,
    /// The person has too many devices, and can remove one.
    DeviceCapReached,
    /// The platform, its version or its maker is not taken.
    DeviceNotSupported,
    /// Devices are not managed here.
    NotSupported,
    /// The certificate can't be renewed; the device has to enroll anew.
    NotEligibleToRenew,
    /// Later it may work.
    InMaintenance,
    /// The person lacks a licence.
    UserLicense,
    /// What the device said is not accepted.
    InvalidEnrollmentData,
    /// The text says it all. Windows before mid-2023 does not know it and goes by the subcode.
    CustomServerError,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 15] = [
        Self::MessageFormat,
        Self::Authentication,
        Self::Authorization,
        Self::CertificateRequest,
        Self::EnrollmentServer,
        Self::InternalServiceFault,
        Self::InvalidSecurity,
        Self::DeviceCapReached,
        Self::DeviceNotSupported,
        Self::NotSupported,
        Self::NotEligibleToRenew,
        Self::InMaintenance,
        Self::UserLicense,
        Self::InvalidEnrollmentData,
        Self::CustomServerError,
    ];

    /// The SOAP subcode. Faults with an [`error_type`](Self::error_type) have that of [MS-MDE2]'s own sample.
    #[must_use]
    pub const fn subcode(self) -> &'static str {
        match self {
            Self::MessageFormat => "s:MessageFormat",
            Self::Authentication => "s:Authentication",
            Self::CertificateRequest => "s:CertificateRequest",
            Self::EnrollmentServer => "s:EnrollmentServer",
            Self::InternalServiceFault => "a:InternalServiceFault",
            Self::InvalidSecurity => "a:InvalidSecurity",
            Self::Authorization
            | Self::DeviceCapReached
            | Self::DeviceNotSupported
            | Self::NotSupported
            | Self::NotEligibleToRenew
            | Self::InMaintenance
            | Self::UserLicense
            | Self::InvalidEnrollmentData
            | Self::CustomServerError => "s:Authorization",
        }
    }

    /// What `a:` stands for in the subcode.
    const fn prefix(self) -> Option<&'static str> {
        match self {
            Self::InternalServiceFault => Some(DISPATCHER),
            Self::InvalidSecurity => Some(SECURITY),
            _ => None,
        }
    }

    /// The `ErrorType` of the detail, for the reasons that Windows 10 brought.
    #[must_use]
    pub const fn error_type(self) -> Option<&'static str> {
        match self {
            Self::MessageFormat
            | Self::Authentication
            | Self::Authorization
            | Self::CertificateRequest
            | Self::EnrollmentServer
            | Self::InternalServiceFault
            | Self::InvalidSecurity => None,
            Self::DeviceCapReached => Some("DeviceCapReached"),
            Self::DeviceNotSupported => Some("DeviceNotSupported"),
            Self::NotSupported => Some("NotSupported"),
            Self::NotEligibleToRenew => Some("NotEligibleToRenew"),
            Self::InMaintenance => Some("InMaintenance"),
            Self::UserLicense => Some("UserLicense"),
            Self::InvalidEnrollmentData => Some("InvalidEnrollmentData"),
            Self::CustomServerError => Some("CustomServerError"),
        }
    }

    /// The number that the person sees.
    #[must_use]
    pub const fn hresult(self) -> u32 {
        match self {
            Self::MessageFormat => 0x8018_0001,
            Self::Authentication => 0x8018_0002,
            Self::Authorization => 0x8018_0003,
            Self::CertificateRequest => 0x8018_0004,
            Self::EnrollmentServer => 0x8018_0005,
            Self::InternalServiceFault => 0x8018_0006,
            Self::InvalidSecurity => 0x8018_0007,
            Self::DeviceCapReached => 0x8018_0013,
            Self::DeviceNotSupported => 0x8018_0014,
            Self::NotSupported => 0x8018_0015,
            Self::NotEligibleToRenew => 0x8018_0016,
            Self::InMaintenance => 0x8018_0017,
            Self::UserLicense => 0x8018_0018,
            Self::InvalidEnrollmentData => 0x8018_0019,
            Self::CustomServerError => 0x8018_0032,
        }
    }
}

/// Writes a fault. `text` is for the person at the device, `trace_id` for whoever looks the exchange up afterwards.
///
/// All are the receiver's faults, as in Microsoft's samples: Windows goes by the subcode.
#[must_use]
pub fn fault(
    relates_to: Option<&MessageId>,
    action: Option<Action>,
    fault: Fault,
    text: &str,
    trace_id: &str,
) -> String {
    let mut xml = start_answer(
        action.map_or(FAULT_ACTION, Action::response_uri),
        relates_to,
    );
    activity(&mut xml, trace_id);
    xml.end()
        .start("s:Body")
        .start("s:Fault")
        .start("s:Code")
        .element("s:Value", "s:Receiver")
        .start("s:Subcode")
        .start("s:Value");
    if let Some(namespace) = fault.prefix() {
        xml.attribute("xmlns:a", namespace);
    }
    xml.text(fault.subcode())
        .end()
        .end()
        .end()
        .start("s:Reason")
        .start("s:Text")
        .attribute("xml:lang", "en-us")
        .text(text)
        .end()
        .end();
    if let Some(error_type) = fault.error_type() {
        xml.start("s:Detail")
            .start("DeviceEnrollmentServiceError")
            .attribute("xmlns", ENROLLMENT)
            .element("ErrorType", error_type)
            .element("Message", text)
            .element("TraceId", trace_id)
            .end()
            .end();
    }
    xml.finish()
}
