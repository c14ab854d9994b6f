//! nginx with TLS 1.3 on loopback and fixed answers, so that the server is nobody's own.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

const TOKEN: &str = include_str!("../token.txt");

/// What becomes of the connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Kept,
    /// Closed after each answer; TLS sessions can be resumed.
    Once,
    /// Closed after each answer, and nothing can be resumed.
    OnceFull,
}

const MODES: [Mode; 3] = [Mode::Kept, Mode::Once, Mode::OnceFull];

pub struct Authority {
    folder: PathBuf,
}

impl Authority {
    /// Makes an authority and a certificate for 127.0.0.1, both with P-256 keys.
    pub fn new(folder: &Path) -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "benchmark authority");
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "benchmark server");
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap();
        let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
        write("ca.pem", authority.pem());
        write("server.pem", certificate.pem());
        write("server.key", key.serialize_pem());
        Authority {
            folder: folder.to_owned(),
        }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// The trust store of the system with this authority in it: a bundle, and a folder like the system's own.
    pub fn system_store(&self) -> (PathBuf, PathBuf) {
        let folder = self.folder.join("certs");
        let copied = Command::new("cp")
            .args(["-a", "/etc/ssl/certs/."])
            .arg(&folder)
            .status();
        assert!(copied.unwrap().success());
        let bundle = folder.join("ca-certificates.crt");
        let system = fs::read_to_string(&bundle)
            .expect("this system keeps its certificate authorities elsewhere than Debian does");
        fs::write(&bundle, system + &fs::read_to_string(self.file()).unwrap()).unwrap();
        (bundle, folder)
    }
}

pub struct Server {
    process: Child,
    ports: [u16; 3],
}

impl Server {
    /// On the processors `cpus`, as taskset counts them.
    pub fn start(authority: &Authority, name: &str, workers: usize, cpus: &str) -> Server {
        let ports = MODES.map(|_| free_port());
        let folder = authority.folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("nginx.conf"),
            configuration(authority, &folder, workers, ports),
        )
        .unwrap();
        let process = Command::new("taskset")
            .args(["-c", cpus, "nginx", "-p"])
            .arg(&folder)
            .args(["-e", "error.log", "-c", "nginx.conf"])
            .spawn()
            .expect("taskset is missing");
        let mut server = Server { process, ports };
        server.wait(&folder);
        server
    }

    pub fn address(&self, mode: Mode) -> String {
        let path = if mode == Mode::Kept { "" } else { "/once" };
        let port = self.ports[mode as usize];
        format!("https://127.0.0.1:{port}/LFRepositoryAPI{path}")
    }

    /// Where the Cloud logs in, on connections that are kept.
    pub fn sign_in_address(&self) -> String {
        format!("https://127.0.0.1:{}/oauth", self.ports[Mode::Kept as usize])
    }

    fn wait(&mut self, folder: &Path) {
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", self.ports[0])).is_err() {
            let log = fs::read_to_string(folder.join("error.log")).unwrap_or_default();
            assert!(Instant::now() < end, "nginx does not start: {log}");
            assert!(self.process.try_wait().unwrap().is_none(), "nginx has ended: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    /// By a signal that makes it end its workers, too.
    fn drop(&mut self) {
        let pid = i32::try_from(self.process.id()).expect("a process id");
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn configuration(authority: &Authority, folder: &Path, workers: usize, ports: [u16; 3]) -> String {
    let certs = authority.folder.display();
    let context = "https://127.0.0.1/LFRepositoryAPI/v1-alpha/$metadata";
    // nginx would take a $ for the beginning of a variable.
    let context = context.replace("$metadata", "${dollar}metadata");
    let access_tokens =
        |operation: &str| format!("~ ^/LFRepositoryAPI(/once)?/v1-alpha/Repositories/[^/]+/AccessTokens/{operation}$");
    let answers = [
        (
            access_tokens("Create"),
            format!(
                r#"{{"@odata.context":"{context}#Laserfiche.Repository.SessionKeyInfo","authToken":"{TOKEN}","expireTime":"2030-03-01T10:15:30.1234567Z"}}"#
            ),
        ),
        (
            access_tokens("Refresh"),
            format!(r#"{{"@odata.context":"{context}#Edm.DateTimeOffset","value":"2030-03-01T10:15:30.1234567Z"}}"#),
        ),
        (
            access_tokens("Invalidate"),
            format!(r#"{{"@odata.context":"{context}#Edm.Boolean","value":true}}"#),
        ),
        (
            "= /oauth/Token".to_owned(),
            format!(
                r#"{{"access_token":"{TOKEN}","expires_in":43200,"token_type":"bearer","scope":"repository.Read repository.Write"}}"#
            ),
        ),
    ];
    let servers: String = MODES
        .iter()
        .map(|mode| {
            let (keep_alive, resumption) = match mode {
                Mode::Kept => ("keepalive_timeout 3600s; keepalive_requests 1000000000;", true),
                Mode::Once => ("keepalive_timeout 0;", true),
                Mode::OnceFull => ("keepalive_timeout 0;", false),
            };
            let resumption = if resumption {
                "ssl_session_cache shared:resumption:1m; ssl_session_tickets on;"
            } else {
                "ssl_session_cache off; ssl_session_tickets off;"
            };
            let locations: String = answers
                .iter()
                .map(|(place, body)| format!("location {place} {{ return 200 '{body}'; }}\n"))
                .collect();
            format!(
                "server {{\nlisten 127.0.0.1:{} ssl backlog=4096;\n{keep_alive}\n{resumption}\n{locations}}}\n",
                ports[*mode as usize]
            )
        })
        .collect();
    format!(
        "daemon off;\nworker_processes {workers};\nworker_rlimit_nofile 8192;\npid nginx.pid;\nerror_log error.log;\n\
         events {{ worker_connections 8192; }}\n\
         http {{\naccess_log off;\ndefault_type application/json;\ntcp_nodelay on;\n\
         client_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fastcgi;\n\
         uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n\
         geo $dollar {{ default \"$\"; }}\n\
         ssl_protocols TLSv1.3;\nssl_certificate {certs}/server.pem;\nssl_certificate_key {certs}/server.key;\n\
         {servers}}}\n",
        folder = folder.display()
    )
}
