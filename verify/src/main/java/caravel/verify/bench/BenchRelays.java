package caravel.verify.bench;

import caravel.nostr.Hex;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.PublicKey;
import caravel.nostr.SecretKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;

/// The relays of the jobs: created through the management API, or one existing relay.
sealed interface BenchRelays {
  /// @param id of its configuration
  /// @param url its WebSocket address, with a trailing slash
  record Host(String id, URI url) {
    URI page() {
      return URI.create(url.toString().replaceFirst("^ws", "http"));
    }
  }

  /// Returns live relays that the member owns.
  List<Host> some(int count) throws Exception;

  /// Removes the relays that [#some] created.
  void removeAll() throws Exception;

  /// Whether [#some] returns empty relays, as many as requested.
  boolean areFresh();

  /// The existing relay.
  record Given(Host host) implements BenchRelays {
    @Override
    public List<Host> some(int count) {
      return List.of(host);
    }

    @Override
    public void removeAll() {}

    @Override
    public boolean areFresh() {
      return false;
    }
  }

  /// Relays created and removed through zooid's management API.
  ///
  /// @param domain parent of their hosts
  record Made(
      BenchClient client,
      String apiHost,
      SecretKey apiKey,
      String domain,
      PublicKey owner,
      InstantSource clock,
      List<Host> made)
      implements BenchRelays {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int AT_ONCE_MAX = 8;
    private static final long FILE_BYTES = 8L << 30;

    @Override
    public List<Host> some(int count) throws Exception {
      var series = series();
      List<Callable<Host>> making = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        var id = series + "x" + i;
        making.add(() -> make(id, SecretKey.generate(), Set.of()));
      }
      var hosts = BenchRun.inParallel(making, AT_ONCE_MAX);
      made.addAll(hosts);
      for (var host : hosts) {
        awaitLive(client, host);
      }
      return hosts;
    }

    /// Returns a live relay with these switches of `policy`.
    Host with(Set<String> policy) throws Exception {
      return with(SecretKey.generate(), policy);
    }

    /// @param key the relay's own key
    Host with(SecretKey key, Set<String> policy) throws Exception {
      var host = make(series() + "own", key, policy);
      made.add(host);
      awaitLive(client, host);
      return host;
    }

    /// Returns a live relay that stores as many files as the benchmarks need.
    Host withFiles() throws Exception {
      var host = make(series() + "files", SecretKey.generate(), Set.of(), FILE_BYTES);
      made.add(host);
      awaitLive(client, host);
      return host;
    }

    private static String series() {
      var bytes = new byte[4];
      RANDOM.nextBytes(bytes);
      return "bench" + Hex.encode(bytes);
    }

    private Host make(String id, SecretKey key, Set<String> policy) throws Exception {
      return make(id, key, policy, 0);
    }

    /// @param fileBytes of all its files; 0 = it has no files
    private Host make(String id, SecretKey key, Set<String> policy, long fileBytes)
        throws Exception {
      var config = Json.mapper().createObjectNode();
      config.put("host", id + "." + domain).put("schema", id).put("secret", key.revealHex());
      var switches = config.putObject("policy");
      policy.forEach(name -> switches.put(name, true));
      if (fileBytes > 0) {
        config.putObject("blossom").put("enabled", true).put("max_bytes", fileBytes);
      }
      config.putObject("info").put("name", id).put("pubkey", owner.hex());
      var answer = call("POST", id, config.toString());
      if (answer.getStatus() != 201) {
        throw new WrongAnswerException("POST answered " + answer.getContentAsString());
      }
      return new Host(id, URI.create("ws://" + id + "." + domain + "/"));
    }

    @Override
    public void removeAll() throws Exception {
      for (var host : made) {
        call("DELETE", host.id(), "");
      }
      made.clear();
    }

    @Override
    public boolean areFresh() {
      return true;
    }

    /// A signed request for the events of a relay, without a time limit.
    Request events(String method, Host host) {
      var url = "http://" + apiHost + "/relay/" + host.id() + "/events";
      var token = Nip98.token(apiKey, url, method, null, clock.instant().getEpochSecond());
      return client
          .http()
          .newRequest(url)
          .method(method)
          .headers(headers -> headers.add("Authorization", token));
    }

    private ContentResponse call(String method, String id, String body)
        throws InterruptedException, TimeoutException, ExecutionException {
      var url = "http://" + apiHost + "/relay/" + id;
      var payload = body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8);
      long now = clock.instant().getEpochSecond();
      return client
          .http()
          .newRequest(url)
          .method(method)
          .headers(headers ->
              headers.add("Authorization", Nip98.token(apiKey, url, method, payload, now)))
          .body(new StringRequestContent("application/json", body))
          .timeout(BenchSocket.ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
          .send();
    }
  }

  /// Waits until the relay answers on its own host (NIP-11).
  static void awaitLive(BenchClient client, Host host) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BenchSocket.ANSWER_SECONDS_MAX);
    while (!isLive(client, host)) {
      if (System.nanoTime() > end) {
        throw new WrongAnswerException(host.id() + " does not become live");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  static boolean isLive(BenchClient client, Host host)
      throws InterruptedException, TimeoutException {
    try {
      var answer =
          client
              .http()
              .newRequest(host.page())
              .headers(headers -> headers.add("Accept", "application/nostr+json"))
              .timeout(BenchSocket.ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
              .send();
      return answer.getStatus() == 200 && answer.getContentAsString().contains(host.id());
    } catch (ExecutionException notYet) {
      return false;
    }
  }
}
