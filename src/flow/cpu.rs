//! Work for the processor runs on a bounded pool, never on the threads that answer requests.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::FlowError;

/// A fixed number of places for work.
#[derive(Clone, Debug)]
pub struct CpuPool(Arc<Semaphore>);

impl CpuPool {
    /// A pool of `places`; as many as there are cores and models in the pools.
    pub fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places.max(1))))
    }

    /// Does `work` as soon as a place is free.
    ///
    /// # Errors
    ///
    /// [`FlowError::Internal`] when `work` panics.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, FlowError> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(FlowError::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(FlowError::internal)
    }
}
