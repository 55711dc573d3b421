# Homebrew formula. .ci/release writes it anew with the checksum of the crate that is published.
class Forcessl < Formula
  desc "Make ApsaraDB RDS for PostgreSQL refuse clients without SSL, and prove it"
  homepage "https://github.com/forcessl/forcessl"
  url "https://static.crates.io/crates/forcessl/forcessl-0.1.0.crate"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "Apache-2.0"

  depends_on "rust" => :build

  def install
    ENV["AWS_LC_SYS_NO_JITTER_ENTROPY"] = "1"
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"forcessl", "completions")
    system bin/"forcessl", "man", buildpath/"man"
    man1.install Dir[buildpath/"man/*.1"]
  end

  test do
    assert_match "enforced", shell_output("#{bin}/forcessl demo --database embedded")
  end
end
