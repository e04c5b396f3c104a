//! `/config/catalogs`: one tab per catalog, its values changed in place.

mod add;
mod order;
mod page;
mod row;
mod typing;
mod values;

pub use page::CatalogPage;
