//! Reads a file in a process of its own, with little memory and time.
//!
//! A program cannot survive its own failed allocations, and setting limits between fork and exec is unsafe code; so
//! the program starts itself again with a hidden subcommand, and the child limits itself before it reads anything. The two speak in lines of JSON.

mod conversation;
mod limited;
mod parser;
mod protocol;

pub use limited::main;
pub use parser::Parser;
