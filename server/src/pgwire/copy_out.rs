//! `COPY … TO STDOUT`.

use pgwire::messages::copy::{CopyDone, CopyOutResponse};

use super::backend::Backend;
use super::control::{Control, Failure};
use super::cursors::shifted;
use super::encode::CopyFormat;
use super::errors::PgError;
use super::running::Rows;
use super::statements::CopyStatement;
use super::wire::Wire;

impl Backend {
    /// Runs a COPY from its first message to CopyDone; returns the command tag.
    pub(super) async fn copy_out(
        &mut self,
        copy: &CopyStatement,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<String, Failure> {
        let started = self.start(&copy.query, Vec::new(), wire, control).await;
        let mut running = started.map_err(|failure| match copy.offset {
            Some(offset) => shifted(failure, offset),
            None => unplaced(failure),
        })?;
        let Some(columns) = running.columns().cloned() else {
            return Err(PgError::error("42601", "COPY needs a query that returns rows").into());
        };
        let code = i16::from(copy.options.format == CopyFormat::Binary);
        let count = i16::try_from(columns.len())
            .map_err(|_| PgError::error("54011", "COPY can have at most 32767 columns"))?;
        wire.writer.message(&CopyOutResponse::new(code as i8, count, vec![code; columns.len()]))?;
        let prefix = copy.options.write_start(&columns, wire.writer.buffer());
        let style = self.text_style();
        let fetched = running.fetch(None, Rows::Copy(&copy.options, &prefix), &style, wire, control).await?;
        copy.options.write_end(&prefix, wire.writer.buffer());
        wire.writer.message(&CopyDone::new())?;
        self.cost_notice(wire, &running)?;
        Ok(format!("COPY {}", fetched.rows))
    }
}

/// An error in a query the client did not write has no place in its text.
fn unplaced(failure: Failure) -> Failure {
    match failure {
        Failure::Statement(error) => Failure::Statement(PgError { offset: None, ..error }),
        gone => gone,
    }
}
