//! One request, read whole.

use std::collections::BTreeMap;

use http::HeaderMap;
use http::request::Parts;
use muster_shared::api::{CheckInReport, Inventory};
use muster_shared::store::from_json;
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
    /// [`ApiError::UnsupportedMediaType`] without `application/json`, [`ApiError::BadBody`] when it does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let media_type = self.header("content-type").unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::UnsupportedMediaType {
                expected: "application/json",
            });
        }
        from_json(&self.body).map_err(|error| ApiError::BadBody {
            reason: json_fault(&error),
        })
    }

    /// A part of the path, parsed. What does not parse is not there.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub fn path<T: core::str::FromStr>(&self, name: &str) -> Result<T, ApiError> {
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

    /// A check-in's report; an empty body reports nothing.
    ///
    /// # Errors
    /// As [`Call::json`]; [`ApiError::BadBody`] for a text that is too long or that cannot be printed.
    pub fn report(&self) -> Result<CheckInReport, ApiError> {
        if self.body.is_empty() {
            return Ok(CheckInReport::default());
        }
        let report: CheckInReport = self.json()?;
        check_text("manufacturer", report.manufacturer.as_ref(), 64)?;
        check_text("name", report.name.as_ref(), 64)?;
        if let Some(inventory) = &report.inventory {
            // Taken apart whole, so that a new field of text cannot be forgotten here.
            let Inventory {
                os_name,
                kernel,
                architecture,
                host_name,
                model,
                serial_number,
                disk_encryption: _,
                agent_version,
            } = inventory;
            for (field, text) in [
                ("os_name", os_name),
                ("kernel", kernel),
                ("architecture", architecture),
                ("host_name", host_name),
                ("model", model),
                ("serial_number", serial_number),
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

/// What is wrong with a body, without repeating any of it.
fn json_fault(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Syntax | Category::Eof => "it is not JSON",
        Category::Data => "a field is missing, unknown or of the wrong kind",
        Category::Io => "it could not be read",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}
