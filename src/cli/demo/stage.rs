//! The stage: the service and the reference registry on free ports, all they keep in one temporary folder.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::{dev::ServerHandle, web};
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::json;
use tokio::{sync::watch, task::JoinHandle};

use super::{
    client::Client,
    gateway::Gateway,
    people::{Faces, Person},
};
use crate::{
    app::{self, reference_registry},
    base::randomness::draw,
    cli::{keys, serve::work},
    config::{
        Config,
        channel::{ChannelSettings, HttpChannelSettings},
        registry::{HttpRegistrySettings, RegistrySettings},
    },
    flow::{Ctx, credentials},
    http::{self, Shared},
    specimen::Fonts,
    staff::{
        caller::{Caller, Role},
        token::Token,
    },
};

/// A staff token lives 15 minutes; a new one is printed while the old one is still good.
const TOKENS_ANEW: Duration = Duration::from_mins(14);

/// How many people the demo has.
pub const PEOPLE: u64 = 10;

/// Everything the demo is played on.
pub struct Stage {
    /// A mobile app's back end.
    pub back_end: Client,
    /// A supervisor, who sees reason codes.
    pub supervisor: Client,
    /// A member of staff who takes calls.
    pub agent: Client,
    /// The Chromium before which a call is held; by the API alone where there is none.
    pub browser: Option<PathBuf>,
    /// The registry, which can be taken away.
    pub registry: reference_registry::Running,
    /// The people, registered.
    pub people: Vec<Person>,
    /// Their faces.
    pub faces: Faces,
    /// What drew the seeds of the pictures.
    pub seed: u64,
    gateway: Gateway,
    address: SocketAddr,
    secret: String,
    folder: PathBuf,
    ctx: Arc<Ctx>,
    server: ServerHandle,
    running: JoinHandle<std::io::Result<()>>,
    rest: watch::Sender<bool>,
    jobs: JoinHandle<()>,
}

/// A seed that no earlier demo had.
pub fn fresh_seed() -> u64 {
    u64::from_be_bytes(draw(app::randomness().as_ref())) % 1_000_000_000
}

impl Stage {
    /// Sets the stage.
    pub async fn set(mut config: Config, pictures: &Path, seed: u64, browser: Option<PathBuf>) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("ahlan-demo-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let clock = app::clock();
        let engine = app::face_engine(&config.models)?;
        let faces = Faces::load(pictures, &engine, seed)?;
        let mut fonts = Fonts::from_system()?;
        let today = clock.today();
        let mut people = (0..PEOPLE)
            .map(|number| Person::new(&faces, &mut fonts, seed.wrapping_add(number * 1000), today))
            .collect::<Result<Vec<_>>>()?;
        // The third one's card ran out; the registry's own date is the card's.
        let third = people.remove(2).expired(&faces, &mut fonts, today, 30)?;
        people.insert(2, third);
        let registry = start_registry(&folder, &people, &faces).await?;
        let gateway = Gateway::start()?;
        let address = free_address()?;
        config.http.public_url = format!("http://{address}");
        let ctx = compose(config, &folder, registry.http, gateway.address).await?;
        let (server, address, running) = serve(&ctx, address)?;
        let client = "demo-app".parse()?;
        let now = ctx.clock.now().as_millisecond();
        let secret = credentials::add_client(&ctx.database, ctx.randomness.as_ref(), &client, now).await?;
        let secret = secret.expose().to_owned();
        let base = format!("http://{address}");
        let (rest, resting) = watch::channel(false);
        let jobs = tokio::spawn(work(Arc::clone(&ctx), resting));
        Ok(Self {
            back_end: Client::sign_in(&base, "demo-app", &secret).await?,
            supervisor: Client::new(&base, token_of(&ctx, "demo-supervisor", Role::Supervisor)?.expose().to_owned())?,
            agent: Client::new(&base, token_of(&ctx, "demo-video", Role::Agent)?.expose().to_owned())?,
            browser,
            registry,
            people,
            faces,
            seed,
            gateway,
            address,
            secret,
            folder,
            ctx,
            server,
            running,
            rest,
            jobs,
        })
    }

    /// Where everything of this demo lies; taken away with it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the service listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes the agent off duty: whoever asks for a call afterwards must not wait for somebody who is not there.
    pub async fn send_agent_home(&self) -> Result<()> {
        let away = json!({ "on_duty": false, "languages": [] });
        self.agent.json(Method::PUT, "/v1/calls/presence", &away).await?.good()?;
        Ok(())
    }

    /// Prints how to reach the service, and waits until somebody has seen enough. Staff tokens are printed anew before
    /// they end.
    pub async fn wait_for_ctrl_c(&self) -> Result<()> {
        self.invite().await?;
        let address = self.address;
        eprintln!("The service is at http://{address}/docs/ until Ctrl-C.");
        eprintln!("client_id demo-app, client_secret {}", self.secret);
        eprintln!("Staff's console is at http://{address}/console/, where some applications wait. Sign in by a token:");
        let mut tokens = tokio::time::interval(TOKENS_ANEW);
        loop {
            tokio::select! {
                stopped = tokio::signal::ctrl_c() => return Ok(stopped?),
                _ = tokens.tick() => self.print_staff_tokens()?,
            }
        }
    }

    /// Invites whoever runs the demo to be the last person: prints a link to the applicant's page, what to type there, and
    /// where the pictures lie that a camera would take.
    async fn invite(&self) -> Result<()> {
        let person = self.people.last().context("nobody is left to invite")?;
        let pictures = self.folder.join("pictures");
        fs::create_dir_all(&pictures)?;
        let (front, back) = person.clean()?;
        let selfie = self.faces.selfie(self.seed)?;
        for (name, bytes) in
            [("front", front), ("back", back), ("selfie", selfie)].into_iter().chain(self.faces.moving()?)
        {
            fs::write(pictures.join(name).with_extension("jpg"), bytes)?;
        }
        let link = self.link("standard").await?;
        let holder = &person.holder;
        eprintln!("Be an applicant: {link} opens their page, once, within an hour.");
        eprintln!(
            "Type the number {}, born {}; send the pictures in {}.",
            holder.national_id,
            holder.birth_date,
            pictures.display()
        );
        let link = self.link("reachable").await?;
        eprintln!("Or be reached: {link} asks for a telephone or a mailbox; what is sent there is printed here.");
        eprintln!("The liveness check sees whoever is at the camera, who is not on the card: a person decides then.");
        Ok(())
    }

    /// A link to the applicant's page, with a new session of `journey`.
    async fn link(&self, journey: &str) -> Result<String> {
        let wish = json!({ "journey": journey, "mode": "test", "locale": "en" });
        let started = self.back_end.json(Method::POST, "/v1/sessions", &wish).await?.good()?;
        let id = started.body["session"]["id"].as_str().unwrap_or_default();
        let made = self.back_end.empty(Method::POST, &format!("/v1/sessions/{id}/capture-links")).await?.good()?;
        Ok(made.body["url"].as_str().unwrap_or_default().to_owned())
    }

    /// Two people, since one decides and another looks at what was decided.
    fn print_staff_tokens(&self) -> Result<()> {
        for name in ["demo-agent", "demo-second"] {
            let token = token_of(&self.ctx, name, Role::Agent)?;
            eprintln!("{name}, until {}: {}", token.expires_at().round(jiff::Unit::Second)?, token.expose());
        }
        Ok(())
    }

    /// Takes the stage down and its folder away.
    pub async fn strike(self) -> Result<()> {
        self.server.stop(true).await;
        self.running.await??;
        let _ended = self.rest.send(true);
        self.jobs.await?;
        self.registry.stop().await;
        self.gateway.stop().await;
        fs::remove_dir_all(&self.folder).with_context(|| format!("{} cannot be removed", self.folder.display()))
    }
}

fn token_of(ctx: &Ctx, name: &str, role: Role) -> Result<Token> {
    let staff = Caller::Staff { id: name.parse()?, roles: [role].into() };
    Ok(ctx.tokens.issue(&staff, ctx.clock.now(), ctx.randomness.as_ref())?)
}

async fn start_registry(folder: &Path, people: &[Person], faces: &Faces) -> Result<reference_registry::Running> {
    let held = people.iter().map(|person| person.registered(faces)).collect::<Result<Vec<_>>>()?;
    let file = folder.join("people.json");
    fs::write(&file, serde_json::to_vec(&held)?)?;
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let place = reference_registry::Place { http: any, grpc: any, admin: any, people: Some(&file), photos: None };
    Ok(reference_registry::start(place).await?)
}

/// The service as production composes it, with throw-away keys and everything in one folder.
async fn compose(mut config: Config, folder: &Path, registry: SocketAddr, gateway: SocketAddr) -> Result<Arc<Ctx>> {
    config.keys = keys::throw_away()?;
    config.database.url = format!("sqlite:{}?mode=rwc", folder.join("demo.db").display()).into();
    config.objects.folder = folder.join("objects");
    config.registry = RegistrySettings::Http(Box::new(HttpRegistrySettings {
        url: format!("http://{registry}/v1/persons/lookup"),
        sandbox: true,
        ..HttpRegistrySettings::default()
    }));
    config.channel = ChannelSettings::Http(Box::new(HttpChannelSettings {
        url: format!("http://{gateway}/send"),
        sandbox: true,
        ..HttpChannelSettings::default()
    }));
    Ok(app::compose(&config, app::clock(), app::randomness()).await?)
}

/// A port that is free now: links hold the address before the service listens there.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?.local_addr()?)
}

fn serve(ctx: &Arc<Ctx>, listen: SocketAddr) -> Result<(ServerHandle, SocketAddr, JoinHandle<std::io::Result<()>>)> {
    let settings = http::Settings {
        listen,
        public_url: format!("http://{listen}"),
        longest_visit_s: ctx.limits.links.visit_s,
        places: 64,
        byte_budget: 256 << 20,
        head_timeout_ms: 10_000,
        body_timeout_ms: 30_000,
        max_sockets: 64,
        sockets_per_session: 8,
        rate_per_minute: NonZeroU32::MAX,
        workers: 1,
    };
    let (server, address) = http::bind(web::Data::new(Shared::new(Arc::clone(ctx), settings)))?;
    let handle = server.handle();
    Ok((handle, address, tokio::spawn(server)))
}
