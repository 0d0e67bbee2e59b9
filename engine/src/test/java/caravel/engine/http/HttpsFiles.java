package caravel.engine.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// Another server with files, over real TLS.
final class HttpsFiles implements AutoCloseable {
  static final String NAME = "files.example";
  private static final String PASSWORD = "password";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final KeyStore keys;
  private final HttpsServer server;
  private volatile int status = 200;
  private volatile String body = "";

  HttpsFiles(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    keys = certificate(folder.resolve("keys.p12"));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Every request gets this answer from now on.
  void answer(int newStatus, String newBody) {
    status = newStatus;
    body = newBody;
  }

  /// The host and path of each request.
  List<String> asked() {
    return List.copyOf(asked);
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /// Trusts the certificate of this server only.
  SslContextFactory.Client trust() throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    var tls = new SslContextFactory.Client();
    tls.setTrustStore(trusted);
    return tls;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestHeaders().getFirst("Host") + " " + exchange.getRequestURI());
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static KeyStore certificate(Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=" + NAME,
                "-ext",
                "san=dns:" + NAME,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new IllegalStateException("keytool makes no certificate");
    }
    var store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
