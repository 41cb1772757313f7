//! A registry that speaks JSON over HTTP, whatever its JSON looks like.

mod dates;
mod mapping;
mod pointer;
mod question;

use async_trait::async_trait;
use reqwest::{
    Certificate, Client, Identity, Method, RequestBuilder, Response, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect,
};
use secrecy::ExposeSecret;

use self::{
    dates::DateFormat,
    mapping::Mapping,
    question::{Form, Question},
};
use super::registry_call::{Caller, Fault, Misconfigured};
use crate::{
    config::registry::{HttpMethod, HttpRegistrySettings},
    identify::registry::{Answer, Query, Registry, Unavailable},
};

/// A registry that speaks JSON over HTTP.
#[derive(Debug)]
pub struct HttpRegistry {
    client: Client,
    method: Method,
    form: Form,
    mapping: Mapping,
    not_found: Vec<StatusCode>,
    caller: Caller,
    sandbox: bool,
}

impl HttpRegistry {
    /// The registry that `settings` describe. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] names the setting that cannot work.
    pub fn new(settings: &HttpRegistrySettings) -> Result<Self, Misconfigured> {
        let dates = DateFormat::new(&settings.date_format)?;
        let form = Form::new(settings, dates.clone())?;
        let mapping = Mapping::new(settings, dates)?;
        // Else a number alone would open a record.
        if !form.asks_birth_date() && !mapping.checks_birth_date() {
            return Err(Misconfigured::new("fields.birth_date", "neither question nor answer holds the birth date"));
        }
        let status = |code: &u16| StatusCode::from_u16(*code).map_err(|e| Misconfigured::new("not_found.statuses", e));
        Ok(Self {
            client: client(settings)?,
            method: match settings.method {
                HttpMethod::Get => Method::GET,
                HttpMethod::Post => Method::POST,
            },
            form,
            mapping,
            not_found: settings.not_found.statuses.iter().map(status).collect::<Result<_, _>>()?,
            caller: Caller::new(settings.limits)?,
            sandbox: settings.sandbox,
        })
    }

    /// Asks once.
    async fn ask(&self, query: &Query) -> Result<Answer, Fault> {
        let Some(Question { url, body }) = self.form.ask(query) else {
            return Err(Fault::refusal("the birth date cannot be written in date_format"));
        };
        let request = self.client.request(self.method.clone(), url);
        let request = body.iter().fold(request, RequestBuilder::json);
        let response = request.send().await.map_err(|error| not_sent(&error))?;
        let status = response.status();
        if self.not_found.contains(&status) {
            return Ok(Answer::NoMatch);
        }
        if !status.is_success() {
            return Err(refused(status));
        }
        let bytes = self.read(response).await?;
        let document = serde_json::from_slice(&bytes).map_err(|_| Fault::sick("the answer is not JSON"))?;
        self.mapping.read(&document, query)
    }

    /// The body of `response`, never more of it in memory than is allowed.
    async fn read(&self, mut response: Response) -> Result<Vec<u8>, Fault> {
        let max = self.caller.limits().max_response_bytes;
        let too_long = || Fault::sick(format!("the answer has more than {max} bytes"));
        if response.content_length().is_some_and(|length| length > max as u64) {
            return Err(too_long());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Fault::unreached("the answer broke off"))? {
            if bytes.len() + chunk.len() > max {
                return Err(too_long());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

#[async_trait]
impl Registry for HttpRegistry {
    async fn look_up(&self, query: &Query) -> Result<Answer, Unavailable> {
        self.caller.call(|| self.ask(query)).await
    }

    fn is_sandbox(&self) -> bool {
        self.sandbox
    }
}

/// No proxy from the environment and no redirect: personal data goes where the configuration says and nowhere else.
fn client(settings: &HttpRegistrySettings) -> Result<Client, Misconfigured> {
    let mut client = Client::builder()
        .tls_backend_rustls()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .default_headers(headers(settings)?);
    if let Some(file) = &settings.ca_file {
        let pem = std::fs::read(file).map_err(|error| Misconfigured::new("ca_file", error))?;
        let roots = Certificate::from_pem_bundle(&pem).map_err(|error| Misconfigured::new("ca_file", error))?;
        client = client.tls_certs_only(roots);
    }
    if let Some(file) = &settings.client_identity_file {
        let pem = std::fs::read(file).map_err(|error| Misconfigured::new("client_identity_file", error))?;
        // The error of the parser could name parts of the key.
        let wrong = |_| Misconfigured::new("client_identity_file", "is not the PEM of a certificate and its key");
        client = client.identity(Identity::from_pem(&pem).map_err(wrong)?);
    }
    client.build().map_err(|error| Misconfigured::new("ca_file", error))
}

fn headers(settings: &HttpRegistrySettings) -> Result<HeaderMap, Misconfigured> {
    let mut headers = HeaderMap::new();
    for (name, value) in &settings.headers {
        let name =
            HeaderName::try_from(name).map_err(|_| Misconfigured::new("headers", "a name is not one of HTTP's"))?;
        let mut value = HeaderValue::try_from(value.expose_secret())
            .map_err(|_| Misconfigured::new("headers", format!("the value of {name} is not one of HTTP's")))?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Said without reqwest's own words: they hold the address, and that may hold the number.
fn not_sent(error: &reqwest::Error) -> Fault {
    if error.is_connect() {
        Fault::unreached("no connection")
    } else {
        Fault::unreached("the connection broke before an answer")
    }
}

fn refused(status: StatusCode) -> Fault {
    let cause = format!("it answered {}", status.as_u16());
    if status == StatusCode::SERVICE_UNAVAILABLE {
        Fault::unreached(cause)
    } else if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
        Fault::refusal(cause)
    } else {
        Fault::sick(cause)
    }
}
