//! The command line as it is typed: each folder or file under `tests/cli` is a case that anyone can add.

#[test]
fn commands_print_what_their_cases_say() {
    trycmd::TestCases::new().case("tests/cli/*.toml").case("tests/cli/*.md").case("README.md");
}
