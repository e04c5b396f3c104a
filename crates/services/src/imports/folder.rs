//! What lies in the data folder for an import.

use std::{
    io,
    path::{Path, PathBuf},
};

use domain::{AppError, ImportId};
use serde::{Serialize, de::DeserializeOwned};
use sheets::Workbook;

use crate::{
    Services,
    failure::{Failure, Outcome},
    files,
};

/// The folder of one import.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn of(services: &Services, id: ImportId) -> Self {
        Self(all(services).join(id.to_string()))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file as it was uploaded.
    pub fn upload(&self) -> PathBuf {
        self.0.join("upload")
    }

    /// The refused rows of a run, as their user gets them.
    pub fn refused(&self, run: i64) -> PathBuf {
        self.0.join(format!("refused-{run}.xlsx"))
    }

    /// What was found when the file was looked over: its first rows are people's data, and stay out of the database.
    pub async fn workbook(&self) -> Outcome<Workbook> {
        self.read("workbook.json").await
    }

    pub async fn keep_workbook(&self, workbook: &Workbook) -> Outcome<()> {
        self.write("workbook.json", workbook).await
    }

    /// The numbers of the codes in the file that look as if the system had made them.
    pub async fn code_numbers(&self) -> Outcome<Vec<i64>> {
        self.read("codes.json").await
    }

    pub async fn keep_code_numbers(&self, numbers: &[i64]) -> Outcome<()> {
        self.write("codes.json", &numbers).await
    }

    async fn read<T: DeserializeOwned>(&self, name: &str) -> Outcome<T> {
        let bytes = tokio::fs::read(self.0.join(name)).await.map_err(missing)?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    async fn write(&self, name: &str, value: &impl Serialize) -> Outcome<()> {
        Ok(files::write(&self.0.join(name), &serde_json::to_vec(value)?).await?)
    }
}

/// A refused file is not kept, and no file for ever.
fn missing(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound { AppError::NotFound.into() } else { error.into() }
}

/// Where the folders of all imports lie.
pub(super) fn all(services: &Services) -> PathBuf {
    services.folder().join("imports")
}
