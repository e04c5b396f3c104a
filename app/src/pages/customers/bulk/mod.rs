//! Acts on many customers: which are chosen, the bar that offers what can be done to them, and what became of it.

mod act;
mod bar;
mod chosen;
mod running;

pub use bar::bulk;
pub use chosen::{Chosen, PageBox, RowBox, acts};
pub use running::{Running, told, watch};
