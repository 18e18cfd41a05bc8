//! An article as it was read: its words untouched, and what is known about it.

use serde::Serialize;

use crate::span::Span;

/// Makes a name type: text that means one thing and is not to be mixed up with other text.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(name)
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

name! {
    /// What tells one article from all others of a run.
    ArticleId
}
name! {
    /// Who published an article.
    Outlet
}
name! {
    /// The occurrence that several articles cover, as the input names it.
    EventId
}

/// One article. Offsets everywhere are bytes into `text` (or `title`) as it stands here; neither is ever rewritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// As given, or a hash of outlet, title and text.
    pub id: ArticleId,
    /// The publisher, where it is known.
    pub outlet: Option<Outlet>,
    /// The event, where the input names one.
    pub event: Option<EventId>,
    /// The headline where the input keeps it in a field of its own.
    pub title: Option<String>,
    /// Where the headline stands inside `text`, for articles whose title is only their first line.
    pub headline: Option<Span>,
    /// The text as decoded to UTF-8, without a byte-order mark; of HTML the extracted text.
    pub text: String,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as given.
    pub published: Option<String>,
    /// Page debris inside `text`, in order and without overlap: neither counted nor searched for cues.
    pub trimmed: Vec<Trim>,
    /// The file it came from, relative to the argument it was found under, where that is one article a file.
    pub file: Option<String>,
}

/// Words of the page that are not the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trim {
    /// Where they stand.
    pub span: Span,
    /// What they are.
    pub reason: TrimReason,
}

/// What kind of page debris was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, strum::EnumString, strum::Display, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum TrimReason {
    /// Menus and jumps: *Skip to content*.
    Navigation,
    /// A comment form, or readers' comments.
    Comments,
    /// Agency credits and copyright lines.
    Credit,
    /// A list of the article's sources.
    Sources,
    /// Other stories: a list of them, or an inline *(Related: ..)*.
    Related,
    /// The outlet's advertising for itself: subscriptions, videos, newsletters.
    Promotion,
}

/// Which of an article's two texts a span points into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The separate title.
    Title,
    /// The text.
    #[default]
    Text,
}

impl Field {
    /// Whether this is the text, where a record may leave the field out.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde's skip_serializing_if calls")]
    pub(crate) fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

impl Article {
    /// An article of which only its words are known.
    #[must_use]
    pub fn new(id: impl Into<ArticleId>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            outlet: None,
            event: None,
            title: None,
            headline: None,
            text: text.into(),
            url: None,
            published: None,
            trimmed: Vec::new(),
            file: None,
        }
    }

    /// The characters of one of the two texts; empty where there is no title.
    #[must_use]
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Title => self.title.as_deref().unwrap_or_default(),
            Field::Text => &self.text,
        }
    }

    /// The headline's words, from the title field or from inside the text.
    #[must_use]
    pub fn headline(&self) -> Option<&str> {
        self.headline.map(|span| span.slice(&self.text)).or(self.title.as_deref())
    }
}
