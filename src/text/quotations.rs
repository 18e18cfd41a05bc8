//! Quotation marks: which belong together, and what they are for.
//!
//! One pass with a stack over the marks of a paragraph. Curly marks say whether they open or close; straight ones are read off their neighbours;
//! an apostrophe inside a word never arrives here, since the tokenizer keeps it there. A paragraph that opens and does not close goes on in the
//! next when that opens again, and stops there if not. A paragraph set off as mail and Markdown do it, and as the reader marks the block quotes of pages
//! (`> We came at dawn.`), is a quotation as a whole. Marks without a partner are kept: what was made of them is a guess.

use std::cell::Cell;
use std::ops::Range;

use crate::read::is_title_case;
use crate::span::Span;
use crate::text::attributions::Report;
use crate::text::sentences::sentence_of;
use crate::text::{Quotation, QuotationClass, Sentence, Unbalanced};
use crate::token::{Token, TokenKind, fold};
use crate::word_set::WordSet;

/// Fewest words of a quotation that is speech whatever stands near.
const SPEECH_WORDS: usize = 4;

/// How far a single mark looks for the one that closes it, in tokens.
const LOOK_AHEAD: usize = 400;
/// Most quotations open at once; more is noise, and the oldest is given up.
const DEPTH: usize = 16;

/// Nouns that name a work, and words that introduce its name.
static WORKS: WordSet = WordSet::new(
    "book film movie song album show series play novel memoir documentary article essay poem opera musical painting programme program podcast \
    episode sitcom drama single track ballad anthem pamphlet report column editorial entitled titled headlined hit bestseller magazine journal exhibition sketch",
);

/// Verbs that put a name on something and quote it in a word or three: *called it “a mess”*. The lexicon's gates keep most of these for whole clauses.
static NAMING: WordSet = WordSet::new(
    "call calls called calling describe describes described describing label labels labeled labelled labeling branded brands brand dubbed dubs \
    termed terms characterized characterised characterizing denounced denouncing decried decrying deemed hailed hailing dismissed dismissing refer referred referring referenced \
    quoted saying citing cited mocked praised accused urged compared",
);

/// Elided words that begin with an apostrophe: *’90s*, *’em*.
static ELIDED: WordSet = WordSet::new("em til till n cause bout tis twas round s");

/// The quotations of a text, in order, of nested ones the outermost; and the marks that have no partner, in order.
pub(super) fn find(
    text: &str,
    tokens: &[Token],
    paragraphs: &[Range<usize>],
    sentences: &[Sentence],
    reports: &[Report],
) -> (Vec<Quotation>, Vec<Unbalanced>) {
    let mut quotations: Vec<Quotation> = Vec::new();
    let mut unbalanced: Vec<Unbalanced> = Vec::new();
    let mut open_paragraph: Option<Open> = None;
    // The paragraph before is set off as a whole.
    let mut in_block = false;
    let mut before = Before::default();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        let marks = Marks { text, tokens, paragraph: paragraph.clone(), next_close: Cell::new(paragraph.start) };
        let taken_up = |&(_, glyph): &Open| marks.mark(paragraph.start).is_some_and(|mark| mark.glyph == glyph);
        let pending = open_paragraph.take();
        let goes_on = pending.as_ref().is_some_and(taken_up);
        if let Some((open, _)) = pending.filter(|open| !taken_up(open)) {
            unbalanced.push(Unbalanced { mark: tokens[open].span, opens: true });
        }
        let begun = unbalanced.len();
        let Pairs { pairs, unclosed, lone } = marks.pairs();
        unbalanced.extend(lone.into_iter().map(|(at, opens)| Unbalanced { mark: tokens[at].span, opens }));
        let block = marks.block();
        let continues_block = std::mem::replace(&mut in_block, block.is_some()) && block.is_some();
        if let Some((first, last)) = block {
            let span = Span::new(tokens[first].span.start(), tokens[last].span.end());
            let quoted = pairs.iter().any(|&(open, close)| open <= first + 1 && close + 2 >= last);
            if !quoted {
                quotations.push(Quotation { span, class: QuotationClass::Speech, closed: true, continues: continues_block });
                unbalanced.truncate(begun);
                continue;
            }
        }
        let mut ranges: Vec<(usize, usize, bool)> = pairs.into_iter().map(|(open, close)| (open, close, true)).collect();
        if let Some((open, glyph)) = unclosed {
            // Speech that opens a paragraph, or is taken up by the next one, runs to its end; any other that is never closed, to the end of its sentence.
            let next = paragraphs.get(place + 1).and_then(|next| marks.mark(next.start));
            let at_start = open == paragraph.start || next.is_some_and(|next| next.glyph == glyph && next.role != Role::Close);
            let end = if at_start { paragraph.end - 1 } else { sentences[sentence_of(sentences, open)].tokens.end - 1 };
            ranges.push((open, end, false));
            if at_start {
                open_paragraph = Some((open, glyph));
            } else {
                unbalanced.push(Unbalanced { mark: tokens[open].span, opens: true });
            }
        }
        ranges.sort_unstable();
        let mut last_end = None;
        for (open, close, closed) in ranges {
            if last_end.is_some_and(|end| open <= end) {
                continue;
            }
            last_end = Some(close);
            let continues = goes_on && open == paragraph.start;
            let class =
                if continues { QuotationClass::Speech } else { class(text, tokens, sentences, reports, (open, close), &mut before) };
            let span = Span::new(tokens[open].span.start(), tokens[close].span.end());
            quotations.push(Quotation { span, class, closed, continues });
        }
    }
    if let Some((open, _)) = open_paragraph {
        unbalanced.push(Unbalanced { mark: tokens[open].span, opens: true });
    }
    unbalanced.sort_unstable_by_key(|one| one.mark);
    (quotations, unbalanced)
}

/// A family of quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glyph {
    Double,
    Single,
    Guillemet,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Close,
    Either,
}

impl Glyph {
    fn of(mark: &str) -> Option<(Self, Role)> {
        Some(match mark {
            "“" | "„" => (Self::Double, Role::Open),
            "”" => (Self::Double, Role::Close),
            "\"" => (Self::Double, Role::Either),
            "‘" => (Self::Single, Role::Open),
            "’" => (Self::Single, Role::Close),
            "'" => (Self::Single, Role::Either),
            "«" => (Self::Guillemet, Role::Open),
            "»" => (Self::Guillemet, Role::Close),
            _ => return None,
        })
    }
}

/// A mark, of one token or of two that are one: `''`, as archives write a double mark.
#[derive(Clone, Copy)]
struct Mark {
    first: usize,
    last: usize,
    glyph: Glyph,
    role: Role,
}

/// An opening mark: its token, and its family.
type Open = (usize, Glyph);

/// What belongs together among the marks of a paragraph.
struct Pairs {
    /// Opening and closing tokens.
    pairs: Vec<(usize, usize)>,
    /// The first double mark that is never closed.
    unclosed: Option<Open>,
    /// Other double marks without a partner, and whether they open.
    lone: Vec<(usize, bool)>,
}

/// The marks of one paragraph.
struct Marks<'a> {
    text: &'a str,
    tokens: &'a [Token],
    paragraph: Range<usize>,
    /// The first single mark that could close, behind the last that was asked for.
    next_close: Cell<usize>,
}

impl Marks<'_> {
    /// The tokens of a paragraph that is set off behind a `>`, without it.
    fn block(&self) -> Option<(usize, usize)> {
        let Range { start, end } = self.paragraph;
        let is_mark = |at: usize| self.tokens[at].slice(self.text) == ">";
        // `>60` compares.
        let set_off = is_mark(start) && start + 1 < end && self.tokens[start].span.end() < self.tokens[start + 1].span.start();
        // A line that ends like no sentence is a link, unless a colon leads to it: `> Read more about the storm`.
        let is_led_to = start > 0 && self.tokens[start - 1].slice(self.text) == ":";
        let ends = || matches!(self.tokens[end - 1].slice(self.text), "." | "!" | "?" | "…" | ":" | ";" | "," | "”" | "\"" | "’" | ")");
        (set_off && (is_led_to || ends()) && self.tokens[start..end].iter().any(Token::is_word)).then_some((start + 1, end - 1))
    }

    /// Whether a mark stands behind a number or another mark of length: 6'2".
    fn measures(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map(|at| &self.tokens[at]);
        before.is_some_and(|before| before.kind == TokenKind::Number || matches!(before.slice(self.text), "'" | "’"))
    }

    fn pairs(&self) -> Pairs {
        // A single mark that never closes was an apostrophe.
        let opening = |(open, glyph): Open| (glyph != Glyph::Single).then_some((open, true));
        let mut stack: Vec<Open> = Vec::new();
        let (mut pairs, mut lone) = (Vec::new(), Vec::new());
        let mut next = self.paragraph.start;
        while next < self.paragraph.end {
            let index = next;
            next += 1;
            if self.tokens[index].kind != TokenKind::Mark {
                continue;
            }
            let Some(mark) = self.mark(index) else { continue };
            next = mark.last + 1;
            let opened = stack.iter().rposition(|&(_, open)| open == mark.glyph);
            match self.role(mark, opened.is_some()) {
                Some(Role::Open) => {
                    if stack.len() == DEPTH {
                        lone.extend(opening(stack.remove(0)));
                    }
                    stack.push((index, mark.glyph));
                }
                Some(Role::Close) => {
                    if let Some(at) = opened {
                        pairs.push((stack[at].0, mark.last));
                        lone.extend(stack.drain(at..).skip(1).filter_map(opening));
                    } else if mark.glyph != Glyph::Single {
                        lone.push((index, false));
                    }
                }
                // A straight mark behind a word closes something, behind a number it may be a measure.
                None if mark.glyph == Glyph::Double && mark.role == Role::Either && !self.measures(index) => lone.push((index, false)),
                _ => {}
            }
        }
        let mut left = stack.into_iter().filter(|&(_, glyph)| glyph != Glyph::Single);
        let unclosed = left.next();
        lone.extend(left.filter_map(opening));
        Pairs { pairs, unclosed, lone }
    }

    /// The mark that begins at a token.
    fn mark(&self, first: usize) -> Option<Mark> {
        let slice = self.tokens[first].slice(self.text);
        let (glyph, role) = Glyph::of(slice)?;
        let doubled = glyph == Glyph::Single
            && self
                .tokens
                .get(first + 1)
                .is_some_and(|next| next.span.start() == self.tokens[first].span.end() && next.slice(self.text) == slice);
        Some(if doubled { Mark { first, last: first + 1, glyph: Glyph::Double, role } } else { Mark { first, last: first, glyph, role } })
    }

    /// What a mark does; `None` for an apostrophe.
    fn role(&self, Mark { first, last: index, glyph, role }: Mark, is_open: bool) -> Option<Role> {
        let before =
            first.checked_sub(1).filter(|&at| at >= self.paragraph.start && self.tokens[at].span.end() == self.tokens[first].span.start());
        let after = Some(index + 1).filter(|&at| at < self.paragraph.end && self.tokens[index].span.end() == self.tokens[at].span.start());
        let opener =
            |at: usize| matches!(self.tokens[at].slice(self.text), "(" | "[" | "—" | "–" | "-" | "“" | "‘" | "\"" | "'" | "/" | ":");
        let free_before = before.is_none_or(opener);
        if glyph == Glyph::Single {
            let elided = after.is_some_and(|at| {
                let word = fold(self.tokens[at].slice(self.text));
                self.tokens[at].kind == TokenKind::Number
                    || word.ends_with('s') && word.starts_with(|c: char| c.is_ascii_digit())
                    || ELIDED.contains(&word)
            });
            if free_before && !is_open {
                if elided || after.is_none() || role == Role::Close {
                    return None;
                }
                return self.closes_later(index).then_some(Role::Open);
            }
            if !is_open || before.is_none() || role == Role::Open {
                return None;
            }
            // "the workers’ union": a plural's apostrophe, as long as another mark can close.
            let plural = before.is_some_and(|at| self.tokens[at].is_word() && self.tokens[at].slice(self.text).ends_with('s'));
            let word_follows = after.is_none_or(|at| self.tokens[at].is_word());
            if plural && word_follows && self.closes_later(index) {
                return None;
            }
            return Some(Role::Close);
        }
        // A straight mark that touches the word before and not the one after can only close: 6'2" is a length.
        if role == Role::Either && !is_open && !free_before && after.is_none() {
            return None;
        }
        Some(match role {
            Role::Either if is_open && (!free_before || after.is_none()) => Role::Close,
            Role::Either if is_open && before.is_some_and(|at| self.tokens[at].slice(self.text) == "—") => Role::Close,
            // A closing mark that stands free before a word, where none is open, was meant to open.
            Role::Close if !is_open && before.is_none() && after.is_some_and(|at| self.tokens[at].is_word()) => Role::Open,
            // One that opens inside an open quotation was never closed before: the stack keeps it for the paragraph's end.
            Role::Either => Role::Open,
            decided => decided,
        })
    }

    /// Whether a later single mark of the paragraph could close.
    fn closes_later(&self, index: usize) -> bool {
        // Marks ask in their order, so every token is looked at once.
        if self.next_close.get() <= index {
            let closes = |&at: &usize| {
                self.tokens[at].kind == TokenKind::Mark
                    && matches!(self.tokens[at].slice(self.text), "’" | "'")
                    && self.tokens[at - 1].span.end() == self.tokens[at].span.start()
            };
            self.next_close.set((index + 1..self.paragraph.end).find(closes).unwrap_or(self.paragraph.end));
        }
        self.next_close.get() < self.paragraph.end.min(index + LOOK_AHEAD)
    }
}

/// What stands before a quotation in its sentence. Quotations come in order, so it looks at every token once.
#[derive(Default)]
struct Before {
    sentence: usize,
    /// The first token that was not looked at.
    next: usize,
    /// The nearest three words.
    words: [Option<usize>; 3],
    /// Whether a word of [`NAMING`] is among all words.
    naming: bool,
}

impl Before {
    /// Goes on to the token `open` of the sentence that begins at `sentence`.
    fn advance(&mut self, text: &str, tokens: &[Token], sentence: usize, open: usize) -> &Self {
        if self.sentence != sentence || self.next < sentence {
            *self = Self { sentence, next: sentence, ..Self::default() };
        }
        while self.next < open {
            let token = &tokens[self.next];
            if token.is_word() {
                self.words = [Some(self.next), self.words[0], self.words[1]];
                self.naming |= NAMING.holds(token, text);
            }
            self.next += 1;
        }
        self
    }
}

/// What the marks around the tokens `open` to `close` are for.
fn class(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    reports: &[Report],
    (open, close): (usize, usize),
    before: &mut Before,
) -> QuotationClass {
    let words = tokens[open..=close].iter().filter(|token| token.is_word()).count();
    let inside = Span::new(tokens[open].span.end(), tokens[close].span.start().max(tokens[open].span.end())).slice(text);
    let sentence = &sentences[sentence_of(sentences, open)];
    let named = (2..=10).contains(&words) && is_title(inside) && !inside.trim_end().ends_with(['.', '!']);
    let last = sentences[sentence_of(sentences, close)].tokens.end;
    let from = reports.partition_point(|report| report.first < sentence.tokens.start);
    let after = reports.partition_point(|report| report.first <= close);
    let said_before = reports[from..].iter().take_while(|report| report.first < open).any(|report| report.last < open);
    let said_after = reports[after..].first().is_some_and(|report| report.first < last && report.first - close <= 6);
    let ends_open = inside.ends_with([',', '?', '!']);
    let is_work = |word: &str| WORKS.contains(word) || word.strip_suffix('s').is_some_and(|one| WORKS.contains(one));
    let work = |before: &Before| before.words.iter().flatten().any(|&at| is_work(&fold(tokens[at].slice(text))));
    if named && (!said_before && !said_after && !ends_open || work(before.advance(text, tokens, sentence.tokens.start, open))) {
        return QuotationClass::Title;
    }
    // A whole sentence in quotation marks is somebody's, however short: “It’s really bad.”
    let whole = open == sentence.tokens.start && inside.ends_with(['.', '!', '?', '…']) && inside.starts_with(|c: char| c.is_uppercase());
    if words >= SPEECH_WORDS || whole || said_before || said_after && ends_open {
        return QuotationClass::Speech;
    }
    let naming = before.advance(text, tokens, sentence.tokens.start, open).naming;
    if naming { QuotationClass::Speech } else { QuotationClass::Scare }
}

/// Title case also for two words, with small words allowed inside.
fn is_title(inside: &str) -> bool {
    is_title_case(inside)
        || inside.split_whitespace().count() == 2 && inside.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::article::Article;
    use crate::text::Analyzer;

    /// The quotations of a text as `class:words`.
    fn found(text: &str) -> Vec<String> {
        let article = Article::new("a", text);
        let document = Analyzer::shipped().expect("the shipped tables").document(Arc::new(article));
        document.passages()[0].quotations().iter().map(|one| format!("{}:{}", one.class, one.span.slice(text))).collect()
    }

    #[test]
    fn curly_straight_and_mixed_marks_pair() {
        assert_eq!(
            found("“It may rain today,” he said, \"and it may not at all.\""),
            ["speech:“It may rain today,”", "speech:\"and it may not at all.\""]
        );
        assert_eq!(found("“It may rain today,\" he said."), ["speech:“It may rain today,\""]);
    }

    #[test]
    fn two_single_marks_are_a_double_one_and_a_wrong_mark_may_open() {
        assert_eq!(
            found("He asked, ''Did Roe open the 'east' gate herself?'' and left."),
            ["speech:''Did Roe open the 'east' gate herself?''"]
        );
        assert_eq!(found("”Fear took hold of us all.” She left."), ["speech:”Fear took hold of us all.”"]);
    }

    #[test]
    fn apostrophes_are_no_quotation_marks() {
        assert_eq!(found("The workers’ union’s ’90s songs don’t rock ’n’ roll, the dogs' owners say."), [""; 0]);
    }

    #[test]
    fn marks_of_length_open_nothing() {
        assert_eq!(found("A 6'2\" man said the \"old regime of the port\" fell."), ["speech:\"old regime of the port\""]);
        assert_eq!(found("The 12\" regime record sold. She was 5'4\" tall."), [""; 0]);
    }

    #[test]
    fn single_marks_quote_where_they_open_and_close() {
        assert_eq!(found("Mayor says dam ‘may never be full again’ in June"), ["speech:‘may never be full again’"]);
        assert_eq!(found("He told 'the workers' union to go home now' on Monday."), ["speech:'the workers' union to go home now'"]);
    }

    #[test]
    fn a_quotation_inside_another_is_part_of_it() {
        assert_eq!(found("“She told me ‘never again’ and left,” he said."), ["speech:“She told me ‘never again’ and left,”"]);
    }

    #[test]
    fn a_quotation_over_paragraphs_is_one_each() {
        let text = "“We came to the river at dawn.\n“It was gone,” she said.\nNobody else was there.";
        assert_eq!(found(text), ["speech:“We came to the river at dawn.", "speech:“It was gone,”"]);
    }

    #[test]
    fn a_quotation_that_begins_inside_a_paragraph_goes_on_too() {
        let text = "Roe was there. “They laughed at us. We were told.\n“My men are not guilty,” he said.";
        assert_eq!(found(text), ["speech:“They laughed at us. We were told.", "speech:“My men are not guilty,”"]);
    }

    #[test]
    fn a_mark_that_never_closes_stops_at_its_sentence() {
        assert_eq!(found("He said “we shall see the dam fall. It did not.\nThey left."), ["speech:“we shall see the dam fall."]);
    }

    #[test]
    fn one_to_three_words_are_speech_only_beside_a_verb_of_saying() {
        assert_eq!(found("The “experts” met."), ["scare:“experts”"]);
        assert_eq!(found("The minister called it a “direct” violation."), ["speech:“direct”"]);
        assert_eq!(found("“Never,” she said."), ["speech:“Never,”"]);
        assert_eq!(found("They left. “It’s really bad.”"), ["speech:“It’s really bad.”"]);
    }

    /// The marks of a text without a partner, as the words around them.
    fn unbalanced(text: &str) -> Vec<String> {
        let document = Analyzer::shipped().expect("the shipped tables").document(Arc::new(Article::new("a", text)));
        let near = |at: usize| text[at..].char_indices().nth(8).map_or(text.len(), |(more, _)| at + more);
        let show = |one: &super::Unbalanced| {
            format!("{}:{}", if one.opens { "open" } else { "close" }, &text[one.mark.start()..near(one.mark.start())])
        };
        document.passages()[0].unbalanced().iter().map(show).collect()
    }

    #[test]
    fn marks_without_a_partner_are_told() {
        assert_eq!(unbalanced("He said “we shall see the dam fall. It did not.\nThey left."), ["open:“we shal"]);
        assert_eq!(unbalanced("We shall see the dam fall,” he said. “It did not.”"), ["close:” he sai"]);
        assert_eq!(unbalanced("“We came at dawn.\nNobody was there."), ["open:“We came"]);
        assert_eq!(unbalanced("“We came at dawn."), ["open:“We came"]);
        assert_eq!(unbalanced("We shall see the dam fall,\" he said."), ["close:\" he sai"]);
        assert_eq!(unbalanced("He said “one of us. He said “two of us."), ["open:“one of ", "open:“two of "]);
        assert_eq!(unbalanced("“We came at dawn » and left.\nNobody was there."), ["open:“We came", "close:» and le"]);
        for whole in [
            "“We came at dawn.\n“Nobody was there,” she said.",
            "A 6'2\" man sold the 12\" record.",
            "The workers’ ’90s songs.",
            "“a” 'b' «c»",
        ] {
            assert_eq!(unbalanced(whole), [""; 0], "{whole}");
        }
    }

    #[test]
    fn a_paragraph_that_is_set_off_is_a_quotation() {
        let text = "Roe wrote:\n> We came to the river at dawn.\n> It was gone.\nNobody else was there.\n>>> More from Karvel today";
        assert_eq!(found(text), ["speech:We came to the river at dawn.", "speech:It was gone."]);
        assert_eq!(found("They met.\n> Read more about the storm in the port\n>60 years is a long time for a dam."), [""; 0]);
        assert_eq!(found("Roe wrote:\n> “We came to the river at dawn.”"), ["speech:“We came to the river at dawn.”"]);
        assert_eq!(unbalanced("Roe wrote:\n> The “river was gone."), [""; 0]);
    }

    #[test]
    fn names_of_works_are_titles() {
        assert_eq!(found("His book “The River of Time” sold well."), ["title:“The River of Time”"]);
    }
}
