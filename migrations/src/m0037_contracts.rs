//! Contracts, the periods of their rent, and the texts from which they begin.

use sea_orm_migration::prelude::*;
use uuid::Uuid;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        run(manager, if is_sqlite(manager) { SQLITE } else { POSTGRES }).await?;
        manager.execute(starter()?).await
    }
}

/// `text` is what people type, with its fields; `wording` the same with the fields filled, as it was when the contract came in
/// force. A contract with a space has one booking from then on, and a charge for each period. A file of the customer may belong to a contract,
/// such as the signed copy.
const TABLES: &str = r#"
CREATE TABLE contract (
    seq             $seq,
    id              $uuid NOT NULL UNIQUE,
    code            $text NOT NULL UNIQUE,
    version         BIGINT NOT NULL,
    customer_id     $uuid NOT NULL REFERENCES customer (id),
    space_id        $uuid REFERENCES space (id),
    starts_on       $text NOT NULL,
    ends_on         $text NOT NULL,
    rent            BIGINT NOT NULL CHECK (rent >= 0),
    billed          $text NOT NULL CHECK (billed IN ('start', 'end')),
    agreed_deposit  BIGINT NOT NULL CHECK (agreed_deposit >= 0),
    status          $text NOT NULL CHECK (status IN ('draft', 'active', 'ended', 'terminated')),
    text            TEXT NOT NULL,
    wording         TEXT NOT NULL,
    note            TEXT NOT NULL,
    renews          $uuid REFERENCES contract (id),
    terminated_on   $text,
    reason          TEXT NOT NULL,
    created_at      $instant NOT NULL,
    created_by      $uuid NOT NULL,
    updated_at      $instant NOT NULL,
    updated_by      $uuid NOT NULL,
    CHECK (ends_on >= starts_on),
    CHECK (status <> 'terminated' OR terminated_on IS NOT NULL)
);
CREATE INDEX contract_by_start    ON contract (starts_on, seq);
CREATE INDEX contract_by_customer ON contract (customer_id, starts_on, seq);
CREATE INDEX contract_by_status   ON contract (status, ends_on, seq);
CREATE INDEX contract_by_space    ON contract (space_id, starts_on, seq) WHERE space_id IS NOT NULL;
CREATE INDEX contract_by_renewed  ON contract (renews) WHERE renews IS NOT NULL;

CREATE TABLE rent_period (
    id           $uuid PRIMARY KEY,
    contract_id  $uuid NOT NULL REFERENCES contract (id),
    number       BIGINT NOT NULL,
    starts_on    $text NOT NULL,
    ends_on      $text NOT NULL,
    amount       BIGINT NOT NULL CHECK (amount >= 0),
    billing_on   $text NOT NULL,
    UNIQUE (contract_id, number),
    CHECK (ends_on >= starts_on)
);

ALTER TABLE booking ADD COLUMN contract_id $uuid REFERENCES contract (id)
    CHECK (contract_id IS NULL OR (price = 0 AND agreed_deposit = 0));
CREATE UNIQUE INDEX booking_of_contract ON booking (contract_id) WHERE contract_id IS NOT NULL;

ALTER TABLE charge ADD COLUMN rent_period_id $uuid REFERENCES rent_period (id)
    CHECK (source <> 'rent_period' OR rent_period_id IS NOT NULL);
CREATE UNIQUE INDEX charge_of_rent_period ON charge (rent_period_id)
    WHERE rent_period_id IS NOT NULL AND status <> 'void';
CREATE INDEX charge_by_rent_period ON charge (rent_period_id) WHERE rent_period_id IS NOT NULL;
CREATE INDEX charge_rent_to_come   ON charge (service_on) WHERE source = 'rent_period' AND status = 'expected';

ALTER TABLE attachment ADD COLUMN contract_id $uuid REFERENCES contract (id) ON DELETE SET NULL;
CREATE INDEX attachment_by_contract ON attachment (contract_id, seq) WHERE contract_id IS NOT NULL;

CREATE TABLE contract_template (
    id          $uuid PRIMARY KEY,
    version     BIGINT NOT NULL,
    name        TEXT NOT NULL,
    text        TEXT NOT NULL,
    position    BIGINT NOT NULL,
    active      $bool NOT NULL,
    updated_at  $instant,
    updated_by  $uuid
);
"#;

const SQLITE: &str = "INSERT INTO sequence (name, value) VALUES ('contract_code', 0);";

const POSTGRES: &str = "CREATE SEQUENCE contract_code;";

/// The text that installations start with; whoever rents out has to make it their own.
fn starter() -> Result<InsertStatement, DbErr> {
    let mut row = Query::insert();
    row.into_table("contract_template")
        .columns(["id", "version", "name", "text", "position", "active"])
        .values([Uuid::now_v7().into(), 1_i64.into(), NAME.into(), TEXT.trim().into(), 1_i64.into(), true.into()])
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(row)
}

const NAME: &str = "Hợp đồng thuê phòng";

const TEXT: &str = "
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc

HỢP ĐỒNG THUÊ PHÒNG

Hôm nay, ngày {{today}}, hai bên gồm có:

BÊN CHO THUÊ (Bên A)
Họ tên / Tên đơn vị: ……………………
Địa chỉ: ……………………
Số điện thoại: ……………………

BÊN THUÊ (Bên B)
Họ tên / Tên đơn vị: {{customer.name}}
Địa chỉ: {{customer.address}}
Số điện thoại: {{customer.phone}}

Hai bên thống nhất ký hợp đồng thuê với các điều khoản sau:

Điều 1. Nơi cho thuê
Bên A cho Bên B thuê {{space.name}} (mã {{space.code}}) để ở. Hiện trạng và đồ dùng có sẵn được ghi trong biên bản bàn giao.

Điều 2. Thời hạn
Thời hạn thuê từ ngày {{starts_on}} đến hết ngày {{ends_on}}. Bên nào không muốn thuê tiếp thì báo cho bên kia trước ít nhất 30 ngày.

Điều 3. Tiền thuê và cách trả
Tiền thuê là {{rent}} mỗi tháng, trả bằng tiền mặt hoặc chuyển khoản theo từng kỳ. Kỳ cuối không đủ tháng thì tính theo số ngày thực tế.
Tiền điện, nước và các dịch vụ khác không nằm trong tiền thuê, được tính theo mức dùng thực tế.

Điều 4. Tiền đặt cọc
Bên B đặt cọc {{deposit}}. Khi hết hạn thuê và bàn giao lại phòng, Bên A trả lại tiền cọc sau khi trừ các khoản còn nợ và chi phí sửa chữa hư hỏng do Bên B gây ra (nếu có).

Điều 5. Trách nhiệm của Bên A
Giao phòng đúng ngày, đúng hiện trạng đã thỏa thuận. Bảo đảm Bên B được sử dụng phòng ổn định trong thời hạn thuê. Sửa chữa kịp thời những hư hỏng không do Bên B gây ra. Hướng dẫn Bên B đăng ký tạm trú.

Điều 6. Trách nhiệm của Bên B
Trả tiền đầy đủ, đúng hạn. Giữ gìn phòng và đồ dùng, không tự ý sửa đổi kết cấu. Giữ vệ sinh, an ninh trật tự, phòng cháy chữa cháy. Không cho người khác thuê lại khi chưa được Bên A đồng ý.

Điều 7. Chấm dứt trước thời hạn
Bên muốn chấm dứt trước thời hạn phải báo cho bên kia trước ít nhất 30 ngày. Tiền thuê được tính đến ngày bàn giao lại phòng.

Điều 8. Điều khoản chung
Hợp đồng có hiệu lực từ ngày ký, được lập thành hai bản có giá trị như nhau, mỗi bên giữ một bản. Nếu có tranh chấp, hai bên cùng thương lượng; không thương lượng được thì giải quyết theo pháp luật.
";
