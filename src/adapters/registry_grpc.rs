//! A registry that speaks `proto/registry.proto`.

use std::{collections::BTreeMap, time::Duration};

use async_trait::async_trait;
use jiff::civil::Date;
use secrecy::ExposeSecret;
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataKey, MetadataMap, MetadataValue},
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity},
};

use super::{
    registry_call::{Caller, Fault, Misconfigured, safe_address},
    registry_field,
    registry_wire::{self as wire, registry_client::RegistryClient},
};
use crate::{
    base::personal::Personal,
    config::registry::GrpcRegistrySettings,
    identify::registry::{Answer, CivilStatus, Query, Record, Registry, Unavailable},
};

/// A registry that speaks `proto/registry.proto`.
#[derive(Debug)]
pub struct GrpcRegistry {
    client: RegistryClient<Channel>,
    metadata: MetadataMap,
    caller: Caller,
    sandbox: bool,
}

impl GrpcRegistry {
    /// The registry that `settings` describe. Nothing is sent yet; needs to be called inside the async runtime.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] names the setting that cannot work.
    pub fn new(settings: &GrpcRegistrySettings) -> Result<Self, Misconfigured> {
        let caller = Caller::new(settings.limits)?;
        let channel = endpoint(settings)?.connect_lazy();
        let client = RegistryClient::new(channel).max_decoding_message_size(settings.limits.max_response_bytes);
        Ok(Self { client, metadata: metadata(settings)?, caller, sandbox: settings.sandbox })
    }

    /// Asks once.
    async fn ask(&self, query: &Query) -> Result<Answer, Fault> {
        let mut request = Request::new(wire::LookUpRequest {
            scheme: query.number.scheme().name().to_owned(),
            number: query.number.expose().to_owned(),
            birth_date: query.birth_date.to_string(),
        });
        *request.metadata_mut() = self.metadata.clone();
        // The server learns how long we wait, and can stop working for nobody.
        request.set_timeout(Duration::from_millis(self.caller.limits().timeout_ms));
        // A clone is another handle of the same connection.
        match self.client.clone().look_up(request).await {
            Ok(response) => read(response.into_inner(), query),
            Err(status) => failed(&status),
        }
    }
}

#[async_trait]
impl Registry for GrpcRegistry {
    async fn look_up(&self, query: &Query) -> Result<Answer, Unavailable> {
        self.caller.call(|| self.ask(query)).await
    }

    fn is_sandbox(&self) -> bool {
        self.sandbox
    }
}

fn endpoint(settings: &GrpcRegistrySettings) -> Result<Endpoint, Misconfigured> {
    let url = safe_address(&settings.url)?;
    let endpoint = Endpoint::from_shared(url.to_string()).map_err(|error| Misconfigured::new("url", error))?;
    let endpoint = endpoint.connect_timeout(Duration::from_millis(settings.limits.timeout_ms));
    if url.scheme() != "https" {
        return Ok(endpoint);
    }
    let Some(ca_file) = &settings.ca_file else {
        return Err(Misconfigured::new("ca_file", "is needed with https"));
    };
    let pem = std::fs::read(ca_file).map_err(|error| Misconfigured::new("ca_file", error))?;
    let mut tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem));
    if let Some(file) = &settings.client_identity_file {
        let pem = std::fs::read(file).map_err(|error| Misconfigured::new("client_identity_file", error))?;
        // One file holds both: each parser takes the PEM sections of its own kind.
        tls = tls.identity(Identity::from_pem(&pem, &pem));
    }
    endpoint.tls_config(tls).map_err(|_| Misconfigured::new("ca_file", "or client_identity_file is not usable PEM"))
}

fn metadata(settings: &GrpcRegistrySettings) -> Result<MetadataMap, Misconfigured> {
    let mut metadata = MetadataMap::new();
    for (name, value) in &settings.headers {
        let key: MetadataKey<Ascii> =
            name.parse().map_err(|_| Misconfigured::new("headers", "a name is not one of gRPC's"))?;
        let mut value: MetadataValue<Ascii> = value
            .expose_secret()
            .parse()
            .map_err(|_| Misconfigured::new("headers", format!("the value of {name} is not ASCII")))?;
        value.set_sensitive(true);
        metadata.insert(key, value);
    }
    Ok(metadata)
}

/// The status by its code alone: its message is the registry's and may repeat the question.
fn failed(status: &Status) -> Result<Answer, Fault> {
    let code = status.code();
    let cause = || format!("it answered {code:?}");
    match code {
        Code::NotFound => Ok(Answer::NoMatch),
        Code::Unavailable => Err(Fault::unreached("no connection, or it cannot answer now")),
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::OutOfRange
        | Code::Internal
        | Code::DataLoss => Err(Fault::sick(cause())),
        Code::InvalidArgument
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Unimplemented
        | Code::Unauthenticated => Err(Fault::refusal(cause())),
    }
}

fn read(response: wire::LookUpResponse, query: &Query) -> Result<Answer, Fault> {
    let birth_date = date("birth_date", response.birth_date.as_deref())?;
    if birth_date.is_some_and(|born| born != query.birth_date) {
        return Ok(Answer::NoMatch);
    }
    let status = match response.status() {
        wire::CivilStatus::Active => CivilStatus::Active,
        wire::CivilStatus::Deceased => CivilStatus::Deceased,
        wire::CivilStatus::Revoked => CivilStatus::Revoked,
        wire::CivilStatus::Unspecified => return Err(Fault::sick("status of the answer is not said or not known")),
    };
    let record = Record {
        birth_date,
        sex: sex(response.sex)?,
        nationality: nationality(response.nationality)?,
        document_expiry: date("document_expiry", response.document_expiry.as_deref())?,
        photo: photo(response.photo)?,
        address: personal(response.address),
        names: names(response.names),
        status,
    };
    Ok(Answer::Found(Box::new(record)))
}

fn names(names: BTreeMap<String, String>) -> BTreeMap<String, Personal> {
    names.into_iter().filter_map(|(tag, name)| Some((tag, personal(Some(name))?))).collect()
}

fn personal(text: Option<String>) -> Option<Personal> {
    text.filter(|text| !text.trim().is_empty()).map(Personal::new)
}

fn date(field: &str, text: Option<&str>) -> Result<Option<Date>, Fault> {
    let read = |text: &str| text.parse().map_err(|_| Fault::sick(format!("{field} of the answer is not a date")));
    text.filter(|text| !text.is_empty()).map(read).transpose()
}

fn sex(text: Option<String>) -> Result<Option<Personal>, Fault> {
    match text.as_deref() {
        None | Some("") => Ok(None),
        Some("F" | "M" | "X") => Ok(text.map(Personal::new)),
        Some(_) => Err(Fault::sick("sex of the answer is none of F, M, X")),
    }
}

fn nationality(text: Option<String>) -> Result<Option<Personal>, Fault> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(code) if registry_field::is_state_code(&code) => Ok(Some(Personal::new(code))),
        Some(_) => Err(Fault::sick("nationality of the answer is not a code")),
    }
}

fn photo(bytes: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, Fault> {
    let checked = bytes.filter(|bytes| !bytes.is_empty()).map(registry_field::checked).transpose();
    checked.map_err(|registry_field::NotAPhoto| Fault::sick("photo of the answer is not a JPEG or PNG file"))
}
