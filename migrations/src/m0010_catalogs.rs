//! Catalogs are changed by people: versions, and who changed a value last. The values of a catalog may stand for numbers
//! from … to …. A value that is removed keeps its row, so that whatever named it still knows how it was called. Further
//! catalogs come with the values that they start with.

use domain::{catalog::Span, fold::fold, value::Catalog};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await?;
        for (catalog, labels) in STARTERS {
            for (label, place) in labels.iter().zip(1_i64..) {
                manager.execute(starter(*catalog, label, place)?).await?;
            }
        }
        Ok(())
    }
}

const COLUMNS: &str = "
ALTER TABLE catalog_value ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE catalog_value ADD COLUMN span_from BIGINT;
ALTER TABLE catalog_value ADD COLUMN span_to BIGINT;
ALTER TABLE catalog_value ADD COLUMN updated_at $instant;
ALTER TABLE catalog_value ADD COLUMN updated_by $uuid;
ALTER TABLE catalog_value ADD COLUMN removed_at $instant;
";

/// What installations get that are there already, as well as new ones. Sizes and industries are the words that people's
/// spreadsheets use.
const STARTERS: &[(Catalog, &[&str])] = &[
    (Catalog::OrganizationSize, &["1-9 người", "10-49 người", "50-199 người", "200 người trở lên"]),
    (
        Catalog::Industry,
        &[
            "Thương mại",
            "Dịch vụ",
            "Du lịch",
            "Nhà hàng, khách sạn",
            "Giáo dục",
            "Y tế",
            "Xây dựng",
            "Bất động sản",
            "Nội thất",
            "Cơ khí",
            "Thực phẩm",
            "Nông sản",
            "Vận tải",
            "Quảng cáo",
            "Công nghệ thông tin",
            "Tài chính",
        ],
    ),
    (
        Catalog::Service,
        &["Giặt ủi", "Dọn phòng", "Gửi xe", "Internet", "Điện", "Nước", "Ăn sáng", "Thuê xe máy", "Đưa đón"],
    ),
    (
        Catalog::SpaceKind,
        &[
            "Phòng đơn",
            "Phòng đôi",
            "Phòng gia đình",
            "Căn hộ",
            "Căn hộ dịch vụ",
            "Giường tầng",
            "Phòng họp",
            "Mặt bằng",
        ],
    ),
    (Catalog::PaymentMethod, &["Tiền mặt", "Chuyển khoản", "Mã VietQR", "Thẻ ngân hàng", "Ví điện tử"]),
    (
        Catalog::LostReason,
        &[
            "Giá cao",
            "Chọn nơi khác",
            "Vị trí không phù hợp",
            "Phòng không phù hợp",
            "Hết phòng",
            "Không liên lạc được",
            "Đổi kế hoạch",
        ],
    ),
];

fn starter(catalog: Catalog, label: &str, place: i64) -> Result<InsertStatement, DbErr> {
    let span = if catalog.has_span() { Span::of_label(label) } else { Span::default() };
    let mut row = Query::insert();
    row.into_table("catalog_value")
        .columns(["id", "catalog", "label", "fold", "place", "active", "span_from", "span_to"])
        .values([
            Uuid::now_v7().into(),
            catalog.key().into(),
            label.into(),
            fold(label).into(),
            place.into(),
            true.into(),
            span.from.map(i64::from).into(),
            span.to.map(i64::from).into(),
        ])
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(row)
}
