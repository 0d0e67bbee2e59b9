package caravel.app.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Whether names have a certificate that browsers accept, and for how long.
public final class CertificateCheck {
  /// ACME clients renew 30 days before the end.
  static final Duration LEFT_MIN = Duration.ofDays(14);

  private static final int WAIT_MILLIS = 8_000;
  private static final String TO_PROXY = "docs/reverse-proxy.md has a working proxy.";

  private final SSLSocketFactory tls;
  private final InstantSource clock;
  private final List<InetSocketAddress> servers;

  /// @param servers unresolved: the names go into the handshake
  public CertificateCheck(
      SSLSocketFactory tls, InstantSource clock, List<InetSocketAddress> servers) {
    this.tls = tls;
    this.clock = clock;
    this.servers = List.copyOf(servers);
  }

  public List<Finding> ask() {
    var findings = new ArrayList<Finding>();
    servers.forEach(server -> findings.add(of(server)));
    return findings;
  }

  private Finding of(InetSocketAddress server) {
    var name = server.getHostString();
    try (var plain = new Socket()) {
      plain.connect(new InetSocketAddress(name, server.getPort()), WAIT_MILLIS);
      plain.setSoTimeout(WAIT_MILLIS);
      try (var socket = (SSLSocket) tls.createSocket(plain, name, server.getPort(), true)) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return valid(name, (X509Certificate) socket.getSession().getPeerCertificates()[0]);
      }
    } catch (SSLException refused) {
      return Finding.fault(
          "The certificate of " + name + " is not accepted: " + refused.getMessage() + ".",
          "Give the proxy a certificate for this name. " + TO_PROXY);
    } catch (UnknownHostException absent) {
      return Finding.note(name + " does not resolve; see dns.");
    } catch (IOException silent) {
      return Finding.fault(
          "Nobody listens at " + name + ":" + server.getPort() + " (" + silent.getMessage() + ").",
          "Start the proxy and open its port. " + TO_PROXY);
    }
  }

  private Finding valid(String name, X509Certificate certificate) {
    var left = Duration.between(clock.instant(), certificate.getNotAfter().toInstant());
    return left.compareTo(LEFT_MIN) >= 0
        ? Finding.ok(
            "The certificate of " + name + " is valid for " + left.toDays() + " more days.")
        : Finding.warning(
            "The certificate of " + name + " ends in " + left.toDays() + " days.",
            "Look into the proxy's log: it should have renewed it by now.");
  }
}
