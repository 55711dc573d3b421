//! No sentence reaches a person but by the catalogues: the Chinese one has no English in it, and the source has
//! no prose of its own that a screen could show.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::support::words::english_words;
use crate::support::{repository, rust_files};

/// Every sentence that a message can become, with something that is no word for each fact.
fn sentences(pattern: &Pattern<&str>) -> Vec<String> {
    let mut all = vec![String::new()];
    for element in &pattern.elements {
        let ends = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression } => match expression {
                Expression::Select { variants, .. } => {
                    let ends = variants.iter().map(|variant| sentences(&variant.value));
                    ends.flatten().collect()
                }
                Expression::Inline(InlineExpression::StringLiteral { value }) => {
                    vec![(*value).to_owned()]
                }
                Expression::Inline(_) => vec!["1".to_owned()],
            },
        };
        let starts = std::mem::take(&mut all);
        let joined = starts
            .iter()
            .flat_map(|start| ends.iter().map(move |end| start.clone() + end));
        all.extend(joined);
    }
    all
}

#[test]
fn every_chinese_message_is_chinese() {
    let catalogue = include_str!("../../src/text/zh.ftl");
    let resource = fluent_syntax::parser::parse(catalogue).unwrap();
    let (mut told, mut judged) = (Vec::new(), 0);
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        for sentence in sentences(message.value.as_ref().unwrap()) {
            judged += 1;
            let words: Vec<String> = sentence.lines().flat_map(english_words).collect();
            if !words.is_empty() {
                told.push(format!(
                    "{} = {sentence} | {}",
                    message.id.name,
                    words.join(" ")
                ));
            }
        }
    }
    assert!(judged > 2500, "{judged}");
    assert!(
        told.is_empty(),
        "{} messages\n{}",
        told.len(),
        told.join("\n")
    );
}

/// Where prose stands that no screen shows, or that is to be the same in every language, and why.
const NOT_SAID: &[(&str, &str)] = &[
    ("cloud/credentials/login.rs: \"Bearer", "a header of HTTP"),
    (
        "cloud/rpc/endpoints.rs",
        "words of a library, which are recognised",
    ),
    ("cloud/rpc/signature/", "why it cannot fail"),
    (
        "cloud/rpc/answer.rs",
        "words for the parser, which are recognised",
    ),
    ("commands/completions.rs", "a script"),
    ("commands/help/examples.rs", "command lines to paste"),
    ("commands/help/mod.rs", "labels of clap, which are replaced"),
    (
        "commands/help/usage.rs",
        "words of clap, which are recognised",
    ),
    (
        "commands/man.rs",
        "labels of the writer of man pages, which are replaced",
    ),
    (
        "commands/mod.rs: \"error: \"",
        "a label of clap, which is taken off",
    ),
    (
        "commands/options/rules.rs",
        "lists of names of flags and commands",
    ),
    (
        "domain/certificate/request.rs: \"CERTIFICATE",
        "a label of PEM",
    ),
    (
        "domain/characters.rs: \" (os error",
        "words of a library, which are taken off",
    ),
    ("domain/clients/strings.rs", "connection strings to paste"),
    (
        "domain/hba/syntax/address.rs: \"{address} mask",
        "columns of a record",
    ),
    (
        "domain/hba/syntax/file/json.rs: \" at line",
        "words of a library, which are taken off",
    ),
    ("domain/hba/syntax/text.rs: \"Record(", "for debugging"),
    ("domain/pem.rs", "labels of PEM"),
    (
        "domain/policy_file/mod.rs: \"empty list",
        "words for the parser, which are recognised",
    ),
    (
        "domain/policy_file/rules.rs",
        "a policy file, whose comments are in the catalogues",
    ),
    ("postgres/identity.rs", "labels of PEM"),
    ("postgres/login/connect.rs", "SQL"),
    (
        "postgres/login/connect_error.rs: \"password missing",
        "words of a library, which are recognised",
    ),
    (
        "postgres/login/keywords.rs",
        "lists of words that libpq takes",
    ),
    ("postgres/sessions.rs", "SQL"),
    (
        "report/annotations.rs",
        "a document, the same in every language",
    ),
    (
        "report/review/compare.rs: \"not comparable",
        "a word of a document",
    ),
    ("report/csv.rs", "a document, the same in every language"),
    (
        "report/document/proof.rs: \"not proven",
        "a word of documents",
    ),
    ("report/html/mod.rs", "attributes and policies of a page"),
    ("report/junit.rs", "a document, the same in every language"),
    ("report/ocsf.rs", "a document, the same in every language"),
    (
        "report/openmetrics.rs",
        "a document, the same in every language",
    ),
    ("report/sarif.rs", "a document, the same in every language"),
    (
        "report/terraform.rs",
        "HCL, whose comments are in the catalogues",
    ),
    (
        "sandbox/",
        "what the service, its servers and their logs say",
    ),
    (
        "text/parsers.rs",
        "words of libraries, which are recognised",
    ),
    ("text/system.rs", "words of libraries, which are recognised"),
];

/// Prose of the source, by file.
#[derive(Default)]
struct Scan {
    told: BTreeSet<String>,
    /// Folders and files without `.rs` that only tests have.
    of_tests: Vec<PathBuf>,
}

impl Scan {
    /// `inside` is where the modules that this file declares have their files.
    fn read(&mut self, tokens: TokenStream, place: &str, inside: &Path) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut is_test = false;
        for (at, tree) in trees.iter().enumerate() {
            let before = |back: usize| at.checked_sub(back).and_then(|at| trees.get(at));
            match tree {
                TokenTree::Group(group)
                    if is_mark(before(1), '#')
                        || (is_mark(before(1), '!') && is_mark(before(2), '#')) =>
                {
                    let text = group.stream().to_string().replace(' ', "");
                    is_test |= text == "cfg(test)";
                }
                TokenTree::Group(group) => {
                    if !is_test {
                        self.read(group.stream(), place, inside);
                        self.facts(&trees, at, place);
                    }
                    is_test &= group.delimiter() != Delimiter::Brace;
                }
                TokenTree::Punct(mark) if mark.as_char() == ';' => {
                    if let (true, Some(TokenTree::Ident(name))) = (is_test, before(1)) {
                        self.of_tests.push(inside.join(name.to_string()));
                    }
                    is_test = false;
                }
                TokenTree::Literal(literal) if !is_test => {
                    let text = literal.to_string();
                    let words = english(&text);
                    if text.contains(' ') && !words.is_empty() && !text.starts_with('b') {
                        self.told.insert(format!("{place}: {text} | {words}"));
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// A word of English where the argument of a sentence stands.
    fn facts(&mut self, trees: &[TokenTree], at: usize, place: &str) {
        let TokenTree::Group(group) = &trees[at] else {
            return;
        };
        let name = |back: usize| match at.checked_sub(back).map(|at| &trees[at]) {
            Some(TokenTree::Ident(name)) => name.to_string(),
            _ => String::new(),
        };
        let is_sentence = name(2) == "text" && is_mark(trees.get(at.wrapping_sub(1)), '!');
        if is_sentence || name(1) == "verbatim" {
            // The first literal of a sentence is its key.
            for tree in group.stream().into_iter().skip(usize::from(is_sentence)) {
                if let TokenTree::Literal(literal) = tree {
                    let text = literal.to_string();
                    let words = english(&text);
                    if !words.is_empty() {
                        self.told.insert(format!("{place}: {text} | {words}"));
                    }
                }
            }
        }
    }
}

fn is_mark(tree: Option<&TokenTree>, mark: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// The English words of a literal, with what is filled in left out.
fn english(literal: &str) -> String {
    let Some(text) = literal.split_once('"').map(|(_, text)| text) else {
        return String::new();
    };
    let filled = regex::Regex::new(r"\{[^{} ]*\}|\\n|\\.").unwrap();
    let text = filled.replace_all(text.trim_end_matches(['"', '#']), "0");
    english_words(&text).join(" ")
}

#[test]
fn the_source_has_no_prose_outside_the_catalogues() {
    let source = repository("src");
    let mut scan = Scan::default();
    for file in rust_files(&source) {
        let place = file.strip_prefix(&source).unwrap();
        let name = place.to_str().unwrap();
        let inside = match place.file_stem().unwrap().to_str().unwrap() {
            "mod" | "lib" | "main" => place.parent().unwrap().to_owned(),
            _ => place.with_extension(""),
        };
        let text = std::fs::read_to_string(&file).unwrap();
        scan.read(TokenStream::from_str(&text).unwrap(), name, &inside);
    }
    let is_said = |line: &&String| {
        let file = line.split(": ").next().unwrap();
        let module = Path::new(file).with_extension("");
        !NOT_SAID.iter().any(|(place, _)| line.starts_with(place))
            && !scan.of_tests.iter().any(|test| module.starts_with(test))
    };
    let told: Vec<&String> = scan.told.iter().filter(is_said).collect();
    assert!(scan.told.len() > 200, "{}", scan.told.len());
    assert!(
        told.is_empty(),
        "put these texts into src/text/*.ftl and say them with text!, or list the place in NOT_SAID with the reason\n{}",
        told.iter()
            .map(|line| line.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    );
    let unused: Vec<&str> = NOT_SAID
        .iter()
        .map(|(place, _)| *place)
        .filter(|place| !scan.told.iter().any(|line| line.starts_with(place)))
        .collect();
    assert_eq!(unused, [""; 0], "no prose stands here");
}

/// What prints, and what takes the English of a sentence for a machine.
#[test]
fn few_places_print_or_take_a_sentence_in_english() {
    let source = repository("src");
    let found = |words: &[&str], allowed: &[&str]| {
        let mut told = Vec::new();
        for file in rust_files(&source) {
            let name = file
                .strip_prefix(&source)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let is_code =
                |line: &&str| !line.trim_start().starts_with("//") && !line.contains("#[error(");
            let is_named = code
                .lines()
                .filter(is_code)
                .any(|line| words.iter().any(|word| line.contains(word)));
            if is_named
                && !name.contains("tests")
                && !name.ends_with("promises.rs")
                && !allowed.iter().any(|place| name.starts_with(place))
            {
                told.push(name);
            }
        }
        told
    };
    let printing = [
        "terminal/",
        "commands/help/",
        "commands/mod.rs",
        "commands/guided.rs",
    ];
    let words = ["stdout()", "stderr()", "print!(", "println!("];
    assert_eq!(found(&words, &printing), [""; 0], "these print");
    // Documents; what a finding is about, for machines; and what looks for words of the service, in no sentence of its own.
    let english = [
        "text/",
        "report/",
        "sandbox/",
        "cloud/",
        "commands/mod.rs",
        "domain/finding.rs",
        "failure.rs",
    ];
    assert_eq!(
        found(&[".english()"], &english),
        [""; 0],
        "these take the English"
    );
}
