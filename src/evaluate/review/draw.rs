//! From a run to a sheet: which places are drawn, and the words around them.
//!
//! The order of chance is a hash of seed and item: in each stratum of kind, outlet and question, the items with the smallest hashes are kept,
//! which is a random sample without replacement in one pass and in bounded memory (bottom-k sampling; Cohen and Kaplan 2007, *Summarizing data
//! using bottom-k sketches*). It does not depend on the order of the articles, and as long as every outlet has its turn a larger
//! draw under the same seed takes in the smaller one: verdicts given already can be kept.

use std::collections::{BTreeMap, BinaryHeap};
use std::io::BufRead;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::run::{self, Made, RunArticle};
use super::{Asked, ItemId, Place, question};
use crate::article::{Article, Field};
use crate::compare::Stream;
use crate::cue::CueKind;
use crate::error::{Error, Result};
use crate::span::Span;

/// What to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Cues of each kind.
    pub per_kind: usize,
    /// Sentences without a cue of the kind, for each kind; as many with one are drawn beside them.
    pub unmarked: usize,
    /// The kinds; none means all.
    pub kinds: Vec<CueKind>,
    /// Seed of the draw.
    pub seed: u64,
}

impl Default for Options {
    /// Twenty cues of every kind, no sentences, seed 0.
    fn default() -> Self {
        Self { per_kind: 20, unmarked: 0, kinds: Vec::new(), seed: 0 }
    }
}

/// Fewer items than asked for, because the run has no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// The kind.
    pub kind: CueKind,
    /// The question.
    pub asked: Asked,
    /// How many there are, all of them drawn.
    pub supply: usize,
}

/// Places drawn from a run, without their words.
#[derive(Clone, Debug)]
pub struct Choice {
    name: String,
    made: Made,
    drawn: Vec<Drawn>,
    shortages: Vec<Shortage>,
}

#[derive(Clone, Debug)]
struct Drawn {
    kind: CueKind,
    asked: Asked,
    place: Candidate,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    id: ItemId,
    article: Arc<str>,
    field: Field,
    span: Span,
}

/// A candidate after its place in the order of chance.
type Ranked = (u64, Candidate);

/// The items of a stratum with the smallest hashes, largest on top.
#[derive(Default)]
struct Least(BinaryHeap<Ranked>);

impl Choice {
    /// Draws from a run; `name` is what messages call it.
    ///
    /// Of each kind `per_kind` cues are drawn, spread over outlets as evenly as the supply allows: outlets take turns, in an order drawn by
    /// chance, one item a turn, and those that have no more sit out. Articles without an outlet count as one. So every outlet gets a figure
    /// of its own, and the figures over outlets are weighted back ([`estimate`](super::estimate())).
    ///
    /// Where the outlets that have the kind are more than the items, no spread gives each its own, and the weights of a few large outlets
    /// would drown the rest: there every cue of the kind has the same chance, whoever published it. Sentences are drawn in the same ways.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] with the line where the stream is not a whole run; [`Error::Data`] where it has nothing to draw.
    pub fn new(lines: impl BufRead, name: &str, options: &Options) -> Result<Self> {
        let wanted = |kind: CueKind| options.kinds.is_empty() || options.kinds.contains(&kind);
        let mut outlets: BTreeMap<Option<String>, usize> = BTreeMap::new();
        let mut strata: BTreeMap<(CueKind, Asked, usize), Least> = BTreeMap::new();
        let made = run::read(lines, name, |article| {
            let next = outlets.len();
            let outlet = *outlets.entry(article.outlet.clone()).or_insert(next);
            let id: Arc<str> = article.id.as_str().into();
            let mut offer = |kind: CueKind, asked: Asked, field: Field, span: Span, most: usize| {
                let item = Place { kind, article: &id, field, span, asked }.id();
                let least = strata.entry((kind, asked, outlet)).or_default();
                least.offer(rank(options.seed, item), most, || Candidate { id: item, article: Arc::clone(&id), field, span });
            };
            for cue in article.cues.iter().filter(|cue| wanted(cue.kind)) {
                offer(cue.kind, Asked::Cue, cue.field, cue.span, options.per_kind);
            }
            if options.unmarked > 0 {
                for (field, span, has) in article.marked() {
                    for kind in CueKind::all().filter(|&kind| wanted(kind)) {
                        let asked = if has[kind as usize] { Asked::Marked } else { Asked::Unmarked };
                        offer(kind, asked, field, span, options.unmarked);
                    }
                }
            }
            Ok(())
        })?;
        let mut drawn = Vec::new();
        let mut shortages = Vec::new();
        // By name, so that the turns do not depend on the order of the articles.
        let outlets: Vec<usize> = outlets.into_values().collect();
        for kind in CueKind::all().filter(|&kind| wanted(kind)) {
            for (asked, most) in [(Asked::Cue, options.per_kind), (Asked::Marked, options.unmarked), (Asked::Unmarked, options.unmarked)] {
                let supply =
                    outlets.iter().filter_map(|outlet| strata.remove(&(kind, asked, *outlet))).map(|least| least.0.into_sorted_vec());
                let mut order = Stream::new(options.seed, &["review", "turns", kind.name(), asked.into()]);
                let taken = take(supply.collect(), most, &mut order);
                if taken.len() < most {
                    shortages.push(Shortage { kind, asked, supply: taken.len() });
                }
                drawn.extend(taken.into_iter().map(|(_, place)| Drawn { kind, asked, place }));
            }
        }
        if drawn.is_empty() {
            return Err(Error::Data(format!("{name} has no cue of the kinds asked for, so there is nothing to draw")));
        }
        drawn.sort_by_key(|one| one.place.id);
        Stream::new(options.seed, &["review", "order"]).shuffle(&mut drawn);
        Ok(Self { name: name.to_owned(), made, drawn, shortages })
    }

    /// How the run was made.
    #[must_use]
    pub fn made(&self) -> &Made {
        &self.made
    }

    /// Goes through the same run once more for the articles that were drawn from, and takes their words where the run keeps them.
    ///
    /// # Errors
    ///
    /// See [`Choice::new`]; also when a record does not fit its own text.
    pub fn pages(self, lines: impl BufRead) -> Result<Pages> {
        let mut items: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for (index, one) in self.drawn.iter().enumerate() {
            items.entry(Arc::clone(&one.place.article)).or_default().push(index);
        }
        let mut pages = Pages { sheet: vec![None; self.drawn.len()], waiting: BTreeMap::new(), choice: self };
        let name = pages.choice.name.clone();
        run::read(lines, &name, |article| {
            let Some(items) = items.remove(article.id.as_str()) else { return Ok(()) };
            let (titles, texts): (Vec<usize>, Vec<usize>) =
                items.into_iter().partition(|&index| pages.choice.drawn[index].place.field == Field::Title);
            pages.cut(&article, &titles, Field::Title, article.title.as_deref().unwrap_or_default())?;
            match &article.text {
                _ if texts.is_empty() => {}
                Some(text) => pages.cut(&article, &texts, Field::Text, text)?,
                None => {
                    pages.waiting.insert(article.id.clone(), (article, texts));
                }
            }
            Ok(())
        })?;
        Ok(pages)
    }
}

/// A draw on its way to a sheet: the words of some items may still be wanting.
#[derive(Clone, Debug)]
pub struct Pages {
    choice: Choice,
    sheet: Vec<Option<SheetItem>>,
    /// Articles whose text is wanted, and the items that wait for it.
    waiting: BTreeMap<String, (RunArticle, Vec<usize>)>,
}

impl Pages {
    /// Whether every item has its words.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes the words of an article that was read again, if they are wanted.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when the text is not the one that the run saw: another length, or other words where its cues were.
    pub fn give(&mut self, article: &Article) -> Result<()> {
        let Some((known, items)) = self.waiting.remove(article.id.as_str()) else { return Ok(()) };
        self.cut(&known, &items, Field::Text, &article.text)
    }

    /// The sheet.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when the text of an article did not come.
    pub fn sheet(self) -> Result<Sheet> {
        if let Some((article, _)) = self.waiting.values().next() {
            let more = match self.waiting.len() - 1 {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            let reason = format!(
                "the words of article {}{more} are wanted, and reading the run's inputs again did not give them; start where the run was made, \
                 or make the run anew with --with-text",
                called(article)
            );
            return Err(Error::Input { input: self.choice.name, reason });
        }
        Ok(Sheet { items: self.sheet.into_iter().flatten().collect(), shortages: self.choice.shortages })
    }

    fn cut(&mut self, article: &RunArticle, items: &[usize], field: Field, text: &str) -> Result<()> {
        let differs = |what: String| {
            let reason = format!(
                "article {} is not the one that the run saw: {what}; make the run anew, best with --with-text, or put the old input back",
                called(article)
            );
            Error::Input { input: self.choice.name.clone(), reason }
        };
        if field == Field::Text && text.len() != article.bytes {
            return Err(differs(format!("its text has {} bytes, the run's {}", text.len(), article.bytes)));
        }
        for cue in article.cues.iter().filter(|cue| cue.field == field && !items.is_empty()) {
            let found = text.get(cue.span.start()..cue.span.end());
            if found != Some(&cue.text) {
                let found = found.map_or("no whole words".to_owned(), |found| format!("`{found}`"));
                let place = if field == Field::Title { "title" } else { "text" };
                return Err(differs(format!(
                    "at byte {} of its {place} the run found `{}`, now there is {found}",
                    cue.span.start(),
                    cue.text
                )));
            }
        }
        let sentences: Vec<Span> = article.sentences.iter().filter(|(own, _)| *own == field).map(|(_, span)| *span).collect();
        if !items.is_empty() && sentences.iter().any(|span| text.get(span.start()..span.end()).is_none()) {
            return Err(differs("its sentences begin or end elsewhere".to_owned()));
        }
        for &index in items {
            let Drawn { kind, asked, place } = &self.choice.drawn[index];
            let (before, words, after) = around(text, &sentences, place.span);
            let question = question(*kind, *asked);
            self.sheet[index] =
                Some(SheetItem { id: place.id, kind: *kind, sentence: asked.is_sentence(), question, before, words, after });
        }
        Ok(())
    }
}

/// What a reviewer sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// In random order.
    pub items: Vec<SheetItem>,
    /// Kinds of which the run has fewer than were asked for.
    pub shortages: Vec<Shortage>,
}

/// One item of a sheet. It holds what the reviewer may see and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetItem {
    /// What the verdict is filed under.
    pub id: ItemId,
    /// The kind that is asked about.
    pub kind: CueKind,
    /// Whether a whole sentence is shown, and not a cue's words.
    pub sentence: bool,
    /// The question, with the kind's definition.
    pub question: String,
    /// The words before: the sentence before, and of the item's own sentence what comes before its words. White space is one blank, a new line
    /// between sentences `¶`, page debris between them `[…]`.
    pub before: String,
    /// The cue's words, or the sentence.
    pub words: String,
    /// The words after, likewise.
    pub after: String,
}

/// An article for a message: by its file where it has one.
fn called(article: &RunArticle) -> String {
    article.file.as_ref().map_or_else(|| format!("`{}`", article.id), |file| format!("`{}` ({file})", article.id))
}

/// The place of an item in the order of chance.
fn rank(seed: u64, item: ItemId) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(item.0);
    let hash: [u8; 32] = hash.finalize().into();
    hash[..8].iter().fold(0, |rank, &byte| rank << 8 | u64::from(byte))
}

impl Least {
    fn offer(&mut self, rank: u64, most: usize, candidate: impl FnOnce() -> Candidate) {
        if self.0.len() == most && self.0.peek().is_none_or(|(largest, _)| *largest <= rank) {
            return;
        }
        self.0.push((rank, candidate()));
        if self.0.len() > most {
            self.0.pop();
        }
    }
}

/// Draws from the outlets' items, each list in the order of chance: in turns, or over all alike where there are more outlets than turns.
fn take(mut outlets: Vec<Vec<Ranked>>, wanted: usize, order: &mut Stream) -> Vec<Ranked> {
    if outlets.len() > wanted {
        let mut all: Vec<Ranked> = outlets.into_iter().flatten().collect();
        all.sort();
        all.truncate(wanted);
        return all;
    }
    order.shuffle(&mut outlets);
    let mut outlets: Vec<_> = outlets.into_iter().map(Vec::into_iter).collect();
    let mut taken = Vec::new();
    while taken.len() < wanted {
        let before = taken.len();
        taken.extend(outlets.iter_mut().filter_map(Iterator::next).take(wanted - before));
        if taken.len() == before {
            break;
        }
    }
    taken
}

/// The words before a span, its own and those after: to the ends of its sentence, and a sentence more on either side.
fn around(text: &str, sentences: &[Span], span: Span) -> (String, String, String) {
    let first = sentences.partition_point(|sentence| sentence.end() <= span.start());
    let past = sentences.partition_point(|sentence| sentence.start() < span.end());
    let own = sentences[first..past.max(first)].iter().fold(span, |own, sentence| own.join(*sentence));
    let between = |left: usize, right: usize| {
        let gap = &text[left..right];
        if !gap.trim().is_empty() {
            " […] "
        } else if gap.contains('\n') {
            " ¶ "
        } else {
            " "
        }
    };
    let mut before = flat(&text[own.start()..span.start()]);
    if let Some(sentence) = first.checked_sub(1).map(|index| sentences[index]) {
        before = flat(sentence.slice(text)) + between(sentence.end(), own.start()) + &before;
    }
    let mut after = flat(&text[span.end()..own.end()]);
    if let Some(sentence) = sentences.get(past.max(first)) {
        after = after + between(own.end(), sentence.start()) + &flat(sentence.slice(text));
    }
    (before, flat(span.slice(text)), after)
}

/// Runs of white space as one blank each.
fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            flat.push(c);
        } else if !flat.ends_with(' ') {
            flat.push(' ');
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::super::run::tests::{record, run};
    use super::*;

    const TEXT: &str = "Ada spoke. The [loaded:regime] [hedge:may] fall. [hedge:Perhaps] not. Bread is dear. Milk is not.";

    fn sheet(run: &str, options: &Options) -> Sheet {
        Choice::new(run.as_bytes(), "run.jsonl", options)
            .and_then(|choice| choice.pages(run.as_bytes()))
            .and_then(Pages::sheet)
            .expect("a sheet")
    }

    /// Articles of several outlets: the first has most cues.
    fn several() -> String {
        let articles: Vec<String> = [("Outlet-one", 9), ("Outlet-two", 3), ("Outlet-three", 1)]
            .into_iter()
            .flat_map(|(outlet, articles)| (0..articles).map(move |n| record(&format!("{outlet}-{n}"), Some(outlet), TEXT, true)))
            .collect();
        run(&articles)
    }

    #[test]
    fn an_item_shows_its_sentence_and_one_more_on_either_side() {
        let run = run(&[record("a1", None, TEXT, true)]);
        let sheet = sheet(&run, &Options { unmarked: 9, kinds: vec![CueKind::Hedge], ..Options::default() });
        let mut shown: Vec<(bool, &str, &str, &str)> =
            sheet.items.iter().map(|item| (item.sentence, item.before.as_str(), item.words.as_str(), item.after.as_str())).collect();
        shown.sort_unstable();
        assert_eq!(
            shown,
            [
                (false, "Ada spoke. The regime ", "may", " fall. Perhaps not."),
                (false, "The regime may fall. ", "Perhaps", " not. Bread is dear."),
                (true, "", "Ada spoke.", " The regime may fall."),
                (true, "Ada spoke. ", "The regime may fall.", " Perhaps not."),
                (true, "Bread is dear. ", "Milk is not.", ""),
                (true, "Perhaps not. ", "Bread is dear.", " Milk is not."),
                (true, "The regime may fall. ", "Perhaps not.", " Bread is dear."),
            ]
        );
        assert_eq!(
            sheet.shortages,
            [(Asked::Cue, 2), (Asked::Marked, 2), (Asked::Unmarked, 3)].map(|(asked, supply)| Shortage {
                kind: CueKind::Hedge,
                asked,
                supply
            })
        );
    }

    #[test]
    fn new_lines_and_page_debris_between_sentences_are_shown_as_signs() {
        let text = "One.\n\nIt may  be\nso. Menu Three.";
        let sentences = [Span::new(0, 4), Span::new(6, 20), Span::new(26, 32)];
        let (before, words, after) = around(text, &sentences, Span::new(9, 12));
        assert_eq!((before.as_str(), words.as_str(), after.as_str()), ("One. ¶ It ", "may", " be so. […] Three."));
        assert_eq!(around("may", &[], Span::new(0, 3)), (String::new(), "may".to_owned(), String::new()));
    }

    #[test]
    fn a_sheet_holds_nothing_of_outlet_article_title_link_weight_entry_or_voice() {
        let sheet = sheet(&several(), &Options { unmarked: 5, ..Options::default() });
        let shown = format!("{sheet:?}");
        for hidden in ["Outlet-", "Title-words", "site.example", "0.875", "entry-words", "lexicon-name", "voice"] {
            assert!(!shown.contains(hidden), "{hidden}: {shown}");
        }
    }

    #[test]
    fn kinds_are_spread_over_outlets_as_evenly_as_the_supply_allows() {
        let counts = |per_kind| {
            let run = several();
            let choice = Choice::new(run.as_bytes(), "run", &Options { per_kind, kinds: vec![CueKind::Loaded], ..Options::default() });
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for one in choice.expect("a draw").drawn {
                *counts.entry(one.place.article[7..].split('-').next().expect("a name").to_owned()).or_default() += 1;
            }
            counts.into_values().collect::<Vec<_>>()
        };
        // One, three, two by name: supplies 9, 1, 3. Who has the odd one of six, chance decides.
        let mut six = counts(6);
        six.sort_unstable();
        assert_eq!(six, [1, 2, 3]);
        assert_eq!(counts(7), [3, 1, 3]);
        assert_eq!(counts(9), [5, 1, 3]);
        assert_eq!(counts(50), [9, 1, 3]);
    }

    #[test]
    fn with_more_outlets_than_items_every_cue_has_the_same_chance() {
        // Thirty outlets with one hedge, one with seventy.
        let mut articles: Vec<String> =
            (0..30).map(|n| record(&format!("s{n}"), Some(&format!("small {n}")), "It [hedge:may].", true)).collect();
        articles.push(record("large", Some("large"), &"It [hedge:may]. ".repeat(70), true));
        let run = run(&articles);
        let mut large = 0;
        for seed in 0..60 {
            let choice = Choice::new(run.as_bytes(), "run", &Options { per_kind: 20, seed, ..Options::default() }).expect("a draw");
            assert_eq!(choice.drawn.len(), 20);
            large += choice.drawn.iter().filter(|one| &*one.place.article == "large").count();
        }
        // 840 of 1,200 expected, with a standard deviation of 14; in turns it would be 60 at most.
        assert!((780..900).contains(&large), "{large}");
    }

    #[test]
    fn the_draw_depends_on_the_seed_and_not_on_the_order_of_the_articles() {
        let run = several();
        let mut lines: Vec<&str> = run.lines().collect();
        let last = lines.len() - 1;
        lines[1..last].reverse();
        let reversed = lines.join("\n");
        let options = Options { per_kind: 4, unmarked: 3, ..Options::default() };
        let first = sheet(&run, &options);
        assert_eq!(first, sheet(&run, &options));
        assert_eq!(first.items, sheet(&reversed, &options).items);
        assert_ne!(first.items, sheet(&run, &Options { seed: 1, ..options.clone() }).items);
        let larger = sheet(&run, &Options { per_kind: 13, unmarked: 39, ..options });
        assert!(first.items.iter().all(|item| larger.items.contains(item)), "a larger draw takes in the smaller one");
    }

    #[test]
    fn neither_kind_nor_question_shows_in_the_order() {
        let items = sheet(&several(), &Options { unmarked: 10, ..Options::default() }).items;
        let changes = |of: &dyn Fn(&SheetItem) -> usize| items.windows(2).filter(|pair| of(&pair[0]) != of(&pair[1])).count();
        assert!(changes(&|item| item.kind as usize) * 2 > items.len(), "kinds stand in runs");
        assert!(changes(&|item| usize::from(item.sentence)) * 4 > items.len(), "questions stand in runs");
    }

    #[test]
    fn texts_that_a_run_does_not_keep_are_taken_from_its_inputs_and_compared() {
        let with = run(&[record("a1", Some("One"), TEXT, true)]);
        let without = run(&[record("a1", Some("One"), TEXT, false)]);
        let options = Options { unmarked: 2, ..Options::default() };
        let pages = || Choice::new(without.as_bytes(), "run", &options).and_then(|choice| choice.pages(without.as_bytes())).expect("pages");
        let text: String = TEXT.replace("[loaded:", "").replace("[hedge:", "").replace(']', "");
        let mut whole = pages();
        assert!(!whole.is_complete());
        whole.give(&Article::new("other", "Other words.")).expect("not wanted");
        whole.give(&Article::new("a1", text.as_str())).expect("the same text");
        assert_eq!(whole.sheet().ok(), Some(sheet(&with, &options)));

        let message = |given: Option<&str>| {
            let mut pages = pages();
            given
                .map_or(Ok(()), |text| pages.give(&Article::new("a1", text)))
                .and_then(|()| pages.sheet())
                .map_err(|error| error.to_string())
        };
        assert!(message(None).is_err_and(|said| said.contains("`a1`") && said.contains("--with-text")));
        assert!(message(Some("Shorter.")).is_err_and(|said| said.contains("its text has 8 bytes")));
        assert!(message(Some(&text.replace("may", "can"))).is_err_and(|said| said.contains("found `may`, now there is `can`")));
    }

    #[test]
    fn cues_of_a_title_take_their_words_from_the_record() {
        let title = r#"{"type":"article","id":"t","outlet":null,"title":"Ferry may sink","bytes":0,"sentences":[{"start":0,"end":14,"in":"title"}],"cues":[{"kind":"hedge","start":6,"end":9,"in":"title","text":"may"}]}"#;
        let item = sheet(&run(&[title.to_owned()]), &Options::default()).items.remove(0);
        assert_eq!((item.before.as_str(), item.words.as_str(), item.after.as_str()), ("Ferry ", "may", " sink"));
    }
}
