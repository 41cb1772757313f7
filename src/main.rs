//! The program `ahlan`.

use std::{
    env,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

use clap::Parser;

/// Tesseract's library starts threads of its own for each line it reads, through OpenMP, which cost more than they give
/// to a service that reads many lines side by side. OpenMP is told by this variable, and reads it when it is loaded.
const THREADS: &str = "OMP_THREAD_LIMIT";

fn main() -> ExitCode {
    if env::var_os(THREADS).is_none() {
        // It was loaded before this line: only a program that begins anew has another environment.
        let failed = begin_anew();
        eprintln!("ahlan: text is read with more threads than it should be, {THREADS}=1 cannot be set: {failed}");
    }
    match ahlan::cli::run(ahlan::cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("ahlan: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Returns only when it cannot be done.
fn begin_anew() -> std::io::Error {
    match env::current_exe() {
        Ok(program) => Command::new(program).args(env::args_os().skip(1)).env(THREADS, "1").exec(),
        Err(error) => error,
    }
}
