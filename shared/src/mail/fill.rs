//! What stands for something in an organisation's own words, and how it is put there.

/// What the placeholders of a message stand for.
#[derive(Debug, Clone, Copy)]
pub struct Placeholders<'a> {
    /// `{{UserName}}`: the person, by the name people read.
    pub user_name: &'a str,
    /// `{{DeviceName}}`: the device.
    pub device_name: &'a str,
    /// `{{Platform}}`: its platform, as people call it.
    pub platform: &'a str,
    /// `{{DeviceId}}`: its identifier.
    pub device_id: &'a str,
    /// `{{OSAndVersion}}`: its system with the version.
    pub os_and_version: &'a str,
}

impl Placeholders<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "UserName" => Some(self.user_name),
            "DeviceName" => Some(self.device_name),
            "Platform" => Some(self.platform),
            "DeviceId" => Some(self.device_id),
            "OSAndVersion" => Some(self.os_and_version),
            _ => None,
        }
    }

    /// Puts in place what stands for something, each value as `write` writes it. One pass: what a value contains is never
    /// taken for a placeholder. What stands for nothing stays as it is.
    #[must_use]
    pub fn fill(&self, template: &str, write: fn(&str) -> String) -> String {
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, from)) = rest.split_once("{{") {
            filled.push_str(before);
            let named = from
                .split_once("}}")
                .and_then(|(name, after)| Some((self.value(name)?, after)));
            rest = if let Some((value, after)) = named {
                filled.push_str(&write(value));
                after
            } else {
                filled.push_str("{{");
                from
            };
        }
        filled.push_str(rest);
        filled
    }
}

/// Text as it stands in HTML, between tags or in a quoted attribute.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEM: Placeholders<'_> = Placeholders {
        user_name: "Ana <b>",
        device_name: "{{UserName}}",
        platform: "Linux",
        device_id: "dev_0",
        os_and_version: "Linux 24.04",
    };

    #[test]
    fn each_placeholder_is_filled_in_and_nothing_else() {
        let filled = THEM.fill(
            "{{UserName}}: {{DeviceName}} ({{Platform}}) {{Other}} {{ {{Platform}}",
            str::to_owned,
        );
        assert_eq!(filled, "Ana <b>: {{UserName}} (Linux) {{Other}} {{ Linux");
    }

    #[test]
    fn a_value_is_text_in_html_and_never_a_tag() {
        let filled = THEM.fill("<p>{{UserName}}</p>", escaped);
        assert_eq!(filled, "<p>Ana &lt;b&gt;</p>");
        assert_eq!(escaped("\"&'"), "&quot;&amp;&#39;");
    }
}
