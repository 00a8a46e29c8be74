//! What no setting asks for: a script of the organisation's own says what it finds on a device, and the rules of a file are held
//! against that (Microsoft Intune's custom compliance settings, whose rule file is read as it is).
//!
//! The script runs on the device; what is here is the rules, and what it has printed. That is text from outside: it is bounded
//! where it is received, and what cannot be read is an error of the rule, never of the check-in.

use core::cmp::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::RuleResult;
use crate::ids::{Digest, PolicyId};
use crate::platform::OsVersion;
use crate::time::Timestamp;

/// How many bytes a script may print, as in Intune.
pub const LARGEST_OUTPUT: usize = 2_048;

/// How many bytes the reason may have for which there is no output.
pub const LARGEST_REASON: usize = 200;

/// How many policies of an organisation may have a script. It bounds what a device runs and tells.
pub const MOST_SCRIPTS: usize = 5;

/// A script, and what its result is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomCompliance {
    /// The discovery script: at most 16,384 bytes, beginning with `#!` and its interpreter. It prints one flat JSON object of at
    /// most 2,048 bytes: the name of each setting, and what was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub script: String,
    /// The rule file.
    pub rules: RuleFile,
}

/// A file of rules, in Intune's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct RuleFile {
    /// 1 to 100 rules.
    pub rules: Vec<ScriptRule>,
}

/// What one setting of a script's result must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ScriptRule {
    /// The setting's name in the result, letter by letter: 1 to 128 characters.
    pub setting_name: String,
    /// How it is compared.
    pub operator: Operator,
    /// As what it is compared.
    pub data_type: DataType,
    /// What it is compared with: a boolean, a number or a text of that type, of at most 256 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub operand: Value,
    /// Where a person reads more: an address with https, at most 512 characters.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        alias = "MoreInfoURL"
    )]
    pub more_info_url: Option<String>,
    /// What helps, in one language each; `en_US` must be there. At most 25.
    pub remediation_strings: Vec<RemediationString>,
}

/// What helps when a rule is broken, in one language. `{ActualValue}` is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct RemediationString {
    /// The language and the country: `en_US`.
    pub language: String,
    /// What is wrong: 1 to 256 characters.
    pub title: String,
    /// What to do: at most 1,024 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// How what is found is compared with the operand. The names are Intune's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Operator {
    /// It is that.
    IsEquals,
    /// It is not that.
    NotEquals,
    /// It is more.
    GreaterThan,
    /// It is that or more.
    GreaterEquals,
    /// It is less.
    LessThan,
    /// It is that or less.
    LessEquals,
}

/// As what a setting is compared. The names are Intune's. A text in quotes that reads as the type is one of it, since a shell
/// writes everything so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DataType {
    /// `true` or `false`; equal or not.
    Boolean,
    /// A whole number of 64 bits.
    Int64,
    /// A number (IEEE 754, 64 bits).
    Double,
    /// A text; equal or not, letter by letter.
    String,
    /// A moment: `2026-11-23T16:14:01Z`, or a day, `2026-11-23`, which begins at midnight in UTC.
    DateTime,
    /// One to four numbers with dots between, such as `2.3`.
    Version,
}

/// What a device tells of a script that it has run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScriptResult {
    /// The policy that the script is of.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub policy: PolicyId,
    /// SHA-256 of the script: what another one has found says nothing of this one.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub script: Digest,
    /// What it printed to standard output: at most 2,048 bytes. Read as JSON here, and not by the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Why there is no output, in the device's words: at most 200 bytes of plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

/// A setting as it is written: a boolean, a number or a text. Nothing and lists are none.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl DataType {
    /// Whether one value of the type can be more than another.
    const fn has_order(self) -> bool {
        !matches!(self, Self::Boolean | Self::String)
    }

    /// How `one` stands to `other`; none when either is not of the type.
    fn compare(self, one: &str, other: &str) -> Option<Ordering> {
        match self {
            Self::Boolean => Some(boolean(one)?.cmp(&boolean(other)?)),
            Self::Int64 => Some(one.parse::<i64>().ok()?.cmp(&other.parse().ok()?)),
            Self::Double => double(one)?.partial_cmp(&double(other)?),
            Self::String => Some(one.cmp(other)),
            Self::DateTime => Some(moment(one)?.cmp(&moment(other)?)),
            Self::Version => {
                let (one, other): (OsVersion, OsVersion) = (one.parse().ok()?, other.parse().ok()?);
                Some(one.cmp(&other))
            }
        }
    }
}

fn boolean(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    (is("true") || is("false")).then(|| is("true"))
}

fn double(text: &str) -> Option<f64> {
    serde_json::from_str::<Number>(text).ok()?.as_f64()
}

fn moment(text: &str) -> Option<Timestamp> {
    let whole = text.parse().ok();
    whole.or_else(|| format!("{text}T00:00:00Z").parse().ok())
}

impl Operator {
    const fn takes(self, order: Ordering) -> bool {
        match self {
            Self::IsEquals => order.is_eq(),
            Self::NotEquals => order.is_ne(),
            Self::GreaterThan => order.is_gt(),
            Self::GreaterEquals => order.is_ge(),
            Self::LessThan => order.is_lt(),
            Self::LessEquals => order.is_le(),
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::IsEquals => "",
            Self::NotEquals => "≠ ",
            Self::GreaterThan => "> ",
            Self::GreaterEquals => "≥ ",
            Self::LessThan => "< ",
            Self::LessEquals => "≤ ",
        }
    }
}

impl ScriptRule {
    /// Whether the operand is of the type, and the operator one for it.
    ///
    /// # Errors
    /// The field that is not, and the rule.
    pub(crate) fn check_operand(&self) -> Result<(), (&'static str, &'static str)> {
        let text = scalar(&self.operand).unwrap_or_default();
        if self.data_type.compare(&text, &text).is_none() || text.chars().count() > 256 {
            return Err((
                "Operand",
                "must be a value of the `DataType`, of at most 256 characters",
            ));
        }
        let equality = matches!(self.operator, Operator::IsEquals | Operator::NotEquals);
        if !equality && !self.data_type.has_order() {
            return Err((
                "Operator",
                "must be `IsEquals` or `NotEquals` for a `Boolean` or `String`",
            ));
        }
        Ok(())
    }

    /// What would keep it: `≥ 2.3`.
    pub(super) fn expected(&self) -> String {
        let operand = scalar(&self.operand).unwrap_or_default();
        format!("{}{operand}", self.operator.sign())
    }

    /// What becomes of it, and what was found, by what the script found.
    pub(super) fn result(&self, found: &Found) -> (RuleResult, Option<String>) {
        let found = match found {
            Found::Nothing => return (RuleResult::Unknown, None),
            Found::Failed(reason) => return (RuleResult::Error, Some(reason.clone())),
            Found::Settings(settings) => settings.get(&self.setting_name),
        };
        // A script that does not find a setting says nothing of it; whoever wrote it must see that.
        let Some(text) = found.and_then(scalar) else {
            return (RuleResult::Error, None);
        };
        let text = text.replace(char::is_control, " ").trim().to_owned();
        let operand = scalar(&self.operand).unwrap_or_default();
        let result = match self.data_type.compare(&text, operand.trim()) {
            None => RuleResult::Error,
            Some(order) if self.operator.takes(order) => RuleResult::Compliant,
            Some(_) => RuleResult::NotCompliant,
        };
        (result, Some(text))
    }
}

/// What is known of a script's result.
pub(super) enum Found {
    /// It has not been told yet.
    Nothing,
    /// There is none, and why.
    Failed(String),
    /// The settings.
    Settings(Map<String, Value>),
}

impl Found {
    /// Reads what a device has told of the script of a policy.
    pub(super) fn of(policy: &PolicyId, results: &[ScriptResult]) -> Self {
        let mut results = results.iter();
        let Some(result) = results.find(|result| result.policy == *policy) else {
            return Self::Nothing;
        };
        if let Some(reason) = &result.failed {
            return Self::Failed(reason.clone());
        }
        let output = result.output.as_deref().unwrap_or_default();
        match serde_json::from_str(output) {
            Ok(Value::Object(settings)) => Self::Settings(settings),
            Ok(_) | Err(_) => Self::Failed("no JSON object was printed".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(operator: Operator, data_type: DataType, operand: &Value) -> ScriptRule {
        ScriptRule {
            setting_name: "S".to_owned(),
            operator,
            data_type,
            operand: operand.clone(),
            more_info_url: None,
            remediation_strings: Vec::new(),
        }
    }

    fn result(rule: &ScriptRule, output: &str) -> RuleResult {
        let told = ScriptResult {
            policy: "p".parse().unwrap(),
            script: Digest::of(b""),
            output: Some(output.to_owned()),
            failed: None,
        };
        rule.result(&Found::of(&told.policy, core::slice::from_ref(&told)))
            .0
    }

    #[test]
    fn every_operator_of_every_type_takes_what_it_says_and_nothing_else() {
        use Operator as Op;
        let less = [Op::NotEquals, Op::LessThan, Op::LessEquals];
        let same = [Op::IsEquals, Op::GreaterEquals, Op::LessEquals];
        let more = [Op::NotEquals, Op::GreaterThan, Op::GreaterEquals];
        // What is asked for, and what is found: less, the same in another spelling, more.
        for (data_type, operand, found) in [
            (DataType::Int64, "9", ["-10", "\"9\"", "10"]),
            (
                DataType::Int64,
                "\"9007199254740993\"",
                ["9007199254740992", "9007199254740993", "9007199254740994"],
            ),
            (DataType::Double, "0.5", ["-5e3", "\"0.50\"", "1"]),
            (
                DataType::Version,
                "\"2.9\"",
                ["\"2.8.9\"", "2.9", "\"2.10\""],
            ),
            (
                DataType::DateTime,
                "\"2026-11-23\"",
                [
                    "\"2026-11-22T23:59:59Z\"",
                    "\"2026-11-23T00:00:00Z\"",
                    "\"2026-11-24\"",
                ],
            ),
        ] {
            let operand: Value = serde_json::from_str(operand).unwrap();
            for (found, takes) in found.into_iter().zip([less, same, more]) {
                let output = format!("{{\"other\": 1, \"S\": {found}}}");
                for operator in [
                    Op::IsEquals,
                    Op::NotEquals,
                    Op::GreaterThan,
                    Op::GreaterEquals,
                    Op::LessThan,
                    Op::LessEquals,
                ] {
                    let asked = rule(operator, data_type, &operand);
                    assert_eq!(asked.check_operand(), Ok(()));
                    let kept = result(&asked, &output) == RuleResult::Compliant;
                    let words = asked.expected();
                    assert_eq!(
                        kept,
                        takes.contains(&operator),
                        "{found} {data_type:?} {words}"
                    );
                }
            }
        }
        for (data_type, operand, same, other) in [
            (DataType::Boolean, Value::Bool(true), "\"True\"", "false"),
            (DataType::String, Value::from("Ok"), "\" Ok\\n\"", "\"ok\""),
        ] {
            for (operator, found) in [(Op::IsEquals, same), (Op::NotEquals, other)] {
                let asked = rule(operator, data_type, &operand);
                assert_eq!(
                    result(&asked, &format!("{{\"S\":{found}}}")),
                    RuleResult::Compliant
                );
                let not = if found == same { other } else { same };
                assert_eq!(
                    result(&asked, &format!("{{\"S\":{not}}}")),
                    RuleResult::NotCompliant
                );
            }
            let asked = rule(Op::GreaterThan, data_type, &operand);
            assert!(asked.check_operand().is_err());
        }
    }

    #[test]
    fn what_is_no_value_of_its_type_is_an_error_and_as_an_operand_refused() {
        for (data_type, wrong) in [
            (DataType::Boolean, "1"),
            (DataType::Int64, "1.5"),
            (DataType::Int64, "9223372036854775808"),
            (DataType::Double, "\"\""),
            (DataType::Double, "\"NaN\""),
            (DataType::DateTime, "\"yesterday\""),
            (DataType::Version, "\"6.1.0-18-amd64\""),
            (DataType::String, "null"),
            (DataType::String, "[\"a\"]"),
            (DataType::Version, "{\"S\":\"1.2\"}"),
        ] {
            let good = match data_type {
                DataType::Boolean => Value::Bool(true),
                DataType::DateTime => Value::from("2026-11-23"),
                _ => Value::from("1"),
            };
            let asked = rule(Operator::NotEquals, data_type, &good);
            let output = format!("{{\"S\": {wrong}}}");
            assert_eq!(
                result(&asked, &output),
                RuleResult::Error,
                "{data_type:?} {wrong}"
            );
            if data_type != DataType::String {
                let operand = serde_json::from_str(wrong).unwrap();
                let asked = rule(Operator::IsEquals, data_type, &operand);
                assert_eq!(asked.check_operand().unwrap_err().0, "Operand");
            }
        }
    }

    #[test]
    fn names_are_matched_letter_by_letter_and_deep_or_cut_output_is_an_error() {
        let asked = rule(Operator::IsEquals, DataType::Int64, &Value::from(1));
        assert_eq!(result(&asked, "{\"S\":1}\n"), RuleResult::Compliant);
        let deep = format!("{{\"S\":1,\"d\":{}", "[".repeat(2_000));
        for output in ["{\"s\":1}", "", "{\"S\":1", "{\"S\":1} {\"S\":1}", &deep] {
            assert_eq!(result(&asked, output), RuleResult::Error, "{output}");
        }
    }
}
