//! The administrator's hand: branches, roles and people, made through the product itself.

use anyhow::{Result, ensure};
use domain::{
    BranchId, RoleId, UserId,
    permission::{Cell, OwnGrant, RoleRights, Scope},
    role::RoleInput,
    user::{UserDetail, UserInput, Welcome, Welcomed},
};
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::{
    client::Client,
    server::{PASSWORD, Server},
};

/// What people are let in with; nobody keeps it.
pub const FIRST_PASSWORD: &str = "bảy cái ghế gỗ xanh ngoài hiên";

/// A business that is being set up.
pub struct Office {
    /// Somebody who may do everything.
    pub administrator: Client,
}

/// A member of staff who is signed in.
pub struct Person {
    /// The account.
    pub id: UserId,
    /// The account's version, for the next change of it.
    pub version: i64,
    /// Name, ways to reach, places, roles.
    pub input: UserInput,
    /// The browser.
    pub client: Client,
}

impl Office {
    /// Begins on a server that has an administrator alone.
    pub async fn open(server: &Server) -> Result<Self> {
        Ok(Self { administrator: server.administrator().await? })
    }

    /// Makes a branch.
    pub async fn branch(&mut self, name: &str) -> Result<BranchId> {
        self.administrator.call("branches/create", json!({ "name": name })).await
    }

    /// Makes a role.
    pub async fn role(&mut self, name: &str, cells: &[(Cell, Scope)]) -> Result<RoleId> {
        let rights = RoleRights { cells: cells.iter().copied().collect(), ..RoleRights::default() };
        let input = RoleInput { name: name.to_owned(), rights, ..RoleInput::default() };
        self.administrator.call("roles/create", json!({ "input": input })).await
    }

    /// Makes an account, as which somebody signs in for the first time.
    pub async fn person(&mut self, name: &str, branch: BranchId, role: RoleId) -> Result<Person> {
        let email = format!("{}@example.com", name.replace(' ', "-"));
        let input = UserInput {
            full_name: name.to_owned(),
            email: email.clone(),
            branches: vec![branch],
            roles: vec![role],
            ..UserInput::default()
        };
        let welcome = Welcome::Password(FIRST_PASSWORD.to_owned());
        let asked = json!({ "input": &input, "welcome": welcome });
        let Welcomed { id, .. } = self.administrator.call("users/create", asked).await?;
        let client = Client::sign_in_first(self.administrator.addr(), &email, FIRST_PASSWORD, PASSWORD).await?;
        let UserDetail { version, .. } = self.administrator.call("users/detail", json!({ "id": id })).await?;
        Ok(Person { id, version, input, client })
    }
}

impl Person {
    /// Has an administrator put these in the place of what the person is given and denied over the roles.
    pub async fn set_own(&mut self, administrator: &mut Client, own: &[(Cell, OwnGrant)]) -> Result<()> {
        let asked = json!({ "id": self.id, "version": self.version, "own": own });
        self.change(administrator, "users/set_own_grants", asked).await
    }

    /// Has an administrator put the person into another branch.
    pub async fn move_to(&mut self, administrator: &mut Client, branch: BranchId) -> Result<()> {
        self.input.branches = vec![branch];
        let asked = json!({ "id": self.id, "version": self.version, "input": &self.input });
        self.change(administrator, "users/change", asked).await
    }

    /// A change of the account, which makes a new version of it.
    async fn change(&mut self, administrator: &mut Client, function: &str, asked: Value) -> Result<()> {
        let answer = administrator.ask(function, &asked).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            // It is five minutes since the last time, and this is a dangerous act.
            administrator.call::<()>("accounts/confirm", json!({ "password": PASSWORD, "code": null })).await?;
            administrator.call::<()>(function, asked).await?;
        } else {
            ensure!(answer.status.is_success(), "{function}: {} {}", answer.status, answer.text());
        }
        self.version += 1;
        Ok(())
    }

    /// Has an administrator take a cell away, or give it back.
    pub async fn toggle(&mut self, administrator: &mut Client, cell: Cell, is_taken: bool) -> Result<()> {
        let taken = [(cell, OwnGrant { scope: None, until: None })];
        self.set_own(administrator, if is_taken { &taken } else { &[] }).await
    }

    /// The epoch that a document has which is made now.
    pub async fn epoch(&mut self) -> Result<i64> {
        let document = self.client.get("/profile").await?.text();
        let epoch = document.split_once("data-epoch=\"").and_then(|(_, rest)| rest.split_once('"'));
        Ok(epoch.map_or("", |(epoch, _)| epoch).parse()?)
    }
}
