//! Code that the browser never runs, though tables of functions name it, so that no tool can tell.

use std::{collections::HashMap, ops::Range};

use anyhow::{Context, Result, ensure};
use wasm_encoder::{CustomSection, Encode, Module, RawSection};
use wasmparser::{KnownCustom, Name, Parser, Payload, RelocSectionReader, TypeRef};

/// Parts of symbols.
///
/// Every view can be hydrated in two ways: `frontend` fetches the page's code first and then hydrates at once, so the other
/// way, which fetches meanwhile, is never gone. It is a tenth of the client. No server function streams what it sends.
const NEVER_RUN: [&str; 4] = [
    "IntoAny$GT$8into_any13hydrate_async17h",
    "intounderlyingbytesource_",
    "intounderlyingsink_",
    "intounderlyingsource_",
];

/// What wasm-bindgen runs when it binds them.
const DESCRIPTION: &str = "__wbindgen_describe_";

/// Takes the bodies of these functions out of a module that has names and relocations: whoever came to one would stop there.
/// What only they refer to is then in no chunk.
pub fn empty(module: &[u8]) -> Result<Vec<u8>> {
    let (code, bodies) = find(module)?;
    let mut emptied = module.to_vec();
    for body in &bodies {
        let body = emptied.get_mut(body.clone()).context("a function lies outside of its module")?;
        write_empty(body);
    }

    let mut result = Module::new();
    for payload in Parser::new(0).parse_all(&emptied) {
        let payload = payload?;
        match &payload {
            Payload::CustomSection(custom) if custom.name() == "reloc.CODE" => {
                let KnownCustom::Reloc(relocations) = custom.as_known() else { continue };
                let data = relocations_outside(&emptied, &relocations, code, &bodies)?.into();
                result.section(&CustomSection { name: custom.name().into(), data });
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    result.section(&RawSection { id, data: slice(&emptied, &to_usize(&range)?)? });
                }
            }
        }
    }
    Ok(result.finish())
}

/// Where the code begins, and the bodies of the functions that never run, in their order.
fn find(module: &[u8]) -> Result<(usize, Vec<Range<usize>>)> {
    let (mut imported, mut code) = (0, 0);
    let (mut bodies, mut names) = (Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { range, .. } => code = to_usize(&range)?.start,
            Payload::CodeSectionEntry(body) => bodies.push(to_usize(&body.range())?),
            Payload::CustomSection(custom) => {
                let KnownCustom::Name(section) = custom.as_known() else { continue };
                for part in section {
                    let Name::Function(functions) = part? else { continue };
                    for function in functions {
                        let function = function?;
                        names.insert(function.index, function.name);
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for never in NEVER_RUN {
        let before = found.len();
        let named =
            |index: u32| names.get(&index).is_some_and(|name| name.contains(never) && !name.contains(DESCRIPTION));
        found.extend((imported..).zip(&bodies).filter(|(index, _)| named(*index)).map(|(_, body)| body.clone()));
        ensure!(found.len() > before, "no function is called {never} any more: see {}", file!());
    }
    found.sort_by_key(|body| body.start);
    Ok((code, found))
}

/// No locals, `unreachable`, `nop` as often as it takes, `end`. The length stays: relocations count bytes.
fn write_empty(body: &mut [u8]) {
    if let [locals, trap, rest @ .., end] = body {
        (*locals, *trap, *end) = (0x00, 0x00, 0x0b);
        rest.fill(0x01);
    }
}

/// The section of relocations without those that lie in one of the bodies.
fn relocations_outside(
    module: &[u8],
    relocations: &RelocSectionReader<'_>,
    code: usize,
    bodies: &[Range<usize>],
) -> Result<Vec<u8>> {
    let (mut count, mut kept) = (0u32, Vec::new());
    let end = to_usize(&relocations.range())?.end;
    let mut entries = relocations.entries().into_iter_with_offsets().peekable();
    while let Some(entry) = entries.next() {
        let (from, entry) = entry?;
        let next = match entries.peek() {
            Some(Ok((next, _))) => usize::try_from(*next)?,
            _ => end,
        };
        let at = code + usize::try_from(entry.offset)?;
        let body = bodies.get(bodies.partition_point(|body| body.end <= at));
        if !body.is_some_and(|body| body.contains(&at)) {
            count += 1;
            kept.extend_from_slice(slice(module, &(usize::try_from(from)?..next))?);
        }
    }
    let mut section = Vec::new();
    relocations.section_index().encode(&mut section);
    count.encode(&mut section);
    section.append(&mut kept);
    Ok(section)
}

fn slice<'a>(module: &'a [u8], range: &Range<usize>) -> Result<&'a [u8]> {
    module.get(range.clone()).context("a part lies outside of its module")
}

fn to_usize(range: &Range<u64>) -> Result<Range<usize>> {
    Ok(usize::try_from(range.start)?..usize::try_from(range.end)?)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, Function, FunctionSection, NameMap, NameSection, TypeSection};

    use super::*;

    #[test]
    fn what_never_runs_is_empty_and_refers_to_nothing() -> Result<()> {
        let (mut types, mut functions, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        let mut names = NameMap::new();
        // Each function is five bytes long and calls the first one; its relocation tells where the number of that one stands.
        let mut relocations = vec![2, 5];
        for (index, name) in (0..).zip(NEVER_RUN.iter().chain(&["kept"])) {
            functions.function(0);
            let mut body = Function::new([]);
            body.instructions().call(0).end();
            code.function(&body);
            names.append(index, name);
            relocations.extend([0, 4 + 5 * u8::try_from(index)?, 0]);
        }
        let mut named = NameSection::new();
        named.functions(&names);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.section(&CustomSection { name: "reloc.CODE".into(), data: relocations.into() }).section(&named);

        let emptied = empty(&module.finish())?;
        let (mut bodies, mut left) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&emptied) {
            match payload? {
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
                Payload::CustomSection(custom) if custom.name() == "reloc.CODE" => left = custom.data().to_vec(),
                _ => {}
            }
        }
        assert_eq!(bodies, [[0, 0, 1, 0x0b], [0, 0, 1, 0x0b], [0, 0, 1, 0x0b], [0, 0, 1, 0x0b], [0, 0x10, 0, 0x0b]]);
        assert_eq!(left, [2, 1, 0, 24, 0]);
        Ok(())
    }
}
