//! Somebody who tries every way, and what was answered.

use anyhow::Result;
use domain::customer::Field;
use serde::Serialize;

use super::{
    canary::{Canary, Text},
    plant::Plant,
    staff::Sight,
};
use crate::client::{Answer, Client};

/// What somebody was told.
pub struct Told {
    /// The way that was tried.
    pub channel: &'static str,
    /// What the person said first: that it comes back reveals nothing.
    said: Vec<(&'static str, Field)>,
    text: Text,
}

impl Told {
    /// Whether a value was told that the person had not said.
    pub fn reveals(&self, canary: &Canary) -> bool {
        // The bands of income are on offer in each form.
        let is_on_offer = canary.field == Field::MonthlyIncome && self.channel.starts_with("page");
        !is_on_offer && !self.said.contains(&(canary.record, canary.field)) && canary.is_in(&self.text)
    }
}

/// A person at work.
pub struct Visit<'p> {
    /// The browser.
    pub client: Client,
    /// What was planted.
    pub plant: &'p Plant,
    /// What the person may see.
    pub sight: Sight,
    /// What was answered.
    pub told: Vec<Told>,
}

impl Visit<'_> {
    /// Writes down what was answered on one of the ways.
    pub fn note(&mut self, channel: &'static str, said: &[&Canary], text: String) {
        let said = said.iter().map(|canary| (canary.record, canary.field)).collect();
        self.told.push(Told { channel, said, text: Text::new(text) });
    }

    /// Calls a server function and writes down what it answers.
    pub async fn ask(
        &mut self,
        channel: &'static str,
        said: &[&Canary],
        function: &str,
        arguments: impl Serialize,
    ) -> Result<Answer> {
        let answer = self.client.ask(function, arguments).await?;
        self.note(channel, said, answer.text());
        Ok(answer)
    }

    /// Fetches a page and writes down what it shows.
    pub async fn see(&mut self, channel: &'static str, said: &[&Canary], path: &str) -> Result<Answer> {
        let answer = self.client.get(path).await?;
        self.note(channel, said, answer.text());
        Ok(answer)
    }

    /// Writes down that a record is there, by its code, if two answers differ although nothing should tell them apart.
    pub fn compare(&mut self, channel: &'static str, record: &str, answers: [&Answer; 2]) -> Result<()> {
        let [one, other] = answers;
        let is_same = one.status == other.status && one.body == other.body;
        let code = self.plant.value(record, Field::Code)?.value.clone();
        self.note(channel, &[], if is_same { String::new() } else { code });
        Ok(())
    }
}
