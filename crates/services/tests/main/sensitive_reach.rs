//! A sensitive cell of a role for one branch opens the records of this branch and no others, whatever other roles show.

use domain::{
    AppError, CustomerId, IdempotencyKey,
    customer::{Created, CustomerInput, CustomerKind, Directory, Field, Sought},
    duplicate::ScanStatus,
    export::{ExportColumns, ExportFormat, ExportRequest},
    import::wizard::RowVerdict,
    permission::{Action, Resource, RoleCells, RoleRights},
    role::RoleInput,
    user::UserInput,
};
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database, fields};
use uuid::Uuid;

use crate::{
    desk::Desk,
    support::{ids, refusal, search},
};

each_database!(
    a_record_elsewhere_stays_masked,
    a_number_elsewhere_is_not_found,
    a_file_opens_what_its_user_may_open,
    an_import_neither_finds_nor_overwrites_numbers_elsewhere,
    a_scan_compares_what_its_user_may_open
);

const NUMBER: &str = "079190057032";
const OTHER: &str = "079190058032";
const INDIVIDUALS: Directory = Directory::Individuals;

/// Somebody who does everything with everybody and knows the id numbers of one branch; and two people with one number, of whom
/// the first stands in this branch.
struct Office {
    lan: Actor,
    admin: Actor,
    near: Created,
    far: Created,
    there: String,
}

impl Office {
    async fn new(on: &TestServices) -> Self {
        let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
        let admin = on.administrator().await;
        let lan = on.user("Lan").in_branch(here).may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
        let cells = RoleCells::from([((Action::View, Resource::PersonalIds), Scope::All)]);
        let rights = RoleRights { branch: Some(here), cells, ..RoleRights::default() };
        let role = RoleInput { name: "Giấy tờ".to_owned(), rights, ..RoleInput::default() };
        let role = on.roles().create(&admin, &role).await.unwrap();
        let before = on.users().detail(&admin, lan.user).await.unwrap();
        let roles = before.input.roles.iter().copied().chain([role]).collect();
        on.users().change(&admin, lan.user, before.version, &UserInput { roles, ..before.input }).await.unwrap();
        let made = async |name, phone: &str, branch: &str| {
            let texts =
                [(Field::Name, name), (Field::Phone, phone), (Field::IdNumber, NUMBER), (Field::Branch, branch)];
            on.individual(&admin, texts).await
        };
        let near = made("Lê Gần", "0905000001", &here.to_string()).await;
        let far = made("Lê Xa", "0905000002", &there.to_string()).await;
        Self { lan, admin, near, far, there: there.to_string() }
    }
}

const LACKS: AppError = AppError::Forbidden { action: Action::View, resource: Resource::PersonalIds };

async fn a_record_elsewhere_stays_masked(on: &TestServices) {
    let Office { lan, admin, near, far, there } = Office::new(on).await;
    let individuals = on.customers(INDIVIDUALS);
    let shown = individuals.unmask(&lan, near.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER));
    assert_eq!(refusal(individuals.unmask(&lan, far.id, Field::IdNumber).await), LACKS);

    let change = change_of(1, Field::IdNumber, Some("•••••••••032"), Some(OTHER));
    assert_eq!(refusal(individuals.change(&lan, far.id, &change).await), LACKS);
    individuals.change(&lan, near.id, &change).await.unwrap();
    let shown = individuals.unmask(&admin, far.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER));
    let create = async |texts| {
        let input = CustomerInput { values: texts, without_email: true, ..CustomerInput::default() };
        individuals.create(&lan, IdempotencyKey(Uuid::now_v7()), &input).await
    };
    let new =
        [(Field::Name, "Trần Mới"), (Field::Phone, "0905000003"), (Field::IdNumber, OTHER), (Field::Branch, &there)];
    assert_eq!(refusal(create(fields(new)).await), LACKS);
    create(fields([(Field::Name, "Trần Mới"), (Field::Phone, "0905000003"), (Field::IdNumber, OTHER)])).await.unwrap();
}

async fn a_number_elsewhere_is_not_found(on: &TestServices) {
    let Office { lan, admin, near, far, .. } = Office::new(on).await;
    // One that stands nowhere is nobody's but of those who see all.
    let nowhere =
        on.individual(&admin, [(Field::Name, "Lê Đâu"), (Field::IdNumber, NUMBER), (Field::Phone, "0905000007")]);
    let nowhere = nowhere.await;
    let individuals = on.customers(INDIVIDUALS);
    for typed in [NUMBER, "7032"] {
        let found = async |who: &Actor| ids(&individuals.list(who, &search(typed)).await.unwrap());
        assert_eq!(found(&admin).await, [nowhere.id, far.id, near.id], "{typed}");
        assert_eq!(found(&lan).await, [near.id], "{typed}");
    }
    // By other things they are found as before.
    assert_eq!(ids(&individuals.list(&lan, &search("Lê Xa")).await.unwrap()), [far.id]);
    assert_eq!(ids(&individuals.list(&lan, &search("Lê Đâu")).await.unwrap()), [nowhere.id]);

    let sought = Sought { kind: CustomerKind::Individual, values: fields([(Field::IdNumber, NUMBER)]), except: None };
    let alike = individuals.alike(&lan, &sought).await.unwrap();
    assert_eq!(alike.iter().map(|alike| &alike.code).collect::<Vec<_>>(), [&near.code]);
}

async fn a_file_opens_what_its_user_may_open(on: &TestServices) {
    let Office { lan, near, far, .. } = Office::new(on).await;
    let request = ExportRequest {
        format: ExportFormat::Csv,
        columns: ExportColumns::These(vec![Field::Code, Field::IdNumber]),
        unmasked: true,
        reason: "Khai báo".to_owned(),
        ..ExportRequest::default()
    };
    let desk = Desk::new(on, &lan);
    let told = std::fs::read_to_string(desk.exported_file(&request).await).unwrap();
    // Text stands in quotes.
    assert!(told.contains(&format!("\"{}\",{NUMBER}", near.code)), "{told}");
    assert!(told.contains(&format!("\"{}\",\"•••••••••032\"", far.code)), "{told}");
}

async fn an_import_neither_finds_nor_overwrites_numbers_elsewhere(on: &TestServices) {
    let Office { lan, admin, far, there, .. } = Office::new(on).await;
    let only = "079190059032";
    on.individual(&admin, [(Field::Name, "Ai Đó"), (Field::IdNumber, only), (Field::Branch, &there)]).await;
    let desk = Desk::new(on, &lan);
    let file = format!("Họ tên,Điện thoại,Số CCCD / hộ chiếu\nTrần Hai,0905000009,{only}\nLê Xa,0905000002,{OTHER}\n");
    let id = desk.upload("a.csv", file.as_bytes()).await.id;
    desk.check(id).await;
    let told = desk.rows(id, domain::import::wizard::RowFilter::All).await;
    assert_eq!((told[0].verdict, told[0].warnings.len()), (RowVerdict::Created, 0), "{told:?}");
    desk.write(id).await;
    let shown = on.customers(INDIVIDUALS).unmask(&admin, far.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER), "{told:?}");
}

async fn a_scan_compares_what_its_user_may_open(on: &TestServices) {
    let Office { lan, admin, .. } = Office::new(on).await;
    let desk = Desk::new(on, &lan);
    for (who, groups) in [(&lan, 0), (&admin, 1)] {
        let duplicates = desk.services.duplicates(INDIVIDUALS);
        duplicates.start(who).await.unwrap();
        while duplicates.state(who).await.unwrap().is_some_and(|state| state.status != ScanStatus::Ready) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let found: Vec<Vec<CustomerId>> = duplicates
            .groups(who, None)
            .await
            .unwrap()
            .groups
            .into_iter()
            .map(|group| group.members.into_iter().map(|member| member.id).collect())
            .collect();
        assert_eq!(found.len(), groups, "{found:?}");
    }
}
