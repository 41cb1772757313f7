//! Back ends get their credentials once and exchange them for short tokens.

use super::{Ctx, FlowError};
use crate::{
    base::randomness::Randomness,
    staff::{
        caller::{Caller, ClientId},
        secret::{ClientSecret, SecretHash},
        token::Token,
    },
    storage::{Database, StorageError, clients},
};

/// Makes a client; its secret is returned once and kept as a hash only.
///
/// # Errors
///
/// [`FlowError::BadValue`] when there is a client of this name.
pub async fn add_client(
    database: &Database,
    randomness: &dyn Randomness,
    client: &ClientId,
    now_ms: i64,
) -> Result<ClientSecret, FlowError> {
    let secret = ClientSecret::generate(randomness);
    let mut tx = database.begin().await?;
    clients::insert(&mut tx, client.as_str(), &secret.hash().to_stored(), now_ms).await.map_err(
        |error| match error {
            StorageError::Conflict => {
                FlowError::BadValue { pointer: "/client_id".into(), reason: "there is a client of this name".into() }
            }
            StorageError::Corrupt { .. } | StorageError::Database(_) => error.into(),
        },
    )?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(secret)
}

/// A token for a client that proves who it is.
///
/// # Errors
///
/// [`FlowError::BadCredentials`] for an unknown client and a wrong secret alike.
pub async fn exchange(ctx: &Ctx, client: &str, secret: &str) -> Result<Token, FlowError> {
    let client_id: ClientId = client.parse().map_err(|_| FlowError::BadCredentials)?;
    let mut conn = ctx.database.reader().await?;
    let stored = clients::secret_hash(&mut conn, client_id.as_str()).await?.ok_or(FlowError::BadCredentials)?;
    let stored = SecretHash::from_stored(&stored).map_err(FlowError::internal)?;
    if !stored.matches(secret) {
        return Err(FlowError::BadCredentials);
    }
    let caller = Caller::BackEnd { client_id };
    ctx.tokens.issue(&caller, ctx.now(), ctx.randomness.as_ref()).map_err(FlowError::internal)
}
