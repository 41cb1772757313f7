//! ONNX Runtime: the library loaded once a process, each model in a small pool of single-threaded sessions.
//!
//! Requests are run side by side, not one request on many cores: with a thread each, two sessions gave 35 inferences a
//! second where one shared session gave 25. `Session::run` takes `&mut self`, so a session is lent to one caller at a
//! time and a caller waits when all are out.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use ndarray::{ArrayD, ArrayViewD};
use ort::{
    environment::Environment,
    session::{
        Session,
        builder::{GraphOptimizationLevel, PrepackedWeights},
    },
    value::TensorRef,
};

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OnnxError {
    /// The library is not there or is older than the interface this service was built for.
    #[error("ONNX Runtime cannot be loaded from {path}: {cause} (run make setup)")]
    Library {
        /// Where it was looked for.
        path: PathBuf,
        /// What the loader said.
        cause: String,
    },
    /// One process has one ONNX Runtime.
    #[error("ONNX Runtime is already loaded from {loaded}, not from {asked}")]
    OtherLibrary {
        /// The library in use.
        loaded: PathBuf,
        /// The library asked for.
        asked: PathBuf,
    },
    /// The model's file is missing or is not a model.
    #[error("model {path} cannot be loaded: {cause} (run make setup)")]
    Model {
        /// The model's file.
        path: PathBuf,
        /// What the runtime said.
        cause: String,
    },
    /// The model refused its input or broke while it ran.
    #[error("model {model} failed: {cause}")]
    Run {
        /// The model's file name.
        model: String,
        /// What the runtime said.
        cause: String,
    },
}

/// The loaded library; a handle that is cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtime(Environment);

/// The process's one environment. `ort` itself only keeps a weak reference, and refuses a second one.
static LOADED: Mutex<Option<(PathBuf, Runtime)>> = Mutex::new(None);

impl Runtime {
    /// Loads `library` (`libonnxruntime.so`), or hands out the one that is loaded already.
    ///
    /// # Errors
    ///
    /// [`OnnxError::Library`] when the file is missing or too old, [`OnnxError::OtherLibrary`] when the process
    /// already runs on another file.
    pub fn load(library: &Path) -> Result<Self, OnnxError> {
        let mut loaded = lock(&LOADED);
        let failed = |cause: String| OnnxError::Library { path: library.to_owned(), cause };
        // One file has many names, and a missing one is told here: `ort` would open it lazily on some paths.
        let library = &library.canonicalize().map_err(|error| failed(error.to_string()))?;
        if let Some((path, runtime)) = loaded.as_ref() {
            if path == library {
                return Ok(runtime.clone());
            }
            return Err(OnnxError::OtherLibrary { loaded: path.clone(), asked: library.to_owned() });
        }
        let builder = ort::init_from(library).map_err(|error| failed(error.to_string()))?;
        let environment = builder.with_name("ahlan").build().map_err(|error| failed(error.to_string()))?;
        let runtime = Self(environment);
        *loaded = Some((library.to_owned(), runtime.clone()));
        Ok(runtime)
    }
}

/// One model of one input, in as many sessions as may run at once.
#[derive(Debug)]
pub struct Model {
    name: String,
    idle: Mutex<Vec<Session>>,
    returned: Condvar,
}

impl Model {
    /// Loads the ONNX file at `path` into `sessions` sessions of one thread each that share their packed weights.
    ///
    /// # Errors
    ///
    /// [`OnnxError::Model`] when the file is missing, damaged, or needs operators that the runtime does not have.
    pub fn load(runtime: &Runtime, path: &Path, sessions: NonZeroUsize) -> Result<Self, OnnxError> {
        let failed = |cause: String| OnnxError::Model { path: path.to_owned(), cause };
        let weights = PrepackedWeights::new();
        let idle = (0..sessions.get())
            .map(|_| session(runtime, path, &weights).map_err(|error| failed(error.to_string())))
            .collect::<Result<_, _>>()?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, idle: Mutex::new(idle), returned: Condvar::new() })
    }

    /// The model's outputs for `input`, in the graph's order. Waits while every session is in use.
    ///
    /// # Errors
    ///
    /// [`OnnxError::Run`] when the input's shape is not the model's or the runtime fails.
    #[expect(clippy::needless_pass_by_value, reason = "a view is a few words that callers build in place")]
    pub fn run(&self, input: ArrayViewD<'_, f32>) -> Result<Vec<ArrayD<f32>>, OnnxError> {
        let failed = |error: ort::Error| OnnxError::Run { model: self.name.clone(), cause: error.to_string() };
        let input = input.as_standard_layout();
        let mut lent = self.lend();
        let outputs = lent.run(TensorRef::from_array_view(&input).map_err(failed)?).map_err(failed)?;
        outputs.iter().map(|(_, value)| Ok(value.try_extract_array::<f32>().map_err(failed)?.to_owned())).collect()
    }

    fn lend(&self) -> Lent<'_> {
        let mut idle = lock(&self.idle);
        loop {
            if let Some(session) = idle.pop() {
                return Lent { model: self, session: Some(session) };
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn session(runtime: &Runtime, path: &Path, weights: &PrepackedWeights) -> ort::Result<Session> {
    let mut builder = Session::builder(&runtime.0)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_prepacked_weights(weights)?;
    builder.commit_from_file(path)
}

/// A session on loan: it goes back to its model when dropped, also after a failure.
struct Lent<'m> {
    model: &'m Model,
    session: Option<Session>,
}

impl Lent<'_> {
    fn run<'s>(&'s mut self, input: TensorRef<'_, f32>) -> ort::Result<ort::session::SessionOutputs<'s>> {
        match self.session.as_mut() {
            Some(session) => session.run(ort::inputs![input]),
            None => Err(ort::Error::new("the session was given back")),
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            lock(&self.model.idle).push(session);
            self.model.returned.notify_one();
        }
    }
}

/// A panic elsewhere leaves nothing half done behind these locks: each is a list that is pushed or popped.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
