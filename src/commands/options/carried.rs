//! Suggested commands, with the flags of this run that lead another command to the same instances.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::domain::instance::Region;

/// The flags that say where instances, saved states and what is wanted are; `--proxy` is none, since it may hold a password.
const PLACES: [&str; 8] = [
    "region",
    "profile",
    "assume_role",
    "endpoint",
    "vpc",
    "ca_bundle",
    "state_dir",
    "policy",
];

/// Those of them that name a file: a suggested command may be run from another folder.
const FILES: [&str; 3] = ["ca_bundle", "state_dir", "policy"];

/// The command that is kept, for a shell that may have none of the variables of this one.
const UNDO: &str = "forcessl rollback ";

/// How an instance is enforced where no policy file says it.
const WITHOUT_POLICY: &str = " --via hba";

/// What a command begins with, and what ends it in a sentence.
const PROGRAM: &str = "forcessl ";
const BEFORE: [&str; 6] = [": ", "：", "→ ", "$ ", "(", "`"];
const AFTER: [&str; 10] = [", ", "; ", " && ", " (", ")", "`", "，", "；", "。", "（"];

/// The flags that were given on the command line or by a variable, once each, as they are pasted.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    flags: Vec<(&'static str, String)>,
    /// Those of them that were typed, and `proxy`; a shell that has the variables needs no others.
    typed: Vec<&'static str>,
    /// Whether several regions are swept, so that each instance needs its own.
    sweeps: bool,
    /// Which of the flags commands take, by their names and flags.
    taken: Mutex<BTreeMap<String, Vec<&'static str>>>,
    /// Whether a command line, without the name of the program, is one.
    accepts: Option<Accepts>,
}

/// Says of the words of a command line whether they can be carried out.
type Accepts = fn(&[String]) -> bool;

impl Carried {
    /// Those of a parsed command line. A flag of several values says nothing of one instance.
    pub(crate) fn of(matches: &ArgMatches, accepts: Accepts) -> Self {
        let inner = matches.subcommand().map(|(_, inner)| inner);
        let holder = |id: &str| match inner {
            Some(inner) if matches!(inner.try_get_raw(id), Ok(Some(_))) => inner,
            _ => matches,
        };
        let source = |id: &str| {
            let holder = holder(id);
            let is_there = matches!(holder.try_get_raw(id), Ok(Some(_)));
            is_there.then(|| holder.value_source(id)).flatten()
        };
        let given = |id: &&'static str| {
            source(id).is_some_and(|source| source != ValueSource::DefaultValue)
        };
        let typed = |id: &&'static str| source(id) == Some(ValueSource::CommandLine);
        let flag = |id: &'static str| {
            let long = id.replace('_', "-");
            if id == "vpc" {
                return holder(id).get_flag(id).then(|| (id, format!(" --{long}")));
            }
            let values: Vec<_> = holder(id).get_raw(id)?.collect();
            let [value] = values.as_slice() else {
                return None;
            };
            let is_file = FILES.contains(&id) && *value != "-";
            let whole = is_file.then(|| std::path::absolute(value).ok());
            let whole = whole.flatten().map(PathBuf::into_os_string);
            let value = whole.as_deref().unwrap_or(value).to_string_lossy();
            Some((id, format!(" --{long} {}", shell_words::quote(&value))))
        };
        let regions = matches.get_raw("region").map_or(0, Iterator::count);
        let everywhere = inner.is_some_and(|inner| {
            matches!(inner.try_get_one::<bool>("all_regions"), Ok(Some(true)))
        });
        Self {
            flags: PLACES.into_iter().filter(given).filter_map(flag).collect(),
            typed: PLACES.into_iter().chain(["proxy"]).filter(typed).collect(),
            sweeps: regions > 1 || everywhere,
            taken: Mutex::default(),
            accepts: Some(accepts),
        }
    }

    /// Whether this flag was typed.
    pub(crate) fn is_typed(&self, id: &str) -> bool {
        self.typed.contains(&id)
    }

    /// A command with the flags that it takes; `region` is that of its instance, where it is known. What undoes a
    /// change is kept, so that it has those that variables gave too.
    pub(crate) fn command(&self, command: &str, region: Option<&Region>) -> String {
        let is_kept = command.starts_with(UNDO);
        let is_wanted = |id: &'static str| is_kept || self.typed.contains(&id);
        let has_policy = self.flags.iter().any(|(id, _)| *id == "policy");
        let by_policy = command.strip_suffix(WITHOUT_POLICY).filter(|_| has_policy);
        let command = by_policy.unwrap_or(command);
        let own = region
            .map(|region| ("region", format!(" --region {region}")))
            .filter(|own| {
                let mut given = self.flags.iter().filter(|(id, _)| *id == own.0);
                self.sweeps || given.any(|given| given != own)
            });
        let given = self.flags.iter().filter(|(id, _)| is_wanted(id));
        let given = given.filter(|(id, _)| own.is_none() || *id != "region");
        let flags: Vec<_> = own.iter().chain(given).collect();
        if flags.is_empty() {
            return command.to_owned();
        }
        let mut whole = command.to_owned();
        let taken = self.taken_by(command);
        for (id, flag) in flags {
            let long = flag.trim_start().split(' ').next().unwrap_or_default();
            let is_there = command.split(' ').any(|word| word == long);
            if taken.contains(id) && !is_there {
                whole.push_str(flag);
            }
        }
        whole
    }

    /// Which of the flags a command takes, by what its parser and the rules of flags say.
    fn taken_by(&self, command: &str) -> Vec<&'static str> {
        let words = command.strip_prefix(PROGRAM).unwrap_or(command);
        // The ids of instances are no names of commands: a sweep has thousands of them, and one answer is kept for all.
        let is_name = |word: &&str| {
            let letters = word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            letters && !word.starts_with('-') && !word.starts_with("pgm-")
        };
        let names = words.split(' ').take_while(is_name).take(2);
        let own = words.split(' ').filter(|word| word.starts_with('-'));
        let path = names.chain(own).collect::<Vec<_>>().join(" ");
        let mut known = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = known.get(&path) {
            return taken.clone();
        }
        let accepts = |flag: &str| {
            let line = shell_words::split(&format!("{words}{flag}")).unwrap_or_default();
            self.accepts.is_some_and(|accepts| accepts(&line))
        };
        let region = ("region", " --region cn-hangzhou".to_owned());
        let tried = self.flags.iter().chain([&region]);
        let tried = tried.filter(|(_, flag)| accepts(flag));
        let taken: Vec<&str> = tried.map(|(id, _)| *id).collect();
        known.insert(path, taken.clone());
        taken
    }

    /// A text in which every command that is to be pasted has the flags that it takes: one after a colon, an
    /// arrow or a prompt, on a line of its own, or in backquotes. Lines of tables stay as they are.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.flags.is_empty() || !text.contains(PROGRAM) {
            return Cow::Borrowed(text);
        }
        let line = |line: &str| {
            let mut whole = line.to_owned();
            let mut from = 0;
            while let Some(found) = pasted(&whole, from) {
                let command = whole.get(found.clone()).unwrap_or_default();
                let command = self.command(command, None);
                from = found.start + command.len();
                whole.replace_range(found, &command);
            }
            whole
        };
        Cow::Owned(text.split_inclusive('\n').map(line).collect())
    }
}

/// The first command to be pasted in a line from a place on.
fn pasted(line: &str, from: usize) -> Option<Range<usize>> {
    if line.contains(['│', '┆']) {
        return None;
    }
    let rest = line.get(from..)?;
    for (at, _) in rest.match_indices(PROGRAM) {
        let (start, before) = (from + at, line.get(..from + at)?);
        let is_start = before.trim().is_empty() || BEFORE.iter().any(|mark| before.ends_with(mark));
        if is_start {
            let tail = line.get(start..)?;
            let ends = AFTER.iter().filter_map(|mark| tail.find(mark));
            let end = ends.min().unwrap_or_else(|| tail.trim_end().len());
            let command = tail.get(..end)?.trim_end_matches('.');
            return Some(start..start + command.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(flags: &[(&'static str, &str)], sweeps: bool) -> Carried {
        let flags = flags.iter();
        Carried {
            typed: PLACES.to_vec(),
            flags: flags.map(|(id, flag)| (*id, (*flag).to_owned())).collect(),
            sweeps,
            taken: Mutex::default(),
            accepts: Some(|line| crate::commands::accepts(line).is_ok()),
        }
    }

    #[test]
    fn commands_to_be_pasted_get_the_flags_that_they_take() {
        let carried = carried(
            &[
                ("region", " --region cn-x"),
                ("profile", " --profile 'a b'"),
                ("state_dir", " --state-dir /s"),
            ],
            false,
        );
        let all = "--region cn-x --profile 'a b'";
        for (text, expected) in [
            (
                "forcessl check -v pgm-a\n",
                format!("forcessl check -v pgm-a {all}\n"),
            ),
            (
                "  next: forcessl ssl show pgm-a",
                format!("  next: forcessl ssl show pgm-a {all}"),
            ),
            (
                "run `forcessl wait pgm-a`, then `forcessl plan pgm-a --via hba`",
                format!(
                    "run `forcessl wait pgm-a {all} --state-dir /s`, then `forcessl plan pgm-a --via hba {all}`"
                ),
            ),
            (
                "→ forcessl check pgm-a --region cn-y",
                "→ forcessl check pgm-a --region cn-y --profile 'a b'".to_owned(),
            ),
            (
                "make one: forcessl cert new-ca",
                "make one: forcessl cert new-ca".to_owned(),
            ),
            (
                "│ Next ┆ forcessl check pgm-a │",
                "│ Next ┆ forcessl check pgm-a │".to_owned(),
            ),
            (
                "another run of forcessl is at work",
                "another run of forcessl is at work".to_owned(),
            ),
        ] {
            assert_eq!(carried.text(text), expected);
        }
    }

    #[test]
    fn a_policy_file_that_was_named_takes_the_place_of_what_it_says() {
        let carried = carried(&[("policy", " --policy p.toml")], false);
        for (command, expected) in [
            (
                "forcessl enforce pgm-a --via hba",
                "forcessl enforce pgm-a --policy p.toml",
            ),
            (
                "forcessl check pgm-a",
                "forcessl check pgm-a --policy p.toml",
            ),
            ("forcessl ssl renew pgm-a", "forcessl ssl renew pgm-a"),
            (
                "forcessl rollback pgm-a --to 1",
                "forcessl rollback pgm-a --to 1",
            ),
        ] {
            assert_eq!(carried.command(command, None), expected);
        }
    }

    #[test]
    fn what_undoes_a_change_has_what_variables_gave() {
        let mut carried = carried(&[("endpoint", " --endpoint http://127.0.0.1:1")], false);
        carried.typed.clear();
        assert_eq!(
            carried.text("undo: forcessl rollback pgm-a --to S, then forcessl check pgm-a"),
            "undo: forcessl rollback pgm-a --to S --endpoint http://127.0.0.1:1, then forcessl check pgm-a"
        );
        assert_eq!(
            carried.text("→ forcessl check pgm-a"),
            "→ forcessl check pgm-a"
        );
    }

    #[test]
    fn the_instances_of_a_sweep_are_asked_about_once() {
        let carried = carried(&[("profile", " --profile p")], true);
        for number in 0..50 {
            carried.command(&format!("forcessl enforce pgm-bp{number} --via hba"), None);
            carried.command(&format!("forcessl ssl enable pgm-bp{number}"), None);
        }
        assert_eq!(carried.taken.lock().unwrap().len(), 2);
    }

    #[test]
    fn an_instance_of_a_sweep_has_its_own_region() {
        let region: Region = "cn-y".parse().unwrap();
        let of = |sweeps| carried(&[("profile", " --profile p")], sweeps);
        let command = "forcessl check pgm-a";
        let told = of(true).command(command, Some(&region));
        assert_eq!(told, "forcessl check pgm-a --region cn-y --profile p");
        let told = of(false).command(command, Some(&region));
        assert_eq!(told, "forcessl check pgm-a --profile p");
        assert_eq!(carried(&[], false).text(command), command);
    }
}
