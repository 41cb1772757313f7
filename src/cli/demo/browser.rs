//! A Chromium of one's own: what somebody before a page sees and does, by the developers' protocol.
//!
//! Six commands of it are enough here, and the program speaks WebSocket already; a driver would bring its hundreds of types
//! into every build. <https://chromedevtools.github.io/devtools-protocol/>

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

/// Longest wait for anything on a page: on two cores, two browsers draw every frame in software.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often is looked whether a page is as far.
const LOOK: Duration = Duration::from_millis(200);
/// The end of what a page says: dialogs and faults stand there.
const LAST_WORDS: &str = "document.body?.innerText.slice(-200)";
/// Under these names Chromium is installed.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// What a browser is started with.
pub struct Wish<'a> {
    /// The program.
    pub program: &'a Path,
    /// Where it may write; taken away by whoever made it.
    pub profile: PathBuf,
    /// What its camera sees; a test picture of its own where there is none.
    pub film: Option<&'a Path>,
    /// Width and height of the page.
    pub page: [u32; 2],
}

/// A browser with one page. Dropping it ends it.
pub struct Browser {
    // Held for its end.
    _program: Child,
    socket: WebSocketStream<TcpStream>,
    session: Value,
    /// The number of the last command.
    last: u64,
}

/// The Chromium of this machine: the one that `CHROMIUM` names, or the first on the path.
pub fn installed() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").filter(|name| !name.is_empty()).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || {
        let folders: Vec<_> = std::env::split_paths(&path).collect();
        NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
    };
    named.or_else(on_path)
}

impl Browser {
    /// Starts one. It knows no other machine's address.
    pub async fn start(wish: Wish<'_>) -> Result<Self> {
        let Wish { program, profile, film, page: [width, height] } = wish;
        let mut command = Command::new(program);
        command
            // Root, as in a container, has no sandbox; nothing but this service is opened.
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en"])
            .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
            // Two pages on one machine find each other without a network.
            .args(["--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns"])
            .args(["--use-fake-device-for-media-stream=fps=6", "--use-fake-ui-for-media-stream"])
            .arg(format!("--window-size={width},{height}"))
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("--remote-debugging-port=0");
        if let Some(film) = film {
            command.arg(format!("--use-file-for-fake-video-capture={}", film.display()));
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut program = command.spawn().with_context(|| format!("{} does not start", program.display()))?;
        let url = tokio::time::timeout(PATIENCE, told(&mut program)).await.context("the browser says nothing")??;
        let address = url.trim_start_matches("ws://").split('/').next().unwrap_or_default();
        let (socket, _) = client_async(&url, TcpStream::connect(address).await?).await?;
        let mut browser = Self { _program: program, socket, session: Value::Null, last: 0 };
        let target = browser.command("Target.createTarget", json!({ "url": "about:blank" })).await?;
        let wish = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session = browser.command("Target.attachToTarget", wish).await?["sessionId"].clone();
        browser.command("Page.enable", json!({})).await?;
        Ok(browser)
    }

    /// Runs `script` before every page that is opened from now on.
    pub async fn before_pages(&mut self, script: &str) -> Result<()> {
        self.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    /// Opens a page.
    pub async fn open(&mut self, url: &str) -> Result<()> {
        self.command("Page.navigate", json!({ "url": url })).await?;
        Ok(())
    }

    /// What `expression` (JavaScript) is on the page now.
    pub async fn ask(&mut self, expression: &str) -> Result<Value> {
        let wish = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.command("Runtime.evaluate", wish).await?;
        ensure!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        Ok(answer["result"]["value"].take())
    }

    /// Waits until `expression` is true.
    pub async fn until(&mut self, what: &str, expression: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while self.ask(&format!("Boolean({expression})")).await? != true {
            if Instant::now() > end {
                let shown = self.ask(LAST_WORDS).await?;
                bail!("{what} did not come within {} s; the page ends with {shown}", PATIENCE.as_secs());
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Strikes a key: a letter, or `Enter`.
    pub async fn press(&mut self, key: &str) -> Result<()> {
        let text = if key == "Enter" { "\r" } else { key };
        let code = text.to_ascii_uppercase().bytes().next().unwrap_or_default();
        for kind in ["keyDown", "keyUp"] {
            let mut wish = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
            if kind == "keyDown" {
                wish["text"] = text.into();
            }
            self.command("Input.dispatchKeyEvent", wish).await?;
        }
        Ok(())
    }

    /// Sends a command, and reads until it is answered; what the browser tells beside is passed over.
    async fn command(&mut self, method: &str, params: Value) -> Result<Value> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if !self.session.is_null() {
            command["sessionId"] = self.session.clone();
        }
        self.socket.send(Message::text(command.to_string())).await?;
        loop {
            let frame = self.socket.next().await.context("the browser has gone")??;
            let Ok(text) = frame.to_text() else { continue };
            let mut answer: Value = serde_json::from_str(text).unwrap_or_default();
            if answer["id"] == self.last {
                ensure!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return Ok(answer["result"].take());
            }
        }
    }
}

/// Where a browser that has just started listens: it says so among its complaints, which nobody reads afterwards.
async fn told(program: &mut Child) -> Result<String> {
    let mut lines = BufReader::new(program.stderr.take().context("no standard error")?).lines();
    let url = loop {
        let line = lines.next_line().await?.context("the browser ended at once")?;
        if let Some(url) = line.strip_prefix("DevTools listening on ") {
            break url.trim().to_owned();
        }
    };
    tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
    Ok(url)
}
