//! Looks over the bytes of an XML part before any parser sees them (OWASP ASVS 1.5.1).

use crate::Refusal;

/// What stands behind the `<`.
const DOCTYPE: &[u8] = b"!DOCTYPE";
const HEAD_BYTES: usize = 256;
/// Bytes of a parser's buffer for one tag or text; the longest honest ones are cells of 32,767 characters.
const LONGEST_TOKEN: usize = 1024 * 1024;

/// Takes a part chunk by chunk and refuses what a parser should never be given.
#[derive(Default)]
pub(crate) struct XmlScan {
    /// The first bytes, until there are enough to judge them.
    head: Vec<u8>,
    judged: bool,
    is_xml: bool,
    has_doctype: bool,
    bound_tokens: bool,
    /// The last bytes of the chunk before, as the word may lie across two.
    tail: Vec<u8>,
    since_tag: usize,
}

impl XmlScan {
    /// A scan of the part with this name; parts that do not look like XML by name are judged by their first bytes.
    pub(crate) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        Self {
            is_xml: [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending)),
            // Other programs' data in `customXml/` may be long; nothing here reads it.
            bound_tokens: name.starts_with("xl/") && name.ends_with(".xml"),
            ..Self::default()
        }
    }

    /// Looks at the next bytes.
    pub(crate) fn feed(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        if !self.judged {
            let missing = HEAD_BYTES.saturating_sub(self.head.len());
            self.head.extend(chunk.iter().take(missing));
            if self.head.len() >= HEAD_BYTES {
                self.judge_head()?;
            }
        }
        self.find_doctype(chunk);
        self.measure_token(chunk)?;
        self.verdict()
    }

    /// Ends the part.
    pub(crate) fn finish(mut self) -> Result<(), Refusal> {
        if !self.judged {
            self.judge_head()?;
        }
        self.verdict()
    }

    /// Other parts, such as a macro that writes web pages, may bear the word.
    fn verdict(&self) -> Result<(), Refusal> {
        if self.is_xml && self.has_doctype { Err(Refusal::Dtd) } else { Ok(()) }
    }

    fn judge_head(&mut self) -> Result<(), Refusal> {
        self.judged = true;
        let head = self.head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.head).trim_ascii_start();
        let is_utf16 = [&b"\xFF\xFE"[..], b"\xFE\xFF", b"<\0", b"\0<"].iter().any(|start| head.starts_with(start));
        self.is_xml |= head.starts_with(b"<") || (is_utf16 && head.windows(2).any(|pair| pair == b"<\0"));
        if !self.is_xml {
            return Ok(());
        }
        if is_utf16 || head.contains(&0) || !declares_utf8(head) { Err(Refusal::NotUtf8) } else { Ok(()) }
    }

    /// In the text of a well-formed part the word cannot stand, as `<` is escaped there.
    fn find_doctype(&mut self, chunk: &[u8]) {
        let overlap = DOCTYPE.len();
        self.tail.extend(chunk.iter().take(overlap));
        self.has_doctype |= holds_doctype(&self.tail) || holds_doctype(chunk);

        if chunk.len() >= overlap {
            self.tail.clear();
            self.tail.extend(chunk.iter().skip(chunk.len() - overlap));
        } else {
            let surplus = self.tail.len().saturating_sub(overlap);
            self.tail.drain(..surplus);
        }
    }

    fn measure_token(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        match chunk.iter().rposition(|&byte| byte == b'<') {
            Some(position) => self.since_tag = chunk.len() - position,
            None => self.since_tag += chunk.len(),
        }
        if self.bound_tokens && self.since_tag > LONGEST_TOKEN {
            return Err(Refusal::TextTooLong { row: 0 });
        }
        Ok(())
    }
}

fn holds_doctype(bytes: &[u8]) -> bool {
    let starts_so = |rest: &[u8]| rest.get(..DOCTYPE.len()).is_some_and(|word| word.eq_ignore_ascii_case(DOCTYPE));
    bytes.split(|&byte| byte == b'<').skip(1).any(starts_so)
}

/// Without a declaration XML is UTF-8; a declaration may name another encoding, such as UTF-7.
fn declares_utf8(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let Some((declaration, _)) = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) else {
        return true;
    };
    let Some((_, value)) = declaration.split_once("encoding") else {
        return true;
    };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    let name = value.trim_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    matches!(name, "utf-8" | "utf8" | "us-ascii" | "ascii")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(name: &str, bytes: &[u8], step: usize) -> Result<(), Refusal> {
        let mut scan = XmlScan::of(name);
        bytes.chunks(step).try_for_each(|chunk| scan.feed(chunk))?;
        scan.finish()
    }

    #[test]
    fn a_document_type_is_found_across_chunks() {
        let part = b"<?xml version=\"1.0\"?><!-- x --><!DOCTYPE a [<!ENTITY b \"c\">]><a/>";
        for step in 1..part.len() {
            assert_eq!(scan("xl/a.xml", part, step), Err(Refusal::Dtd), "{step}");
        }
    }

    #[test]
    fn only_utf8_passes() {
        let utf16: Vec<u8> = "<?xml version=\"1.0\"?><a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(scan("xl/a.xml", &utf16, 7), Err(Refusal::NotUtf8));
        assert_eq!(scan("xl/a.xml", b"<?xml version='1.0' encoding='UTF-7'?><a/>", 9), Err(Refusal::NotUtf8));
        assert_eq!(scan("xl/a.xml", b"<?xml version='1.0' encoding = \"UTF-8\" standalone='yes'?><a/>", 9), Ok(()));
        assert_eq!(scan("xl/a.xml", b"\xEF\xBB\xBF<?xml version='1.0'?><a/>", 3), Ok(()));
        assert_eq!(scan("xl/media/image1.png", b"\x89PNG\0\0\0", 3), Ok(()));
    }

    #[test]
    fn a_token_has_an_end() {
        let part = [b"<t>".to_vec(), vec![b'a'; 2 * LONGEST_TOKEN]].concat();
        assert_eq!(scan("xl/sharedStrings.xml", &part, 65_536), Err(Refusal::TextTooLong { row: 0 }));
        assert_eq!(scan("customXml/item1.xml", &part, 65_536), Ok(()));
    }
}
