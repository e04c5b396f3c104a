use domain::individual::Field;
use test_support::{TestServices, each_database};

each_database!(smoke);

async fn smoke(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Nguyễn Văn An").await;
    assert_eq!(made.code, "KH000001");
    let detail = on.individuals().detail(&admin, &made.code).await.unwrap();
    assert_eq!(detail.values[&Field::Name], "Nguyễn Văn An");
}
