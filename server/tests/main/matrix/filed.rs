//! Files of customers, and their pictures.

use domain::{
    customer::Directory,
    permission::{Placement, Resource},
};
use entities::{attachment, avatar};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use super::world::{FILED, Record, World};
use crate::requests::Kept;

impl World<'_> {
    /// A file of each organization; the trail tells of the one of the stranger's.
    pub async fn file(&mut self) {
        let list = Directory::Organizations;
        let organizations = self.records.iter().filter(|record| record.kept == Kept::Customer(list));
        let customers: Vec<(String, Placement)> =
            organizations.map(|record| (record.target.id.clone(), record.at.clone())).collect();
        for (number, (customer, at)) in customers.into_iter().enumerate() {
            let (id, name, now) = (Uuid::now_v7(), format!("tep{number:03}zq.txt"), self.services().clock.now());
            let row = attachment::ActiveModel {
                id: Set(id),
                version: Set(1),
                customer_id: Set(customer.parse().unwrap()),
                name: Set(name.clone()),
                media: Set("txt".to_owned()),
                size: Set(1),
                sha256: Set(Vec::new()),
                object: Set(id),
                created_at: Set(now),
                created_by: Set(self.administrator.user.0),
                updated_at: Set(now),
                updated_by: Set(self.administrator.user.0),
                deleted_at: Set(None),
                deleted_by: Set(None),
                ..Default::default()
            };
            row.insert(self.services().database().writer()).await.unwrap();
            self.lay_down(id, b"x");
            self.files.insert(id.to_string(), customer);
            self.keep(Kept::Attachment, id, "", &name);
            let record = self.records.last_mut().unwrap();
            record.target.directory = list;
            record.at = at;
        }
        let filed: Uuid = self.filed().target.id.parse().unwrap();
        self.tell(self.administrator.user, Resource::Attachments, FILED, Some(filed)).await;
    }

    /// Puts a file into the store.
    fn lay_down(&self, object: Uuid, content: &[u8]) {
        let folder = self.services().data_folder().join("files");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(object.to_string()), content).unwrap();
    }

    /// Whose an attachment is: the id of a customer.
    pub fn owner_of(&self, file: &Record) -> &str {
        &self.files[&file.target.id]
    }

    /// The file of the stranger's organization.
    pub fn filed(&self) -> &Record {
        let away = &self.away(Directory::Organizations).target.id;
        let mut files = self.records.iter().filter(|record| record.kept == Kept::Attachment);
        files.find(|file| self.owner_of(file) == away).unwrap()
    }

    /// A customer has a picture.
    pub async fn give_picture(&self, customer: Uuid) {
        self.lay_down(customer, b"x");
        let avatar = avatar::ActiveModel {
            customer_id: Set(customer),
            object: Set(customer),
            set_at: Set(self.services().clock.now()),
            set_by: Set(self.administrator.user.0),
        };
        let there = OnConflict::column(avatar::Column::CustomerId).do_nothing().to_owned();
        let given = avatar::Entity::insert(avatar).on_conflict(there);
        given.exec_without_returning(self.services().database().writer()).await.unwrap();
    }
}
