//! `PolNeAR`: political news with source, cue and content of every attribution (Newell et al. 2018).
//!
//! `train`, `dev` and `test` each hold `text/<name>.txt` and `attributions/<name>_<annotator>.ann` in brat's standoff format; beside them
//! `metadata.tsv` may give publisher, date and title. `T7 <tab> Content 115 290;301 330 <tab> words` is a part, in pieces where it must be;
//! `E1 <tab> Attribution:T4 Content:T7 Cue:T2 Source:T1` an attribution. Offsets count characters. An annotator may find an article
//! without attributions, so who read it is kept apart from what they marked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::brat::{Entry, entries, part};
use super::files;
use crate::error::Result;
use crate::evaluate::gold::{Characters, Gold, GoldAttribution, LabelledDocument};
use crate::span::Span;

/// Reads all splits in a folder, or the one that the folder is.
///
/// # Errors
///
/// When the folder cannot be read, or holds no article.
pub fn read(path: &Path) -> Result<Gold> {
    let mut gold = Gold::new("polnear");
    let (splits, metadata) = if path.join("text").is_dir() {
        (vec![path.to_owned()], path.with_file_name("metadata.tsv"))
    } else {
        (files::folders(path)?, path.join("metadata.tsv"))
    };
    let metadata = if metadata.is_file() { about(&files::text(&metadata)?, &metadata, &mut gold) } else { BTreeMap::new() };
    for split in splits {
        let folder = split.join("text");
        if folder.is_dir() {
            read_split(&split, &files::list(&folder, ".txt")?, &metadata, &mut gold)?;
        }
    }
    gold.finish(path)
}

/// What the table tells of an article.
struct About {
    publisher: Option<String>,
    published: Option<String>,
    title: Option<String>,
}

fn about(content: &str, path: &Path, gold: &mut Gold) -> BTreeMap<String, About> {
    let mut lines = files::lines(content);
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    let [name, publisher, published, title] =
        ["filename", "publisher", "publication_date", "title"].map(|name| header.iter().position(|other| *other == name));
    let mut all = BTreeMap::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |column: Option<usize>| column.and_then(|column| cells.get(column)).and_then(|cell| files::given(cell));
        match cell(name) {
            Some(name) if cells.len() == header.len() => {
                all.insert(name, About { publisher: cell(publisher), published: cell(published), title: cell(title) });
            }
            _ => gold.fault(path, Some(number), None, format!("expected {} columns with a filename, found {}", header.len(), cells.len())),
        }
    }
    all
}

fn read_split(split: &Path, texts: &[std::path::PathBuf], metadata: &BTreeMap<String, About>, gold: &mut Gold) -> Result<()> {
    let folder = split.join("attributions");
    let files = if folder.is_dir() { files::list(&folder, ".ann")? } else { Vec::new() };
    let mut by_article: BTreeMap<&str, Vec<(&str, &Path)>> = BTreeMap::new();
    for file in &files {
        match files::name(file).trim_end_matches(".ann").rsplit_once('_') {
            Some((article, annotator)) => by_article.entry(article).or_default().push((annotator, file)),
            None => gold.fault(file, None, None, "expected a name such as ARTICLE_ANNOTATOR.ann"),
        }
    }
    for path in texts {
        let id = files::name(path).trim_end_matches(".txt");
        let annotations = by_article.remove(id).unwrap_or_default();
        if annotations.is_empty() {
            gold.leave_out("article without annotator");
            continue;
        }
        // Offsets would count a byte-order mark.
        let text = match files::content(path) {
            Ok(text) => text,
            Err(error) => {
                gold.fault(path, None, Some(id), files::told(&error));
                continue;
            }
        };
        let about = metadata.get(id);
        let mut parts = id.splitn(3, '_').map(str::to_owned);
        let (publisher, published) = (parts.next(), parts.next());
        let mut document = LabelledDocument {
            id: id.to_owned(),
            fold_key: id.to_owned(),
            outlet: about.and_then(|about| about.publisher.clone()).or(publisher),
            published: about.and_then(|about| about.published.clone()).or(published),
            title: about.and_then(|about| about.title.clone()),
            split: files::split(split),
            ..LabelledDocument::default()
        };
        let characters = Characters::new(&text);
        for (annotator, file) in annotations {
            match files::text(file) {
                Ok(content) => {
                    document.annotators.push(annotator.to_owned());
                    document.attributions.extend(attributions(&content, file, annotator, (&text, &characters), gold));
                }
                Err(error) => gold.fault(file, None, Some(id), files::told(&error)),
            }
        }
        document.text = text;
        gold.documents.push(document);
    }
    for (id, annotations) in by_article {
        for (_, file) in annotations {
            gold.fault(file, None, Some(id), "no text for these annotations");
        }
    }
    Ok(())
}

fn attributions(content: &str, path: &Path, annotator: &str, text: (&str, &Characters<'_>), gold: &mut Gold) -> Vec<GoldAttribution> {
    let entries = entries(content, path, gold);
    let mut parts: BTreeMap<&str, (&str, Vec<Span>)> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.id.starts_with('T')) {
        match part(entry, text) {
            Ok((kind, spans)) => {
                if parts.insert(entry.id, (kind, spans)).is_some() {
                    gold.fault(path, Some(entry.line), Some(entry.id), "a second part under the same id; it replaces the first");
                }
            }
            Err(reason) => gold.fault(path, Some(entry.line), Some(entry.id), reason),
        }
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| entry.id.starts_with('E')) {
        match attribution(entry, &parts, &mut used) {
            Ok(Some(attribution)) => found.push(GoldAttribution { annotator: Some(annotator.to_owned()), ..attribution }),
            Ok(None) => gold.leave_out("attribution without source, cue and content"),
            Err(reason) => gold.fault(path, Some(entry.line), Some(entry.id), reason),
        }
    }
    for (id, (kind, _)) in &parts {
        if !used.contains(id) {
            gold.leave_out(format!("{kind} in no attribution"));
        }
    }
    found
}

/// An attribution, or `None` where it is no more than its anchor.
fn attribution<'a>(
    entry: &Entry<'a>,
    parts: &BTreeMap<&str, (&str, Vec<Span>)>,
    used: &mut BTreeSet<&'a str>,
) -> Result<Option<GoldAttribution>, String> {
    let mut attribution = GoldAttribution::default();
    let mut missing = None;
    for argument in entry.what.split_whitespace() {
        let (role, id) = argument.split_once(':').ok_or_else(|| format!("expected ROLE:ID, found `{argument}`"))?;
        used.insert(id);
        let Some((_, spans)) = parts.get(id) else {
            missing.get_or_insert(id);
            continue;
        };
        // A second part in the same role has a number: Content2.
        match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "Source" => attribution.source.extend(spans),
            "Cue" => attribution.cue.extend(spans),
            "Content" => attribution.content.extend(spans),
            "Attribution" | "Attribution-no-source" => {}
            other => return Err(format!("expected the role Attribution, Source, Cue or Content, found `{other}`")),
        }
    }
    if let Some(id) = missing {
        return Err(format!("its part {id} is not there or could not be used"));
    }
    for spans in [&mut attribution.source, &mut attribution.cue, &mut attribution.content] {
        spans.sort_unstable();
    }
    let empty = attribution.source.is_empty() && attribution.cue.is_empty() && attribution.content.is_empty();
    Ok((!empty).then_some(attribution))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "“Été was hot,”\n\nsaid Ana. “And dry.”\n";

    fn one(annotations: &str) -> (Vec<GoldAttribution>, Gold) {
        let mut gold = Gold::new("polnear");
        let found = attributions(annotations, Path::new("a_4b22.ann"), "4b22", (TEXT, &Characters::new(TEXT)), &mut gold);
        (found, gold)
    }

    fn words(spans: &[Span]) -> Vec<&str> {
        spans.iter().map(|span| span.slice(TEXT)).collect()
    }

    #[test]
    fn content_in_pieces_slices_to_its_words() {
        let (found, gold) = one(
            "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\nT1\tSource 21 24\tAna\nT2\tCue 16 20\tsaid\nT3\tContent 0 14;26 36\t“Été was hot,” “And dry.”\nT4\tAttribution 16 20\tsaid\n",
        );
        assert!(gold.faults.is_empty(), "{:?}", gold.faults);
        assert_eq!(words(&found[0].source), ["Ana"]);
        assert_eq!(words(&found[0].cue), ["said"]);
        assert_eq!(words(&found[0].content), ["“Été was hot,”", "“And dry.”"]);
        assert_eq!(found[0].annotator.as_deref(), Some("4b22"));
        assert!(gold.left_out.is_empty());
    }

    #[test]
    fn words_that_a_line_feed_broke_are_put_together() {
        let (found, gold) = one(
            "T1\tContent 1 20\tÉté was hot,”\n\nsaid\nT2\tCue 16 20\tsaid\nE1\tAttribution-no-source:T2 Content:T1 Cue:T2\n#1\tAnnotatorNotes T1\tunsure\nstill\n",
        );
        assert!(gold.faults.is_empty(), "{:?}", gold.faults);
        assert_eq!(words(&found[0].content), ["Été was hot,”\n\nsaid"]);
    }

    #[test]
    fn parts_outside_attributions_and_bare_anchors_are_left_out() {
        let (found, gold) =
            one("T1\tDiscard 16 20\tsaid\nT2\tCue 16 20\tsaid\nT3\tAttribution-no-source 16 20\tsaid\nE1\tAttribution-no-source:T3\n");
        assert!(found.is_empty() && gold.faults.is_empty());
        let left_out: Vec<_> = gold.left_out.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
        assert_eq!(
            left_out,
            [("Cue in no attribution", 1), ("Discard in no attribution", 1), ("attribution without source, cue and content", 1)]
        );
    }

    #[test]
    fn dirt_is_listed_with_its_line() {
        let (found, gold) = one(
            "said\nT1\tSource 21 99\tAna\nT2\tCue 16 20\tsays\nT3\tContent 16\tsaid\nE1\tCue:T2\nE2\tSource:T9\nT4\tCue 16 20\tsaid\nE3\tTopic:T4\nE4\tCue:T4\n",
        );
        assert_eq!(found.len(), 1);
        let faults: Vec<_> = gold.faults.iter().map(|fault| (fault.line, fault.reason.as_str())).collect();
        assert_eq!(
            faults,
            [
                (Some(1), "expected an annotation such as `T1<tab>Cue 7 11<tab>said`"),
                (Some(2), "characters 21 to 99 run past the end of the text, which has 37"),
                (Some(3), "the offsets hold `said`, the file says `says`"),
                (Some(4), "expected two character offsets, found `16`"),
                (Some(5), "its part T2 is not there or could not be used"),
                (Some(6), "its part T9 is not there or could not be used"),
                (Some(8), "expected the role Attribution, Source, Cue or Content, found `Topic`"),
            ]
        );
    }

    #[test]
    fn who_read_an_article_is_kept_even_where_they_marked_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, content).expect("written");
        };
        write(
            "metadata.tsv",
            "compartment\tfilename\tpublisher\tpublication_date\ttitle\ndev\tpost_2016-01-02_x\tpost\t2016-01-02\tRain\nbad\n",
        );
        write("dev/text/post_2016-01-02_x.txt", TEXT);
        write("dev/attributions/post_2016-01-02_x_aaaa.ann", "T1\tCue 16 20\tsaid\nE1\tAttribution:T1 Cue:T1\n");
        write("dev/attributions/post_2016-01-02_x_bbbb.ann", "");
        write("dev/attributions/gone_cccc.ann", "");
        write("dev/text/lone.txt", "Nobody read it.");
        for path in [folder.path().to_owned(), folder.path().join("dev")] {
            let gold = read(&path).expect("a set");
            let document = &gold.documents[0];
            assert_eq!((document.annotators.len(), document.attributions.len()), (2, 1));
            assert_eq!((document.outlet.as_deref(), document.title.as_deref()), (Some("post"), Some("Rain")));
            assert_eq!((document.split.as_deref(), document.published.as_deref()), (Some("dev"), Some("2016-01-02")));
            assert_eq!(gold.left_out["article without annotator"], 1);
            assert_eq!(gold.faults.len(), 2, "{:?}", gold.faults);
        }
    }
}
