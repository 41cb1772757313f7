//! The reference registry's HTTP side: its own JSON, and one in the manner of MOSIP's ID repository.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::switches::{Fate, SwitchBoard, Switches};
use crate::{
    adapters::registry_fixtures::Fixtures,
    base::personal::Personal,
    identify::{
        national_id::NationalId,
        registry::{Answer, CivilStatus, Query, Record},
        scheme::Scheme,
    },
};

/// Longest question, in bytes.
const MAX_QUESTION: usize = 16 << 10;

pub(super) struct State {
    pub people: Arc<Fixtures>,
    pub switches: Arc<SwitchBoard>,
}

/// The routes for everybody.
pub(super) fn routes(app: &mut web::ServiceConfig, state: web::Data<State>) {
    app.app_data(state)
        .app_data(web::JsonConfig::default().limit(MAX_QUESTION))
        .route("/health", web::get().to(|| async { HttpResponse::NoContent().finish() }))
        .route("/v1/persons/lookup", web::post().to(look_up))
        .route("/mosip/identity", web::post().to(look_up_like_mosip));
}

/// The routes for whoever sits at this machine.
pub(super) fn admin_routes(app: &mut web::ServiceConfig, switches: web::Data<SwitchBoard>) {
    app.app_data(switches)
        .route("/switches", web::get().to(show_switches))
        .route("/switches", web::put().to(set_switches));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    scheme: Scheme,
    number: Personal,
    birth_date: Date,
}

async fn look_up(state: web::Data<State>, asked: web::Json<Asked>) -> HttpResponse {
    if let Err(refusal) = wait(&state.switches).await {
        return refusal;
    }
    let Asked { scheme, number, birth_date } = asked.into_inner();
    let Ok(number) = NationalId::parse(scheme, number.expose()) else {
        return HttpResponse::BadRequest().json(json!({"code": "not_a_number"}));
    };
    match state.people.look_up(&Query { number, birth_date }) {
        Answer::Found(record) => HttpResponse::Ok().json(written(&record)),
        Answer::NoMatch => HttpResponse::NotFound().json(json!({"code": "no_match"})),
    }
}

#[derive(Deserialize)]
struct AskedLikeMosip {
    request: MosipRequest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MosipRequest {
    individual_id: Personal,
    individual_id_type: Scheme,
    date_of_birth: Personal,
}

/// Always 200, as MOSIP does (docs.mosip.io, ID Repository APIs): what went wrong is in `errors`.
async fn look_up_like_mosip(state: web::Data<State>, asked: web::Json<AskedLikeMosip>) -> HttpResponse {
    if let Err(refusal) = wait(&state.switches).await {
        return refusal;
    }
    let MosipRequest { individual_id, individual_id_type, date_of_birth } = asked.into_inner().request;
    let number = NationalId::parse(individual_id_type, individual_id.expose());
    let (Ok(number), Ok(birth_date)) = (number, Date::strptime("%Y/%m/%d", date_of_birth.expose())) else {
        return mosip_error("IDR-IDC-002", "Invalid Input Parameter");
    };
    match state.people.look_up(&Query { number, birth_date }) {
        Answer::Found(record) => HttpResponse::Ok().json(written_like_mosip(&record)),
        Answer::NoMatch => mosip_error("IDR-IDC-007", "No Record(s) found"),
    }
}

fn mosip_error(code: &str, message: &str) -> HttpResponse {
    let errors = json!([{"errorCode": code, "message": message}]);
    HttpResponse::Ok().json(json!({"id": "mosip.id.read", "version": "v1", "response": null, "errors": errors}))
}

/// Waits as the switches say; the answer to give instead, if they say so.
async fn wait(switches: &SwitchBoard) -> Result<(), HttpResponse> {
    match switches.draw() {
        Fate::Answer(delay) => {
            tokio::time::sleep(delay).await;
            Ok(())
        }
        Fate::Fail(delay) => {
            tokio::time::sleep(delay).await;
            Err(HttpResponse::InternalServerError().json(json!({"code": "switched_to_fail"})))
        }
        Fate::Down => Err(HttpResponse::ServiceUnavailable().json(json!({"code": "switched_to_outage"}))),
    }
}

fn written(record: &Record) -> Value {
    let names: serde_json::Map<_, _> = record.names.iter().map(|(tag, name)| (tag.clone(), json!(name))).collect();
    json!({
        "names": names,
        "birth_date": record.birth_date,
        "sex": record.sex,
        "nationality": record.nationality,
        "address": record.address,
        "document_expiry": record.document_expiry,
        "photo": record.photo.as_ref().map(|photo| BASE64.encode(photo)),
        "status": match record.status {
            CivilStatus::Active => "active",
            CivilStatus::Deceased => "deceased",
            CivilStatus::Revoked => "revoked",
        },
    })
}

fn written_like_mosip(record: &Record) -> Value {
    let names: Vec<Value> = record.names.iter().map(|(tag, name)| spoken(three_letters(tag), name.expose())).collect();
    let sex = record.sex.as_ref().map(|sex| match sex.expose() {
        "F" => "Female",
        "M" => "Male",
        _ => "Others",
    });
    let status = match record.status {
        CivilStatus::Active => "ACTIVATED",
        CivilStatus::Revoked => "DEACTIVATED",
        CivilStatus::Deceased => "BLOCKED",
    };
    let documents: Vec<Value> =
        record.photo.iter().map(|photo| json!({"category": "photo", "value": BASE64.encode(photo)})).collect();
    json!({
        "id": "mosip.id.read",
        "version": "v1",
        "response": {
            "status": status,
            "identity": {
                "fullName": names,
                "dateOfBirth": record.birth_date.map(|date| date.strftime("%Y/%m/%d").to_string()),
                "gender": sex.map(|sex| vec![spoken("eng", sex)]),
                "addressLine1": record.address.as_ref().map(|line| vec![spoken("eng", line.expose())]),
            },
            "documents": documents,
        },
        "errors": [],
    })
}

fn spoken(language: &str, value: &str) -> Value {
    json!({"language": language, "value": value})
}

/// The ISO 639-2 code that MOSIP uses for a language tag.
fn three_letters(tag: &str) -> &str {
    match tag {
        "en" => "eng",
        "ar" => "ara",
        "fa" => "fas",
        "zh" => "zho",
        other => other,
    }
}

async fn show_switches(switches: web::Data<SwitchBoard>) -> web::Json<Switches> {
    web::Json(switches.get())
}

async fn set_switches(switches: web::Data<SwitchBoard>, wanted: web::Json<Switches>) -> HttpResponse {
    match switches.set(wanted.into_inner()) {
        Ok(()) => HttpResponse::Ok().json(switches.get()),
        Err(bad) => HttpResponse::UnprocessableEntity().json(json!({"code": "bad_switch", "detail": bad.to_string()})),
    }
}
