//! Finds the message that an English sentence of a file was said from, so that it can be said in another
//! language.
//!
//! Invariant: what no message fits, to the letter, stays as it is. A sentence that somebody else wrote in the same words is
//! taken for ours; the facts in it are kept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use super::{Fact, Language, Text, catalogue};

/// Letters of its own that a message needs to be told by.
const TELLING: usize = 4;

/// A message with one choice made for each of its plurals.
#[derive(Clone, Default)]
struct Template {
    key: &'static str,
    parts: Vec<Part>,
    /// The facts that were chosen by.
    chosen: Vec<(&'static str, &'static str)>,
}

#[derive(Clone, Copy)]
enum Part {
    Words(&'static str),
    Fact(&'static str),
}

/// By the byte that they begin with, where it is their own; those with the most words of their own first.
static TEMPLATES: LazyLock<BTreeMap<Option<u8>, Vec<Template>>> = LazyLock::new(|| {
    let mut templates = Vec::new();
    let resource =
        fluent_syntax::parser::parse_runtime(catalogue::ENGLISH).unwrap_or_else(|(read, _)| read);
    for entry in resource.body {
        if let Entry::Message(message) = entry
            && let Some(pattern) = &message.value
            && !message.id.name.starts_with("help-")
        {
            let start = Template {
                key: message.id.name,
                ..Template::default()
            };
            templates.extend(continued(start, pattern));
        }
    }
    templates.retain(|template| template.letters() >= TELLING);
    templates.sort_by_key(|template| std::cmp::Reverse(template.letters()));
    let mut by_start: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for template in templates {
        by_start.entry(template.start()).or_default().push(template);
    }
    by_start
});

/// What a template becomes with this pattern after it, once for each choice.
fn continued(template: Template, pattern: &Pattern<&'static str>) -> Vec<Template> {
    let mut all = vec![template];
    for element in &pattern.elements {
        let part = match element {
            PatternElement::TextElement { value } => Part::Words(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(InlineExpression::StringLiteral { value }) => Part::Words(value),
                Expression::Inline(InlineExpression::VariableReference { id }) => {
                    Part::Fact(id.name)
                }
                Expression::Select {
                    selector: InlineExpression::VariableReference { id },
                    variants,
                } => {
                    let choices = variants.iter().flat_map(|variant| {
                        let (VariantKey::Identifier { name: value }
                        | VariantKey::NumberLiteral { value }) = variant.key;
                        all.iter().flat_map(move |template| {
                            let mut template = template.clone();
                            template.chosen.push((id.name, value));
                            continued(template, &variant.value)
                        })
                    });
                    all = choices.collect();
                    continue;
                }
                Expression::Inline(_) | Expression::Select { .. } => return vec![],
            },
        };
        for template in &mut all {
            template.parts.push(part);
        }
    }
    all
}

impl Template {
    fn start(&self) -> Option<u8> {
        match self.parts.first()? {
            Part::Words(words) => words.bytes().next(),
            Part::Fact(_) => None,
        }
    }

    fn letters(&self) -> usize {
        let words = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.chars().filter(|c| c.is_alphabetic()).count(),
            Part::Fact(_) => 0,
        });
        words.sum()
    }

    /// The sentence with its facts, where it fits the template.
    fn fit(&self, sentence: &str) -> Option<Text> {
        let (mut rest, parts) = match self.parts.split_last()? {
            (Part::Words(end), parts) if !parts.is_empty() => (sentence.strip_suffix(end)?, parts),
            _ => (sentence, &*self.parts),
        };
        let (mut found, mut open) = (Vec::new(), None);
        for part in parts {
            match (part, open.take()) {
                (Part::Words(words), None) => rest = rest.strip_prefix(words)?,
                (Part::Words(words), Some(name)) => {
                    let (value, after) = rest.split_once(words)?;
                    found.push((name, value));
                    rest = after;
                }
                (Part::Fact(name), None) => open = Some(*name),
                (Part::Fact(_), Some(_)) => return None,
            }
        }
        match open {
            Some(name) => found.push((name, rest)),
            None if !rest.is_empty() => return None,
            None => {}
        }
        // A few letters between two facts, such as `with`, stand in many a sentence of others.
        let is_weak = found.len() > 1 && self.letters() < 2 * TELLING;
        if is_weak && found.iter().any(|(_, value)| value.contains(' ')) {
            return None;
        }
        let chosen = self.chosen.iter();
        let absent = chosen.filter(|(name, _)| found.iter().all(|(one, _)| one != name));
        let absent = absent.map(|(name, choice)| match *choice {
            "one" => (*name, Fact::Count(1)),
            other => (*name, fact(other)),
        });
        let facts = found.iter().map(|(name, value)| (*name, fact(value)));
        Some(Text::new(self.key, facts.chain(absent).collect()))
    }
}

/// A fact of several words is a sentence, unless it is a pg_hba record.
fn fact(value: &str) -> Fact {
    if let Ok(count) = value.parse() {
        Fact::Count(count)
    } else if value.contains(' ') && !value.starts_with("host") {
        Fact::Text(Text::read(value))
    } else {
        Fact::Word(value.to_owned())
    }
}

/// The message that a sentence was said from, or the messages of its clauses.
pub(super) fn recognised(sentence: &str) -> Option<Text> {
    let fit = |template: &Template| {
        let text = template.fit(sentence)?;
        (text.english() == sentence).then_some((template.letters(), text))
    };
    let fitting = |start: Option<u8>| {
        let mut templates = TEMPLATES.get(&start)?.iter();
        let (letters, text) = templates.find_map(fit)?;
        let same = templates.take_while(|template| template.letters() == letters);
        // Messages of the same words in English may mean different things: then none is told by them.
        let chinese = text.say(Language::Chinese);
        let mut rivals = same.filter_map(fit);
        let is_clear = rivals.all(|(_, rival)| rival.say(Language::Chinese) == chinese);
        Some((letters, is_clear.then_some(text)))
    };
    let fits = [sentence.bytes().next(), None]
        .into_iter()
        .filter_map(fitting);
    match fits.max_by_key(|(letters, _)| *letters) {
        Some((_, text)) => text,
        None if sentence.contains("; ") => {
            Some(Text::clauses(sentence.split("; ").map(Text::read)))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// What stands in sentences: ids, counts, paths, codes.
    fn word() -> impl Strategy<Value = Fact> {
        prop_oneof![
            (0_i64..1000).prop_map(Fact::Count),
            "[a-zA-Z][a-zA-Z0-9._/-]{0,12}".prop_map(Fact::Word),
            select(vec![
                "one", "other", "hostssl", "(x)", "a:b", "--to", "zz zz", "null"
            ])
            .prop_map(|word| Fact::Word(word.to_owned())),
        ]
    }

    /// A message with facts for all that its template names.
    fn said(facts: impl Strategy<Value = Fact>) -> impl Strategy<Value = Text> {
        let templates: Vec<&'static Template> = TEMPLATES.values().flatten().collect();
        let facts = proptest::collection::vec((facts, 0_i64..4), 8);
        (0..templates.len(), facts).prop_map(move |(number, facts)| {
            let template = templates[number];
            let parts = template.parts.iter().filter_map(|part| match part {
                Part::Words(_) => None,
                Part::Fact(name) => Some(*name),
            });
            let counts = |name| template.chosen.iter().any(|(chosen, _)| *chosen == name);
            let chosen = template.chosen.iter().map(|(name, _)| *name);
            let names: std::collections::BTreeSet<&str> = parts.chain(chosen).collect();
            let facts = names.into_iter().zip(&facts).map(|(name, (fact, count))| {
                let count = Fact::Count(*count);
                (name, if counts(name) { count } else { fact.clone() })
            });
            Text::new(template.key, facts.collect())
        })
    }

    /// The words of a sentence that are facts of ours.
    fn marks(sentence: &str) -> Vec<String> {
        let words = sentence.split(|c: char| !c.is_ascii_alphanumeric());
        let mut marks: Vec<String> = words
            .filter(|word| word.starts_with("qq"))
            .map(str::to_owned)
            .collect();
        marks.sort();
        marks
    }

    fn chinese_of(text: &str) -> impl Iterator<Item = char> {
        text.chars()
            .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_sentence_of_a_file_is_said_as_it_was_meant_or_stays(text in said(word())) {
            let english = text.english();
            let read = Text::read(english.clone());
            prop_assert_eq!(read.english(), english.clone());
            // A part may stay in English; no word is there that was not meant.
            let chinese = read.say(Language::Chinese);
            let meant = text.say(Language::Chinese);
            let mut left = meant.chars();
            let is_meant = chinese_of(&chinese).all(|c| left.any(|other| other == c));
            prop_assert!(is_meant, "{english:?}\nmeant {meant}\nread  {chinese}");
        }

        #[test]
        fn facts_that_hold_anything_stay_in_the_sentence(
            text in said("(qq[a-z]{2}[0-9]|; |: |, | of |`| and |\\. | - ){1,6}".prop_map(Fact::Word)),
        ) {
            let english = text.english();
            let chinese = Text::read(english.clone()).say(Language::Chinese);
            prop_assert_eq!(marks(&chinese), marks(&english), "{}\n{}", english, chinese);
        }
    }
}
