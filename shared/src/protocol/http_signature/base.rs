//! The signature base (RFC 9421 section 2.5): the lines that are signed.

use super::MAX_VALUE;
use super::error::SignatureError;
use super::request::SignedRequest;

/// Builds the base from the covered components, in their order, and the serialised signature parameters. Every component
/// is a header's lower-case name or one of the derived components of the profile.
pub(super) fn build(
    request: &SignedRequest<'_>,
    components: &[String],
    parameters: &str,
) -> Result<Vec<u8>, SignatureError> {
    let mut base = String::new();
    for component in components {
        let value = value(request, component)?;
        if value.len() > MAX_VALUE {
            let component = component.clone();
            return Err(SignatureError::TooLong { component });
        }
        // A line break in a value could pass for a line of the base.
        if !value
            .bytes()
            .all(|octet| octet == b'\t' || (b' '..=b'~').contains(&octet))
        {
            let component = component.clone();
            return Err(SignatureError::ComponentUnprintable { component });
        }
        for part in ["\"", component, "\": ", &value, "\n"] {
            base.push_str(part);
        }
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(parameters);
    Ok(base.into_bytes())
}

/// A component's value (RFC 9421 sections 2.1 and 2.2).
fn value(request: &SignedRequest<'_>, component: &str) -> Result<String, SignatureError> {
    Ok(match component {
        "@method" => request.method.to_owned(),
        "@authority" => request.authority.to_ascii_lowercase(),
        "@path" if request.path.is_empty() => "/".to_owned(),
        "@path" => request.path.to_owned(),
        // Without a query the value is the question mark alone (section 2.2.7).
        "@query" => format!("?{}", request.query.unwrap_or_default()),
        derived if derived.starts_with('@') => {
            let component = component.to_owned();
            return Err(SignatureError::ComponentUnsupported { component });
        }
        field => match request.header(field) {
            Some(value) => value.trim_matches([' ', '\t']).to_owned(),
            None => {
                let component = component.to_owned();
                return Err(SignatureError::ComponentMissing { component });
            }
        },
    })
}
