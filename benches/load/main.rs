//! The load run: whole applications over HTTP against the real service, and in the same run the floor under them.
//!
//! The service is `ahlan serve`, a process of its own on one core; this process sends the applications from another
//! core and plays the registry, which is somebody else's machine. Between applications a third process lays floors on
//! the service's core while the service is idle. Run by `make bench`.

mod applicant;
mod crops;
mod doors;
mod engines;
mod figures;
mod floor;
mod people;
mod process;
mod queue;
mod service;
mod table;
mod workers;

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ahlan::{
    app::{self, reference_registry},
    base::randomness::draw,
};
use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use self::{applicant::BackEnd, figures::Counted, people::Person, service::Service};

/// Applications played before anything is counted: engines start with the first text they read.
const WARM_UP: usize = 3;
/// How many applications are played for one floor.
const PLAYED_A_FLOOR: usize = 5;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    run: Run,
    #[command(subcommand)]
    part: Option<Part>,
    /// Said by `cargo bench`; without it `cargo test` only wants to know that this compiles.
    #[arg(long, hide = true)]
    bench: bool,
}

/// How much is measured.
#[derive(Args)]
struct Run {
    /// Whole applications.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    sessions: u64,
    /// People who apply, in turn.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=100))]
    people: u64,
    /// Chat connections that are held open and silent.
    #[arg(long, default_value_t = 1000)]
    sockets: usize,
    /// Draw the same people again; otherwise new ones each time.
    #[arg(long)]
    seed: Option<u64>,
}

/// What the run starts of itself.
#[derive(Subcommand)]
enum Part {
    /// Lays floors for the people in a folder.
    #[command(hide = true)]
    Floor { folder: PathBuf },
    /// Reads the pictures in a folder with one worker and with two.
    #[command(hide = true)]
    Workers { folder: PathBuf, count: usize },
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.part {
        Some(Part::Floor { folder }) => floor::serve(&folder),
        Some(Part::Workers { folder, count }) => threads(2)?.block_on(workers::run(&folder, count)),
        None if cli.bench => measure(&cli.run),
        None => Ok(()),
    }
}

fn measure(run: &Run) -> Result<()> {
    let cores = process::two_cores()?;
    process::pin_self(cores[1])?;
    let seed = run.seed.unwrap_or_else(|| u64::from_be_bytes(draw(app::randomness().as_ref())) % 1_000_000_000);
    eprintln!("Seed {seed}; the service on core {}, the applicants on core {}.", cores[0], cores[1]);
    let folder = tempfile::tempdir()?;
    let engine = app::face_engine(&engines::config(1)?.models)?;
    let people = people::draw(&engine, run.people, seed, app::clock().today())?;
    drop(engine);
    let pictures = folder.path().join("people");
    people::write_all(&people, &pictures)?;
    let mut counted = threads(1)?.block_on(play(run, cores[0], folder.path(), &people))?;
    let pairs = usize::try_from(run.sessions)?.clamp(8, 60);
    counted.workers = Some(workers::measure(cores, &pictures, pairs)?);
    println!("{}", table::draw(&counted));
    println!("{}", counted.json(seed));
    Ok(())
}

/// Waits until the process does nothing: what it learns when it starts is no application's, and weighs on a short run.
async fn at_rest(pid: u32) -> Result<()> {
    for _ in 0..100 {
        let before = process::cpu_seconds(pid)?;
        tokio::time::sleep(Duration::from_millis(200)).await;
        if process::cpu_seconds(pid)? - before < 0.02 {
            break;
        }
    }
    Ok(())
}

/// Plays the applications, and lays a floor after every few.
async fn play(run: &Run, core: u32, folder: &Path, people: &[Person]) -> Result<Counted> {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let held: Vec<_> = people.iter().map(Person::registered).collect();
    let file = folder.join("people.json");
    fs::write(&file, serde_json::to_vec(&held)?)?;
    let place = reference_registry::Place { http: any, grpc: any, admin: any, people: Some(&file), photos: None };
    let registry = reference_registry::start(place).await?;
    let mut floor = floor::Layer::start(core, &folder.join("people"))?;
    floor.lay(0, &[])?; // It is warm when it answers, and only then does the service get the core.
    let service = Service::start(&service::Place { core, folder, registry: registry.http })?;
    let back_end = BackEnd::new(service.address, &service.credentials)?;
    for person in people.iter().cycle().take(WARM_UP) {
        back_end.play(person).await?;
    }
    at_rest(service.pid()).await?;
    let bar = ProgressBar::new(run.sessions);
    bar.set_style(ProgressStyle::with_template("{bar:20} {pos}/{len} applications, {eta} to go")?);
    let mut counted = Counted::default();
    let (mut began, mut cpu) = (Instant::now(), process::cpu_seconds(service.pid())?);
    for (n, person) in people.iter().cycle().take(usize::try_from(run.sessions)?).enumerate() {
        counted.played.push(back_end.play(person).await.with_context(|| format!("application {n}"))?);
        counted.resident_mib.push(process::resident_mib(service.pid())?);
        bar.inc(1);
        if (n + 1) % PLAYED_A_FLOOR == 0 || n + 1 == usize::try_from(run.sessions)? {
            counted.cpu_s += process::cpu_seconds(service.pid())? - cpu;
            counted.wall_s += began.elapsed().as_secs_f64();
            // Under the person who was played last, and the frames that they sent.
            let frames = counted.played.last().map_or(&[][..], |played| &played.frames);
            counted.floors.push(floor.lay(n % people.len(), frames)?);
            (began, cpu) = (Instant::now(), process::cpu_seconds(service.pid())?);
        }
    }
    bar.finish_and_clear();
    counted.doors = Some(doors::measure(&back_end, service.pid(), &people[0], run.sockets).await?);
    counted.queue = Some(queue::measure(&back_end, &service).await?);
    registry.stop().await;
    Ok(counted)
}

fn threads(count: usize) -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(count).enable_all().build()?)
}
