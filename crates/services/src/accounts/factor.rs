//! The second factor: codes of an app on the phone (RFC 6238), and recovery codes for the day on which it is lost.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AppError, UserId,
    account::{Enrolment, Factor, FactorState},
    history::{Changes, Event},
    permission::Resource,
};
use entities::{recovery_code, role, user, user_role};
use fast_qr::{QRBuilder, convert::svg::SvgBuilder};
use rand::seq::IndexedRandom;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::{Accounts, profile::own, sessions::end_all};
use crate::{
    Services,
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
};

/// Bytes of a key, as RFC 4226 recommends.
const KEY_BYTES: usize = 20;
/// For how long an app may be set up.
const TICKET_GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
const RECOVERY_CODES: usize = 10;
/// Characters of a recovery code, none of which looks like another: fifty bits.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const RECOVERY_LENGTH: usize = 10;

/// What an enrolment hands out and gets back: the server keeps nothing until the first code proves that the app works.
#[derive(Serialize, Deserialize)]
struct Ticket {
    user: Uuid,
    key: Vec<u8>,
    until: DateTime<Utc>,
}

/// What is asked for at the door beside the password, if anything is; a key of the translation area `errors`.
pub(super) type Missing = &'static str;

impl Accounts<'_> {
    /// How the actor's second factor stands.
    ///
    /// # Errors
    /// Unauthenticated.
    pub async fn factor(&self, actor: &Actor) -> Outcome<FactorState> {
        let unit = self.services.read(actor).await?;
        let account = own(&unit).await?;
        let codes = recovery_code::Entity::find().filter(recovery_code::Column::UserId.eq(account.id));
        Ok(FactorState {
            is_set: account.factor_key.is_some(),
            is_required: is_required(unit.tx(), account.id).await?,
            recovery_codes: codes.count(unit.tx()).await?,
        })
    }

    /// What an app needs to show codes for the actor.
    ///
    /// # Errors
    /// Unauthenticated; unconfirmed.
    pub async fn enrol(&self, actor: &Actor) -> Outcome<Enrolment> {
        let unit = self.services.read(actor).await?;
        unit.check_confirmed().await?;
        enrolment(self.services, &own(&unit).await?, unit.now())
    }

    /// Begins to ask for codes, once the first one is right; gives the recovery codes. All other sessions end.
    ///
    /// # Errors
    /// A fault of `code`; unconfirmed.
    pub async fn set_factor(&self, actor: &Actor, factor: &Factor) -> Outcome<Vec<String>> {
        let unit = self.services.write_own(actor).await?;
        unit.check_confirmed().await?;
        let account = own(&unit).await?;
        let set = set(self.services, unit.tx(), &account, factor, unit.now()).await?;
        let codes = set.map_err(|code| AppError::field("code", code))?;
        end_all(unit.tx(), account.id, actor.session).await?;
        unit.record(Event::SecondFactorSet, Resource::Users, Some(account.id), &Changes::new()).await?;
        unit.affects(actor.user).await?;
        unit.commit().await?;
        Ok(codes)
    }

    /// Asks for codes no more.
    ///
    /// # Errors
    /// Unconfirmed; a fault of `code` if a role asks for a second factor.
    pub async fn remove_factor(&self, actor: &Actor) -> Outcome<()> {
        let unit = self.services.write_own(actor).await?;
        unit.check_confirmed().await?;
        if is_required(unit.tx(), actor.user.0).await? {
            return Err(AppError::field("code", "factor_required").into());
        }
        forget(&unit, actor.user).await?;
        end_all(unit.tx(), actor.user.0, actor.session).await?;
        unit.affects(actor.user).await?;
        unit.commit().await
    }

    /// New recovery codes; those until now are good no more.
    ///
    /// # Errors
    /// Unconfirmed; not found without a second factor.
    pub async fn new_recovery_codes(&self, actor: &Actor) -> Outcome<Vec<String>> {
        let unit = self.services.write_own(actor).await?;
        unit.check_confirmed().await?;
        let account = own(&unit).await?;
        account.factor_key.as_ref().ok_or(AppError::NotFound)?;
        let codes = make_recovery_codes(self.services, unit.tx(), account.id).await?;
        unit.record(Event::RecoveryCodesMade, Resource::Users, Some(account.id), &Changes::new()).await?;
        unit.commit().await?;
        Ok(codes)
    }
}

/// Takes somebody's second factor away.
pub(crate) async fn forget(unit: &Unit, user: UserId) -> Outcome<()> {
    user::Entity::update_many()
        .col_expr(user::Column::FactorKey, Expr::value(None::<Vec<u8>>))
        .filter(user::Column::Id.eq(user.0))
        .exec(unit.tx())
        .await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user.0)).exec(unit.tx()).await?;
    unit.record(Event::SecondFactorRemoved, Resource::Users, Some(user.0), &Changes::new()).await
}

/// Lets somebody past who has the right password: with a code if the account has a second factor, with the first code of
/// an app if a role asks for one. Gives the recovery codes of an app that was set up.
pub(super) async fn pass(
    services: &Services,
    tx: &impl ConnectionTrait,
    account: &user::Model,
    factor: &Factor,
    now: DateTime<Utc>,
) -> Outcome<Result<Vec<String>, Missing>> {
    if let Some(sealed) = &account.factor_key {
        let Some(code) = typed(factor) else { return Ok(Err("code_required")) };
        let key = unhex(&services.secrets().open(sealed)?).ok_or(Failure::fault("no key of a second factor"))?;
        let passed =
            take_code(tx, account, key, code, now).await? || take_recovery_code(services, tx, account.id, code).await?;
        return Ok(if passed { Ok(Vec::new()) } else { Err("wrong_code") });
    }
    if !is_required(tx, account.id).await? {
        return Ok(Ok(Vec::new()));
    }
    set(services, tx, account, factor, now).await
}

/// What an app needs to show codes for an account.
pub(super) fn enrolment(services: &Services, account: &user::Model, now: DateTime<Utc>) -> Outcome<Enrolment> {
    let key: [u8; KEY_BYTES] = rand::random();
    let ticket = Ticket { user: account.id, key: key.to_vec(), until: now + TICKET_GOOD_FOR };
    let app = totp(key.to_vec(), &account.email)?;
    let address = app.to_url().map_err(Failure::fault)?;
    let code = QRBuilder::new(address).build().map_err(|error| Failure::fault(error.to_string()))?;
    Ok(Enrolment {
        ticket: hex(&services.secrets().seal(&serde_json::to_string(&ticket)?)?),
        key: Secret::from(key.to_vec()).to_base32(),
        picture: SvgBuilder::default().to_str(&code),
    })
}

/// Whether a role of somebody asks for a second factor.
pub(super) async fn is_required(tx: &impl ConnectionTrait, user: Uuid) -> Outcome<bool> {
    Ok(role::Entity::find()
        .filter(role::Column::SecondFactor.eq(true))
        .filter(role::Column::Id.in_subquery(roles_of(user)))
        .count(tx)
        .await?
        > 0)
}

fn roles_of(user: Uuid) -> sea_orm::sea_query::SelectStatement {
    user_role::Entity::find()
        .select_only()
        .column(user_role::Column::RoleId)
        .filter(user_role::Column::UserId.eq(user))
        .into_query()
}

/// Keeps the key of an app that has shown its first code.
async fn set(
    services: &Services,
    tx: &impl ConnectionTrait,
    account: &user::Model,
    factor: &Factor,
    now: DateTime<Utc>,
) -> Outcome<Result<Vec<String>, Missing>> {
    let (Some(code), Some(ticket)) = (typed(factor), &factor.ticket) else { return Ok(Err("factor_required")) };
    let opened = unhex(ticket).and_then(|sealed| services.secrets().open(&sealed).ok());
    let ticket = opened.and_then(|text| serde_json::from_str::<Ticket>(&text).ok());
    let Some(ticket) = ticket.filter(|ticket| ticket.user == account.id && now < ticket.until) else {
        return Ok(Err("enrolment_expired"));
    };
    user::Entity::update_many()
        .col_expr(user::Column::FactorKey, Expr::value(services.secrets().seal(&hex(&ticket.key))?))
        .filter(user::Column::Id.eq(account.id))
        .exec(tx)
        .await?;
    if !take_code(tx, account, ticket.key, code, now).await? {
        return Ok(Err("wrong_code"));
    }
    Ok(Ok(make_recovery_codes(services, tx, account.id).await?))
}

/// Whether a code is one of these moments, and none that was taken before: who looks over a shoulder comes too late.
async fn take_code(
    tx: &impl ConnectionTrait,
    account: &user::Model,
    key: Vec<u8>,
    code: &str,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let Some(step) = totp(key, &account.email)?.check(&code.replace(' ', ""), seconds) else { return Ok(false) };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    let taken = user::Entity::update_many()
        .col_expr(user::Column::FactorStep, Expr::value(step))
        .filter(user::Column::Id.eq(account.id))
        .filter(user::Column::FactorStep.lt(step))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

async fn take_recovery_code(services: &Services, tx: &impl ConnectionTrait, user: Uuid, code: &str) -> Outcome<bool> {
    let taken = recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user))
        .filter(recovery_code::Column::CodeHash.eq(services.secrets().hash(&bare(code))))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Codes in place of those until now.
async fn make_recovery_codes(services: &Services, tx: &impl ConnectionTrait, user: Uuid) -> Outcome<Vec<String>> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::UserId.eq(user)).exec(tx).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| new_recovery_code()).collect();
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        code_hash: Set(services.secrets().hash(&bare(code))),
        user_id: Set(user),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(codes)
}

/// `ABCDE-FGHJK`
fn new_recovery_code() -> String {
    let mut random = rand::rng();
    let letters = (0..RECOVERY_LENGTH).filter_map(|_| ALPHABET.choose(&mut random).map(|letter| char::from(*letter)));
    let mut code: String = letters.collect();
    code.insert(RECOVERY_LENGTH / 2, '-');
    code
}

/// A recovery code as it is hashed: typed in any case, with or without dash and spaces.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

fn typed(factor: &Factor) -> Option<&str> {
    factor.code.as_deref().map(str::trim).filter(|code| !code.is_empty())
}

fn totp(key: Vec<u8>, email: &str) -> Outcome<Totp> {
    let app = Builder::new().with_secret(key).with_account_name(email).with_issuer(Some("Sổ Khách"));
    app.build().map_err(Failure::fault)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}
