//! The log of the whole run, at its most talkative.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use domain::customer::Field;

use super::{canary::Text, plant::Plant};
use crate::{
    office::FIRST_PASSWORD,
    report::{Place, Report},
    server::PASSWORD,
};

/// Looks for every planted value, both passwords and the tokens of all browsers.
pub fn prove(log: &Path, plant: &Plant, cookies: &[String], place: &Place, report: &mut Report) -> Result<()> {
    let lines = fs::read(log)?;
    let lines = String::from_utf8_lossy(&lines);
    ensure!(lines.contains("TRACE") && lines.contains("/api/customers/list"), "the log is not that of the run");
    let tokens = cookies.iter().flat_map(|cookies| cookies.split("; ")).filter_map(|cookie| cookie.split_once('='));
    let mut secrets: Vec<&str> = tokens.map(|(_, token)| token).chain([PASSWORD, FIRST_PASSWORD]).collect();
    // What somebody was asked by its bytes, with all that is no ASCII written out.
    let escaped: Vec<String> = secrets.iter().map(|secret| secret.as_bytes().escape_ascii().to_string()).collect();
    secrets.extend(escaped.iter().map(String::as_str));
    let mut found = 0;
    for line in lines.lines() {
        let (text, bare) = (Text::new(line.to_owned()), line.replace("\\\\", "\\"));
        let canaries = plant.canaries.iter().filter(|canary| canary.field != Field::MonthlyIncome);
        let of_records =
            canaries.filter(|canary| canary.is_in(&text) || bare.contains(&escaped_of(&canary.value))).count();
        let of_doors = secrets.iter().filter(|secret| bare.contains(**secret)).count();
        if of_records + of_doors > 0 {
            eprintln!("the log holds a secret: {}", line.chars().take(400).collect::<String>());
        }
        found += of_records + of_doors;
    }
    report.note(place, "leaks-log-lines", lines.lines().count() as f64, "lines");
    report.at_most(place, "leaks-in-log", found as f64, "", 0.0);
    Ok(())
}

fn escaped_of(value: &str) -> String {
    value.as_bytes().escape_ascii().to_string()
}
