use super::*;

/// The whole catalogue, in its order: what Windows makes of each refusal.
const EXPECTED: [(&str, Fault); 38] = [
    ("account-disabled", Fault::Authorization),
    ("enrollment-not-in-scope", Fault::Authorization),
    ("method-not-allowed-for-manager", Fault::Authorization),
    ("platform-blocked", Fault::DeviceNotSupported),
    ("personal-blocked", Fault::DeviceNotSupported),
    ("os-too-old", Fault::DeviceNotSupported),
    ("os-too-new", Fault::DeviceNotSupported),
    ("manufacturer-blocked", Fault::DeviceNotSupported),
    ("version-not-supported", Fault::DeviceNotSupported),
    ("device-limit-reached", Fault::DeviceCapReached),
    ("work-profile-limit-reached", Fault::DeviceCapReached),
    ("terms-not-accepted", Fault::CustomServerError),
    ("ticket-invalid", Fault::Authentication),
    ("ticket-expired", Fault::Authentication),
    ("ticket-spent", Fault::Authentication),
    ("token-revoked", Fault::Authentication),
    ("token-expired", Fault::Authentication),
    ("token-quota-reached", Fault::Authorization),
    ("too-many-key-changes", Fault::Authentication),
    ("too-many-open-tickets", Fault::Authentication),
    ("csr-malformed", Fault::CertificateRequest),
    ("csr-signature-invalid", Fault::CertificateRequest),
    ("key-not-accepted", Fault::CertificateRequest),
    ("key-known-weak", Fault::CertificateRequest),
    ("key-reused", Fault::CertificateRequest),
    ("csr-asks-too-much", Fault::CertificateRequest),
    ("renewal-subject-differs", Fault::NotEligibleToRenew),
    ("certificate-revoked", Fault::NotEligibleToRenew),
    ("certificate-expired", Fault::NotEligibleToRenew),
    ("device-retired", Fault::NotEligibleToRenew),
    ("facts-not-learnt", Fault::InvalidEnrollmentData),
    ("ownership-fixed", Fault::InvalidEnrollmentData),
    ("renewed-too-often", Fault::InMaintenance),
    ("renewal-too-early", Fault::NotEligibleToRenew),
    ("request-replayed", Fault::InvalidSecurity),
    ("too-many-requests", Fault::InMaintenance),
    ("enrollment-paused", Fault::InMaintenance),
    ("enrollment-in-progress", Fault::InMaintenance),
];

#[test]
fn every_refusal_has_the_fault_that_says_what_to_do() {
    let found: Vec<(&str, Fault)> = Refusal::examples()
        .iter()
        .map(|refusal| (refusal.code(), fault_of(refusal)))
        .collect();
    assert_eq!(found, EXPECTED);
}

#[test]
fn the_person_reads_the_cause_and_what_to_do_about_it() {
    for refusal in Refusal::examples() {
        let text = text_of(&refusal);
        assert!(
            text.starts_with(&refusal.sentence()) && text.ends_with(&refusal.fix()),
            "{text}"
        );
    }
}
