//! Certificate and key files, read once at start and checked to belong together.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::ServerError;

/// Largest certificate or key file read, bytes.
const MAX_PEM_BYTES: u64 = 1024 * 1024;

/// What proves who this server is.
#[derive(Clone)]
pub struct TlsIdentity {
    /// For the handshake.
    pub config: Arc<ServerConfig>,
    /// The certificate chain as PEM, for SCRAM's channel binding.
    pub certificate_pem: Arc<[u8]>,
}

impl std::fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TlsIdentity").finish_non_exhaustive()
    }
}

/// Reads a certificate chain and its private key, both PEM.
///
/// ALPN offers `postgresql`, which clients of version 17 and later ask for.
pub fn load(certificate: &Path, key: &Path) -> Result<TlsIdentity, ServerError> {
    let certificate_pem = read(certificate)?;
    let chain = CertificateDer::pem_slice_iter(&certificate_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refused(certificate, error))?;
    if chain.is_empty() {
        return Err(refused(certificate, "there is no certificate in it"));
    }
    let key_der = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|error| match error {
        rustls::pki_types::pem::Error::NoItemsFound => refused(key, "there is no private key in it"),
        error => refused(key, error),
    })?;
    let mut config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key_der).map_err(|error| {
            ServerError::Tls(format!("{} and {}: {error}", certificate.display(), key.display()))
        })?;
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(TlsIdentity { config: Arc::new(config), certificate_pem: certificate_pem.into() })
}

fn read(path: &Path) -> Result<Vec<u8>, ServerError> {
    let length = std::fs::metadata(path).map_err(|error| refused(path, error))?.len();
    if length > MAX_PEM_BYTES {
        return Err(refused(path, format!("larger than {MAX_PEM_BYTES} bytes")));
    }
    std::fs::read(path).map_err(|error| refused(path, error))
}

fn refused(path: &Path, why: impl std::fmt::Display) -> ServerError {
    ServerError::Tls(format!("cannot use {} for TLS: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(certificate: &str, key: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (certificate_path, key_path) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        std::fs::write(&certificate_path, certificate).unwrap();
        std::fs::write(&key_path, key).unwrap();
        load(&certificate_path, &key_path).unwrap_err().to_string()
    }

    #[test]
    fn refusals_name_the_file_and_the_reason() {
        assert!(
            load(Path::new("/nowhere/c.pem"), Path::new("k"))
                .unwrap_err()
                .to_string()
                .contains("/nowhere/c.pem")
        );
        assert!(refusal("", "").contains("c.pem for TLS: there is no certificate"));
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(refusal(certificate, "").contains("k.pem for TLS: there is no private key"));
    }
}
