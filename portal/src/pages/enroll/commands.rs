//! The commands that enroll a device with nothing but `openssl` and `curl`.

/// Quotes text for a POSIX shell, so that whatever a server sends stays one word and does nothing.
fn shell_quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Commands for a POSIX shell that make a key, ask for a certificate over EST (RFC 7030 section 4.2) with the ticket as the
/// password, and unpack it. Each step runs only if the one before it went well; when the request is refused, the last line
/// shows why.
///
/// `est_url` is the EST base address, ending in `/.well-known/est`.
#[must_use]
pub fn enroll_commands(est_url: &str, ticket: &str) -> String {
    let est = shell_quote(est_url);
    let ticket = shell_quote(ticket);
    format!(
        r#"EST={est}
TICKET={ticket}
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
  -nodes -keyout device.key -subj "/CN=$(uname -n)" \
  -outform DER -out device.csr &&
openssl base64 -A -in device.csr -out device.b64 &&
curl -sS --fail-with-body --user ":$TICKET" \
  -H "Content-Type: application/pkcs10" \
  --data-binary @device.b64 -o answer.b64 "$EST/simpleenroll" &&
openssl base64 -d -A -in answer.b64 |
  openssl pkcs7 -inform DER -print_certs -out device.crt ||
cat answer.b64
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_sends_can_not_break_out_of_its_quotes() {
        let commands = enroll_commands("https://x/'; touch /tmp/owned; '", "t");
        assert!(commands.starts_with(r"EST='https://x/'\''; touch /tmp/owned; '\'''"));
    }

    #[test]
    fn the_ticket_goes_as_the_password_of_an_empty_user() {
        let commands = enroll_commands("https://muster.example/.well-known/est", "abc");
        assert!(commands.contains("TICKET='abc'\n"));
        assert!(commands.contains(r#"--user ":$TICKET""#));
        assert!(commands.contains(r#""$EST/simpleenroll""#));
    }
}
