//! Who may see, read and correct what, and what the trail tells of it.

use domain::{
    AppError, IdempotencyKey,
    audit::AuditFilter,
    history::Event,
    meter::{ReadingChange, ReadingFilter, SheetQuery},
    permission::{Action, Resource},
    receipt::ChargeFilter,
};
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::Rented;
use crate::support::refusal;

each_database!(
    a_sheet_shows_what_its_reader_may_read,
    readings_follow_their_customer,
    amounts_are_for_those_who_may_see_them,
    the_trail_tells_of_meters_by_the_rights_of_its_reader
);

const VIEW: &[Action] = &[Action::View];

fn forbidden(action: Action, resource: Resource) -> AppError {
    AppError::Forbidden { action, resource }
}

async fn a_sheet_shows_what_its_reader_may_read(on: &TestServices) {
    let rented = Rented::new(on).await;
    let inn = &rented.till.inn;
    rented.read(100).await;
    let sheet = async |actor: &_| on.meters().sheet(actor, &SheetQuery { branch: None, month: None }).await;
    // Of the branch, and reads there.
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Spaces, VIEW);
    let here = here.may(Scope::Branch, Resource::Services, &[Action::Create]).sign_in().await;
    let row = sheet(&here).await.unwrap().rows.remove(0);
    assert_eq!((row.readings.len(), row.stand.is_some(), row.amounts), (1, true, false));
    assert_eq!(row.guest.unwrap().link, None, "whoever sees no customers sees who lives there, and no way to them");
    // Sees and does not read.
    let looks = on.user("Thu").may(Scope::All, Resource::Spaces, VIEW).may(Scope::All, Resource::Services, VIEW);
    let looks = looks.sign_in().await;
    let row = sheet(&looks).await.unwrap().rows.remove(0);
    assert_eq!((row.readings.len(), row.stand, row.guest.is_some()), (1, None, true));
    assert_eq!(sheet(&looks).await.unwrap().tariffs, []);
    // Sees the room and nobody in it.
    let apart = on.user("Mai").may(Scope::All, Resource::Spaces, VIEW);
    let apart = apart.may(Scope::Own, Resource::Services, &[Action::Create]).sign_in().await;
    let row = sheet(&apart).await.unwrap().rows.remove(0);
    assert_eq!((row.readings.len(), row.stand, row.guest), (0, None, None));
    // Sees no room.
    let there = on.user("Cúc").in_branch(on.branch("Quận Bảy").await).may(Scope::Branch, Resource::Spaces, VIEW);
    let there = there.may(Scope::All, Resource::Services, &[Action::Create]).sign_in().await;
    let asked = SheetQuery { branch: Some(inn.branch), month: None };
    let found = on.meters().sheet(&there, &asked).await.unwrap();
    assert_eq!((found.branch, found.rows.len(), found.branches.len()), (None, 0, 0));

    let read = async |actor: &_| {
        let key = IdempotencyKey(Uuid::now_v7());
        on.meters().read(actor, key, &rented.input(110)).await
    };
    assert_eq!(refusal(read(&looks).await), forbidden(Action::Create, Resource::Services));
    assert_eq!(refusal(read(&apart).await), forbidden(Action::Create, Resource::Services));
    assert_eq!(refusal(read(&there).await), AppError::NotFound);
    read(&here).await.unwrap();
    let clerk = on.user("Sen").may(Scope::All, Resource::Services, &[Action::Create]).sign_in().await;
    assert_eq!(refusal(read(&clerk).await), forbidden(Action::View, Resource::Spaces));
    assert_eq!(refusal(sheet(&clerk).await), forbidden(Action::View, Resource::Spaces));
}

async fn readings_follow_their_customer(on: &TestServices) {
    let rented = Rented::new(on).await;
    let inn = &rented.till.inn;
    let id = rented.read(100).await;
    let change = ReadingChange { was: rented.input(100), becomes: rented.input(90) };
    let list = async |actor: &_| on.meters().list(actor, &ReadingFilter { customer: inn.guest }, None).await;
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, VIEW);
    let here = here.may(Scope::Own, Resource::Services, &[Action::View, Action::Edit, Action::Delete]).sign_in().await;
    let rows = list(&here).await.unwrap().rows;
    let row = rows.first().unwrap();
    assert_eq!((row.amount, row.space.as_ref(), row.may_edit, row.may_cancel), (None, None, false, false));
    let refused = on.meters().correct(&here, id, &change).await;
    assert_eq!(refusal(refused), forbidden(Action::Edit, Resource::Services));
    assert_eq!(refusal(on.meters().cancel(&here, id).await), forbidden(Action::Delete, Resource::Services));
    let apart = on.user("Mai").may(Scope::Own, Resource::Services, &[Action::Edit, Action::Delete]).sign_in().await;
    assert_eq!(list(&apart).await.unwrap().rows, []);
    assert_eq!(refusal(on.meters().correct(&apart, id, &change).await), AppError::NotFound);
    assert_eq!(refusal(on.meters().cancel(&apart, id).await), AppError::NotFound);
    let nobody = on.user("Thu").may(Scope::All, Resource::Individuals, VIEW).sign_in().await;
    assert_eq!(refusal(list(&nobody).await), forbidden(Action::View, Resource::Services));
    // Who corrects may not take back.
    let clerk = on.user("Sen").may(Scope::All, Resource::Services, &[Action::Edit]).sign_in().await;
    assert_eq!(refusal(on.meters().cancel(&clerk, id).await), forbidden(Action::Delete, Resource::Services));
    on.meters().correct(&clerk, id, &change).await.unwrap();
}

async fn amounts_are_for_those_who_may_see_them(on: &TestServices) {
    let rented = Rented::new(on).await;
    let inn = &rented.till.inn;
    rented.read(100).await;
    let keeper = on.user("Lan").may(Scope::All, Resource::Spaces, &[Action::Edit]).sign_in().await;
    let setup = on.meters().setup(&keeper).await.unwrap();
    assert_eq!((setup.tariffs.len(), setup.kept.len(), setup.priced.len()), (0, 1, 0));
    let known = on.meters().setup(rented.admin()).await.unwrap().tariffs.remove(0);
    let hidden = forbidden(Action::View, Resource::Amounts);
    assert_eq!(refusal(on.meters().add_tariff(&keeper, &known.input).await), hidden);
    assert_eq!(refusal(on.meters().remove_tariff(&keeper, known.id).await), hidden);
    // Charges of readings are for those who see extra services.
    let filter = ChargeFilter { customer: inn.guest, open: false };
    for (name, resource, count) in [("Cúc", Resource::Services, 1), ("Thu", Resource::Bookings, 0)] {
        let person = on.user(name).may(Scope::All, Resource::Receipts, VIEW).may(Scope::All, Resource::Amounts, VIEW);
        let person = person.may(Scope::All, resource, VIEW).sign_in().await;
        let seen = on.receipts().charges(&person, filter, None).await.unwrap().rows;
        assert_eq!(seen.iter().filter(|row| row.about.contains("kWh")).count(), count, "{name}");
    }
}

async fn the_trail_tells_of_meters_by_the_rights_of_its_reader(on: &TestServices) {
    let rented = Rented::new(on).await;
    let id = rented.read(1_203).await;
    rented.correct(id, &rented.input(1_203), rented.input(1_204)).await.unwrap();
    rented.cancel(id).await.unwrap();
    let told = async |actor: &_, event: Event| {
        let filter = AuditFilter { event: Some(event), ..Default::default() };
        on.audit().list(actor, &filter, None).await.unwrap().entries
    };
    let events = [Event::MeterRead, Event::ReadingCorrected, Event::ReadingCancelled];
    let amounts = ["4.210.500", "4.214.000", "4.214.000"];
    for (event, amount) in events.into_iter().zip(amounts) {
        let said = format!("{:?}", told(rented.admin(), event).await);
        assert!(said.contains("Điện 11/2026"), "{said}");
        assert!(event == Event::ReadingCancelled || said.contains(amount), "{amount}: {said}");
    }
    let said = format!("{:?}", told(rented.admin(), Event::MeterAdded).await);
    assert!(said.contains("A12") && said.contains("P101"), "{said}");
    let said = format!("{:?}", told(rented.admin(), Event::TariffAdded).await);
    assert!(said.contains("3.500") && said.contains("02/11/2026"), "{said}");

    let person = |name| on.user(name).may(Scope::All, Resource::Audit, VIEW);
    let blind = person("Lan").may(Scope::All, Resource::Services, VIEW).may(Scope::All, Resource::Branches, VIEW);
    let blind = blind.sign_in().await;
    let said = format!("{:?}", told(&blind, Event::MeterRead).await);
    assert!(said.contains("1.203") && !said.contains("4.210.500"), "{said}");
    assert!(!format!("{:?}", told(&blind, Event::TariffAdded).await).contains("3.500"));
    assert_eq!(told(&blind, Event::MeterAdded).await, []);
    let apart = person("Mai").may(Scope::Own, Resource::Services, VIEW).sign_in().await;
    assert_eq!(told(&apart, Event::MeterRead).await, []);
}
