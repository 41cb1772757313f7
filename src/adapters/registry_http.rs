//! A registry that speaks JSON over HTTP, whatever its JSON looks like.

mod dates;
mod mapping;
mod pointer;
mod question;

use async_trait::async_trait;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};

use self::{
    dates::DateFormat,
    mapping::Mapping,
    question::{Form, Question},
};
use super::{
    https_client::Connection,
    registry_call::{Caller, Fault, Misconfigured},
};
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
            client: Connection {
                headers: &settings.headers,
                ca_file: settings.ca_file.as_ref(),
                client_identity_file: settings.client_identity_file.as_ref(),
            }
            .client()?,
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
