//! Whether a regular expression of PostgreSQL is broken, so that the server loads no record with it.
//!
//! Invariant: what is called broken is broken for every server; an expression with embedded options, or
//! with escapes whose validity depends on more than their own text, may pass. Deliberately absent:
//! evaluation.
//!
//! Source: PostgreSQL, chapter 9.7.3 (advanced regular expressions); `regcomp.c` and `regc_lex.c`.

use std::iter::Peekable;
use std::str::Chars;

/// Largest bound of a quantifier.
///
/// Source: `DUPMAX` of `regcustom.h`.
const LARGEST_BOUND: u32 = 255;

/// Why the expression does not compile; `None` where it does, or may.
pub(super) fn fault(expression: &str) -> Option<&'static str> {
    // Directors and embedded options change the syntax.
    if expression.starts_with("***") || embeds_options(expression) {
        return None;
    }
    Parser {
        rest: expression.chars().peekable(),
        groups: Vec::new(),
        opened: 0,
        references: Vec::new(),
    }
    .run()
    .err()
}

fn embeds_options(expression: &str) -> bool {
    expression
        .strip_prefix("(?")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

const PARENTHESES: &str = "its parentheses are not balanced";
const BRACKETS: &str = "its brackets are not balanced";
const OPERAND: &str = "a quantifier has nothing to repeat";
const ESCAPE: &str = "it has an escape that does not exist";

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    /// The number of each open group; `None` for one that captures nothing.
    groups: Vec<Option<u32>>,
    opened: u32,
    references: Vec<u32>,
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
                    self.groups.pop().ok_or(PARENTHESES)?;
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
        if !self.groups.is_empty() {
            return Err(PARENTHESES);
        }
        if self.references.iter().any(|group| *group > self.opened) {
            return Err("it refers to a group that does not exist");
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
        const BRACES: &str = "its braces are not balanced, or hold no bound";
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
            return Err("a bound is out of range");
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
        if self.rest.next_if_eq(&'?').is_none() {
            self.opened = self.opened.saturating_add(1);
            self.groups.push(Some(self.opened));
            return Ok(());
        }
        let looks_back = self.rest.next_if_eq(&'<').is_some();
        match self.rest.next() {
            Some('=' | '!') => {}
            Some(':') if !looks_back => {}
            _ => return Err(OPERAND),
        }
        self.groups.push(None);
        Ok(())
    }

    fn escape(&mut self) -> Result<Before, &'static str> {
        let c = self.rest.next().ok_or("it ends with a backslash")?;
        match c {
            'A' | 'm' | 'M' | 'y' | 'Y' | 'Z' => return Ok(Before::Nothing),
            '1'..='9' => self.reference(c),
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
    fn reference(&mut self, first: char) {
        if !self.rest.peek().is_some_and(char::is_ascii_digit) {
            self.references.extend(first.to_digit(10));
        }
    }

    fn hexadecimal(&mut self, least: usize) -> Result<(), &'static str> {
        for _ in 0..least {
            self.rest
                .next_if(char::is_ascii_hexdigit)
                .ok_or(ESCAPE)?;
        }
        Ok(())
    }

    /// The rest of a bracket expression.
    fn bracket(&mut self) -> Result<(), &'static str> {
        let _ = self.rest.next_if_eq(&'^');
        let mut first = true;
        // The start of a range, where the last element can be one.
        let mut low: Option<char> = None;
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
            if element.is_none() || self.rest.peek() != Some(&'-') {
                low = element;
                continue;
            }
            low = low.and(None).or(element);
            let mut ahead = self.rest.clone();
            ahead.next();
            match (ahead.next(), low) {
                (Some(']' | '[' | '\\') | None, _) | (_, None) => {}
                (Some(high), Some(start)) => {
                    self.rest.next();
                    self.rest.next();
                    if high < start {
                        return Err("a range in brackets is reversed");
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
        const CLASSES: [&str; 13] = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print",
            "punct", "space", "upper", "xdigit",
        ];
        if kind == ':' && !CLASSES.contains(&name.as_str()) && name != "word" {
            return Err("it names a class that does not exist");
        }
        Ok(())
    }
}
