//! `forcessl hba explain`: says which record a login matches.

use std::net::IpAddr;

use crate::commands::app::App;
use crate::commands::output::show::readable;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Connection, Encryption, Replication, explain};
use crate::domain::instance::{InstanceId, Malformed};
use crate::domain::verdict::knowledge;
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
pub(crate) struct HbaExplainArgs {
    instance: InstanceId,
    #[arg(value_name = "USER@DATABASE")]
    login: String,
    #[arg(value_name = "from ADDRESS", num_args = 0..=2)]
    words: Vec<String>,
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    from: Option<IpAddr>,
    #[arg(long)]
    ssl: bool,
    #[arg(long, value_name = "CN")]
    cert: Option<String>,
    #[arg(long)]
    replication: bool,
}

/// The address of a client.
fn address(text: &str) -> Result<IpAddr, Malformed> {
    let parsed = text.parse();
    parsed.map_err(|_| Malformed(text!("hba-explain-no-address", text = text)))
}

pub(super) async fn run(app: &App, args: HbaExplainArgs) -> Result<Ending, Failure> {
    let connection = connection(&args)?;
    let id = &args.instance;
    let posture = readable(app, id).await?;
    let Some(hba) = posture.hba.known() else {
        return Err(Failure::blocked(text!("hba-none-to-explain", id = id)));
    };
    let explained = explain(
        &hba.in_force().0,
        &connection,
        &knowledge(&posture),
        posture.ssl.known(),
    );
    answer!(app, login(id, &connection, &explained));
    Ok(Ending::Done)
}

fn connection(args: &HbaExplainArgs) -> Result<Connection, Failure> {
    let usage = |what: Text| Failure::usage(what).next(text!("hba-explain-next"));
    // A user may hold an @, a database seldom does.
    let (user, database) = args
        .login
        .rsplit_once('@')
        .unwrap_or((&args.login, &args.login));
    if user.is_empty() || database.is_empty() {
        return Err(usage(text!("hba-explain-halves", login = &args.login)));
    }
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    let address = match (args.from, words.as_slice()) {
        (Some(address), []) => address,
        (None, ["from", text]) => address(text).map_err(|Malformed(why)| usage(why))?,
        (None, []) => return Err(usage(text!("hba-explain-address-missing"))),
        (_, words) => {
            return Err(usage(text!(
                "hba-explain-not-understood",
                words = words.join(" ")
            )));
        }
    };
    let encryption = match &args.cert {
        Some(name) => Encryption::verified(name),
        None if args.ssl => Encryption::SSL,
        None => Encryption::None,
    };
    Ok(Connection {
        encryption,
        user: user.to_owned(),
        database: database.to_owned(),
        address,
        replication: if args.replication {
            Replication::Physical
        } else {
            Replication::No
        },
    })
}
