//! One request, read whole.

use std::collections::BTreeMap;

use core::str::FromStr;

use http::request::Parts;
use http::{HeaderMap, header};
use muster_shared::api::{CheckInReport, Inventory};
use muster_shared::command::MAX_RESULTS;
use muster_shared::compliance::{LARGEST_OUTPUT, LARGEST_REASON, MOST_SCRIPTS, ScriptResult};
use muster_shared::encoding::unhex;
use muster_shared::field::{FieldFault, read_json};
use muster_shared::ids::InvalidId;
use muster_shared::profile::LARGEST_REPORT;
use serde::de::DeserializeOwned;

use super::ApiError;

/// A request whose body has been collected within its route's limit.
pub struct Call {
    /// Method, address and headers.
    pub parts: Parts,
    /// What stood in the route's `{…}`.
    pub path: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// Names this request in the log and in its answer.
    pub correlation_id: String,
}

impl Call {
    /// A header's value, if it is there once and is plain ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        single_header(&self.parts.headers, name)
    }

    /// The body as JSON of this form.
    ///
    /// # Errors
    /// As [`Call::json_text`]; [`ApiError::BadField`] when it does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        Ok(read_json(self.json_text()?.as_bytes())?)
    }

    /// The body as text that calls itself JSON.
    ///
    /// # Errors
    /// [`ApiError::UnsupportedMediaType`] without `application/json`, [`ApiError::BadField`] when it is not UTF-8.
    pub fn json_text(&self) -> Result<&str, ApiError> {
        self.expect_media_type("application/json")?;
        core::str::from_utf8(&self.body).map_err(|_| FieldFault::at("", "it is not UTF-8").into())
    }

    /// The version that a change names (RFC 9110 section 13.1.1). `*` would mean "whatever is there", which is what must not
    /// be.
    ///
    /// # Errors
    /// [`ApiError::VersionRequired`].
    pub fn if_match(&self) -> Result<u64, ApiError> {
        self.header(header::IF_MATCH.as_str())
            .and_then(|value| value.trim().strip_prefix('"')?.strip_suffix('"'))
            .and_then(|number| number.parse().ok())
            .ok_or(ApiError::VersionRequired)
    }

    /// Whether the body calls itself what the route takes.
    ///
    /// # Errors
    /// [`ApiError::UnsupportedMediaType`].
    pub fn expect_media_type(&self, expected: &'static str) -> Result<(), ApiError> {
        let media_type = self.header("content-type").unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case(expected) {
            Ok(())
        } else {
            Err(ApiError::UnsupportedMediaType { expected })
        }
    }

    /// A part of the path, parsed. What does not parse is not there.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T, ApiError> {
        self.path
            .get(name)
            .and_then(|text| text.parse().ok())
            .ok_or(ApiError::NotFound)
    }

    /// A parameter of the query, once decoded; none when it is missing.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let query = self.parts.uri.query()?;
        query
            .split('&')
            .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    }

    /// The same with what is percent-encoded decoded (RFC 3986 section 2.1), and `+` as a blank, as forms write it. What is
    /// not UTF-8 then is not there.
    #[must_use]
    pub fn query_text(&self, name: &str) -> Option<String> {
        self.query(name).and_then(percent_decoded)
    }

    /// A field of the body as a plain form writes it (`application/x-www-form-urlencoded`), decoded; the first where it stands
    /// there several times. None when it is missing or the body is something else.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<String> {
        self.form_values(name).next()
    }

    /// The same, each of several.
    pub fn form_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        let is_form = self
            .expect_media_type("application/x-www-form-urlencoded")
            .is_ok();
        let body = core::str::from_utf8(&self.body).unwrap_or_default();
        let body = if is_form { body } else { "" };
        body.split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter(move |(key, _)| *key == name)
            .filter_map(|(_, value)| percent_decoded(value))
    }

    /// A parameter of the query that is said or not; not, when it is missing.
    ///
    /// # Errors
    /// [`ApiError::BadField`] for anything but `true` and `false`.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.query(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(FieldFault::at(name, "must be `true` or `false`").into()),
        }
    }

    /// How many a page holds: the query's `limit`, or as many as there may be.
    ///
    /// # Errors
    /// [`ApiError::BadBody`] for no number from 1 to `most`.
    pub fn page_size(&self, most: usize) -> Result<usize, ApiError> {
        let Some(text) = self.query("limit") else {
            return Ok(most);
        };
        text.parse()
            .ok()
            .filter(|limit| (1..=most).contains(limit))
            .ok_or_else(|| ApiError::BadBody {
                reason: format!("`limit` is a number from 1 to {most}"),
            })
    }

    /// The body as a file of comma-separated values.
    ///
    /// # Errors
    /// [`ApiError::UnsupportedMediaType`] without `text/csv` (RFC 7111).
    pub fn csv(&self) -> Result<&[u8], ApiError> {
        self.expect_media_type("text/csv")?;
        Ok(&self.body)
    }

    /// Where a page of a list begins, and how many it holds: the parameters `after` and `limit`.
    ///
    /// # Errors
    /// [`ApiError::BadBody`] for one that does not fit.
    pub fn page<Id: FromStr<Err = InvalidId>>(
        &self,
        most: usize,
    ) -> Result<(Option<Id>, usize), ApiError> {
        let after = match self.query("after") {
            None => None,
            Some(text) => Some(text.parse().map_err(|error: InvalidId| ApiError::BadBody {
                reason: error.to_string(),
            })?),
        };
        Ok((after, self.page_size(most)?))
    }

    /// A check-in's report; an empty body reports nothing.
    ///
    /// # Errors
    /// As [`Call::json`]; [`ApiError::BadBody`] for a text that is too long or that cannot be printed.
    pub fn report(&self) -> Result<CheckInReport, ApiError> {
        if self.body.is_empty() {
            return Ok(CheckInReport::default());
        }
        let report: CheckInReport = self.json()?;
        if report.command_results.len() > MAX_RESULTS {
            let rule = format!("must be at most {MAX_RESULTS}");
            return Err(FieldFault::at("command_results", rule).into());
        }
        check_text("manufacturer", report.manufacturer.as_ref(), 64)?;
        check_text("name", report.name.as_ref(), 64)?;
        if let Some(configuration) = &report.configuration {
            let (most, longest) = LARGEST_REPORT;
            if configuration.failed.len() > most {
                return Err(ApiError::BadBody {
                    reason: format!("`configuration.failed` names more than {most} settings"),
                });
            }
            for failed in &configuration.failed {
                check_text("configuration.failed.reason", Some(&failed.reason), longest)?;
            }
        }
        if let Some(results) = &report.script_results {
            check_scripts(results)?;
        }
        if let Some(inventory) = &report.inventory {
            // Taken apart whole, so that a new field of text cannot be forgotten here.
            let Inventory {
                os_name,
                os_id,
                os_edition,
                kernel,
                architecture,
                host_name,
                model,
                serial_number,
                imei,
                disk_encryption: _,
                agent_version,
                secure_boot: _,
                firewall: _,
                antivirus: _,
                tpm: _,
                jailbroken: _,
                passcode: _,
            } = inventory;
            for (field, text) in [
                ("os_name", os_name),
                ("os_id", os_id),
                ("os_edition", os_edition),
                ("kernel", kernel),
                ("architecture", architecture),
                ("host_name", host_name),
                ("model", model),
                ("serial_number", serial_number),
                ("imei", imei),
                ("agent_version", agent_version),
            ] {
                check_text(field, text.as_ref(), 128)?;
            }
        }
        Ok(report)
    }
}

/// Text that a device tells of itself is short and printable, since people read it.
fn check_text(field: &str, text: Option<&String>, longest: usize) -> Result<(), ApiError> {
    if text.is_none_or(|text| text.len() <= longest && !text.chars().any(char::is_control)) {
        return Ok(());
    }
    Err(ApiError::BadBody {
        reason: format!("`{field}` is longer than {longest} bytes or not plain text"),
    })
}

/// What scripts have found is few and short, and each has either printed something or failed.
fn check_scripts(results: &[ScriptResult]) -> Result<(), ApiError> {
    if results.len() > MOST_SCRIPTS {
        let rule = format!("must be at most {MOST_SCRIPTS}");
        return Err(FieldFault::at("script_results", rule).into());
    }
    for result in results {
        check_text(
            "script_results.failed",
            result.failed.as_ref(),
            LARGEST_REASON,
        )?;
        let printed = result.output.as_ref();
        if printed.is_some_and(|output| output.len() > LARGEST_OUTPUT) {
            let rule = format!("must be at most {LARGEST_OUTPUT} bytes");
            return Err(FieldFault::at("script_results.output", rule).into());
        }
        if printed.is_some() == result.failed.is_some() {
            let rule = "must have either `output` or `failed`";
            return Err(FieldFault::at("script_results", rule).into());
        }
    }
    Ok(())
}

/// Text with what is percent-encoded decoded, and `+` as a blank. None when it is not UTF-8 then.
#[must_use]
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| core::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .and_then(unhex::<1>);
        bytes.push(match (escaped, first) {
            (Some([byte]), _) => byte,
            (None, b'+') => b' ',
            (None, byte) => *byte,
        });
        let read = if escaped.is_some() { 2 } else { 0 };
        rest = after.get(read..).unwrap_or_default();
    }
    String::from_utf8(bytes).ok()
}

/// A header that is there exactly once.
#[must_use]
pub fn single_header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    value.to_str().ok()
}
