//! Codes for new records that their rows give none.

use std::collections::HashSet;

use domain::customer::GivenCode;

use crate::{
    authz::Unit,
    failure::Outcome,
    query::{
        lookup::{code_bearers, former_codes},
        next_code_numbers,
    },
};

/// The system's sequence, without the numbers that stand in the file itself.
pub(super) struct Codes {
    in_file: HashSet<i64>,
}

impl Codes {
    /// A code that a later row brings along must not be given to an earlier one: that row would change this record.
    pub fn avoiding(in_file: Vec<i64>) -> Self {
        Self { in_file: in_file.into_iter().collect() }
    }

    /// So many codes that nobody bears.
    pub async fn take(&self, unit: &Unit, count: usize) -> Outcome<Vec<String>> {
        let engine = unit.services().database().engine();
        let mut free = Vec::with_capacity(count);
        while free.len() < count {
            let numbers = next_code_numbers(unit.tx(), engine, count - free.len()).await?;
            let numbers = numbers.into_iter().filter(|number| !self.in_file.contains(number));
            let codes: Vec<String> = numbers.map(|number| GivenCode(number).to_string()).collect();
            let mut taken: HashSet<String> =
                code_bearers(unit.tx(), &codes).await?.into_iter().map(|bearer| bearer.code).collect();
            taken.extend(former_codes(unit.tx(), &codes).await?);
            free.extend(codes.into_iter().filter(|code| !taken.contains(code)));
        }
        Ok(free)
    }
}
