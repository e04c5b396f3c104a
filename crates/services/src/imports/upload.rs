//! A file on its way in.

use domain::{
    AppError, ImportId,
    import::wizard::{ImportState, ImportStatus, MAX_UPLOAD_BYTES},
    permission::{noun, verb},
};
use entities::import;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use tokio::{fs::File, io::AsyncWriteExt};
use uuid::Uuid;

use super::{Imports, folder::Folder, plan::StoredPlan, sheet, state::state_of};
use crate::{
    Services,
    authz::Actor,
    failure::{Failure, Outcome},
    files,
};

/// Characters of a file's name that are kept.
const NAME_CHARS: usize = 200;

/// A file on its way in, written chunk by chunk. Dropped before it is finished it leaves nothing behind.
pub struct Upload {
    services: Services,
    actor: Actor,
    id: ImportId,
    file_name: String,
    file: File,
    size: u64,
    folder: Unfinished,
}

impl Imports<'_> {
    /// Makes room for a file. `size` is what the browser says of it, if anything; what counts is what arrives.
    ///
    /// # Errors
    /// Forbidden; too large; the disk is full.
    pub async fn begin(&self, actor: &Actor, file_name: &str, size: Option<u64>) -> Outcome<Upload> {
        self.services.read(actor).await?.permit::<verb::Import, noun::Individuals>()?;
        if size.is_some_and(|size| size > MAX_UPLOAD_BYTES) {
            return Err(AppError::TooLarge.into());
        }
        let id = ImportId(Uuid::now_v7());
        let folder = Folder::of(self.services, id);
        files::make_folder(folder.path()).await?;
        let unfinished = Unfinished(Some(folder.clone()));
        Ok(Upload {
            services: self.services.clone(),
            actor: actor.clone(),
            id,
            file_name: shown_name(file_name),
            file: files::make_file(&folder.upload()).await?,
            size: 0,
            folder: unfinished,
        })
    }
}

impl Upload {
    /// Takes the next piece of the file.
    ///
    /// # Errors
    /// Too large; the disk is full.
    pub async fn write(&mut self, chunk: &[u8]) -> Outcome<()> {
        self.size += chunk.len() as u64;
        if self.size > MAX_UPLOAD_BYTES {
            return Err(AppError::TooLarge.into());
        }
        Ok(self.file.write_all(chunk).await?)
    }

    /// The file is complete: a child process looks it over, and the import begins with a guessed plan. A file that
    /// cannot be read makes a refused import, and is not kept. Runs to its end also when the client goes away.
    ///
    /// # Errors
    /// Forbidden; the disk is full.
    pub async fn finish(self) -> Outcome<ImportState> {
        Services::to_its_end(self.settle()).await
    }

    async fn settle(mut self) -> Outcome<ImportState> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let folder = Folder::of(&self.services, self.id);
        let path = folder.upload();
        let found = self.services.look_over(move |parser| parser.inspect(&path)).await?;

        let unit = self.services.write::<verb::Import, noun::Individuals>(&self.actor).await?;
        let plan = match &found {
            Ok(workbook) => {
                folder.keep_workbook(workbook).await?;
                serde_json::to_string(&StoredPlan::new(&unit, sheet::guess(workbook, &unit)).await?)?
            }
            Err(_) => String::new(),
        };
        let status = if found.is_ok() { ImportStatus::Ready } else { ImportStatus::Refused };
        let row = import::ActiveModel {
            id: Set(self.id.0),
            user_id: Set(self.actor.user.0),
            file_name: Set(self.file_name.clone()),
            file_size: Set(i64::try_from(self.size).map_err(Failure::fault)?),
            status: Set(status.key().to_owned()),
            reason: Set(found.as_ref().err().map(|refusal| refusal.code().to_owned()).unwrap_or_default()),
            plan_json: Set(plan),
            run: Set(0),
            written: Set(false),
            rows_total: Set(0),
            rows_done: Set(0),
            created: Set(0),
            changed: Set(0),
            unchanged: Set(0),
            skipped: Set(0),
            errors: Set(0),
            warned: Set(0),
            rows_per_second: Set(0),
            created_at: Set(unit.now()),
            updated_at: Set(unit.now()),
        };
        let row = row.insert(unit.tx()).await?;
        unit.commit().await?;
        if found.is_ok() {
            self.folder.keep();
        }
        state_of(row)
    }
}

/// The folder of an upload, removed unless it is kept.
struct Unfinished(Option<Folder>);

impl Unfinished {
    fn keep(&mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // Two or three small files, and what fails here the next sweep finds.
            let _ = std::fs::remove_dir_all(folder.path());
        }
    }
}

/// The file's name without its path and what cannot be shown.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|sign| !sign.is_control()).take(NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_path() {
        assert_eq!(shown_name("C:\\Khách\\danh sách.xlsx"), "danh sách.xlsx");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("a\u{0}b\r\n.csv"), "ab.csv");
        assert_eq!(shown_name(&"x".repeat(500)).len(), NAME_CHARS);
    }
}
