//! Where a saved state was made, so that it is put back nowhere else.

use serde::{Deserialize, Serialize};

use super::Saved;
use crate::domain::failure::Failure;
use crate::domain::instance::Region;
use crate::domain::posture::Posture;
use crate::text::text;

/// The service and the account that an instance was read from. An id alone does not tell an instance: a rehearsal
/// on the emulator, or another installation of the service, may have one with the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The vendor's domain for all of its endpoints, else host and port of the endpoint.
    pub service: String,
    /// The id of the account, where the credentials name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The region of the instance, where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

impl Origin {
    /// With the region that an instance was seen in.
    #[must_use]
    pub fn of(self, seen: &Posture) -> Self {
        let instance = seen.instance.known();
        let region = instance.and_then(|one| one.region.clone());
        Self { region, ..self }
    }

    /// Whether it is another one than `here`. What one of the two does not know makes no difference.
    pub fn differs(&self, here: &Self) -> bool {
        fn other<T: PartialEq>(one: Option<&T>, two: Option<&T>) -> bool {
            one.zip(two).is_some_and(|(one, two)| one != two)
        }
        self.service != here.service
            || other(self.account.as_ref(), here.account.as_ref())
            || other(self.region.as_ref(), here.region.as_ref())
    }

    /// To show: `aliyuncs.com, cn-hangzhou, 1234567890123456`.
    pub fn shown(&self) -> String {
        let region = self.region.as_ref().map(Region::as_str);
        let parts = [Some(self.service.as_str()), region, self.account.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Saved {
    /// Refuses a state that was made elsewhere than `here`: there it may be of another instance with the same id.
    ///
    /// # Errors
    /// `Blocked`, with both places.
    pub fn made_at(&self, here: &Origin) -> Result<(), Failure> {
        let origin = self.origin.as_ref();
        let Some(origin) = origin.filter(|origin| origin.differs(here)) else {
            return Ok(());
        };
        let (id, state) = (&self.instance_id, &self.id);
        let (origin, here) = (origin.shown(), here.shown());
        Err(
            Failure::blocked(text!("rollback-foreign", instance = id, state = state))
                .because(text!("rollback-foreign-why", origin = origin, here = here))
                .next(text!("rollback-foreign-next", instance = id)),
        )
    }

    /// The refusal of a state that does not tell where it was made, unless it is chosen by its id.
    pub fn unplaced(&self) -> Option<Failure> {
        let why = text!("rollback-origin-unknown");
        self.origin.is_none().then(|| self.unnamed(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(service: &str, account: Option<&str>, region: Option<&str>) -> Origin {
        Origin {
            service: service.to_owned(),
            account: account.map(str::to_owned),
            region: region.map(|region| region.parse().unwrap()),
        }
    }

    #[test]
    fn another_service_account_or_region_is_another_origin() {
        let here = origin("aliyuncs.com", Some("1"), Some("cn-hangzhou"));
        for (one, differs) in [
            (here.clone(), false),
            (origin("aliyuncs.com", None, None), false),
            (origin("127.0.0.1:1", Some("1"), Some("cn-hangzhou")), true),
            (origin("127.0.0.1:1", None, None), true),
            (origin("aliyuncs.com", Some("2"), None), true),
            (origin("aliyuncs.com", None, Some("cn-beijing")), true),
        ] {
            assert_eq!(one.differs(&here), differs, "{}", one.shown());
            assert_eq!(here.differs(&one), differs, "{}", one.shown());
        }
        assert_eq!(here.shown(), "aliyuncs.com, cn-hangzhou, 1");
    }
}
