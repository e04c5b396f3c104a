//! E-mail addresses: one shared check for browser and server.

use super::{Normal, text::clean};

/// Longest address that mail servers carry (RFC 5321).
const LIMIT: usize = 254;

/// Trimmed and lower-cased, one address with `@` and a dot in the domain, ASCII, no space.
pub(super) fn normalise(typed: &str) -> Result<Normal, &'static str> {
    let address = clean(typed).to_lowercase();
    if address.is_empty() {
        return Ok(Normal::default());
    }
    let Some((local, domain)) = address.split_once('@') else { return Err("email_without_at") };
    if !(is_local_part(local) && is_domain(domain)) {
        return Err("invalid_email");
    }
    if address.len() > LIMIT { Err("too_long") } else { Ok(Normal::of(address)) }
}

fn is_local_part(text: &str) -> bool {
    let is_atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
    text.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom))
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_lower_cased() {
        for (typed, expected) in [
            (" An.Nguyen+1@Example.COM ", Ok(Some("an.nguyen+1@example.com"))),
            ("o'neil_x@mail.example.org", Ok(Some("o'neil_x@mail.example.org"))),
            ("\u{a0}", Ok(None)),
            ("an.example.com", Err("email_without_at")),
            ("chưa có", Err("email_without_at")),
            ("an@example", Err("invalid_email")),
            ("an@@example.com", Err("invalid_email")),
            ("an @example.com", Err("invalid_email")),
            ("an..b@example.com", Err("invalid_email")),
            (".an@example.com", Err("invalid_email")),
            ("an@-example.com", Err("invalid_email")),
            ("an@example..com", Err("invalid_email")),
            ("an@example.com.", Err("invalid_email")),
            ("hạnh@example.com", Err("invalid_email")),
            ("a@example.com, b@example.com", Err("invalid_email")),
            ("@example.com", Err("invalid_email")),
        ] {
            let found = normalise(typed).map(|normal| normal.text);
            assert_eq!(found, expected.map(|text| text.map(str::to_owned)), "{typed}");
        }
        assert_eq!(normalise(&format!("{}@example.com", "a".repeat(250))), Err("too_long"));
    }
}
