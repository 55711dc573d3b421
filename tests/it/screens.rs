//! What people see, as pictures in text: every screen at 80 and at 120 columns, in both languages. tests/data/screens has
//! them; `FORCESSL_BLESS=1 cargo test --test it screens::` writes them anew. What differs from run to run is replaced by as many
//! characters.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use rexpect::reader::Options;
use rexpect::session::spawn_with_options;
use serde_json::json;
use vt100::Color;

use crate::support::{Sandbox, repository, shell};

/// The screens in their order: each command and how it ends. Every one goes on from what those before it did.
const SCREENS: &[(u8, &str)] = &[
    (0, "list --all-regions"),
    (1, "check pgm-orders"),
    (1, "check --all"),
    (1, "check --all --show-all -v"),
    (1, "plan pgm-orders --via hba"),
    (1, "plan pgm-orders --via acl --client-ca ca/ca.pem"),
    (8, "plan pgm-billing --via acl"),
    (1, "ssl enable pgm-orders --dry-run"),
    (0, "enforce pgm-orders --via hba --yes"),
    (0, "enforce pgm-orders --via hba --yes"),
    (0, "check pgm-orders"),
    (0, "wait pgm-orders"),
    (0, "clients pgm-orders --user app --database appdb"),
    (0, "ssl show pgm-orders"),
    (0, "ca set pgm-orders ca/ca.pem --yes"),
    (0, "ca show pgm-orders"),
    (0, "crl set pgm-orders ca/crl.pem --yes"),
    (0, "crl show pgm-orders"),
    (0, "acl set pgm-orders verify-ca --yes"),
    (0, "acl show pgm-orders"),
    (0, "hba list pgm-orders"),
    (0, "hba history pgm-orders"),
    (0, "hba explain pgm-orders app@appdb from 10.0.0.7"),
    (
        0,
        "hba explain pgm-orders app@appdb from 10.0.0.7 --replication",
    ),
    (1, "hba apply pgm-orders open.conf --dry-run"),
    (0, "policy explain pgm-orders"),
    (0, "rollback pgm-orders --list"),
    (1, "rollback pgm-orders --dry-run"),
    (
        0,
        "cert inspect clients/app.crt --client-ca ca/ca.pem --mode cert --user app",
    ),
    (0, "explain InvalidACL.Permission"),
    (0, "report diff before.json after.json"),
    (5, "check pgm-order"),
    (2, "check --tag no=such"),
    (8, "enforce pgm-billing"),
    (2, "check --all --parallel 0"),
];

/// Screens whose columns depend on the machine, which are held to the page alone.
const LOOSE: &[(u8, &str)] = &[
    (0, "doctor pgm-orders"),
    (0, "probe pgm-orders"),
    (0, "explain --list"),
    (0, "--help"),
    (0, "check --help"),
    (0, "enforce --help"),
    (0, "hba --help"),
];

/// A sandbox of two instances, with the files that the screens take.
fn sandbox(folder: &Path) -> Sandbox {
    let record = |priority: u32, kind: &str, address: &str| json!({ "priority": priority, "type": kind, "database": "all", "user": "all", "address": address, "method": "scram-sha-256" });
    let state = json!({ "instances": [
        { "id": "pgm-orders", "description": "orders, production", "database": "embedded", "region": "cn-hangzhou" },
        { "id": "pgm-billing", "description": "账单 billing", "database": "embedded", "region": "cn-hangzhou",
          "hba": [record(0, "hostssl", "0.0.0.0/0"), record(1, "host", "192.168.0.0/16")] },
    ]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "100ms"]);
    for line in [
        "cert new-ca --name shop --out ca",
        "cert issue app --ca ca --out clients",
        "cert crl --ca ca",
        "check --all -o json=before.json",
        "policy init forcessl.toml",
    ] {
        let done = run(&sandbox, folder, line, 80, "en");
        assert!(done.code < 2, "{line}: {}", done.text);
    }
    std::fs::copy(folder.join("before.json"), folder.join("after.json")).unwrap();
    std::fs::write(folder.join("open.conf"), "host all all 0.0.0.0/0 md5\n").unwrap();
    sandbox
}

/// What stands on a terminal of this many columns in the end, and the lines of it that did not fit.
struct Screen {
    code: i32,
    text: String,
    wrapped: Vec<String>,
    colours: Vec<Color>,
}

/// Rows that hold every screen.
const ROWS: u16 = 600;

fn run(sandbox: &Sandbox, folder: &Path, line: &str, columns: u16, language: &str) -> Screen {
    let script = format!(r#"stty cols {columns} rows {ROWS}; "$0" "$@"; echo "ended $?""#);
    let mut shell = shell(sandbox.home.path(), &script);
    shell
        .args(line.split(' '))
        .current_dir(folder)
        .envs(sandbox.variables())
        .env("FORCESSL_LANG", language)
        .env("LANG", "C.UTF-8")
        .env("TERM", "xterm-256color")
        .env("TZ", "UTC")
        .env("FORCESSL_TEST_PACE", "20");
    let options = Options::new().timeout_ms(Some(30_000));
    let shown = spawn_with_options(shell, options)
        .unwrap()
        .exp_eof()
        .unwrap();
    let mut terminal = vt100::Parser::new(ROWS, columns, 0);
    // rexpect takes every byte for a character.
    let bytes: Vec<u8> = shown.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    terminal.process(&bytes);
    let screen = terminal.screen();
    let rows: Vec<String> = screen
        .rows(0, columns)
        .map(|row| row.trim_end().to_owned())
        .collect();
    let wrapped = (0..ROWS).filter(|row| screen.row_wrapped(*row));
    let wrapped = wrapped.map(|row| rows[usize::from(row)].clone()).collect();
    let cells = (0..ROWS).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let colours = cells
        .filter_map(|(row, column)| screen.cell(row, column))
        .flat_map(|cell| [cell.fgcolor(), cell.bgcolor()])
        .collect();
    // A line that did not fit is one line.
    let lines: Vec<String> = screen
        .contents()
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    let text = lines.join("\n");
    let (text, code) = text.trim_end().rsplit_once("ended ").unwrap();
    Screen {
        code: code.parse().unwrap(),
        text: text.to_owned(),
        wrapped,
        colours,
    }
}

/// What is another at every run.
static CHANGING: LazyLock<Regex> = LazyLock::new(|| {
    let alternatives = [
        r"\d{8}T\d{6,}Z",
        r"\d{4}-\d{2}-\d{2}",
        r"\d{2}:\d{2}(:\d{2})?",
        r"\b\d{5}\b",
        r"\b[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){3,}",
        r"\b[0-9a-fA-F]{12,}\b",
        r"\b[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F-]{4,}",
        r"\b\d+\.\d (s\b|秒)",
        r"/tmp/\S+",
    ];
    Regex::new(&alternatives.join("|")).unwrap()
});

fn settled(text: &str) -> String {
    let same = |found: &regex::Captures<'_>| {
        let is_path = found[0].starts_with('/');
        let changes = |c: char| c.is_ascii_hexdigit() || (is_path && c.is_ascii_alphanumeric());
        let characters = found[0].chars();
        characters
            .map(|c| if changes(c) { '0' } else { c })
            .collect::<String>()
    };
    CHANGING.replace_all(text, same).into_owned()
}

/// Whether a screen is kept. These wait some ten seconds, and how many digits that has is chance.
fn is_kept(((line, _), _): &(&(&str, Screen), &(u8, &str))) -> bool {
    !(line.contains(" set ") && line.ends_with("--yes"))
}

/// The words of a screen, without the borders of tables.
fn words(text: &str) -> BTreeSet<String> {
    let is_between = |c: char| c.is_whitespace() || "│┆╭╮╰╯╞╡═─┬┴╪┼├┤".contains(c);
    text.split(is_between)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Every screen in this language at this width.
fn screens(language: &str, columns: u16) -> Vec<(&'static str, Screen)> {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(folder.path());
    let mut screens = Vec::new();
    let mut wrong = Vec::new();
    for (code, line) in SCREENS.iter().chain(LOOSE) {
        let screen = run(&sandbox, folder.path(), line, columns, language);
        if screen.code != i32::from(*code) {
            wrong.push(format!("{line}: {} {}", screen.code, screen.text));
        }
        screens.push((*line, screen));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    screens
}

fn hold(language: &str) {
    // Chinese is broken between any two characters.
    let wide = (language == "en").then(|| screens(language, 400));
    for columns in [80, 120] {
        let shown = screens(language, columns);
        for (place, (line, screen)) in shown.iter().enumerate() {
            // What is to be pasted is not broken.
            let pasted = |row: &&String| {
                ["forcessl ", "://", "sslmode="]
                    .iter()
                    .any(|part| row.contains(part))
            };
            let wrapped: Vec<_> = screen.wrapped.iter().filter(|row| !pasted(row)).collect();
            assert!(
                wrapped.is_empty(),
                "`{line}` does not fit {columns}: {wrapped:?}"
            );
            if let Some(wide) = &wide {
                let whole = words(&wide[place].1.text);
                let piece = |word: &String| {
                    let of = |one: &String| {
                        one != word
                            && (one.starts_with(word.as_str()) || one.ends_with(word.as_str()))
                    };
                    let is_number = word.chars().all(|c| c.is_ascii_digit() || c == '.');
                    // A clock may be off by a second in one of the two.
                    let is_unit = ["ms", "s", "min"].contains(&word.as_str());
                    !is_number && !is_unit && !whole.contains(word) && whole.iter().any(of)
                };
                let broken: Vec<String> = words(&screen.text).into_iter().filter(piece).collect();
                assert!(
                    broken.is_empty(),
                    "`{line}` at {columns}: {broken:?}\n{}",
                    screen.text
                );
            }
        }
        can_be_read_on_light_and_dark(&shown);
        let kept = shown
            .iter()
            .zip(SCREENS)
            .filter(is_kept)
            .map(|((line, screen), (code, _))| {
                format!(
                    "$ forcessl {line}   # exit code {code}\n{}\n",
                    settled(&screen.text)
                )
            });
        let golden: String = kept.collect();
        let file = repository(&format!("tests/data/screens/{language}-{columns}.txt"));
        if std::env::var_os("FORCESSL_BLESS").is_some() {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &golden).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        let differing = kept
            .lines()
            .zip(golden.lines())
            .find(|(kept, new)| kept != new);
        assert!(
            kept == golden,
            "{} is out of date, from {differing:?} on: FORCESSL_BLESS=1 cargo test --test it screens::",
            file.display()
        );
    }
}

/// The colours are those that a terminal sets for its own background: neither its black and its white nor the bright ones, and no
/// background. 8 is its grey.
fn can_be_read_on_light_and_dark(screens: &[(&'static str, Screen)]) {
    let fine = [1, 2, 3, 4, 5, 6, 8].map(Color::Idx);
    let mut seen = BTreeSet::new();
    for (line, screen) in screens {
        for colour in screen
            .colours
            .iter()
            .filter(|colour| **colour != Color::Default)
        {
            assert!(fine.contains(colour), "`{line}`: {colour:?}");
            seen.insert(format!("{colour:?}"));
        }
    }
    assert!(seen.len() > 2, "{seen:?}");
}

#[test]
fn english_screens_are_as_they_are_kept_and_fit_the_page() {
    hold("en");
}

#[test]
fn chinese_screens_are_as_they_are_kept_and_fit_the_page() {
    hold("zh");
}
