//! The provisioning document: what Windows installs when it enrolls and when its certificate is renewed
//! ([MS-MDE2] section 3.6; the `CertificateStore`, w7 APPLICATION and `DMClient` configuration service providers).
//!
//! Written without a default namespace and without anything between the elements. Names in the w7 part are upper case,
//! and the client takes them no other way.

mod account;
mod certificates;
mod client;

pub use account::{Account, AppSrvAuth};
pub use certificates::{Renewal, thumbprint};
pub use client::Poll;

use crate::device::CertificateStore;
use crate::ids::DeviceId;
use crate::protocol::xml::Writer;

/// What a device is given when it enrolls.
#[derive(Debug, Clone, Copy)]
pub struct ProvisioningDocument<'a> {
    /// The root's certificate: DER.
    pub root_der: &'a [u8],
    /// The issuing CA's certificate, where it is not the root: DER. Windows takes one of each in this document.
    pub intermediate_der: Option<&'a [u8]>,
    /// The device's certificate: DER.
    pub client_der: &'a [u8],
    /// The device, by which its certificate's subject names it: how Windows finds the certificate again.
    pub device: DeviceId,
    /// Where the certificate goes.
    pub store: CertificateStore,
    /// When and how often Windows tries to renew it.
    pub renewal: Renewal,
    /// The server's name in the device's tree: letters and digits, so that no path has to escape it.
    pub provider_id: &'a str,
    /// The server's name for people.
    pub provider_name: &'a str,
    /// Where sessions go.
    pub address: &'a str,
    /// How device and server show each other who they are.
    pub account: Account<'a>,
    /// Whose device it is.
    pub upn: Option<&'a str>,
    /// What the device is called here.
    pub device_name: Option<&'a str>,
    /// What the device is called by the server; must be set before a renewal.
    pub ent_dm_id: &'a str,
    /// When the device asks for work.
    pub poll: Poll,
}

impl ProvisioningDocument<'_> {
    /// The document.
    #[must_use]
    pub fn write(&self) -> String {
        let mut xml = start();
        xml.start("characteristic")
            .attribute("type", "CertificateStore");
        certificates::authorities(&mut xml, self.root_der, self.intermediate_der);
        certificates::first(&mut xml, self.store, self.client_der, self.renewal);
        xml.end();
        account::application(&mut xml, self);
        client::dm_client(&mut xml, self);
        xml.finish()
    }
}

/// What a device is given when its certificate was renewed: that certificate, and whose it is. The account stays as it is,
/// since the device keeps its secrets.
#[must_use]
pub fn renewal_document(client_der: &[u8], store: CertificateStore, provider_id: &str) -> String {
    let mut xml = start();
    xml.start("characteristic")
        .attribute("type", "CertificateStore");
    certificates::next(&mut xml, store, client_der);
    xml.end();
    xml.start("characteristic").attribute("type", "APPLICATION");
    parm(&mut xml, "PROVIDER-ID", provider_id);
    xml.finish()
}

fn start() -> Writer {
    let mut xml = Writer::new();
    xml.start("wap-provisioningdoc").attribute("version", "1.1");
    xml
}

/// Begins a characteristic.
fn begin(xml: &mut Writer, kind: &str) {
    xml.start("characteristic").attribute("type", kind);
}

/// A parameter without a type, as the w7 part has them.
fn parm(xml: &mut Writer, name: &str, value: &str) {
    xml.start("parm")
        .attribute("name", name)
        .attribute("value", value)
        .end();
}

/// A parameter with its type, as the other parts have them.
fn typed(xml: &mut Writer, name: &str, value: &str, datatype: &str) {
    xml.start("parm")
        .attribute("name", name)
        .attribute("value", value)
        .attribute("datatype", datatype)
        .end();
}
