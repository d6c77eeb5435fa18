//! Running the statements the door answers itself.

use super::backend::Backend;
use super::control::{Control, Failure};
use super::cursors::Lifetime;
use super::errors::PgError;
use super::running::Running;
use super::session::{Ended, Status};
use super::statements::{Modes, SessionStatement, Target};
use super::wire::Wire;

/// What a statement of the door answers.
pub enum Answer {
    /// Rows.
    Rows(Running),
    /// A command tag.
    Tag(String),
    /// It is the engine's after all (DEALLOCATE of a statement of the workgroup).
    Engine,
}

impl Backend {
    /// Runs a statement of the door, except FETCH and COPY, whose rows the protocol paces.
    pub(super) async fn run_session_statement(
        &mut self,
        statement: SessionStatement,
        wire: &mut Wire,
        control: &Control,
    ) -> Result<Answer, Failure> {
        let tag = match statement {
            SessionStatement::Begin { tag, modes } => {
                if !self.transaction.begin(&self.settings) {
                    self.notice(
                        wire,
                        &PgError::warning("25001", "there is already a transaction in progress"),
                    )?;
                }
                self.set_modes(&modes, "transaction_", true, wire).await?;
                tag
            }
            SessionStatement::Commit { chain } => self.end_block(chain, true, wire).await?,
            SessionStatement::Rollback { chain } => self.end_block(chain, false, wire).await?,
            SessionStatement::Savepoint(name) => {
                self.transaction.savepoint(name, &self.settings)?;
                "SAVEPOINT"
            }
            SessionStatement::Release(name) => {
                self.transaction.release(&name)?;
                "RELEASE"
            }
            SessionStatement::RollbackTo(name) => {
                let changes = self.transaction.rollback_to(&name, &mut self.settings)?;
                self.apply(&changes, wire).await?;
                "ROLLBACK"
            }
            SessionStatement::SetTransaction(modes) => {
                self.set_modes(&modes, "transaction_", true, wire).await?;
                "SET"
            }
            SessionStatement::SetSessionCharacteristics(modes) => {
                self.set_modes(&modes, "default_transaction_", false, wire).await?;
                "SET"
            }
            SessionStatement::Set { name, value, local } => {
                self.set(&name, value.as_deref(), local, wire).await?;
                "SET"
            }
            SessionStatement::SetRole(role) => {
                if let Some(role) = role.filter(|role| *role != self.session.user) {
                    return Err(
                        PgError::error("42501", format!("permission denied to set role \"{role}\"")).into()
                    );
                }
                "SET"
            }
            SessionStatement::Show(target) => return Ok(Answer::Rows(self.show(&target).await?)),
            SessionStatement::Reset(target) => {
                self.reset(&target, wire).await?;
                "RESET"
            }
            SessionStatement::Discard { tag, all } => {
                if all {
                    self.discard_all(wire).await?;
                }
                tag
            }
            SessionStatement::Deallocate(None) => {
                self.prepared.clear();
                "DEALLOCATE ALL"
            }
            SessionStatement::Deallocate(Some(name)) => {
                if !self.prepared.remove(&name) {
                    return Ok(Answer::Engine);
                }
                "DEALLOCATE"
            }
            SessionStatement::Declare(declare) => {
                self.declare(declare, wire, control).await?;
                "DECLARE CURSOR"
            }
            SessionStatement::Close(None) => {
                self.cursors.clear();
                "CLOSE CURSOR ALL"
            }
            SessionStatement::Close(Some(name)) => {
                self.cursors.close(&name)?;
                "CLOSE CURSOR"
            }
            SessionStatement::Accepted(tag) => tag,
            SessionStatement::Fetch(_) | SessionStatement::Copy(_) => {
                return Err(PgError::error("XX000", "FETCH and COPY have their own way").into());
            }
        };
        Ok(Answer::Tag(tag.to_owned()))
    }

    async fn set(
        &mut self,
        name: &str,
        value: Option<&str>,
        local: bool,
        wire: &mut Wire,
    ) -> Result<(), Failure> {
        if local && self.status() == Status::Idle && !self.in_batch {
            let warning = PgError::warning("25P01", "SET LOCAL can only be used in transaction blocks");
            return self.notice(wire, &warning);
        }
        let change = match value {
            Some(value) => self.settings.set(name, value)?,
            None => self.settings.reset(name)?,
        };
        if !local {
            self.transaction.kept(|kept| {
                // The present settings have just taken the same change.
                let _ = match value {
                    Some(value) => kept.set(name, value),
                    None => kept.reset(name),
                };
            });
        }
        self.apply(&[change], wire).await
    }

    async fn set_modes(
        &mut self,
        modes: &Modes,
        prefix: &str,
        local: bool,
        wire: &mut Wire,
    ) -> Result<(), Failure> {
        for (name, value) in modes.settings(prefix) {
            self.set(&name, Some(value), local, wire).await?;
        }
        Ok(())
    }

    async fn reset(&mut self, target: &Target, wire: &mut Wire) -> Result<(), Failure> {
        match target {
            Target::One(name) => self.set(name, None, false, wire).await,
            Target::All => {
                let changes = self.settings.reset_all();
                self.transaction.kept(|kept| drop(kept.reset_all()));
                self.apply(&changes, wire).await
            }
        }
    }

    /// COMMIT or ROLLBACK.
    async fn end_block(
        &mut self,
        chain: bool,
        commit: bool,
        wire: &mut Wire,
    ) -> Result<&'static str, Failure> {
        let ended = if commit {
            self.transaction.commit(&mut self.settings)
        } else {
            self.transaction.rollback(&mut self.settings)
        };
        let Some(Ended { tag, changes, kept_writes }) = ended else {
            if chain {
                let command = if commit { "COMMIT AND CHAIN" } else { "ROLLBACK AND CHAIN" };
                return Err(PgError::error(
                    "25P01",
                    format!("{command} can only be used in transaction blocks"),
                )
                .into());
            }
            self.notice(wire, &PgError::warning("25P01", "there is no transaction in progress"))?;
            return Ok(if commit { "COMMIT" } else { "ROLLBACK" });
        };
        self.portals.clear();
        self.cursors.end_of_block(if tag == "COMMIT" { Lifetime::Committed } else { Lifetime::RolledBack });
        self.apply(&changes, wire).await?;
        if kept_writes {
            let warning = PgError::warning(
                "25P01",
                "what the statements of this block changed stays: there are no transactions",
            );
            self.notice(wire, &warning)?;
        }
        if chain {
            self.transaction.begin(&self.settings);
        }
        Ok(tag)
    }

    async fn show(&self, target: &Target) -> Result<Running, Failure> {
        let running = match target {
            Target::One(name) => {
                let (canonical, value) = self.settings.get(name)?;
                let value = if canonical == "search_path" { self.shown_search_path().await } else { value };
                Running::of_text("SHOW", &[&canonical], vec![vec![value]])?
            }
            Target::All => {
                let mut columns = vec![Vec::new(), Vec::new(), Vec::new()];
                for (name, value, description) in self.settings.all() {
                    let row = [name, value, description.to_owned()];
                    columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
                }
                Running::of_text("SHOW", &["name", "setting", "description"], columns)?
            }
        };
        Ok(running)
    }

    async fn discard_all(&mut self, wire: &mut Wire) -> Result<(), Failure> {
        if self.status() != Status::Idle {
            return Err(PgError::error("25001", "DISCARD ALL cannot run inside a transaction block").into());
        }
        self.cursors.clear();
        self.portals.clear();
        self.prepared.clear();
        self.reset(&Target::All, wire).await
    }
}
