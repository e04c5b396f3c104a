//! What the generated functions are made of.

/// A number as it is written in both languages: 1.234.567.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// The pieces of a text in a row. Smaller in WebAssembly than `format!`.
pub(crate) fn join(pieces: &[&str]) -> String {
    pieces.concat()
}
