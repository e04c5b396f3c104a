//! Imports and exports of anybody, laid down as if they had made them.

use std::{fs, path::PathBuf};

use domain::{UserId, bulk::BulkCounts, customer::Directory, permission::Reach};
use entities::{bulk, export, import};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use services::authz::Actor;
use uuid::Uuid;

use crate::house::House;

/// What everybody imports: a heading of each kind of column, and one row.
pub const SHEET: &str = "Họ và tên,Số CCCD,Thu nhập hằng tháng,Nguồn khách\nKhách Mới,,,\n";
/// The fields of its columns.
pub const COLUMNS: [&str; 4] = ["name", "id_number", "monthly_income", "source"];

/// Where imports and exports come from.
pub struct Office {
    writer: DatabaseConnection,
    folder: PathBuf,
    sample: import::Model,
}

impl Office {
    pub async fn new(house: &House<'_>, user: UserId) -> Self {
        let actor = house.services.actor_of(user).await;
        let sample = upload(house, &actor, SHEET).await;
        let writer = house.services.database().writer().clone();
        let sample = import::Entity::find_by_id(sample).one(&writer).await.unwrap().unwrap();
        Self { writer, folder: house.services.data_folder().to_owned(), sample }
    }

    /// An import of the sheet that has come to a point; only these columns are imported.
    pub async fn import(&self, user: UserId, columns: &[&str], status: &str) -> Uuid {
        let mut plan: Value = serde_json::from_str(&self.sample.plan_json).unwrap();
        plan["input"]["columns"] = planned(columns);
        plan["input"]["unknown_catalog_value"] = json!("create");
        let id = Uuid::now_v7();
        let mut row = self.sample.clone().into_active_model().reset_all();
        row.id = Set(id);
        row.user_id = Set(user.0);
        row.file_name = Set(id.to_string());
        row.status = Set(status.to_owned());
        row.plan_json = Set(plan.to_string());
        row.insert(&self.writer).await.unwrap();
        let (from, to) = (self.imports(self.sample.id), self.imports(id));
        fs::create_dir_all(&to).unwrap();
        for file in fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
        id
    }

    /// A finished export of nothing, which lies within every reach, with these fields unmasked.
    pub async fn export(&self, user: UserId, unmasked: &[&str]) -> Uuid {
        self.export_with(user, unmasked, &Reach::default()).await
    }

    /// A finished export that was made with a reach.
    pub async fn export_with(&self, user: UserId, unmasked: &[&str], reach: &Reach) -> Uuid {
        let id = Uuid::now_v7();
        let mut request = export_of(unmasked);
        request["reach"] = serde_json::to_value([reach, reach]).unwrap();
        let row = export::ActiveModel {
            id: Set(id),
            user_id: Set(user.0),
            status: Set("ready".to_owned()),
            reason: Set(String::new()),
            request_json: Set(request.to_string()),
            rows_total: Set(0),
            rows_done: Set(0),
            created_at: Set(self.sample.created_at),
            expires_at: Set(self.sample.created_at + chrono::TimeDelta::hours(24)),
        };
        row.insert(&self.writer).await.unwrap();
        let folder = self.folder.join("exports");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(id.to_string()), "Họ và tên").unwrap();
        id
    }

    /// An act on many customers that is over.
    pub async fn bulk(&self, user: UserId, directory: Directory) -> Uuid {
        let id = Uuid::now_v7();
        let request = json!({"directory": directory, "selection": {"these": []}, "act": {"add_tag": "VIP"}});
        let row = bulk::ActiveModel {
            id: Set(id),
            user_id: Set(user.0),
            directory: Set(directory.key().to_owned()),
            status: Set("done".to_owned()),
            reason: Set(String::new()),
            request_json: Set(request.to_string()),
            undoes: Set(None),
            gathered: Set(true),
            rows_total: Set(1),
            rows_done: Set(1),
            counts_json: Set(serde_json::to_string(&BulkCounts { done: 1, ..Default::default() }).unwrap()),
            created_at: Set(self.sample.created_at),
            updated_at: Set(self.sample.created_at),
        };
        row.insert(&self.writer).await.unwrap();
        id
    }

    fn imports(&self, id: Uuid) -> PathBuf {
        self.folder.join("imports").join(id.to_string())
    }
}

/// Sends a file on behalf of somebody; it begins an import.
pub async fn upload(house: &House<'_>, actor: &Actor, sheet: &str) -> Uuid {
    let mut upload = house.working.imports().begin(actor, "khach.csv", None).await.unwrap();
    upload.write(sheet.as_bytes()).await.unwrap();
    upload.finish().await.unwrap().id.0
}

/// The columns of the sheet of which only these are imported.
pub fn planned(columns: &[&str]) -> Value {
    COLUMNS.iter().map(|column| columns.contains(column).then_some(*column)).collect::<Vec<_>>().into()
}

/// A plan for the sheet.
pub fn plan_of(columns: &[&str]) -> Value {
    json!({
        "sheet": "", "heading_row": 1, "from_row": 2, "to_row": 2, "columns": planned(columns), "match_key": "phone",
        "likely_duplicates": "skip", "individual_without_email": "allow", "unknown_catalog_value": "create",
        "owner": null, "branch": null
    })
}

/// A request for an export of everything; of fields that are named these alone, unmasked.
pub fn export_of(unmasked: &[&str]) -> Value {
    json!({
        "state": {"search": "", "filters": {}, "sort": null, "place": "start"}, "format": "csv",
        "columns": if unmasked.is_empty() { json!("all") } else { json!({"these": unmasked}) },
        "unmasked": !unmasked.is_empty(), "reason": if unmasked.is_empty() { "" } else { "Kiểm tra" }
    })
}
