//! The commands that enroll a device with what it has: `openssl` and `curl`, or on Windows its own `certreq` and `curl.exe`.

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

/// Quotes text for PowerShell. It takes the typographic quotation marks for single ones, too, and two of any for one of them
/// (`about_Quoting_Rules`).
fn powershell_quote(text: &str) -> String {
    let mut quoted = String::from("'");
    for letter in text.chars() {
        if matches!(letter, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(letter);
        }
        quoted.push(letter);
    }
    quoted.push('\'');
    quoted
}

/// The same for Windows PowerShell 5.1 and later, with what Windows ships: `certreq -new` makes the key in the person's own
/// store and the request, `curl.exe` sends it, and the certificate is installed by `IX509Enrollment::InstallResponse` with
/// `AllowUntrustedRoot`, since a PC need not know the organisation's authority; `certreq -accept` would refuse it there
/// (learn.microsoft.com, certreq and `CertEnroll`).
#[must_use]
pub fn powershell_commands(est_url: &str, ticket: &str) -> String {
    let est = powershell_quote(est_url);
    let ticket = powershell_quote(ticket);
    format!(
        r#"$est = {est}
$ticket = {ticket}
Set-Location $env:TEMP
Remove-Item muster.* -ErrorAction Ignore
@'
[Version]
Signature = "$Windows NT$"
[NewRequest]
Subject = "CN=Muster"
ProviderName = "Microsoft Software Key Storage Provider"
KeyAlgorithm = RSA
KeyLength = 2048
HashAlgorithm = SHA256
RequestType = PKCS10
'@ | Set-Content muster.inf
certreq -new -q -f muster.inf muster.req
(Get-Content muster.req) -notmatch '-----' | Set-Content muster.b64
$status = curl.exe -sS -u ":$ticket" -H 'Content-Type: application/pkcs10' `
  --data-binary '@muster.b64' -o muster.txt -w '%{{http_code}}' "$est/simpleenroll"
if ($status -eq '200') {{
  $enrollment = New-Object -ComObject X509Enrollment.CX509Enrollment
  $enrollment.Initialize(1)
  $enrollment.InstallResponse(4, (Get-Content muster.txt -Raw), 1, '')
}} else {{ Get-Content muster.txt }}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_sends_can_not_break_out_of_its_quotes_on_windows_either() {
        let commands = powershell_commands("https://x/'; calc; \u{2019}", "t");
        assert!(commands.starts_with("$est = 'https://x/''; calc; \u{2019}\u{2019}'\n"));
    }

    #[test]
    fn windows_gets_what_windows_can_run() {
        let commands = powershell_commands("https://muster.example/.well-known/est", "abc");
        for foreign in ["openssl", "$(", "&&", "uname", "\\\n"] {
            assert!(!commands.contains(foreign), "{foreign}");
        }
        // `curl` alone is another command in Windows PowerShell.
        assert_eq!(
            commands.matches("curl").count(),
            commands.matches("curl.exe").count()
        );
        assert!(commands.contains(r#"-u ":$ticket""#));
        assert!(commands.contains(r#""$est/simpleenroll""#));
        assert!(commands.contains("'%{http_code}'"));
        // The end of a text that spans lines must stand at the beginning of one.
        assert!(commands.contains("\n'@ | Set-Content"));
    }

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
