//! From a document to its cues: which words signal what, in whose voice, and whether a negation governs them.

pub mod hedges;
mod negation;

use std::sync::Arc;

use crate::cue::{Cue, Origin, Voice};
use crate::lexicon::{Match, Matcher, Signal};
use crate::text::Document;

/// Something that finds cues.
pub trait CueFinder: Sync {
    /// The cues of a document, in the order of its texts and of their first byte.
    fn find(&self, document: &Document) -> Vec<Cue>;
}

/// Finds the cues that lexicons list.
#[derive(Clone, Debug)]
pub struct LexiconFinder {
    matcher: Arc<Matcher>,
    reported_as: Voice,
}

impl LexiconFinder {
    /// A finder over the matcher's lexicons, which should hold the negations as well. `reported_as` is the voice that the content of indirect
    /// attributions counts as: [`Voice::Reported`] keeps it apart.
    #[must_use]
    pub fn new(matcher: Arc<Matcher>, reported_as: Voice) -> Self {
        Self { matcher, reported_as }
    }

    /// The same, to share with an [`Analyzer`](crate::text::Analyzer).
    #[must_use]
    pub fn shared(&self) -> &Arc<Matcher> {
        &self.matcher
    }

    /// The lexicons behind the finder; a cue's [`Origin`] points into it.
    #[must_use]
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}

impl CueFinder for LexiconFinder {
    fn find(&self, document: &Document) -> Vec<Cue> {
        let mut cues = Vec::with_capacity(64);
        let mut own: Vec<Match> = Vec::new();
        for passage in document.passages() {
            for (index, sentence) in passage.sentences().iter().enumerate() {
                let words = passage.words(document.article(), sentence);
                let matches = document.matches(passage, index, &self.matcher).unwrap_or_else(|| {
                    own.clear();
                    self.matcher.find(&words, &mut own);
                    &own
                });
                if matches.is_empty() {
                    continue;
                }
                let voices = &passage.voices()[sentence.tokens.clone()];
                let negations = negation::extents(&words, matches, voices);
                let begin = cues.len();
                for found in matches {
                    let Signal::Cue(kind) = found.signal else { continue };
                    let entry = self.matcher.entry(found.entry).1;
                    let voice = voices[found.first];
                    cues.push(Cue {
                        kind,
                        field: passage.field(),
                        span: found.span,
                        voice: if voice == Voice::Reported { self.reported_as } else { voice },
                        // A noun of saying is negated by its own determiner; what the verb before it denies is something else: *cannot confirm claims that*.
                        negation: negation::governing(
                            &negations,
                            found,
                            if entry.subtype.as_deref() == Some("nominal") { 1 } else { usize::MAX },
                        ),
                        weight: entry.weight,
                        origin: Origin::Lexicon { entry: found.entry },
                    });
                }
                cues[begin..].sort_by_key(|cue| (cue.span, cue.kind));
            }
        }
        cues
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::article::Article;
    use crate::lexicon::Lexicon;
    use crate::text::Analyzer;

    /// Checks the cues of a text in which they are marked: `[hedge:may]`, `[quoted hedge:may]`, `[not hedge:may]` where it is negated.
    /// Only kinds named in `kinds` are looked at.
    #[track_caller]
    fn check(kinds: &str, marked: &str) {
        let lexicons = Lexicon::shipped().expect("the shipped tables");
        let mut text = String::new();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once('[') {
            let (mark, after) = after.split_once(']').expect("a closing bracket");
            text.push_str(before);
            text.push_str(mark.split_once(':').expect("a colon").1);
            rest = after;
        }
        text.push_str(rest);
        let analyzer = Analyzer::new(&lexicons);
        let article = Article::new("a", text.as_str());
        let document = analyzer.document(Arc::new(article));
        let finder = LexiconFinder::new(Arc::new(Matcher::new(lexicons)), Voice::Reported);
        let mut shown = String::new();
        let mut at = 0;
        for cue in finder.find(&document) {
            if !kinds.split(' ').any(|kind| kind == cue.kind.name()) {
                continue;
            }
            let voice = if cue.voice == Voice::Outlet { String::new() } else { format!("{} ", cue.voice) };
            let not = if cue.is_negated() { "not " } else { "" };
            shown.push_str(&text[at..cue.span.start()]);
            write!(shown, "[{not}{voice}{}:{}]", cue.kind, cue.span.slice(&text)).expect("written to memory");
            at = cue.span.end();
        }
        shown.push_str(&text[at..]);
        assert_eq!(shown, marked);
    }

    #[test]
    fn may_is_a_hedge_and_no_month() {
        check("hedge", "It [hedge:may] rain in May, or on May 5.");
    }

    #[test]
    fn a_cue_in_a_quotation_is_the_speakers() {
        check("hedge loaded", "“It [quoted hedge:may] fail,” he said. It [hedge:may] not.");
        check("loaded", "She said they would be “mere [quoted loaded:cannon fodder]” for the [reported loaded:regime].");
    }

    #[test]
    fn a_cue_in_an_indirect_content_is_reported() {
        check("hedge", "The minister said that the dam [reported hedge:may] fail.");
    }

    #[test]
    fn verbs_of_saying_are_the_outlets() {
        check(
            "report_neutral report_doubting report_heated",
            "Roe [report_doubting:claimed] that it was safe. She [report_neutral:said] so and [report_heated:lambasted] him.",
        );
    }

    #[test]
    fn a_negation_governs_what_follows_in_its_clause() {
        check("booster", "It is not [not booster:clearly] so, but it [booster:clearly] was.");
        check("booster", "Not only is it [booster:clearly] so.");
        check("report_neutral", "Roe has not [not report_neutral:denied] it, [report_neutral:stating] that it rained.");
        check("report_neutral", "They saw no signs of it and [report_neutral:doubted] Roe.");
        check("report_doubting report_endorsing", "Roe has not [not report_endorsing:confirmed] [report_doubting:claims that] it rained.");
    }

    #[test]
    fn doubt_denied_is_certainty() {
        check("booster hedge", "There is [booster:no doubt] that it fell.");
    }
}
