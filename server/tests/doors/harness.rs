//! A server of this build on free ports, killed when the test is over.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tokio_postgres::{Client, Config, NoTls};

/// How a server differs from the default one.
#[derive(Default)]
pub struct Options {
    /// Names and passwords.
    pub users: &'static [(&'static str, &'static str)],
    /// With the certificate of the tests.
    pub tls: bool,
    /// `pg.max_connections`
    pub max_connections: Option<u32>,
}

/// A running server.
pub struct Server {
    process: Child,
    port: u16,
    _data: tempfile::TempDir,
}

/// The certificate of the tests, for `localhost`.
pub fn certificate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doors/tls/certificate.pem")
}

impl Server {
    /// A server without users and TLS.
    pub async fn new() -> Self {
        Self::start(Options::default()).await
    }

    /// Starts a server and waits until it listens.
    pub async fn start(options: Options) -> Self {
        let data = tempfile::tempdir().unwrap();
        for (name, password) in options.users {
            let mut added = polias(&["user", "--data-dir"], data.path(), &["add", name])
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            added.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
            assert!(added.wait().unwrap().success());
        }
        let mut arguments: Vec<String> =
            ["--pg", "127.0.0.1:0", "--http", "127.0.0.1:0"].map(str::to_owned).to_vec();
        let mut set =
            |key: &str, value: &str| arguments.extend(["--set".to_owned(), format!("{key}={value}")]);
        if options.tls {
            let key = certificate().with_file_name("key.pem");
            set("tls.cert", &certificate().display().to_string());
            set("tls.key", &key.display().to_string());
        }
        if let Some(most) = options.max_connections {
            set("pg.max_connections", &most.to_string());
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut process =
            polias(&["serve", "--data-dir"], data.path(), &arguments).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let port = lines.by_ref().find_map(|line| port_of(&line.unwrap())).expect("the server did not start");
        // The pipe must be read on, or the server would block on a full one.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, port, _data: data }
    }

    /// The port of the Postgres wire.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A connection of user `tester`.
    pub async fn connect(&self) -> Client {
        let (client, connection) = self.config().connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// Settings of such a connection.
    pub fn config(&self) -> Config {
        let mut config = Config::new();
        config.host("127.0.0.1").port(self.port).user("tester").dbname("default");
        config
    }

    /// Asks the server to stop, as a service manager does.
    pub fn terminate(&self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn polias(command: &[&str], data: &Path, arguments: &[&str]) -> Command {
    let mut process = Command::new(env!("CARGO_BIN_EXE_polias"));
    process.env_clear().args(command).arg(data).args(arguments).stdout(Stdio::null());
    process
}

/// From the line that tells how to connect.
fn port_of(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("ready; psql 'host=127.0.0.1 port=")?;
    rest.trim_end_matches('\'').parse().ok()
}
