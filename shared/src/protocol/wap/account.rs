//! The account by which the device is managed (w7 APPLICATION configuration service provider).

use core::fmt;

use base64ct::{Base64, Encoding as _};

use super::{ProvisioningDocument, begin, parm};
use crate::encoding::percent_encoded;
use crate::protocol::xml::Writer;

/// How the device shows the server who it is, beside its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppSrvAuth {
    /// A digest over name, secret and a nonce.
    Digest,
    /// Name and secret themselves, below TLS.
    Basic,
}

/// Names and secrets of one device. They outlive renewals.
#[derive(Clone, Copy)]
pub struct Account<'a> {
    /// The device's name towards the server.
    pub name: &'a str,
    /// The device's secret.
    pub secret: &'a str,
    /// What the device answers the server's first challenge with.
    pub nonce: &'a [u8],
    /// How the device uses them.
    pub auth: AppSrvAuth,
    /// The server's secret towards the device.
    pub client_secret: &'a str,
    /// What the server's digest begins with.
    pub client_nonce: &'a [u8],
}

impl fmt::Debug for Account<'_> {
    /// Names the account and none of its secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The whole account. The server's own authentication has to be a digest, whatever the device's is.
pub(super) fn application(xml: &mut Writer, document: &ProvisioningDocument<'_>) {
    let account = &document.account;
    begin(xml, "APPLICATION");
    parm(xml, "APPID", "w7");
    parm(xml, "PROVIDER-ID", document.provider_id);
    parm(xml, "NAME", document.provider_name);
    parm(xml, "ADDR", document.address);
    // How often a session is tried again, and how long (milliseconds) is waited in between.
    parm(xml, "CONNRETRYFREQ", "6");
    parm(xml, "INITIALBACKOFFTIME", "30000");
    parm(xml, "MAXBACKOFFTIME", "120000");
    xml.start("parm")
        .attribute("name", "BACKCOMPATRETRYDISABLED")
        .end();
    // Not the binary form: nobody here reads it.
    parm(xml, "DEFAULTENCODING", "application/vnd.syncml.dm+xml");
    parm(xml, "SSLCLIENTCERTSEARCHCRITERIA", &criteria(document));
    begin(xml, "APPAUTH");
    parm(xml, "AAUTHLEVEL", "CLIENT");
    parm(xml, "AAUTHTYPE", "DIGEST");
    parm(xml, "AAUTHSECRET", account.client_secret);
    parm(
        xml,
        "AAUTHDATA",
        &Base64::encode_string(account.client_nonce),
    );
    xml.end();
    begin(xml, "APPAUTH");
    parm(xml, "AAUTHLEVEL", "APPSRV");
    let kind = match account.auth {
        AppSrvAuth::Digest => "DIGEST",
        AppSrvAuth::Basic => "BASIC",
    };
    parm(xml, "AAUTHTYPE", kind);
    parm(xml, "AAUTHNAME", account.name);
    parm(xml, "AAUTHSECRET", account.secret);
    parm(xml, "AAUTHDATA", &Base64::encode_string(account.nonce));
    xml.end().end();
}

/// How Windows finds the certificate for its sessions again: subject and store, each escaped as in a URL.
fn criteria(document: &ProvisioningDocument<'_>) -> String {
    format!(
        "Subject={}&Stores={}",
        percent_encoded(&format!("CN={}", document.device)),
        percent_encoded(&format!("My\\{}", document.store.name()))
    )
}
