//! The recipes of docs/ci.md, the GitHub Action and the GitLab component, step by step on the sandbox, as their runners
//! would take them; the program in the archive that they install hands over to the binary of this build.
//! Deliberately absent: the runners themselves, actions of others, and images.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use yaml_rust2::{Yaml, YamlLoader};

use crate::support::documents::snippets;
use crate::support::{Sandbox, binary, repository};

const INSTANCES: [&str; 2] = ["pgm-bp1orders", "pgm-uf6billing"];
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A machine of a pipeline: a work folder, and programs that stand for the network.
struct Runner {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    path: String,
}

impl Runner {
    fn new() -> Self {
        let instances = INSTANCES.map(|id| json!({ "id": id, "database": "none" }));
        let sandbox = Sandbox::with_state(&json!({ "instances": instances }), &[]);
        let folder = tempfile::tempdir().unwrap();
        let runner = Self {
            path: format!(
                "{}:{}",
                folder.path().join("programs").display(),
                std::env::var("PATH").unwrap()
            ),
            sandbox,
            folder,
        };
        for name in ["programs", "release", "work", "temp", "reports", "textfile"] {
            std::fs::create_dir(runner.at(name)).unwrap();
        }
        runner.program("apt-get", "exit 0");
        // Hands out what a release has under the last part of the address.
        runner.program(
            "curl",
            r#"for word; do [ "$before" = -o ] || [ "$before" = --output ] && to=$word; before=$word; url=$word; done
               case $* in *://*) ;; *) exit 3 ;; esac
               for word; do case $word in *://*) url=$word ;; esac; done
               exec cp "$RELEASE/${url##*/}" "$to""#,
        );
        std::fs::copy(
            repository("docs/packaging/install.sh"),
            runner.at("release/install.sh"),
        )
        .unwrap();
        let archive = format!(
            "forcessl-{VERSION}-{}-unknown-linux-gnu",
            std::env::consts::ARCH
        );
        // A build with debug information is large, and each recipe would write it three times.
        runner.program("handover", &format!(r#"exec {} "$@""#, binary()));
        let made = runner.sh(&format!(
            r#"cd "$RELEASE" && mkdir -p {archive}/bin {archive}/share/doc && mv ../programs/handover {archive}/bin/forcessl &&
               tar -czf {archive}.tar.gz {archive} && rm -r {archive} && sha256sum *.tar.gz >SHA256SUMS"#,
        ), &BTreeMap::new());
        assert_eq!(made.0, 0, "{}", made.1);
        runner
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.at("programs").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// Runs a script as the runners do; its code and what it printed.
    fn sh(&self, script: &str, variables: &BTreeMap<String, String>) -> (i32, String) {
        let added = std::fs::read_to_string(self.at("path")).unwrap_or_default();
        let path = added
            .lines()
            .fold(self.path.clone(), |path, added| format!("{added}:{path}"));
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.at("work"))
            .env_clear()
            .env("HOME", self.at("temp"))
            .env("PATH", path)
            .env("RELEASE", self.at("release"))
            .env("RUNNER_TEMP", self.at("temp"))
            .env("GITHUB_PATH", self.at("path"))
            .env("GITHUB_STEP_SUMMARY", self.at("summary"))
            .env("GITHUB_ACTION_PATH", repository(".github/actions/check"))
            .env("CI_PROJECT_DIR", self.at("work"))
            .env("WORKSPACE", self.at("work"))
            .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
            .envs(variables)
            .envs(self.sandbox.variables())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(printed).unwrap(),
        )
    }

    /// The report that a team accepts before it gates on what becomes worse.
    fn baseline(&self) {
        let snippet = snippets("docs/ci.md")
            .into_iter()
            .find(|(language, text)| language == "sh" && text.contains("baseline"));
        self.program("forcessl", &format!(r#"exec {} "$@""#, binary()));
        let ran = self.sh(&snippet.unwrap().1, &BTreeMap::from([instances()]));
        std::fs::remove_file(self.at("programs/forcessl")).unwrap();
        assert_eq!(ran.0, 0, "{}", ran.1);
        assert!(self.text("work/ssl-baseline.json").contains(INSTANCES[0]));
    }

    /// Runs steps one after another; a step for every case runs after a failure too. The only step that fails is the
    /// one that holds `failing`, with 1.
    fn steps(&self, steps: &[Step], variables: &BTreeMap<String, String>, failing: Option<&str>) {
        let mut failed = false;
        for step in steps.iter().filter(|step| !step.run.is_empty()) {
            if failed && !step.always {
                continue;
            }
            let mut all = variables.clone();
            all.extend(step.env.clone());
            let (code, printed) = self.sh(&step.run, &all);
            let fails = failing.is_some_and(|words| step.run.contains(words));
            assert_eq!(code, i32::from(fails), "{}\n{printed}", step.run);
            failed |= fails;
        }
        assert_eq!(failed, failing.is_some());
    }
}

struct Step {
    run: String,
    env: BTreeMap<String, String>,
    always: bool,
}

fn instances() -> (String, String) {
    ("INSTANCES".to_owned(), INSTANCES.join(" "))
}

fn yaml(text: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The first YAML snippet of docs/ci.md with all of these words.
fn recipe(words: &[&str]) -> Vec<Yaml> {
    let found = snippets("docs/ci.md").into_iter().find(|(language, text)| {
        language == "yaml" && words.iter().all(|word| text.contains(word))
    });
    yaml(
        &found
            .unwrap_or_else(|| panic!("no recipe with {words:?}"))
            .1,
    )
}

fn lines(list: &Yaml) -> String {
    let lines = list
        .as_vec()
        .unwrap()
        .iter()
        .map(|line| line.as_str().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// Text values of a mapping, with inputs put in for `${{ inputs.x }}` and `$[[ inputs.x ]]`; secrets are left out.
fn variables(map: &Yaml, inputs: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let Some(map) = map.as_hash() else {
        return BTreeMap::new();
    };
    let mut found = BTreeMap::new();
    for (key, value) in map {
        let mut text = value.as_str().unwrap().to_owned();
        for (name, input) in inputs {
            text = text.replace(&format!("${{{{ inputs.{name} }}}}"), input);
            text = text.replace(&format!("$[[ inputs.{name} ]]"), input);
        }
        if !text.contains("secrets.") {
            assert!(!text.contains("inputs."), "{text}");
            found.insert(key.as_str().unwrap().to_owned(), text);
        }
    }
    found
}

fn steps(list: &Yaml, inputs: &BTreeMap<String, String>) -> Vec<Step> {
    let step = |step: &Yaml| Step {
        run: step["run"].as_str().unwrap_or_default().to_owned(),
        env: variables(&step["env"], inputs),
        always: step["if"]
            .as_str()
            .is_some_and(|condition| condition.starts_with("always()")),
    };
    list.as_vec().unwrap().iter().map(step).collect()
}

/// The defaults of an action's or a component's inputs, and the ones given.
fn inputs(declared: &Yaml, given: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut inputs = BTreeMap::new();
    for (name, input) in declared.as_hash().unwrap() {
        let name = name.as_str().unwrap();
        let given = given
            .iter()
            .find(|(given, _)| *given == name)
            .map(|(_, value)| *value);
        let value = given
            .or(input["default"].as_str())
            .unwrap_or_else(|| panic!("{name} has no default"));
        inputs.insert(name.to_owned(), value.to_owned());
    }
    inputs
}

fn is_report(text: &str) {
    assert!(serde_json::from_str::<Value>(text).is_ok(), "{text}");
    assert!(text.contains(INSTANCES[1]), "{text}");
}

#[test]
fn the_github_workflow_goes_step_by_step() {
    let runner = Runner::new();
    runner.baseline();
    let workflow = &recipe(&["runs-on", "install.sh"])[0];
    let job = &workflow["jobs"]["check"];
    let environment = variables(&job["env"], &BTreeMap::new());
    let steps = steps(&job["steps"], &BTreeMap::new());
    runner.steps(&steps, &environment, None);
    is_report(&runner.text("work/ssl.sarif"));
    assert!(runner.text("summary").contains(INSTANCES[0]));
    assert!(runner.text("work/ssl.html").contains(INSTANCES[0]));
}

#[test]
fn the_github_action_goes_step_by_step() {
    let action =
        &yaml(&std::fs::read_to_string(repository(".github/actions/check/action.yml")).unwrap())[0];
    let used = &recipe(&["runs-on", "actions/check@"])[0]["jobs"]["check"]["steps"][1];
    assert_eq!(
        used["uses"].as_str().unwrap(),
        format!("forcessl/forcessl/.github/actions/check@v{VERSION}")
    );
    for name in used["with"].as_hash().unwrap().keys() {
        assert!(
            !action["inputs"][name.as_str().unwrap()].is_badvalue(),
            "{name:?}"
        );
    }
    // What is worse than the baseline, or not in order without one, fails the job, and the summary is there all the same.
    for (baseline, failing) in [("ssl-baseline.json", None), ("", Some("forcessl check"))] {
        let runner = Runner::new();
        runner.baseline();
        let given = [
            ("instances", "pgm-bp1orders pgm-uf6billing"),
            ("baseline", baseline),
        ];
        let steps = steps(&action["runs"]["steps"], &inputs(&action["inputs"], &given));
        runner.steps(&steps, &BTreeMap::new(), failing);
        is_report(&runner.text("work/forcessl.sarif"));
        assert!(runner.text("summary").contains(INSTANCES[0]));
    }
}

#[test]
fn an_action_takes_no_archive_of_another_checksum() {
    let action =
        &yaml(&std::fs::read_to_string(repository(".github/actions/check/action.yml")).unwrap())[0];
    let runner = Runner::new();
    let zeros = "0".repeat(64);
    let given = [("instances", INSTANCES[0]), ("sha256", zeros.as_str())];
    let steps = steps(&action["runs"]["steps"], &inputs(&action["inputs"], &given));
    runner.steps(&steps[..1], &BTreeMap::new(), Some("install.sh"));
    assert!(!runner.at("temp/forcessl/bin/forcessl").exists());
}

#[test]
fn the_gitlab_recipes_go_step_by_step() {
    let job = &recipe(&["before_script", "codequality"])[0]["ssl"];
    let component = yaml(&std::fs::read_to_string(repository(".gitlab/ci/check.yml")).unwrap());
    let used = &recipe(&["include"])[0]["include"][0]["inputs"];
    for name in used.as_hash().unwrap().keys() {
        assert!(
            !component[0]["spec"]["inputs"][name.as_str().unwrap()].is_badvalue(),
            "{name:?}"
        );
    }
    let given = [
        ("instances", "pgm-bp1orders pgm-uf6billing"),
        ("baseline", "ssl-baseline.json"),
    ];
    let inputs = inputs(&component[0]["spec"]["inputs"], &given);
    for (job, inputs, name) in [
        (job, BTreeMap::new(), "ssl"),
        (&component[1]["forcessl"], inputs, "forcessl"),
    ] {
        let runner = Runner::new();
        runner.baseline();
        let script = lines(&job["before_script"]) + "\n" + &lines(&job["script"]);
        let (code, printed) = runner.sh(&script, &variables(&job["variables"], &inputs));
        assert_eq!(code, 0, "{printed}");
        let findings = runner.text(&format!("work/{name}.json"));
        assert!(serde_json::from_str::<Value>(&findings).is_ok());
        assert!(
            runner
                .text(&format!("work/{name}.xml"))
                .contains("<testsuite")
        );
        for path in job["artifacts"]["paths"].as_vec().unwrap() {
            runner.text(&format!("work/{}", path.as_str().unwrap()));
        }
    }
}

#[test]
fn the_shell_lines_of_the_jenkinsfile_go_one_after_another() {
    let runner = Runner::new();
    runner.baseline();
    let (_, text) = snippets("docs/ci.md")
        .into_iter()
        .find(|(language, _)| language == "groovy")
        .unwrap();
    let lines: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("sh '")?.strip_suffix('\''))
        .collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for line in lines {
        let (code, printed) = runner.sh(line, &BTreeMap::from([instances()]));
        assert_eq!(code, 0, "{line}\n{printed}");
    }
    assert!(runner.text("work/ssl.xml").contains("<testsuite"));
}

#[test]
fn the_containers_of_kubernetes_take_their_arguments() {
    let runner = Runner::new();
    let container = |pod: &Yaml| pod["containers"][0].clone();
    let documents = recipe(&["CronJob", "ConfigMap"]);
    std::fs::create_dir(runner.at("etc")).unwrap();
    std::fs::write(
        runner.at("etc/instances"),
        documents[0]["data"]["instances"].as_str().unwrap(),
    )
    .unwrap();
    let template = &documents[1]["spec"]["jobTemplate"]["spec"]["template"];
    let shards = &recipe(&["Indexed"])[0]["spec"]["template"];
    for (container, index) in [
        (container(&template["spec"]), None),
        (container(&shards["spec"]), Some("0")),
        (container(&shards["spec"]), Some("1")),
    ] {
        assert!(container["command"].is_badvalue(), "the image has no shell");
        let args = container["args"].as_vec().unwrap().iter().map(|arg| {
            let arg = arg
                .as_str()
                .unwrap()
                .replace("/etc/forcessl", runner.at("etc").to_str().unwrap());
            let arg = arg.replace("=/", &format!("={}/", runner.folder.path().display()));
            let arg = arg.replace(
                &format!("{0}{0}", runner.folder.path().display()),
                runner.folder.path().to_str().unwrap(),
            );
            arg.replace("$(JOB_COMPLETION_INDEX)", index.unwrap_or_default())
        });
        let args: Vec<String> = args.collect();
        let mut command = runner
            .sandbox
            .command(&args.iter().map(String::as_str).collect::<Vec<_>>());
        if let Some(index) = index {
            command.env("JOB_COMPLETION_INDEX", index);
        }
        let output = command.output().unwrap();
        let code = output.status.code().unwrap();
        assert!(
            [0, 1].contains(&code),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert!(runner.text("textfile/forcessl.prom").contains(INSTANCES[1]));
    is_report(&runner.text("reports/latest.json"));
    // Two of eight shards; every row is of an instance of the sandbox.
    runner.text("reports/0.ndjson");
    runner.text("reports/1.ndjson");
}

#[test]
fn the_version_is_the_same_wherever_it_is_written_out() {
    for (file, texts) in [
        (
            "docs/packaging/install.sh",
            vec![format!("version={VERSION}")],
        ),
        (
            ".github/actions/check/action.yml",
            vec![format!("default: {VERSION}")],
        ),
        (".gitlab/ci/check.yml", vec![format!("default: {VERSION}")]),
        (
            "docs/packaging/forcessl.rb",
            vec![format!("forcessl-{VERSION}.crate")],
        ),
        (
            "docs/ci.md",
            vec![
                format!("--version {VERSION}"),
                format!("/v{VERSION}/"),
                format!("check@v{VERSION}"),
            ],
        ),
        (
            "README.md",
            vec![
                format!("forcessl_{VERSION}-1_amd64.deb"),
                format!("forcessl-{VERSION}-1.x86_64.rpm"),
            ],
        ),
        ("docs/CHANGELOG.md", vec![format!("## [{VERSION}] - ")]),
    ] {
        let text = std::fs::read_to_string(repository(file)).unwrap();
        for expected in texts {
            assert!(text.contains(&expected), "{file} lacks {expected}");
        }
    }
}
