//! The child process of the tests: what the server's hidden subcommand does.

use std::io::{stdin, stdout};

fn main() -> std::io::Result<()> {
    sheets::child::main(stdin().lock(), stdout().lock())
}
