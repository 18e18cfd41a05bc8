//! Which column or key holds which field of an article.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A field of an article as inputs give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::EnumIter, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum InputField {
    /// What tells it from all others.
    Id,
    /// Who published it.
    Outlet,
    /// Its headline.
    Title,
    /// Its words.
    Text,
    /// When it was published.
    Published,
    /// Where it was published.
    Url,
    /// The event it covers.
    Event,
}

impl InputField {
    /// Names under which corpora in the wild keep the field, the preferred first.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id"],
            Self::Outlet => &["outlet", "source", "publisher", "domain", "newsSource"],
            Self::Title => &["title", "headline", "newsTitle"],
            Self::Text => &["text", "body", "content", "maintext", "newBody"],
            Self::Published => &["published", "date", "published_at", "date_publish"],
            Self::Url => &["url", "link"],
            Self::Event => &["event", "event_id", "story", "story_id"],
        }
    }
}

/// One article as a row gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: Option<u64>,
    pub(super) id: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) title: Option<String>,
    pub(super) text: Option<String>,
    pub(super) published: Option<String>,
    pub(super) url: Option<String>,
    pub(super) event: Option<String>,
}

impl Row {
    /// The place of a field.
    pub(super) fn field(&mut self, field: InputField) -> &mut Option<String> {
        match field {
            InputField::Id => &mut self.id,
            InputField::Outlet => &mut self.outlet,
            InputField::Title => &mut self.title,
            InputField::Text => &mut self.text,
            InputField::Published => &mut self.published,
            InputField::Url => &mut self.url,
            InputField::Event => &mut self.event,
        }
    }

    /// This row's fields, and the other's where this one has none; the line is the other's.
    pub(super) fn or(mut self, mut other: Self) -> Self {
        for field in <InputField as strum::IntoEnumIterator>::iter() {
            if self.field(field).as_ref().is_none_or(String::is_empty) {
                *self.field(field) = other.field(field).take();
            }
        }
        self.line = other.line;
        self
    }
}

/// From column names to fields: the usual names, and the user's own, which come before them.
///
/// Parsed from `FIELD=COLUMN,..`, and written so in records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct FieldMap {
    own: Vec<(InputField, String)>,
}

impl FieldMap {
    /// The field that a column holds, and how much the name is preferred: 0 is the best.
    pub(super) fn field(&self, column: &str) -> Option<(InputField, usize)> {
        if let Some((field, _)) = self.own.iter().find(|(_, own)| own == column) {
            return Some((*field, 0));
        }
        <InputField as strum::IntoEnumIterator>::iter().filter(|field| !self.own.iter().any(|(own, _)| own == field)).find_map(|field| {
            let rank = field.aliases().iter().position(|alias| alias.eq_ignore_ascii_case(column))?;
            Some((field, rank))
        })
    }

    /// The columns that the user named.
    pub(super) fn own(&self) -> &[(InputField, String)] {
        &self.own
    }

    /// The message for a row without a field that it needs.
    pub(super) fn missing(&self, field: InputField) -> String {
        match self.own.iter().find(|(own, _)| *own == field) {
            Some((_, column)) => format!("no {field}: the row has no `{column}`, which --map names"),
            None => format!("no {field}: expected one of {}; name yours with --map {field}=COLUMN", field.aliases().join(", ")),
        }
    }
}

impl FromStr for FieldMap {
    type Err = String;

    fn from_str(map: &str) -> Result<Self, String> {
        let pair = |pair: &str| {
            let (field, column) = pair.split_once('=').ok_or_else(|| format!("expected FIELD=COLUMN, found `{pair}`"))?;
            let fields = || <InputField as strum::IntoEnumIterator>::iter().map(|field| field.to_string()).collect::<Vec<_>>().join(", ");
            let field = field.trim().parse().map_err(|_| format!("expected a field among {}, found `{field}`", fields()))?;
            Ok((field, column.trim().to_owned()))
        };
        Ok(Self { own: map.split(',').filter(|pair| !pair.trim().is_empty()).map(pair).collect::<Result<_, String>>()? })
    }
}

impl TryFrom<String> for FieldMap {
    type Error = String;

    fn try_from(map: String) -> Result<Self, String> {
        map.parse()
    }
}

impl From<FieldMap> for String {
    fn from(map: FieldMap) -> Self {
        map.to_string()
    }
}

impl std::fmt::Display for FieldMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pairs: Vec<String> = self.own.iter().map(|(field, column)| format!("{field}={column}")).collect();
        f.write_str(&pairs.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_column_replaces_the_usual_names_of_its_field() {
        let map: FieldMap = "text=article_body, outlet=site".parse().expect("a map");
        assert_eq!(map.field("article_body"), Some((InputField::Text, 0)));
        assert_eq!(map.field("text"), None);
        assert_eq!(map.field("newsTitle"), Some((InputField::Title, 2)));
        assert_eq!(map.to_string(), "text=article_body,outlet=site");
        assert!("words=x".parse::<FieldMap>().expect_err("no such field").contains("found `words`"));
    }
}
