//! The registry behind TLS: who it must be, and who may ask it. Certificates are made for the run, over loopback.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use ahlan::{
    adapters::{registry_grpc::GrpcRegistry, registry_http::HttpRegistry},
    config::registry::{GrpcRegistrySettings, HttpRegistrySettings},
    identify::registry::{Answer, Registry},
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig, crypto::aws_lc_rs, pki_types::PrivatePkcs8KeyDer, server::WebPkiClientVerifier,
    },
};

use super::{LIMITS, amal, reference};

/// Who signs certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: rcgen::Certificate,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("signs itself");
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// A certificate for `names`, and its key.
    fn signs(&self, names: &[&str]) -> (rcgen::Certificate, KeyPair) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(names).expect("parameters");
        (params.signed_by(&key, &self.issuer).expect("signs"), key)
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.der().clone()).expect("a root");
        roots
    }
}

/// A registry behind TLS, and the files that its operator gave us.
struct Behind {
    at: SocketAddr,
    asked: Arc<AtomicUsize>,
    folder: tempfile::TempDir,
    servers: Authority,
    clients: Authority,
}

impl Behind {
    /// Puts TLS before the plain service at `plain`. It is `name`, and answers only whom its own authority signed.
    async fn before(plain: SocketAddr, name: &str) -> Self {
        let (servers, clients) = (Authority::new(), Authority::new());
        let (certificate, key) = servers.signs(&[name]);
        let provider = Arc::new(aws_lc_rs::default_provider());
        let roots = Arc::new(clients.roots());
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let mut tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_client_cert_verifier(verifier.expect("a verifier"))
            .with_single_cert(vec![certificate.der().clone()], key.into())
            .expect("a certificate and its key");
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let at = listener.local_addr().expect("an address");
        let asked = Arc::new(AtomicUsize::new(0));
        tokio::spawn(relay(listener, TlsAcceptor::from(Arc::new(tls)), plain, Arc::clone(&asked)));
        Self { at, asked, folder: tempfile::tempdir().expect("a folder"), servers, clients }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    /// The authority that may vouch for the registry.
    fn ca(&self, of: &Authority) -> PathBuf {
        self.file("ca.pem", &of.certificate.pem())
    }

    /// A client certificate and its key in one file.
    fn identity(&self, of: &Authority) -> PathBuf {
        let (certificate, key) = of.signs(&["bank.example"]);
        self.file("client.pem", &(certificate.pem() + &key.serialize_pem()))
    }

    fn http(&self, ca_file: PathBuf, client_identity_file: Option<PathBuf>) -> HttpRegistry {
        let url = format!("https://{}/v1/persons/lookup", self.at);
        let ca_file = Some(ca_file);
        let settings =
            HttpRegistrySettings { url, ca_file, client_identity_file, limits: LIMITS, ..Default::default() };
        HttpRegistry::new(&settings).expect("good settings")
    }

    fn grpc(&self, ca_file: PathBuf, client_identity_file: Option<PathBuf>) -> GrpcRegistry {
        let url = format!("https://{}", self.at);
        let ca_file = Some(ca_file);
        let settings =
            GrpcRegistrySettings { url, ca_file, client_identity_file, limits: LIMITS, ..Default::default() };
        GrpcRegistry::new(&settings).expect("good settings")
    }

    /// Claims that `registry` is unavailable and that nothing of the question arrived.
    #[track_caller]
    fn was_not_asked(&self, answer: Result<Answer, ahlan::identify::registry::Unavailable>) {
        answer.expect_err("no answer");
        assert_eq!(self.asked.load(Ordering::SeqCst), 0, "no byte of the question got past the handshake");
    }
}

/// Ends TLS and passes on what is inside.
async fn relay(listener: TcpListener, tls: TlsAcceptor, plain: SocketAddr, asked: Arc<AtomicUsize>) {
    while let Ok((socket, _)) = listener.accept().await {
        let (tls, asked) = (tls.clone(), Arc::clone(&asked));
        tokio::spawn(async move {
            // A handshake that fails ends here.
            let Ok(mut inside) = tls.accept(socket).await else { return };
            asked.fetch_add(1, Ordering::SeqCst);
            let mut behind = TcpStream::connect(plain).await.expect("the plain service");
            let _ended = tokio::io::copy_bidirectional(&mut inside, &mut behind).await;
        });
    }
}

/// What is under the registry's feet on each wire.
async fn both() -> (ahlan::adapters::reference_registry::Running, [Behind; 2]) {
    let running = reference().await;
    let behind = [Behind::before(running.http, "127.0.0.1").await, Behind::before(running.grpc, "127.0.0.1").await];
    (running, behind)
}

async fn is_found(registry: &dyn Registry) {
    assert!(matches!(registry.look_up(&amal()).await, Ok(Answer::Found(_))));
}

#[tokio::test]
async fn a_registry_of_the_right_authority_answers_a_client_with_the_right_certificate() {
    let (running, [http, grpc]) = both().await;
    is_found(&http.http(http.ca(&http.servers), Some(http.identity(&http.clients)))).await;
    is_found(&grpc.grpc(grpc.ca(&grpc.servers), Some(grpc.identity(&grpc.clients)))).await;
    assert_eq!((http.asked.load(Ordering::SeqCst), grpc.asked.load(Ordering::SeqCst)), (1, 1));
    running.stop().await;
}

#[tokio::test]
async fn without_a_client_certificate_the_registry_is_unavailable() {
    let (running, [http, grpc]) = both().await;
    http.was_not_asked(http.http(http.ca(&http.servers), None).look_up(&amal()).await);
    grpc.was_not_asked(grpc.grpc(grpc.ca(&grpc.servers), None).look_up(&amal()).await);
    running.stop().await;
}

#[tokio::test]
async fn with_a_client_certificate_of_somebody_else_the_registry_is_unavailable() {
    let (running, [http, grpc]) = both().await;
    let stranger = Authority::new();
    http.was_not_asked(http.http(http.ca(&http.servers), Some(http.identity(&stranger))).look_up(&amal()).await);
    grpc.was_not_asked(grpc.grpc(grpc.ca(&grpc.servers), Some(grpc.identity(&stranger))).look_up(&amal()).await);
    running.stop().await;
}

#[tokio::test]
async fn a_registry_of_another_authority_is_not_asked() {
    let (running, [http, grpc]) = both().await;
    let stranger = Authority::new();
    http.was_not_asked(http.http(http.ca(&stranger), Some(http.identity(&http.clients))).look_up(&amal()).await);
    grpc.was_not_asked(grpc.grpc(grpc.ca(&stranger), Some(grpc.identity(&grpc.clients))).look_up(&amal()).await);
    running.stop().await;
}

#[tokio::test]
async fn a_registry_of_another_name_is_not_asked() {
    let running = reference().await;
    let http = Behind::before(running.http, "registry.example").await;
    let grpc = Behind::before(running.grpc, "registry.example").await;
    http.was_not_asked(http.http(http.ca(&http.servers), Some(http.identity(&http.clients))).look_up(&amal()).await);
    grpc.was_not_asked(grpc.grpc(grpc.ca(&grpc.servers), Some(grpc.identity(&grpc.clients))).look_up(&amal()).await);
    running.stop().await;
}
