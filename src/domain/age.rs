//! How old what lies in a file may be before it is trusted to change an instance.
//!
//! A fingerprint tells that settings are as they were seen. It does not tell that the people who
//! agreed to a change still do, nor what else was built on the settings since.

use chrono::{DateTime, TimeDelta, Utc};

use crate::text::time::second;
use crate::text::{Text, text};

/// How long a saved plan or state is taken without being asked for by name: two weeks, in which a
/// change that was planned finds its window.
const LONGEST: TimeDelta = TimeDelta::days(14);

/// By how much the clocks of two machines may differ.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// Why something that was made then is not trusted now; `None` while it is.
pub fn untimely(made: DateTime<Utc>, now: DateTime<Utc>) -> Option<Text> {
    let age = now.signed_duration_since(made);
    if age > LONGEST {
        let (days, limit) = (age.num_days(), LONGEST.num_days());
        Some(text!("age-too-old", days = days, limit = limit))
    } else if age < -SKEW {
        let made = second(made);
        Some(text!("age-to-come", made = made))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_weeks_are_the_limit_and_the_future_is_none() {
        let made: DateTime<Utc> = "2026-01-31T12:00:00Z".parse().unwrap();
        let after = |seconds: i64| untimely(made, made + TimeDelta::seconds(seconds));
        let day = 24 * 60 * 60;
        assert_eq!(after(0), None);
        assert_eq!(after(14 * day), None);
        for (days, more) in [(14, 1), (31, 0)] {
            let told = format!("it was made {days} days ago, and 14 days are the limit");
            assert_eq!(after(days * day + more).unwrap(), told.as_str());
        }
        assert_eq!(after(-60 * 60), None);
        let told = "it was made at 2026-01-31 12:00:00 UTC, which is still to come by the clock of this machine";
        assert_eq!(after(-60 * 60 - 1).unwrap(), told);
    }

    proptest! {
        #[test]
        fn any_two_times_compare(made: i64, now: i64) {
            let time = |seconds: i64| DateTime::from_timestamp(seconds % 8_000_000_000_000, 0).unwrap_or_default();
            let (made, now) = (time(made), time(now));
            let trusted = (now - LONGEST..=now + SKEW).contains(&made);
            prop_assert_eq!(untimely(made, now).is_none(), trusted);
        }
    }
}
