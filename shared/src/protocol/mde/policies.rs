//! What a certificate request should look like ([MS-XCEP] section 3.1.4.1.2.2).

use core::time::Duration;

use super::envelope::{Action, MessageId, start_answer};
use super::names::{POLICY, SCHEMA_INSTANCE};
use crate::protocol::xml::Writer;

/// The one policy, as a client is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificatePolicy {
    /// How long certificates count.
    pub validity: Duration,
    /// How long before the end they can be renewed.
    pub renewal: Duration,
    /// The shortest RSA key, in bits.
    pub minimal_key_length: u16,
}

/// Where keys are made: in the TPM, and in software where there is none.
const PROVIDERS: [&str; 2] = [
    "Microsoft Platform Crypto Provider",
    "Microsoft Software Key Storage Provider",
];

/// Writes the answer to [`GetPolicies`](super::EnrollmentMessage::GetPolicies): RSA, SHA-256. The elements stand in the
/// order of the schema, and those that say nothing are there as nil, as in Microsoft's own answers.
#[must_use]
pub fn get_policies_response(relates_to: &MessageId, policy: &CertificatePolicy) -> String {
    let mut xml = start_answer(Action::GetPolicies.response_uri(), Some(relates_to));
    xml.end()
        .start("s:Body")
        .attribute("xmlns:xsi", SCHEMA_INSTANCE)
        .start("GetPoliciesResponse")
        .attribute("xmlns", POLICY)
        .start("response")
        .element("policyID", "");
    nil(
        &mut xml,
        &[
            "policyFriendlyName",
            "nextUpdateHours",
            "policiesNotChanged",
        ],
    );
    xml.start("policies")
        .start("policy")
        .element("policyOIDReference", "0");
    nil(&mut xml, &["cAs"]);
    attributes(&mut xml, policy);
    xml.end().end().end();
    nil(&mut xml, &["cAs"]);
    xml.start("oIDs");
    // Group 1 is that of hashes, 3 that of public keys ([MS-XCEP] section 3.1.4.1.3.16).
    oid(
        &mut xml,
        ["2.16.840.1.101.3.4.2.1", "1", "0", "szOID_NIST_sha256"],
    );
    oid(
        &mut xml,
        ["1.2.840.113549.1.1.1", "3", "1", "szOID_RSA_RSA"],
    );
    xml.finish()
}

fn attributes(xml: &mut Writer, policy: &CertificatePolicy) {
    xml.start("attributes")
        .element("commonName", "Muster")
        .element("policySchema", "3")
        .start("certificateValidity")
        .element(
            "validityPeriodSeconds",
            &policy.validity.as_secs().to_string(),
        )
        .element(
            "renewalPeriodSeconds",
            &policy.renewal.as_secs().to_string(),
        )
        .end()
        .start("permission")
        .element("enroll", "true")
        .element("autoEnroll", "false")
        .end()
        .start("privateKeyAttributes")
        .element("minimalKeyLength", &policy.minimal_key_length.to_string());
    nil(xml, &["keySpec", "keyUsageProperty", "permissions"]);
    xml.element("algorithmOIDReference", "1")
        .start("cryptoProviders");
    for provider in PROVIDERS {
        xml.element("provider", provider);
    }
    xml.end()
        .end()
        .start("revision")
        .element("majorRevision", "101")
        .element("minorRevision", "0")
        .end();
    nil(
        xml,
        &[
            "supersededPolicies",
            "privateKeyFlags",
            "subjectNameFlags",
            "enrollmentFlags",
            "generalFlags",
        ],
    );
    xml.element("hashAlgorithmOIDReference", "0");
    nil(
        xml,
        &["rARequirements", "keyArchivalAttributes", "extensions"],
    );
    xml.end();
}

fn oid(xml: &mut Writer, [value, group, reference, name]: [&str; 4]) {
    xml.start("oID")
        .element("value", value)
        .element("group", group)
        .element("oIDReferenceID", reference)
        .element("defaultName", name)
        .end();
}

fn nil(xml: &mut Writer, names: &[&'static str]) {
    for name in names {
        xml.start(name).attribute("xsi:nil", "true").end();
    }
}
