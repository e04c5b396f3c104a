//! Creating and changing a customer, on the disk when it is answered.

use anyhow::Result;
use domain::{
    IdempotencyKey,
    customer::{Created, CustomerChange, CustomerDetail, CustomerInput, Edit, Field, Saved, Values},
};
use serde_json::json;
use uuid::Uuid;

use crate::{Bed, data::Data, percentile, report::Report, server::Server, timed};

const REQUESTS: usize = 300;

/// One after the other, as one person does.
pub async fn measure(bed: &Bed, data: &Data, report: &mut Report) -> Result<()> {
    let server = Server::start(bed, data).await?;
    let (mut person, place) = (server.administrator().await?, data.place());
    let (mut creations, mut changes) = (Vec::new(), Vec::new());
    for number in 0..REQUESTS {
        let values: Values = [
            (Field::Name, format!("Đặng Thử Nghiệm {number}")),
            (Field::Phone, format!("09{:08}", 31_000_000 + number)),
            (Field::Email, format!("thu-{number}@example.com")),
        ]
        .into();
        let asked = json!({
            "directory": "individuals",
            "key": IdempotencyKey(Uuid::now_v7()),
            "input": CustomerInput { values, without_email: false, ..Default::default() },
        });
        let (made, time) = timed(person.call::<Created>("customers/create", asked)).await?;
        creations.push(time);
        let detail: CustomerDetail =
            person.call("customers/detail", json!({ "directory": "individuals", "code": made.code })).await?;
        let edit = Edit { was: None, becomes: Some("Ghi chú đã sửa".to_owned()) };
        let change =
            CustomerChange { version: detail.version, fields: [(Field::Note, edit)].into(), without_email: None };
        let asked = json!({ "directory": "individuals", "id": made.id, "change": change });
        changes.push(timed(person.call::<Saved>("customers/change", asked)).await?.1);
    }
    report.note(&place, "create-p50", percentile(&creations, 50.0), "ms");
    report.at_most(&place, "create-p99", percentile(&creations, 99.0), "ms", 100.0);
    report.at_most(&place, "change-p99", percentile(&changes, 99.0), "ms", 100.0);
    report.note(&place, "stop", server.stop().await?, "ms");
    Ok(())
}
