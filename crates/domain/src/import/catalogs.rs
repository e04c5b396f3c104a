//! The values that the admin's catalogs hold, found without regard to case and diacritics.

use std::collections::{BTreeMap, HashMap};

use crate::{fold::fold, value::Catalog};

/// The known labels.
#[derive(Clone, Debug, Default)]
pub struct Catalogs(HashMap<Catalog, HashMap<String, String>>);

impl Catalogs {
    /// The catalogs with these labels.
    pub fn new(labels: &BTreeMap<Catalog, Vec<String>>) -> Self {
        let mut catalogs = Self::default();
        for (catalog, label) in
            labels.iter().flat_map(|(catalog, labels)| labels.iter().map(move |label| (catalog, label)))
        {
            catalogs.add(*catalog, label);
        }
        catalogs
    }

    /// A further label; of two that fold alike the first one stays.
    pub fn add(&mut self, catalog: Catalog, label: &str) {
        self.0.entry(catalog).or_default().entry(fold(label)).or_insert_with(|| label.to_owned());
    }

    /// The label as the catalog writes it.
    pub fn label(&self, catalog: Catalog, typed: &str) -> Option<&str> {
        self.0.get(&catalog)?.get(&fold(typed)).map(String::as_str)
    }
}
