//! Writes a property list.

use base64ct::{Base64, Encoding as _};

use super::{Dict, Value};
use crate::protocol::xml::Writer;

/// The beginning, as Apple's own software writes it.
const BEGINNING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";

/// A dictionary as a property list in XML: nothing stands between its elements, and the same values give the same octets.
#[must_use]
pub fn write(dict: &Dict) -> String {
    let mut xml = Writer::new();
    xml.start("plist").attribute("version", "1.0");
    write_dict(&mut xml, dict);
    let mut text = BEGINNING.to_owned();
    text.push_str(&xml.finish());
    text.push('\n');
    text
}

fn write_dict(xml: &mut Writer, dict: &Dict) {
    xml.start("dict");
    for (name, value) in dict.iter() {
        xml.element("key", name);
        write_value(xml, value);
    }
    xml.end();
}

fn write_value(xml: &mut Writer, value: &Value) {
    match value {
        Value::Dict(dict) => write_dict(xml, dict),
        Value::Array(values) => {
            xml.start("array");
            for value in values {
                write_value(xml, value);
            }
            xml.end();
        }
        Value::String(text) => {
            xml.element("string", text);
        }
        Value::Integer(number) => {
            xml.element("integer", &number.to_string());
        }
        Value::Boolean(true) => {
            xml.start("true").end();
        }
        Value::Boolean(false) => {
            xml.start("false").end();
        }
        Value::Data(octets) => {
            xml.element("data", &Base64::encode_string(octets));
        }
        Value::Real(text) => {
            xml.element("real", text);
        }
        Value::Date(text) => {
            xml.element("date", text);
        }
    }
}
