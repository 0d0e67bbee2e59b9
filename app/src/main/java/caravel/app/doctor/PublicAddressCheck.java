package caravel.app.doctor;

import caravel.nostr.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/// Whether the public address leads to a running Caravel with these settings.
public final class PublicAddressCheck {
  private static final Duration WAIT = Duration.ofSeconds(8);
  private static final int ANSWER_BYTES_MAX = 256 * 1024;

  private final HttpClient http;
  private final URI serverUrl;
  private final boolean trustsProxy;

  /// @param trustsProxy whether `TRUST_PROXY` is set
  public PublicAddressCheck(HttpClient http, URI serverUrl, boolean trustsProxy) {
    this.http = http;
    this.serverUrl = serverUrl;
    this.trustsProxy = trustsProxy;
  }

  public List<Finding> ask() throws InterruptedException {
    var findings = new ArrayList<Finding>();
    findings.add(info());
    if ("https".equals(serverUrl.getScheme()) && !trustsProxy) {
      findings.add(
          Finding.fault(
              "SERVER_URL is served by a proxy, but TRUST_PROXY is not set: all clients count as"
                  + " one address and share its limits.",
              "Set TRUST_PROXY to the proxy's address as Caravel sees it, such as 127.0.0.1."));
    }
    return findings;
  }

  private Finding info() throws InterruptedException {
    var url = serverUrl + "/info";
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(WAIT).build();
      var answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES_MAX));
      if (answer.statusCode() != 200) {
        return elsewhere(url + " answers " + answer.statusCode() + ".");
      }
      var said = Json.mapper().readTree(answer.body()).path("data").path("server_url").asString("");
      return said.equals(serverUrl.toString())
          ? Finding.ok(url + " is answered by this platform.")
          : elsewhere(url + " is answered by something else, or with another SERVER_URL.");
    } catch (JacksonException unreadable) {
      return elsewhere(url + " is answered by something else.");
    } catch (IOException silent) {
      return elsewhere(url + " does not answer (" + silent.getClass().getSimpleName() + ").");
    }
  }

  private static Finding elsewhere(String sentence) {
    return Finding.fault(
        sentence,
        "Start the server, and let the proxy lead this name to HOST and PORT"
            + " (docs/reverse-proxy.md).");
  }
}
