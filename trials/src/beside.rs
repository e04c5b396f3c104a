//! Somebody who works beside what is measured.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use domain::list::ListState;
use serde_json::{Value, json};

use crate::{client::Client, timed};

/// What was made, and the milliseconds of each look at the list that somebody took every `pause` meanwhile.
pub async fn read_beside<T>(person: &Client, pause: Duration, work: impl Future<Output = T>) -> Result<(T, Vec<f64>)> {
    let (mut reader, done) = (person.again().await?, Arc::new(AtomicBool::new(false)));
    let watch = done.clone();
    let reading = tokio::spawn(async move {
        let mut times = Vec::new();
        while !watch.load(Ordering::Relaxed) {
            let asked = json!({ "state": ListState::default() });
            times.push(timed(reader.call::<Value>("customers/list", asked)).await?.1);
            tokio::time::sleep(pause).await;
        }
        anyhow::Ok(times)
    });
    let made = work.await;
    done.store(true, Ordering::Relaxed);
    Ok((made, reading.await??))
}
