//! The Chinese pages of docs/zh follow the English ones: same commands, flags, headings and tables, and no page of an older source.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::support::repository;

/// English pages with a Chinese one, besides the guides.
const PAGES: [&str; 7] = [
    "README.md",
    "docs/tutorial.md",
    "docs/explanation.md",
    "docs/faq.md",
    "docs/ci.md",
    "docs/sandbox.md",
    "docs/security.md",
];
/// Chinese pages that are generated, and compared where they are.
const GENERATED: [&str; 2] = ["docs/zh/cli.md", "docs/zh/findings.md"];
/// Names the Chinese pages that have been brought up to date: `docs/zh/faq.md docs/zh/ci.md`, or `all`.
const TRANSLATED: &str = "FORCESSL_TRANSLATED";

/// An English page and the one that follows it.
struct Pair {
    english: String,
    chinese: String,
}

impl Pair {
    fn of(english: &str) -> Self {
        let name = english.strip_prefix("docs/").unwrap_or(english);
        Self {
            english: english.to_owned(),
            chinese: format!("docs/zh/{name}"),
        }
    }

    fn all() -> Vec<Self> {
        let guides = files("docs/guides");
        let pages = PAGES.iter().map(|page| (*page).to_owned());
        pages.chain(guides).map(|page| Self::of(&page)).collect()
    }

    fn texts(&self) -> (String, String) {
        (read(&self.english), read(&self.chinese))
    }

    /// The last line of the Chinese page while its source is the one of today.
    fn mark(&self) -> String {
        let digest = Sha256::digest(read(&self.english));
        let short: String = digest.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        format!("<!-- follows {}, sha256 {short} -->", self.english)
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of a folder and of those in it, from the top of the repository.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(repository(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A page in two: its fenced blocks, each with its language on the first line, and the rest.
fn split(text: &str) -> (Vec<String>, String) {
    let (mut blocks, mut prose) = (Vec::<String>::new(), String::new());
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(language) if !inside => blocks.push(format!("{language}\n")),
            Some(_) => {}
            None if inside => {
                let block = blocks.last_mut().unwrap();
                block.push_str(line);
                block.push('\n');
            }
            None => {
                prose.push_str(line);
                prose.push('\n');
            }
        }
        inside ^= line.starts_with("```");
    }
    assert!(!inside, "a block has no end");
    (blocks, prose)
}

/// A block without what may be translated: comments of shell lines, and the summaries of alerts, of which their labels stay.
fn commands(block: &str) -> String {
    let language = block.lines().next().unwrap_or_default();
    let lines = block.lines().map(|line| match language {
        "sh" | "bash" | "console" => match line.find(" # ") {
            Some(at) => line[..at].trim_end().to_owned(),
            None => line.to_owned(),
        },
        "yaml" => match line.split_once("summary: ") {
            Some((before, text)) => {
                let labels: Vec<&str> = text.split("{{").skip(1).map(label).collect();
                format!("{before}summary: {labels:?}")
            }
            None => line.to_owned(),
        },
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn label(text: &str) -> &str {
    text.split("}}").next().unwrap()
}

/// The exit codes that comments of a block name, in order: the tests hold the English ones.
fn exit_codes(block: &str) -> Vec<String> {
    let comments = block.lines().filter_map(|line| {
        line.split_once("# exit code ")
            .or(line.split_once("# 退出码 "))
    });
    comments.map(|(_, code)| code.trim().to_owned()).collect()
}

/// The inline code of a text, with one blank where a line ends.
fn inline(prose: &str) -> BTreeSet<String> {
    let parts = prose.split('`').skip(1).step_by(2);
    parts
        .map(|code| code.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// The prose alone: without inline code, targets of links and comments, each of which leaves an `x`.
fn words(prose: &str) -> String {
    let code: Vec<&str> = prose.split('`').step_by(2).collect();
    let mut text = String::new();
    for (number, part) in code.join("x").split("](").enumerate() {
        match part.split_once(')') {
            Some((_, rest)) if number > 0 => {
                text.push(']');
                text.push_str(rest);
            }
            _ => text.push_str(part),
        }
    }
    text.lines()
        .filter(|line| !line.starts_with("<!--"))
        .fold(String::new(), |text, line| text + line + "\n")
}

fn links(prose: &str) -> Vec<&str> {
    let parts = prose.split("](").skip(1);
    parts
        .map(|rest| rest.split(')').next().unwrap())
        .filter(|target| !target.contains("://"))
        .map(|target| target.split('#').next().unwrap())
        .collect()
}

fn headings(prose: &str) -> Vec<usize> {
    let lines = prose.lines().filter(|line| line.starts_with('#'));
    lines
        .map(|line| line.chars().take_while(|char| *char == '#').count())
        .collect()
}

fn rows(prose: &str) -> usize {
    prose.lines().filter(|line| line.starts_with('|')).count()
}

fn is_han(char: char) -> bool {
    matches!(char, '\u{4e00}'..='\u{9fff}')
}

/// Punctuation that only Chinese text has; `…` stands in English commands too.
fn is_full_width(char: char) -> bool {
    matches!(
        char,
        '\u{2018}'..='\u{201d}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
            | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
    )
}

/// What is wrong between two neighbours of a Chinese line.
fn slip(left: char, right: char) -> Option<&'static str> {
    let latin = |char: char| char.is_ascii_alphanumeric();
    let half = |char: char| matches!(char, ',' | ';' | ':' | '?' | '!' | '(' | ')');
    if (is_han(left) && latin(right)) || (latin(left) && is_han(right)) {
        Some("a blank is missing between Chinese and Latin letters")
    } else if (is_han(left) && half(right)) || (half(left) && is_han(right)) {
        Some("half-width punctuation beside Chinese")
    } else if left == ' ' && is_full_width(right) && !matches!(right, '“' | '（') {
        Some("a blank before full-width punctuation")
    } else if is_full_width(left) && latin(right) && left == '”' {
        Some("a blank is missing after a quotation")
    } else {
        None
    }
}

#[test]
fn every_page_has_its_chinese_one_and_the_other_way_round() {
    let pairs = Pair::all();
    let wanted: BTreeSet<String> = pairs.into_iter().map(|pair| pair.chinese).collect();
    let found: BTreeSet<String> = files("docs/zh")
        .into_iter()
        .filter(|path| !GENERATED.contains(&path.as_str()))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn chinese_pages_show_the_commands_of_the_english_ones() {
    for pair in Pair::all() {
        let (english, chinese) = pair.texts();
        let ((english, _), (chinese, _)) = (split(&english), split(&chinese));
        let page = &pair.chinese;
        let texts = |blocks: &[String]| {
            blocks
                .iter()
                .map(|block| commands(block))
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&chinese), texts(&english), "{page}");
        for (chinese, english) in chinese.iter().zip(&english) {
            assert_eq!(
                exit_codes(chinese),
                exit_codes(english),
                "{page}:\n{chinese}"
            );
            let odd = commands(chinese).chars().find(|char| is_full_width(*char));
            assert_eq!(odd, None, "{page}: full-width punctuation in\n{chinese}");
        }
    }
}

#[test]
fn chinese_pages_name_the_same_flags_headings_and_rows() {
    for pair in Pair::all() {
        let (english, chinese) = pair.texts();
        let ((_, english), (_, chinese)) = (split(&english), split(&chinese));
        let page = &pair.chinese;
        let codes = inline(&chinese);
        assert_eq!(codes, inline(&english), "{page}");
        assert_eq!(headings(&chinese), headings(&english), "{page}");
        assert_eq!(rows(&chinese), rows(&english), "{page}");
        for code in &codes {
            assert!(!code.chars().any(is_full_width), "{page}: `{code}`");
        }
    }
}

#[test]
fn chinese_pages_are_set_as_chinese() {
    for pair in Pair::all() {
        let text = read(&pair.chinese);
        let prose = words(&split(&text).1);
        for line in prose.lines() {
            let pairs = line.chars().zip(line.chars().skip(1));
            for (left, right) in pairs {
                let wrong = slip(left, right);
                assert_eq!(wrong, None, "{}: {left}{right} in {line}", pair.chinese);
            }
        }
    }
}

#[test]
fn links_of_readme_and_of_the_chinese_pages_resolve() {
    let mut pages: Vec<String> = Pair::all().into_iter().map(|pair| pair.chinese).collect();
    pages.push("README.md".to_owned());
    for page in pages {
        let text = read(&page);
        let prose = split(&text).1;
        let folder = Path::new(&page).parent().unwrap();
        for target in links(&prose) {
            let path = repository(folder.join(target).to_str().unwrap());
            assert!(path.exists(), "{page}: {target}");
        }
    }
}

#[test]
fn the_two_languages_are_linked() {
    assert!(read("README.md").starts_with("[中文](docs/zh/README.md)\n"));
    let root = std::fs::canonicalize(repository(".")).unwrap();
    for pair in Pair::all() {
        let text = read(&pair.chinese);
        let first = text.lines().next().unwrap();
        let folder = Path::new(&pair.chinese).parent().unwrap();
        let back = links(first).first().map(|target| folder.join(target));
        let back = back.and_then(|path| std::fs::canonicalize(root.join(path)).ok());
        assert_eq!(
            back,
            Some(root.join(&pair.english)),
            "{}: {first}",
            pair.chinese
        );
        // Past the first line a reader stays in Chinese where there is a page.
        let rest = split(&text).1;
        for target in links(&rest).into_iter().skip(1) {
            let path = std::fs::canonicalize(root.join(folder.join(target))).unwrap();
            let elsewhere = Pair::all()
                .into_iter()
                .find(|other| root.join(&other.english) == path);
            let name = elsewhere.map(|other| other.chinese);
            assert_eq!(name, None, "{}: {target} has a Chinese page", pair.chinese);
        }
    }
}

#[test]
fn chinese_pages_follow_the_english_of_today() {
    let renewed = std::env::var(TRANSLATED).unwrap_or_default();
    let renewed: BTreeSet<&str> = renewed.split([' ', ',']).collect();
    let mut behind = String::new();
    for pair in Pair::all() {
        let text = read(&pair.chinese);
        let mark = pair.mark();
        if text.ends_with(&format!("\n{mark}\n")) {
            continue;
        }
        if renewed.contains("all") || renewed.contains(pair.chinese.as_str()) {
            let body: Vec<&str> = text
                .lines()
                .filter(|line| !line.starts_with("<!-- follows "))
                .collect();
            let body = body.join("\n");
            let renewed = format!("{}\n\n{mark}\n", body.trim_end());
            std::fs::write(repository(&pair.chinese), renewed).unwrap();
        } else {
            let _ = writeln!(behind, "  {} (from {})", pair.chinese, pair.english);
        }
    }
    assert!(
        behind.is_empty(),
        "the English source of these pages has changed since they were translated:\n{behind}\
         update them, then name them to renew their last lines:\n  \
         {TRANSLATED}='docs/zh/PAGE.md …' cargo test --test it chinese_docs::chinese_pages_follow"
    );
}
