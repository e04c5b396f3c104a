//! The cells of the matrix: what each endpoint must answer to each person about each record.

use axum::http::{Method, StatusCode};
use domain::{
    customer::Directory,
    permission::{Action, Cell, Resource},
};
use serde_json::Value;
use server::http::endpoints::{Access, Endpoint, Kind};

use super::{
    actors::Asker,
    answers::{Finding, answered, forbidden, same, sent_to_sign_in, told},
    begin,
    further::{Expected, Further, Sent, further},
    rows::Rows,
    world::{Record, World, reaches},
};
use crate::{
    house::Answer,
    requests::{Kept, Subject, Target, request_of, subject_of},
};

const SIGN_OUT: &str = "/api/accounts/sign_out";
/// Makes a lead a customer.
const CONVERT: &str = "/api/customers/convert";
/// Tells how rows are now that somebody holds.
/// Of these any number is asked about: those that are not there are left out of the answer.
const ANY_NUMBER: [&str; 6] = [
    "/api/customers/held",
    "/api/customers/names",
    "/api/bookings/list",
    "/api/services/list",
    "/api/invoices/list",
    "/api/receipts/list",
];
/// Shows a sensitive field.
const UNMASK: &str = "/api/customers/unmask";
/// Deletes a record for good: the cell alone is not enough.
const PURGE: &str = "/api/customers/purge";
/// Books a space, which has a cell of its own.
const BOOK: &str = "/api/bookings/create";
/// Counts what customers have booked.
const TOTALS: &str = "/api/bookings/totals";
/// Take amounts to see or to say.
const AMOUNTS: [&str; 6] = [
    "/api/invoices/offer",
    "/api/receipts/charges",
    "/api/receipts/account",
    "/api/receipts/post",
    "/api/receipts/apply",
    "/api/receipts/reverse",
];
/// Make one record of two, and two of one.
const MERGES: [&str; 3] = ["/api/customers/compare", "/api/customers/merge", "/api/customers/unmerge"];
/// Makes the asker another person, until it is over.
const SEE_AS: &str = "/api/users/see_as";

/// The matrix while it is asked.
pub struct Cells<'w, 's> {
    pub world: &'w World<'s>,
    rows: Rows,
    /// How many cells have been asked.
    pub asked: usize,
}

impl<'w, 's> Cells<'w, 's> {
    pub async fn of(world: &'w World<'s>) -> Self {
        Self { world, rows: Rows::of(world.services()).await, asked: 0 }
    }

    /// Asks an endpoint as everybody; stops with a person, or with all, at the first finding.
    pub async fn endpoint(&mut self, endpoint: &Endpoint, only_first: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (asker, directory) in
            self.world.askers.iter().flat_map(|asker| lists(endpoint).map(move |list| (asker, list)))
        {
            if let Err(finding) = self.ask_as(endpoint, *directory, asker).await {
                findings.push(format!("{} at {} ({}): {finding}", asker.name, endpoint.path, directory.key()));
                if only_first {
                    break;
                }
            }
        }
        findings
    }

    async fn ask_as(&mut self, endpoint: &Endpoint, directory: Directory, asker: &Asker) -> Result<(), Finding> {
        let subject = subject_of(endpoint.path, directory);
        let Some(cells) = cells_of(endpoint, directory, asker) else {
            let answer = self.ask(endpoint, asker, &Target::missing_in(directory)).await?;
            answered(&answer)?;
            self.settle().await;
            return Ok(());
        };
        let Some(who) = &asker.principal else {
            // Whoever is kept out may still sign out.
            if endpoint.path == SIGN_OUT && asker.user.is_some() {
                return Ok(());
            }
            let answer = self.ask(endpoint, asker, &self.any(subject, directory)).await?;
            sent_to_sign_in(endpoint, &answer)?;
            return self.unchanged().await;
        };
        let is_full = endpoint.path != PURGE || who.full;
        let lacking: Vec<Cell> = cells.iter().copied().filter(|cell| !is_full || !asker.holds(*cell)).collect();
        if !lacking.is_empty() {
            let answer = self.ask(endpoint, asker, &self.any(subject, directory)).await?;
            forbidden(endpoint, &answer, &lacking)?;
            return self.unchanged().await;
        }

        let missing = self.ask(endpoint, asker, &Target::missing_in(directory)).await?;
        match subject {
            Subject::Nothing => {
                answered(&missing)?;
                self.settle().await;
            }
            Subject::All(kept) => {
                answered(&missing)?;
                let listed = self.listed(endpoint, asker, directory, missing).await?;
                self.unchanged().await?;
                for record in self.world.records.iter().filter(|record| record.kept == kept) {
                    let shown = listed.contains(&record.target.name);
                    if shown != reaches(who, cell_for(&cells, kept), record) {
                        return Err(format!("{} is {}there", record.target.name, if shown { "" } else { "not " }));
                    }
                }
            }
            Subject::One(kept) => {
                self.unchanged().await?;
                self.about_records(endpoint, asker, &cells, kept, &missing).await?;
            }
        }
        for question in further(self.world, endpoint.path, directory, asker).await {
            self.settle().await;
            self.ask_further(endpoint, asker, question).await?;
        }
        Ok(())
    }

    /// What a list tells of which the first page is known: all its pages.
    async fn listed(
        &mut self,
        endpoint: &Endpoint,
        asker: &Asker,
        directory: Directory,
        first: Answer,
    ) -> Result<String, Finding> {
        let (method, path, body) = request_of(endpoint, &Target::missing_in(directory));
        let (mut listed, mut page) = (String::new(), first);
        loop {
            listed.push_str(&page.text);
            let read: Value = serde_json::from_str(&page.text).unwrap_or_default();
            let after = read.get("after").filter(|after| !after.is_null());
            let (Some(after), Some(mut next)) = (after, body.clone()) else { return Ok(listed) };
            next["after"] = after.clone();
            page = self.send(endpoint, asker, method.clone(), &path, Some(&next)).await?;
        }
    }

    /// Asks about a record in reach, one that is seen but not reached, and one that is not there for the asker.
    async fn about_records(
        &mut self,
        endpoint: &Endpoint,
        asker: &Asker,
        cells: &[Cell],
        kept: Kept,
        missing: &Answer,
    ) -> Result<(), Finding> {
        let (who, _) = asker.inside();
        let cell = cell_for(cells, kept);
        let records = || self.world.records.iter().filter(|record| record.kept == kept);
        let is_placed = matches!(
            kept,
            Kept::Customer(_)
                | Kept::User
                | Kept::Space
                | Kept::Booking
                | Kept::Service
                | Kept::Invoice
                | Kept::Receipt
                | Kept::Attachment
        );
        let seen = |record: &Record| is_placed && reaches(who, (Action::View, cell.1), record);
        if names(endpoint) && missing.status != StatusCode::NOT_FOUND {
            return Err(format!("what does not exist is not missing: {}", told(missing)));
        }
        // What takes several cells takes them all of the record.
        let all = [CONVERT].iter().chain(&MERGES).any(|path| *path == endpoint.path);
        let wanted = if all { cells } else { &[cell] };
        let inside = records().find(|record| wanted.iter().all(|cell| reaches(who, *cell, record)));
        let outside = records().find(|record| !reaches(who, cell, record) && !seen(record));
        let seen_alone = records().find(|record| !reaches(who, cell, record) && seen(record));
        if let Some(record) = outside {
            let answer = self.ask(endpoint, asker, &record.target).await?;
            if !same(endpoint, &answer, missing) {
                return Err(format!("out of reach is not as missing: {}", told(&answer)));
            }
            self.unchanged().await?;
        }
        if let Some(record) = seen_alone {
            let answer = self.ask(endpoint, asker, &record.target).await?;
            forbidden(endpoint, &answer, &[cell])?;
            self.unchanged().await?;
        }
        if let Some(record) = inside {
            let answer = self.ask(endpoint, asker, &record.target).await?;
            answered(&answer)?;
            // A page that asks for its data later is the same for all.
            let empty = matches!(endpoint.kind, Kind::Page) && missing.status == StatusCode::OK;
            if !empty && same(endpoint, &answer, missing) {
                return Err(format!("in reach is as missing: {}", told(&answer)));
            }
            if endpoint.path == SEE_AS {
                self.world.house.call("accounts/stop_seeing", &asker.cookies, &serde_json::json!({})).await;
            }
            self.world.put_back(record).await;
            self.settle().await;
        }
        Ok(())
    }

    async fn ask_further(&mut self, endpoint: &Endpoint, asker: &Asker, question: Further) -> Result<(), Finding> {
        let Further { about, method, path, sent, expected } = question;
        let answer = match sent {
            Sent::Nothing => self.send(endpoint, asker, method, &path, None).await?,
            Sent::Json(body) => self.send(endpoint, asker, method, &path, Some(&body)).await?,
            Sent::File(file) => {
                begin(endpoint.path);
                self.world.house.upload(&asker.cookies, &path, file).await
            }
        };
        let wrong = |what: &str| Err(format!("{about}: {what}: {}", told(&answer)));
        match expected {
            Expected::Fault(code)
                if answer.status != StatusCode::UNPROCESSABLE_ENTITY || !answer.text.contains(code) =>
            {
                return wrong(&format!("no fault {code}"));
            }
            Expected::Forbidden(cell) => forbidden(endpoint, &answer, &[cell]).or_else(|finding| wrong(&finding))?,
            Expected::Tells(word) if !answer.status.is_success() || !answer.text.contains(&word) => {
                return wrong(&format!("does not tell {word}"));
            }
            Expected::Unchanged if !answer.status.is_success() => return wrong("not done"),
            Expected::Missing if answer.status != StatusCode::NOT_FOUND => return wrong("not missing"),
            Expected::ConflictHides(word) if answer.status != StatusCode::CONFLICT || answer.text.contains(&word) => {
                return wrong(&format!("no conflict, or one that tells of {word}"));
            }
            Expected::Hides(word) if !answer.status.is_success() || answer.text.contains(&word) => {
                return wrong(&format!("tells of {word}"));
            }
            Expected::WorkbookHides(word) if self.world.house.shown(&answer.bytes).contains(&word) => {
                return wrong(&format!("tells of {word}"));
            }
            Expected::Tells(_) | Expected::Hides(_) | Expected::WorkbookHides(_) => {
                self.settle().await;
                return Ok(());
            }
            Expected::Fault(_) | Expected::Missing | Expected::ConflictHides(_) | Expected::Unchanged => {}
        }
        self.unchanged().await.or_else(|finding| wrong(&finding))
    }

    /// Some target of a kind: whoever is refused is refused about that too.
    fn any(&self, subject: Subject, directory: Directory) -> Target {
        let (Subject::One(wanted) | Subject::All(wanted)) = subject else { return Target::missing_in(directory) };
        self.world.records.iter().find(|record| record.kept == wanted).unwrap().target.clone()
    }

    async fn ask(&mut self, endpoint: &Endpoint, asker: &Asker, target: &Target) -> Result<Answer, Finding> {
        let (method, path, body) = request_of(endpoint, target);
        // It ends the session that asks: one that nobody needs afterwards.
        if let (true, Some(user)) = (endpoint.path == SIGN_OUT, asker.user.filter(|_| asker.principal.is_some())) {
            let cookies = self.world.house.cookies_for(user).await;
            begin(endpoint.path);
            return Ok(self.world.house.ask(method, &path, &cookies, body.as_ref()).await);
        }
        self.send(endpoint, asker, method, &path, body.as_ref()).await
    }

    /// Asks, and looks for what the asker may not know of.
    async fn send(
        &mut self,
        endpoint: &Endpoint,
        asker: &Asker,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Finding> {
        self.asked += 1;
        begin(endpoint.path);
        let answer = self.world.house.ask(method, path, &asker.cookies, body).await;
        if answer.status.is_server_error() {
            return Err(told(&answer));
        }
        let hidden = |record: &&Record| {
            let (Kept::Customer(list) | Kept::Trashed(list)) = record.kept else { return false };
            // Whoever sees a booking sees who comes, and whoever sees an extra service, an invoice or a receipt who had it, is
            // asked or paid.
            let under = |paths: [&str; 2]| paths.iter().any(|path| endpoint.path.starts_with(path));
            let operation = match () {
                () if under(["/api/bookings/", "/bookings"]) => Some(Resource::Bookings),
                () if under(["/api/services/", "/services"]) => Some(Resource::Services),
                () if under(["/api/invoices/", "/invoices"]) => Some(Resource::Invoices),
                () if under(["/api/receipts/", "/receipts"]) => Some(Resource::Receipts),
                () => None,
            };
            let knows = |who| {
                reaches(who, list.cell(Action::View), record)
                    || operation.is_some_and(|operation| list.shows(who, operation, &record.at))
            };
            !asker.principal.as_ref().is_some_and(knows)
        };
        match self.world.records.iter().filter(hidden).find(|record| answer.tells(&record.target.name)) {
            Some(record) if body.is_none_or(|body| !body.to_string().contains(&record.target.name)) => {
                Err(format!("tells of {}", record.target.name))
            }
            _ => Ok(answer),
        }
    }

    /// After what may write.
    async fn settle(&mut self) {
        self.rows.changed(self.world.services()).await;
    }

    /// After what is refused.
    async fn unchanged(&mut self) -> Result<(), Finding> {
        let changed = self.rows.changed(self.world.services()).await;
        if changed.is_empty() { Ok(()) } else { Err(format!("has changed {changed:?}")) }
    }
}

/// The lists that a request to an endpoint can name.
fn lists(endpoint: &Endpoint) -> std::slice::Iter<'static, Directory> {
    let customers = &Directory::ALL[..Directory::ALL.len() - 1];
    match endpoint.access {
        // Leads have an address of their own.
        Access::Directory(_) if endpoint.path.contains("{directory}") => customers.iter(),
        Access::Directory(_) => Directory::ALL.iter(),
        _ => [Directory::Individuals].iter(),
    }
}

/// Whether a function is asked about one record by its id or code; others are asked for a name that nothing has, or about
/// any number of records.
fn names(endpoint: &Endpoint) -> bool {
    if ANY_NUMBER.contains(&endpoint.path) {
        return false;
    }
    let target = Target::missing();
    let (_, _, body) = request_of(endpoint, &target);
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    matches!(endpoint.kind, Kind::ServerFunction) && [target.id, target.code].iter().any(|key| body.contains(key))
}

/// What it takes to be answered; `None` is nothing.
fn cells_of(endpoint: &Endpoint, directory: Directory, asker: &Asker) -> Option<Vec<Cell>> {
    let any = |action| Directory::ALL.iter().copied().find(|list| asker.holds(list.cell(action))).unwrap_or_default();
    match endpoint.access {
        Access::Public => None,
        Access::SignedIn => Some(Vec::new()),
        // The leads of the matrix are persons.
        Access::Cell(cell) if endpoint.path == CONVERT => Some(vec![cell, Directory::Individuals.cell(Action::Create)]),
        Access::Cell(cell) if endpoint.path == BOOK => Some(vec![cell, (Action::View, Resource::Spaces)]),
        Access::Cell(cell) if AMOUNTS.contains(&endpoint.path) => Some(vec![cell, (Action::View, Resource::Amounts)]),
        Access::Cell(cell) => Some(vec![cell]),
        Access::AnyDirectory(action) => Some(vec![any(action).cell(action)]),
        // The request names a sensitive field.
        Access::Directory(action) if endpoint.path == UNMASK => {
            Some(vec![directory.cell(action), (Action::View, Resource::PersonalIds)])
        }
        Access::Directory(action) if endpoint.path == TOTALS => {
            Some(vec![directory.cell(action), (Action::View, Resource::Bookings)])
        }
        Access::Directory(action) if MERGES.contains(&endpoint.path) => {
            Some(vec![directory.cell(action), directory.cell(Action::Edit)])
        }
        Access::Directory(action) => Some(vec![directory.cell(action)]),
    }
}

/// The cell by which records are reached.
fn cell_for(cells: &[Cell], kept: Kept) -> Cell {
    let first = *cells.first().unwrap();
    match kept {
        // What any list opens is asked about a record of this one.
        Kept::Customer(list) | Kept::Trashed(list) => {
            cells.iter().copied().find(|cell| cell.1 == list.resource()).unwrap_or(list.cell(first.0))
        }
        _ => first,
    }
}
