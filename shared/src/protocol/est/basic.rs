//! HTTP Basic (RFC 7617), which EST clients use to present a ticket: any user name, the ticket as the password.

use core::fmt;

use base64ct::{Base64, Encoding as _};

/// An `Authorization` value longer than this, in octets, is not read.
pub const MAX_AUTHORIZATION: usize = 1024;

/// A user name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct BasicCredentials {
    /// The user name; often empty, and nothing is decided by it.
    pub user: String,
    /// The password: everything after the first colon.
    pub password: String,
}

impl BasicCredentials {
    /// Reads the value of an `Authorization` header; nothing when it is of another scheme, too long, not padded base64, not
    /// UTF-8, without a colon, or with a control character (RFC 7617 section 2).
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        if header.len() > MAX_AUTHORIZATION {
            return None;
        }
        let (scheme, token) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(Base64::decode_vec(token.trim_matches(' ')).ok()?).ok()?;
        if text.chars().any(char::is_control) {
            return None;
        }
        let (user, password) = text.split_once(':')?;
        Some(Self {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    }
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicCredentials(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header(text: &[u8]) -> String {
        format!("Basic {}", Base64::encode_string(text))
    }

    fn read(header: &str) -> Option<(String, String)> {
        BasicCredentials::parse(header).map(|read| (read.user, read.password))
    }

    #[test]
    fn the_user_name_may_be_empty_and_the_password_may_hold_colons() {
        let expected = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(read(&header(b":mt1.abc")), expected("", "mt1.abc"));
        assert_eq!(read(&header(b"ana:a:b")), expected("ana", "a:b"));
        assert_eq!(read(&header(b":")), expected("", ""));
        assert_eq!(read("bAsIc  Og=="), expected("", ""));
        // RFC 7617 section 2 and its UTF-8 example, section 2.1.
        assert_eq!(
            read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            expected("Aladdin", "open sesame")
        );
        assert_eq!(read("Basic dGVzdDoxMjPCow=="), expected("test", "123£"));
    }

    #[test]
    fn what_is_not_basic_is_refused() {
        let long = header(format!(":{}", "a".repeat(800)).as_bytes());
        let control = header(b"a:\nb");
        let latin1 = header(b"a:\xa3");
        let no_colon = header(b"abc");
        for bad in [
            "",
            "Basic",
            "Basic ",
            "Bearer Og==",
            "Basic Og",
            "Basic Og=\n=",
            "Basic\tOg==",
            &long,
            &control,
            &latin1,
            &no_colon,
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_password_does_not_show_itself_in_logs() {
        assert_eq!(
            format!(
                "{:?}",
                BasicCredentials::parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
            ),
            "Some(BasicCredentials(…))"
        );
    }

    proptest! {
        #[test]
        fn any_user_and_password_read_back(user in "[^:\\p{Cc}]{0,40}", password in "\\P{Cc}{0,120}") {
            let header = header(format!("{user}:{password}").as_bytes());
            prop_assert_eq!(read(&header), Some((user, password)));
        }

        #[test]
        fn arbitrary_headers_never_panic(header in any::<String>(), token in any::<String>()) {
            let _ = BasicCredentials::parse(&header);
            let _ = BasicCredentials::parse(&format!("Basic {token}"));
        }
    }
}
