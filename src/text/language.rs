//! The languages of the catalogue.

/// A language that the catalogue speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, simplified.
    Chinese,
}

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The tag of the language, as pages of the web have it.
    ///
    /// Source: BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language of a locale name, such as `zh_CN.UTF-8`; English for all that is not Chinese.
    pub fn from_locale(locale: &str) -> Self {
        Self::named(locale).unwrap_or_default()
    }

    /// The language that a locale names, where the catalogues speak it.
    ///
    /// Source: POSIX locale names, `language[_territory][.codeset][@modifier]`; `-` as BCP 47 has it.
    pub fn named(locale: &str) -> Option<Self> {
        let language = locale.split(['_', '-', '.', '@']).next()?;
        if language.eq_ignore_ascii_case("zh") {
            Some(Self::Chinese)
        } else {
            language.eq_ignore_ascii_case("en").then_some(Self::English)
        }
    }
}
