//! Goals and whether they are met.

use serde::Serialize;

/// One measured or proven value.
#[derive(Clone, Serialize)]
pub struct Goal {
    /// Its name.
    pub goal: String,
    /// What came out.
    pub value: f64,
    /// `ms`, `s`, `MiB`, `1/s`, `x`, or what is counted.
    pub unit: &'static str,
    /// What it may be at most, or at least; `None` is for information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// Whether it is.
    pub pass: bool,
    /// Size of the data.
    pub data: String,
    /// Kind of the database.
    pub db: &'static str,
}

/// All goals of a run.
#[derive(Default)]
pub struct Report(Vec<Goal>);

/// Where a value was measured.
#[derive(Clone)]
pub struct Place {
    /// Size of the data.
    pub data: String,
    /// Kind of the database.
    pub db: &'static str,
}

impl Report {
    /// A value that must not be larger than the limit.
    pub fn at_most(&mut self, place: &Place, goal: &str, value: f64, unit: &'static str, limit: f64) {
        self.add(place, goal, value, unit, Some(limit), value <= limit);
    }

    /// A value that must not be smaller than the limit.
    pub fn at_least(&mut self, place: &Place, goal: &str, value: f64, unit: &'static str, limit: f64) {
        self.add(place, goal, value, unit, Some(limit), value >= limit);
    }

    /// A value without a limit.
    pub fn note(&mut self, place: &Place, goal: &str, value: f64, unit: &'static str) {
        self.add(place, goal, value, unit, None, true);
    }

    fn add(&mut self, place: &Place, goal: &str, value: f64, unit: &'static str, limit: Option<f64>, pass: bool) {
        let value = (value * 100.0).round() / 100.0;
        let goal = Goal { goal: goal.to_owned(), value, unit, limit, pass, data: place.data.clone(), db: place.db };
        // A goal is made of texts and numbers: nothing in it fails to be written.
        println!("{}", serde_json::to_string(&goal).unwrap_or_default());
        self.0.push(goal);
    }

    /// Prints the table; tells whether every goal is met.
    pub fn close(&self) -> bool {
        println!("\n{:<34} {:>6} {:<9} {:>10} {:<5} {:>9}", "goal", "data", "database", "value", "", "limit");
        for goal in &self.0 {
            let limit = goal.limit.map(|limit| limit.to_string()).unwrap_or_default();
            let mark = if goal.pass { "" } else { "  MISSED" };
            println!(
                "{:<34} {:>6} {:<9} {:>10.2} {:<5} {:>9}{mark}",
                goal.goal, goal.data, goal.db, goal.value, goal.unit, limit
            );
        }
        let missed = self.0.iter().filter(|goal| !goal.pass).count();
        println!("{} goals, {missed} missed", self.0.len());
        missed == 0
    }
}
