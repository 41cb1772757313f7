//! The service as it is shipped, a process of its own on one core: `ahlan serve` on a fresh store.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::process;

/// How long the models may take to load.
const START_WITHIN: Duration = Duration::from_mins(1);
/// The client's name.
const CLIENT: &str = "load";

/// A running service. Dropping it ends it.
pub struct Service {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
    /// The form that its client exchanges for a token.
    pub credentials: String,
    config: PathBuf,
    core: u32,
}

/// Where a service runs and what it keeps.
pub struct Place<'a> {
    /// Its core.
    pub core: u32,
    /// Everything it keeps.
    pub folder: &'a Path,
    /// The registry it asks.
    pub registry: SocketAddr,
}

impl Service {
    /// Starts the service with one worker, and waits until it answers.
    pub fn start(place: &Place<'_>) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = write_config(place, address)?;
        let added = ahlan(place.core, &config).args(["client", "add", CLIENT]).output()?;
        ensure!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        let secret = String::from_utf8(added.stdout)?;
        let secret = secret.lines().find_map(|line| line.strip_prefix("client_secret=")).context("no secret")?;
        let credentials = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={secret}");
        let child = ahlan(place.core, &config).arg("serve").stdin(Stdio::null()).spawn()?;
        let mut service = Self { child, address, credentials, config, core: place.core };
        service.wait_until_it_answers()?;
        Ok(service)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A token of the agent of this name.
    pub fn staff_token(&self, name: &str) -> Result<String> {
        let command = ["staff", "token", "--role", "agent", "--id", name];
        let issued = ahlan(self.core, &self.config).args(command).output()?;
        ensure!(issued.status.success(), "{}", String::from_utf8_lossy(&issued.stderr));
        Ok(String::from_utf8(issued.stdout)?.trim().to_owned())
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let started = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if let Some(ended) = self.child.try_wait()? {
                bail!("the service ended: {ended}");
            }
            ensure!(started.elapsed() < START_WITHIN, "the service does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Its store goes with it, so nothing needs to be put in order.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn ahlan(core: u32, config: &Path) -> std::process::Command {
    let mut command = process::pinned(&[core], Path::new(env!("CARGO_BIN_EXE_ahlan")));
    command.arg("--config").arg(config);
    command
}

fn write_config(place: &Place<'_>, address: SocketAddr) -> Result<PathBuf> {
    let folder = place.folder.display();
    let keys =
        process::pinned(&[place.core], Path::new(env!("CARGO_BIN_EXE_ahlan"))).args(["keys", "init"]).output()?;
    let keys = String::from_utf8(keys.stdout)?;
    let key = |kind: &str| {
        let line = keys.lines().find_map(|line| line.strip_prefix(kind)?.strip_prefix('='));
        line.with_context(|| format!("`ahlan keys init` printed no {kind}"))
    };
    let (wrapping, token, search) =
        (key("AHLAN_KEYS__WRAPPING")?, key("AHLAN_KEYS__TOKEN")?, key("AHLAN_KEYS__SEARCH")?);
    // One worker of each kind: what the second one adds is measured apart. Few people apply again and again.
    let text = format!(
        "[http]\nlisten = \"{address}\"\nworkers = 1\nrate_per_minute = 1000000\n[models]\nsessions = 1\n\
         [limits]\nidentity_attempts = 1000000\n\
         [database]\nurl = \"sqlite:{folder}/load.db?mode=rwc\"\n[objects]\nfolder = \"{folder}/objects\"\n\
         [keys]\nwrapping = \"{wrapping}\"\ntoken = \"{token}\"\nsearch = \"{search}\"\n\
         [registry]\nkind = \"http\"\nurl = \"http://{}/v1/persons/lookup\"\nsandbox = true\n\
         [log]\nfilter = \"warn\"\n",
        place.registry
    );
    let file = place.folder.join("ahlan.toml");
    fs::write(&file, text)?;
    Ok(file)
}
