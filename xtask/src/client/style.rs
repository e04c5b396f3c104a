//! What the pages look like: CSS, fonts, icons.

use std::{fmt::Write, fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{paths, process::run_quietly};

/// Bundles `style/main.css` and what it imports to one minified file.
pub fn bundle(package: &Path) -> Result<()> {
    run_quietly(
        Command::new(paths::npm_program("lightningcss"))
            .args(["--bundle", "--minify"])
            .arg(paths::root().join("style/main.css"))
            .arg("--output-file")
            .arg(package.join("main.css")),
    )?;
    Ok(())
}

/// Copies the fonts to `fonts/`, where the style sheet looks for them.
pub fn copy_fonts(package: &Path) -> Result<()> {
    let place = package.join("fonts");
    fs::create_dir_all(&place)?;
    for entry in fs::read_dir(paths::root().join("style/fonts"))? {
        let font = entry?.path();
        if font.extension().is_some_and(|extension| extension == "woff2") {
            let name = font.file_name().context("a font file without a name")?;
            fs::copy(&font, place.join(name)).with_context(|| format!("cannot copy {}", font.display()))?;
        }
    }
    Ok(())
}

/// Draws the icons that `style/icons.txt` names, one a line, as symbols of `icons.svg`.
pub fn draw_icon_sprite(package: &Path) -> Result<()> {
    let list = paths::root().join("style/icons.txt");
    let list = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut sprite = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg">"#);
    for name in list.lines().map(str::trim).filter(|name| !name.is_empty() && !name.starts_with('#')) {
        let icon = paths::npm_file(&format!("lucide-static/icons/{name}.svg"));
        let icon = fs::read_to_string(icon).with_context(|| format!("style/icons.txt: lucide has no icon `{name}`"))?;
        let shapes = shapes(&icon).with_context(|| format!("the icon `{name}` is not drawn as expected"))?;
        write!(
            sprite,
            r#"<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>"#
        )?;
    }
    sprite.push_str("</svg>");
    Ok(fs::write(package.join("icons.svg"), sprite)?)
}

/// What stands inside the `<svg>` element, without line breaks and indentation.
fn shapes(icon: &str) -> Option<String> {
    let (_, element) = icon.split_once("<svg")?;
    let (_, inside) = element.split_once('>')?;
    let (inside, _) = inside.split_once("</svg>")?;
    Some(inside.lines().map(str::trim).collect())
}
