//! The reference registry's gRPC side.

use std::sync::Arc;

use jiff::civil::Date;
use tonic::{Request, Response, Status, async_trait};

use super::switches::{Fate, SwitchBoard};
use crate::{
    adapters::{
        registry_fixtures::Fixtures,
        registry_wire::{self as wire, registry_server},
    },
    base::personal::Personal,
    identify::{
        national_id::NationalId,
        registry::{Answer, CivilStatus, Query, Record},
        scheme::Scheme,
    },
};

pub(super) struct Service {
    pub people: Arc<Fixtures>,
    pub switches: Arc<SwitchBoard>,
}

#[async_trait]
impl registry_server::Registry for Service {
    async fn look_up(&self, request: Request<wire::LookUpRequest>) -> Result<Response<wire::LookUpResponse>, Status> {
        match self.switches.draw() {
            Fate::Answer(delay) => tokio::time::sleep(delay).await,
            Fate::Fail(delay) => {
                tokio::time::sleep(delay).await;
                return Err(Status::internal("switched to fail"));
            }
            Fate::Down => return Err(Status::unavailable("switched to outage")),
        }
        let query = query(&request.into_inner()).ok_or_else(|| Status::invalid_argument("not a question"))?;
        match self.people.look_up(&query) {
            Answer::Found(record) => Ok(Response::new(written(*record))),
            Answer::NoMatch => Err(Status::not_found("nobody matches")),
        }
    }
}

fn query(request: &wire::LookUpRequest) -> Option<Query> {
    let scheme: Scheme = request.scheme.parse().ok()?;
    let number = NationalId::parse(scheme, &request.number).ok()?;
    Some(Query { number, birth_date: request.birth_date.parse::<Date>().ok()? })
}

fn written(record: Record) -> wire::LookUpResponse {
    let status = match record.status {
        CivilStatus::Active => wire::CivilStatus::Active,
        CivilStatus::Deceased => wire::CivilStatus::Deceased,
        CivilStatus::Revoked => wire::CivilStatus::Revoked,
    };
    let text = |value: Option<Personal>| value.map(|value| value.expose().to_owned());
    wire::LookUpResponse {
        names: record.names.into_iter().map(|(tag, name)| (tag, name.expose().to_owned())).collect(),
        birth_date: record.birth_date.map(|date| date.to_string()),
        sex: text(record.sex),
        nationality: text(record.nationality),
        address: text(record.address),
        document_expiry: record.document_expiry.map(|date| date.to_string()),
        photo: record.photo,
        status: status.into(),
    }
}
