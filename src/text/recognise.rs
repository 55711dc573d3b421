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

use super::{Fact, Text, catalogue};

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
        let chosen = self.chosen.iter().copied();
        let absent = chosen.filter(|(name, _)| found.iter().all(|(one, _)| one != name));
        let all: Vec<_> = found.iter().copied().chain(absent).collect();
        Some(Text::new(
            self.key,
            all.into_iter()
                .map(|(name, value)| (name, fact(value)))
                .collect(),
        ))
    }
}

/// A fact of several words is a sentence, unless it is a pg_hba record.
fn fact(value: &str) -> Fact {
    if value == "one" {
        Fact::Count(1)
    } else if let Ok(count) = value.parse() {
        Fact::Count(count)
    } else if value.contains(' ') && !value.starts_with("host") {
        Fact::Text(Text::read(value))
    } else {
        Fact::Word(value.to_owned())
    }
}

/// The message that a sentence was said from, or the messages of its clauses.
pub(super) fn recognised(sentence: &str) -> Option<Text> {
    let fitting = |start: Option<u8>| {
        let mut templates = TEMPLATES.get(&start)?.iter();
        templates.find_map(|template| {
            let text = template.fit(sentence)?;
            (text.english() == sentence).then_some((template.letters(), text))
        })
    };
    let fits = [sentence.bytes().next(), None]
        .into_iter()
        .filter_map(fitting);
    let best = fits.max_by_key(|(letters, _)| *letters);
    best.map(|(_, text)| text).or_else(|| {
        let several = sentence.contains("; ");
        several.then(|| Text::clauses(sentence.split("; ").map(Text::read)))
    })
}
