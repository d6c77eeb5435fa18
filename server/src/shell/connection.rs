//! The shell's connection: TLS as the URL asks, notices, cancel.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use serde::Deserialize;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::trust::client_config;
use crate::error::ServerError;

/// Longest wait for a connection.
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);

/// What a statement scanned and cost: the detail of the server's `polias.show_cost` notice.
#[derive(Debug, Clone, Deserialize)]
pub struct Receipt {
    /// Bytes read from files.
    pub scanned_bytes: u64,
    /// Price in US dollars.
    pub cost_usd: f64,
}

/// A connected client.
pub struct Connection {
    client: Client,
    receipt: Arc<Mutex<Option<Receipt>>>,
    tls: MakeRustlsConnect,
}

impl Connection {
    /// Connects and asks the server for cost notices.
    pub async fn open(url: &str, ca_cert: Option<&Path>) -> Result<Self, ServerError> {
        let mut config: Config = url
            .parse()
            .map_err(|error| ServerError::Usage(format!("--url is not a PostgreSQL URL: {error}")))?;
        config.connect_timeout(CONNECT_PATIENCE).application_name("polias sql");
        if config.get_user().is_none() {
            config.user(std::env::var("USER").unwrap_or_else(|_| "polias".to_owned()));
        }
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        let tls = MakeRustlsConnect::new(client_config(ca_cert)?);
        let (client, receipt) = connect(&config, tls.clone()).await?;
        client.batch_execute("SET polias.show_cost = on").await.map_err(|error| remote(&error))?;
        Ok(Self { client, receipt, tls })
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Forgets what the statement before cost.
    pub fn forget_receipt(&self) {
        *self.receipt.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What the last statement cost, when the server said so.
    pub async fn receipt(&self) -> Option<Receipt> {
        // The notice comes before the end of the statement, but through the connection's own task.
        tokio::task::yield_now().await;
        self.receipt.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the server to stop the running statement.
    pub async fn cancel(&self) {
        let token = self.client.cancel_token();
        if let Err(error) = token.cancel_query(self.tls.clone()).await {
            // A server without TLS refuses the encrypted request only when the URL demands TLS.
            tracing::debug!(%error, "cancel failed");
            let _ = token.cancel_query(NoTls).await;
        }
    }
}

async fn connect<T>(config: &Config, tls: T) -> Result<(Client, Arc<Mutex<Option<Receipt>>>), ServerError>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, mut connection) = config.connect(tls).await.map_err(|error| remote(&error))?;
    let receipt = Arc::new(Mutex::new(None));
    let last = Arc::clone(&receipt);
    tokio::spawn(async move {
        let mut messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notice(notice) = message {
                match notice.detail().map(serde_json::from_str::<Receipt>) {
                    Some(Ok(receipt)) => *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(receipt),
                    _ => eprintln!("{}: {}", notice.severity(), notice.message()),
                }
            }
        }
    });
    Ok((client, receipt))
}

fn remote(error: &tokio_postgres::Error) -> ServerError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    ServerError::Remote(format!("cannot connect: {error}{cause}"))
}
