//! The admin's lists of values.

use std::collections::{BTreeMap, HashMap};

use domain::{
    history::{Changes, Event},
    permission::Resource,
    value::Catalog,
};
use entities::catalog_value;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome};

/// The values that a new installation starts with.
const STARTERS: &[(Catalog, &[&str])] = &[
    (Catalog::Source, &["Facebook", "Zalo", "Website", "Giới thiệu", "Khách vãng lai", "Điện thoại"]),
    (Catalog::CustomerGroup, &["Khách lẻ", "Khách thuê dài hạn", "Khách doanh nghiệp", "VIP", "Sinh viên"]),
    (
        Catalog::ContactStatus,
        &["Mới", "Đang liên hệ", "Đã hẹn xem phòng", "Đang thuê", "Đã trả phòng", "Ngừng liên hệ"],
    ),
    (
        Catalog::Occupation,
        &[
            "Nhân viên văn phòng",
            "Kế toán",
            "Giáo viên",
            "Sinh viên",
            "Lập trình viên",
            "Điều dưỡng",
            "Công nhân",
            "Kinh doanh tự do",
        ],
    ),
];

/// The values of all catalogs, by id and by label. People and files name a value by its label; records keep its id.
pub struct Labels {
    values: Vec<catalog_value::Model>,
    by_id: HashMap<Uuid, usize>,
}

impl Labels {
    /// Reads all values; there are dozens, not thousands.
    pub(crate) async fn read(tx: &impl ConnectionTrait) -> Outcome<Self> {
        let values = catalog_value::Entity::find()
            .order_by_asc(catalog_value::Column::Catalog)
            .order_by_asc(catalog_value::Column::Place)
            .all(tx)
            .await?;
        let by_id = values.iter().enumerate().map(|(place, value)| (value.id, place)).collect();
        Ok(Self { values, by_id })
    }

    /// The label of a value.
    pub fn label(&self, id: Option<Uuid>) -> Option<&str> {
        self.by_id.get(&id?).and_then(|place| self.values.get(*place)).map(|value| value.label.as_str())
    }

    /// The value that a text means, without regard to case and marks.
    pub fn find(&self, catalog: Catalog, text: &str) -> Option<(Uuid, &str)> {
        let fold = domain::fold::fold(text);
        self.values
            .iter()
            .find(|value| value.catalog == catalog.key() && value.fold == fold)
            .map(|value| (value.id, value.label.as_str()))
    }

    /// The labels of all values: what files may name. Of two that look alike the one that may be chosen comes first.
    pub(crate) fn all(&self) -> BTreeMap<Catalog, Vec<String>> {
        let labels = |catalog: &Catalog, active| {
            let of = catalog.key();
            let values = self.values.iter().filter(move |value| value.active == active && value.catalog == of);
            values.map(|value| value.label.clone())
        };
        Catalog::ALL.iter().map(|of| (*of, labels(of, true).chain(labels(of, false)).collect())).collect()
    }

    /// The labels that may be chosen, in the admin's order.
    pub fn active(&self, catalog: Catalog) -> Vec<String> {
        self.values
            .iter()
            .filter(|value| value.active && value.catalog == catalog.key())
            .map(|value| value.label.clone())
            .collect()
    }
}

/// Adds a value at the end of a catalog.
pub(crate) async fn add(unit: &Unit, catalog: Catalog, label: &str) -> Outcome<()> {
    let last: Option<i64> = catalog_value::Entity::find()
        .select_only()
        .column_as(catalog_value::Column::Place.max(), "last")
        .filter(catalog_value::Column::Catalog.eq(catalog.key()))
        .into_tuple()
        .one(unit.tx())
        .await?
        .flatten();
    let id = Uuid::now_v7();
    let row = catalog_value::ActiveModel {
        id: Set(id),
        catalog: Set(catalog.key().to_owned()),
        label: Set(label.to_owned()),
        fold: Set(domain::fold::fold(label)),
        place: Set(last.unwrap_or_default() + 1),
        active: Set(true),
    };
    catalog_value::Entity::insert(row).exec_without_returning(unit.tx()).await?;
    unit.record(Event::Created, Resource::Catalogs, Some(id), &Changes::new()).await
}

/// Writes the starting values into an empty installation.
pub(crate) async fn write_starters(tx: &impl ConnectionTrait) -> Outcome<()> {
    let rows = STARTERS.iter().flat_map(|(catalog, labels)| {
        labels.iter().zip(1_i64..).map(|(label, place)| catalog_value::ActiveModel {
            id: Set(Uuid::now_v7()),
            catalog: Set(catalog.key().to_owned()),
            label: Set((*label).to_owned()),
            fold: Set(domain::fold::fold(label)),
            place: Set(place),
            active: Set(true),
        })
    });
    catalog_value::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
