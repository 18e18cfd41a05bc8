//! The house: a room uses only rooms above it, and the library does not print.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the top of the house down.
const ROOMS: [&str; 21] = [
    "error", "span", "token", "word_set", "checksum", "article", "cue", "lexicon", "read", "model", "text", "find", "score", "group",
    "compare", "evaluate", "train", "report", "pipeline", "lib", "bin",
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn room(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("a file of src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.strip_suffix(".rs").unwrap_or(&first).to_owned()
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 30, "the walk found only {} files", files.len());
    let place = |name: &str| ROOMS.iter().position(|room| *room == name);
    let mut wrong = Vec::new();
    let mut used = 0;
    for file in files {
        let own = room(&file);
        let own_place = place(&own).unwrap_or_else(|| panic!("src/{own} is no room of the house; add it to the list in its place"));
        let source = fs::read_to_string(&file).expect("a source file");
        // Tests inside a file may look anywhere, and so may links of the documentation.
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let source: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
        for (at, _) in source.match_indices("crate::") {
            let name: String = source[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if own == "bin" || own == "lib" {
                continue;
            }
            // `crate::Error` and `crate::Result` are re-exports of the room `error`.
            let other = if name.starts_with(char::is_uppercase) { "error" } else { name.as_str() };
            let Some(other_place) = place(other) else { panic!("{}: crate::{other} is no room", file.display()) };
            used += 1;
            if other_place > own_place {
                wrong.push(format!("{} uses crate::{other}, which stands below it", file.display()));
            }
        }
    }
    assert!(used > 100, "only {used} uses were seen: the reading is broken");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
