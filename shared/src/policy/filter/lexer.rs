use super::error::{FilterError, FilterProblem};

/// A word, a sign or a quotation of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `(`, `)`, `[`, `]` or `,`.
    Sign(char),
    /// What stands between white space, signs and quotations.
    Word(String),
    /// A quotation, without its quotation marks.
    Quotation(String),
}

impl Token {
    /// As it is shown in an error.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Sign(sign) => sign.to_string(),
            Self::Word(word) => word.clone(),
            Self::Quotation(text) => format!("\"{text}\""),
        }
    }
}

/// Takes a rule apart. Each token comes with its column, from 1.
pub(super) fn tokens(rule: &str) -> Result<Vec<(usize, Token)>, FilterError> {
    let mut tokens = Vec::new();
    let mut characters = rule.chars().zip(1_usize..).peekable();
    while let Some((character, column)) = characters.next() {
        if character.is_whitespace() {
            continue;
        }
        if is_sign(character) {
            tokens.push((column, Token::Sign(character)));
            continue;
        }
        if character == '"' {
            let mut text = String::new();
            loop {
                match characters.next() {
                    Some(('"', _)) => break,
                    Some(('`', _)) => text.extend(characters.next().map(|(next, _)| next)),
                    Some((next, _)) => text.push(next),
                    None => {
                        return Err(FilterError {
                            column,
                            problem: FilterProblem::OpenQuote,
                        });
                    }
                }
            }
            tokens.push((column, Token::Quotation(text)));
            continue;
        }
        let mut word = String::from(character);
        while let Some((next, _)) = characters
            .next_if(|(next, _)| !(next.is_whitespace() || is_sign(*next) || *next == '"'))
        {
            word.push(next);
        }
        tokens.push((column, Token::Word(word)));
    }
    Ok(tokens)
}

const fn is_sign(character: char) -> bool {
    matches!(character, '(' | ')' | '[' | ']' | ',')
}

/// A text as a quotation that is read back as the same.
pub(super) fn quote(f: &mut core::fmt::Formatter<'_>, text: &str) -> core::fmt::Result {
    use core::fmt::Write as _;
    f.write_char('"')?;
    for character in text.chars() {
        if matches!(character, '"' | '`') {
            f.write_char('`')?;
        }
        f.write_char(character)?;
    }
    f.write_char('"')
}
