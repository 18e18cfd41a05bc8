//! `parallax.toml`: the settings of the command line in a file. They are put before the typed ones, which win.

use std::ffi::OsString;

use anyhow::{Context as _, bail};
use clap::CommandFactory as _;

use crate::args::Args;

const FILE: &str = "parallax.toml";

/// The typed arguments with those of the settings file of the current folder in front of them.
pub(crate) fn arguments(typed: Vec<OsString>) -> anyhow::Result<Vec<OsString>> {
    let settings = match std::fs::read_to_string(FILE) {
        Ok(settings) => settings,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(typed),
        Err(error) => return Err(error).with_context(|| format!("cannot read {FILE}")),
    };
    let settings: toml::Table = settings.parse().with_context(|| format!("{FILE} is not TOML"))?;
    let command = Args::command();
    let Some((at, verb)) = typed.iter().enumerate().skip(1).find_map(|(at, word)| Some((at, command.find_subcommand(word.to_str()?)?)))
    else {
        return Ok(typed);
    };
    // A run is made again from its own record: settings of this folder have no say in it.
    if verb.get_name() == "reproduce" {
        return Ok(typed);
    }
    let mut arguments = typed;
    let mut extra: Vec<OsString> = Vec::new();
    for (name, value) in &settings {
        let option = |verb: &clap::Command| verb.get_arguments().find(|argument| argument.get_long() == Some(name.as_str())).cloned();
        let Some(argument) = option(verb) else {
            // A setting of another command is no fault; one of none is.
            if command.get_subcommands().any(|verb| option(verb).is_some()) {
                continue;
            }
            bail!("{FILE}: no option is called `{name}`; see parallax {} --help", verb.get_name());
        };
        let flag = format!("--{name}");
        for value in if let toml::Value::Array(values) = value { values.as_slice() } else { std::slice::from_ref(value) } {
            match value {
                toml::Value::Boolean(on) if !argument.get_action().takes_values() => extra.extend(on.then(|| flag.clone().into())),
                toml::Value::String(text) => extra.push(format!("{flag}={text}").into()),
                toml::Value::Integer(number) => extra.push(format!("{flag}={number}").into()),
                toml::Value::Float(number) => extra.push(format!("{flag}={number}").into()),
                other => bail!("{FILE}: `{name}` cannot be {}", other.type_str()),
            }
        }
    }
    arguments.splice((at + 1)..=at, extra);
    Ok(arguments)
}
