//! To the trash and back.

use domain::{
    AppError, CustomerId,
    customer::{Directory, Field},
    list::{ListState, Place},
    permission::{Action, Resource},
};
use test_support::{Scope, TestServices, change_of, each_database};
use uuid::Uuid;

use crate::support::{codes, faults, list, refusal, search};

each_database!(
    what_is_trashed_is_nowhere_but_in_the_trash,
    what_is_restored_is_back_as_it_was,
    its_code_stays_taken,
    the_trash_has_pages,
    the_trash_tells_who_and_when_and_is_searched,
    who_may_not_delete_is_refused,
    what_is_not_there_cannot_be_moved
);

async fn what_is_trashed_is_nowhere_but_in_the_trash(on: &TestServices) {
    let admin = on.administrator().await;
    let kept = on.named(&admin, "Lê Hoa").await;
    let gone = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Phone, "0905969648")]).await;

    on.customers(Directory::Individuals).trash(&admin, gone.id).await.unwrap();

    let individuals = on.customers(Directory::Individuals);
    assert_eq!(codes(&list(on, &admin).await), [kept.code.as_str()]);
    for typed in ["le hoa", &gone.code, "0905969648", "oa"] {
        let found = individuals.list(&admin, &search(typed)).await.unwrap();
        assert!(!codes(&found).contains(&gone.code.as_str()), "{typed}");
        let suggested = individuals.suggest(&admin, typed).await.unwrap();
        assert!(suggested.iter().all(|hit| hit.code != gone.code), "{typed}");
    }
    assert_eq!(individuals.count(&admin, &ListState::default()).await.unwrap().records, 1);
    assert_eq!(individuals.count(&admin, &search("hoa")).await.unwrap().records, 1);
    assert_eq!(refusal(individuals.detail(&admin, &gone.code).await), AppError::NotFound);
    assert_eq!(refusal(individuals.history(&admin, gone.id, None).await), AppError::NotFound);
    assert_eq!(refusal(individuals.unmask(&admin, gone.id, Field::IdNumber).await), AppError::NotFound);
    let change = change_of(2, Field::Name, Some("Lê Hoa"), Some("Lê Hòa"));
    assert_eq!(refusal(individuals.change(&admin, gone.id, &change).await), AppError::NotFound);
    assert_eq!(refusal(individuals.trash(&admin, gone.id).await), AppError::NotFound);
    assert_eq!(codes(&individuals.trashed(&admin, "", None).await.unwrap()), [gone.code.as_str()]);
}

async fn what_is_restored_is_back_as_it_was(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Phone, "0905969648")]).await;
    let before = on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap();
    on.customers(Directory::Individuals).trash(&admin, made.id).await.unwrap();
    on.customers(Directory::Individuals).restore(&admin, made.id).await.unwrap();

    let after = on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap();

    assert_eq!(after.values, before.values);
    assert_eq!(after.version, 3);
    assert_eq!(on.customers(Directory::Individuals).list(&admin, &search("hoa")).await.unwrap().rows.len(), 1);
    assert!(on.customers(Directory::Individuals).trashed(&admin, "", None).await.unwrap().rows.is_empty());
    let events: Vec<_> = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    let events: Vec<_> = events.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["restored", "trashed", "created"]);
}

async fn its_code_stays_taken(on: &TestServices) {
    let admin = on.administrator().await;
    let gone = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Code, "KH000002")]).await;
    let other = on.named(&admin, "Lê Hà").await;
    on.customers(Directory::Individuals).trash(&admin, gone.id).await.unwrap();
    assert_eq!(on.named(&admin, "Lê Hà").await.code, "KH000003");
    let mut change = change_of(1, Field::Code, Some(&other.code), Some("KH000002"));
    change.without_email = Some(true);
    assert_eq!(
        faults(on.customers(Directory::Individuals).change(&admin, other.id, &change).await),
        ["code: code_in_use"]
    );
}

async fn the_trash_has_pages(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 70, 1, |_| {}).await.unwrap();
    let everybody = ListState::default();
    let mut place = Place::Start;
    loop {
        let page =
            on.customers(Directory::Individuals).list(&admin, &ListState { place, ..everybody.clone() }).await.unwrap();
        for row in &page.rows {
            on.customers(Directory::Individuals).trash(&admin, row.id).await.unwrap();
        }
        let Some(after) = page.after else { break };
        place = Place::After(after);
    }
    let first = on.customers(Directory::Individuals).trashed(&admin, "", None).await.unwrap();
    let second = on.customers(Directory::Individuals).trashed(&admin, "", first.after.clone()).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len()), (50, 20));
    assert_eq!(codes(&first)[0], "KH000070");
    assert_eq!(codes(&second)[19], "KH000001");
    assert_eq!(second.after, None);
}

async fn the_trash_tells_who_and_when_and_is_searched(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on
        .user("Lan")
        .may(Scope::Own, Resource::Individuals, &[Action::View, Action::Create, Action::Edit, Action::Delete])
        .sign_in()
        .await;
    let individuals = on.customers(Directory::Individuals);
    let hoa = on.individual(&admin, [(Field::Name, "Lê Thị Hoà"), (Field::Phone, "0905969648")]).await;
    let other = on.individual(&admin, [(Field::Name, "Trần 100% Bình"), (Field::Code, "VIP_1")]).await;
    let own = on.named(&lan, "Lê Thị Hoà").await;
    individuals.trash(&admin, hoa.id).await.unwrap();
    individuals.trash(&admin, other.id).await.unwrap();
    individuals.trash(&lan, own.id).await.unwrap();

    let all = individuals.trashed(&admin, "", None).await.unwrap();
    let how = all.rows.iter().map(|row| row.trashed.clone().unwrap());
    let by: Vec<_> = how.clone().map(|how| how.by.unwrap()).collect();
    assert_eq!(by[0], "Lan");
    assert_eq!(by[1], by[2]);
    assert!(how.map(|how| how.at).all(|at| at == on.clock.now()));

    let found = async |actor, typed: &str| codes(&individuals.trashed(actor, typed, None).await.unwrap()).join(" ");
    let both = format!("{} {}", own.code, hoa.code);
    for typed in ["le thi", "HOÀ", " hoa "] {
        assert_eq!(found(&admin, typed).await, both, "{typed}");
    }
    for typed in ["0905 969 648", "969648", &hoa.code, &hoa.code.to_lowercase()] {
        assert_eq!(found(&admin, typed).await, hoa.code, "{typed}");
    }
    for typed in ["vip_", "VIP", "binh", "100%"] {
        assert_eq!(found(&admin, typed).await, "VIP_1", "{typed}");
    }
    for typed in ["vip1", "v_p", "1%0", "không ai", "96", "\0"] {
        assert_eq!(found(&admin, typed).await, "", "{typed}");
    }
    // A search narrows what is within reach.
    assert_eq!(found(&lan, "hoa").await, own.code);
    assert_eq!(found(&lan, "binh").await, "");
}

async fn who_may_not_delete_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Lê Hoa").await;
    let may = &[Action::View, Action::Create, Action::Edit];
    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, may).sign_in().await;
    let own = on
        .user("Mai")
        .may(Scope::All, Resource::Individuals, &[Action::View])
        .may(Scope::Own, Resource::Individuals, &[Action::Delete])
        .sign_in()
        .await;
    let missing = AppError::Forbidden { action: Action::Delete, resource: Resource::Individuals };

    assert_eq!(refusal(on.customers(Directory::Individuals).trash(&reader, made.id).await), missing);
    assert_eq!(refusal(on.customers(Directory::Individuals).trash(&own, made.id).await), missing);
    assert_eq!(refusal(on.customers(Directory::Individuals).trashed(&reader, "", None).await), missing);
    on.customers(Directory::Individuals).trash(&admin, made.id).await.unwrap();
    assert_eq!(refusal(on.customers(Directory::Individuals).restore(&reader, made.id).await), missing);
    assert_eq!(refusal(on.customers(Directory::Individuals).restore(&own, made.id).await), AppError::NotFound);
    assert!(on.customers(Directory::Individuals).trashed(&own, "", None).await.unwrap().rows.is_empty());
}

async fn what_is_not_there_cannot_be_moved(on: &TestServices) {
    let admin = on.administrator().await;
    let living = on.named(&admin, "Lê Hoa").await;
    assert_eq!(
        refusal(on.customers(Directory::Individuals).trash(&admin, CustomerId(Uuid::now_v7())).await),
        AppError::NotFound
    );
    assert_eq!(refusal(on.customers(Directory::Individuals).restore(&admin, living.id).await), AppError::NotFound);
}
