//! Default features build nothing from C or C++.

use std::process::Command;

/// Packages that compile or find foreign code at build time.
const BUILDERS: [&str; 8] = ["cc", "cmake", "bindgen", "pkg-config", "vcpkg", "autotools", "nasm-rs", "cxx-build"];
/// `-sys` packages that are declarations only, or rewrites in Rust.
const DECLARATIONS: [&str; 4] = ["linux-raw-sys", "windows-sys", "js-sys", "web-sys"];

#[test]
fn default_features_build_nothing_from_c() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo tree runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let listed = String::from_utf8_lossy(&tree.stdout).into_owned();
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"parallax") && names.contains(&"serde"), "the tree was read wrong: {listed}");
    let foreign: Vec<&&str> =
        names.iter().filter(|name| BUILDERS.contains(name) || name.ends_with("-sys") && !DECLARATIONS.contains(name)).collect();
    assert!(foreign.is_empty(), "{foreign:?} build foreign code");
}
