//! The source and the catalogues agree: every message that is made exists, is given the facts that it
//! names, and none is left that nothing makes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::support::{repository, rust_files};

/// Messages whose keys are made of names: each such kind has a test of its own beside its code.
const BY_NAME: &[&str] = &["code-", "help-", "rule-", "join-", "policy-starter"];

/// The keys of `text!(…)` with the facts that are given, and every string, of a piece of source.
#[derive(Default)]
struct Source {
    made: Vec<(String, BTreeSet<String>)>,
    strings: BTreeSet<String>,
}

impl Source {
    fn read(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => {
                    let makes = matches!(
                        &trees[at.saturating_sub(2)..at],
                        [TokenTree::Ident(name), TokenTree::Punct(mark)]
                            if name == "text" && mark.as_char() == '!'
                    );
                    if makes && group.delimiter() == Delimiter::Parenthesis {
                        self.made.extend(made(group.stream()));
                    }
                    self.read(group.stream());
                }
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    self.strings.insert(text.trim_matches('"').to_owned());
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

/// The key and the names of the facts of one `text!(…)`; `None` in the macro itself.
fn made(tokens: TokenStream) -> Option<(String, BTreeSet<String>)> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let TokenTree::Literal(key) = trees.first()? else {
        return None;
    };
    let facts = trees.windows(3).filter_map(|three| match three {
        [
            TokenTree::Punct(comma),
            TokenTree::Ident(name),
            TokenTree::Punct(equals),
        ] if comma.as_char() == ',' && equals.as_char() == '=' => Some(name.to_string()),
        _ => None,
    });
    Some((
        key.to_string().trim_matches('"').to_owned(),
        facts.collect(),
    ))
}

fn path(name: &str) -> PathBuf {
    repository("src/text").join(name)
}

/// The messages of a catalogue with the facts that each names.
fn catalogue(name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in std::fs::read_to_string(path(name)).unwrap().lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            line.split_once(" =").unwrap().0.clone_into(&mut current);
            messages.entry(current.clone()).or_default();
        }
        let facts = line.split('$').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        if let Some(message) = messages.get_mut(&current) {
            message.extend(facts);
        }
    }
    messages
}

#[test]
fn every_message_that_the_source_makes_exists_and_every_message_is_made() {
    let mut source = Source::default();
    for file in rust_files(&repository("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        source.read(TokenStream::from_str(&text).unwrap());
    }
    assert!(source.made.len() > 5, "the scan finds what is made");
    let messages = catalogue("en.ftl");
    let mut faults = Vec::new();
    for (key, facts) in &source.made {
        match messages.get(key) {
            None => faults.push(format!("{key} is in no catalogue")),
            Some(named) if named != facts => {
                faults.push(format!("{key} names {named:?} and is given {facts:?}"));
            }
            Some(_) => {}
        }
    }
    for key in messages.keys() {
        let by_name = BY_NAME.iter().any(|prefix| key.starts_with(prefix));
        if !by_name && !source.strings.contains(key) {
            faults.push(format!("nothing makes {key}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A search halves the catalogue, so its keys stand in the order of their bytes.
#[test]
fn messages_stand_in_order() {
    for name in ["en.ftl", "zh.ftl"] {
        let text = std::fs::read_to_string(path(name)).unwrap();
        let mut messages: Vec<String> = vec![String::new()];
        for line in text.lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                messages.push(String::new());
            }
            let message = messages.last_mut().unwrap();
            message.push_str(line);
            message.push('\n');
        }
        let header = messages.remove(0);
        messages.sort_by(|one, other| one.split(" =").next().cmp(&other.split(" =").next()));
        let ordered = header + &messages.concat();
        if std::env::var_os("FORCESSL_BLESS").is_some() {
            std::fs::write(path(name), ordered).unwrap();
        } else {
            assert!(
                ordered == text,
                "put {name} in order: FORCESSL_BLESS=1 cargo test --test it texts::"
            );
        }
    }
}

/// In Chinese a half-width colon stands before what is pasted as it is and inside brackets; every other one has full width.
#[test]
fn chinese_colons_are_of_one_width() {
    let text = std::fs::read_to_string(path("zh.ftl")).unwrap();
    let command =
        r"(?:forcessl [a-z]|openssl |psql |aliyun |ulimit |GRANT |--[a-z]|\{ \$command\b)";
    let words = r"\{ \$(?:record|before|remedy|hidden)\b";
    let wide = regex::Regex::new(&format!("：{command}")).unwrap();
    let narrow = regex::Regex::new(r"\p{Han}:(?P<after>.*)").unwrap();
    let pasted = regex::Regex::new(&format!("^ (?:{command}|{words})")).unwrap();
    let is_wrong = |line: &&str| {
        let is_narrow = narrow.captures(line).is_some_and(|found| {
            let is_bracket = line.contains('[') || line.contains("{\" \"}");
            !is_bracket && !pasted.is_match(&found["after"])
        });
        !line.starts_with('#') && (wide.is_match(line) || is_narrow)
    };
    let wrong: Vec<&str> = text.lines().filter(is_wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
