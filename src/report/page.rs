//! What a view may use: the format of the run, and the width, colour and language of the page.

use crate::text::{Language, Text};

/// The formats that every command has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// One JSON document.
    Json,
}

/// What a view may use: nothing about the terminal is global.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns.
    pub width: u16,
    /// Whether colour may be used; it never carries meaning alone.
    pub colour: bool,
    /// The language of explanations.
    pub language: Language,
    /// Whether details are wanted.
    pub verbose: bool,
    /// Whether instances with nothing to do are listed too.
    pub all: bool,
}

impl Page {
    /// Lines of any length without colour.
    pub const fn plain(language: Language) -> Self {
        Self {
            width: 0,
            colour: false,
            language,
            verbose: false,
            all: false,
        }
    }

    /// A sentence in the language of the page.
    pub fn say(&self, text: &Text) -> String {
        text.say(self.language)
    }
}
