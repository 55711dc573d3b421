//! `plan` and `enforce` as change tickets, in Markdown and as a page.

use crate::support::{Sandbox, psql};

const SECTIONS: &[&str] = &[
    "Steps",
    "pg\\_hba records, before and after",
    "Warnings",
    "Open sessions",
    "Proof",
    "Undo",
];

#[test]
fn a_plan_says_before_after_restart_who_is_cut_off_proof_and_undo() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let ran = sandbox
        .run(&["plan", &id, "--via", "hba", "-o", "markdown"])
        .expect(1);
    assert!(
        ran.stdout.starts_with(&format!("# Change ticket: {id}\n")),
        "{}",
        ran.stdout
    );
    for section in SECTIONS {
        assert!(
            ran.stdout.contains(&format!("\n## {section}\n")),
            "{section}: {}",
            ran.stdout
        );
    }
    for line in [
        "| Restart | 1 restart |",
        "    - host all all 0.0.0.0/0 md5\n    + hostssl all all 0.0.0.0/0 md5\n",
        &format!("to go back: forcessl rollback {id}"),
    ] {
        assert!(ran.stdout.contains(line), "{line}: {}", ran.stdout);
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_change_says_what_was_done_and_its_undo_works_as_it_stands() {
    let sandbox = Sandbox::postgres(&["--change-time", "500ms"]);
    let instance = sandbox.instance(0);
    let page = sandbox.home.path().join("ticket.html");
    let html = format!("html={}", page.display());
    let change = [
        "enforce",
        &instance.id,
        "--via",
        "hba",
        "--yes",
        "-o",
        "markdown",
        "-o",
        &html,
    ];
    let ticket = sandbox.run(&change).expect(0).stdout;
    assert!(!psql::login(&instance, "sslmode=disable").ok);
    assert!(
        ticket.contains("\n## Result\n\n- changed\n- verdict: enforced\n"),
        "{ticket}"
    );
    let refused = ticket.matches("plaintext REFUSED").count();
    assert_eq!(
        refused, 2,
        "once for ordinary and once for replication connections: {ticket}"
    );
    let undo = ticket
        .lines()
        .find_map(|line| line.strip_prefix("    forcessl "))
        .unwrap();
    let undo: Vec<&str> = undo.split(' ').chain(["--yes"]).collect();
    sandbox.run(&undo).expect(0);
    assert!(psql::login(&instance, "sslmode=disable").ok);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains("<h2>Undo</h2>") && page.contains("plaintext REFUSED"),
        "{page}"
    );
}

#[test]
fn what_stands_in_the_way_is_said_and_no_text_of_others_is_markup() {
    let record = serde_json::json!({ "priority": 0, "type": "host", "database": "all", "user": "\"<b>|*x*\"",
        "address": "0.0.0.0/0", "method": "md5" });
    let state = serde_json::json!({ "instances": [{ "id": "pgm-odd", "database": "none", "hba": [record] }]});
    let sandbox = Sandbox::with_state(&state, &[]);
    let plan = |format: &str, code| {
        sandbox
            .run(&["plan", "pgm-odd", "--via", "acl", "-o", format])
            .expect(code)
            .stdout
    };
    let markdown = plan("markdown", 8);
    assert!(
        markdown.contains("\n## What stands in the way\n"),
        "{markdown}"
    );
    let html = sandbox
        .run(&["plan", "pgm-odd", "--via", "hba", "-o", "html"])
        .expect(1)
        .stdout;
    assert!(
        html.contains("&lt;b&gt;") && !html.contains("<b>"),
        "{html}"
    );
    assert!(html.contains("default-src 'none'") && !html.contains("<script"));
    sandbox
        .run(&["plan", "pgm-odd", "--via", "hba", "-o", "csv"])
        .expect(2)
        .says(&["markdown, html"]);
}

#[test]
fn what_was_put_back_and_what_cannot_be_planned_is_said() {
    // The service refuses a record of a user that does not exist, after SSL is on.
    let record = serde_json::json!({ "priority": 0, "type": "host", "database": "all", "user": "ghost",
        "address": "0.0.0.0/0", "method": "md5" });
    let state = serde_json::json!({ "instances": [
        { "id": "pgm-half", "database": "embedded", "users": ["app"], "hba": [record] },
    ]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "500ms"]);
    let change = "enforce pgm-half --via hba --yes --auto-rollback -o markdown";
    let change: Vec<&str> = change.split(' ').collect();
    let ticket = sandbox.run(&change).expect(5).stdout;
    assert!(
        ticket.contains("rolled back to the state before"),
        "{ticket}"
    );
    assert!(ticket.contains("- verdict: open\n"), "{ticket}");
    let nowhere = ["plan", "pgm-none", "--via", "hba", "-o", "markdown"];
    let ticket = sandbox.run(&nowhere).expect(5).stdout;
    assert!(ticket.contains("## What stands in the way"), "{ticket}");
    assert!(!ticket.contains("## Undo"), "nothing is sent: {ticket}");
}
