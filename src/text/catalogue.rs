//! Finds a message in a catalogue and fills it.

use std::cmp::Ordering;
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Fact, Language, spacing};

pub(super) const ENGLISH: &str = include_str!("en.ftl");
const CHINESE: &str = include_str!("zh.ftl");

static CATALOGUES: [LazyLock<Catalogue>; 2] = [
    LazyLock::new(|| Catalogue::new("en", ENGLISH)),
    LazyLock::new(|| Catalogue::new("zh-CN", CHINESE)),
];

fn of(language: Language) -> &'static Catalogue {
    let [english, chinese] = &CATALOGUES;
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// A message in this language, else in English; the key of one that no catalogue has.
pub(super) fn message(language: Language, key: &str, facts: &[(&str, Fact)]) -> String {
    let arguments: FluentArgs<'_> = facts
        .iter()
        .map(|(name, fact)| (*name, value(language, fact)))
        .collect();
    of(language)
        .said(key, &arguments)
        .unwrap_or_else(|| key.to_owned())
}

/// The same without facts; `None` for one that no catalogue has.
pub(super) fn named(language: Language, key: &str) -> Option<String> {
    of(language).said(key, &FluentArgs::new())
}

fn value(language: Language, fact: &Fact) -> FluentValue<'_> {
    match fact {
        Fact::Count(count) => (*count).into(),
        Fact::Word(word) => spacing::unmarked(word).into(),
        Fact::Text(text) => text.say(language).into(),
    }
}

/// Parts of a sentence with what stands between them in this language.
pub(super) fn between(language: Language, parts: &[String], separator: &str) -> String {
    let separator = message(language, separator, &[]);
    if of(language).is_spaced_by_script {
        let parts = parts.iter().map(|part| spacing::unmarked(part));
        spacing::joined(&parts.collect::<Vec<_>>().join(&spacing::marked(&separator)))
    } else {
        parts.join(&separator)
    }
}

/// The messages of a language.
struct Catalogue {
    source: &'static str,
    /// Those said so far, parsed.
    parsed: Mutex<FluentBundle<FluentResource>>,
    /// Whether the blanks beside facts follow from the two scripts that meet there.
    is_spaced_by_script: bool,
}

impl Catalogue {
    fn new(language: &str, source: &'static str) -> Self {
        let locales = language.parse().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(locales);
        // Terminals show the marks that set facts apart, so none is left in a sentence.
        let is_spaced_by_script = language.starts_with("zh");
        bundle.set_use_isolating(is_spaced_by_script);
        Self {
            source,
            parsed: Mutex::new(bundle),
            is_spaced_by_script,
        }
    }

    /// A message, in English where this catalogue lacks it.
    fn said(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let english = || of(Language::English).own(key, arguments);
        self.own(key, arguments).or_else(english)
    }

    fn own(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if !parsed.has_message(key) {
            // A message that cannot be read counts as none; a test reads them all.
            let resource = FluentResource::try_new(find(self.source, key)?.to_owned()).ok()?;
            parsed.add_resource(resource).ok()?;
        }
        let pattern = parsed.get_message(key)?.value()?;
        let sentence = parsed.format_pattern(pattern, Some(arguments), &mut vec![]);
        Some(if self.is_spaced_by_script {
            spacing::joined(&sentence)
        } else {
            sentence.into_owned()
        })
    }
}

/// The lines of a message, in a catalogue whose keys are in order.
fn find<'a>(source: &'a str, key: &str) -> Option<&'a str> {
    // The header is no message.
    let mut rest = source.split_at(next_start(source, 0)).1;
    while !rest.is_empty() {
        let (before, tail) = rest.split_at(last_start(rest, rest.len() / 2));
        let line = tail.find('\n').map_or(tail.len(), |end| end + 1);
        let (message, after) = tail.split_at(next_start(tail, line));
        rest = match key.cmp(key_of(message)?) {
            Ordering::Less => before,
            Ordering::Equal => return Some(message),
            Ordering::Greater => after,
        };
    }
    None
}

/// The key that a message begins with.
fn key_of(message: &str) -> Option<&str> {
    message.split_once(" =").map(|(key, _)| key)
}

/// Whether a message begins here: at the start of a line, with a letter.
fn is_start(text: &str, at: usize) -> bool {
    let is_line = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    is_line && text.as_bytes().get(at).is_some_and(u8::is_ascii_lowercase)
}

/// Where the message begins that is at this place.
fn last_start(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| is_start(text, *at)).unwrap_or(0)
}

/// Where the first message at or after this place begins; the end where there is none.
fn next_start(text: &str, from: usize) -> usize {
    (from..text.len())
        .find(|at| is_start(text, *at))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    /// Every key with the facts that it names.
    fn messages(source: &str) -> BTreeMap<String, Vec<String>> {
        let resource = fluent_syntax::parser::parse(source).unwrap();
        let entries = resource.body.iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => None,
            Entry::Term(_) | Entry::Junk { .. } => panic!("neither term nor junk: {entry:?}"),
        });
        entries
            .map(|message| {
                assert!(message.attributes.is_empty(), "{}", message.id.name);
                let mut facts = Vec::new();
                in_pattern(message.value.as_ref().unwrap(), &mut facts);
                facts.sort();
                facts.dedup();
                (message.id.name.to_owned(), facts)
            })
            .collect()
    }

    fn in_pattern(pattern: &Pattern<&str>, facts: &mut Vec<String>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression } => in_expression(expression, facts),
            }
        }
    }

    fn in_expression(expression: &Expression<&str>, facts: &mut Vec<String>) {
        match expression {
            Expression::Select { selector, variants } => {
                in_inline(selector, facts);
                for variant in variants {
                    in_pattern(&variant.value, facts);
                }
            }
            Expression::Inline(inline) => in_inline(inline, facts),
        }
    }

    fn in_inline(inline: &InlineExpression<&str>, facts: &mut Vec<String>) {
        match inline {
            InlineExpression::VariableReference { id } => facts.push(id.name.to_owned()),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::Placeable { expression } => in_expression(expression, facts),
            InlineExpression::FunctionReference { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. } => {
                panic!("a message names no other message and no function: {inline:?}")
            }
        }
    }

    #[test]
    fn the_catalogues_have_the_same_messages_with_the_same_facts() {
        let (english, chinese) = (messages(ENGLISH), messages(CHINESE));
        let missing = |one: &BTreeMap<String, Vec<String>>,
                       other: &BTreeMap<String, Vec<String>>|
         -> Vec<String> {
            one.keys()
                .filter(|key| !other.contains_key(*key))
                .cloned()
                .collect()
        };
        assert_eq!(
            missing(&english, &chinese),
            Vec::<String>::new(),
            "zh.ftl lacks"
        );
        assert_eq!(
            missing(&chinese, &english),
            Vec::<String>::new(),
            "en.ftl lacks"
        );
        for (key, facts) in &english {
            assert_eq!(Some(facts), chinese.get(key), "{key}");
        }
    }

    #[test]
    fn a_half_finished_language_is_english_message_by_message() {
        let french = Catalogue::new(
            "fr",
            "# French.\n\ncount-instances =\n    { $count ->\n        [one] { $count } instance\n       *[other] { $count } instances\n    }\nword-off = { $\nword-yes = oui\n",
        );
        let said = |key: &str, count: i64| {
            let arguments = FluentArgs::from_iter([("count", FluentValue::from(count))]);
            french.said(key, &arguments)
        };
        // Zero is no plural in French.
        assert_eq!(said("count-instances", 0).unwrap(), "0 instance");
        assert_eq!(said("count-instances", 2).unwrap(), "2 instances");
        assert_eq!(said("word-yes", 0).unwrap(), "oui");
        assert_eq!(said("word-no", 0).unwrap(), "no");
        assert_eq!(said("count-restarts", 1).unwrap(), "1 restart");
        assert_eq!(said("word-off", 0).unwrap(), "off");
        assert_eq!(said("word-nowhere", 0), None);
    }

    #[test]
    fn every_message_is_found_and_no_other() {
        for source in [ENGLISH, CHINESE] {
            for key in messages(source).into_keys() {
                assert_eq!(
                    find(source, &key).and_then(key_of),
                    Some(&*key),
                    "{key} is not found: the keys are out of order, \
                     FORCESSL_BLESS=1 cargo test --test it texts:: puts them in order"
                );
                assert_eq!(find(source, &format!("{key}-")), None);
            }
            assert_eq!(find(source, "a"), None);
            assert_eq!(find(source, "zzz"), None);
        }
    }
}
