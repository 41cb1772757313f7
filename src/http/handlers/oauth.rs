//! Back ends exchange their credentials for a short token (RFC 6749, section 4.4).

use actix_web::{HttpRequest, HttpResponse, http::header::AUTHORIZATION, web};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    flow::{FlowError, credentials},
    http::{problem::Problem, server::Shared},
};

/// The form of RFC 6749, section 4.4.2; the credentials may come by HTTP Basic instead.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials`.
    grant_type: String,
    /// The client.
    client_id: Option<String>,
    /// Its secret.
    #[schema(value_type = Option<String>)]
    client_secret: Option<SecretString>,
}

/// The answer of RFC 6749, section 5.1.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// A JWT, at most 15 minutes old.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds until it ends.
    expires_in: i64,
}

/// Exchanges client credentials for a token.
#[utoipa::path(post, path = "/oauth/token", tag = "tokens",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenAnswer), (status = 401, body = Problem)))]
pub async fn token(
    shared: web::Data<Shared>,
    request: HttpRequest,
    form: Result<web::Form<TokenRequest>, actix_web::Error>,
) -> Result<HttpResponse, Problem> {
    let form = form.map_err(|error| Problem::new(400, "invalid_request", "The form is not good").detail(error))?;
    if form.grant_type != "client_credentials" {
        return Err(Problem::new(400, "unsupported_grant_type", "Only client_credentials is supported"));
    }
    let ctx = &shared.ctx;
    let (client, secret) = credentials_of(&request, &form).ok_or(FlowError::BadCredentials)?;
    if shared.rate.check_key(&format!("token/{client}")).is_err() {
        return Err(Problem::new(429, "too_many_requests", "Too many requests").retry_after(60));
    }
    let token = credentials::exchange(ctx, &client, secret.expose_secret()).await?;
    let expires_in = token.expires_at().as_second() - ctx.now().as_second();
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(TokenAnswer {
        access_token: token.expose().to_owned(),
        token_type: "Bearer",
        expires_in,
    }))
}

fn credentials_of(request: &HttpRequest, form: &TokenRequest) -> Option<(String, SecretString)> {
    if let (Some(client), Some(secret)) = (&form.client_id, &form.client_secret) {
        return Some((client.clone(), secret.clone()));
    }
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(BASE64.decode(header).ok()?).ok()?;
    let (client, secret) = decoded.split_once(':')?;
    Some((client.to_owned(), SecretString::from(secret.to_owned())))
}
