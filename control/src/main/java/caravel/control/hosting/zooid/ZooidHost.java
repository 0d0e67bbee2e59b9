package caravel.control.hosting.zooid;

import caravel.control.hosting.EventArchive;
import caravel.control.hosting.RelayContent;
import caravel.control.hosting.RelayEndpoint;
import caravel.control.hosting.RelayHost;
import caravel.control.hosting.RelayHost.ApplyResult;
import caravel.control.hosting.RelayHost.Membership;
import caravel.control.hosting.RelayHost.Observation;
import caravel.control.hosting.RelayHost.PeopleChange;
import caravel.control.hosting.RelayHost.RelayBan;
import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelayHost.RemovalResult;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.files.FileHost;
import caravel.control.hosting.invites.InviteHost;
import caravel.control.hosting.members.KeyRange;
import caravel.control.hosting.members.MemberPage;
import caravel.control.hosting.usage.UsageHost;
import caravel.nostr.PublicKey;
import caravel.outbound.Bulkhead;
import caravel.outbound.WebSocketDialer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/// A relay host that runs zooid, of any version, or another server with its API. Sends signed HTTP
/// calls, and trusts only the answers of the relay itself.
public final class ZooidHost implements RelayHost, EventArchive, AutoCloseable {
  /// Time limit of one call, from the first byte sent to the last one read.
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  /// Calls to one host at once.
  static final int CALLS_MAX = 16;

  /// Probes of one host at once, beside those calls.
  static final int PROBES_MAX = 64;

  private static final Duration PLACE_WAIT = Duration.ofSeconds(5);
  private static final int THREADS_MAX = 16;
  private static final int HOPS_MAX = 4;
  private static final String NO_RELAY = "ffffffffffffffffffffffffffffffff";
  static final String BUSY = "too many calls to this host are under way";

  private final HttpClient http;
  private final WebSocketDialer dialer = WebSocketDialer.forRelayHost(RelayTalk.MESSAGE_BYTES_MAX);
  private final Bulkhead bulkhead = new Bulkhead(CALLS_MAX, PLACE_WAIT);
  private final Bulkhead probes = new Bulkhead(PROBES_MAX, PLACE_WAIT);
  private final ZooidSettings settings;
  private final ZooidBody bodies;
  private final ZooidApi api;
  private final Probe probe;
  private final MemberReader members;
  private final Invites invites;
  private final Orders orders;
  private final EngineEvents engineEvents;
  private final EngineFiles files;
  private final EngineInvites inviteCodes;
  private final EngineUsage usage;
  private final ZooidContent content;
  private final WireEvents wireEvents;

  private ZooidHost(
      ZooidSettings settings, InstantSource clock, Duration timeout, HttpClient http) {
    this.http = http;
    this.settings = settings;
    var calls = new Calls(http, timeout);
    this.bodies = new ZooidBody(settings);
    this.api = new ZooidApi(settings, calls, clock);
    this.probe = new Probe(settings, calls);
    this.orders = new Orders(settings, calls, clock);
    var talk = new RelayTalk(settings, dialer, clock, timeout);
    this.members = new MemberReader(api, new MemberList(talk), this::secrets);
    this.invites = new Invites(talk);
    this.content = new ZooidContent(talk, orders, bulkhead);
    var streams = new EngineStreams(settings, http, clock);
    this.engineEvents = new EngineEvents(streams);
    this.files = new EngineFiles(api, streams, bulkhead);
    this.inviteCodes = new EngineInvites(api, bulkhead);
    this.usage = new EngineUsage(api, bulkhead);
    this.wireEvents = new WireEvents(talk);
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
    try {
      http.start();
      // Jetty would treat a 401 without a challenge as a broken answer, and lose its text.
      http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP client does not start", failed);
    }
    return new ZooidHost(settings, clock, timeout, http);
  }

  /// Whether the management API answers, and to the platform's key.
  public sealed interface ApiAccess {
    record Granted() implements ApiAccess {}

    /// @param why the API's own text
    record KeyRefused(String why) implements ApiAccess {}

    /// Something else answers there.
    record NotZooid() implements ApiAccess {}

    record Unreachable(String why) implements ApiAccess {}
  }

  /// Asks for a relay that does not exist, which changes nothing. Versions without the route for
  /// members are asked to change that relay.
  public ApiAccess access() {
    var members = access(api.members(NO_RELAY));
    return members instanceof ApiAccess.NotZooid ? access(api.patch(NO_RELAY, "{}")) : members;
  }

  private static ApiAccess access(ZooidReply reply) {
    if (reply instanceof ZooidReply.Answer answer
        && (answer.status() == 401 || answer.status() == 403)) {
      return new ApiAccess.KeyRefused(ZooidVerdict.harmless(answer.error(), List.of()));
    }
    return switch (ZooidVerdict.of(reply, List.of())) {
      case ZooidVerdict.Absent _ -> new ApiAccess.Granted();
      case ZooidVerdict.Unknown(var why) -> new ApiAccess.Unreachable(why);
      case ZooidVerdict.Done _,
          ZooidVerdict.Exists _,
          ZooidVerdict.NoSuchRoute _,
          ZooidVerdict.Refused _ ->
          new ApiAccess.NotZooid();
    };
  }

  /// The body of the request that changes a relay to this state, without its key.
  public String changeBody(RelaySpec spec) {
    return bodies.change(spec);
  }

  /// Where a relay of this host is reached.
  public RelayEndpoint endpoint(RelaySpec spec) {
    var dial = Dial.to(spec.identity().host(), settings);
    return new RelayEndpoint(dial.webSocket(), dial.host(), dial.authUrl());
  }

  /// The content of this host's relays.
  public RelayContent content() {
    return content;
  }

  /// The files of this host's relays.
  public FileHost files() {
    return files;
  }

  /// The storage, traffic and calls of this host's relays.
  public UsageHost usage() {
    return usage;
  }

  /// The invite codes of this host's relays.
  public InviteHost inviteCodes() {
    return inviteCodes;
  }

  @Override
  public ApplyResult apply(RelaySpec spec) {
    return bulkhead.call(() -> applyNow(spec), () -> new ApplyResult.Unknown(BUSY));
  }

  @Override
  public RemovalResult delete(RelaySpec spec, boolean purge) {
    return bulkhead.call(() -> deleteNow(spec, purge), () -> new RemovalResult.Unknown(BUSY));
  }

  @Override
  public Membership members(RelaySpec spec) {
    return bulkhead.call(() -> members.all(spec), () -> new Membership.Unknown(BUSY));
  }

  @Override
  public RelayReply<MemberPage> memberPage(
      RelaySpec spec, KeyRange range, @Nullable PublicKey after, int limit) {
    return bulkhead.call(
        () -> members.page(spec, range, after, limit), () -> new RelayReply.Unknown<>(BUSY));
  }

  @Override
  public RelayReply<MemberPage> membersAmong(RelaySpec spec, Collection<PublicKey> keys) {
    return bulkhead.call(() -> members.among(spec, keys), () -> new RelayReply.Unknown<>(BUSY));
  }

  @Override
  public Observation probe(RelaySpec spec) {
    return probes.call(() -> probe.look(spec), () -> new Observation.Unknown(BUSY));
  }

  @Override
  public RelayReply<PeopleChange> change(RelaySpec spec, PeopleChange change) {
    return bulkhead.call(() -> orders.change(spec, change), () -> new RelayReply.Unknown<>(BUSY));
  }

  @Override
  public RelayReply<List<RelayBan>> bans(RelaySpec spec) {
    return bulkhead.call(() -> orders.bans(spec), () -> new RelayReply.Unknown<>(BUSY));
  }

  @Override
  public RelayReply<String> invite(RelaySpec spec) {
    return bulkhead.call(() -> invites.read(spec), () -> new RelayReply.Unknown<>(BUSY));
  }

  @Override
  public ExportResult exportEvents(RelaySpec spec, String after, OutputStream out)
      throws IOException {
    return switch (engineEvents.probe(spec)) {
      case EngineEvents.Support.Present() -> engineEvents.exportEvents(spec, after, out);
      case EngineEvents.Support.Absent() -> wireEvents.exportEvents(spec, after, out);
      case EngineEvents.Support.Unknown(var why) -> new ExportResult.Unknown(why);
    };
  }

  @Override
  public ImportResult importEvents(RelaySpec spec, InputStream lines) throws IOException {
    return switch (engineEvents.probe(spec)) {
      case EngineEvents.Support.Present() -> engineEvents.importEvents(spec, lines);
      case EngineEvents.Support.Absent() -> wireEvents.importEvents(spec, lines);
      case EngineEvents.Support.Unknown(var why) -> new ImportResult.Unknown(why);
    };
  }

  @Override
  public void close() {
    try {
      http.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP client does not stop", failed);
    } finally {
      dialer.close();
    }
  }

  /// Creates or changes the relay. The host decides which of the two applies: an answer may have
  /// been lost, or the host restored from an old copy.
  private ApplyResult applyNow(RelaySpec spec) {
    var make = !spec.known();
    for (var hop = 0; hop < HOPS_MAX; hop++) {
      var verdict = make ? create(spec) : change(spec);
      switch (verdict) {
        case ZooidVerdict.Done() -> {
          return new ApplyResult.Accepted();
        }
        case ZooidVerdict.Exists() -> make = false;
        case ZooidVerdict.Absent() -> make = true;
        case ZooidVerdict.Refused(var sentence) -> {
          return new ApplyResult.Refused(sentence);
        }
        case ZooidVerdict.NoSuchRoute() -> {
          return new ApplyResult.Unknown(
              "zooid's API does not listen at the address of ZOOID_API_URL");
        }
        case ZooidVerdict.Unknown(var why) -> {
          return new ApplyResult.Unknown(why);
        }
      }
    }
    return new ApplyResult.Unknown(
        "the host says in turn that the relay exists and that it does not");
  }

  private ZooidVerdict create(RelaySpec spec) {
    return ZooidVerdict.of(api.post(spec.identity().id(), bodies.whole(spec)), secrets(spec));
  }

  private ZooidVerdict change(RelaySpec spec) {
    return ZooidVerdict.of(api.patch(spec.identity().id(), bodies.change(spec)), secrets(spec));
  }

  /// Deletes the relay. If its events must be erased and the host does not know it, it is created
  /// once more, inactive: only then does the host report what it erased.
  private RemovalResult deleteNow(RelaySpec spec, boolean purge) {
    for (var hop = 0; hop < HOPS_MAX; hop++) {
      var reply = api.delete(spec.identity().id(), purge);
      switch (ZooidVerdict.of(reply, secrets(spec))) {
        case ZooidVerdict.Done() -> {
          return new RemovalResult.Gone(purge && saysErased(reply));
        }
        case ZooidVerdict.Absent() -> {
          if (!purge) {
            return new RemovalResult.Gone(false);
          }
          var made = create(spec);
          if (!(made instanceof ZooidVerdict.Done || made instanceof ZooidVerdict.Exists)) {
            return new RemovalResult.Unknown(
                "it cannot be made again to be erased: " + reason(made));
          }
        }
        case ZooidVerdict.Refused(var sentence) -> {
          return new RemovalResult.Unknown(sentence);
        }
        case ZooidVerdict.Exists(), ZooidVerdict.NoSuchRoute() -> {
          return new RemovalResult.Unknown(
              "zooid's API does not listen at the address of ZOOID_API_URL");
        }
        case ZooidVerdict.Unknown(var why) -> {
          return new RemovalResult.Unknown(why);
        }
      }
    }
    return new RemovalResult.Unknown(
        "the host says in turn that the relay exists and that it does not");
  }

  private static String reason(ZooidVerdict verdict) {
    return switch (verdict) {
      case ZooidVerdict.Refused(var sentence) -> sentence;
      case ZooidVerdict.Unknown(var why) -> why;
      case ZooidVerdict.NoSuchRoute() ->
          "zooid's API does not listen at the address of ZOOID_API_URL";
      case ZooidVerdict.Absent(), ZooidVerdict.Done(), ZooidVerdict.Exists() ->
          "the host contradicts itself";
    };
  }

  private static boolean saysErased(ZooidReply reply) {
    return reply instanceof ZooidReply.Answer answer
        && answer.json().path("purged").asBoolean(false);
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
