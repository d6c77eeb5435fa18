//! The interactive loop: history, statements over several lines, a few commands of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use polias_engine::split_statements;
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

use super::{OutputFormat, Shell};
use crate::error::ServerError;

/// Lines kept in the history file.
const HISTORY_LINES: usize = 10_000;

const HELP: &str = "A statement ends with ; and may take several lines.
\\output table|csv|json   how rows are printed
\\q                       leave (also Ctrl-D)
SHOW TABLES; DESCRIBE t; EXPLAIN SELECT …; SELECT * FROM system.query_history;";

impl Shell {
    /// Reads and runs statements until the person leaves.
    pub async fn interact(&mut self) -> Result<ExitCode, ServerError> {
        println!("polias sql {}; \\h for help", env!("CARGO_PKG_VERSION"));
        let mut editor = Some(editor()?);
        let mut pending = String::new();
        while let Some(mut line_editor) = editor.take() {
            let prompt = if pending.is_empty() { "polias> " } else { "     -> " };
            // Reading blocks; the connection's task must go on meanwhile.
            let (line_editor, line) = tokio::task::spawn_blocking(move || {
                let line = line_editor.readline(prompt);
                (line_editor, line)
            })
            .await
            .map_err(std::io::Error::other)?;
            editor = Some(line_editor);
            match line {
                Ok(line) if pending.is_empty() && line.trim_start().starts_with('\\') => {
                    if !self.command(line.trim()) {
                        break;
                    }
                }
                Ok(line) => {
                    pending.push_str(&line);
                    pending.push('\n');
                    if !is_complete(&pending) {
                        continue;
                    }
                    let script = std::mem::take(&mut pending);
                    if let Some(editor) = &mut editor {
                        let _ = editor.add_history_entry(script.trim());
                    }
                    self.run_script(&script).await?;
                }
                Err(ReadlineError::Interrupted) => pending.clear(),
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(std::io::Error::other(error).into()),
            }
        }
        if let (Some(mut editor), Some(path)) = (editor, history_file()) {
            let _ = editor.save_history(&path);
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A command of the shell itself. False to leave.
    fn command(&mut self, command: &str) -> bool {
        let mut words = command.split_whitespace();
        match (words.next(), words.next()) {
            (Some("\\q" | "\\quit" | "\\exit"), _) => return false,
            (Some("\\output"), Some("table")) => self.output = OutputFormat::Table,
            (Some("\\output"), Some("csv")) => self.output = OutputFormat::Csv,
            (Some("\\output"), Some("json")) => self.output = OutputFormat::Json,
            _ => println!("{HELP}"),
        }
        true
    }
}

/// True when the text ends with the `;` of its last statement, or holds nothing.
fn is_complete(text: &str) -> bool {
    match split_statements(text).last() {
        None => true,
        Some(last) => text[last.end..].trim_start().starts_with(';'),
    }
}

fn editor() -> Result<DefaultEditor, ServerError> {
    let config = rustyline::Config::builder()
        .max_history_size(HISTORY_LINES)
        .map_err(std::io::Error::other)?
        .auto_add_history(false)
        .build();
    let mut editor = DefaultEditor::with_config(config).map_err(std::io::Error::other)?;
    if let Some(path) = history_file() {
        // Missing at first use.
        let _ = editor.load_history(&path);
    }
    Ok(editor)
}

fn history_file() -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("HOME")?).join(".polias_history"))
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn a_statement_is_complete_at_its_semicolon() {
        assert!(is_complete("SELECT 1;\n"));
        assert!(is_complete("\n"));
        assert!(!is_complete("SELECT 1\n"));
        assert!(!is_complete("SELECT ';\n"));
        assert!(!is_complete("SELECT 1; SELECT 2\n"));
    }
}
