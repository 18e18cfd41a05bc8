//! The corpora that the fuzzers found, run again: what broke once stays mended, on the stable toolchain and without a fuzzer.

#[path = "support/targets.rs"]
mod targets;

use std::path::Path;

#[test]
#[allow(clippy::print_stderr, reason = "says what it skips")]
fn kept_inputs_break_nothing() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    if !corpora.exists() {
        return eprintln!("skipped, for want of {}", corpora.display());
    }
    for (name, target) in targets::TARGETS {
        let mut files: Vec<_> = std::fs::read_dir(corpora.join(name)).expect("a corpus").map(|file| file.expect("a file").path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{name}");
        for file in files {
            let bytes = std::fs::read(&file).expect("read");
            let outcome = std::panic::catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "{}", file.display());
        }
    }
}
