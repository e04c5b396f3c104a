//! From the file to the plan.

use domain::{
    customer::Field,
    import::{
        guess,
        wizard::{ImportPlanInput, PreviewRow},
    },
};
use i18n::Locale;
use sheets::{Cell, Limits, workbook};
use test_support::{TestServices, each_database};

use crate::{
    desk::{Desk, sample},
    support::faults,
};

each_database!(
    sheets_and_columns_are_shown,
    a_heading_far_down_is_found,
    a_plan_is_checked,
    a_template_can_be_imported,
);

async fn sheets_and_columns_are_shown(on: &TestServices) {
    let desk = Desk::without_jobs(on, &on.administrator().await);
    let uploaded = desk.upload_file(&sample("02_ca_nhan_lon_xon.xlsx")).await;
    let imports = desk.services.imports();
    let sheets = imports.sheets(&desk.actor, uploaded.id).await.unwrap();
    assert_eq!((sheets[0].name.as_str(), sheets[0].rows, sheets[0].columns), ("DS khách", 112, 12));
    let heading = sheets[0].preview.iter().find(|row| row.row == 4).unwrap();
    assert_eq!(heading.cells[1], "HỌ TÊN KHÁCH");
    let plan = uploaded.plan.unwrap();
    assert_eq!((plan.heading_row, plan.from_row, plan.to_row), (4, 5, 112));
    let columns = imports.columns(&desk.actor, uploaded.id, "DS khách", 4).await.unwrap();
    assert_eq!((columns[2].letter.as_str(), columns[2].heading.as_str()), ("C", "SĐT/Zalo"));
    assert_eq!((columns[2].guess, columns[2].samples.len()), (Some(Field::Phone), 3));
    assert_eq!((columns[7].heading.as_str(), columns[7].guess), ("Phòng", None));
    assert!(imports.columns(&desk.actor, uploaded.id, "Không có", 4).await.is_err());
}

/// The first look sees thirty rows; what is below is read from the file.
async fn a_heading_far_down_is_found(on: &TestServices) {
    let desk = Desk::without_jobs(on, &on.administrator().await);
    let file = "Sổ khách\n".repeat(100) + "Mã KH,Họ tên,Điện thoại\nX1,An,0905000001\nX2,Bình,\n";
    let uploaded = desk.upload("a.csv", file.as_bytes()).await;
    let columns = desk.services.imports().columns(&desk.actor, uploaded.id, "", 101).await.unwrap();
    let guesses: Vec<_> = columns.iter().map(|column| column.guess).collect();
    assert_eq!(guesses, [Some(Field::Code), Some(Field::Name), Some(Field::Phone)]);
    assert_eq!(columns[1].samples, ["An", "Bình"]);
    assert_eq!(columns[2].samples, ["0905000001"]);
}

async fn a_plan_is_checked(on: &TestServices) {
    let desk = Desk::without_jobs(on, &on.administrator().await);
    let uploaded = desk.upload("a.csv", "Họ tên,Điện thoại\nAn,0905000001\nBình,\n".as_bytes()).await;
    let good = uploaded.plan.unwrap();
    let (name, phone) = (Some(Field::Name), Some(Field::Phone));
    let somebody = Some(domain::UserId(uuid::Uuid::now_v7()));
    let plans = [
        (ImportPlanInput { sheet: "x".to_owned(), ..good.clone() }, "sheet: unknown_value"),
        (ImportPlanInput { from_row: 0, heading_row: 0, ..good.clone() }, "from_row: row_out_of_range"),
        (ImportPlanInput { from_row: 3, to_row: 2, ..good.clone() }, "to_row: range_reversed"),
        (ImportPlanInput { to_row: 4, ..good.clone() }, "to_row: row_out_of_range"),
        (ImportPlanInput { heading_row: 2, ..good.clone() }, "heading_row: row_out_of_range"),
        (ImportPlanInput { columns: vec![name, name], ..good.clone() }, "columns: field_mapped_twice"),
        (ImportPlanInput { columns: vec![None, phone], ..good.clone() }, "columns: required"),
        (ImportPlanInput { columns: vec![name, Some(Field::CreatedAt)], ..good.clone() }, "columns: unknown_value"),
        (ImportPlanInput { owner: somebody, ..good.clone() }, "owner: unknown_value"),
    ];
    for (plan, fault) in plans {
        assert_eq!(faults(desk.services.imports().plan(&desk.actor, uploaded.id, &plan).await), [fault]);
    }
    let saved = desk.services.imports().plan(&desk.actor, uploaded.id, &good).await.unwrap();
    assert_eq!(saved.plan, Some(good));
}

/// Its headings are understood, its lists hold what may be chosen, and filled in it makes customers.
async fn a_template_can_be_imported(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    for locale in Locale::ALL {
        let bytes = desk.services.imports().template(&desk.actor, *locale).await.unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        let found = workbook::inspect(file.path(), &Limits::default()).unwrap();
        let heading = &found.sheets[0].preview[0];
        let texts: Vec<String> = heading.cells.iter().map(|cell| domain::import::cell_text(cell).unwrap()).collect();
        let fields: Vec<Field> = domain::import::fields().collect();
        assert_eq!(guess(&texts), fields.iter().copied().map(Some).collect::<Vec<_>>(), "{locale:?}");
        let lists: Vec<&Cell> = found.sheets[2].preview.iter().flat_map(|row| &row.cells).collect();
        for key in domain::customer::GENDERS {
            let word = i18n::gender::by_code(*locale, key).unwrap();
            assert!(lists.contains(&&Cell::Text(word.to_owned())), "{word}");
        }

        let uploaded = desk.upload("template.xlsx", &bytes).await;
        let plan = uploaded.plan.unwrap();
        assert_eq!((plan.heading_row, plan.columns.len()), (1, fields.len()));
        let sheets = desk.services.imports().sheets(&desk.actor, uploaded.id).await.unwrap();
        assert_eq!(sheets[0].preview, [PreviewRow { row: 1, cells: texts }]);
    }
}
