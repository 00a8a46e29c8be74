//! The mails that Muster writes, from what the organisation has set and what there is to tell.

use core::fmt::Write as _;

use super::{MailAddress, Markup, Message, Placeholders, escaped, plain_text};
use crate::api::{DeviceFactName, DeviceView};
use crate::device::KeptFacts;
use crate::platform::Ownership;
use crate::tenant::section::{Branding, ComplianceMessage, EnrollmentNotification};

/// What stands around every mail.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// How it presents itself, and whom people ask.
    pub branding: &'a Branding,
    /// The portal's address, without a slash at the end; empty when it is not known.
    pub portal: &'a str,
    /// To whom.
    pub to: &'a MailAddress,
    /// Their name.
    pub name: &'a str,
}

/// A body in both forms, piece by piece.
#[derive(Default)]
struct Body {
    html: String,
    text: String,
}

impl Body {
    fn line(&mut self, text: &str) {
        let _ = write!(self.html, "<p>{}</p>", escaped(text));
        self.plain(text);
    }

    /// The organisation's own words. They were checked when they were kept. Should they not be what they were, nothing of them
    /// is taken for HTML.
    fn filled(&mut self, words: &str, filling: &Placeholders<'_>) {
        match Markup::parse(words) {
            Ok(markup) => {
                self.html.push_str(&filling.fill(markup.as_str(), escaped));
                self.plain(&filling.fill(&plain_text(&markup), str::to_owned));
            }
            Err(_) => self.line(&filling.fill(words, str::to_owned)),
        }
    }

    fn plain(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
    }

    fn link(&mut self, words: &str, address: &str) {
        let _ = write!(
            self.html,
            "<p><a href=\"{}\">{}</a></p>",
            escaped(address),
            escaped(words)
        );
        self.plain(&format!("{words}: {address}"));
    }

    fn pairs(&mut self, pairs: &[(&str, &str)]) {
        self.html.push_str("<table>");
        let mut text = String::new();
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            let (name, value) = (escaped(name), escaped(value));
            let _ = write!(
                self.html,
                "<tr><th align=\"left\">{name}</th><td>{value}</td></tr>"
            );
        }
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(text, "{name}: {value}");
        }
        self.html.push_str("</table>");
        self.plain(text.trim_end());
    }
}

impl Frame<'_> {
    fn message(&self, subject: String, body: Body) -> Message {
        Message {
            to: self.to.clone(),
            subject,
            text: body.text,
            html: body.html,
        }
    }

    fn logo(&self, body: &mut Body) {
        if let (Some(logo), false) = (self.branding.logo, self.portal.is_empty()) {
            let _ = write!(
                body.html,
                "<p><img src=\"{}/branding/{logo}\" alt=\"{}\" height=\"48\"></p>",
                escaped(self.portal),
                escaped(self.organisation)
            );
        }
    }

    fn contact(&self, body: &mut Body) {
        let branding = self.branding;
        let pairs = [
            ("Contact", branding.contact_name.as_str()),
            ("Phone", &branding.contact_phone),
            ("Mail", &branding.contact_email),
            (&branding.support_name, &branding.support_url),
        ];
        if pairs.iter().any(|(_, value)| !value.is_empty()) {
            body.pairs(&pairs);
        }
    }

    fn portal_link(&self, body: &mut Body) {
        if !self.portal.is_empty() {
            body.link("See your devices", self.portal);
        }
    }
}

/// A device was enrolled in somebody's name: the organisation's own message, with what it wants to stand around it.
#[must_use]
pub fn enrolled(
    frame: &Frame<'_>,
    notification: &EnrollmentNotification,
    device: &DeviceView,
) -> Message {
    let (device_id, os_and_version) = of_device(device);
    let filling = Placeholders {
        user_name: frame.name,
        device_name: &device.name,
        platform: device.platform.display_name(),
        device_id: &device_id,
        os_and_version: &os_and_version,
    };
    let mut body = Body::default();
    if notification.show_logo {
        frame.logo(&mut body);
    }
    if notification.show_organisation {
        let _ = write!(
            body.html,
            "<p><strong>{}</strong></p>",
            escaped(frame.organisation)
        );
        body.plain(frame.organisation);
    }
    body.filled(&notification.message, &filling);
    if notification.show_device {
        let version = device.os_version.map(|version| version.to_string());
        let system = device.os_name.as_deref().unwrap_or_default();
        body.pairs(&[
            ("Device", &device.name),
            ("Platform", device.platform.display_name()),
            ("System", system),
            ("Version", version.as_deref().unwrap_or_default()),
        ]);
    }
    if notification.show_contact {
        frame.contact(&mut body);
    }
    if notification.show_portal_link {
        frame.portal_link(&mut body);
    }
    let subject = filling.fill(&notification.subject, str::to_owned);
    frame.message(subject, body)
}

/// A device's identifier, and its system with the version.
fn of_device(device: &DeviceView) -> (String, String) {
    let version = device.os_version.map(|version| version.to_string());
    let system = device.platform.display_name();
    let os_and_version = match version {
        Some(version) => format!("{system} {version}"),
        None => system.to_owned(),
    };
    (device.id.to_string(), os_and_version)
}

/// A device does not keep the organisation's rules: one of its messages about that, as the organisation wrote it.
#[must_use]
pub fn not_compliant(frame: &Frame<'_>, words: &ComplianceMessage, device: &DeviceView) -> Message {
    let (device_id, os_and_version) = of_device(device);
    let filling = Placeholders {
        user_name: frame.name,
        device_name: &device.name,
        platform: device.platform.display_name(),
        device_id: &device_id,
        os_and_version: &os_and_version,
    };
    let mut body = Body::default();
    body.filled(&words.body, &filling);
    frame.portal_link(&mut body);
    let subject = filling.fill(&words.subject, str::to_owned);
    frame.message(subject, body)
}

/// A personal device is the organisation's from now on: its person learns what may now be seen of it.
#[must_use]
pub fn made_corporate(frame: &Frame<'_>, device: &DeviceView, keep: &KeptFacts) -> Message {
    let mut body = Body::default();
    body.line(&format!(
        "{} has marked your device {} as owned by the organisation. Until now it was your own.",
        frame.organisation, device.name
    ));
    let more: Vec<&str> = FACTS
        .iter()
        .filter(|(fact, _)| {
            keep.keeps(*fact, Ownership::Corporate) && !keep.keeps(*fact, Ownership::Personal)
        })
        .map(|(_, words)| *words)
        .collect();
    if more.is_empty() {
        body.line("Nothing more is recorded of it than before.");
    } else {
        body.line(&format!(
            "From now on this is recorded of it as well, when the device reports it: {}.",
            more.join(", ")
        ));
    }
    body.line("If it is yours, tell whoever looks after devices in your organisation.");
    frame.contact(&mut body);
    frame.portal_link(&mut body);
    let subject = format!("{} is now a device of the organisation", device.name);
    frame.message(subject, body)
}

/// What may be recorded of a device, in words.
const FACTS: [(DeviceFactName, &str); 19] = [
    (DeviceFactName::OsName, "the system's name"),
    (DeviceFactName::OsDistribution, "the distribution"),
    (DeviceFactName::OsVersion, "the system's version"),
    (DeviceFactName::OsEdition, "the system's edition"),
    (DeviceFactName::Kernel, "the kernel"),
    (DeviceFactName::Architecture, "the processor's architecture"),
    (DeviceFactName::HostName, "the host name"),
    (DeviceFactName::Manufacturer, "the maker"),
    (DeviceFactName::Model, "the model"),
    (DeviceFactName::SerialNumber, "the serial number"),
    (DeviceFactName::Imei, "the IMEI"),
    (
        DeviceFactName::DiskEncryption,
        "whether the disk is encrypted",
    ),
    (DeviceFactName::AgentVersion, "the agent's version"),
    (DeviceFactName::SecureBoot, "whether Secure Boot is on"),
    (DeviceFactName::Firewall, "whether a firewall is on"),
    (DeviceFactName::Antivirus, "whether a virus scanner is on"),
    (DeviceFactName::Tpm, "whether there is a security chip"),
    (
        DeviceFactName::Jailbroken,
        "whether it is jailbroken or rooted",
    ),
    (DeviceFactName::Passcode, "whether a passcode locks it"),
];
