//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use parallax::cue::{CueKind, Voice};
use parallax::evaluate::sets::own::Map as LabelMap;
use parallax::evaluate::splits::Split;
use parallax::find::Depth;
use parallax::find::hedges::Family;
use parallax::lexicon::ImportFormat;
use parallax::read::{FieldMap, Format as InputFormat};
use parallax::report::Table;

/// Measures how news outlets frame the same event.
///
/// Every number leads back to words: what was counted, in whose voice, by which entry of which lexicon. Nothing is judged.
#[derive(Debug, Parser)]
#[command(
    name = "parallax",
    version,
    max_term_width = 100,
    after_help = "Settings may also stand in parallax.toml, in the current folder, under the names of the options."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Count the cues of each article, by kind and voice.
    Score(ScoreArgs),
    /// Show articles with their cues underlined, and why each is one.
    Cues(CuesArgs),
    /// Tell which articles cover the same event, and which are copies of one text.
    Group(GroupArgs),
    /// Compare how each outlet frames the same event.
    Compare(CompareArgs),
    /// Measure a classifier against labelled texts, with baselines and intervals.
    Evaluate(EvaluateArgs),
    /// Run again what made an output, and say whether it comes out equal.
    Reproduce(ReproduceArgs),
    /// Draw a blind sample of cues for people to judge, and read their verdicts back as figures.
    ///
    /// Without --verdicts: draws a sheet. With --verdicts: prints how often cues are right, by kind and outlet, and where sentences were judged
    /// what is missed and what that does to the differences between outlets.
    Review(ReviewArgs),
    /// Fit a model to labelled data: one of those that ship with the tool, made again byte for byte, or one of your own.
    #[command(subcommand)]
    Train(TrainCommand),
    /// Check or show lexicons, or make one of another tool's word list.
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Say what a kind of cue means, or why a word is on a list.
    Explain {
        /// A kind of cue, such as hedge, or a word or phrase.
        #[arg(required = true, value_name = "KIND|ENTRY")]
        words: Vec<String>,
        #[command(flatten)]
        talk: Talk,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ScoreArgs {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) thresholds: Thresholds,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CuesArgs {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct GroupArgs {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) output: Output,
    /// The event of all articles that name none: compares them as one, where they are grouped unless it is given.
    #[arg(long, value_name = "NAME")]
    pub(crate) event: Option<String>,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95, value_parser = level, value_name = "LEVEL")]
    pub(crate) level: f64,
    /// Seed of all resampling.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) seed: u64,
    /// Shuffle outlets between the articles of each event, compute everything again, and say how often chance alone would have spoken.
    #[arg(long)]
    pub(crate) null: bool,
    /// Which table a CSV holds: measures, contrasts, words, names, sources, months, rates or cues.
    #[arg(long, default_value_t = Table::Measures, value_parser = table, value_name = "TABLE")]
    pub(crate) table: Table,
    #[command(flatten)]
    pub(crate) thresholds: Thresholds,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct EvaluateArgs {
    /// A labelled set, or a file of your own: CSV or JSON lines with a text and a label.
    ///
    /// Sets: allsides, babe, basil, conll2010, gvfc, `narrative_frames`, polnear, ptc, sample, subj, szeged, ukraine.
    #[arg(value_name = "DATASET")]
    pub(crate) dataset: String,
    /// The folder or file of a labelled set, in its public layout.
    #[arg(long, value_name = "PATH")]
    pub(crate) data: Option<PathBuf>,
    /// What to evaluate, where a set can be asked several things; all of them unless given.
    #[arg(long, value_name = "NAME", action = clap::ArgAction::Append)]
    pub(crate) task: Vec<String>,
    /// How items are split: cv (folds), leave-outlet-out, given (the set's own parts), or shipped (nothing is trained). Without it cv, or shipped where nothing
    /// learns.
    #[arg(long, value_parser = split, value_name = "SPLIT")]
    pub(crate) split: Option<Split>,
    /// Number of folds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..), value_name = "N")]
    pub(crate) folds: u8,
    /// Which classifier gives the labels: bag-of-words, or induced (the lexicons, held to their evidence, and words learned from marked spans), both trained anew
    /// in every part; or none, for the lexicons as they are. Without it bag-of-words, or none with --split shipped. induced:N learns no more than N words; hedged
    /// is the model of hedged sentences. Of marked hedges: learned, the recogniser trained anew in every part; learned-without:FAMILY leaves out one family of its features. Of attributions:
    /// rules, or a FILE.safetensors of weights; the tagger that ships with the tool unless given.
    #[arg(long, value_parser = trained, value_name = "NAME", conflicts_with = "predictions")]
    pub(crate) classifier: Option<String>,
    /// Evaluate the labels in this file instead of a classifier's: CSV or JSON lines with id, label and, where there is one, the probability of the marked label.
    #[arg(long, value_name = "FILE")]
    pub(crate) predictions: Option<PathBuf>,
    /// Compare with another model on the same items: bag-of-words, induced, lexicon, majority, outlet-only, or a file of predictions.
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) against: Option<String>,
    /// Write the label and probability of every item to this file, as JSON lines.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_predictions: Option<PathBuf>,
    /// The SHA-256, one a line, of every text that the model behind --predictions was trained on, as --write-predictions gives them: these items are left out.
    #[arg(long, value_name = "FILE", requires = "predictions")]
    pub(crate) seen: Option<PathBuf>,
    /// Count items in that the model was trained on, and entries of the lexicons that were learned from this very set.
    #[arg(long)]
    pub(crate) allow_seen: bool,
    /// Which columns of a file of your own hold which field, as FIELD=COLUMN,.. Fields: id, text, label, group, outlet, topic, split.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "FIELD=COLUMN,..", value_parser = label_map)]
    pub(crate) map: LabelMap,
    /// The labels that a file of your own may hold.
    #[arg(long, value_name = "LABEL,..", value_delimiter = ',')]
    pub(crate) labels: Vec<String>,
    /// The label that is looked for, whose probability is ranked and calibrated.
    #[arg(long, value_name = "LABEL")]
    pub(crate) marked: Option<String>,
    /// The kinds of cues that stand for the marked label of a file of your own, for the lexicon beside the classifier.
    #[arg(long, value_name = "KIND,..", value_delimiter = ',', value_parser = kind)]
    pub(crate) cues: Vec<CueKind>,
    /// Add a lexicon of your own.
    #[arg(long, value_name = "PATH", action = clap::ArgAction::Append)]
    pub(crate) lexicon: Vec<PathBuf>,
    /// Write to this file; its extension gives the format.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<FigureFormat>,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95, value_parser = level, value_name = "LEVEL")]
    pub(crate) level: f64,
    /// Seed of the resampling.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReproduceArgs {
    /// An output of an earlier run, in JSON lines or as a page (also as .gz or .zst), or - for standard input.
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// The folder that the run was made in, which its paths start from; the current one unless given.
    #[arg(long = "in", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// Number of threads; as many as there are processors unless given.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
    /// Format of the verdict.
    #[arg(long, value_enum, default_value_t = VerdictFormat::Table, value_name = "FORMAT")]
    pub(crate) format: VerdictFormat,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerdictFormat {
    Table,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FigureFormat {
    Table,
    Jsonl,
    Markdown,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ReviewArgs {
    /// The JSON lines of an earlier run of score or compare. Made without --with-text, it is drawn from in the folder where it was made: the inputs are read again.
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,
    /// Read a filled-in sheet, or the download of one, and print the figures. Once for each reviewer.
    #[arg(long, value_name = "FILE", action = clap::ArgAction::Append)]
    pub(crate) verdicts: Vec<PathBuf>,
    /// Write to this file; its extension gives the format.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Format: csv or html of a sheet; table, markdown, jsonl or csv of the figures.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ReviewFormat>,
    /// Cues drawn of each kind, spread evenly over outlets.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) per_kind: usize,
    /// Whole sentences drawn for each kind: N without a cue of the kind and N with one, asked alike, so that what was missed can be estimated.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) unmarked: usize,
    /// Draw only these kinds, such as loaded,hedge; all unless given.
    #[arg(long, value_delimiter = ',', value_parser = kind, value_name = "KIND,..")]
    pub(crate) kinds: Vec<CueKind>,
    /// Seed of the draw.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) seed: u64,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95, value_parser = level, value_name = "LEVEL")]
    pub(crate) level: f64,
    /// Which figures a CSV holds: precision, sentences, detection, prevalence or agreement.
    #[arg(long, value_enum, default_value_t = ReviewTable::Precision, value_name = "TABLE")]
    pub(crate) figures: ReviewTable,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReviewFormat {
    Table,
    Markdown,
    Jsonl,
    Csv,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReviewTable {
    Precision,
    Sentences,
    Detection,
    Prevalence,
    Agreement,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Input {
    /// Files, folders, globs, or - for standard input. By extension: txt md html json jsonl csv tsv, each also as .gz or .zst.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// Read every input in this format, whatever its extension.
    #[arg(long, value_name = "FORMAT", value_parser = input_format)]
    pub(crate) input_format: Option<InputFormat>,
    /// Which columns or keys hold which field, as FIELD=COLUMN,.. Fields: id, outlet, title, text, published, url, event.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "FIELD=COLUMN,..", value_parser = map)]
    pub(crate) map: FieldMap,
    /// End the run at the first thing that cannot be read.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Count page debris too: menus, comments, lists of other stories.
    #[arg(long)]
    pub(crate) no_trim: bool,
    /// Add a lexicon of your own.
    #[arg(long, value_name = "PATH", action = clap::ArgAction::Append)]
    pub(crate) lexicon: Vec<PathBuf>,
    /// Which classifier gives probabilities; none so far.
    #[arg(long, default_value = "none", value_name = "NAME", value_parser = classifier)]
    pub(crate) classifier: String,
    /// How much is found in each article: full, or cues alone in half the time, without clauses and the probability that a sentence is hedged, and with
    /// attributions by rules.
    #[arg(long, default_value_t = Depth::Full, value_name = "DEPTH", value_parser = depth)]
    pub(crate) depth: Depth,
    /// The voice that the content of indirect attributions counts as.
    #[arg(long, default_value_t = Voice::Reported, value_name = "VOICE", value_parser = voice)]
    pub(crate) reported_as: Voice,
    /// Number of threads; as many as there are processors unless given.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Output {
    /// Write to this file; its extension gives the format.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Put the text into the records.
    #[arg(long)]
    pub(crate) with_text: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Thresholds {
    /// End with status 1 where an article crosses a threshold in its outlet's own voice, per 1,000 words: "loaded>12". Another voice: "hedge:all>30".
    #[arg(long, value_name = "KIND>N", action = clap::ArgAction::Append)]
    pub(crate) fail_on: Vec<Threshold>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Talk {
    /// When to use colours.
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Say nothing but errors.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Say more.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Jsonl,
    Csv,
    Html,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Prove that every entry can match and that none says what another says already. Without files: the lexicons that ship with the tool.
    Check {
        /// Lexicons of your own.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Name the entries too that are right less often than words taken blindly on a labelled set, such as ptc=data/ptc.
        #[arg(long, value_name = "DATASET=PATH", action = clap::ArgAction::Append)]
        data: Vec<String>,
        #[command(flatten)]
        talk: Talk,
    },
    /// Learn candidate entries from the spans of a labelled set, each with its evidence, as a table.
    Induce(InduceArgs),
    /// Write into a table how often each entry is right on labelled sets, and the weight that follows.
    Measure(MeasureArgs),
    /// Turn a word list of another tool into a lexicon: LIWC (.dic, .dicx), Yoshikoder (.ykd), Lexicoder (.lcd, .lc3), or an entry a line.
    ///
    /// What cannot be an entry is listed with its line and the reason, and the run ends with status 2. What is written passes lexicon check.
    Import {
        /// The word list.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Write to this file; standard output unless given.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// How the list is written down: auto, dic, yoshikoder, lexicoder or plain.
        #[arg(long, default_value = "auto", value_parser = import_format, value_name = "FORMAT")]
        format: ImportChoice,
        /// What the entries signal: a kind for all, such as loaded, or one for a category, such as anger=loaded. The category becomes the subtype.
        #[arg(long, value_delimiter = ',', value_name = "[CATEGORY=]KIND,..")]
        kind: Vec<String>,
        #[command(flatten)]
        talk: Talk,
    },
    /// List the lexicons, the entries of one, or a single entry.
    Show {
        /// A lexicon's name, or the words of an entry.
        #[arg(value_name = "NAME|ENTRY")]
        what: Vec<String>,
        /// Add a lexicon of your own.
        #[arg(long, value_name = "PATH", action = clap::ArgAction::Append)]
        lexicon: Vec<PathBuf>,
        #[command(flatten)]
        talk: Talk,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TrainCommand {
    /// The tagger that finds attributions, from a set in which people marked source, cue and content.
    Attributions(TrainArgs),
    /// The background of words, counted over articles of any kind of news.
    Background(BackgroundArgs),
    /// The weights by which two passages state the same, from stories in which claims were marked.
    Claims(ClaimsArgs),
    /// The model of pairs of articles that cover one event, from a set of articles grouped by event.
    Grouping(TrainArgs),
    /// The model of hedged sentences, from a set of sentences that are certain or uncertain.
    Hedged(TrainArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BackgroundArgs {
    /// Articles: files, folders or globs.
    #[arg(long, value_name = "PATH", required = true, action = clap::ArgAction::Append)]
    pub(crate) data: Vec<String>,
    /// Write the table to this file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ClaimsArgs {
    /// The folder of `allsides`, in its public layout.
    #[arg(long, value_name = "PATH")]
    pub(crate) data: PathBuf,
    /// The marked claims: a table such as evaluation/claims/learning.tsv.
    #[arg(long, value_name = "FILE")]
    pub(crate) marks: PathBuf,
    /// Pairs of passages that a reader judged: a table such as evaluation/claims/pairs.tsv.
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
    /// Write the weights to this file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct TrainArgs {
    /// A labelled set: for attributions polnear, for grouping allsides, for hedged conll2010.
    #[arg(value_name = "DATASET")]
    pub(crate) dataset: String,
    /// The folder of the set, in its public layout.
    #[arg(long, value_name = "PATH")]
    pub(crate) data: PathBuf,
    /// Learn from this part of the set only, such as train.
    #[arg(long, value_name = "PART")]
    pub(crate) part: Option<String>,
    /// Write the weights to this file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// The order in which documents are learned, where it matters.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct InduceArgs {
    /// A labelled set with spans: babe, basil, ptc, sample or szeged; polnear, for the words that attribute.
    #[arg(value_name = "DATASET")]
    pub(crate) dataset: String,
    /// The folder or file of the set, in its public layout.
    #[arg(long, value_name = "PATH")]
    pub(crate) data: PathBuf,
    /// The kind of the entries; what the set's spans are about unless given.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<CueKind>,
    /// Fewest places inside spans.
    #[arg(long, default_value_t = 2, value_name = "N")]
    pub(crate) least: u32,
    /// Least precision, drawn toward the share of all words.
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    pub(crate) precision: f64,
    /// Most words of an entry.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=6), value_name = "N")]
    pub(crate) longest: u8,
    /// Leave out what the lexicons, or those given with --lexicon, find already.
    #[arg(long)]
    pub(crate) new: bool,
    /// Add a lexicon of your own to those of --new.
    #[arg(long, value_name = "PATH", action = clap::ArgAction::Append)]
    pub(crate) lexicon: Vec<PathBuf>,
    /// Articles to count in how many each candidate stands: files, folders or globs.
    #[arg(long, value_name = "INPUT", action = clap::ArgAction::Append)]
    pub(crate) background: Vec<String>,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MeasureArgs {
    /// A table of entries.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// A labelled set with spans and where it is, such as ptc=data/ptc.
    #[arg(long, required = true, value_name = "DATASET=PATH", action = clap::ArgAction::Append)]
    pub(crate) data: Vec<String>,
    /// Write to this file; it may be the table itself.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

/// A rate that an article may not cross.
#[derive(Clone, Debug)]
pub(crate) struct Threshold {
    pub(crate) text: String,
    pub(crate) kind: CueKind,
    pub(crate) voice: Option<Voice>,
    pub(crate) above: bool,
    pub(crate) rate: f64,
}

impl std::str::FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let at = text.find(['>', '<']).ok_or_else(|| format!("expected KIND>NUMBER or KIND<NUMBER, found `{text}`"))?;
        let (kind, voice) = text[..at].trim().split_once(':').unwrap_or((text[..at].trim(), Voice::Outlet.name()));
        Ok(Self {
            text: text.to_owned(),
            kind: self::kind(kind)?,
            voice: if voice == "all" { None } else { Some(self::voice(voice)?) },
            above: text[at..].starts_with('>'),
            rate: text[at + 1..]
                .trim()
                .parse()
                .map_err(|_| format!("expected a number after `{}`, found `{}`", &text[at..=at], &text[at + 1..]))?,
        })
    }
}

/// All kinds of cues, for messages.
pub(crate) fn kinds() -> String {
    CueKind::all().map(CueKind::name).collect::<Vec<_>>().join(", ")
}

fn level(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|level| (0.5..1.0).contains(level)).ok_or_else(|| "expected a level from 0.5 up to 1, such as 0.95".to_owned())
}

fn table(text: &str) -> Result<Table, String> {
    text.parse().map_err(|_| "expected measures, contrasts, words, names, sources, months, rates or cues".to_owned())
}

fn input_format(text: &str) -> Result<InputFormat, String> {
    text.parse().map_err(|_| format!("expected one of {}", InputFormat::names()))
}

fn split(text: &str) -> Result<Split, String> {
    text.parse().map_err(|_| "expected cv, leave-outlet-out, given or shipped".to_owned())
}

/// How a word list is written down; `None` goes by its content.
pub(crate) type ImportChoice = Option<ImportFormat>;

fn import_format(text: &str) -> Result<ImportChoice, String> {
    match text {
        "auto" => Ok(ImportChoice::None),
        _ => text.parse().map(Some).map_err(|_| "expected auto, dic, yoshikoder, lexicoder or plain".to_owned()),
    }
}

pub(crate) fn kind(text: &str) -> Result<CueKind, String> {
    text.trim().parse().map_err(|_| format!("expected a kind of cue among {}, found `{text}`", kinds()))
}

fn trained(text: &str) -> Result<String, String> {
    let most = text.strip_prefix("induced:").map(str::parse::<usize>);
    let weights = std::path::Path::new(text).extension().is_some_and(|extension| extension == "safetensors");
    match (text, most) {
        _ if weights => Ok(text.to_owned()),
        ("none" | "bag-of-words" | "induced" | "hedged" | "learned" | "rules", _) | (_, Some(Ok(_))) => Ok(text.to_owned()),
        _ => match text.strip_prefix("learned-without:") {
            Some(family) if family.parse::<Family>().is_ok() => Ok(text.to_owned()),
            Some(family) => {
                let known: Vec<&str> = <Family as strum::IntoEnumIterator>::iter().map(Into::into).collect();
                Err(format!("no family of features is called `{family}`; these are {}", known.join(", ")))
            }
            None => Err(
                "expected none, bag-of-words, induced, induced:N for N words, hedged, learned, rules, or a file of weights (.safetensors)"
                    .to_owned(),
            ),
        },
    }
}

fn label_map(text: &str) -> Result<LabelMap, String> {
    text.parse()
}

fn map(text: &str) -> Result<FieldMap, String> {
    text.parse()
}

fn voice(text: &str) -> Result<Voice, String> {
    text.parse()
        .map_err(|_| format!("expected a voice among {}, found `{text}`", Voice::all().map(Voice::name).collect::<Vec<_>>().join(", ")))
}

fn depth(text: &str) -> Result<Depth, String> {
    text.parse().map_err(|_| format!("expected full or cues, found `{text}`"))
}

fn classifier(text: &str) -> Result<String, String> {
    if text == "none" { Ok(text.to_owned()) } else { Err("no classifier ships with this version; use none".to_owned()) }
}
