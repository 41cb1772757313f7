//! The keys of one session, one for each category.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use crate::{
    base::{category::Category, ids::SessionId},
    flow::{Ctx, FlowError},
    storage::data_keys,
    vault::keys::{DataKey, WrappedKey},
};

/// The keys of one session.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<Category, DataKey>);

impl Keys {
    /// The key of `category`.
    ///
    /// # Errors
    ///
    /// [`FlowError::Erased`] when it is destroyed.
    pub fn of(&self, category: Category) -> Result<&DataKey, FlowError> {
        self.0.get(&category).ok_or(FlowError::Erased)
    }

    /// Draws a key of every category for a new session and stores them wrapped.
    ///
    /// # Errors
    ///
    /// [`FlowError::Busy`] when the session has keys already.
    pub async fn create(ctx: &Ctx, conn: &mut AnyConnection, id: SessionId) -> Result<Self, FlowError> {
        let mut keys = BTreeMap::new();
        for category in Category::ALL {
            let key = DataKey::generate(ctx.randomness.as_ref());
            let wrapped = serde_json::to_string(&ctx.keyring.wrap(&key)).map_err(FlowError::internal)?;
            data_keys::insert(conn, id, category, &wrapped).await?;
            keys.insert(category, key);
        }
        Ok(Self(keys))
    }

    /// The keys of a session, unwrapped.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when a key was wrapped by a key the service no longer has.
    pub async fn load(ctx: &Ctx, conn: &mut AnyConnection, id: SessionId) -> Result<Self, FlowError> {
        let mut keys = BTreeMap::new();
        for (category, wrapped) in data_keys::load(conn, id).await? {
            let wrapped: WrappedKey = serde_json::from_str(&wrapped).map_err(FlowError::internal)?;
            keys.insert(category, ctx.keyring.unwrap(&wrapped).map_err(FlowError::internal)?);
        }
        Ok(Self(keys))
    }

    /// Forgets the key of `category`; its row is the caller's to delete.
    pub(super) fn forget(&mut self, category: Category) {
        self.0.remove(&category);
    }

    /// The categories whose keys are there.
    pub fn categories(&self) -> impl Iterator<Item = Category> {
        self.0.keys().copied()
    }
}
