//! The sources that hold their key: environment and files; and the search as a whole.

use super::*;

const ENVIRONMENT: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sec-env"),
];

const CONFIG: &str = r#"{"current": "main", "meta_path": "", "profiles": [
    {"name": "main", "mode": "AK", "access_key_id": "file-id", "access_key_secret": "sec-file", "region_id": "cn-shanghai"},
    {"name": "temporary", "mode": "StsToken", "access_key_id": "STS.id", "access_key_secret": "sec-sts", "sts_token": "sec-token\n"},
    {"name": "no-token", "mode": "StsToken", "access_key_id": "STS.id", "access_key_secret": "sec-sts"},
    {"name": "half", "mode": "AK", "access_key_id": "file-id", "access_key_secret": ""},
    {"name": "plain", "access_key_id": "plain-id", "access_key_secret": "sec-plain"},
    {"name": "bearer", "mode": "BearerToken", "bearer_token": "sec-bearer"},
    {"name": "number", "mode": "AK", "access_key_id": 1, "access_key_secret": [2, {"x": 1.5}]},
    {"name": "odd", "mode": "ak", "access_key_id": 1, "access_key_secret": 2}
]}"#;

const INI: &str = "\
; made by hand
[default]
type = access_key   # the usual one
access_key_id = ini-id
access_key_secret = sec-ini;x # and a remark

[half]
type = access_key
access_key_id = ini-id

[role]
type = ram_role_arn
access_key_id = ini-id
access_key_secret = sec-ini

[odd]
type = sec-odd

[bare]
access_key_id = ini-id
";

#[tokio::test]
async fn the_environment_comes_first() {
    let world = World::new(&ENVIRONMENT).with_config(CONFIG);
    world.finds("env-id", "sec-env", None).await;
    let identity = world.identity().await;
    assert_eq!(
        identity.source().text().english(),
        "environment variable ALIBABA_CLOUD_ACCESS_KEY_ID"
    );
    assert_eq!(identity.manner(), "an access key");
}

#[tokio::test]
async fn a_token_makes_it_temporary() {
    let world = World::new(&ENVIRONMENT).with("ALIBABA_CLOUD_SECURITY_TOKEN", "sec-token\n");
    world.finds("env-id", "sec-env", Some("sec-token")).await;
    assert_eq!(world.identity().await.manner(), "an STS token");
}

#[tokio::test]
async fn older_names_work_and_never_mix() {
    World::new(&[
        ("ALICLOUD_ACCESS_KEY", "tf"),
        ("ALICLOUD_SECRET_KEY", "sec-tf"),
    ])
    .finds("tf", "sec-tf", None)
    .await;
    World::new(&[
        ("ACCESS_KEY_ID", "old"),
        ("ACCESS_KEY_SECRET", "sec-o"),
        ("SECURITY_TOKEN", "sec-t"),
    ])
    .finds("old", "sec-o", Some("sec-t"))
    .await;
    World::new(&[
        ("ALIBABACLOUD_ACCESS_KEY_ID", "a"),
        ("ALIBABACLOUD_ACCESS_KEY_SECRET", "sec-a"),
        ("SECURITY_TOKEN", "sec-of-another"),
    ])
    .finds("a", "sec-a", None)
    .await;
}

#[tokio::test]
async fn where_nothing_else_is_found_half_a_pair_is_named() {
    let half = World::new(&ENVIRONMENT[..1]);
    half.fails(&[
        "ALIBABA_CLOUD_ACCESS_KEY_ID is set",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET is not",
    ])
    .await;
    World::new(&ENVIRONMENT[1..])
        .fails(&["ALIBABA_CLOUD_ACCESS_KEY_ID is not"])
        .await;
    World::new(&[("ALIBABA_CLOUD_SECURITY_TOKEN", "sec-t")])
        .fails(&[
            "ALIBABA_CLOUD_SECURITY_TOKEN is set",
            "ALIBABA_CLOUD_ACCESS_KEY_ID is not",
        ])
        .await;
    World::new(&[ENVIRONMENT[0], ("ALICLOUD_ACCESS_KEY_SECRET", "sec-x")])
        .fails(&["ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"])
        .await;
}

#[tokio::test]
async fn an_empty_variable_is_not_set() {
    World::new(&[
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", " "),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ""),
    ])
    .with_config(CONFIG)
    .finds("file-id", "sec-file", None)
    .await;
}

#[tokio::test]
async fn a_profile_asked_for_beats_the_environment() {
    let world = World::new(&ENVIRONMENT)
        .with_config(CONFIG)
        .asked_for("temporary");
    world.finds("STS.id", "sec-sts", Some("sec-token")).await;
    let source = world.identity().await.source().text().english();
    assert!(source.starts_with("profile `temporary` of "), "{source}");
    World::new(&ENVIRONMENT)
        .asked_for("x")
        .fails(&["config.json"])
        .await;
}

#[tokio::test]
async fn a_profile_asked_for_may_be_in_the_other_file() {
    let both = || {
        World::new(&ENVIRONMENT)
            .with_config(CONFIG)
            .file(".alibabacloud/credentials", INI)
    };
    both()
        .asked_for("default")
        .finds("ini-id", "sec-ini", None)
        .await;
    both()
        .asked_for("main")
        .finds("file-id", "sec-file", None)
        .await;
    both()
        .asked_for("absent")
        .fails(&["`absent` is not in", "main, temporary"])
        .await;
    let named = World::new(&[("ALIBABA_CLOUD_PROFILE", "absent")]).with_config(CONFIG);
    named.fails(&["`absent` is not in"]).await;
}

#[tokio::test]
async fn the_environment_and_current_name_the_profile() {
    World::new(&[])
        .with_config(CONFIG)
        .finds("file-id", "sec-file", None)
        .await;
    World::new(&[("ALIBABA_CLOUD_PROFILE", "plain")])
        .with_config(CONFIG)
        .finds("plain-id", "sec-plain", None)
        .await;
}

#[tokio::test]
async fn another_file_can_be_named() {
    let world = World::new(&[]).file("elsewhere.json", CONFIG);
    let file = world.home().join("elsewhere.json");
    let world = world.with("ALIBABA_CLOUD_CONFIG_FILE", file.to_str().unwrap());
    world.finds("file-id", "sec-file", None).await;
    fs::remove_file(&file).unwrap();
    world.fails(&["elsewhere.json", "not there"]).await;
    fs::create_dir(&file).unwrap();
    world.fails(&["elsewhere.json", "not a file"]).await;
}

#[tokio::test]
async fn a_broken_profile_stops_with_its_name() {
    for (profile, words) in [
        ("half", &["`half`", "access_key_secret"][..]),
        ("no-token", &["`no-token`", "sts_token"]),
        ("number", &["`number`", "access_key_id"]),
        (
            "bearer",
            &["BearerToken", "`bearer`", "config.json", "not supported"],
        ),
        ("odd", &["mode `ak`"]),
    ] {
        let world = World::new(&[]).with_config(CONFIG).asked_for(profile);
        world.fails(words).await;
        let search = world.search().await;
        for (source, state) in [
            ("~/.aliyun/config.json", SourceState::Broken),
            ("~/.alibabacloud/credentials", SourceState::NotReached),
        ] {
            assert_eq!(step(&search, source).state, state, "{:?}", search.steps);
        }
    }
}

#[tokio::test]
async fn a_broken_file_stops_with_its_name_and_keeps_its_content_to_itself() {
    for broken in [r#"{"current": "sec-x"#, r#"{"profiles": "sec-x"}"#, "sec-x"] {
        World::new(&[])
            .with_config(broken)
            .fails(&["config.json", "line 1"])
            .await;
    }
    World::new(&[])
        .file(".alibabacloud/credentials", "[default\nsec-x = sec-y")
        .fails(&[".alibabacloud/credentials", "no INI file"])
        .await;
    let huge = format!("{{\"x\":\"{}\"}}", "x".repeat(1024 * 1024));
    World::new(&[])
        .with_config(&huge)
        .fails(&["config.json", "larger than 1 MiB"])
        .await;
}

#[tokio::test]
async fn the_credentials_file_names_keys_in_its_own_words() {
    let world = || World::new(&[]).file(".alibabacloud/credentials.ini", INI);
    world().finds("ini-id", "sec-ini", None).await;
    for (section, words) in [
        ("half", &["`access_key_secret`"][..]),
        ("role", &["`role_arn`"]),
        ("odd", &["`type`", "access_key, ram_role_arn"]),
        ("bare", &["`type`"]),
    ] {
        let error = world().asked_for(section).fails(words).await.to_string();
        assert!(error.contains(&format!("`{section}`")), "{error}");
        assert!(error.contains("credentials.ini"), "{error}");
    }
}

#[tokio::test]
async fn nothing_at_all_says_what_was_looked_at() {
    let world = World::new(&[]);
    let error = world
        .fails(&[
            "environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set",
            "OIDC: ALIBABA_CLOUD_ROLE_ARN is not set",
            "config.json is not there",
            "credentials.ini is not there",
            "no metadata service answers at 127.0.0.1",
            "ALIBABA_CLOUD_CREDENTIALS_URI is not set",
        ])
        .await;
    assert_eq!(error.kind, CredentialsErrorKind::Nothing);
    for step in world.search().await.steps {
        assert_eq!(step.state, SourceState::Absent, "{step:?}");
    }
    for switch in [
        "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
        "ALIBABA_CLOUD_IGNORE_PROFILE",
    ] {
        let ignored = World::new(&[(switch, "TRUE")]).with_config(CONFIG);
        ignored.fails(&[switch]).await;
    }

    let world = World::new(&[]);
    let nowhere = ChainInputs {
        home: None,
        ..world.around()
    };
    let found = search(&nowhere, &world.means).await;
    let error = found.identity.unwrap_err();
    assert_eq!(error.kind, CredentialsErrorKind::Nothing);
}

#[tokio::test]
async fn the_report_says_what_became_of_each_source() {
    let world = World::new(&[]).with_config(CONFIG);
    let search = world.search().await;
    let file = world.home().join(".aliyun/config.json");
    let used = format!(
        "used: an access key from profile `main` of {}",
        file.display()
    );
    for (source, outcome) in [
        (
            "environment",
            "nothing there: ALIBABA_CLOUD_ACCESS_KEY_ID is not set",
        ),
        ("OIDC", "nothing there: ALIBABA_CLOUD_ROLE_ARN is not set"),
        ("~/.aliyun/config.json", &*used),
        ("~/.alibabacloud/credentials", "not looked at"),
        ("ECS metadata", "not looked at"),
        ("credentials URI", "not looked at"),
    ] {
        assert_eq!(step(&search, source).outcome().english(), outcome);
    }
    assert_eq!(search.steps.len(), 6);
}

#[tokio::test]
async fn files_with_keys_that_others_can_read_are_told() {
    for (mode, exposed) in [(0o600, 0), (0o640, 1), (0o604, 1), (0o700, 0)] {
        let world = World::new(&[]).with_config(CONFIG);
        let file = world.home().join(".aliyun/config.json");
        restrict(&file, mode);
        let found = world.search().await.exposed;
        assert_eq!(found.iter().count(), exposed, "{mode:o}");
        for told in found.iter().map(Text::english) {
            assert!(told.contains(file.to_str().unwrap()), "{told}");
            assert!(told.contains(&format!("{mode:04o}")), "{told}");
        }
        let world = World::new(&[]).file(".alibabacloud/credentials", INI);
        restrict(&world.home().join(".alibabacloud/credentials"), mode);
        let found = world.search().await.exposed;
        assert_eq!(found.iter().count(), exposed, "{mode:o}");
    }
    let world = World::new(&ENVIRONMENT).with_config(CONFIG);
    restrict(&world.home().join(".aliyun/config.json"), 0o644);
    assert!(world.search().await.exposed.is_none());
}

#[test]
fn the_region_comes_from_the_environment_and_then_the_profile() {
    const WEST: (&str, &str) = ("ALIBABA_CLOUD_REGION_ID", "eu-west-1");
    const STRAY: (&str, &str) = ("REGION_ID", "eu-west-1");
    const ODD: (&str, &str) = ("REGION", "Old Europe");
    let plain = |variables: &[_]| World::new(variables);
    let configured = |variables: &[_]| World::new(variables).with_config(CONFIG);
    for (world, expected) in [
        (configured(&[WEST]), Some("eu-west-1")),
        (configured(&[WEST]).asked_for("main"), Some("cn-shanghai")),
        (configured(&[WEST]).asked_for("plain"), Some("eu-west-1")),
        (configured(&[]), Some("cn-shanghai")),
        (
            plain(&[("ALICLOUD_REGION", "cn-qingdao")]),
            Some("cn-qingdao"),
        ),
        (plain(&[]), None),
        // Variables that may be those of another program come last, and break nothing.
        (plain(&[STRAY, ODD]), Some("eu-west-1")),
        (configured(&[STRAY, ODD]), Some("cn-shanghai")),
        (plain(&[ODD]), None),
    ] {
        let found = region(&world.around()).unwrap().map(|(region, _)| region);
        assert_eq!(found.as_ref().map(Region::as_str), expected);
    }
    let odd = no_region(&plain(&[ODD]).around()).unwrap().english();
    assert!(odd.contains("REGION is not one"), "{odd}");
    let broken = World::new(&[("ALICLOUD_REGION_ID", "cn hangzhou/x")]);
    let error = region(&broken.around()).unwrap_err();
    assert!(error.to_string().contains("ALICLOUD_REGION_ID"), "{error}");
}

#[tokio::test]
async fn a_stray_half_of_a_pair_breaks_nothing() {
    let families = ["", "ALICLOUD_", "ALIBABACLOUD_", "ALIBABA_CLOUD_"];
    let names = [
        ("ACCESS_KEY_ID", true),
        ("ACCESS_KEY_SECRET", true),
        ("SECURITY_TOKEN", false),
    ];
    let stray = families
        .into_iter()
        .flat_map(|family| names.map(|(name, is_told)| (format!("{family}{name}"), is_told)));
    let provider =
        ["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"].map(|name| (name.to_owned(), true));
    for (variable, is_told) in stray.chain(provider) {
        let world = World::new(&[(&variable, "sec-of-another")]).with_config(CONFIG);
        world.finds("file-id", "sec-file", None).await;
        // The half of a pair may be a slip, so it is told.
        let unused = world.search().await.unused.map(|text| text.english());
        assert_eq!(unused.is_some(), is_told, "{variable}");
        assert!(unused.is_none_or(|text| text.contains(&variable) && !text.contains("sec-")));
        let asked = world.asked_for("main");
        assert!(asked.search().await.unused.is_none(), "{variable}");
    }
}

#[tokio::test]
async fn a_profile_is_completed_by_the_variables_for_it() {
    let temporary = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sec-env"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "sec-token"),
    ];
    let profile =
        |keys: serde_json::Value| World::new(&temporary).with_profile(&keys).asked_for("main");
    profile(serde_json::json!({"mode": "StsToken"}))
        .finds("env-id", "sec-env", Some("sec-token"))
        .await;
    let own = serde_json::json!({
        "mode": "StsToken", "access_key_id": "own", "access_key_secret": "sec-own",
    });
    profile(own)
        .finds("own", "sec-own", Some("sec-token"))
        .await;
    // A pair is not mixed with a part of another one, and a whole one is left alone.
    let role = "acs:ram::1:role/r";
    for mode in ["AK", "StsToken", "RamRoleArn"] {
        for (own, value, missing) in [
            ("access_key_id", "own", "access_key_secret"),
            ("access_key_secret", "sec-own", "access_key_id"),
            ("sts_token", "sec-own", "access_key_id"),
        ] {
            let keys = serde_json::json!({"mode": mode, "ram_role_arn": role, own: value});
            profile(keys).fails(&[missing]).await;
        }
    }
    profile(serde_json::json!({"mode": "AK", "access_key_id": "env-id"}))
        .finds("env-id", "sec-env", None)
        .await;
    let whole = serde_json::json!({
        "mode": "AK", "access_key_id": "own", "access_key_secret": "sec-own",
    });
    profile(whole).finds("own", "sec-own", None).await;
    profile(serde_json::json!({"mode": "AK"}))
        .finds("env-id", "sec-env", None)
        .await;
}

#[tokio::test]
async fn a_configuration_without_profiles_leads_on() {
    for empty in [
        r#"{"current": "default", "profiles": []}"#,
        r#"{"current": "default", "profiles": null}"#,
        r#"{"current": "default"}"#,
    ] {
        let world = || World::new(&[]).with_config(empty);
        world().fails(&["config.json has no profiles"]).await;
        world()
            .file(".alibabacloud/credentials", INI)
            .finds("ini-id", "sec-ini", None)
            .await;
        world().asked_for("x").fails(&["`x` is not in"]).await;
    }
}

#[tokio::test]
async fn values_of_the_ini_file_may_be_quoted_and_have_comments() {
    for (value, secret) in [
        ("sec-x # of last year", "sec-x"),
        ("sec-x;y", "sec-x"),
        ("\"sec-#;x\" # quoted", "sec-#;x"),
        ("'sec-x'", "sec-x"),
        ("`sec-x`", "sec-x"),
    ] {
        let ini =
            format!("[default]\ntype=access_key\naccess_key_id=id\naccess_key_secret={value}\n");
        World::new(&[])
            .file(".alibabacloud/credentials", &ini)
            .finds("id", secret, None)
            .await;
    }
}

#[test]
fn a_profile_names_its_endpoint() {
    let named = |keys: serde_json::Value| endpoint(&World::new(&[]).with_profile(&keys).around());
    let (none, public) = named(serde_json::json!({"mode": "AK"})).unwrap();
    assert!(none.is_none() && !public);
    let (own, inside) = named(serde_json::json!({
        "mode": "AK", "endpoint": "rds.example.com", "endpoint_type": "VPC",
    }))
    .unwrap();
    assert_eq!(own.unwrap().authority(), "rds.example.com");
    assert!(inside);
    for (key, value) in [
        ("endpoint", "http://far.example"),
        ("endpoint_type", "intranet"),
    ] {
        let error = named(serde_json::json!({"mode": "AK", key: value})).unwrap_err();
        assert!(error.to_string().contains(&format!("`{key}`")), "{error}");
    }
    assert!(
        !named(serde_json::json!({"mode": "AK", "endpoint_type": "Public"}))
            .unwrap()
            .1
    );
}
