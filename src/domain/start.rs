//! When a change may start: at once, at a time, or in the maintenance window of the instance.
//!
//! Times are UTC in here; what people write is read in the time zone that is handed in. A time that
//! was slept through does not start anything: nobody wants at eight what was planned for two.

use std::time::Duration;

use chrono::{DateTime, Days, LocalResult, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

/// When a change may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At once.
    Now,
    /// At this time.
    At(DateTime<Utc>),
    /// In the maintenance window of the instance.
    InWindow,
}

/// How long after its time a change may still start.
const GRACE: TimeDelta = TimeDelta::minutes(10);
/// How far ahead a start may lie, in days. A run that waits longer is a job for a scheduler.
const FURTHEST: u64 = 7;

impl Start {
    /// Reads a time: RFC 3339, `YYYY-MM-DD HH:MM` or `HH:MM`, the last two in the zone of `now`; a
    /// time alone is its next occurrence.
    ///
    /// # Errors
    /// Why it cannot be one: not a time, past, more than seven days ahead, or a local time that a
    /// change of clocks leaves out or brings twice.
    pub fn parse<Zone: TimeZone>(text: &str, now: &DateTime<Zone>) -> Result<Self, String> {
        let at = if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            at.to_utc()
        } else if let Some(local) = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        {
            in_zone(local, now)?
        } else if let Ok(time) = NaiveTime::parse_from_str(text, "%H:%M") {
            let today = now.naive_local();
            let day = if time > today.time() {
                Some(today.date())
            } else {
                today.date().checked_add_days(Days::new(1))
            };
            in_zone(day.ok_or("the date is out of range")?.and_time(time), now)?
        } else {
            return Err("it is neither HH:MM, YYYY-MM-DD HH:MM, nor a time with an offset such as 2026-01-31T02:00:00+08:00".to_owned());
        };
        let now = now.to_utc();
        if at < now {
            return Err("that time is past".to_owned());
        }
        if now
            .checked_add_days(Days::new(FURTHEST))
            .is_some_and(|furthest| at > furthest)
        {
            return Err(format!("that is more than {FURTHEST} days ahead"));
        }
        Ok(Self::At(at))
    }

    /// The time between which a change that takes `needed` may start; `None` when it may at once.
    ///
    /// # Errors
    /// The window is not known, or is not one.
    pub fn slot(
        self,
        window: Option<&str>,
        needed: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<Slot>, String> {
        match self {
            Self::Now => Ok(None),
            Self::At(opens) => Ok(Some(Slot {
                opens,
                closes: opens + GRACE,
            })),
            Self::InWindow => {
                let text = window.ok_or("the API does not tell the maintenance window")?;
                let window = Window::parse(text).ok_or_else(|| {
                    format!(
                        "the API tells the maintenance window `{text}`, which is not HH:MMZ-HH:MMZ"
                    )
                })?;
                Ok(Some(window.slot(needed, now)))
            }
        }
    }
}

fn in_zone<Zone: TimeZone>(
    local: NaiveDateTime,
    now: &DateTime<Zone>,
) -> Result<DateTime<Utc>, String> {
    match now.timezone().from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(at.to_utc()),
        LocalResult::None => Err(format!(
            "{local} does not exist here, because the clocks are put forward; name a time with an offset"
        )),
        LocalResult::Ambiguous(first, second) => Err(format!(
            "{local} comes twice here, because the clocks are put back; name {} or {} in UTC",
            first.to_utc().format("%Y-%m-%dT%H:%M:%SZ"),
            second.to_utc().format("%Y-%m-%dT%H:%M:%SZ"),
        )),
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
        let (start, end) = (time(start)?, time(end)?);
        let length = end.signed_duration_since(start);
        let length = if length > TimeDelta::zero() {
            length
        } else {
            length + TimeDelta::days(1)
        };
        Some(Self { start, length })
    }

    /// The window that is open with enough time left, else the next. A change that is longer than
    /// the window starts when it opens.
    fn slot(self, needed: Duration, now: DateTime<Utc>) -> Slot {
        let needed = TimeDelta::from_std(needed).unwrap_or(TimeDelta::MAX);
        let usable = if needed < self.length {
            self.length - needed
        } else {
            self.length.min(GRACE)
        };
        let today = now.date_naive().and_time(self.start).and_utc();
        let slot = |opens: DateTime<Utc>| Slot {
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

/// The time between which a change may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
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

impl Slot {
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
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn local_times_are_read_in_the_zone_of_the_clock() {
        let now = utc("2026-03-01T10:00:00Z").with_timezone(&Asia::Shanghai);
        for (text, at) in [
            ("19:30", "2026-03-01T11:30:00Z"),
            ("02:00", "2026-03-01T18:00:00Z"),
            ("17:59", "2026-03-02T09:59:00Z"),
            ("2026-03-03 02:00", "2026-03-02T18:00:00Z"),
            ("2026-03-03T02:00", "2026-03-02T18:00:00Z"),
            ("2026-03-03T02:00:00+01:00", "2026-03-03T01:00:00Z"),
        ] {
            assert_eq!(Start::parse(text, &now), Ok(Start::At(utc(at))), "{text}");
        }
        for (text, why) in [
            ("tomorrow", "neither"),
            ("25:00", "neither"),
            ("", "neither"),
            ("2026-02-30 02:00", "neither"),
            ("2026-02-28 02:00", "past"),
            ("2026-03-09 02:00", "days ahead"),
            ("9999-12-31 23:59", "days ahead"),
        ] {
            let refused = Start::parse(text, &now).unwrap_err();
            assert!(refused.contains(why), "{text}: {refused}");
        }
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_or_bring_twice_is_refused() {
        let now = utc("2026-03-07T12:00:00Z").with_timezone(&America::New_York);
        let refused = Start::parse("2026-03-08 02:30", &now).unwrap_err();
        assert!(refused.contains("does not exist"), "{refused}");
        assert_eq!(
            Start::parse("2026-03-08 03:30", &now),
            Ok(Start::At(utc("2026-03-08T07:30:00Z")))
        );
        let now = utc("2026-10-31T12:00:00Z").with_timezone(&America::New_York);
        let refused = Start::parse("2026-11-01 01:30", &now).unwrap_err();
        assert!(
            refused.contains("2026-11-01T05:30:00Z or 2026-11-01T06:30:00Z"),
            "{refused}"
        );
    }

    #[test]
    fn a_window_is_the_open_one_while_there_is_time_and_else_the_next() {
        let slot = |window: &str, now: &str| {
            let slot = Start::InWindow.slot(Some(window), HOUR, utc(now));
            let slot = slot.unwrap().unwrap();
            (slot.opens.to_rfc3339(), slot.judge(utc(now)))
        };
        let opens = |text: &str| format!("2026-03-{text}:00+00:00");
        assert_eq!(
            slot("18:00Z-22:00Z", "2026-03-05T12:00:00Z"),
            (opens("05T18:00"), Hold::For(6 * HOUR))
        );
        assert_eq!(slot("18:00Z-22:00Z", "2026-03-05T20:59:00Z").1, Hold::Go);
        assert_eq!(
            slot("18:00Z-22:00Z", "2026-03-05T21:01:00Z").0,
            opens("06T18:00"),
            "an hour does not fit any more"
        );
        assert_eq!(
            slot("22:00Z-02:00Z", "2026-03-05T00:30:00Z"),
            (opens("04T22:00"), Hold::Go)
        );
        assert_eq!(
            slot("22:00Z-02:00Z", "2026-03-05T01:30:00Z").0,
            opens("05T22:00")
        );
        // Longer than the window: when it opens, not in its middle.
        assert_eq!(slot("18:00Z-18:30Z", "2026-03-05T18:05:00Z").1, Hold::Go);
        assert_eq!(
            slot("18:00Z-18:30Z", "2026-03-05T18:20:00Z").0,
            opens("06T18:00")
        );
    }

    #[test]
    fn a_window_that_is_not_known_is_an_error() {
        let now = utc("2026-03-05T00:00:00Z");
        assert!(
            Start::InWindow
                .slot(None, HOUR, now)
                .unwrap_err()
                .contains("does not tell")
        );
        for text in ["", "18:00-22:00", "18:00Z", "aZ-bZ", "24:00Z-25:00Z"] {
            let refused = Start::InWindow.slot(Some(text), HOUR, now).unwrap_err();
            assert!(refused.contains("not HH:MMZ-HH:MMZ"), "{text}: {refused}");
        }
        assert_eq!(Start::Now.slot(None, HOUR, now), Ok(None));
    }

    #[test]
    fn a_slot_that_was_slept_through_is_missed() {
        let opens = utc("2026-03-05T02:00:00Z");
        let slot = Start::At(opens).slot(None, HOUR, opens).unwrap().unwrap();
        assert_eq!(
            slot.judge(opens - TimeDelta::seconds(5)),
            Hold::For(Duration::from_secs(5))
        );
        assert_eq!(slot.judge(opens), Hold::Go);
        assert_eq!(slot.judge(opens + TimeDelta::minutes(10)), Hold::Go);
        assert_eq!(slot.judge(opens + TimeDelta::minutes(11)), Hold::Missed);
    }

    #[test]
    fn a_time_alone_meets_the_change_of_clocks_of_the_next_day_or_of_today() {
        let new_york = |text: &str| utc(text).with_timezone(&America::New_York);
        // In the evening before the clocks are put forward, and in the night.
        for now in ["2026-03-08T04:00:00Z", "2026-03-08T06:59:00Z"] {
            let refused = Start::parse("02:30", &new_york(now)).unwrap_err();
            assert!(refused.contains("does not exist"), "{now}: {refused}");
        }
        // The day after, it is there again.
        let at = Start::parse("02:30", &new_york("2026-03-08T07:00:00Z"));
        assert_eq!(at, Ok(Start::At(utc("2026-03-09T06:30:00Z"))));
        // Before the hour that comes twice, and between its two halves.
        for now in ["2026-11-01T04:00:00Z", "2026-11-01T06:10:00Z"] {
            let refused = Start::parse("01:30", &new_york(now)).unwrap_err();
            assert!(refused.contains("comes twice"), "{now}: {refused}");
        }
        // Where the clocks change by half an hour.
        let now = utc("2026-10-03T12:00:00Z").with_timezone(&Australia::Lord_Howe);
        assert!(Start::parse("2026-10-04 02:15", &now).is_err());
        assert_eq!(
            Start::parse("2026-10-04 02:30", &now),
            Ok(Start::At(utc("2026-10-03T15:30:00Z")))
        );
    }

    proptest::proptest! {
        #[test]
        fn a_local_time_is_the_time_that_the_clock_on_the_wall_shows_then(
            zone in proptest::sample::select(vec![
                chrono_tz::UTC, Asia::Shanghai, America::New_York, Europe::Berlin, Australia::Lord_Howe,
                Asia::Kathmandu, America::St_Johns, Pacific::Apia,
            ]),
            minute in 0_i64..366 * 1440, hour in 0_u32..24, past in 0_u32..60,
        ) {
            let now = (utc("2026-01-01T00:00:00Z") + TimeDelta::minutes(minute)).with_timezone(&zone);
            let text = format!("{hour:02}:{past:02}");
            match Start::parse(&text, &now) {
                Ok(Start::At(at)) => {
                    let shown = at.with_timezone(&zone).format("%H:%M").to_string();
                    proptest::prop_assert_eq!(shown, text);
                    proptest::prop_assert!(at >= now.to_utc());
                    // A day of 25 hours is the longest.
                    proptest::prop_assert!(at - now.to_utc() <= TimeDelta::hours(25));
                }
                Ok(other) => proptest::prop_assert!(false, "{:?}", other),
                Err(why) => {
                    proptest::prop_assert!(why.contains("here, because the clocks"), "{}", why);
                }
            }
        }

        #[test]
        fn a_window_always_opens_within_a_day_and_never_too_late(
            start in 0_u32..1440, length in 1_u32..1440, minute in 0_i64..5000, needed in 0_u64..90_000,
        ) {
            let end = (start + length) % 1440;
            let text = format!("{:02}:{:02}Z-{:02}:{:02}Z", start / 60, start % 60, end / 60, end % 60);
            let now = utc("2026-03-05T00:00:00Z") + TimeDelta::minutes(minute);
            let needed = Duration::from_secs(needed);
            let slot = Start::InWindow.slot(Some(&text), needed, now).unwrap().unwrap();
            proptest::prop_assert_ne!(slot.judge(now), Hold::Missed);
            proptest::prop_assert!(slot.opens - now <= TimeDelta::days(1));
            let over = slot.opens + TimeDelta::minutes(i64::from(length));
            proptest::prop_assert!(slot.closes <= over);
            if needed < Duration::from_secs(u64::from(length) * 60) {
                proptest::prop_assert!(slot.closes + TimeDelta::from_std(needed).unwrap() <= over);
            }
        }
    }
}
