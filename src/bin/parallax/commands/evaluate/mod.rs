//! `parallax evaluate`: figures against labelled sets, with baselines and intervals.

mod grouping;
mod hedges;
mod instruments;
mod predictions;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};
use parallax::cue::CueKind;
use parallax::evaluate::attributions;
use parallax::evaluate::gold::{Gold, LabelledDocument, LabelledText};
use parallax::evaluate::labels::{self, Learner, Model, Models};
use parallax::evaluate::outcome::{Options, Outcome};
use parallax::evaluate::sets::{self, Task, TaskKind, own};
use parallax::evaluate::spans::{self, Instrument};
use parallax::evaluate::splits::Split;
use parallax::find::hedges::Family;
use parallax::read::{InputRecord, Problem};
use parallax::report::{
    EvaluateOptions, Evaluated, JsonLines, Run, Summary, evaluation_lines, evaluation_markdown, evaluation_table, prediction_lines,
};

use parallax::text::Attributor;
use parallax::train::attributions::fingerprint;

use crate::args::{EvaluateArgs, FigureFormat, Talk};
use crate::exit::{self, say};
use instruments::{Instruments, bag_of_words, induced};
use predictions::Predictions;

/// Models that `--against` knows by name; anything else is a file.
const NAMED: [&str; 5] = ["bag-of-words", "induced", "lexicon", "majority", "outlet-only"];

/// The data of a run: what was read, from where, and what it can be asked.
struct Data {
    gold: Gold,
    tasks: Vec<Task>,
    /// Whether it is a file of the user's own, where a row that could not be used is trouble.
    own: bool,
    /// The files behind it.
    inputs: Vec<InputRecord>,
}

/// A run with all that it needs.
pub(super) struct Job {
    pub(super) run: Run<EvaluateOptions>,
    data: Data,
    instruments: Arc<Instruments>,
}

impl Job {
    pub(super) fn new(options: EvaluateOptions, seed: u64) -> anyhow::Result<Self> {
        let mut data = read(&options)?;
        applies(&options, &mut data.tasks)?;
        let files = [&options.predictions, &options.seen].into_iter().flatten().map(PathBuf::as_path);
        for file in files.chain(options.against.as_deref().filter(|name| !NAMED.contains(name)).map(Path::new)) {
            if !file.is_file() {
                bail!("no file {}; expected a file of predictions, or for --against one of {}", file.display(), NAMED.join(", "));
            }
            data.inputs.extend(sets::inputs(file)?);
        }
        let instruments = Arc::new(Instruments::new(&options.lexicon, Some(options.dataset.as_str()).filter(|_| !options.allow_seen))?);
        let run = Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: "evaluate".to_owned(),
            options,
            seed,
            lexicons: instruments.matcher().lexicons().iter().map(Into::into).collect(),
            models: Vec::new(),
        };
        Ok(Self { run, data, instruments })
    }

    /// The files that the figures are taken on.
    pub(super) fn inputs(&self) -> &[InputRecord] {
        &self.data.inputs
    }

    fn outcomes(&self) -> anyhow::Result<Vec<Outcome>> {
        let dataset = &self.run.options.dataset;
        self.data.tasks.iter().map(|task| self.evaluate(task).with_context(|| format!("{dataset}, {}", task.name))).collect()
    }

    /// Writes the records of a run.
    pub(super) fn records(&self, out: &mut dyn Write) -> anyhow::Result<Summary> {
        let begun = Instant::now();
        self.write_records(&self.outcomes()?, begun, out)
    }

    fn write_records(&self, outcomes: &[Outcome], begun: Instant, out: &mut dyn Write) -> anyhow::Result<Summary> {
        let mut lines = JsonLines::new(out, &self.run)?;
        for fault in &self.data.gold.faults {
            lines.problem(&Problem { path: fault.path.display().to_string(), line: fault.line, reason: fault.described() })?;
        }
        let mut bytes = Vec::new();
        for outcome in outcomes {
            bytes.clear();
            evaluation_lines(&mut bytes, &self.evaluated(outcome))?;
            lines.lines(&bytes)?;
        }
        let mut summary = Summary {
            errors: self.data.gold.faults.len() as u64,
            inputs: self.data.inputs.clone(),
            seconds: (begun.elapsed().as_secs_f64() * 1e3).round() / 1e3,
            ..Summary::default()
        };
        lines.finish(&mut summary)?;
        Ok(summary)
    }

    fn evaluated<'a>(&'a self, outcome: &'a Outcome) -> Evaluated<'a> {
        Evaluated { dataset: &self.run.options.dataset, level: self.run.options.level, outcome }
    }
}

pub(super) fn run(args: &EvaluateArgs) -> anyhow::Result<ExitCode> {
    let format = format(args)?;
    let begun = Instant::now();
    let job = Job::new(options(args), args.seed)?;
    tell(&job.data.gold, &args.talk);
    let outcomes = job.outcomes()?;
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)),
        None => Box::new(BufWriter::new(std::io::stdout())),
    };
    if format == FigureFormat::Jsonl {
        job.write_records(&outcomes, begun, &mut out)?;
    } else {
        for (at, outcome) in outcomes.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            match format {
                FigureFormat::Markdown => evaluation_markdown(&mut out, &job.evaluated(outcome))?,
                _ => evaluation_table(&mut out, &job.evaluated(outcome))?,
            }
        }
    }
    out.flush()?;
    if let Some(path) = &args.write_predictions {
        write_predictions(path, &outcomes)?;
    }
    Ok(if job.data.own && !job.data.gold.faults.is_empty() { ExitCode::from(exit::TROUBLE) } else { ExitCode::SUCCESS })
}

fn options(args: &EvaluateArgs) -> EvaluateOptions {
    EvaluateOptions {
        dataset: args.dataset.clone(),
        data: args.data.clone(),
        task: args.task.clone(),
        split: args.split,
        folds: args.folds,
        classifier: args.classifier.clone(),
        predictions: args.predictions.clone(),
        against: args.against.clone(),
        seen: args.seen.clone(),
        allow_seen: args.allow_seen,
        map: args.map.clone(),
        labels: args.labels.clone(),
        marked: args.marked.clone(),
        cues: args.cues.clone(),
        lexicon: args.lexicon.clone(),
        level: args.level,
    }
}

fn format(args: &EvaluateArgs) -> anyhow::Result<FigureFormat> {
    let extension = args.output.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
    Ok(match (args.format, extension) {
        (Some(format), _) => format,
        (None, Some("jsonl" | "ndjson")) => FigureFormat::Jsonl,
        (None, Some("md")) => FigureFormat::Markdown,
        (None, Some("txt")) => FigureFormat::Table,
        (None, None) if args.output.is_none() => FigureFormat::Table,
        (None, _) => bail!("cannot tell the format of the output from its extension; use jsonl, md or txt, or give --format"),
    })
}

/// Reads the set, or the user's own file, and finds what it is to be asked.
fn read(args: &EvaluateOptions) -> anyhow::Result<Data> {
    let Some(set) = sets::by_name(&args.dataset) else { return read_own(args) };
    let sample = Path::new("evaluation/samples/karvel-dam");
    let data: PathBuf = match &args.data {
        Some(data) => data.clone(),
        // In a checkout the sample is where it is.
        None if set.name == "sample" && sample.is_dir() => sample.to_owned(),
        None => bail!("give the folder or file of {} in its public layout: --data PATH", set.name),
    };
    let tasks = if args.task.is_empty() {
        set.tasks.to_vec()
    } else {
        let known = || set.tasks.iter().map(|task| task.name).collect::<Vec<_>>().join(", ");
        let task = |name: &String| {
            set.tasks
                .iter()
                .find(|task| task.name == *name)
                .copied()
                .with_context(|| format!("{} cannot be asked for {name}; it can be asked for {}", set.name, known()))
        };
        args.task.iter().map(task).collect::<anyhow::Result<_>>()?
    };
    Ok(Data { gold: (set.read)(&data)?, tasks, own: false, inputs: sets::inputs(&data)? })
}

/// Options that speak of labels leave the tasks that have some; where one was asked for that has none, they are a mistake.
fn applies(options: &EvaluateOptions, tasks: &mut Vec<Task>) -> anyhow::Result<()> {
    if let Some(name) = options.classifier.as_deref().filter(|name| name.starts_with("learned")) {
        let learnable = |task: &Task| matches!(task.kind, TaskKind::Spans(marks) if hedges::are_subtypes(marks));
        if let Some(task) = tasks.iter().find(|task| !learnable(task) && !options.task.is_empty()) {
            bail!("--classifier {name} marks hedges by subtype, and {} has none", task.name);
        }
        tasks.retain(learnable);
        if tasks.is_empty() {
            bail!("--classifier {name} marks hedges by subtype, and {} has none", options.dataset);
        }
        return Ok(());
    }
    if let Some(name) = options.classifier.as_deref().filter(|name| *name == "rules" || name.ends_with(".safetensors")) {
        tasks.retain(|task| task.kind == TaskKind::Attributions);
        if tasks.is_empty() {
            bail!("--classifier {name} finds attributions, and {} has none", options.dataset);
        }
        return Ok(());
    }
    let trains = options.classifier.as_deref().filter(|name| *name != "none").map(|_| "--classifier");
    let given = [
        trains,
        options.predictions.as_ref().map(|_| "--predictions"),
        options.against.as_ref().map(|_| "--against"),
        options.marked.as_ref().map(|_| "--marked"),
    ];
    let Some(option) = given.into_iter().flatten().next() else { return Ok(()) };
    if let Some(task) = tasks.iter().find(|task| task.kind != TaskKind::Labels && !options.task.is_empty()) {
        bail!("{option} speaks of labels, and {} has none", task.name);
    }
    tasks.retain(|task| task.kind == TaskKind::Labels);
    if tasks.is_empty() {
        bail!("{option} speaks of labels, and {} has none", options.dataset);
    }
    Ok(())
}

fn read_own(args: &EvaluateOptions) -> anyhow::Result<Data> {
    let path = args.data.as_deref().unwrap_or(Path::new(&args.dataset));
    if !path.exists() {
        let names: Vec<&str> = sets::SETS.iter().map(|set| set.name).collect();
        bail!("there is no file `{}`, and it is no labelled set either; these are {}", path.display(), names.join(", "));
    }
    if let Some(task) = args.task.iter().find(|task| *task != "label") {
        bail!("a file of your own is asked for its labels, not for {task}; --labels and --marked name them");
    }
    let gold = own::read(path, &own::Options { map: args.map.clone(), classes: args.labels.clone() })?;
    let task = Task { name: "label", kind: TaskKind::Labels, dimension: None, marked: "", cues: &[], spans: &[] };
    Ok(Data { gold, tasks: vec![task], own: true, inputs: sets::inputs(path)? })
}

/// Says what was left out of the set, and what in it could not be used.
fn tell(gold: &Gold, talk: &Talk) {
    if talk.quiet {
        return;
    }
    for (reason, count) in &gold.left_out {
        say("note", &format!("left out, without a label in the set: {count} ({reason})"));
    }
    for fault in gold.faults.iter().take(if talk.verbose { usize::MAX } else { 3 }) {
        say("warning", &fault.to_string());
    }
    if gold.faults.len() > 3 && !talk.verbose {
        say("warning", &format!("and {} more; -v lists them", gold.faults.len() - 3));
    }
}

impl Job {
    fn evaluate(&self, task: &Task) -> anyhow::Result<Outcome> {
        let (Self { data, instruments, .. }, args) = (self, &self.run.options);
        // What learns nothing here is asked about everything, unless the user says otherwise.
        let learns = match task.kind {
            TaskKind::Labels => args.classifier.as_deref() != Some("none") && args.predictions.is_none(),
            TaskKind::Events(_) => true,
            TaskKind::Spans(_) => args.classifier.as_deref().is_some_and(|name| name != "none"),
            TaskKind::Attributions => false,
        };
        let split = args.split.unwrap_or(if learns { Split::Cv } else { Split::Shipped });
        let options = Options { split, folds: args.folds, level: args.level, seed: self.run.seed, ..Options::default() };
        let mut outcome = match task.kind {
            TaskKind::Labels => self.labels(task, &options)?,
            TaskKind::Spans(marks) => {
                let lexicon = |document: &LabelledDocument| instruments.spans(document, task, marks);
                let learned = |documents: &[&LabelledDocument]| hedges::learned(instruments, self.without(), documents);
                let (name, instrument) = match args.classifier.as_deref() {
                    Some(name) if name != "none" => (name, Instrument::Trained(&learned)),
                    _ => ("lexicon", Instrument::Fixed(&lexicon)),
                };
                let asked = spans::Instruments { name, instrument, lexicon: Some(&lexicon) };
                spans::evaluate(&data.gold, task.name, marks, &asked, &options)?
            }
            TaskKind::Attributions => self.attributions(&options)?,
            TaskKind::Events(days) => grouping::evaluate(&data.gold, task.name, days, &options)?,
        };
        if instruments.learned > 0 && !matches!(task.kind, TaskKind::Events(_)) {
            outcome.unasked.insert("entries of the lexicons, learned from this very set".to_owned(), instruments.learned);
        }
        Ok(outcome)
    }

    /// The family of features that the recogniser of hedges does without.
    /// By the tagger that ships with the tool, one of the user's, or the rules; documents that a tagger was fitted to are left out.
    fn attributions(&self, options: &Options) -> anyhow::Result<Outcome> {
        let (Self { data, instruments, .. }, args) = (self, &self.run.options);
        let (name, attributor) = match args.classifier.as_deref() {
            None | Some("none") => ("tagger", Attributor::Shipped),
            Some("rules") => ("rules", Attributor::Rules),
            Some(file) => {
                let bytes = std::fs::read(file).with_context(|| format!("cannot read {file}"))?;
                (file, Attributor::from_bytes(&bytes).with_context(|| file.to_owned())?)
            }
        };
        let mut gold = data.gold.clone();
        let all = gold.documents.len();
        if !args.allow_seen {
            // By the set's own parts nobody is asked about its training part, which has to be there all the same.
            let unasked = |document: &LabelledDocument| options.split == Split::Given && document.split.as_deref() == Some("train");
            gold.documents.retain(|document| unasked(document) || !attributor.has_seen(fingerprint(&document.text)));
        }
        if gold.documents.is_empty() {
            bail!(
                "the tagger was fitted to every document of the set; evaluate another part, or say --allow-seen and the figures will flatter"
            );
        }
        let left_out = (all - gold.documents.len()) as u64;
        let mut outcome = attributions::evaluate(&gold, (name, &|document| instruments.attributions(document, &attributor)), options)?;
        if left_out > 0 {
            outcome.unasked.insert("documents that the tagger was fitted to".to_owned(), left_out);
        }
        Ok(outcome)
    }

    fn without(&self) -> Option<Family> {
        let name = self.run.options.classifier.as_deref()?;
        name.strip_prefix("learned-without:").and_then(|family| family.parse().ok())
    }

    fn labels(&self, task: &Task, options: &Options) -> anyhow::Result<Outcome> {
        let (Self { data, instruments, .. }, args) = (self, &self.run.options);
        let of_dimension = task.dimension.map(|dimension| data.gold.by(dimension));
        let gold = of_dimension.as_ref().unwrap_or(&data.gold);
        let marked = args.marked.as_deref().unwrap_or(task.marked);
        let cues = match args.cues.as_slice() {
            [] if data.own => usual_cues(gold, marked),
            [] if marked != task.marked => &[],
            [] => task.cues,
            cues => cues,
        };
        let scores = instruments.scores(gold, cues);
        let score = |text: &str| scores.get(text).copied().unwrap_or_default();
        let given = args.predictions.as_deref().map(Predictions::read).transpose()?;
        let named = args.against.as_deref().filter(|name| !NAMED.contains(name));
        let other = named.map(|path| Predictions::read(Path::new(path))).transpose()?;
        let lexicon = || {
            if cues.is_empty() {
                bail!("no lexicon speaks to these labels; name the kinds of cues that stand for the marked one with --cues KIND,..");
            }
            Ok(Learner::Scored(&score))
        };
        let classifier = args.classifier.as_deref().unwrap_or(if options.split == Split::Shipped { "none" } else { "bag-of-words" });
        let most = classifier.strip_prefix("induced:").and_then(|most| most.parse().ok());
        let of_lexicon = |texts: &[&LabelledText]| induced(instruments, task, cues, marked, most, texts);
        let of_sentences = |texts: &[&LabelledText]| hedges::hedged(instruments, marked, texts);
        let model = match (&given, classifier) {
            (Some(given), _) => Model { name: &given.name, learner: Learner::Given(&given.answers) },
            (None, "none") => Model { name: "lexicon", learner: lexicon()? },
            (None, "bag-of-words") => Model { name: "bag-of-words", learner: Learner::BagOfWords },
            (None, "hedged") => Model { name: "hedged", learner: Learner::Trained(&of_sentences) },
            (None, induced) => Model { name: induced, learner: Learner::Trained(&of_lexicon) },
        };
        let against = match (args.against.as_deref(), &other) {
            (None, _) => None,
            (Some(_), Some(other)) => Some(Model { name: &other.name, learner: Learner::Given(&other.answers) }),
            (Some("lexicon"), None) => Some(Model { name: "lexicon", learner: lexicon()? }),
            (Some("induced"), None) => Some(Model { name: "induced", learner: Learner::Trained(&of_lexicon) }),
            (Some("majority"), None) => Some(Model { name: "majority", learner: Learner::Majority }),
            (Some("outlet-only"), None) => Some(Model { name: "outlet-only", learner: Learner::OutletOnly }),
            (Some(_), None) => Some(Model { name: "bag-of-words", learner: Learner::BagOfWords }),
        };
        let seen = args.seen.as_deref().filter(|_| !args.allow_seen).map(predictions::seen).transpose()?;
        let models = Models {
            model,
            against,
            bag_of_words: &bag_of_words,
            lexicon: if cues.is_empty() { None } else { Some(&score) },
            seen: seen.as_ref(),
        };
        let mut outcome = labels::evaluate(gold, task.name, marked, &models, options)?;
        if let Some(marked) = outcome.marked.as_deref().filter(|_| !cues.is_empty()) {
            let asked = outcome.predictions.iter().map(|one| one.id.as_str()).collect();
            outcome.entries = instruments.entries(gold, &asked, cues, marked, options.level);
        }
        Ok(outcome)
    }
}

/// The cues that stand for the marked label of a file of one's own, where it has one of the usual names, whatever its case.
fn usual_cues(gold: &Gold, marked: &str) -> &'static [CueKind] {
    let is = |names: &[&str]| {
        let usual = |label: &str| names.iter().any(|name| label.eq_ignore_ascii_case(name));
        if marked.is_empty() { gold.texts.iter().any(|text| usual(&text.label)) } else { usual(marked) }
    };
    if is(&["biased", "loaded", "subjective"]) {
        &[CueKind::Loaded, CueKind::Intensifier]
    } else if is(&["uncertain", "hedged"]) {
        &[CueKind::Hedge]
    } else {
        &[]
    }
}

fn write_predictions(path: &Path, outcomes: &[Outcome]) -> anyhow::Result<()> {
    let with: Vec<&Outcome> = outcomes.iter().filter(|outcome| !outcome.predictions.is_empty()).collect();
    if path.extension().is_none_or(|extension| extension != "jsonl" && extension != "ndjson") {
        bail!("--write-predictions writes JSON lines; name the file so, such as {}", path.with_extension("jsonl").display());
    }
    let [outcome] = with[..] else {
        bail!("--write-predictions keeps the labels of one task, and this run has {} with labels; choose one with --task", with.len());
    };
    let mut out = BufWriter::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?);
    prediction_lines(&mut out, &outcome.predictions)?;
    out.flush().with_context(|| format!("cannot write {}", path.display()))
}
