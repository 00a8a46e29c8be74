//! The answer that brings the certificate ([MS-MDE2] section 3.4.4.1.1.2, [MS-WSTEP] section 3.1.4.1.1.2).

use core::time::Duration;

use super::base64;
use super::envelope::{Action, MessageId, start_answer};
use super::names::{
    BASE64_BINARY, ENROLLMENT, ENROLLMENT_TOKEN, PROVISION_DOCUMENT, SECURITY, TRUST, UTILITY,
};
use crate::time::Timestamp;

/// How far a device's clock may be off before it takes an answer for an old one.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Writes the answer to a request for a certificate, of either kind, with the provisioning document in it.
#[must_use]
pub fn token_response(relates_to: &MessageId, now: Timestamp, document: &[u8]) -> String {
    let mut xml = start_answer(
        Action::RequestSecurityToken.response_uri(),
        Some(relates_to),
    );
    xml.start("o:Security")
        .attribute("s:mustUnderstand", "1")
        .attribute("xmlns:o", SECURITY)
        .start("u:Timestamp")
        .attribute("u:Id", "_0")
        .attribute("xmlns:u", UTILITY)
        .element("u:Created", &milliseconds(now.minus(TOLERANCE)))
        .element("u:Expires", &milliseconds(now.plus(TOLERANCE)))
        .end()
        .end()
        .end()
        .start("s:Body")
        .start("RequestSecurityTokenResponseCollection")
        .attribute("xmlns", TRUST)
        .start("RequestSecurityTokenResponse")
        .element("TokenType", ENROLLMENT_TOKEN)
        .start("DispositionMessage")
        .attribute("xmlns", ENROLLMENT)
        .end()
        .start("RequestedSecurityToken")
        .start("BinarySecurityToken")
        .attribute("xmlns", SECURITY)
        .attribute("ValueType", PROVISION_DOCUMENT)
        .attribute("EncodingType", BASE64_BINARY)
        .text(&base64::encode(document))
        .end()
        .end()
        .start("RequestID")
        .attribute("xmlns", ENROLLMENT)
        .text("0")
        .end();
    xml.finish()
}

/// WS-Security's times have a fraction of a second.
fn milliseconds(moment: Timestamp) -> String {
    moment.to_string().replace('Z', ".000Z")
}
