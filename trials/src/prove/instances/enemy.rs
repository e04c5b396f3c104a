//! New enemies. Somebody leaves a team, and then a customer comes into it: they never see the customer. Somebody loses
//! the right to see a customer, and then something is noted of it: they never see the note. Leaving and coming are
//! confirmed by different instances, which are kept from hearing each other in time: their connections for notices are
//! cut again and again. The person looks at both all the time.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use domain::{
    BranchId, CustomerId,
    customer::{Created, CustomerChange, CustomerInput, CustomerKind, Directory, Edit, Field, Saved},
    list::ListState,
    permission::{Action, Cell, Resource, Scope},
};
use serde_json::json;
use uuid::Uuid;

use super::{Desk, desks, toggles::cut};
use crate::{
    Bed,
    client::Client,
    data::Data,
    office::{Office, Person},
    report::Report,
};

/// Trials, one half of each example.
const TRIALS: usize = 10_000;
/// People who become enemies at the same time.
const PEOPLE: usize = 4;
/// How often somebody looks.
const BEAT: Duration = Duration::from_millis(10);
const LIST: Directory = Directory::Individuals;
const VIEW: Cell = (Action::View, Resource::Individuals);
/// What the notes begin with that are not for everybody.
const SECRET: &str = "chuyện kín";

/// Both examples, as many times as it takes.
pub async fn prove(
    bed: &Bed,
    data: &Data,
    office: &mut Office,
    instances: [SocketAddr; 2],
    report: &mut Report,
) -> Result<()> {
    let places = Places {
        team: office.branch("Trong Đội").await?,
        outside: office.branch("Ngoài Đội").await?,
        far: office.branch("Ở Xa").await?,
    };
    let role = office.role("Đội viên", &[(VIEW, Scope::Branch)]).await?;
    let mut stories = Vec::new();
    for number in 0..PEOPLE {
        let person = office.person(&format!("cuu doi vien {number}"), places.team, role).await?;
        let desks = desks(office, &person, instances).await?;
        let newcomer = Customer::new(&mut office.administrator, format!("Moiden{number}q"), places.far).await?;
        let known = Customer::new(&mut office.administrator, format!("Quenbiet{number}q"), places.team).await?;
        stories.push(Story { person, desks, newcomer, known, places });
    }
    let done = Arc::new(AtomicBool::new(false));
    let (trials, looks) = (bed.trials.unwrap_or(TRIALS), Arc::new(AtomicU64::new(0)));
    let cutting = tokio::spawn(cut(data.connect().await?, done.clone()));
    let (mut watching, mut working) = (Vec::new(), Vec::new());
    for story in stories {
        for desk in &story.desks {
            let (window, names) = (desk.staff.again().await?, story.names());
            watching.push(tokio::spawn(watch(window, names, looks.clone(), done.clone())));
        }
        working.push(tokio::spawn(story.tell(trials / PEOPLE)));
    }
    let mut told = Told::default();
    for work in working {
        let Told { seen, blind } = work.await??;
        told = Told { seen: told.seen + seen, blind: told.blind + blind };
    }
    done.store(true, Ordering::Relaxed);
    for watch in watching {
        told.seen += watch.await??;
    }
    let (place, cuts) = (data.place(), cutting.await??);
    report.note(&place, "enemy-trials", trials as f64, "times");
    report.note(&place, "enemy-looks", looks.load(Ordering::Relaxed) as f64, "times");
    report.note(&place, "enemy-notices-cut", cuts as f64, "times");
    report.at_most(&place, "enemy-sightings", f64::from(told.seen), "times", 0.0);
    report.at_most(&place, "enemy-friends-unseen", f64::from(told.blind), "times", 0.0);
    Ok(())
}

/// Branches: of a team, of those who have left it, and one that nobody here sees.
#[derive(Clone, Copy)]
struct Places {
    team: BranchId,
    outside: BranchId,
    far: BranchId,
}

/// What came of it.
#[derive(Default)]
struct Told {
    /// How often the person has seen what they may not.
    seen: u32,
    /// How often they have not seen what they may: who sees nothing proves nothing.
    blind: u32,
}

/// A person, and two customers of whom nobody else is told.
struct Story {
    person: Person,
    desks: [Desk; 2],
    /// Comes into the team while the person is not in it.
    newcomer: Customer,
    /// Of the team; something is noted of it while the person may not see it.
    known: Customer,
    places: Places,
}

impl Story {
    fn names(&self) -> Names {
        Names { newcomer: self.newcomer.name.clone(), known: self.known.name.clone(), code: self.known.code.clone() }
    }

    async fn tell(mut self, trials: usize) -> Result<Told> {
        let (names, mut told) = (self.names(), Told::default());
        for trial in 0..trials {
            if trial.is_multiple_of(2) {
                self.desks.reverse();
            }
            let seen =
                if trial.is_multiple_of(2) { self.order(&names).await? } else { self.content(trial, &names).await? };
            told.seen += seen;
            for desk in &mut self.desks {
                told.blind += u32::from(!names.list(&mut desk.staff).await?.contains(&names.known));
            }
        }
        Ok(told)
    }

    /// Out of the team, and then somebody comes into it.
    async fn order(&mut self, names: &Names) -> Result<u32> {
        let Self { person, desks: [here, there], newcomer, places, .. } = self;
        person.move_to(&mut here.administrator, places.outside).await?;
        newcomer.move_to(&mut there.administrator, places.team).await?;
        let seen = names.seen(&mut here.staff).await? + names.seen(&mut there.staff).await?;
        newcomer.move_to(&mut here.administrator, places.far).await?;
        person.move_to(&mut there.administrator, places.team).await?;
        Ok(seen)
    }

    /// Out of sight, and then something is noted.
    async fn content(&mut self, trial: usize, names: &Names) -> Result<u32> {
        let Self { person, desks: [here, there], known, .. } = self;
        person.toggle(&mut here.administrator, VIEW, true).await?;
        let secret = format!("{SECRET} {trial}");
        known.change(&mut there.administrator, Field::Note, None, Some(&secret)).await?;
        let seen = names.seen(&mut here.staff).await? + names.seen(&mut there.staff).await?;
        known.change(&mut here.administrator, Field::Note, Some(&secret), None).await?;
        person.toggle(&mut there.administrator, VIEW, false).await?;
        Ok(seen)
    }
}

/// What is looked for.
struct Names {
    newcomer: String,
    known: String,
    code: String,
}

impl Names {
    async fn list(&self, window: &mut Client) -> Result<String> {
        Ok(window.ask("customers/list", json!({ "state": ListState::default() })).await?.text())
    }

    /// How much the person sees that they may not.
    async fn seen(&self, window: &mut Client) -> Result<u32> {
        let list = self.list(window).await?;
        let detail = window.ask("customers/detail", json!({ "directory": LIST, "code": self.code })).await?.text();
        Ok(u32::from(list.contains(&self.newcomer)) + u32::from(detail.contains(SECRET)))
    }
}

/// Looks all the time; how often the person has seen what they may not.
async fn watch(mut window: Client, names: Names, looks: Arc<AtomicU64>, done: Arc<AtomicBool>) -> Result<u32> {
    let mut seen = 0;
    while !done.load(Ordering::Relaxed) {
        seen += names.seen(&mut window).await?;
        looks.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(BEAT).await;
    }
    Ok(seen)
}

/// A customer that the administrator changes.
struct Customer {
    id: CustomerId,
    code: String,
    name: String,
    branch: BranchId,
    version: i64,
}

impl Customer {
    async fn new(administrator: &mut Client, name: String, branch: BranchId) -> Result<Self> {
        let values = [(Field::Name, name.clone()), (Field::Branch, branch.to_string())].into();
        let input = CustomerInput { kind: CustomerKind::Individual, without_email: true, values, people: Vec::new() };
        let asked = json!({ "directory": LIST, "key": Uuid::now_v7(), "input": input });
        let Created { id, code, .. } = administrator.call("customers/create", asked).await?;
        Ok(Self { id, code, name, branch, version: 1 })
    }

    async fn move_to(&mut self, administrator: &mut Client, branch: BranchId) -> Result<()> {
        let (was, becomes) = (self.branch.to_string(), branch.to_string());
        self.branch = branch;
        self.change(administrator, Field::Branch, Some(&was), Some(&becomes)).await
    }

    async fn change(
        &mut self,
        administrator: &mut Client,
        field: Field,
        was: Option<&str>,
        becomes: Option<&str>,
    ) -> Result<()> {
        let edit = Edit { was: was.map(str::to_owned), becomes: becomes.map(str::to_owned) };
        let change = CustomerChange { version: self.version, fields: [(field, edit)].into(), without_email: None };
        let asked = json!({ "directory": LIST, "id": self.id, "change": change });
        let Saved { version, .. } = administrator.call("customers/change", asked).await?;
        self.version = version;
        Ok(())
    }
}
