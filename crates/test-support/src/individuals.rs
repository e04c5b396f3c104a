//! Individuals, made as people make them.

use domain::{
    IdempotencyKey,
    individual::{Created, Edit, Field, IndividualChange, IndividualInput, Values},
};
use services::authz::Actor;
use uuid::Uuid;

use crate::TestServices;

/// Field → text.
pub fn fields<const N: usize>(fields: [(Field, &str); N]) -> Values {
    fields.into_iter().map(|(field, text)| (field, text.to_owned())).collect()
}

/// A change of one field, as the form sends it.
pub fn change_of(version: i64, field: Field, was: Option<&str>, becomes: Option<&str>) -> IndividualChange {
    let edit = Edit { was: was.map(str::to_owned), becomes: becomes.map(str::to_owned) };
    IndividualChange { version, fields: [(field, edit)].into(), without_email: false }
}

impl TestServices {
    /// Creates an individual through the use case; without an e-mail address it is ticked that there is none.
    pub async fn individual<const N: usize>(&self, actor: &Actor, texts: [(Field, &str); N]) -> Created {
        let values = fields(texts);
        let input = IndividualInput { without_email: !values.contains_key(&Field::Email), values };
        self.individuals().create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
    }

    /// Creates an individual with nothing but a name.
    pub async fn named(&self, actor: &Actor, name: &str) -> Created {
        self.individual(actor, [(Field::Name, name)]).await
    }
}
