package caravel.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.app.doctor.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates of a real TLS server, made by `keytool` for `localhost`.
final class CertificateCheckTest {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final int VALID_DAYS = 90;

  @TempDir private Path folder;

  @Test
  void a_certificate_that_is_trusted_and_lasts_is_good() throws Exception {
    assertThat(checked("localhost", true, Instant.now()).level()).isEqualTo(Level.OK);
  }

  @Test
  void a_certificate_that_ends_soon_is_a_warning() throws Exception {
    var soon = Instant.now().plus(Duration.ofDays(VALID_DAYS - 10));
    var finding = checked("localhost", true, soon);
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.sentence()).contains("ends in ");
  }

  @Test
  void a_certificate_that_nobody_trusts_is_a_fault() throws Exception {
    assertThat(checked("localhost", false, Instant.now()).level()).isEqualTo(Level.FAULT);
  }

  @Test
  void a_certificate_for_another_name_is_a_fault() throws Exception {
    var finding = checked("other.example.com", true, Instant.now());
    assertThat(finding.level()).isEqualTo(Level.FAULT);
    assertThat(finding.sentence()).contains("localhost");
  }

  @Test
  void a_port_at_which_nobody_listens_is_a_fault() throws Exception {
    var check =
        new CertificateCheck(
            SSLContext.getDefault().getSocketFactory(),
            InstantSource.system(),
            List.of(InetSocketAddress.createUnresolved("localhost", 1)));
    assertThat(check.ask().getFirst().sentence()).contains("Nobody listens at localhost:1");
  }

  /// @param name in the certificate
  private Finding checked(String name, boolean trusted, Instant now) throws Exception {
    var keys = keys(name);
    Thread thread;
    Finding finding;
    try (var server = listen(keys)) {
      thread = Thread.ofVirtual().start(() -> handshake(server));
      InstantSource clock = () -> now;
      var check =
          new CertificateCheck(
              (trusted ? trusting(keys) : SSLContext.getDefault()).getSocketFactory(),
              clock,
              List.of(InetSocketAddress.createUnresolved("localhost", server.getLocalPort())));
      finding = check.ask().getFirst();
    }
    thread.join();
    return finding;
  }

  /// Ends when the server is closed; a client that refuses the certificate ends its connection.
  private static void handshake(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (var client = (SSLSocket) server.accept()) {
        client.startHandshake();
      } catch (IOException _) {
        // The client refused the certificate, or the server was closed.
      }
    }
  }

  private static SSLServerSocket listen(KeyStore keys)
      throws IOException, GeneralSecurityException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return (SSLServerSocket)
        context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static SSLContext trusting(KeyStore keys) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private KeyStore keys(String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    var file = folder.resolve("keys.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name,
                "-validity",
                "" + VALID_DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (var stream = Files.newInputStream(file)) {
      keys.load(stream, PASSWORD);
    }
    return keys;
  }
}
