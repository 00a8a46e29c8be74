//! Check-in messages (<https://developer.apple.com/documentation/devicemanagement/check-in>).

use super::MAX_TOKEN;
use super::error::AppleError;
use super::names::Enrollment;
use crate::protocol::plist::{self, Dict};

/// A check-in message, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// Whose.
    pub from: Enrollment,
    /// What it says.
    pub message: CheckInMessage,
}

/// What a check-in message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckInMessage {
    /// The device has its certificate and begins to enroll. It is not enrolled yet.
    Authenticate(Authenticate),
    /// The device is enrolled, or can be woken by another token from now on.
    TokenUpdate(TokenUpdate),
    /// The profile was removed.
    CheckOut,
    /// What a Mac wants kept for it; nothing, to have it forgotten.
    SetBootstrapToken(Option<Vec<u8>>),
    /// A Mac asks for what was kept.
    GetBootstrapToken,
    /// A Mac's user without an account of ours.
    UserAuthenticate,
    /// A known message whose service there is none of here: `GetToken`, `DeclarativeManagement`.
    NotServed,
}

/// What a device says of itself as it begins. Everything may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authenticate {
    /// `Topic`.
    pub topic: String,
    /// `ProductName`, such as `iPhone14,2`; on a Mac `Model` says the same.
    pub product: Option<String>,
    /// `SerialNumber`.
    pub serial_number: Option<String>,
    /// `OSVersion`.
    pub os_version: Option<String>,
    /// `DeviceName`.
    pub device_name: Option<String>,
    /// `IMEI`.
    pub imei: Option<String>,
}

/// How a device is woken, and what it hands over.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenUpdate {
    /// `Topic`.
    pub topic: String,
    /// `Token`, by which APNs knows the device.
    pub token: Vec<u8>,
    /// `PushMagic`, by which the device knows that it is we.
    pub push_magic: String,
    /// `UnlockToken`, with which its passcode can be taken away (iOS, iPadOS).
    pub unlock_token: Option<Vec<u8>>,
    /// `AwaitingConfiguration`: it is being set up, and waits until it is told that it is done.
    pub awaiting_configuration: bool,
}

impl core::fmt::Debug for TokenUpdate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "TokenUpdate({}…)", self.topic)
    }
}

impl CheckIn {
    /// Reads a message.
    ///
    /// # Errors
    /// [`AppleError`].
    pub fn read(octets: &[u8]) -> Result<Self, AppleError> {
        let message = plist::read(octets)?;
        let kind = message
            .text("MessageType")
            .ok_or(AppleError::Lacks("MessageType"))?;
        let from = Enrollment::of(&message)?;
        let message = match kind {
            "Authenticate" => CheckInMessage::Authenticate(authenticate(&message)?),
            "TokenUpdate" => CheckInMessage::TokenUpdate(token_update(&message)?),
            "CheckOut" => CheckInMessage::CheckOut,
            "SetBootstrapToken" => {
                let token = token(&message, "BootstrapToken")?;
                CheckInMessage::SetBootstrapToken(token.filter(|token| !token.is_empty()))
            }
            "GetBootstrapToken" => CheckInMessage::GetBootstrapToken,
            "UserAuthenticate" => CheckInMessage::UserAuthenticate,
            "GetToken" | "DeclarativeManagement" => CheckInMessage::NotServed,
            _ => return Err(AppleError::UnknownKind),
        };
        Ok(Self { from, message })
    }
}

fn authenticate(message: &Dict) -> Result<Authenticate, AppleError> {
    let said = |name: &str| message.text(name).map(str::to_owned);
    Ok(Authenticate {
        topic: topic(message)?,
        product: said("ProductName").or_else(|| said("Model")),
        serial_number: said("SerialNumber"),
        os_version: said("OSVersion"),
        device_name: said("DeviceName"),
        imei: said("IMEI"),
    })
}

fn token_update(message: &Dict) -> Result<TokenUpdate, AppleError> {
    let push = token(message, "Token")?.filter(|token| (1..=256).contains(&token.len()));
    let magic = message.text("PushMagic").filter(|magic| {
        (1..=128).contains(&magic.len()) && magic.bytes().all(|octet| octet.is_ascii_graphic())
    });
    Ok(TokenUpdate {
        topic: topic(message)?,
        token: push.ok_or(AppleError::Lacks("Token"))?,
        push_magic: magic.ok_or(AppleError::Lacks("PushMagic"))?.to_owned(),
        unlock_token: token(message, "UnlockToken")?.filter(|token| !token.is_empty()),
        awaiting_configuration: message.flag("AwaitingConfiguration") == Some(true),
    })
}

/// `com.apple.mgmt.` and more; it is compared, and stands in headers of requests to APNs.
fn topic(message: &Dict) -> Result<String, AppleError> {
    let topic = message.text("Topic").filter(|topic| {
        let is_inside = |octet: u8| octet.is_ascii_alphanumeric() || b".-_".contains(&octet);
        (1..=128).contains(&topic.len()) && topic.bytes().all(is_inside)
    });
    Ok(topic.ok_or(AppleError::Lacks("Topic"))?.to_owned())
}

fn token(message: &Dict, name: &'static str) -> Result<Option<Vec<u8>>, AppleError> {
    match (message.get(name), message.data(name)) {
        (None, _) => Ok(None),
        (_, Some(token)) if token.len() <= MAX_TOKEN => Ok(Some(token.to_vec())),
        _ => Err(AppleError::Lacks(name)),
    }
}
