//! Whether a regular expression of PostgreSQL is broken, so that the server loads no record with it.
//!
//! Invariant: what is called broken is broken for every server; an expression with embedded options, or
//! with escapes whose validity depends on more than their own text, may pass. Deliberately absent:
//! evaluation.
//!
//! Source: PostgreSQL, chapter 9.7.3 (advanced regular expressions); `regcomp.c` and `regc_lex.c`.

use std::iter::Peekable;
use std::str::Chars;

use crate::text::Text;

/// Largest bound of a quantifier.
///
/// Source: `DUPMAX` of `regcustom.h`.
const LARGEST_BOUND: u32 = 255;

/// Why the expression does not compile; `None` where it does, or may.
pub(in crate::domain::hba) fn fault(expression: &str) -> Option<Text> {
    let expression = expression.strip_prefix("***:").unwrap_or(expression);
    // Other directors and embedded options change the syntax.
    if expression.starts_with("***") || embeds_options(expression) {
        return None;
    }
    Parser {
        rest: expression.chars().peekable(),
        depth: 0,
        opened: 0,
    }
    .run()
    .err()
    .map(|key| Text::new(key, vec![]))
}

fn embeds_options(expression: &str) -> bool {
    expression
        .strip_prefix("(?")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

// What is wrong, as keys of the catalogues.
const PARENTHESES: &str = "regex-parentheses";
const BRACKETS: &str = "regex-brackets";
const OPERAND: &str = "regex-operand";
const ESCAPE: &str = "regex-escape";

/// The names of character classes; the last two are the start and the end of a word.
const CLASSES: [&str; 16] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit", "<", ">",
];

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    /// How many groups are open.
    depth: u32,
    /// How many that capture were opened so far.
    opened: u32,
}

/// What stood before, as far as a quantifier is concerned.
#[derive(PartialEq)]
enum Before {
    Nothing,
    Atom,
    Quantified,
}

impl Parser<'_> {
    fn run(mut self) -> Result<(), &'static str> {
        let mut before = Before::Nothing;
        while let Some(c) = self.rest.next() {
            before = match c {
                '*' | '+' | '?' => self.quantifier(&before)?,
                '{' if self.rest.peek().is_some_and(char::is_ascii_digit) => {
                    self.bound()?;
                    self.quantifier(&before)?
                }
                '(' => {
                    self.open()?;
                    Before::Nothing
                }
                ')' => {
                    self.depth = self.depth.checked_sub(1).ok_or(PARENTHESES)?;
                    Before::Atom
                }
                '[' => {
                    self.bracket()?;
                    Before::Atom
                }
                '\\' => self.escape()?,
                '|' | '^' | '$' => Before::Nothing,
                _ => Before::Atom,
            };
        }
        if self.depth > 0 {
            return Err(PARENTHESES);
        }
        Ok(())
    }

    /// A quantifier, with the `?` of a non-greedy one.
    fn quantifier(&mut self, before: &Before) -> Result<Before, &'static str> {
        if *before != Before::Atom {
            return Err(OPERAND);
        }
        let _ = self.rest.next_if_eq(&'?');
        Ok(Before::Quantified)
    }

    /// The rest of `{m}`, `{m,}` or `{m,n}`.
    fn bound(&mut self) -> Result<(), &'static str> {
        const BRACES: &str = "regex-braces";
        let low = self.number();
        let high = if self.rest.next_if_eq(&',').is_some() {
            match self.rest.peek() {
                Some('}') => Some(u32::MAX),
                _ => self.number(),
            }
        } else {
            low
        };
        let (Some(low), Some(high)) = (low, high) else {
            return Err(BRACES);
        };
        if self.rest.next() != Some('}') {
            return Err(BRACES);
        }
        if low > LARGEST_BOUND || (high > LARGEST_BOUND && high != u32::MAX) || low > high {
            return Err("regex-bound");
        }
        Ok(())
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    fn open(&mut self) -> Result<(), &'static str> {
        self.depth = self.depth.saturating_add(1);
        if self.rest.next_if_eq(&'?').is_none() {
            self.opened = self.opened.saturating_add(1);
            return Ok(());
        }
        let looks_back = self.rest.next_if_eq(&'<').is_some();
        match self.rest.next() {
            Some('=' | '!') => Ok(()),
            Some(':') if !looks_back => Ok(()),
            _ => Err(OPERAND),
        }
    }

    fn escape(&mut self) -> Result<Before, &'static str> {
        let c = self.rest.next().ok_or("regex-backslash")?;
        match c {
            'A' | 'm' | 'M' | 'y' | 'Y' | 'Z' => return Ok(Before::Nothing),
            '1'..='9' => self.reference(c)?,
            'u' => self.hexadecimal(4)?,
            'U' => self.hexadecimal(8)?,
            'x' => self.hexadecimal(1)?,
            'c' => {
                self.rest.next().ok_or(ESCAPE)?;
            }
            'a' | 'b' | 'B' | 'd' | 'D' | 'e' | 'f' | 'n' | 'r' | 's' | 'S' | 't' | 'v' | 'w'
            | 'W' | '0' => {}
            c if c.is_ascii_alphanumeric() => return Err(ESCAPE),
            _ => {}
        }
        Ok(Before::Atom)
    }

    /// A reference to a group; with more digits it may be an octal number instead.
    fn reference(&mut self, first: char) -> Result<(), &'static str> {
        let is_one_digit = !self.rest.peek().is_some_and(char::is_ascii_digit);
        let exists = first.to_digit(10).is_some_and(|group| group <= self.opened);
        if is_one_digit && !exists {
            return Err("regex-group");
        }
        Ok(())
    }

    fn hexadecimal(&mut self, least: usize) -> Result<(), &'static str> {
        for _ in 0..least {
            self.rest.next_if(char::is_ascii_hexdigit).ok_or(ESCAPE)?;
        }
        Ok(())
    }

    /// The rest of a bracket expression.
    fn bracket(&mut self) -> Result<(), &'static str> {
        let _ = self.rest.next_if_eq(&'^');
        let mut first = true;
        loop {
            let c = self.rest.next().ok_or(BRACKETS)?;
            let element = match c {
                ']' if !first => return Ok(()),
                '[' => match self.rest.peek() {
                    Some(':' | '.' | '=') => {
                        self.class()?;
                        None
                    }
                    _ => Some('['),
                },
                '\\' => {
                    // Which escapes stand for one character is not told here.
                    self.rest.next().ok_or(BRACKETS)?;
                    None
                }
                c => Some(c),
            };
            first = false;
            if self.rest.peek() != Some(&'-') {
                continue;
            }
            let mut ahead = self.rest.clone();
            ahead.next();
            match (ahead.next(), element) {
                (Some(']' | '[' | '\\') | None, _) | (_, None) => {}
                (Some(high), Some(low)) => {
                    self.rest = ahead;
                    if high < low {
                        return Err("regex-range");
                    }
                }
            }
        }
    }

    /// The rest of `[:name:]`, `[.x.]` or `[=x=]`.
    fn class(&mut self) -> Result<(), &'static str> {
        let kind = self.rest.next().ok_or(BRACKETS)?;
        let mut name = String::new();
        loop {
            let c = self.rest.next().ok_or(BRACKETS)?;
            if c == kind && self.rest.next_if_eq(&']').is_some() {
                break;
            }
            name.push(c);
        }
        if kind == ':' && !CLASSES.contains(&name.as_str()) {
            return Err("regex-class");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    /// Measured on PostgreSQL 15, whose engine is that of 16 to 18.
    #[test]
    fn broken_expressions_are_those_that_the_server_refuses() {
        for broken in [
            "[",
            "[a",
            "(a",
            "a)",
            "*a",
            "a**",
            "a{2,1}",
            "a{1",
            "a{300}",
            "\\",
            "\\q",
            "\\1",
            "[z-a]",
            "[[:foo:]]",
            "(?<a)",
            "^*",
            "|+",
            "\\x",
            "***:(",
        ] {
            assert!(fault(broken).is_some(), "{broken}");
        }
        for good in [
            "",
            "^a.*$",
            "a|b",
            "()",
            "a||b",
            "[]a]",
            "[^]a]",
            "a{2}?",
            "a{,2}",
            "{",
            "(a)\\1",
            "(?:a)+",
            "(?<!a)b",
            "[[:alpha:]_-]",
            "[[:<:]]a",
            "\\d+",
            "\\u00e9",
            "***=[",
            "(?i)A",
            "[a-]",
            "[+--]",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }
}
