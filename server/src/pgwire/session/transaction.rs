//! Transaction blocks as clients expect them.
//!
//! Statements take effect at once (Athena has no transactions); a block only decides how errors are answered,
//! how long cursors live, and which SET is taken back.

use super::settings::{Change, Settings};
use crate::pgwire::errors::PgError;
use crate::pgwire::limits::MAX_SAVEPOINTS;

/// The byte of ReadyForQuery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Outside of a block.
    Idle,
    /// In a block.
    Block,
    /// In a block that an error has ended.
    Failed,
}

/// Settings to go back to.
#[derive(Debug, Clone)]
struct Marks {
    /// As they are now, SET LOCAL included.
    present: Settings,
    /// As COMMIT keeps them.
    committed: Settings,
}

#[derive(Debug)]
struct Block {
    failed: bool,
    at_begin: Settings,
    /// What COMMIT keeps: the present settings without SET LOCAL.
    committed: Settings,
    savepoints: Vec<(String, Marks)>,
    /// A statement that changed something ran; ROLLBACK will not take it back.
    wrote: bool,
}

/// The block a session is in.
#[derive(Debug, Default)]
pub struct Transaction {
    block: Option<Block>,
}

/// How a block ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// Command tag: a failed block is rolled back by COMMIT too.
    pub tag: &'static str,
    /// Settings that changed back.
    pub changes: Vec<Change>,
    /// Something written stays although the block was rolled back.
    pub kept_writes: bool,
}

impl Transaction {
    /// Status for ReadyForQuery.
    pub fn status(&self) -> Status {
        match &self.block {
            None => Status::Idle,
            Some(block) if block.failed => Status::Failed,
            Some(_) => Status::Block,
        }
    }

    /// BEGIN; false when there is a block already.
    pub fn begin(&mut self, settings: &Settings) -> bool {
        if self.block.is_some() {
            return false;
        }
        self.block = Some(Block {
            failed: false,
            at_begin: settings.clone(),
            committed: settings.clone(),
            savepoints: Vec::new(),
            wrote: false,
        });
        true
    }

    /// An error happened: the rest of the block is refused.
    pub fn fail(&mut self) {
        if let Some(block) = &mut self.block {
            block.failed = true;
        }
    }

    /// A statement ran that changed something.
    pub fn wrote(&mut self) {
        if let Some(block) = &mut self.block {
            block.wrote = true;
        }
    }

    /// COMMIT; `None` outside of a block.
    pub fn commit(&mut self, settings: &mut Settings) -> Option<Ended> {
        let block = self.block.take()?;
        if block.failed {
            let changes = settings.replace_with(block.at_begin);
            return Some(Ended { tag: "ROLLBACK", changes, kept_writes: block.wrote });
        }
        Some(Ended { tag: "COMMIT", changes: settings.replace_with(block.committed), kept_writes: false })
    }

    /// ROLLBACK; `None` outside of a block.
    pub fn rollback(&mut self, settings: &mut Settings) -> Option<Ended> {
        let block = self.block.take()?;
        Some(Ended {
            tag: "ROLLBACK",
            changes: settings.replace_with(block.at_begin),
            kept_writes: block.wrote,
        })
    }

    /// A SET that is not LOCAL: COMMIT keeps it.
    pub fn kept(&mut self, apply: impl FnOnce(&mut Settings)) {
        if let Some(block) = &mut self.block {
            apply(&mut block.committed);
        }
    }

    /// SAVEPOINT.
    pub fn savepoint(&mut self, name: String, settings: &Settings) -> Result<(), PgError> {
        let block = self.block.as_mut().ok_or_else(|| outside("SAVEPOINT"))?;
        if block.savepoints.len() >= MAX_SAVEPOINTS {
            return Err(PgError::error(
                "53400",
                format!("more than {MAX_SAVEPOINTS} savepoints in one transaction"),
            ));
        }
        let marks = Marks { present: settings.clone(), committed: block.committed.clone() };
        block.savepoints.push((name, marks));
        Ok(())
    }

    /// RELEASE SAVEPOINT.
    pub fn release(&mut self, name: &str) -> Result<(), PgError> {
        let block = self.block.as_mut().ok_or_else(|| outside("RELEASE SAVEPOINT"))?;
        let at = find(&block.savepoints, name)?;
        block.savepoints.truncate(at);
        Ok(())
    }

    /// ROLLBACK TO SAVEPOINT: the block goes on.
    pub fn rollback_to(&mut self, name: &str, settings: &mut Settings) -> Result<Vec<Change>, PgError> {
        let block = self.block.as_mut().ok_or_else(|| outside("ROLLBACK TO SAVEPOINT"))?;
        let at = find(&block.savepoints, name)?;
        block.savepoints.truncate(at + 1);
        block.failed = false;
        let Some((_, marks)) = block.savepoints.last().cloned() else { return Ok(Vec::new()) };
        block.committed = marks.committed;
        Ok(settings.replace_with(marks.present))
    }
}

fn outside(command: &str) -> PgError {
    PgError::error("25P01", format!("{command} can only be used in transaction blocks"))
}

fn find(savepoints: &[(String, Marks)], name: &str) -> Result<usize, PgError> {
    let found = savepoints.iter().rposition(|(known, _)| known == name);
    found.ok_or_else(|| PgError::error("3B001", format!("savepoint \"{name}\" does not exist")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(settings: &mut Settings, transaction: &mut Transaction, value: &str, local: bool) {
        settings.set("jit", value).unwrap();
        if !local {
            transaction.kept(|kept| drop(kept.set("jit", value)));
        }
    }

    fn jit(settings: &Settings) -> String {
        settings.get("jit").unwrap().1
    }

    #[test]
    fn set_is_kept_by_commit_and_taken_back_by_rollback() {
        let (mut settings, mut transaction) = (Settings::default(), Transaction::default());
        assert!(transaction.begin(&settings) && !transaction.begin(&settings));
        set(&mut settings, &mut transaction, "on", false);
        assert_eq!(transaction.commit(&mut settings).unwrap().tag, "COMMIT");
        assert_eq!(jit(&settings), "on");
        transaction.begin(&settings);
        set(&mut settings, &mut transaction, "off", false);
        assert_eq!(transaction.rollback(&mut settings).unwrap().changes.len(), 1);
        assert_eq!(jit(&settings), "on");
        assert!(transaction.commit(&mut settings).is_none());
    }

    #[test]
    fn set_local_ends_with_the_block() {
        let (mut settings, mut transaction) = (Settings::default(), Transaction::default());
        transaction.begin(&settings);
        set(&mut settings, &mut transaction, "on", true);
        assert_eq!(jit(&settings), "on");
        transaction.commit(&mut settings);
        assert_eq!(jit(&settings), "off");
    }

    #[test]
    fn a_failed_block_is_rolled_back_by_commit() {
        let (mut settings, mut transaction) = (Settings::default(), Transaction::default());
        transaction.fail();
        assert_eq!(transaction.status(), Status::Idle);
        transaction.begin(&settings);
        transaction.wrote();
        transaction.fail();
        assert_eq!(transaction.status(), Status::Failed);
        let ended = transaction.commit(&mut settings).unwrap();
        assert!(ended.tag == "ROLLBACK" && ended.kept_writes);
    }

    #[test]
    fn savepoints_nest_and_revive_the_block() {
        let (mut settings, mut transaction) = (Settings::default(), Transaction::default());
        assert_eq!(transaction.savepoint("a".into(), &settings).unwrap_err().code, "25P01");
        transaction.begin(&settings);
        transaction.savepoint("a".into(), &settings).unwrap();
        set(&mut settings, &mut transaction, "on", false);
        transaction.savepoint("b".into(), &settings).unwrap();
        transaction.fail();
        transaction.rollback_to("a", &mut settings).unwrap();
        assert_eq!((transaction.status(), jit(&settings).as_str()), (Status::Block, "off"));
        assert_eq!(transaction.rollback_to("b", &mut settings).unwrap_err().code, "3B001");
        transaction.release("a").unwrap();
        assert_eq!(transaction.release("a").unwrap_err().code, "3B001");
    }
}
