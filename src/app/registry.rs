//! The national registry that the configuration names.

use std::sync::Arc;

use super::StartError;
use crate::{
    adapters::{registry_embedded::EmbeddedRegistry, registry_grpc::GrpcRegistry, registry_http::HttpRegistry},
    config::registry::RegistrySettings,
    identify::registry::Registry,
};

pub(super) fn registry(settings: &RegistrySettings) -> Result<Arc<dyn Registry>, StartError> {
    Ok(match settings {
        RegistrySettings::Embedded(settings) => Arc::new(EmbeddedRegistry::open(settings)?),
        RegistrySettings::Http(settings) => Arc::new(HttpRegistry::new(settings)?),
        RegistrySettings::Grpc(settings) => Arc::new(GrpcRegistry::new(settings)?),
    })
}
