//! When a change may start: at once, or in the maintenance window of the instance.
//!
//! Times are UTC. A window that passed while the machine slept starts nothing: nobody wants at eight what
//! was planned for two.

use std::time::Duration;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::text::{Text, text};

/// When a change may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At once.
    Now,
    /// In the maintenance window of the instance.
    InWindow,
}

impl Start {
    /// The interval in which a change that takes `needed` may start; `None` when it may at once.
    ///
    /// # Errors
    /// The window is not known, is not one, or is shorter than the change.
    pub fn slot(
        self,
        window: Option<&str>,
        needed: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<StartWindow>, Text> {
        match self {
            Self::Now => Ok(None),
            Self::InWindow => {
                let told = window.ok_or_else(|| text!("start-no-window"))?;
                let window =
                    Window::parse(told).ok_or_else(|| text!("start-bad-window", window = told))?;
                let usable = TimeDelta::from_std(needed)
                    .ok()
                    .and_then(|needed| window.length.checked_sub(&needed))
                    .filter(|usable| *usable >= TimeDelta::zero());
                let minutes = needed.as_secs().div_ceil(60);
                let short = || text!("start-short-window", window = told, minutes = minutes);
                Ok(Some(window.slot(usable.ok_or_else(short)?, now)))
            }
        }
    }
}

/// A daily maintenance window in UTC; may span midnight.
///
/// Source: `DescribeDBInstanceAttribute`, `MaintainTime`, such as `00:00Z-02:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    start: NaiveTime,
    length: TimeDelta,
}

impl Window {
    fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once('-')?;
        let time =
            |text: &str| NaiveTime::parse_from_str(text.trim().strip_suffix('Z')?, "%H:%M").ok();
        // Midnight is the end of a day as well as the beginning of one.
        let (start, until_midnight) = (time(start)?, end.trim() == "24:00Z");
        let end = time(if until_midnight { "00:00Z" } else { end })?;
        let length = end.signed_duration_since(start);
        let spans = length < TimeDelta::zero() || until_midnight;
        let length = length + TimeDelta::days(i64::from(spans));
        (length > TimeDelta::zero()).then_some(Self { start, length })
    }

    /// The window that is open with enough time left, else the next. A change may start in the `usable` first part of it.
    fn slot(self, usable: TimeDelta, now: DateTime<Utc>) -> StartWindow {
        let today = now.date_naive().and_time(self.start).and_utc();
        let slot = |opens: DateTime<Utc>| StartWindow {
            opens,
            closes: opens + usable,
        };
        [-1, 0, 1]
            .into_iter()
            .map(|day| slot(today + TimeDelta::days(day)))
            .find(|slot| now <= slot.closes)
            .unwrap_or_else(|| slot(today + TimeDelta::days(1)))
    }
}

/// The interval in which a change may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartWindow {
    /// From here on.
    pub opens: DateTime<Utc>,
    /// Until here.
    pub closes: DateTime<Utc>,
}

/// What a clock says about a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Start.
    Go,
    /// Not for this long.
    For(Duration),
    /// It is over.
    Missed,
}

impl StartWindow {
    /// What to do at this time.
    pub fn judge(self, now: DateTime<Utc>) -> Hold {
        if now > self.closes {
            return Hold::Missed;
        }
        match (self.opens - now).to_std() {
            Ok(left) if !left.is_zero() => Hold::For(left),
            _ => Hold::Go,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_window_is_the_open_one_while_there_is_time_and_else_the_next() {
        let wait = |minutes: u64| Hold::For(Duration::from_secs(60 * minutes));
        for (window, now, opens, hold) in [
            ("18:00Z-22:00Z", "05T12:00", "05T18:00", wait(360)),
            ("18:00Z-22:00Z", "05T20:59", "05T18:00", Hold::Go),
            // An hour does not fit any more.
            ("18:00Z-22:00Z", "05T21:01", "06T18:00", wait(1259)),
            ("22:00Z-02:00Z", "05T00:30", "04T22:00", Hold::Go),
            ("22:00Z-02:00Z", "05T01:30", "05T22:00", wait(1230)),
            ("22:00Z-24:00Z", "05T22:30", "05T22:00", Hold::Go),
            ("00:00Z-24:00Z", "05T22:30", "05T00:00", Hold::Go),
            // Just long enough: when it opens, not a minute later.
            ("18:00Z-19:00Z", "05T18:00", "05T18:00", Hold::Go),
            ("18:00Z-19:00Z", "05T18:01", "06T18:00", wait(1439)),
        ] {
            let [now, opens] = [now, opens].map(|text| utc(&format!("2026-03-{text}:00Z")));
            let slot = Start::InWindow.slot(Some(window), HOUR, now);
            let slot = slot.unwrap().unwrap();
            assert_eq!(
                (slot.opens, slot.judge(now)),
                (opens, hold),
                "{window} {now}"
            );
        }
    }

    #[test]
    fn a_window_that_is_not_known_is_an_error() {
        let now = utc("2026-03-05T00:00:00Z");
        let unsaid = Start::InWindow.slot(None, HOUR, now).unwrap_err();
        assert!(unsaid.english().contains("does not report"));
        let none = ["", "18:00-22:00", "18:00Z", "aZ-bZ", "24:00Z-25:00Z"];
        for text in none.into_iter().chain(["15:13Z-15:13Z", "00:00Z-00:00Z"]) {
            let refused = Start::InWindow.slot(Some(text), HOUR, now).unwrap_err();
            let refused = refused.english();
            assert!(refused.contains("not HH:MMZ-HH:MMZ"), "{text}: {refused}");
        }
        for text in ["18:00Z-18:59Z", "23:30Z-00:29Z"] {
            let refused = Start::InWindow.slot(Some(text), HOUR, now).unwrap_err();
            assert!(refused.english().contains("60 minutes"), "{text}");
        }
        assert_eq!(Start::Now.slot(None, HOUR, now), Ok(None));
    }

    #[test]
    fn a_slot_that_was_slept_through_is_missed() {
        let opens = utc("2026-03-05T02:00:00Z");
        let slot = Start::InWindow.slot(Some("02:00Z-03:10Z"), HOUR, opens);
        let slot = slot.unwrap().unwrap();
        for (seconds, hold) in [
            (-5, Hold::For(Duration::from_secs(5))),
            (0, Hold::Go),
            (600, Hold::Go),
            (660, Hold::Missed),
        ] {
            assert_eq!(slot.judge(opens + TimeDelta::seconds(seconds)), hold);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_window_that_the_change_fits_in_opens_within_a_day_and_never_too_late(
            start in 0_u32..1440, length in 1_u32..1440, minute in 0_i64..5000, needed in 0_u64..90_000,
        ) {
            let end = (start + length) % 1440;
            let text = format!("{:02}:{:02}Z-{:02}:{:02}Z", start / 60, start % 60, end / 60, end % 60);
            let now = utc("2026-03-05T00:00:00Z") + TimeDelta::minutes(minute);
            let needed = Duration::from_secs(needed);
            let fits = needed <= Duration::from_secs(u64::from(length) * 60);
            let Ok(slot) = Start::InWindow.slot(Some(&text), needed, now) else {
                proptest::prop_assert!(!fits);
                return Ok(());
            };
            let slot = slot.unwrap();
            proptest::prop_assert_ne!(slot.judge(now), Hold::Missed);
            proptest::prop_assert!(slot.opens - now <= TimeDelta::days(1));
            let over = slot.opens + TimeDelta::minutes(i64::from(length));
            proptest::prop_assert!(fits && slot.closes + TimeDelta::from_std(needed).unwrap() <= over);
        }
    }
}
