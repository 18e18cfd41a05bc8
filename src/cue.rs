//! The vocabulary: what a cue is, which kinds there are, and whose words they are.
//!
//! The doc comment of each kind is its explanation, word for word: `parallax explain KIND` prints it.

use serde::{Deserialize, Serialize};

use crate::article::Field;
use crate::span::Span;

/// What a cue signals.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::EnumMessage,
    strum::EnumCount,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CueKind {
    /// Loaded language: emotive, derogatory, glorifying or one-sided wording where a neutral wording exists, such as hysteria,
    /// regime or cannon fodder. After the technique "loaded language" of Da San Martino et al. (2019) and the framing bias of
    /// Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013).
    Loaded,
    /// Hedge: weakens the commitment to a proposition, or marks a figure as approximate, such as may, reportedly, alleged or about 10,000.
    /// After Lakoff (1973) and Hyland (2005); subtypes after Szarvas, Vincze et al. (2012).
    Hedge,
    /// Booster: strengthens the commitment to a proposition, such as clearly, undoubtedly or of course. After Holmes (1984) and Hyland (2005).
    Booster,
    /// Intensifier: scales a degree, such as utterly, deeply or staggering. After the amplifiers and downtoners of Quirk et al. (1985).
    Intensifier,
    /// Factive: presupposes that its complement is true, affirmed or negated, such as know that or admit. After Kiparsky and
    /// Kiparsky (1970) and Hooper (1975).
    Factive,
    /// Implicative: implies that its complement is true or false, depending on negation, such as manage to or fail to. After Karttunen (1971, 2012).
    Implicative,
    /// Neutral report: gives somebody's words or thoughts without taking a side, such as said or according to. The sorting by manner
    /// follows the attribution cues of Pareti (2012).
    ReportNeutral,
    /// Doubting report: gives somebody's words and keeps a distance, such as claimed or insisted. After the assertives of Hooper (1975).
    ReportDoubting,
    /// Endorsing report: gives somebody's words and treats them as true, such as confirmed or revealed. Many are factive as well.
    ReportEndorsing,
    /// Heated report: gives somebody's words and colours them with temper, such as slammed or blasted.
    ReportHeated,
}

impl CueKind {
    /// Number of kinds.
    pub const COUNT: usize = <Self as strum::EnumCount>::COUNT;

    /// All kinds, in the order of the records.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// The name that records use.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What the kind means, and after whom.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        strum::EnumMessage::get_documentation(&self).unwrap_or_default()
    }

    /// The manner of an attribution whose verb has this kind; `None` for kinds that report nothing.
    #[must_use]
    pub fn manner(self) -> Option<Manner> {
        match self {
            Self::ReportNeutral => Some(Manner::Neutral),
            Self::ReportDoubting => Some(Manner::Doubting),
            Self::ReportEndorsing => Some(Manner::Endorsing),
            Self::ReportHeated => Some(Manner::Heated),
            _ => None,
        }
    }
}

/// Whose words they are.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumIter,
    strum::EnumCount,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Voice {
    /// The outlet's own, scare quotes and titles of works among them.
    #[default]
    Outlet,
    /// Inside quotation marks, as speech or writing of somebody.
    Quoted,
    /// The content of an indirect attribution: somebody's proposition in the outlet's wording.
    Reported,
}

impl Voice {
    /// Number of voices.
    pub const COUNT: usize = <Self as strum::EnumCount>::COUNT;

    /// All voices, in the order of the records.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// The name that records use.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// How a verb of saying treats what it reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Manner {
    /// Takes no side: *said*.
    Neutral,
    /// Keeps a distance: *claimed*.
    Doubting,
    /// Treats it as true: *confirmed*.
    Endorsing,
    /// Colours it with temper: *slammed*.
    Heated,
}

/// Who a cue's doubt or certainty belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Holder {
    /// The outlet.
    #[default]
    Outlet,
    /// The source whose words are quoted or reported.
    Source,
}

impl From<Voice> for Holder {
    fn from(voice: Voice) -> Self {
        if voice == Voice::Outlet { Self::Outlet } else { Self::Source }
    }
}

/// What found a cue: the line of the lexicon, or the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// An entry of a lexicon, by its place in the [`Matcher`](crate::lexicon::Matcher) that found it.
    Lexicon {
        /// Index for [`Matcher::entry`](crate::lexicon::Matcher::entry).
        entry: u32,
    },
}

/// Words that negate, and the words that they govern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Negation {
    /// The negating words.
    pub cue: Span,
    /// The words that they govern.
    pub extent: Span,
}

/// Words that signal something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cue {
    /// What they signal.
    pub kind: CueKind,
    /// Which of the article's texts they stand in.
    pub field: Field,
    /// Where they stand.
    pub span: Span,
    /// What they govern: a clause, a complement or a phrase. For hedges, boosters, factives and implicatives; `None` where the sentence holds nothing of it.
    pub scope: Option<Span>,
    /// Whose words they are.
    pub voice: Voice,
    /// The negation that governs them, if one does.
    pub negation: Option<Negation>,
    /// How surely such words are a cue of this kind, 0 to 1, from the lexicon entry.
    pub weight: f32,
    /// What found them.
    pub origin: Origin,
}

impl Cue {
    /// Whether a negation governs the cue.
    #[must_use]
    pub fn is_negated(&self) -> bool {
        self.negation.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_explains_itself_and_names_an_author() {
        for kind in CueKind::all() {
            let text = kind.explanation();
            assert!(text.contains("such as"), "{kind} gives no example: {text}");
        }
        assert_eq!("report_doubting".parse(), Ok(CueKind::ReportDoubting));
        assert_eq!(CueKind::ReportDoubting.name(), "report_doubting");
    }
}
