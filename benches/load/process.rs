//! What the kernel counts of a process, and which core it may use.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Context, Result, bail};

/// Clock ticks a second in `/proc/PID/stat`: what `getconf CLK_TCK` says on every Linux that Rust is built for.
const TICKS_PER_SECOND: f64 = 100.0;

/// CPU seconds of process `pid` so far, its threads that ended included, user and system; in steps of 10 ms.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid} is gone"))?;
    // proc_pid_stat(5): utime and stime are fields 14 and 15; the name, field 2, may hold spaces.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: Vec<f64> = after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse().ok()).collect();
    match ticks[..] {
        [user, system] => Ok((user + system) / TICKS_PER_SECOND),
        _ => bail!("/proc/{pid}/stat is not as expected"),
    }
}

/// CPU time of the calling thread so far.
pub fn own_cpu() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").context("the kernel does not count schedstat")?;
    let nanoseconds = stat.split_whitespace().next().and_then(|first| first.parse().ok());
    Ok(Duration::from_nanos(nanoseconds.context("/proc/thread-self/schedstat is not as expected")?))
}

/// Resident memory of process `pid` now, in MiB.
pub fn resident_mib(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).with_context(|| format!("process {pid} is gone"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).context("no VmRSS")?;
    Ok(kib / 1024.0)
}

/// The first two cores that this process may use: the service's and the applicants'.
pub fn two_cores() -> Result<[u32; 2]> {
    let status = fs::read_to_string("/proc/self/status")?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
    let cores: Vec<u32> = list.trim().split(',').flat_map(range).collect();
    match cores[..] {
        [one, two, ..] => Ok([one, two]),
        _ => bail!("the load run needs two cores, and may use {}", list.trim()),
    }
}

/// `3` or `0-7`.
fn range(text: &str) -> Vec<u32> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) => (from..=to).collect(),
        (Ok(_) | Err(_), _) => Vec::new(),
    }
}

/// `program`, to be started on these cores only, with engines that start no threads of their own.
///
/// Nothing of this process's environment can change how it is set up.
pub fn pinned(cores: &[u32], program: &Path) -> Command {
    let list: Vec<String> = cores.iter().map(u32::to_string).collect();
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &list.join(",")]).arg(program);
    command.env("OMP_THREAD_LIMIT", "1").env_remove("DATABASE_URL").env_remove("OBJECT_STORE");
    std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AHLAN_")).for_each(|(name, _)| {
        command.env_remove(name);
    });
    command
}

/// Moves this process onto one core. Threads that are started later stay there.
pub fn pin_self(core: u32) -> Result<()> {
    let pid = std::process::id().to_string();
    let done = Command::new("taskset").args(["--cpu-list", "--pid", &core.to_string(), &pid]).output();
    let done = done.context("taskset is missing (package util-linux)")?;
    anyhow::ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}
