//! `ModifyPGHbaConfig`: add, delete, modify or replace records.
//!
//! The call checks the form of every record; whether a user exists shows only when the change
//! lands.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::hba::check_support;
use super::{Call, Reply};
use crate::domain::hba::{Record, RecordType};
use crate::sandbox::answer::{Refusal, bad};
use crate::sandbox::state::State;
use crate::sandbox::state::change::NewSettings;

/// The first minor engine version that has the records.
///
/// Source: prerequisites of the AD Domain Services page, "20210228 or later".
const FIRST_KERNEL: u32 = 20_210_228;

/// Source: `Method` of `ModifyPGHbaConfig`; `peer`, `ident` and `bsd` are not offered.
const METHODS: [&str; 11] = [
    "trust",
    "reject",
    "scram-sha-256",
    "md5",
    "password",
    "gss",
    "sspi",
    "ldap",
    "radius",
    "cert",
    "pam",
];

/// Source: `ModifyPGHbaConfig`, API version 2014-08-15, and its error table.
pub(super) fn modify(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 400, "InvalidDBInstanceName.NotFound")?;
    let operation = call.required("OpsType")?;
    check_support(instance)?;
    if instance.kernel_date() < FIRST_KERNEL {
        return Err(bad(
            "MinorVersionNotSupport",
            "The minor engine version is too low.",
        ));
    }
    if !["add", "delete", "modify", "update"].contains(&operation) {
        return Err(bad(
            "HbaItemOpsType.Invalid",
            "OpsType is add, delete, modify or update.",
        ));
    }
    let records = read(call)?;
    if instance.lock_mode != "Unlock" {
        return Err(Refusal::locked(404, "IncorrectDBInstanceLockMode"));
    }
    if instance.is_busy() {
        return Err(Refusal::busy());
    }
    // Source: "hostssl only while SSL is on"; that it is this code and not a later failure is
    // inferred.
    let ssl_only = |record: &Record| record.kind == RecordType::HostSsl;
    if operation != "delete" && !instance.ssl.is_on() && records.iter().any(ssl_only) {
        return Err(bad(
            "HbaItem.InvalidType",
            "The type hostssl needs SSL to be enabled.",
        ));
    }
    let next = combine(operation, &instance.hba.running, records)?;
    Ok(Reply::Begin {
        instance_id: instance.id.clone(),
        target: NewSettings::Hba(next),
        restart: false,
    })
}

/// The running set after the operation, in order.
fn combine(
    operation: &str,
    running: &[Record],
    records: Vec<Record>,
) -> Result<Vec<Record>, Refusal> {
    let mut set: BTreeMap<u32, Record> = if operation == "update" {
        BTreeMap::new()
    } else {
        running
            .iter()
            .map(|record| (record.priority, record.clone()))
            .collect()
    };
    for record in records {
        let known = set.contains_key(&record.priority);
        match operation {
            "add" if known => {
                return Err(Refusal::new(
                    403,
                    "HbaItemPriorityIdAlreadyExist",
                    format!("The PriorityId {} exists already.", record.priority),
                ));
            }
            "delete" | "modify" if !known => {
                return Err(Refusal::new(
                    404,
                    "HbaItemPriorityIdNotFound",
                    format!("The PriorityId {} is not found.", record.priority),
                ));
            }
            "delete" => {
                set.remove(&record.priority);
            }
            _ => {
                set.insert(record.priority, record);
            }
        }
    }
    if set.is_empty() {
        // PostgreSQL does not load a pg_hba.conf without records.
        return Err(bad(
            "InvalidConfigValue",
            "At least one record must remain.",
        ));
    }
    Ok(set.into_values().collect())
}

fn read(call: &Call<'_>) -> Result<Vec<Record>, Refusal> {
    let items = call.items("HbaItem");
    if items.is_empty() {
        return Err(Refusal::missing("HbaItem"));
    }
    let mut priorities = BTreeSet::new();
    let mut records = Vec::new();
    for item in &items {
        let record = record(item)?;
        if !priorities.insert(record.priority) {
            return Err(bad("HbaItem.InvalidPriority", "A PriorityId comes twice."));
        }
        records.push(record);
    }
    Ok(records)
}

fn record(item: &BTreeMap<&str, &str>) -> Result<Record, Refusal> {
    let optional = |name: &str| item.get(name).copied().filter(|text| !text.is_empty());
    let required =
        |name: &str| optional(name).ok_or_else(|| Refusal::missing(&format!("HbaItem.N.{name}")));
    let priority = required("PriorityId")?
        .parse()
        .ok()
        .filter(|priority| *priority <= 10_000)
        .ok_or_else(|| bad("HbaItem.InvalidPriority", "PriorityId is 0 to 10000."))?;
    let kind = match RecordType::from(required("Type")?.to_owned()) {
        RecordType::Other(_) => {
            return Err(bad(
                "HbaItem.InvalidType",
                "Type is host, hostssl or hostnossl.",
            ));
        }
        kind @ (RecordType::Host | RecordType::HostSsl | RecordType::HostNoSsl) => kind,
    };
    let (database, user) = (required("Database")?, required("User")?);
    for list in [database, user] {
        if !is_column(list) {
            return Err(bad(
                "InvalidConfigValue",
                format!("{list:?} is not a list of names."),
            ));
        }
    }
    let address = required("Address")?;
    let mask = optional("Mask");
    check_address(address, mask)?;
    let method = required("Method")?;
    if !METHODS.contains(&method) {
        return Err(bad("HbaItem.InvalidMethod", "The Method is not valid."));
    }
    let option = optional("Option");
    if option.is_none() && method == "ldap" {
        return Err(bad(
            "InvalidConfigValue",
            "The method ldap needs an Option.",
        ));
    }
    if option.is_some_and(|option| !option.contains('=') || option.contains(char::is_control)) {
        return Err(bad("InvalidConfigValue", "Option is key=value."));
    }
    Ok(Record {
        priority,
        kind,
        database: database.to_owned(),
        user: user.to_owned(),
        address: address.to_owned(),
        mask: mask.map(str::to_owned),
        method: method.to_owned(),
        option: option.map(str::to_owned),
    })
}

/// One column of `pg_hba.conf`: outside double quotes no blank and no comment sign, and no name
/// that makes PostgreSQL read another file.
///
/// Source: PostgreSQL, chapter 21.1.
fn is_column(text: &str) -> bool {
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            c if c.is_control() => return false,
            c if !quoted && (c.is_whitespace() || c == '#') => return false,
            _ => {}
        }
    }
    !quoted
        && text
            .split(',')
            .all(|name| !name.is_empty() && !name.starts_with('@'))
}

/// An address is CIDR, or a bare IP with a mask, or one of PostgreSQL's words. Host names are
/// refused: the vendor's page names addresses only.
///
/// Source: `Address` and `Mask` of `ModifyPGHbaConfig`; its sample has the mask `0`.
fn check_address(address: &str, mask: Option<&str>) -> Result<(), Refusal> {
    let invalid_mask = || bad("HbaItem.InvalidIPMask", "The Mask is not valid.");
    if let Some(mask) = mask
        && mask != "0"
        && mask.parse::<IpAddr>().is_err()
    {
        return Err(invalid_mask());
    }
    if ["all", "samehost", "samenet"].contains(&address) {
        return if mask.is_some() {
            Err(invalid_mask())
        } else {
            Ok(())
        };
    }
    let (ip, bits) = match address.split_once('/') {
        Some((ip, bits)) => (ip, Some(bits)),
        None => (address, None),
    };
    let invalid_address = || bad("InvalidConfigValue", "The Address is not valid.");
    let ip: IpAddr = ip.parse().map_err(|_| invalid_address())?;
    match (bits, mask) {
        (Some(bits), None) => {
            let most = if ip.is_ipv4() { 32 } else { 128 };
            let digits = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
            match bits.parse::<u8>() {
                Ok(bits) if digits && bits <= most => Ok(()),
                _ => Err(invalid_address()),
            }
        }
        (None, Some(_)) => Ok(()),
        (Some(_), Some(_)) | (None, None) => Err(invalid_mask()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, ask, now, refusal, state, state_with};
    use super::*;
    use crate::sandbox::state::instance::SandboxInstance;
    use crate::sandbox::state::instance::tests::{complete, with_ssl};

    const LIST: &str = "DescribePGHbaConfig?DBInstanceId=pgm-a";
    const LOG: &str = "DescribeModifyPGHbaConfigLog?DBInstanceId=pgm-a";

    /// One call with these records, each `priority type database user method`.
    fn call(operation: &str, records: &[&str]) -> String {
        let call = format!("ModifyPGHbaConfig?DBInstanceId=pgm-a&OpsType={operation}");
        let mut call = form_urlencoded::Serializer::new(call);
        for (record, number) in records.iter().zip(1..) {
            let names = ["PriorityId", "Type", "Database", "User", "Method"];
            for (name, value) in names.iter().zip(record.split(' ')) {
                call.append_pair(&format!("HbaItem.{number}.{name}"), value);
            }
            call.append_pair(&format!("HbaItem.{number}.Address"), "0.0.0.0/0");
        }
        call.finish()
    }

    fn land(state: &mut State, operation: &str, records: &[&str]) {
        match ask(state, &call(operation, records)) {
            Ok(Reply::Begin {
                instance_id,
                target,
                restart: false,
            }) => {
                complete(state, &instance_id, target, now());
            }
            _ => panic!("refused, or with a restart"),
        }
    }

    fn refused(state: &State, operation: &str, records: &[&str]) -> String {
        refusal(state, &call(operation, records))
    }

    fn running(state: &State) -> Vec<String> {
        let value = answer(state, LIST);
        let rows = value["RunningHbaItems"]["HbaItem"].as_array().unwrap();
        rows.iter()
            .map(|row| format!("{} {}", row["PriorityId"], row["Type"].as_str().unwrap()))
            .collect()
    }

    #[test]
    fn the_four_operations() {
        let mut state = with_ssl(now());
        for row in [
            "add: 5 hostssl all app md5 => 0 host, 1 host, 5 hostssl",
            "modify: 0 hostssl all all md5 => 0 hostssl, 1 host, 5 hostssl",
            "delete: 5 hostssl all app md5 => 0 hostssl, 1 host",
            "update: 7 host all all md5; 3 hostnossl all all reject => 3 hostnossl, 7 host",
        ] {
            let (sent, expected) = row.split_once(" => ").unwrap();
            let (operation, records) = sent.split_once(": ").unwrap();
            land(
                &mut state,
                operation,
                &records.split("; ").collect::<Vec<_>>(),
            );
            assert_eq!(running(&state).join(", "), expected, "{row}");
        }
        let log = answer(&state, LOG);
        assert_eq!(log["LogItemCount"], 4);
        let newest = &log["HbaLogItems"]["HbaLogItem"][0];
        assert_eq!(newest["ModifyStatus"], "success");
        assert_eq!(newest["BeforeHbaItems"]["HbaItem"][0]["Type"], "hostssl");
        assert_eq!(newest["AfterHbaItems"]["HbaItem"][0]["Type"], "hostnossl");
    }

    #[test]
    fn an_unknown_user_fails_later_and_is_named() {
        let mut state = state();
        let records = ["3 host all app,+group,/^x md5", "4 host all nobody md5"];
        land(&mut state, "add", &records);
        let value = answer(&state, LIST);
        assert_eq!(value["LastModifyStatus"], "failed");
        assert_eq!(value["ModifyStatusReason"], "user nobody does not exist");
        assert_eq!(running(&state), ["0 host", "1 host"]);
        let log = answer(&state, LOG);
        assert_eq!(
            log["HbaLogItems"]["HbaLogItem"][0]["ModifyStatus"],
            "failed"
        );
    }

    #[test]
    fn every_change_moves_the_time() {
        let mut state = state();
        let time = |state: &State| answer(state, LIST)["HbaModifyTime"].clone();
        let before = time(&state);
        land(&mut state, "add", &["3 host all app md5"]);
        let middle = time(&state);
        land(&mut state, "add", &["4 host all app md5"]);
        assert_ne!(before, middle);
        assert_ne!(middle, time(&state));
    }

    #[test]
    fn ways_of_no_value_are_mixed() {
        let mut state = state();
        land(&mut state, "add", &["3 host all app md5"]);
        let rows = &answer(&state, LIST)["RunningHbaItems"]["HbaItem"];
        assert!(rows[0]["Mask"].is_null());
        assert_eq!(rows[1]["Mask"], "null");
        assert_eq!(rows[2]["Mask"], "");
        assert_eq!(rows[2].get("Option"), None);
    }

    #[test]
    fn bad_records_have_their_codes() {
        let state = state();
        for row in [
            "replace: 0 host all all md5 => 400 HbaItemOpsType.Invalid",
            "add: 0 host all all md5 => 403 HbaItemPriorityIdAlreadyExist",
            "modify: 9 host all all md5 => 404 HbaItemPriorityIdNotFound",
            "delete: 9 host all all md5 => 404 HbaItemPriorityIdNotFound",
            "update: 10001 host all all md5 => 400 HbaItem.InvalidPriority",
            "update: x host all all md5 => 400 HbaItem.InvalidPriority",
            "update: 0 local all all md5 => 400 HbaItem.InvalidType",
            "update: 0 hostssl all all md5 => 400 HbaItem.InvalidType",
            "update: 0 host all all peer => 400 HbaItem.InvalidMethod",
            "update: 0 host all all ldap => 400 InvalidConfigValue",
            "update: 0 host @/etc/passwd all md5 => 400 InvalidConfigValue",
            "update: 0 host all all#x md5 => 400 InvalidConfigValue",
            "update: 0 host all => 400 MissingParameter",
            "update: 1 host all all md5; 1 host all all md5 => 400 HbaItem.InvalidPriority",
            "delete: 0 host all all md5; 1 host all all md5 => 400 InvalidConfigValue",
        ] {
            let (sent, wanted) = row.split_once(" => ").unwrap();
            let (operation, records) = sent.split_once(": ").unwrap();
            let records: Vec<&str> = records.split("; ").collect();
            assert_eq!(refused(&state, operation, &records), wanted, "{row}");
        }
        assert_eq!(refused(&state, "update", &[]), "400 MissingParameter");
    }

    #[test]
    fn addresses_and_masks() {
        let (address, mask) = ("InvalidConfigValue", "HbaItem.InvalidIPMask");
        for (text, of, expected) in [
            ("0.0.0.0/0", None, "taken"),
            ("::/0", None, "taken"),
            ("192.168.126.3", Some("0"), "taken"),
            ("10.0.0.0", Some("255.0.0.0"), "taken"),
            ("all", None, "taken"),
            ("samenet", None, "taken"),
            ("10.0.0.1", None, mask),
            ("10.0.0.0/8", Some("255.0.0.0"), mask),
            // The word `null`, echoed from the describe call.
            ("10.0.0.0/8", Some("null"), mask),
            ("10.0.0.0/33", None, address),
            ("10.0.0.0/+8", None, address),
            ("example.org", None, address),
            ("10.0.0.0/8\nhost all all all trust", None, address),
        ] {
            let checked = check_address(text, of);
            let told = checked.map_or_else(|refusal| refusal.code, |()| "taken".into());
            assert_eq!(told, expected, "{text} {of:?}");
        }
    }

    #[test]
    fn instances_that_cannot_are_refused() {
        let refused = |change: fn(&mut SandboxInstance)| {
            refused(&state_with(change), "add", &["3 host all all md5"])
        };
        let kernel = refused(|one| one.entry.kernel = "rds_20200101".into());
        assert_eq!(kernel, "400 MinorVersionNotSupport");
        let storage = refused(|one| one.entry.storage = "local_ssd".into());
        assert_eq!(storage, "400 IncorrectDBInstanceType");
        let locked = refused(|one| one.entry.lock_mode = "ManualLock".into());
        assert_eq!(locked, "404 IncorrectDBInstanceLockMode");
        let busy = refused(|one| one.entry.status = Some("TRANSING".into()));
        assert_eq!(busy, "403 IncorrectDBInstanceState");
    }

    #[test]
    fn an_untouched_instance_lists_no_records() {
        let mut state = state_with(|one| one.hba.untouched = true);
        let value = answer(&state, LIST);
        assert_eq!(value["RunningHbaItems"], serde_json::json!({}));
        assert_eq!(value["LastModifyStatus"], "");
        land(&mut state, "add", &["3 host all app md5"]);
        assert_eq!(running(&state).len(), 3);
    }
}
