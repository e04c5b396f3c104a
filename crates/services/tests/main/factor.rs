//! The second factor, showing anew who one is, alerts, and looking at the application as another person.

use chrono::TimeDelta;
use domain::{
    AppError, UserId,
    account::{Credentials, Enrolment, Factor},
    customer::Directory,
    list::ListState,
    permission::{Action, Resource, RoleCells, RoleRights},
    role::RoleInput,
    user::{UserInput, Welcome},
};
use services::{
    Outcome,
    accounts::{Client, SignedIn, Token},
    authz::Actor,
};
use test_support::{Scope, TestServices, each_database};
use totp_rs::{Builder, Secret};

use crate::support::{faults, refusal};

each_database!(
    codes_are_asked_for_once_they_are_set,
    a_code_is_good_once_and_a_wrong_one_counts,
    a_recovery_code_is_good_once,
    a_ticket_is_for_one_account_and_some_minutes,
    a_role_asks_for_a_second_factor_at_the_door,
    who_has_none_signs_in_anew_when_the_role_asks,
    a_link_is_no_way_around_the_second_factor,
    an_administrator_takes_a_lost_factor_away,
    dangerous_acts_want_a_fresh_confirmation,
    confirming_wants_the_code_too,
    an_unknown_browser_raises_an_alert,
    one_session_ends_and_the_others_stay,
    an_administrator_sees_what_another_person_sees,
    nobody_looks_as_somebody_who_holds_more,
);

const PASSWORD: &str = "vịt bơi ngược dòng sông Hương";
const MAIL: &str = "mai@example.vn";

/// Somebody with a password; without roles unless they are given.
async fn mai(on: &TestServices, admin: &Actor, roles: Vec<domain::RoleId>) -> UserId {
    let input =
        UserInput { full_name: "Lê Thị Mai".to_owned(), email: MAIL.to_owned(), roles, ..UserInput::default() };
    let welcomed = on.users().create(admin, &input, &Welcome::Invitation).await.unwrap();
    let token = Token::parse(&welcomed.token.unwrap()).unwrap();
    on.accounts().accept_invitation(&token, PASSWORD, &Factor::default(), &Client::default()).await.unwrap();
    welcomed.id
}

fn with(factor: Factor) -> Credentials {
    Credentials { email: MAIL.to_owned(), password: PASSWORD.to_owned(), new: None, factor }
}

fn code(code: &str) -> Factor {
    Factor { code: Some(code.to_owned()), ticket: None }
}

async fn sign_in(on: &TestServices, factor: Factor) -> Outcome<SignedIn> {
    on.accounts().sign_in(&with(factor), &Client::default()).await
}

async fn actor(on: &TestServices, signed_in: &SignedIn) -> Actor {
    on.accounts().session(&signed_in.session).await.unwrap().unwrap().actor("10.0.0.7")
}

/// What the app of an enrolment shows now.
fn shown(on: &TestServices, enrolment: &Enrolment) -> String {
    let key = Secret::try_from_base32(&enrolment.key).unwrap();
    let app = Builder::new().with_secret(key.as_bytes().to_vec()).build().unwrap();
    app.generate(u64::try_from(on.clock.now().timestamp()).unwrap()).to_string()
}

/// Sets up an app, and gives it with the recovery codes.
async fn set_up(on: &TestServices, who: &Actor) -> (Enrolment, Vec<String>) {
    let enrolment = on.accounts().enrol(who).await.unwrap();
    let factor = Factor { code: Some(shown(on, &enrolment)), ticket: Some(enrolment.ticket.clone()) };
    let codes = on.accounts().set_factor(who, &factor).await.unwrap();
    on.clock.advance(TimeDelta::seconds(30));
    (enrolment, codes)
}

async fn codes_are_asked_for_once_they_are_set(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let first = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let other = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let (enrolment, codes) = set_up(on, &first).await;
    assert_eq!(codes.len(), 10);
    assert!(on.accounts().viewer(&first).await.is_ok());
    assert_eq!(refusal(on.accounts().viewer(&other).await), AppError::Unauthenticated, "other sessions have ended");

    assert_eq!(faults(sign_in(on, Factor::default()).await), ["code: code_required"]);
    sign_in(on, code(&shown(on, &enrolment))).await.unwrap();
    let state = on.accounts().factor(&first).await.unwrap();
    assert_eq!((state.is_set, state.is_required, state.recovery_codes), (true, false, 10));

    on.accounts().remove_factor(&first).await.unwrap();
    sign_in(on, Factor::default()).await.unwrap();
}

async fn a_code_is_good_once_and_a_wrong_one_counts(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let (enrolment, _) = set_up(on, &who).await;
    let now = shown(on, &enrolment);
    sign_in(on, code(&now)).await.unwrap();
    assert_eq!(faults(sign_in(on, code(&now)).await), ["code: wrong_code"]);
    // The next one is good a step early, as clocks differ; one after that is not.
    on.clock.advance(TimeDelta::seconds(30));
    let next = shown(on, &enrolment);
    on.clock.advance(TimeDelta::seconds(-30));
    sign_in(on, code(&next)).await.unwrap();
    on.clock.advance(TimeDelta::seconds(300));
    let far = shown(on, &enrolment);
    on.clock.advance(TimeDelta::seconds(-240));
    assert_eq!(faults(sign_in(on, code(&far)).await), ["code: wrong_code"]);

    for _ in 0..8 {
        assert_eq!(faults(sign_in(on, code("000000")).await), ["code: wrong_code"]);
    }
    on.clock.advance(TimeDelta::seconds(60));
    let right = sign_in(on, code(&shown(on, &enrolment))).await;
    assert!(matches!(refusal(right), AppError::TooMany { .. }), "ten wrong codes");
}

async fn a_recovery_code_is_good_once(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let (_, codes) = set_up(on, &who).await;
    sign_in(on, code(&codes[0].to_lowercase().replace('-', " "))).await.unwrap();
    assert_eq!(faults(sign_in(on, code(&codes[0])).await), ["code: wrong_code"]);
    let again = on.accounts().new_recovery_codes(&who).await.unwrap();
    assert_eq!(faults(sign_in(on, code(&codes[1])).await), ["code: wrong_code"]);
    sign_in(on, code(&again[1])).await.unwrap();
}

async fn a_ticket_is_for_one_account_and_some_minutes(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let foreign = on.accounts().enrol(&admin).await.unwrap();
    let factor =
        |enrolment: &Enrolment| Factor { code: Some(shown(on, enrolment)), ticket: Some(enrolment.ticket.clone()) };
    assert_eq!(faults(on.accounts().set_factor(&who, &factor(&foreign)).await), ["code: enrolment_expired"]);
    let own = on.accounts().enrol(&who).await.unwrap();
    let mut changed = factor(&own);
    changed.ticket = changed.ticket.map(|ticket| ticket.replace(&ticket[..4], "0000"));
    assert_eq!(faults(on.accounts().set_factor(&who, &changed).await), ["code: enrolment_expired"]);
    on.clock.advance(TimeDelta::minutes(10));
    on.accounts().confirm(&who, PASSWORD, None).await.unwrap();
    assert_eq!(faults(on.accounts().set_factor(&who, &factor(&own)).await), ["code: enrolment_expired"]);
    assert!(!on.accounts().factor(&who).await.unwrap().is_set);
}

/// A role without cells that asks for a second factor.
async fn strict_role(on: &TestServices, admin: &Actor, second_factor: bool) -> domain::RoleId {
    let role = RoleInput { name: "Chặt chẽ".to_owned(), second_factor, ..RoleInput::default() };
    on.roles().create(admin, &role).await.unwrap()
}

async fn a_role_asks_for_a_second_factor_at_the_door(on: &TestServices) {
    let admin = on.administrator().await;
    let role = strict_role(on, &admin, true).await;
    let input = UserInput {
        full_name: "Lê Thị Mai".to_owned(),
        email: MAIL.to_owned(),
        roles: vec![role],
        ..UserInput::default()
    };
    let welcomed = on.users().create(&admin, &input, &Welcome::Invitation).await.unwrap();
    let token = Token::parse(&welcomed.token.unwrap()).unwrap();
    let accept =
        async |factor: Factor| on.accounts().accept_invitation(&token, PASSWORD, &factor, &Client::default()).await;
    assert_eq!(faults(accept(Factor::default()).await), ["code: factor_required"]);
    let enrolment = on.accounts().enrol_invited(&token).await.unwrap();
    let factor = Factor { code: Some(shown(on, &enrolment)), ticket: Some(enrolment.ticket.clone()) };
    let signed_in = accept(factor).await.unwrap();
    assert_eq!(signed_in.recovery_codes.len(), 10);
    let who = actor(on, &signed_in).await;
    assert_eq!(faults(on.accounts().remove_factor(&who).await), ["code: factor_required"]);

    // Lost, and taken away: the next sign-in asks to set up a new one.
    on.users().remove_factor(&admin, welcomed.id).await.unwrap();
    assert_eq!(faults(sign_in(on, Factor::default()).await), ["code: factor_required"]);
    let wrong = Credentials { password: "sai mật khẩu rồi".to_owned(), ..with(Factor::default()) };
    assert_eq!(faults(on.accounts().enrol_at_door(&wrong, &Client::default()).await), ["password: sign_in_failed"]);
    let anew = on.accounts().enrol_at_door(&with(Factor::default()), &Client::default()).await.unwrap();
    on.clock.advance(TimeDelta::seconds(60));
    let factor = Factor { code: Some(shown(on, &anew)), ticket: Some(anew.ticket.clone()) };
    assert_eq!(sign_in(on, factor).await.unwrap().recovery_codes.len(), 10);
    let set = on.accounts().enrol_at_door(&with(Factor::default()), &Client::default()).await;
    assert_eq!(refusal(set), AppError::NotFound, "who has one sets up no other at the door");
}

async fn who_has_none_signs_in_anew_when_the_role_asks(on: &TestServices) {
    let admin = on.administrator().await;
    let role = strict_role(on, &admin, false).await;
    mai(on, &admin, vec![role]).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let strict = RoleInput { name: "Chặt chẽ".to_owned(), second_factor: true, ..RoleInput::default() };
    on.roles().change(&admin, role, 1, &strict).await.unwrap();
    assert_eq!(refusal(on.accounts().viewer(&who).await), AppError::Unauthenticated);
    assert_eq!(faults(sign_in(on, Factor::default()).await), ["code: factor_required"]);
}

async fn a_link_is_no_way_around_the_second_factor(on: &TestServices) {
    let admin = on.administrator().await;
    let id = mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let (enrolment, _) = set_up(on, &who).await;
    let token = on.users().invite(&admin, id).await.unwrap();
    let accept = async |factor: Factor| {
        let new = "một câu khác dài không kém câu kia";
        on.accounts().accept_invitation(&token, new, &factor, &Client::default()).await
    };
    assert_eq!(faults(accept(Factor::default()).await), ["code: code_required"]);
    for _ in 0..10 {
        assert_eq!(faults(accept(code("000000")).await), ["code: wrong_code"]);
    }
    let right = shown(on, &enrolment);
    assert!(matches!(refusal(accept(code(&right)).await), AppError::TooMany { .. }));
    on.clock.advance(TimeDelta::minutes(16));
    let right = shown(on, &enrolment);
    accept(code(&right)).await.unwrap();
}

async fn an_administrator_takes_a_lost_factor_away(on: &TestServices) {
    let admin = on.administrator().await;
    let id = mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    set_up(on, &who).await;
    let clerk = on.user("Lan").may(Scope::All, Resource::Users, &[Action::View, Action::Edit]).sign_in().await;
    assert_eq!(faults(on.users().remove_factor(&clerk, clerk.user).await), ["rights: own_account"]);
    assert_eq!(refusal(on.users().remove_factor(&clerk, admin.user).await).status(), 403);
    assert!(on.users().detail(&admin, id).await.unwrap().second_factor);
    on.users().remove_factor(&admin, id).await.unwrap();
    assert_eq!(refusal(on.accounts().viewer(&who).await), AppError::Unauthenticated);
    sign_in(on, Factor::default()).await.unwrap();
}

async fn dangerous_acts_want_a_fresh_confirmation(on: &TestServices) {
    let admin = on.administrator().await;
    let role = RoleInput {
        name: "Xem".to_owned(),
        rights: RoleRights {
            cells: RoleCells::from([((Action::View, Resource::Individuals), Scope::All)]),
            ..RoleRights::default()
        },
        ..RoleInput::default()
    };
    let id = mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    on.clock.advance(TimeDelta::minutes(5));
    assert_eq!(refusal(on.roles().create(&admin, &role).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.users().block(&admin, id).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.users().remove_factor(&admin, id).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.accounts().enrol(&who).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.accounts().remove_factor(&who).await), AppError::Unconfirmed);
    assert_eq!(refusal(on.accounts().new_recovery_codes(&who).await), AppError::Unconfirmed);
    // What is not dangerous goes on.
    on.customers(Directory::Individuals).list(&admin, &ListState::default()).await.unwrap();

    assert_eq!(faults(on.accounts().confirm(&who, "sai mật khẩu rồi", None).await), ["password: wrong_password"]);
    assert_eq!(refusal(on.accounts().enrol(&who).await), AppError::Unconfirmed);
    on.accounts().confirm(&who, PASSWORD, None).await.unwrap();
    on.accounts().enrol(&who).await.unwrap();
    let elsewhere = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    on.clock.advance(TimeDelta::minutes(4));
    on.accounts().enrol(&who).await.unwrap();
    on.clock.advance(TimeDelta::minutes(1));
    assert_eq!(refusal(on.accounts().enrol(&who).await), AppError::Unconfirmed);
    on.accounts().confirm(&who, PASSWORD, None).await.unwrap();
    assert_eq!(refusal(on.accounts().enrol(&elsewhere).await), AppError::Unconfirmed, "each session by itself");
}

async fn confirming_wants_the_code_too(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let who = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let (enrolment, _) = set_up(on, &who).await;
    on.clock.advance(TimeDelta::minutes(6));
    assert_eq!(faults(on.accounts().confirm(&who, PASSWORD, None).await), ["code: code_required"]);
    let wrong = on.accounts().confirm(&who, PASSWORD, Some("000000".to_owned())).await;
    assert_eq!(faults(wrong), ["code: wrong_code"]);
    assert_eq!(refusal(on.accounts().new_recovery_codes(&who).await), AppError::Unconfirmed);
    on.accounts().confirm(&who, PASSWORD, Some(shown(on, &enrolment))).await.unwrap();
    on.accounts().new_recovery_codes(&who).await.unwrap();
}

async fn an_unknown_browser_raises_an_alert(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let first = sign_in(on, Factor::default()).await.unwrap();
    let here = actor(on, &first).await;
    // The browser of the invitation was the first one; this one was not known.
    let known = Client { device: Some(first.device), ..Client::default() };
    on.accounts().dismiss_alerts(&here).await.unwrap();
    on.accounts().sign_in(&with(Factor::default()), &known).await.unwrap();
    assert_eq!(on.accounts().viewer(&here).await.unwrap().alerts, 0, "a known browser raises none");

    let strange = Client { address: "203.0.113.9".to_owned(), agent: "Lạ".to_owned(), ..Client::default() };
    let there = on.accounts().sign_in(&with(Factor::default()), &strange).await.unwrap();
    let alerts = on.accounts().alerts(&here).await.unwrap();
    assert_eq!((alerts.len(), alerts[0].address.as_str(), alerts[0].agent.as_str()), (1, "203.0.113.9", "Lạ"));
    assert_eq!(on.accounts().viewer(&here).await.unwrap().alerts, 1);
    // Whoever broke in does not see it, and cannot make it go away.
    let there = actor(on, &there).await;
    on.accounts().dismiss_alerts(&there).await.unwrap();
    assert_eq!(on.accounts().viewer(&there).await.unwrap().alerts, 0);
    assert_eq!(on.accounts().alerts(&here).await.unwrap().len(), 1);
    on.accounts().dismiss_alerts(&here).await.unwrap();
    assert_eq!(on.accounts().viewer(&here).await.unwrap().alerts, 0);
}

async fn one_session_ends_and_the_others_stay(on: &TestServices) {
    let admin = on.administrator().await;
    mai(on, &admin, Vec::new()).await;
    let here = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let there = actor(on, &sign_in(on, Factor::default()).await.unwrap()).await;
    let foreign = on.accounts().end_session(&admin, there.session.unwrap()).await;
    assert_eq!(refusal(foreign), AppError::NotFound, "somebody else's session");
    on.accounts().end_session(&here, there.session.unwrap()).await.unwrap();
    assert_eq!(refusal(on.accounts().viewer(&there).await), AppError::Unauthenticated);
    on.accounts().viewer(&here).await.unwrap();
}

async fn an_administrator_sees_what_another_person_sees(on: &TestServices) {
    let admin = on.administrator().await;
    let signed_in = {
        // A session with a token, as a browser has it.
        mai(on, &admin, Vec::new()).await;
        sign_in(on, Factor::default()).await.unwrap()
    };
    let boss = actor(on, &signed_in).await;
    on.users().change(&admin, boss.user, 1, &full(on, &admin, boss.user).await).await.unwrap();
    on.named(&admin, "Lê Hoa").await;
    let lan = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::View, Action::Create]).create().await;
    assert_eq!(on.customers(Directory::Individuals).list(&boss, &ListState::default()).await.unwrap().rows.len(), 1);

    on.users().see_as(&boss, lan).await.unwrap();
    let seeing = actor(on, &signed_in).await;
    assert_eq!((seeing.user, seeing.seen_by), (lan, Some(boss.user)));
    let viewer = on.accounts().viewer(&seeing).await.unwrap();
    assert_eq!((viewer.full_name.as_str(), viewer.seen_by.as_deref()), ("Lan", Some("Lê Thị Mai")));
    assert_eq!(on.customers(Directory::Individuals).list(&seeing, &ListState::default()).await.unwrap().rows.len(), 0);
    assert_eq!(refusal(on.users().list(&seeing, &Default::default()).await).status(), 403);
    // Nothing is changed that way, whatever the person might do.
    let input = domain::customer::CustomerInput::default();
    let create = on
        .customers(Directory::Individuals)
        .create(&seeing, domain::IdempotencyKey(uuid::Uuid::now_v7()), &input)
        .await;
    assert_eq!(refusal(create), AppError::ReadOnly);
    assert_eq!(refusal(on.accounts().end_other_sessions(&seeing).await), AppError::ReadOnly);
    // The bearer's own tabs from before show nobody's any more.
    assert_eq!(refusal(on.accounts().viewer(&boss).await), AppError::Unauthenticated);
    let audit = on.services().audit().list(&admin, &Default::default(), None).await.unwrap();
    assert_eq!((audit.entries[0].event.as_str(), audit.entries[0].actor.as_deref()), ("seen_as", Some("Lê Thị Mai")));

    // Whoever is blocked meanwhile is nobody to look as.
    on.users().block(&admin, lan).await.unwrap();
    assert_eq!(actor(on, &signed_in).await.seen_by, None);
    on.users().unblock(&admin, lan).await.unwrap();
    let seeing = actor(on, &signed_in).await;
    on.users().stop_seeing(&seeing).await.unwrap();
    let back = actor(on, &signed_in).await;
    assert_eq!((back.user, back.seen_by), (boss.user, None));
    on.accounts().viewer(&back).await.unwrap();
}

/// The form of an account with full permission in place of its roles.
async fn full(on: &TestServices, admin: &Actor, user: UserId) -> UserInput {
    let everything = RoleRights { full_permission: true, ..RoleRights::default() };
    let role = RoleInput { name: "Tất cả".to_owned(), rights: everything, ..RoleInput::default() };
    let role = on.roles().create(admin, &role).await.unwrap();
    UserInput { roles: vec![role], ..on.users().detail(admin, user).await.unwrap().input }
}

async fn nobody_looks_as_somebody_who_holds_more(on: &TestServices) {
    let admin = on.administrator().await;
    let clerk = on.user("Lan").may(Scope::All, Resource::Users, &[Action::View]).sign_in().await;
    let sales = on.user("Hùng").may(Scope::All, Resource::Individuals, &[Action::View]).create().await;
    let forbidden = AppError::Forbidden { action: Action::View, resource: Resource::Users };
    assert_eq!(refusal(on.users().see_as(&clerk, admin.user).await), forbidden);
    assert_eq!(refusal(on.users().see_as(&clerk, sales).await), forbidden);
    assert_eq!(faults(on.users().see_as(&clerk, clerk.user).await), ["rights: own_account"]);
    let nobody = on.user("Không Quyền").sign_in().await;
    assert_eq!(refusal(on.users().see_as(&nobody, sales).await).status(), 403);
    let none = on.user("Ai Đó").create().await;
    on.users().see_as(&clerk, none).await.unwrap();
}
