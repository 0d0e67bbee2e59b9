package caravel.control.hosting.zooid;

import caravel.control.hosting.Applied;
import caravel.control.hosting.Asked;
import caravel.control.hosting.Ban;
import caravel.control.hosting.Membership;
import caravel.control.hosting.PeopleChange;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.Removed;
import caravel.control.hosting.Sighting;
import caravel.control.job.Bulkhead;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import tools.jackson.databind.JsonNode;

/// A zooid, any version of it, or what speaks its API: driven by signed HTTP calls, believed only
/// when the relay itself answers.
public final class ZooidHost implements RelayHost, AutoCloseable {
  /// How long one call may take, from the first byte sent to the last one read.
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  /// Calls to one host at once.
  static final int CALLS_MAX = 16;

  /// Probes of one host at once, beside those calls.
  static final int PROBES_MAX = 64;

  private static final Duration PLACE_WAIT = Duration.ofSeconds(5);
  private static final int THREADS_MAX = 16;
  private static final int HOPS_MAX = 4;
  private static final String BUSY = "too many calls to this host are under way";

  private final HttpClient http;
  private final WebSocketClient webSocket;
  private final Bulkhead bulkhead = new Bulkhead(CALLS_MAX, PLACE_WAIT);
  private final Bulkhead probes = new Bulkhead(PROBES_MAX, PLACE_WAIT);
  private final ZooidSettings settings;
  private final ZooidBody bodies;
  private final ZooidApi api;
  private final Probe probe;
  private final MemberList memberList;
  private final Invites invites;
  private final Orders orders;

  private ZooidHost(
      ZooidSettings settings, InstantSource clock, Duration timeout, HttpClient http) {
    this.http = http;
    this.settings = settings;
    this.webSocket = new WebSocketClient(http);
    var calls = new Calls(http, timeout);
    this.bodies = new ZooidBody(settings);
    this.api = new ZooidApi(settings, calls, clock);
    this.probe = new Probe(settings, calls);
    this.orders = new Orders(settings, calls, clock);
    var talk = new RelayTalk(settings, webSocket, clock, timeout);
    this.memberList = new MemberList(talk);
    this.invites = new Invites(talk);
  }

  public static ZooidHost open(ZooidSettings settings, InstantSource clock) {
    return open(settings, clock, CALL_TIMEOUT);
  }

  static ZooidHost open(ZooidSettings settings, InstantSource clock, Duration timeout) {
    var http = new HttpClient();
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName("zooid");
    threads.setDaemon(true);
    http.setExecutor(threads);
    http.setFollowRedirects(false);
    http.setUserAgentField(null);
    http.setConnectTimeout(timeout.toMillis());
    http.setMaxConnectionsPerDestination(CALLS_MAX + PROBES_MAX);
    var host = new ZooidHost(settings, clock, timeout, http);
    host.webSocket.setMaxTextMessageSize(RelayTalk.MESSAGE_BYTES_MAX);
    host.webSocket.setMaxFrameSize(RelayTalk.MESSAGE_BYTES_MAX);
    host.webSocket.setIdleTimeout(timeout);
    try {
      http.start();
      // it would take an answer 401 without a challenge for a broken one, and lose its text
      http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
      host.webSocket.start();
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP client does not start", failed);
    }
    return host;
  }

  @Override
  public Applied apply(RelaySpec spec) {
    return bulkhead.call(() -> applyNow(spec), () -> new Applied.Unknown(BUSY));
  }

  @Override
  public Removed delete(RelaySpec spec, boolean purge) {
    return bulkhead.call(() -> deleteNow(spec, purge), () -> new Removed.Unknown(BUSY));
  }

  @Override
  public Membership members(RelaySpec spec) {
    return bulkhead.call(() -> membersNow(spec), () -> new Membership.Unknown(BUSY));
  }

  @Override
  public Sighting probe(RelaySpec spec) {
    return probes.call(() -> probe.look(spec), () -> new Sighting.Unknown(BUSY));
  }

  @Override
  public Asked<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return bulkhead.call(() -> orders.change(spec, change), () -> new Asked.Unknown<>(BUSY));
  }

  @Override
  public Asked<List<Ban>> bans(RelaySpec spec) {
    return bulkhead.call(() -> orders.bans(spec), () -> new Asked.Unknown<>(BUSY));
  }

  @Override
  public Asked<String> invite(RelaySpec spec) {
    return bulkhead.call(() -> invites.read(spec), () -> new Asked.Unknown<>(BUSY));
  }

  @Override
  public void close() {
    try {
      webSocket.stop();
      http.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP client does not stop", failed);
    }
  }

  /// Makes what is not there and changes what is; the host says which of the two it is, whatever
  /// was believed before: an answer may have been lost, or the host restored from an old copy.
  private Applied applyNow(RelaySpec spec) {
    var make = !spec.known();
    for (var hop = 0; hop < HOPS_MAX; hop++) {
      var verdict = make ? create(spec) : change(spec);
      switch (verdict) {
        case Verdict.Done() -> {
          return new Applied.Accepted();
        }
        case Verdict.Exists() -> make = false;
        case Verdict.Absent() -> make = true;
        case Verdict.Refused(var sentence) -> {
          return new Applied.Refused(sentence);
        }
        case Verdict.NoSuchRoute() -> {
          return new Applied.Unknown("zooid's API does not listen at the address of ZOOID_API_URL");
        }
        case Verdict.Unknown(var why) -> {
          return new Applied.Unknown(why);
        }
      }
    }
    return new Applied.Unknown("the host says in turn that the relay exists and that it does not");
  }

  private Verdict create(RelaySpec spec) {
    return Verdict.of(api.post(spec.identity().id(), bodies.whole(spec)), secrets(spec));
  }

  private Verdict change(RelaySpec spec) {
    return Verdict.of(api.patch(spec.identity().id(), bodies.change(spec)), secrets(spec));
  }

  /// Where events are to be erased and the host has forgotten the relay, it is made once more, off:
  /// only then can the host say what became of its events.
  private Removed deleteNow(RelaySpec spec, boolean purge) {
    for (var hop = 0; hop < HOPS_MAX; hop++) {
      var reply = api.delete(spec.identity().id(), purge);
      switch (Verdict.of(reply, secrets(spec))) {
        case Verdict.Done() -> {
          return new Removed.Gone(purge && saysErased(reply));
        }
        case Verdict.Absent() -> {
          if (!purge) {
            return new Removed.Gone(false);
          }
          var made = create(spec);
          if (!(made instanceof Verdict.Done || made instanceof Verdict.Exists)) {
            return new Removed.Unknown("it cannot be made again to be erased: " + reason(made));
          }
        }
        case Verdict.Refused(var sentence) -> {
          return new Removed.Unknown(sentence);
        }
        case Verdict.Exists(), Verdict.NoSuchRoute() -> {
          return new Removed.Unknown("zooid's API does not listen at the address of ZOOID_API_URL");
        }
        case Verdict.Unknown(var why) -> {
          return new Removed.Unknown(why);
        }
      }
    }
    return new Removed.Unknown("the host says in turn that the relay exists and that it does not");
  }

  private static String reason(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Refused(var sentence) -> sentence;
      case Verdict.Unknown(var why) -> why;
      case Verdict.NoSuchRoute() -> "zooid's API does not listen at the address of ZOOID_API_URL";
      case Verdict.Absent(), Verdict.Done(), Verdict.Exists() -> "the host contradicts itself";
    };
  }

  private static boolean saysErased(Reply reply) {
    return reply instanceof Reply.Answer answer && answer.json().path("purged").asBoolean(false);
  }

  private Membership membersNow(RelaySpec spec) {
    var self = spec.identity().secret().publicKey();
    var reply = api.members(spec.identity().id());
    return switch (Verdict.of(reply, secrets(spec))) {
      case Verdict.Done() -> {
        var listed = reply instanceof Reply.Answer answer ? answer.json().path("members") : null;
        yield listed == null || !listed.isArray()
            ? new Membership.Unknown("what answers does not speak zooid's API")
            : new Membership.Listed(
                MemberList.keys(
                    StreamSupport.stream(listed.spliterator(), false)
                        .map((JsonNode key) -> key.stringValue("")),
                    self));
      }
      case Verdict.NoSuchRoute() -> memberList.read(spec);
      case Verdict.Absent() -> new Membership.Unknown("the host does not know the relay");
      case Verdict.Exists() -> new Membership.Unknown("the host contradicts itself");
      case Verdict.Refused(var sentence) -> new Membership.Unknown(sentence);
      case Verdict.Unknown(var why) -> new Membership.Unknown(why);
    };
  }

  private List<String> secrets(RelaySpec spec) {
    var secrets = new ArrayList<String>();
    secrets.add(spec.identity().secret().revealHex());
    var s3 = settings.s3();
    if (s3 != null) {
      secrets.add(s3.secretKey());
      secrets.add(s3.accessKey());
    }
    var livekit = settings.livekit();
    if (livekit != null) {
      secrets.add(livekit.apiSecret());
    }
    return secrets;
  }
}
