//! Speed and memory.

mod browser;
mod export;
mod imports;
mod list;
mod rest;
mod search;
mod ways;
mod work;
mod write;

use anyhow::Result;
use clap::ValueEnum;

use crate::{
    Bed,
    data::{Data, Kind},
    report::Report,
    server::Server,
};

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// Pages of the list, and how many a second
    List,
    /// Search and suggestions
    Search,
    /// One customer
    Detail,
    /// Creating and changing
    Write,
    /// An act on many customers, and the search for duplicates
    Work,
    /// Workbooks in
    Import,
    /// Workbooks and CSV out
    Export,
    /// Scrolling and acting in a browser on a slow machine
    Browser,
    /// From the start until ready, and memory at rest
    Start,
}

const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
const MANY: u64 = 1_000_000;

/// Measures what is named, or everything.
pub async fn run(bed: &Bed, names: &[Name], report: &mut Report) -> Result<()> {
    let wanted = |name| names.is_empty() || names.contains(&name);
    let reads = [Name::List, Name::Search, Name::Detail, Name::Start];
    if reads.into_iter().any(wanted) {
        for kind in [Kind::Sqlite, Kind::Postgres].into_iter().filter(|kind| bed.on.is_none_or(|on| on == *kind)) {
            let mut medians = Vec::new();
            for customers in SIZES.into_iter().filter(|customers| bed.wants(*customers)) {
                let data = Data::seeded(bed, kind, customers).await?;
                let server = Server::start(bed, &data).await?;
                if wanted(Name::Start) {
                    rest::measure(&data, &server, report).await?;
                }
                if wanted(Name::List) {
                    medians.push(list::measure(bed, &data, &server, report).await?);
                }
                if wanted(Name::Search) {
                    search::measure(bed, &data, &server, report).await?;
                }
                if wanted(Name::Detail) {
                    search::measure_detail(bed, &data, &server, report).await?;
                }
                server.stop().await?;
            }
            if let [few, .., many] = medians.as_slice() {
                let place = crate::report::Place { data: "1M/10k".to_owned(), db: kind.name() };
                report.at_most(&place, "list-p50-growth", many / few, "x", 1.5);
            }
        }
    }
    let many = || Data::seeded(bed, Kind::Sqlite, MANY);
    if wanted(Name::Write) {
        write::measure(bed, &many().await?.copy(bed).await?, report).await?;
    }
    if wanted(Name::Work) {
        work::measure(bed, &many().await?.copy(bed).await?, report).await?;
    }
    if wanted(Name::Browser) {
        browser::measure(bed, &many().await?, report).await?;
    }
    if wanted(Name::Import) {
        imports::measure_small(bed, report).await?;
        imports::measure_large(bed, &many().await?.copy(bed).await?, report).await?;
    }
    if wanted(Name::Export) {
        export::measure(bed, &many().await?.copy(bed).await?, report).await?;
    }
    Ok(())
}
