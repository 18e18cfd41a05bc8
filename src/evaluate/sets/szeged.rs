//! Szeged uncertainty corpus, Wikipedia part: sentences with typed cues inline (Vincze 2014).
//!
//! XML: `Document` with `DocID` and `DocumentPart` of `Sentence`s, in which `<ccue type="..">` surrounds a cue. A sentence is `uncertain`
//! where it holds one, else `certain`: that of semantic uncertainty only, so the weasels of CoNLL-2010 count as certain here. Types lose
//! the `speculation_` before and the underscore behind: `modal_probable`, `hypo_doxastic`, `hypo_condition`, `hypo_investigation`.

use std::path::Path;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Gold, LabelledDocument, LabelledText};
use crate::span::Span;

/// The classes, the one looked for first.
pub const CLASSES: [&str; 2] = ["uncertain", "certain"];

/// Reads a file, or all `.xml` files of a folder.
///
/// # Errors
///
/// When a file cannot be read, or no sentence could be used.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("szeged");
    for file in files::list(path, ".xml")? {
        parse(&files::text(&file)?, &file, &mut gold);
    }
    gold.finish(path)
}

/// Where the reader is in the tree.
#[derive(Default)]
struct State {
    document: LabelledDocument,
    sentences: Vec<LabelledText>,
    sentence: Option<LabelledText>,
    /// Beginnings and types of the cues that are open.
    open: Vec<(usize, String)>,
    in_id: bool,
    in_title: bool,
}

fn parse(content: &str, path: &Path, gold: &mut Gold) {
    let mut reader = Reader::from_str(content);
    let split = files::name(path).contains("train").then(|| "train".to_owned()).or_else(|| files::split(path));
    let mut state = State::default();
    // Positions only grow, so lines are counted on from the last.
    let (mut line, mut counted) = (1, 0);
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(content.len()).min(content.len());
        line += content.as_bytes()[counted..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
        counted = at;
        let done = match event {
            Ok(Event::Eof) => break,
            Ok(event) => state.take(&event, split.as_deref(), gold),
            Err(error) => {
                let item = Some(state.document.id.as_str()).filter(|id| !id.is_empty());
                gold.fault(path, Some(line), item, format!("not XML from here on: {error}"));
                return;
            }
        };
        if let Err(reason) = done {
            gold.fault(path, Some(line), Some(&state.document.id), reason);
        }
    }
}

impl State {
    fn take(&mut self, event: &Event<'_>, split: Option<&str>, gold: &mut Gold) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(start)?,
            Event::Text(text) => self.write(text.as_ref()),
            Event::CData(text) => self.write(text.as_ref()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => self.write(c.encode_utf8(&mut [0; 4])),
                Ok(None) => {
                    let meant = resolve_predefined_entity(name.as_ref());
                    self.write(meant.ok_or_else(|| format!("unknown entity `&{};`", name.as_ref()))?);
                }
                Err(error) => return Err(error.to_string()),
            },
            Event::End(end) => match end.name().as_ref() {
                "ccue" | "cue" => self.end_cue()?,
                "Sentence" => self.end_sentence(split)?,
                "DocID" => self.in_id = false,
                "Document" => self.end_document(gold)?,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let attribute = |name: &str| {
            let attribute = start.try_get_attribute(name).map_err(|error| error.to_string())?;
            let value = attribute.map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned));
            value.transpose().map_err(|error| error.to_string())
        };
        match start.name().as_ref() {
            "Document" => *self = Self::default(),
            "DocID" => self.in_id = true,
            "DocumentPart" => self.in_title = attribute("type")?.is_some_and(|kind| kind == "Title"),
            "Sentence" => {
                let number = attribute("id")?.unwrap_or_else(|| (self.sentences.len() + 1).to_string());
                self.sentence = Some(LabelledText { id: format!("{}#{number}", self.document.id), ..LabelledText::default() });
                self.open.clear();
            }
            "ccue" | "cue" => {
                let sentence = self.sentence.as_ref().ok_or("a cue outside a sentence")?;
                let kind = attribute("type")?.unwrap_or_default();
                let kind = kind.trim_end_matches(['_', ' ']);
                self.open.push((sentence.text.len(), kind.strip_prefix("speculation_").unwrap_or(kind).to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, text: &str) {
        match &mut self.sentence {
            Some(sentence) => sentence.text.push_str(text),
            None if self.in_id => self.document.id.push_str(text),
            None => {}
        }
    }

    fn end_cue(&mut self) -> Result<(), String> {
        let (Some(sentence), Some((start, kind))) = (&mut self.sentence, self.open.pop()) else {
            return Err("a cue that ends outside its sentence".to_owned());
        };
        if sentence.text[start..].trim().is_empty() {
            return Err(format!("a cue without words in {}", sentence.id));
        }
        sentence.spans.push((Span::new(start, sentence.text.len()), kind));
        Ok(())
    }

    fn end_sentence(&mut self, split: Option<&str>) -> Result<(), String> {
        let Some(mut sentence) = self.sentence.take() else { return Ok(()) };
        if sentence.text.trim().is_empty() {
            return Err(format!("no text in {}", sentence.id));
        }
        sentence.spans.sort();
        CLASSES[usize::from(sentence.spans.is_empty())].clone_into(&mut sentence.label);
        sentence.split = split.map(str::to_owned);
        sentence.cluster = Some(self.document.id.clone());
        sentence.fold_key.clone_from(&self.document.id);
        if self.in_title {
            self.document.title.get_or_insert_with(|| sentence.text.clone());
        }
        self.sentences.push(sentence);
        Ok(())
    }

    /// The document's text is its sentences, one a line.
    fn end_document(&mut self, gold: &mut Gold) -> Result<(), String> {
        let mut state = std::mem::take(self);
        if state.sentences.is_empty() {
            return Err(format!("no sentence in the document `{}`", state.document.id));
        }
        let document = &mut state.document;
        for sentence in &state.sentences {
            let start = document.text.len();
            document.text.push_str(&sentence.text);
            document.text.push('\n');
            document
                .spans
                .extend(sentence.spans.iter().map(|(span, kind)| (Span::new(start + span.start(), start + span.end()), kind.clone())));
        }
        document.fold_key.clone_from(&document.id);
        document.split.clone_from(&state.sentences[0].split);
        gold.documents.push(state.document);
        gold.texts.append(&mut state.sentences);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(documents: &str) -> Gold {
        let mut gold = Gold::new("szeged");
        let content =
            format!("<?xml version=\"1.0\"?><!DOCTYPE Annotation>\n<Annotation><DocumentSet>{documents}</DocumentSet></Annotation>\n");
        parse(&content, Path::new("wiki_train.xml"), &mut gold);
        gold
    }

    fn document(sentences: &str) -> String {
        format!(
            "<Document type=\"w\"><DocID type=\"i\">Fjord &quot;x&quot;_1</DocID><DocumentPart type=\"Title\"><Sentence id=\"S1.1\">Fjord</Sentence></DocumentPart><DocumentPart type=\"Text\">{sentences}</DocumentPart></Document>\n"
        )
    }

    #[test]
    fn cues_become_spans_with_types() {
        let gold = gold(&document(
            "<Sentence id=\"S1.2\">R&amp;D é <ccue type=\"speculation_modal_probable_\">may</ccue> or &#8220;<ccue type=\"speculation_hypo_doxastic _\">might</ccue>&#x201D; go.</Sentence><Sentence id=\"S1.3\">It &lt;is>.</Sentence>",
        ));
        assert!(gold.faults.is_empty(), "{:?}", gold.faults);
        let texts: Vec<_> = gold.texts.iter().map(|text| (text.text.as_str(), text.label.as_str())).collect();
        assert_eq!(texts, [("Fjord", "certain"), ("R&D é may or “might” go.", "uncertain"), ("It <is>.", "certain")]);
        let document = &gold.documents[0];
        let cues = |text: &str, spans: &[(Span, String)]| -> Vec<(String, String)> {
            spans.iter().map(|(span, kind)| (span.slice(text).to_owned(), kind.clone())).collect()
        };
        let expected = [("may", "modal_probable"), ("might", "hypo_doxastic")].map(|(cue, kind)| (cue.to_owned(), kind.to_owned()));
        assert_eq!(cues(&gold.texts[1].text, &gold.texts[1].spans), expected);
        assert_eq!(cues(&document.text, &document.spans), expected);
        assert_eq!((document.id.as_str(), document.title.as_deref()), ("Fjord \"x\"_1", Some("Fjord")));
        assert_eq!((gold.texts[1].id.as_str(), gold.texts[1].split.as_deref()), ("Fjord \"x\"_1#S1.2", Some("train")));
    }

    #[test]
    fn dirt_is_listed_and_costs_only_itself() {
        let gold = gold(
            &(document("<Sentence id=\"S1.2\">a <ccue type=\"x\"> </ccue>b &nope; c</Sentence><Sentence id=\"S1.3\"> </Sentence>")
                + &document("")),
        );
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(
            faults,
            [
                (Some(2), "a cue without words in Fjord \"x\"_1#S1.2"),
                (Some(2), "unknown entity `&nope;`"),
                (Some(2), "no text in Fjord \"x\"_1#S1.3"),
            ]
        );
        assert_eq!(gold.documents.len(), 2);
    }

    #[test]
    fn what_is_not_xml_ends_the_file_and_keeps_what_came_before() {
        let gold =
            gold(&(document("<Sentence id=\"S1.2\">One.</Sentence>") + "<Document><DocID>B</DocID><Sentence id=\"1\">Two.</Document>"));
        assert_eq!(gold.documents.len(), 1);
        assert_eq!((gold.faults.len(), gold.faults[0].line, gold.faults[0].item.as_deref()), (1, Some(3), Some("B")));
    }
}
