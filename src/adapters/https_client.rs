//! The client of every outside service that is told personal data: where and how it may connect, and nothing else.

use std::{collections::BTreeMap, path::PathBuf};

use reqwest::{
    Certificate, Client, Identity,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect,
};
use secrecy::{ExposeSecret, SecretString};

use super::Misconfigured;

/// What an operator says of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Connection<'a> {
    /// Headers of every request. Their values are secrets.
    pub headers: &'a BTreeMap<String, SecretString>,
    /// PEM file of the certificates that may sign the other side's; the system's without one.
    pub ca_file: Option<&'a PathBuf>,
    /// PEM file with our client certificate and its key.
    pub client_identity_file: Option<&'a PathBuf>,
}

impl Connection<'_> {
    /// No proxy from the environment and no redirect: personal data goes where the configuration says and nowhere else.
    pub fn client(&self) -> Result<Client, Misconfigured> {
        let mut client = Client::builder()
            .tls_backend_rustls()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .default_headers(self.header_map()?);
        if let Some(file) = self.ca_file {
            let pem = std::fs::read(file).map_err(|error| Misconfigured::new("ca_file", error))?;
            let roots = Certificate::from_pem_bundle(&pem).map_err(|error| Misconfigured::new("ca_file", error))?;
            client = client.tls_certs_only(roots);
        }
        if let Some(file) = self.client_identity_file {
            let pem = std::fs::read(file).map_err(|error| Misconfigured::new("client_identity_file", error))?;
            // The error of the parser could name parts of the key.
            let wrong = |_| Misconfigured::new("client_identity_file", "is not the PEM of a certificate and its key");
            client = client.identity(Identity::from_pem(&pem).map_err(wrong)?);
        }
        client.build().map_err(|error| Misconfigured::new("ca_file", error))
    }

    fn header_map(&self) -> Result<HeaderMap, Misconfigured> {
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers {
            let name =
                HeaderName::try_from(name).map_err(|_| Misconfigured::new("headers", "a name is not one of HTTP's"))?;
            let mut value = HeaderValue::try_from(value.expose_secret())
                .map_err(|_| Misconfigured::new("headers", format!("the value of {name} is not one of HTTP's")))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }
}
