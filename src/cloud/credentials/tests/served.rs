//! Metadata, addresses, programs and logins.

use serde_json::json;

use super::*;

const CREDENTIALS: &str = "/latest/meta-data/ram/security-credentials/";

/// Answers of a service that has no key to give.
const FAILED: &str = r#"{"Code": "Failed", "AccessKeyId": "sec-x"}"#;
const HALF: &str = r#"{"AccessKeyId": "sec-x"}"#;

fn coded(id: &str, end: &str) -> String {
    let mut answer = temporary(id, end);
    answer["Code"] = json!("Success");
    answer.to_string()
}

/// Plays the metadata service with the role `dba`; `token` says what a wish for a token gets.
async fn metadata(token: (u16, &'static str)) -> Server {
    Server::start(move |request, _| {
        let has_token = request.header("x-aliyun-ecs-metadata-token").is_some();
        match (request.method.as_str(), request.target.as_str()) {
            ("PUT", "/latest/api/token") => (token.0, token.1.to_owned()),
            ("GET", _) if has_token != (token.0 == 200) => (401, String::new()),
            ("GET", target) if target == CREDENTIALS => (200, "dba\n".to_owned()),
            ("GET", target) if target == format!("{CREDENTIALS}dba") => {
                (200, coded("STS.ecs", &minutes(360)))
            }
            _ => (404, String::new()),
        }
    })
    .await
}

/// A world whose only profile has these keys.
fn profiled(keys: &serde_json::Value) -> World {
    World::new(&[]).with_profile(keys)
}

/// A world that is given a key by this address.
fn by_uri(address: &str) -> World {
    World::new(&[("ALIBABA_CLOUD_CREDENTIALS_URI", address)])
}

fn on_ecs(server: &Server) -> World {
    let mut world = World::new(&[]);
    world.means.metadata_service = server.url.parse().unwrap();
    world
}

#[tokio::test]
async fn an_instance_with_a_role_gives_its_key() {
    let server = metadata((200, "sec-metadata-token")).await;
    let world = on_ecs(&server);
    let search = world.search().await;
    let outcome = step(&search, "ECS metadata").outcome().english();
    let is_used = outcome.starts_with("used: ") && outcome.contains("ECS instance");
    assert!(is_used, "{outcome}");
    let identity = search.identity.unwrap();
    let key = identity.credentials().await.unwrap();
    assert_eq!(key.access_key_id, "STS.ecs");
    assert_eq!(identity.source(), &Source::Metadata);
    let arrived = server.arrived();
    // The key that the search got is not asked for again.
    assert_eq!(arrived.len(), 3);
    let lifetime = arrived[0].header("x-aliyun-ecs-metadata-token-ttl-seconds");
    assert_eq!(lifetime, Some("21600"));
    let token = arrived[2].header("x-aliyun-ecs-metadata-token");
    assert_eq!(token, Some("sec-metadata-token"));
}

#[tokio::test]
async fn without_a_token_it_is_asked_only_where_that_is_allowed() {
    let server = metadata((404, "")).await;
    on_ecs(&server).finds_temporary("STS.ecs").await;
    let strict = on_ecs(&server).with("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
    strict
        .fails(&["a token at the metadata service", "HTTP status 404"])
        .await;
    assert_eq!(server.arrived().len(), 4);
}

#[tokio::test]
async fn the_metadata_service_can_be_switched_off() {
    let server = metadata((200, "sec-metadata-token")).await;
    let off = on_ecs(&server).with("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    off.fails(&["ALIBABA_CLOUD_ECS_METADATA_DISABLED switches it off"])
        .await;
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn a_role_that_is_named_is_not_looked_up_and_has_to_be_there() {
    let server = metadata((200, "sec-metadata-token")).await;
    on_ecs(&server)
        .with("ALIBABA_CLOUD_ECS_METADATA", "dba")
        .finds_temporary("STS.ecs")
        .await;
    let arrived = server.arrived();
    assert!(arrived.iter().all(|request| request.target != CREDENTIALS));
    let wrong = on_ecs(&server).with("ALIBABA_CLOUD_ECS_METADATA", "../x y");
    wrong.fails(&["the role ../x y", "no such role"]).await;
    let asked = server.arrived().pop().unwrap().target;
    assert_eq!(asked, format!("{CREDENTIALS}..%2Fx%20y"));
    let away = World::new(&[("ALIBABA_CLOUD_ECS_METADATA", "dba")]);
    away.fails(&["metadata service", "cannot connect to 127.0.0.1"])
        .await;
}

#[tokio::test]
async fn an_instance_without_a_role_leads_on() {
    let server = Server::start(|request, _| match request.method.as_str() {
        "PUT" => (200, "sec-metadata-token".to_owned()),
        _ => (404, "<html>".to_owned()),
    })
    .await;
    let led_on = [
        "this ECS instance has no role",
        "ALIBABA_CLOUD_CREDENTIALS_URI",
    ];
    on_ecs(&server).fails(&led_on).await;
    let profile = on_ecs(&server).with_profile(&json!({"mode": "EcsRamRole", "ram_role_name": ""}));
    let stopped = ["`main`", "this instance has no role"];
    profile.fails(&stopped).await;
}

#[tokio::test]
async fn a_metadata_service_that_answers_badly_stops() {
    for (role, words) in [
        (coded("STS.ecs", &minutes(-1)), "ran out"),
        (FAILED.to_owned(), "`Code` is not Success"),
        (HALF.to_owned(), "`AccessKeySecret` is missing"),
        ("<html>sec-x".to_owned(), "no JSON object"),
        ("x".repeat(300 * 1024), "larger than 256 KiB"),
    ] {
        let server = Server::start(move |request, _| match request.target.as_str() {
            CREDENTIALS => (200, "dba".to_owned()),
            "/latest/api/token" => (200, "sec-metadata-token".to_owned()),
            _ => (200, role.clone()),
        })
        .await;
        on_ecs(&server).fails(&["metadata service", words]).await;
    }
    let server = Server::slow(Duration::from_secs(20), |_, _| (200, "x".to_owned())).await;
    let mut slow = on_ecs(&server);
    slow.means.metadata_timeout = Duration::from_millis(20);
    slow.fails(&["metadata service", "no answer"]).await;
}

#[tokio::test]
async fn profiles_use_the_role_of_the_instance() {
    let server = metadata((200, "sec-metadata-token")).await;
    let profile = json!({"mode": "EcsRamRole", "ram_role_name": "dba"});
    on_ecs(&server)
        .with_profile(&profile)
        .finds_temporary("STS.ecs")
        .await;

    let sts = Server::start(|_, _| (200, assumed("STS.role", &minutes(60)))).await;
    let profile = json!({
        "mode": "RamRoleArnWithRoleName", "ram_role_name": "dba", "ram_role_arn": "acs:ram::1:role/x",
    });
    let world = on_ecs(&server)
        .with("ALIBABA_CLOUD_STS_ENDPOINT", &sts.url)
        .with_profile(&profile);
    world.finds_temporary("STS.role").await;
    let form = sts.arrived()[0].form();
    assert_eq!(form["AccessKeyId"], "STS.ecs");
    assert_eq!(form["SecurityToken"], "sec-token-of-STS.ecs");
}

#[tokio::test]
async fn an_address_gives_a_key() {
    let server = Server::start(|_, _| (200, coded("STS.uri", &minutes(30)))).await;
    let address = format!("{}/keys?user=sec-user", server.url);
    by_uri(&address).finds_temporary("STS.uri").await;
    assert_eq!(server.arrived()[0].target, "/keys?user=sec-user");
    profiled(&json!({"mode": "CredentialsURI", "credentials_uri": address}))
        .finds_temporary("STS.uri")
        .await;
}

#[tokio::test]
async fn an_address_that_gives_no_key_is_told_without_its_text() {
    for (status, body, word) in [
        (200, coded("STS.uri", &minutes(0)), "ran out"),
        (200, FAILED.to_owned(), "`Code` is not Success"),
        (200, HALF.to_owned(), "`AccessKeySecret` is missing"),
        (200, "sec-x".to_owned(), "no JSON object"),
        (500, "sec-x".to_owned(), "HTTP status 500"),
        (307, "sec-x".to_owned(), "HTTP status 307"),
    ] {
        let server = Server::start(move |_, _| (status, body.clone())).await;
        let address = format!("{}/sec-path", server.url);
        by_uri(&address)
            .fails(&["ALIBABA_CLOUD_CREDENTIALS_URI", word])
            .await;
    }
    let server = Server::slow(Duration::from_secs(20), |_, _| (200, String::new())).await;
    let mut slow = by_uri(&server.url);
    slow.means.answer_timeout = Duration::from_millis(30);
    slow.fails(&["ALIBABA_CLOUD_CREDENTIALS_URI", "no answer"])
        .await;
    let away = format!("{}/sec-path", nobody().await);
    by_uri(&away).fails(&["cannot connect"]).await;
    for address in [
        "http://keys.example.com/",
        "http://10.0.0.1/",
        "file:///",
        "",
    ] {
        let unusable = by_uri(&format!("{address}sec-path"));
        let word = "ALIBABA_CLOUD_CREDENTIALS_URI cannot be used";
        unusable.fails(&[word]).await;
    }
}

/// A world with a profile whose program prints this.
fn program(printed: &str) -> World {
    let world = World::new(&[]).file("printed file", printed);
    let file = world.home().join("printed file");
    let command = format!("cat \"{}\"", file.display());
    world.with_profile(&json!({"mode": "External", "process_command": command}))
}

#[tokio::test]
async fn a_program_prints_a_key() {
    program(r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "sec-x"}"#)
        .finds("id", "sec-x", None)
        .await;
    let temporary = json!({
        "mode": "StsToken", "access_key_id": "id", "access_key_secret": "sec-x", "sts_token": "sec-t",
        "expiration": minutes(10),
    });
    program(&temporary.to_string())
        .finds("id", "sec-x", Some("sec-t"))
        .await;
}

#[tokio::test]
async fn a_program_that_prints_no_key_is_told() {
    let expired = json!({
        "mode": "StsToken", "access_key_id": "id", "access_key_secret": "sec-x", "sts_token": "sec-t",
        "expiration": minutes(-10),
    });
    let keys = r#""access_key_id": "id", "access_key_secret": "sec-x""#;
    for (printed, word) in [
        ("sec-x".to_owned(), "no JSON object"),
        (String::new(), "no JSON object"),
        (format!(r#"{{"mode": "StsToken", {keys}}}"#), "`sts_token`"),
        (
            r#"{"mode": "External", "process_command": "sec-x"}"#.to_owned(),
            "neither AK nor StsToken",
        ),
        (
            r#"{"access_key_id": "id"}"#.to_owned(),
            "`access_key_secret` is missing",
        ),
        (
            format!(r#"{{{keys}, "expiration": "sec-x"}}"#),
            "not a time",
        ),
        (expired.to_string(), "ran out"),
    ] {
        let program = program(&printed);
        program.fails(&["program of profile `main`", word]).await;
    }
}

#[tokio::test]
async fn a_program_that_does_not_work_is_told() {
    for (command, word) in [
        ("false sec-argument", "failed: exit status: 1"),
        ("/nowhere/sec-program", "cannot be started"),
        ("sleep 20", "did not end within 0.2 s"),
        ("sh -c 'exec >&-; sleep 20'", "did not end within 0.2 s"),
        ("cat /dev/zero", "printed more than 256 KiB"),
        ("sh -c 'kill -9 $$'", "failed: signal: 9"),
        ("echo 'sec-x", "not closed"),
        ("''", "cannot be started"),
    ] {
        let profile = json!({"mode": "External", "process_command": command});
        let mut world = profiled(&profile);
        world.means.program_timeout = Duration::from_millis(200);
        world.fails(&["`main`", word]).await;
    }
    // No shell: what one would do is an argument.
    let profile = json!({"mode": "External", "process_command": "echo {} ; touch made"});
    profiled(&profile).fails(&["no JSON object"]).await;
    assert!(!Path::new("made").exists());
}

#[tokio::test]
async fn what_a_program_leaves_running_does_not_hold_its_key_back() {
    let printed = r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "sec-x"}"#;
    let world = World::new(&[]).file("printed", printed);
    let file = world.home().join("printed");
    let command = format!("sh -c 'sleep 20 & cat {}'", file.display());
    let profile = json!({"mode": "External", "process_command": command});
    let mut world = world.with_profile(&profile);
    world.means.program_timeout = Duration::from_secs(10);
    world.finds("id", "sec-x", None).await;
}

#[tokio::test]
async fn a_program_that_is_given_up_ends_with_all_that_it_started() {
    let world = World::new(&[]);
    let left = world.home().join("left");
    let command = format!("sh -c 'sh -c \"sleep 1; touch {}\" & wait'", left.display());
    let profile = json!({"mode": "External", "process_command": command});
    let mut world = world.with_profile(&profile);
    world.means.program_timeout = Duration::from_millis(200);
    world.fails(&["did not end within 0.2 s"]).await;
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!left.exists());
}

#[tokio::test]
async fn programs_and_addresses_can_be_forbidden() {
    let printed = r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "sec-x"}"#;
    for yes in ["1", "true"] {
        let forbid = |world: World| world.with("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", yes);
        let word = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids it";
        forbid(program(printed))
            .fails(&["`process_command`", word])
            .await;
        let uri = json!({"mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1"});
        forbid(profiled(&uri))
            .fails(&["`credentials_uri`", word])
            .await;
        forbid(by_uri("http://127.0.0.1:1")).fails(&[word]).await;
    }
}

fn seconds(minutes: i64) -> i64 {
    (noon() + TimeDelta::minutes(minutes)).timestamp()
}

/// Profiles of both logins, the token valid for N minutes.
fn logins(url: &str, token: i64) -> [serde_json::Value; 2] {
    [
        json!({
            "mode": "CloudSSO", "cloud_sso_sign_in_url": format!("{url}/start/login?x=1"),
            "cloud_sso_account_id": "1", "cloud_sso_access_config": "ac-1",
            "access_token": "sec-access", "cloud_sso_access_token_expire": seconds(token),
        }),
        json!({
            "mode": "OAuth", "oauth_site_type": "intl",
            "oauth_access_token": "sec-access", "oauth_access_token_expire": seconds(token),
            "oauth_refresh_token": "sec-refresh",
        }),
    ]
}

fn kept(mut login: serde_json::Value, end: i64) -> serde_json::Value {
    login["access_key_id"] = json!("STS.kept");
    login["access_key_secret"] = json!("sec-of-STS.kept");
    login["sts_token"] = json!("sec-token-of-STS.kept");
    login["sts_expiration"] = json!(seconds(end));
    login
}

async fn login_service() -> Server {
    Server::start(|request, _| match request.target.as_str() {
        "/cloud-credentials" => (
            200,
            json!({"CloudCredential": temporary("STS.new", &minutes(60))}).to_string(),
        ),
        "/v1/exchange" => (
            200,
            json!({
                "accessKeyId": "STS.new", "accessKeySecret": "sec-of-STS.new",
                "securityToken": "sec-token-of-STS.new", "expiration": minutes(60),
            })
            .to_string(),
        ),
        _ => (404, String::new()),
    })
    .await
}

fn logged_in(server: &Server, profile: &serde_json::Value) -> World {
    let mut world = World::new(&[]);
    world.means.oauth_service = Some(server.url.parse().unwrap());
    world.with_profile(profile)
}

#[tokio::test]
async fn a_login_is_exchanged_for_a_key() {
    let server = login_service().await;
    for login in logins(&server.url, 10) {
        logged_in(&server, &login).finds_temporary("STS.new").await;
        // A key that ran out, or is about to, is skipped.
        for end in [-1, 4] {
            let kept = kept(login.clone(), end);
            logged_in(&server, &kept).finds_temporary("STS.new").await;
        }
    }
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 6);
    assert!(arrived.iter().all(|request| request.method == Method::POST
        && request.header("authorization") == Some("Bearer sec-access")));
    let sent: serde_json::Value = serde_json::from_str(&arrived[0].body).unwrap();
    let account = json!({"AccountId": "1", "AccessConfigurationId": "ac-1"});
    assert_eq!(sent, account);
    // The refresh token is good for one use, which is the command line's.
    let refreshes = |request: &Arrived| request.body.contains("refresh");
    assert!(!arrived.iter().any(refreshes));
}

#[tokio::test]
async fn the_key_that_a_login_keeps_is_used_while_it_is_good() {
    let server = login_service().await;
    for login in logins(&server.url, -10) {
        // The last minutes are used too when there is nothing better.
        for end in [30, 2] {
            let kept = kept(login.clone(), end);
            logged_in(&server, &kept).finds_temporary("STS.kept").await;
        }
    }
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn a_login_that_ran_out_names_the_command_that_renews_it() {
    let server = login_service().await;
    let logins_of = logins(&server.url, -1);
    for (login, mode) in logins_of.into_iter().zip(["CloudSSO", "OAuth"]) {
        let command = format!("run `aliyun configure --profile main --mode {mode}`");
        let over = logged_in(&server, &kept(login.clone(), -1));
        let error = over.fails(&[&command]).await;
        assert!(error.remedy().english().contains("aliyun configure"));
        let mut none = login;
        none["access_token"] = json!("");
        none["oauth_access_token"] = json!("");
        logged_in(&server, &none).fails(&[&command]).await;
    }
    assert!(server.arrived().is_empty());
    let refusing = Server::start(|_, _| (401, "sec-x".to_owned())).await;
    for login in logins(&refusing.url, 10) {
        let command = "aliyun configure --profile main --mode";
        logged_in(&refusing, &login).fails(&[command]).await;
    }
}

#[tokio::test]
async fn a_login_that_is_broken_is_told() {
    let over = json!({"CloudCredential": temporary("x", &minutes(-1))});
    for (status, body, word) in [
        (200, "{}".to_owned(), "`AccessKeyId` is missing"),
        (200, "sec-x".to_owned(), "no JSON object"),
        (200, over.to_string(), "ran out"),
        (500, "sec-x".to_owned(), "HTTP status 500"),
    ] {
        let server = Server::start(move |_, _| (status, body.clone())).await;
        let [login, _] = logins(&server.url, 10);
        let login = logged_in(&server, &login);
        login.fails(&["CloudSSO for profile `main`", word]).await;
    }
    let [mut login, mut oauth] = logins("http://sso.example.com", 10);
    let not_https = ["`cloud_sso_sign_in_url`", "https"];
    profiled(&login).fails(&not_https).await;
    login["cloud_sso_sign_in_url"] = json!("https://sso.example.com");
    login["cloud_sso_account_id"] = json!("");
    profiled(&login).fails(&["`cloud_sso_account_id`"]).await;
    oauth["oauth_site_type"] = json!("XX");
    let site = ["`oauth_site_type`", "CN nor INTL"];
    profiled(&oauth).fails(&site).await;
}
