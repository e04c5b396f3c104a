//! The program `sokhach`.

use std::process::ExitCode;

use clap::Parser;
use server::cli::Program;

fn main() -> ExitCode {
    match Program::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sokhach: {error:#}");
            ExitCode::FAILURE
        }
    }
}
