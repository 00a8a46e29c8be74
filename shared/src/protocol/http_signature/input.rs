//! `Signature-Input`: what is covered, and with which parameters.

use sfv::{BareItem, Dictionary, FieldType as _, InnerList, Item, List, ListEntry, Parameters};

use super::algorithm::SignatureScheme;
use super::error::SignatureError;
use super::fields::{octets, only_member, structured};
use super::request::{ParsedSignature, SignedRequest};
use super::{MAX_COMPONENTS, MAX_FIELD, MAX_NONCE, MAX_VALUE, base, digest};
use crate::time::Timestamp;

/// What every signature covers.
const REQUIRED: [&str; 5] = [
    "@method",
    "@authority",
    "@path",
    "content-digest",
    "device-certificate",
];

/// The `Signature-Input` of a signed request, read and found in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureInput {
    label: String,
    components: Vec<String>,
    /// The parameters as RFC 9651 serialises them: their line of the base.
    serialized: String,
    created: Timestamp,
    expires: Option<Timestamp>,
    nonce: String,
    alg: Option<String>,
}

impl SignatureInput {
    /// Reads a request's signature by the profile of this module and checks everything that can be checked without a clock,
    /// a key or a store: the form, what is covered, the digest of the body, that the algorithm is the key's.
    ///
    /// # Errors
    /// The first thing found wrong, cheapest checks first.
    pub fn parse(request: &SignedRequest<'_>) -> Result<ParsedSignature, SignatureError> {
        let input = Self::read(structured(request, "signature-input", MAX_FIELD)?)?;
        input.check_coverage(request)?;
        let signature = input.signature(request)?;
        let certificate: Item = structured(request, "device-certificate", MAX_VALUE)?;
        let certificate = octets(certificate, "device-certificate")?;
        let scheme = SignatureScheme::of_certificate(&certificate)?;
        if input.alg.as_ref().is_some_and(|alg| alg != scheme.as_str()) {
            let expected = scheme.as_str();
            return Err(SignatureError::AlgorithmDiffers { expected });
        }
        let signature = scheme.to_x509(signature)?;
        digest::check(request)?;
        Ok(ParsedSignature {
            base: base::build(request, &input.components, &input.serialized)?,
            certificate,
            signature,
            scheme,
            created: input.created,
            expires: input.expires,
            nonce: input.nonce,
        })
    }

    fn read(header: Dictionary) -> Result<Self, SignatureError> {
        let malformed = SignatureError::HeaderMalformed {
            header: "signature-input",
        };
        let (label, ListEntry::InnerList(list)) = only_member(header)? else {
            return Err(malformed);
        };
        let mut parameters = SignatureParameters::read(&list.params)?;
        Ok(Self {
            label,
            components: components(&list.items)?,
            created: parameters.created.ok_or(SignatureError::ParameterMissing {
                parameter: "created",
            })?,
            nonce: parameters
                .nonce
                .take()
                .ok_or(SignatureError::ParameterMissing { parameter: "nonce" })?,
            expires: parameters.expires,
            alg: parameters.alg,
            serialized: serialize(list).ok_or(malformed)?,
        })
    }

    fn check_coverage(&self, request: &SignedRequest<'_>) -> Result<(), SignatureError> {
        let query = request.query.map(|_| "@query");
        match REQUIRED
            .into_iter()
            .chain(query)
            .find(|required| !self.components.iter().any(|covered| covered == required))
        {
            Some(component) => Err(SignatureError::NotCovered { component }),
            None => Ok(()),
        }
    }

    fn signature(&self, request: &SignedRequest<'_>) -> Result<Vec<u8>, SignatureError> {
        match only_member(structured(request, "signature", MAX_FIELD)?)? {
            (label, _) if label != self.label => Err(SignatureError::NotOneSignature),
            (_, ListEntry::Item(item)) => octets(item, "signature"),
            (_, ListEntry::InnerList(_)) => Err(SignatureError::HeaderMalformed {
                header: "signature",
            }),
        }
    }
}

/// The inner list with its parameters, written the one way RFC 9651 section 4.1.1.1 writes it.
pub(super) fn serialize(list: InnerList) -> Option<String> {
    List::from([ListEntry::InnerList(list)]).serialize()
}

/// The covered components' names: each once, none with parameters, header names in lower case.
pub(super) fn components(items: &[Item]) -> Result<Vec<String>, SignatureError> {
    if items.len() > MAX_COMPONENTS {
        return Err(SignatureError::TooManyComponents);
    }
    let mut names: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let Some(name) = item.bare_item.as_string() else {
            return Err(SignatureError::HeaderMalformed {
                header: "signature-input",
            });
        };
        let component = name.as_str().to_owned();
        let known = |octet: u8| {
            octet.is_ascii_lowercase() || octet.is_ascii_digit() || b"-_".contains(&octet)
        };
        let plain = component.strip_prefix('@').unwrap_or(&component);
        if !item.params.is_empty() || plain.is_empty() || !plain.bytes().all(known) {
            return Err(SignatureError::ComponentUnsupported { component });
        }
        if names.contains(&component) {
            return Err(SignatureError::ComponentRepeated { component });
        }
        names.push(component);
    }
    Ok(names)
}

/// The parameters of RFC 9421 section 2.3.
#[derive(Default)]
struct SignatureParameters {
    created: Option<Timestamp>,
    expires: Option<Timestamp>,
    nonce: Option<String>,
    alg: Option<String>,
}

impl SignatureParameters {
    fn read(parameters: &Parameters) -> Result<Self, SignatureError> {
        let mut read = Self::default();
        for (name, value) in parameters {
            match name.as_str() {
                "created" => read.created = Some(moment(value, "created")?),
                "expires" => read.expires = Some(moment(value, "expires")?),
                "nonce" => read.nonce = Some(nonce(value)?),
                "alg" => read.alg = Some(string(value, "alg")?),
                // Which key signed is the certificate's to say, and one use of signatures needs no tag.
                "keyid" => drop(string(value, "keyid")?),
                "tag" => drop(string(value, "tag")?),
                other => {
                    let parameter = other.to_owned();
                    return Err(SignatureError::ParameterUnsupported { parameter });
                }
            }
        }
        Ok(read)
    }
}

fn string(value: &BareItem, parameter: &'static str) -> Result<String, SignatureError> {
    let value = value
        .as_string()
        .ok_or(SignatureError::ParameterInvalid { parameter })?;
    Ok(value.as_str().to_owned())
}

fn nonce(value: &BareItem) -> Result<String, SignatureError> {
    let nonce = string(value, "nonce")?;
    if (1..=MAX_NONCE).contains(&nonce.len()) {
        Ok(nonce)
    } else {
        Err(SignatureError::ParameterInvalid { parameter: "nonce" })
    }
}

fn moment(value: &BareItem, parameter: &'static str) -> Result<Timestamp, SignatureError> {
    let invalid = SignatureError::ParameterInvalid { parameter };
    let seconds = value
        .as_integer()
        .and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map(Timestamp::from_unix_seconds).ok_or(invalid)
}
