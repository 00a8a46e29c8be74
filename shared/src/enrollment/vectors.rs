//! The cases that every build of [`decide()`] must answer to the byte.
//!
//! The same rule runs natively, in the Worker and in a browser, and a record of one may be replayed in another. These
//! cases, with exact outputs, are what holds them together: each build runs the same file and must come to the same
//! output digest. Whoever changes an expected output on purpose must raise [`RULES_VERSION`](super::RULES_VERSION).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::{EnrollmentRequest, Facts, TraceEntry, Verdict, decide};
use crate::ids::Digest;
use crate::policy::PolicySet;
use crate::time::Timestamp;

/// The committed cases: named policy sets, and for each case its input and the exact text of its output.
pub const DECIDE_VECTORS: &str = include_str!("../../vectors/decide.json");

/// The committed [`VectorReport::output_digest`] of [`DECIDE_VECTORS`], with a line break at its end.
pub const DECIDE_DIGEST: &str = include_str!("../../vectors/decide.digest");

/// What came of running the cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorReport {
    /// How many cases ran.
    pub count: usize,
    /// The cases whose output was not the expected one.
    pub failures: Vec<VectorFailure>,
    /// SHA-256 over the bytes of all outputs, in the order of the file, with nothing between them.
    pub output_digest: Digest,
}

/// A case that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorFailure {
    /// The case's name.
    pub name: String,
    /// The text in the file.
    pub expected: String,
    /// The text that [`decide()`] led to.
    pub output: String,
}

/// The file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile<'a> {
    /// The policy sets that the cases use, by name, as they are written.
    #[serde(borrow)]
    pub policies: BTreeMap<String, &'a RawValue>,
    /// The cases.
    #[serde(borrow)]
    pub cases: Vec<VectorCase<'a>>,
}

/// One case. Its name says what must hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorCase<'a> {
    /// A sentence.
    pub name: String,
    /// The policy set, by its name in the file.
    pub policy: String,
    /// The request, as it is written.
    #[serde(borrow)]
    pub request: &'a RawValue,
    /// The facts, as they are written.
    #[serde(borrow)]
    pub facts: &'a RawValue,
    /// When the decision is taken.
    pub now: Timestamp,
    /// The exact text of the output; `null` in a case that nobody has reviewed yet.
    #[serde(borrow)]
    pub expected: &'a RawValue,
}

/// The output of one case, before it is text.
#[derive(Debug, Serialize)]
struct Output {
    verdict: Verdict,
    trace: Vec<TraceEntry>,
}

impl VectorFile<'_> {
    /// Reads the file.
    ///
    /// # Errors
    /// A sentence that says where the JSON is not a file of cases.
    pub fn read(json: &str) -> Result<VectorFile<'_>, String> {
        serde_json::from_str(json).map_err(|error| format!("the file of cases: {error}"))
    }

    /// Decides one case and writes the output as JSON text.
    ///
    /// # Errors
    /// A sentence that says which part of the case can't be read.
    pub fn output_of(&self, case: &VectorCase<'_>) -> Result<String, String> {
        let fault = |part: &str, error: &dyn core::fmt::Display| {
            format!("{part} of `{}`: {error}", case.name)
        };
        let policy = self
            .policies
            .get(&case.policy)
            .ok_or_else(|| fault("the policy", &"no such name"))?;
        let policy: PolicySet =
            serde_json::from_str(policy.get()).map_err(|error| fault("the policy", &error))?;
        let request: EnrollmentRequest = serde_json::from_str(case.request.get())
            .map_err(|error| fault("the request", &error))?;
        let facts: Facts =
            serde_json::from_str(case.facts.get()).map_err(|error| fault("the facts", &error))?;

        let mut trace = Vec::new();
        let verdict = decide(&policy, &request, &facts, case.now, &mut trace);
        serde_json::to_string(&Output { verdict, trace })
            .map_err(|error| fault("the output", &error))
    }
}

/// Runs every case of `json` and compares each output with the expected text, byte for byte.
///
/// # Errors
/// A sentence that says which part of the file can't be read. An output that differs is no error but a
/// [`VectorFailure`] in the report.
pub fn run_decide_vectors(json: &str) -> Result<VectorReport, String> {
    let file = VectorFile::read(json)?;
    let mut failures = Vec::new();
    let mut hash = Sha256::new();
    for case in &file.cases {
        let output = file.output_of(case)?;
        hash.update(output.as_bytes());
        if output != case.expected.get() {
            failures.push(VectorFailure {
                name: case.name.clone(),
                expected: case.expected.get().to_owned(),
                output,
            });
        }
    }
    Ok(VectorReport {
        count: file.cases.len(),
        failures,
        output_digest: Digest::from_bytes(hash.finalize().into()),
    })
}
