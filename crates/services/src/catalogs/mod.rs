//! The admin's lists of values.

mod change;
mod order;
mod uses;

use std::collections::{BTreeMap, HashMap};

use domain::{
    CatalogValueId,
    catalog::{CatalogValue, Span, ValueText},
    customer::Named,
    permission::{noun, verb},
    value::{Catalog, FieldKind},
};
use entities::{catalog_value, former_label};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Services, authz::Actor, failure::Outcome};

pub(crate) use change::add;

const TOPIC: &str = "catalogs";

/// The use cases; get them from [`Services::catalogs`].
pub struct Catalogs<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on catalogs.
    pub const fn catalogs(&self) -> Catalogs<'_> {
        Catalogs { services: self }
    }
}

impl Catalogs<'_> {
    /// The values of a catalog, in the admin's order.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor, catalog: Catalog) -> Outcome<Vec<CatalogValue>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Catalogs>()?;
        let (values, _) = in_order(unit.tx(), catalog).await?;
        Ok(values.into_iter().map(shown).collect())
    }
}

/// How a value was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Standing {
    pub catalog: Catalog,
    pub text: ValueText,
    pub active: bool,
    /// Its place among the values of the catalog, from 1 on.
    pub place: usize,
}

/// The values of a catalog in the admin's order, and those that are removed.
async fn in_order(
    tx: &impl ConnectionTrait,
    catalog: Catalog,
) -> Outcome<(Vec<catalog_value::Model>, Vec<catalog_value::Model>)> {
    let values = catalog_value::Entity::find()
        .filter(catalog_value::Column::Catalog.eq(catalog.key()))
        .order_by_asc(catalog_value::Column::Place)
        .order_by_asc(catalog_value::Column::Id)
        .all(tx)
        .await?;
    Ok(values.into_iter().partition(|value| value.removed_at.is_none()))
}

fn shown(value: catalog_value::Model) -> CatalogValue {
    let text = text_of(&value);
    CatalogValue { id: value.id.into(), version: value.version, text, active: value.active }
}

fn text_of(value: &catalog_value::Model) -> ValueText {
    let end = |end: Option<i64>| end.and_then(|number| number.try_into().ok());
    ValueText { label: value.label.clone(), span: Span { from: end(value.span_from), to: end(value.span_to) } }
}

/// The values that a new installation starts with; those of the other catalogs come with their migration.
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
    /// The value that had a label before, by catalog and folded label.
    former: HashMap<(String, String), Uuid>,
}

impl Labels {
    /// Reads all values; there are dozens, not thousands.
    pub(crate) async fn read(tx: &impl ConnectionTrait) -> Outcome<Self> {
        let values = catalog_value::Entity::find()
            .order_by_asc(catalog_value::Column::Catalog)
            .order_by_asc(catalog_value::Column::Place)
            .order_by_asc(catalog_value::Column::Id)
            .all(tx)
            .await?;
        let by_id = values.iter().enumerate().map(|(place, value)| (value.id, place)).collect();
        let former = former_label::Entity::find().all(tx).await?;
        let former = former.into_iter().map(|label| ((label.catalog, label.fold), label.value_id)).collect();
        Ok(Self { values, by_id, former })
    }

    /// The label of a value.
    pub fn label(&self, id: Option<Uuid>) -> Option<&str> {
        self.by_id.get(&id?).and_then(|place| self.values.get(*place)).map(|value| value.label.as_str())
    }

    /// Those that are not removed.
    fn living(&self, catalog: Catalog) -> impl Iterator<Item = &catalog_value::Model> {
        self.values.iter().filter(move |value| value.removed_at.is_none() && value.catalog == catalog.key())
    }

    /// All values of a catalog, in the admin's order.
    pub(crate) fn ids(&self, catalog: Catalog) -> impl Iterator<Item = Uuid> {
        self.values.iter().filter(move |value| value.catalog == catalog.key()).map(|value| value.id)
    }

    /// The value that a text means, without regard to case and marks: the one that is called so, or was before.
    pub fn find(&self, catalog: Catalog, text: &str) -> Option<(Uuid, &str)> {
        let fold = domain::fold::fold(text);
        let called = self.living(catalog).find(|value| value.fold == fold);
        let former = || {
            let id = self.former.get(&(catalog.key().to_owned(), fold.clone()))?;
            self.living(catalog).find(|value| value.id == *id)
        };
        called.or_else(former).map(|value| (value.id, value.label.as_str()))
    }

    /// A value of a field as it is called now; a text that means no value of a catalog stays as it is.
    pub fn now(&self, kind: FieldKind, text: Option<String>) -> Option<String> {
        let (FieldKind::Catalog(catalog), Some(label)) = (kind, text.as_deref()) else { return text };
        match self.find(catalog, label) {
            Some((_, label)) => Some(label.to_owned()),
            None => text,
        }
    }

    /// The values that stand for numbers of which some lie in a span.
    pub(crate) fn spanning(&self, catalog: Catalog, span: Span) -> Vec<Uuid> {
        let values = self.values.iter().filter(|value| value.catalog == catalog.key());
        values.filter(|value| text_of(value).span.meets(span)).map(|value| value.id).collect()
    }

    /// The labels of all values: what files may name. Of two that look alike the one that may be chosen comes first.
    pub(crate) fn all(&self) -> BTreeMap<Catalog, Vec<String>> {
        let labels = |catalog: &Catalog, active| {
            self.living(*catalog).filter(move |value| value.active == active).map(|value| value.label.clone())
        };
        Catalog::ALL.iter().map(|of| (*of, labels(of, true).chain(labels(of, false)).collect())).collect()
    }

    /// The values that may be chosen, in the admin's order.
    pub(crate) fn named(&self, catalog: Catalog) -> Vec<Named<CatalogValueId>> {
        let values = self.living(catalog).filter(|value| value.active);
        values.map(|value| Named { id: value.id.into(), name: value.label.clone() }).collect()
    }

    /// The labels that may be chosen, in the admin's order.
    pub fn active(&self, catalog: Catalog) -> Vec<String> {
        self.living(catalog).filter(|value| value.active).map(|value| value.label.clone()).collect()
    }
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
            version: Set(1),
            span_from: Set(None),
            span_to: Set(None),
            updated_at: Set(None),
            updated_by: Set(None),
            removed_at: Set(None),
        })
    });
    catalog_value::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
