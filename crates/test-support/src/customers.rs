//! Customers, made as people make them.

use domain::{
    IdempotencyKey,
    customer::{Created, CustomerChange, CustomerInput, CustomerKind, Directory, Edit, Field, Values},
};
use services::authz::Actor;
use uuid::Uuid;

use crate::TestServices;

/// Field → text.
pub fn fields<const N: usize>(fields: [(Field, &str); N]) -> Values {
    fields.into_iter().map(|(field, text)| (field, text.to_owned())).collect()
}

/// A change of one field, as the form sends it.
pub fn change_of(version: i64, field: Field, was: Option<&str>, becomes: Option<&str>) -> CustomerChange {
    let edit = Edit { was: was.map(str::to_owned), becomes: becomes.map(str::to_owned) };
    CustomerChange { version, fields: [(field, edit)].into(), without_email: None }
}

impl TestServices {
    /// Creates a customer through the use case; without an e-mail address it is ticked that there is none.
    pub async fn customer<const N: usize>(
        &self,
        actor: &Actor,
        directory: Directory,
        kind: CustomerKind,
        texts: [(Field, &str); N],
    ) -> Created {
        let values = fields(texts);
        let without_email = !values.contains_key(&Field::Email);
        let input = CustomerInput { kind, without_email, values, people: Vec::new() };
        self.customers(directory).create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
    }

    /// Creates a customer of some list with nothing but a name, and whom a team needs.
    pub async fn some_customer(&self, actor: &Actor, directory: Directory, name: &str) -> Created {
        let kind = directory.kind().unwrap_or_default();
        if directory != Directory::Teams {
            return self.customer(actor, directory, kind, [(Field::Name, name)]).await;
        }
        let representative = self.named(actor, "Người Đại Diện").await.id.to_string();
        self.customer(actor, directory, kind, [(Field::Name, name), (Field::Representative, &representative)]).await
    }

    /// Creates an individual.
    pub async fn individual<const N: usize>(&self, actor: &Actor, texts: [(Field, &str); N]) -> Created {
        self.customer(actor, Directory::Individuals, CustomerKind::Individual, texts).await
    }

    /// Creates an individual with nothing but a name.
    pub async fn named(&self, actor: &Actor, name: &str) -> Created {
        self.individual(actor, [(Field::Name, name)]).await
    }
}
