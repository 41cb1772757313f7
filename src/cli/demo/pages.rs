//! A referral that a call settles, by the pages: the applicant before one browser, an agent before another.

use std::{
    fs::File,
    io::BufWriter,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::json;

use super::{
    applicant::Applicant,
    browser::{Browser, Wish},
    film,
};

/// The step that stands in the table once each page decodes the other's picture.
pub const SEEN: &str = "page: both pictures seen";

/// A telephone's page, and a desk's.
const TELEPHONE: [u32; 2] = [390, 844];
const DESK: [u32; 2] = [1440, 1000];

/// Nobody ends and decides in one breath: the case is looked at in between, and by then it shows what the call left.
const GLANCE: Duration = Duration::from_secs(2);

/// Whether a page decodes what the other side's camera sees, and shows its own.
const BOTH_PICTURES: &str = "[...document.querySelectorAll('video')].filter((video) => video.videoWidth > 0 \
    && !video.paused && video.currentTime > 0).length >= 2";

/// Presses the foremost button that leads on, and says whether the page's own camera shows by now.
const ONWARDS: &str = "(() => { if (document.querySelector('video')?.videoWidth > 0) return true; \
    [...document.querySelectorAll('.button.main:enabled')].at(-1)?.click(); return false; })()";

impl Applicant<'_> {
    /// Asks for a call on the page, is taken by an agent, who works through the checklist, ends it well and approves.
    pub async fn meets(&mut self, program: &Path, selfie: &[u8]) -> Result<()> {
        let film = self.stage.folder().join("camera.y4m");
        film::develop(&image::load_from_memory(selfie)?.into_rgb8(), BufWriter::new(File::create(&film)?))?;
        let browser = |name: &str, film, page| {
            Browser::start(Wish { program, profile: self.stage.folder().join(name), film, page })
        };
        let mut agent = browser("agent", None, DESK).await?;
        let mut telephone = browser("telephone", Some(film.as_path()), TELEPHONE).await?;

        self.comes_on_duty(&mut agent).await?;
        let began = Instant::now();
        let link = self.stage.back_end.empty(Method::POST, &self.at("/capture-links")).await?.good()?;
        telephone.open(link.body["url"].as_str().context("no link was made")?).await?;
        telephone.until("the applicant's own picture", ONWARDS).await?;
        self.watch("page: a call asked for", began);

        let began = Instant::now();
        agent.until("somebody in the room", "document.querySelector('.take .button:enabled')").await?;
        agent.press("n").await?;
        agent.until("the applicant's picture", BOTH_PICTURES).await?;
        telephone.until("the agent's picture", BOTH_PICTURES).await?;
        self.watch(SEEN, began);

        let began = Instant::now();
        work(&mut agent).await?;
        self.watch("page: checklist worked", began);
        let began = Instant::now();
        end_and_approve(&mut agent).await?;
        telephone.until("the end of the call", "!document.querySelector('video')").await?;
        self.watch("page: ended, approved", began);
        let on_record = self.on_record().await?;
        self.note("page: on record", on_record, None);
        Ok(())
    }

    /// Signs in at the console, before the queue of calls.
    async fn comes_on_duty(&self, agent: &mut Browser) -> Result<()> {
        let token = json!(self.stage.agent.token());
        agent.before_pages(&format!("sessionStorage.setItem('ahlan.staff', {token})")).await?;
        agent.open(&format!("http://{}/console/#/calls", self.stage.address())).await?;
        agent.until("the queue of calls", "document.querySelector('[role=switch]')").await?;
        agent.press("o").await?;
        agent.until("an agent on duty", "document.querySelector('[role=switch][aria-checked=true]')").await
    }

    /// How much of the call is on record, after the service's own reading of its pieces.
    async fn on_record(&self) -> Result<String> {
        let kept = self.stage.supervisor.empty(Method::GET, &self.at("/recordings")).await?.good()?.body;
        let seconds =
            |key: &str| kept[0][key].as_f64().map(|ms| ms / 1000.0).with_context(|| format!("no {key}: {kept}"));
        Ok(format!("{:.1} s of {:.1} s", seconds("recorded_ms")?, seconds("lasted_ms")?))
    }
}

/// Works through the checklist by the keyboard; where a picture is wanted, the same key takes it.
async fn work(agent: &mut Browser) -> Result<()> {
    agent.until("a checklist", "document.querySelector('[data-line].here')").await?;
    let lines = agent.ask("document.querySelectorAll('[data-line]').length").await?.as_u64().unwrap_or_default();
    for met in 1..=lines {
        agent.press("y").await?;
        agent
            .until("the line as met", &format!("document.querySelectorAll('[data-line].met').length >= {met}"))
            .await?;
    }
    Ok(())
}

async fn end_and_approve(agent: &mut Browser) -> Result<()> {
    let (open, closed) = ("document.querySelector('dialog[open]')", "!document.querySelector('dialog[open]')");
    for (key, what) in [("e", "how the call ended"), ("a", "the verdict")] {
        tokio::time::sleep(GLANCE).await;
        agent.press(key).await?;
        agent.until(what, open).await?;
        agent.press("Enter").await?;
        agent.until(what, closed).await?;
    }
    Ok(())
}
