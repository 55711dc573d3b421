//! Who may import whom: the table of docs/ARCHITECTURE.md, and no circles between files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{repository, rust_files};

/// The cells of the first table after this line of docs/ARCHITECTURE.md, without the heading of the table.
fn table(after: &str) -> Vec<Vec<String>> {
    let page = fs::read_to_string(repository("docs/ARCHITECTURE.md")).unwrap();
    let (_, rest) = page.split_once(after).expect(after);
    let lines = rest.lines().skip_while(|line| !line.starts_with('|'));
    let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
    let cells = |row: &str| row.trim_matches('|').split(" | ").map(bare).collect();
    rows.map(cells).collect()
}

fn bare(cell: &str) -> String {
    cell.trim().replace('`', "")
}

/// Each part of the crate, and the paths it may name: `domain`, `cloud::Cloud`. `None` where it may name all.
fn parts() -> BTreeMap<String, Option<Vec<String>>> {
    let row = |cells: Vec<String>| {
        let [folder, _, named] = &cells[..] else {
            panic!("no row of three cells: {cells:?}")
        };
        let part = folder.strip_prefix("src/").expect(folder);
        let named = match named.as_str() {
            "all" => None,
            "-" => Some(vec![]),
            list => Some(spelt_out(&format!("{{{list}}}"))),
        };
        (part.trim_end_matches(".rs").to_owned(), named)
    };
    table("\n## Modules\n").into_iter().map(row).collect()
}

/// What the pure parts must not touch.
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "clap",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "async fn",
    "SystemTime::now",
    "Utc::now",
];

fn part_of(file: &Path, source: &Path) -> String {
    let first = file
        .strip_prefix(source)
        .unwrap()
        .components()
        .next()
        .unwrap();
    first
        .as_os_str()
        .to_str()
        .unwrap()
        .trim_end_matches(".rs")
        .to_owned()
}

/// Every path of the crate that a file names, without `crate::`, also in its tests.
fn named_paths(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with('$'))
        .flat_map(|(at, found)| spelt_out(tree(&code[at + found.len()..])))
        .collect()
}

/// The path that a text begins with, with what is in braces at its end.
fn tree(text: &str) -> &str {
    let mut depth = 0;
    let ends = |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth > 0 || c.is_alphanumeric() || c == '_' || c == ':' => {}
            _ => return true,
        }
        // The brace that closes the tree is the end of it.
        depth < 0
    };
    let end = text.find(ends).unwrap_or(text.len());
    text[..end].trim_end_matches(':')
}

#[test]
fn imports_follow_the_table_of_architecture() {
    let source = repository("src");
    let parts = parts();
    let mut wrong = Vec::new();
    let mut named_by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in rust_files(&source) {
        let part = part_of(&file, &source);
        if part == "lib" || part == "main" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        if part == "domain" || part == "report" {
            for impure in IMPURE {
                if text
                    .lines()
                    .any(|line| !line.trim_start().starts_with("//") && line.contains(impure))
                {
                    wrong.push(format!("{} touches {impure}", file.display()));
                }
            }
        }
        let allowed = parts
            .get(&part)
            .unwrap_or_else(|| panic!("{part} is in no row of the table"));
        let named = named_by.entry(part.clone()).or_default();
        for path in named_paths(&text) {
            let is_own = path.split("::").next() == Some(&part);
            let may = |allowed: &Vec<String>| allowed.iter().any(|one| is_below(&path, one));
            if !is_own && !allowed.as_ref().is_none_or(may) {
                wrong.push(format!("{} names {path}", file.display()));
            }
            named.push(path);
        }
    }
    for (part, allowed) in &parts {
        let Some(named) = named_by.get(part) else {
            wrong.push(format!("{part} has a row and no files"));
            continue;
        };
        for one in allowed.iter().flatten() {
            if !named.iter().any(|path| is_below(path, one)) {
                wrong.push(format!("{part} may name {one}, and does not"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a path is this one or leads into it.
fn is_below(path: &str, upper: &str) -> bool {
    let rest = path.strip_prefix(upper);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn paths_in_braces_are_each_read() {
    let text = "use crate::cloud::{\n    rds::{self, wire}, rpc as calls,\n};\n\
        // use crate::report;\n\
        fn of(one: crate::text::Text) -> Vec<crate::files::Taken> { $crate::domain::x() }";
    let expected = [
        "cloud::rds::self",
        "cloud::rds::wire",
        "cloud::rpc",
        "text::Text",
        "files::Taken",
    ];
    assert_eq!(named_paths(text), expected);
    assert!(is_below("cloud::rds::wire", "cloud::rds") && !is_below("cloud::rdsx", "cloud::rds"));
}

/// A file by its module path, such as `domain::hba::record`.
type Module = String;

/// What a file imports, the paths that it only calls, and what it hands on under its own path: name to path.
#[derive(Default)]
struct Imports {
    used: Vec<String>,
    called: Vec<String>,
    handed_on: BTreeMap<String, String>,
}

fn module_of(file: &Path, source: &Path) -> Module {
    let path = file.strip_prefix(source).unwrap().with_extension("");
    let names: Vec<&str> = path.iter().map(|name| name.to_str().unwrap()).collect();
    names.join("::").trim_end_matches("::mod").to_owned()
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn spelt_out(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let inner = rest.trim_end().strip_suffix('}').unwrap();
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts
        .flat_map(|part| spelt_out(part))
        .map(|part| format!("{}{part}", before.trim()))
        .collect()
}

fn imports(text: &str) -> Imports {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let code: Vec<&str> = code
        .lines()
        .map(|line| line.split("//").next().unwrap())
        .collect();
    let mut imports = Imports::default();
    for statement in code.join(" ").split(';') {
        let words = statement.split("use ").collect::<Vec<_>>();
        let is_use = |before: &str| {
            before.trim_end().ends_with([')', '}', ']'])
                || before.trim().is_empty()
                || before.trim_end().ends_with("pub")
        };
        if words.len() == 2 && is_use(words[0]) {
            let handed_on = words[0].contains("pub");
            for path in spelt_out(&words[1].split_whitespace().collect::<Vec<_>>().join(" ")) {
                if handed_on {
                    let name = path.rsplit("::").next().unwrap().to_owned();
                    imports.handed_on.insert(name, path);
                } else {
                    imports.used.push(path);
                }
            }
        } else {
            let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            let paths = statement.split(|c| !is_path(c));
            let paths = paths.filter(|path| path.contains("::")).map(str::to_owned);
            let (far, own): (Vec<String>, Vec<String>) =
                paths.partition(|path| path.starts_with("crate::") || path.starts_with("super::"));
            imports.used.extend(far);
            imports.called.extend(own);
        }
    }
    imports
}

/// The files that a path of `module` leads to: the one that defines the name, and each outside the
/// module's own folder that hands it on.
fn leads_to(
    files: &BTreeMap<Module, Imports>,
    module: &str,
    path: &str,
    hops: usize,
) -> Vec<Module> {
    let mut names: Vec<&str> = path.split("::").collect();
    let mut at: Vec<&str> = module.split("::").collect();
    match names[0] {
        "crate" => at.clear(),
        "super" | "self" => {}
        name if files.contains_key(&format!("{module}::{name}")) => names.insert(0, "self"),
        _ => return vec![],
    }
    while names.first() == Some(&"super") {
        at.pop();
        names.remove(0);
    }
    if matches!(names.first(), Some(&"crate" | &"self")) {
        names.remove(0);
    }
    while let Some(name) = names.first() {
        let inside = [&at[..], &[name]].concat();
        if !files.contains_key(&inside.join("::")) {
            break;
        }
        at = inside;
        names.remove(0);
    }
    let here = at.join("::");
    let Some(imports) = files.get(&here) else {
        return vec![];
    };
    let further = names.first().and_then(|name| imports.handed_on.get(*name));
    let mut led = match further.filter(|_| hops > 0) {
        Some(path) => leads_to(files, &here, path, hops - 1),
        None => vec![here.clone()],
    };
    if !module.starts_with(&format!("{here}::")) {
        led.push(here);
    }
    led
}

type Arrows<'a> = BTreeMap<&'a Module, BTreeSet<Module>>;

/// The files that lead back to themselves.
fn circular(arrows: &Arrows<'_>) -> Vec<Module> {
    let leads_back = |start: &Module| {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&Module> = arrows[start].iter().collect();
        while let Some(module) = next.pop() {
            if reached.insert(module) {
                next.extend(arrows.get(module).into_iter().flatten());
            }
        }
        reached.contains(start)
    };
    let all = arrows.keys().filter(|module| leads_back(module));
    all.map(|module| (*module).clone()).collect()
}

/// What each file of the crate imports, without those of tests.
fn crate_files(source: &Path) -> BTreeMap<Module, Imports> {
    let is_test = |module: &str| module.split("::").any(|name| name.ends_with("tests"));
    rust_files(source)
        .iter()
        .map(|file| {
            (
                module_of(file, source),
                imports(&fs::read_to_string(file).unwrap()),
            )
        })
        .filter(|(module, _)| !is_test(module))
        .collect()
}

#[test]
fn the_cloud_is_built_in_storeys() {
    let files = crate_files(&repository("src"));
    let storeys = table("The storeys of `src/cloud`");
    let storeys = storeys.iter().map(|row| format!("cloud::{}", row[0]));
    let storeys: Vec<String> = storeys.rev().collect();
    let height = |module: &str| storeys.iter().position(|storey| is_below(module, storey));
    let mut wrong = Vec::new();
    for (module, imports) in &files {
        let Some(own) = height(module) else { continue };
        for path in imports.used.iter().chain(&imports.called) {
            let led = leads_to(&files, module, path, 8);
            let above = led
                .iter()
                .find(|led| height(led).is_some_and(|height| height > own));
            wrong.extend(above.map(|above| format!("{module} names {above}")));
        }
    }
    assert!(storeys.len() > 1 && storeys.iter().all(|storey| files.contains_key(storey)));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_one_another_in_a_circle() {
    let files = crate_files(&repository("src"));
    let led = |module: &Module, paths: &[String]| -> BTreeSet<Module> {
        let led = paths.iter();
        let led = led.flat_map(|path| leads_to(&files, module, path, 8));
        led.filter(|other| other != module).collect()
    };
    let imported: Arrows<'_> = files
        .iter()
        .map(|(module, imports)| (module, led(module, &imports.used)))
        .collect();
    assert!(
        imported[&"commands::change".to_owned()].contains("ops::change::target"),
        "what a module hands on is not followed"
    );
    assert_eq!(circular(&imported), [""; 0], "in a circle of imports");
    // A `mod.rs` calls the files of its folder, which may take what it defines; no other way leads back.
    let called: Arrows<'_> = files
        .iter()
        .map(|(module, imports)| {
            let mut all = led(module, &[&imports.used[..], &imports.called].concat());
            all.retain(|other| !module.starts_with(&format!("{other}::")));
            (module, all)
        })
        .collect();
    assert!(called[&"commands".to_owned()].contains("commands::check"));
    assert_eq!(circular(&called), [""; 0], "in a circle of calls");
}
