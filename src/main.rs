//! The command line program; everything is in the library.

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    forcessl::commands::main()
}

#[cfg(not(unix))]
fn main() {
    compile_error!("forcessl runs on Linux and macOS; on Windows use it inside WSL 2");
}
