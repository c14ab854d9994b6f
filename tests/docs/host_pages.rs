//! The pages for the hosts have one order, name every action and every setting, and their pieces work: a reader who
//! knows one page finds everything in another.
//!
//! Whole programs, and the pieces that the tests of a host run, are in `tests/hosts`: `cpp/page.rs`, `dotnet.rs`,
//! `pascal.rs`, `python.rs` and `vba`. The pieces here are those fenced as `c`, `c++`, `cs`, `py` and `vba`, and those
//! in Pascal that are not whole programs.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lftoken_stub::{Config, Stub};

use support::cc::{self, Program, expect_success};
use support::{PASSWORD, c_header};

use support::pages;

const LIMIT: Duration = Duration::from_secs(60);

/// What a page tells, in this order. A page leaves out only what its host has not.
const HEADINGS: [&str; 10] = [
    "To the first token",
    "Keeping the session and logging out",
    "Failures",
    "Settings",
    "Time limits and cancelling",
    "Threads",
    "The log",
    "Secrets",
    "Below the classes",
    "What is tested",
];

/// A page, what its host does not have, and the sources of its binding.
struct Page {
    name: &'static str,
    left_out: &'static [&'static str],
    binding: &'static str,
}

const PAGES: [Page; 6] = [
    Page {
        name: "docs/c.md",
        left_out: &["Below the classes"],
        binding: "include/lftoken.h",
    },
    Page {
        name: "docs/cpp.md",
        left_out: &[],
        binding: "bindings/cpp/lftoken.hpp",
    },
    Page {
        name: "docs/dotnet.md",
        left_out: &[],
        binding: "bindings/dotnet",
    },
    Page {
        name: "docs/delphi.md",
        left_out: &[],
        binding: "bindings/pascal/lftoken.pas",
    },
    Page {
        name: "docs/python.md",
        left_out: &[],
        binding: "bindings/python/lftoken.py",
    },
    Page {
        name: "docs/vba.md",
        left_out: &[],
        binding: "bindings/vba/LFToken.bas",
    },
];

impl Page {
    fn text(&self) -> String {
        fs::read_to_string(cc::root().join(self.name)).unwrap()
    }

    /// What stands below a heading.
    fn section(&self, heading: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("\n## {heading}\n")).unwrap();
        rest.split("\n## ").next().unwrap().to_owned()
    }

    /// The words of C, C++ and so on that the binding consists of.
    fn binding(&self) -> Vec<String> {
        let path = cc::root().join(self.binding);
        let sources = if path.is_dir() {
            let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
            files
                .filter(|file| file.extension().is_some_and(|it| it == "cs"))
                .collect()
        } else {
            vec![path]
        };
        sources.iter().flat_map(|file| words(file)).collect()
    }
}

fn words(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.map(str::to_owned).collect()
}

/// What stands in backticks.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the tables of a section, each without its first `|`.
fn rows(section: &str) -> impl Iterator<Item = &str> {
    section.lines().filter_map(|line| line.strip_prefix("| "))
}

#[test]
fn all_pages_have_one_order() {
    for page in PAGES {
        let text = page.text();
        let mut fenced = false;
        let headings = text.lines().filter(|line| {
            fenced ^= line.starts_with("```");
            !fenced
        });
        let headings: Vec<&str> = headings
            .filter_map(|line| line.strip_prefix("## "))
            .filter(|heading| *heading != "For Windows")
            .map(|heading| heading.strip_suffix(" on Linux").unwrap_or(heading))
            .collect();
        let expected: Vec<&str> = HEADINGS
            .into_iter()
            .filter(|heading| !page.left_out.contains(heading))
            .collect();
        assert_eq!(headings, expected, "{}", page.name);
        assert!(text.starts_with("# lftoken for "), "{}", page.name);
    }
}

/// One rule for the name of the library, and one way to the files after an installation.
#[test]
fn every_page_tells_the_same_of_where_the_files_lie() {
    let told = PAGES.iter().filter(|page| page.name != "docs/vba.md").map(|page| {
        let section = page.text();
        let (_, rest) = section
            .split_once("\n**Where the files lie.** ")
            .unwrap_or_else(|| panic!("{} does not tell where the files lie", page.name));
        words_of(rest.split("\n\n").next().unwrap())
    });
    let told: Vec<String> = told.collect();
    for other in &told {
        assert_eq!(other, &told[0]);
    }
    for name in [
        "lftoken.dll",
        "liblftoken.so.1",
        "liblftoken.so",
        "ln -s PREFIX/share/lftoken/* .",
    ] {
        assert!(told[0].contains(&format!("`{name}`")), "{name}");
    }
}

/// A text whose lines may be broken anywhere.
fn words_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_page_lists_all_actions() {
    let constants = c_header::constants();
    let mut actions: Vec<(u32, String)> = constants
        .iter()
        .filter_map(|(name, number)| Some((name.strip_prefix("LF_ACTION_")?, number)))
        .map(|(action, number)| (number.parse().unwrap(), action.to_owned()))
        .collect();
    actions.sort();
    assert_eq!(actions.len(), 9);
    for page in PAGES {
        let spelled = actions.iter().map(|(_, action)| {
            let joined: String = action
                .split('_')
                .map(|word| format!("{}{}", &word[..1], word[1..].to_lowercase()))
                .collect();
            match page.name {
                "docs/c.md" | "docs/vba.md" => format!("LF_ACTION_{action}"),
                "docs/cpp.md" => action.to_lowercase(),
                "docs/dotnet.md" => joined,
                "docs/delphi.md" => format!("lfa{joined}"),
                _ => action.clone(),
            }
        });
        let section = page.section("Failures");
        // The row of titles names the type.
        let listed: Vec<&str> = rows(&section)
            .skip(1)
            .filter_map(|row| names(row.split(" | ").next()?).next())
            .collect();
        assert_eq!(listed, spelled.collect::<Vec<_>>(), "{}", page.name);
    }
}

#[test]
fn every_page_tells_the_settings_by_the_same_tasks() {
    let tasks = |page: &Page| -> Vec<String> {
        let section = page.section("Settings");
        let tasks = rows(&section).map(|row| row.split(" | ").next().unwrap().split(',').next().unwrap().to_owned());
        let mut tasks: Vec<String> = tasks.filter(|task| !task.starts_with("---")).collect();
        tasks.dedup();
        // VBA has no log.
        tasks.retain(|task| task != "get log lines");
        tasks
    };
    let expected = tasks(&PAGES[0]);
    assert!(expected.len() > 20, "{expected:?}");
    for page in PAGES {
        assert_eq!(tasks(&page), expected, "{}", page.name);
    }
}

#[test]
fn every_page_names_the_settings_that_its_binding_has() {
    for page in PAGES {
        let binding = page.binding();
        for row in rows(&page.section("Settings")) {
            for name in names(row) {
                let name = name.strip_prefix("lftoken::").unwrap_or(name);
                assert!(binding.iter().any(|word| word == name), "{}: {name}", page.name);
            }
        }
    }
}

#[test]
fn the_page_of_all_settings_names_every_setter() {
    let page = fs::read_to_string(cc::root().join("docs/settings.md")).unwrap();
    let kinds = [
        "lf_options_set_",
        "lf_options_add_",
        "lf_credentials_set_",
        "lf_session_options_set_",
        "lf_call_set_",
        "lf_authorization_set_",
    ];
    let setters = c_header::functions().into_iter().map(|function| function.name);
    for name in setters.filter(|name| kinds.iter().any(|kind| name.starts_with(kind))) {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` | ")));
        assert!(row.is_some(), "docs/settings.md does not tell of {name}");
    }
    // In the order of its columns.
    let bindings = [
        "docs/cpp.md",
        "docs/dotnet.md",
        "docs/delphi.md",
        "docs/python.md",
        "docs/vba.md",
    ];
    for (column, page_of) in bindings.iter().enumerate() {
        let binding = PAGES.iter().find(|page| page.name == *page_of).unwrap().binding();
        for row in rows(&page).filter(|row| row.starts_with("`lf_")) {
            let cell = row.trim_end_matches(" |").split(" | ").nth(2 + column).unwrap();
            for name in names(cell) {
                assert!(
                    binding.iter().any(|word| word == name),
                    "docs/settings.md: {name} of {page_of}"
                );
            }
        }
    }
}

#[test]
fn no_line_is_too_long() {
    for page in PAGES {
        for (number, line) in page.text().lines().enumerate() {
            assert!(line.chars().count() <= 120, "{}:{}", page.name, number + 1);
        }
    }
}

/// A folder that goes when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        Folder(cc::scratch(name))
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The settings that the pages name.
fn with_settings<'a>(command: &'a mut Command, stub: &Stub, ca_file: &Path) -> &'a mut Command {
    command
        .env("LF_BASE_ADDRESS", stub.base_url())
        .env("LF_CA_FILE", ca_file)
        .env("LF_USER", "svc")
        .env("LF_PASSWORD", PASSWORD)
        .env("LF_REPOSITORY", "Archive")
        .env("SAML_TOKEN", "valid-saml")
}

#[test]
fn the_program_in_c_logs_in_and_out() {
    let blocks = pages::blocks("docs/c.md", "c");
    let folder = Folder::new("page-c");
    let source = folder.write("first.c", &blocks[0]);
    // As a reader compiles it: without POSIX.
    let program = Program::build(&source, "first", &["-U_POSIX_C_SOURCE"]);
    let stub = Stub::start(Config::default()).unwrap();
    let ca_file = folder.write("ca.pem", stub.ca_pem());
    let output = expect_success(with_settings(&mut program.command(), &stub, &ca_file), LIMIT);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("logged in; the token has "), "{said}");
    let report = stub.report();
    assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));
}

/// Those that begin with `static` are functions; the others stand in one that has what the page has by then.
#[test]
fn the_pieces_in_c_compile() {
    let folder = Folder::new("page-c");
    let pages = [
        "docs/c.md",
        "docs/access-keys.md",
        "docs/browser.md",
        "docs/managed-session.md",
    ];
    let blocks: Vec<String> = pages.iter().flat_map(|page| pages::blocks(page, "c")).collect();
    let pieces = blocks.iter().filter(|block| !block.contains("int main"));
    for (number, piece) in pieces.enumerate() {
        let body = if piece.starts_with("static ") {
            piece.clone()
        } else {
            format!(
                "void piece(lf_options *options, lf_client *client, lf_credentials *credentials, lf_token *token);\n\
                 void piece(lf_options *options, lf_client *client, lf_credentials *credentials, lf_token *token)\n\
                 {{\nlf_error *error = NULL;\nlf_status status = LF_OK;\n\
                 (void)options;\n(void)client;\n(void)credentials;\n(void)token;\n\
                 {piece}(void)error;\n(void)status;\n}}\n"
            )
        };
        let head = ["pthread", "stdio", "stdlib", "string"].map(|name| format!("#include <{name}.h>\n"));
        let text = format!("{}#include \"lftoken.h\"\n{body}", head.concat());
        let source = folder.write(&format!("piece{number}.c"), &text);
        let mut compiler = cc::compiler(false);
        compiler.args([
            "-std=c99",
            "-D_POSIX_C_SOURCE=200809L",
            "-fsyntax-only",
            "-Wno-unused-function",
        ]);
        expect_success(compiler.arg(source), LIMIT);
    }
    assert!(blocks.len() > 14, "{}", blocks.len());
}

/// Pieces that need more headers than those in `tests/hosts/cpp/page.rs` have.
#[test]
fn the_pieces_in_cpp_with_threads_compile() {
    if !cc::full_run() {
        return cc::left_out("pieces of docs/cpp.md");
    }
    let folder = Folder::new("page-cpp");
    let pieces = pages::blocks("docs/cpp.md", "c++");
    assert!(!pieces.is_empty());
    for piece in pieces {
        let text = format!(
            "#include <iostream>\n#include <thread>\n#include \"lftoken.hpp\"\n\
             void piece(const lftoken::client &client, const lftoken::credentials &credentials);\n\
             void piece(const lftoken::client &client, const lftoken::credentials &credentials) {{\n{piece}}}\n"
        );
        let source = folder.write("piece.cpp", &text);
        let mut compiler = cc::compiler(true);
        let include = format!("-I{}", cc::root().join("bindings/cpp").display());
        expect_success(
            compiler
                .args(["-std=c++11", "-fsyntax-only", "-Wshadow", &include])
                .arg(source),
            LIMIT,
        );
    }
}

/// The first is a program; the others stand in a method that has a client and credentials.
#[test]
fn the_pieces_in_csharp_compile_and_the_shortest_program_logs_in_and_out() {
    if !cc::full_run() {
        return cc::left_out("pieces of docs/dotnet.md");
    }
    let folder = Folder::new("page-dotnet");
    std::os::unix::fs::symlink(cc::library(), folder.0.join("liblftoken.so")).unwrap();
    let stub = Stub::start(Config::default()).unwrap();
    let blocks = pages::blocks("docs/dotnet.md", "cs");
    assert!(blocks.len() > 1);
    for (number, block) in blocks.iter().enumerate() {
        let text = if block.contains(" Main(") {
            block.replace("https://lf.example.com/LFRepositoryAPI", &stub.base_url())
        } else {
            format!(
                "using System;\nusing LFToken;\nstatic class Piece\n{{\nstatic void Main() {{ }}\n\
                 static void Run(LFClient client, LFCredentials credentials)\n{{\n{block}}}\n}}\n"
            )
        };
        let source = folder.write(&format!("example{number}.cs"), &text);
        let program = folder.0.join(format!("example{number}.exe"));
        let mut compiler = Command::new("mcs");
        compiler.arg("-warnaserror").arg(format!("-out:{}", program.display()));
        compiler.arg(source).arg(cc::root().join("bindings/dotnet/*.cs"));
        expect_success(&mut compiler, LIMIT);
        if block.contains(" Main(") {
            assert!(block.lines().filter(|line| !line.is_empty()).count() <= 20, "{block}");
            let ca_file = folder.write("ca.pem", stub.ca_pem());
            let mut mono = Command::new("mono");
            mono.arg(&program)
                .current_dir(&folder.0)
                .env("SSL_CERT_FILE", &ca_file)
                .env_remove("SSL_CERT_DIR");
            expect_success(with_settings(&mut mono, &stub, &ca_file), LIMIT);
            let report = stub.report();
            assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));
        }
    }
}

/// Declarations of a program that has a client, credentials and a token.
#[test]
fn the_pieces_in_pascal_compile() {
    if !cc::full_run() {
        return cc::left_out("pieces of docs/delphi.md");
    }
    let folder = Folder::new("page-pascal");
    for name in ["liblftoken.so", "liblftoken.so.1"] {
        std::os::unix::fs::symlink(cc::library(), folder.0.join(name)).unwrap();
    }
    let blocks = pages::blocks("docs/delphi.md", "pascal");
    let pieces = blocks.iter().filter(|block| !block.contains("program "));
    for (number, piece) in pieces.enumerate() {
        let text = format!(
            "program Piece{number};\nuses cthreads, Classes, SysUtils, lftoken;\n\
             var Client: TLFClient; Credentials: TLFCredentials; Token: TLFToken;\n{piece}\nbegin\nend.\n"
        );
        let source = folder.write(&format!("piece{number}.pas"), &text);
        let mut compiler = Command::new("fpc");
        let unit = cc::root().join("bindings/pascal");
        compiler.arg("-Mdelphi").arg(format!("-Fu{}", unit.display()));
        compiler
            .arg(format!("-FU{}", folder.0.display()))
            .arg(format!("-Fl{}", folder.0.display()));
        let output = cc::run(compiler.arg(source), LIMIT);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{piece}\n{said}");
    }
    assert!(blocks.len() > 5);
}

#[test]
fn the_pieces_in_python_run() {
    let python = || Command::new(std::env::var_os("LF_PYTHON").unwrap_or("python3".into()));
    if !python()
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        assert!(!cc::full_run(), "python3 is missing");
        return cc::left_out("pieces of docs/python.md, for want of python3");
    }
    let folder = Folder::new("page-python");
    let pieces = pages::blocks("docs/python.md", "py");
    assert!(pieces.len() > 5);
    for piece in pieces {
        let stub = Stub::start(Config::default()).unwrap();
        let ca_file = folder.write("company-ca.pem", stub.ca_pem());
        let text = format!(
            "import os, lftoken\n\
             client = lftoken.Client(os.environ['LF_BASE_ADDRESS'], ca_files=os.environ['LF_CA_FILE'])\n\
             credentials = {{'username': os.environ['LF_USER'], 'password': os.environ['LF_PASSWORD']}}\n{piece}"
        );
        let mut command = python();
        command
            .args(["-W", "error", "-c", &text])
            .current_dir(&folder.0)
            .env("PYTHONPATH", cc::root().join("bindings/python"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("LFTOKEN_LIBRARY", cc::library());
        let output = expect_success(with_settings(&mut command, &stub, &ca_file), LIMIT);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains(PASSWORD), "{said}");
        let report = stub.report();
        assert_eq!(
            (report.created, report.open),
            (report.invalidated, 0),
            "{piece}\n{report:?}"
        );
    }
}

/// As far as it can be checked without Office; `tests/hosts/vba` compares the longer example with the module.
#[test]
fn the_pieces_in_vba_call_what_the_module_has() {
    let module = fs::read_to_string(cc::root().join("bindings/vba/LFToken.bas")).unwrap();
    let pieces = pages::blocks("docs/vba.md", "vba");
    assert!(pieces.len() > 4);
    for piece in pieces {
        // A text is no code.
        let code: String = piece.split('"').step_by(2).collect();
        let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for name in words.filter(|word| ["LF", "lf_", "FirstLF"].iter().any(|begin| word.starts_with(begin))) {
            let kinds = [
                ("Sub ", "("),
                ("Sub ", " Lib "),
                ("Function ", "("),
                ("Function ", " Lib "),
                ("Const ", " As "),
            ];
            let is_there = kinds
                .iter()
                .any(|(kind, end)| module.contains(&format!("{kind}{name}{end}")));
            assert!(is_there, "{name} is not in the module:\n{piece}");
        }
    }
}
