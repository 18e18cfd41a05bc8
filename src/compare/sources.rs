//! Whom each outlet lets speak: how often, for how many words, with which verbs, and how many voices these are.
//!
//! A source is an actor of the event where its words name one (a pronoun is whom it stands for), else its own words; sources that are not to be known
//! stay apart from the bodies they speak for. Diversity is the number of sources and their effective number, the exponential of Shannon's entropy of their
//! attributions (Hill 1973, order 1): as many sources as would speak if all spoke alike.

use std::collections::BTreeMap;

use crate::article::Outlet;
use crate::compare::names::{Entities, EntityKind, Form, Mention, Place};
use crate::cue::{Manner, Voice};
use crate::lexicon::WordClass;
use crate::score::{ArticleScore, Slice};
use crate::span::Span;
use crate::text::{Attribution, Passage, SourceClass};
use crate::token::{fold, fold_chars};

/// A source of an outlet.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Whose articles.
    pub outlet: Outlet,
    /// Who: an actor of the event, or the source's own words; `None` where the text does not say, or by a pronoun that could be anybody.
    pub source: Option<String>,
    /// What it mostly is; `None` where that is not known.
    pub class: Option<SourceClass>,
    /// Number of attributions.
    pub quotations: u64,
    /// Words of their contents.
    pub words: u64,
    /// Attributions by the manner of their verbs.
    pub manners: BTreeMap<Manner, u64>,
    /// Where it is named, or where its words stand if it is not.
    pub places: Vec<Place>,
}

/// How an outlet's attributions spread over its sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourcing {
    /// Whose articles.
    pub outlet: Outlet,
    /// Number of attributions.
    pub quotations: u64,
    /// Number of attributions whose source is known.
    pub known: u64,
    /// Number of sources.
    pub sources: u64,
    /// As many sources as would speak if all spoke alike; `None` without any.
    pub effective: Option<f64>,
    /// Share of the source that speaks most often.
    pub largest_share: Option<f64>,
    /// Share of sources that are not to be known, of the attributions whose source has a class.
    pub anonymous_share: Option<f64>,
    /// Share of the outlet's words that stand in quotation marks.
    pub quoted_share: Option<f64>,
}

/// What a source is told by: an actor's name, or folded words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Actor(String),
    Words(String),
    Unknown,
}

#[derive(Default)]
struct Count {
    surfaces: BTreeMap<String, u64>,
    classes: BTreeMap<u8, (SourceClass, u64)>,
    quotations: u64,
    words: u64,
    manners: BTreeMap<Manner, u64>,
    places: Vec<Place>,
}

/// The sources of each outlet, those that speak most first, and how they spread. `articles` are those that `entities` were found in, each with its outlet.
pub(super) fn compare(outlets: &[Outlet], articles: &[(usize, &ArticleScore)], entities: &Entities) -> (Vec<Source>, Vec<Sourcing>) {
    let mut counts: Vec<BTreeMap<Who, Count>> = outlets.iter().map(|_| BTreeMap::new()).collect();
    for (at, (outlet, score)) in articles.iter().enumerate() {
        for passage in score.document.passages() {
            for attribution in passage.attributions() {
                add(&mut counts[*outlet], at, score, passage, attribution, entities);
            }
        }
    }
    let mut sources = Vec::new();
    let mut sourcing = Vec::new();
    for (at, counts) in counts.into_iter().enumerate() {
        let own = articles.iter().filter(|(outlet, _)| *outlet == at).map(|(_, score)| *score);
        sourcing.push(spread(&outlets[at], &counts, own));
        let mut of_outlet: Vec<Source> = counts.into_iter().map(|(who, count)| source(&outlets[at], who, count)).collect();
        of_outlet.sort_by(|a, b| {
            let order = |one: &Source| (one.source.is_none(), std::cmp::Reverse((one.quotations, one.words)));
            order(a).cmp(&order(b)).then_with(|| a.source.cmp(&b.source))
        });
        sources.extend(of_outlet);
    }
    (sources, sourcing)
}

fn add(
    counts: &mut BTreeMap<Who, Count>,
    article: usize,
    score: &ArticleScore,
    passage: &Passage,
    attribution: &Attribution,
    entities: &Entities,
) {
    let text = score.document.article().field(passage.field());
    let named = attribution.resolved.or(attribution.source);
    let class = match attribution.resolved {
        Some(resolved) => passage.attributions().iter().find(|other| other.source == Some(resolved)).and_then(|other| other.source_class),
        None => attribution.source_class,
    };
    let mut class = class;
    let (who, surface) = match named.filter(|_| class.is_some()) {
        None => (Who::Unknown, String::new()),
        Some(span) => {
            let actor = (class != Some(SourceClass::Anonymous)).then(|| actor(entities, article, passage, span, text)).flatten();
            let words = own_words(span.slice(text));
            match actor {
                Some(mention) => {
                    let entity = entities.get(mention.entity);
                    class = class_of(entity.kind).or(class);
                    (Who::Actor(entity.name.clone()), words)
                }
                None => (Who::Words(fold_chars(&words).collect()), words),
            }
        }
    };
    let count = counts.entry(who).or_default();
    *count.surfaces.entry(surface).or_default() += 1;
    if let Some(class) = class {
        count.classes.entry(class as u8).or_insert((class, 0)).1 += 1;
    }
    count.quotations += 1;
    let tokens = passage.tokens();
    for piece in &attribution.content {
        let (first, last) = (
            tokens.partition_point(|token| token.span.start() < piece.start()),
            tokens.partition_point(|token| token.span.start() < piece.end()),
        );
        count.words += tokens[first..last].iter().filter(|token| token.is_word()).count() as u64;
    }
    *count.manners.entry(attribution.manner).or_default() += 1;
    let place = attribution.source.or(attribution.cue).or_else(|| attribution.content.first().copied());
    if let Some(span) = place {
        let voice = Voice::Outlet;
        count.places.push(Place { article: score.document.article().id.clone(), field: passage.field(), span, voice });
    }
}

/// The class of an actor that is known for what it is.
fn class_of(kind: EntityKind) -> Option<SourceClass> {
    match kind {
        EntityKind::Person => Some(SourceClass::Named),
        EntityKind::Country | EntityKind::Government | EntityKind::Forces | EntityKind::Body => Some(SourceClass::Institution),
        EntityKind::People | EntityKind::Other | EntityKind::Place => None,
    }
}

/// The actor that a source is: the one that its words name first, where nothing but a determiner or a modifier stands before the name and nothing is
/// owned by it. *A spokesman for Roe* is not Roe, and *Roe's lawyer* is not.
fn actor<'a>(entities: &'a Entities, article: usize, passage: &Passage, source: Span, text: &str) -> Option<&'a Mention> {
    let tokens = passage.tokens();
    let owns = |mention: &Mention| {
        let rest = &text[mention.span.end()..];
        rest.starts_with("'s") || rest.starts_with("’s") || rest.starts_with("’ ") || rest.starts_with("' ")
    };
    let leads = |mention: &Mention| {
        let (first, last) = (
            tokens.partition_point(|token| token.span.start() < source.start()),
            tokens.partition_point(|token| token.span.start() < mention.span.start()),
        );
        tokens[first..last.max(first)].iter().all(|token| {
            let word = fold(token.slice(text));
            token.is_word() && !WordClass::Prep.lists(&word) && !WordClass::Be.lists(&word) && !matches!(&*word, "and" | "who" | "that")
        })
    };
    entities
        .mentions_at(article, passage.field(), source)
        .filter(|mention| mention.form == Form::Name && entities.get(mention.entity).kind != EntityKind::Place)
        .find(|mention| {
            source.start() <= mention.span.start()
                && mention.span.end() <= source.end() + 1
                && leads(mention)
                && !(owns(mention) && mention.span.end() + 2 < source.end())
        })
}

/// A source's words without determiner and what trails behind a comma.
fn own_words(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1 && matches!(words[0].to_lowercase().as_str(), "a" | "an" | "the") {
        words.remove(0);
    }
    let words = words.join(" ");
    let words = words.split(", ").next().unwrap_or(&words);
    words.trim_end_matches([',', '.', ';', ':']).to_owned()
}

fn source(outlet: &Outlet, who: Who, count: Count) -> Source {
    let Count { surfaces, classes, quotations, words, manners, places } = count;
    let most = surfaces.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    let source = match who {
        Who::Actor(name) => Some(name),
        Who::Words(_) => most.map(|(surface, _)| surface),
        Who::Unknown => None,
    };
    let class = classes.into_values().max_by_key(|(class, count)| (*count, std::cmp::Reverse(*class as u8))).map(|(class, _)| class);
    Source { outlet: outlet.clone(), source, class, quotations, words, manners, places }
}

fn spread<'a>(outlet: &Outlet, counts: &BTreeMap<Who, Count>, articles: impl Iterator<Item = &'a ArticleScore>) -> Sourcing {
    let known: Vec<u64> = counts.iter().filter(|(who, _)| **who != Who::Unknown).map(|(_, count)| count.quotations).collect();
    let total: u64 = known.iter().sum();
    let of_class = |wanted: Option<SourceClass>| -> u64 {
        counts
            .values()
            .flat_map(|count| count.classes.values())
            .filter(|(class, _)| wanted.is_none_or(|wanted| *class == wanted))
            .map(|(_, count)| count)
            .sum()
    };
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let (mut quoted, mut words) = (0, 0);
    for score in articles {
        quoted += score.total.words(Slice { voice: Some(Voice::Quoted), part: None });
        words += score.words();
    }
    Sourcing {
        outlet: outlet.clone(),
        quotations: counts.values().map(|count| count.quotations).sum(),
        known: total,
        sources: known.len() as u64,
        effective: effective(&known),
        largest_share: known.iter().max().and_then(|&largest| share(largest, total)),
        anonymous_share: share(of_class(Some(SourceClass::Anonymous)), of_class(None)),
        quoted_share: share(quoted, words),
    }
}

/// The effective number of kinds with these counts: the exponential of Shannon's entropy (Hill 1973); `None` without any.
fn effective(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    let plog = |count: u64| {
        let share = count as f64 / total as f64;
        -share * libm::log(share)
    };
    (total > 0).then(|| libm::exp(counts.iter().filter(|count| **count > 0).map(|&count| plog(count)).sum()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::article::Article;
    use crate::text::Analyzer;

    fn compared(text: &str) -> (Vec<Source>, Vec<Sourcing>) {
        let article = Article { outlet: Some("o".into()), ..Article::new("a", text) };
        let document = Analyzer::shipped().expect("the shipped tables").document(Arc::new(article));
        let score = ArticleScore::new(document, Vec::new(), Voice::Reported);
        let entities = Entities::find(&[&score]);
        compare(&["o".into()], &[(0, &score)], &entities)
    }

    #[test]
    fn a_source_is_one_under_all_its_names() {
        let text = "The dam was closed on Monday.\n\nWater Minister Tom Reed said the wall was safe. “It will hold,” he said. Reed claimed that ships could come.\n\n\
            A senior official told reporters that the wall was weak. The Norwegian government confirmed the leak.";
        let (sources, sourcing) = compared(text);
        let found: Vec<(Option<&str>, Option<SourceClass>, u64)> =
            sources.iter().map(|one| (one.source.as_deref(), one.class, one.quotations)).collect();
        assert_eq!(found[0], (Some("Tom Reed"), Some(SourceClass::Named), 3), "{found:?}");
        assert!(found.contains(&(Some("senior official"), Some(SourceClass::Anonymous), 1)), "{found:?}");
        assert_eq!(sources[0].manners, BTreeMap::from([(Manner::Neutral, 2), (Manner::Doubting, 1)]));
        assert_eq!(sources[0].words, 4 + 3 + 4, "the wall was safe; It will hold; that ships could come");
        assert_eq!(sources[0].places.len(), 3);
        assert!(sourcing[0].quoted_share.is_some_and(|share| share > 0.0 && share < 0.2), "{sourcing:?}");
    }

    #[test]
    fn whoever_speaks_for_somebody_is_somebody_else() {
        let (sources, _) =
            compared("Mayor Jon Vance left. A lawyer for Vance said the wall was safe. Vance's wife said the wall was weak.");
        assert!(sources.iter().all(|one| one.source.as_deref() != Some("Jon Vance")), "{sources:?}");
    }

    #[test]
    fn nobody_quoted_is_no_share() {
        let (sources, sourcing) = compared("It rained on the dam.");
        assert!(sources.is_empty());
        let one = &sourcing[0];
        assert_eq!(
            (one.quotations, one.effective, one.anonymous_share, one.largest_share, one.quoted_share),
            (0, None, None, None, Some(0.0))
        );
    }

    #[test]
    fn the_effective_number_is_that_of_equal_voices() {
        // Hill (1973): equal shares give their number; (.5, .25, .25) has entropy 1.5 bits, 2^1.5 = 2.828.
        assert!(effective(&[3, 3, 3, 3]).is_some_and(|number| (number - 4.0).abs() < 1e-9));
        assert!(effective(&[2, 1, 1]).is_some_and(|number| (number - 2.828_427).abs() < 1e-6));
        assert_eq!(effective(&[]), None);
    }
}
