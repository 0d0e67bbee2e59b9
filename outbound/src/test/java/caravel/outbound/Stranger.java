package caravel.outbound;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// A foreign server with real TLS under the name `pictures.example`.
final class Stranger implements AutoCloseable {
  static final String NAME = "pictures.example";
  private static final char[] WORD = "password".toCharArray();

  /// A received request.
  record Asked(String host, String path, String sni, String headers) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final KeyStore keys;
  private final HttpsServer server;
  private volatile HttpHandler behaviour = exchange -> {};

  Stranger(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    keys = certificate(folder.resolve("keys.p12"));
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, WORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(context.getDefaultSSLParameters());
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  void behave(HttpHandler next) {
    behaviour = next;
  }

  void answer(int status, byte[] body) {
    behave(exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    });
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /// Trusts this server's certificate only.
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
      var session = ((com.sun.net.httpserver.HttpsExchange) exchange).getSSLSession();
      var sni =
          session instanceof ExtendedSSLSession extended
              ? extended.getRequestedServerNames().stream()
                  .map(SNIServerName::toString)
                  .toList()
                  .toString()
              : "";
      var headers = exchange.getRequestHeaders();
      asked.add(
          new Asked(
              String.valueOf(headers.getFirst("Host")),
              exchange.getRequestURI().toString(),
              sni,
              headers.entrySet().toString()));
      behaviour.handle(exchange);
    }
  }

  private static KeyStore certificate(Path file)
      throws IOException, GeneralSecurityException, InterruptedException {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
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
                new String(WORD))
            .inheritIO()
            .start();
    if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new IllegalStateException("keytool makes no certificate");
    }
    var store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, WORD);
    }
    return store;
  }
}
