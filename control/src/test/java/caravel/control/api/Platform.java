package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.activity.Activities;
import caravel.control.activity.ActivityStream;
import caravel.control.admin.AdminRoutes;
import caravel.control.admin.BulkSuspensionRoutes;
import caravel.control.admin.FigureRoutes;
import caravel.control.admin.PlatformInfo;
import caravel.control.admin.abuse.AbuseReportRoutes;
import caravel.control.admin.broadcast.Broadcasts;
import caravel.control.auth.Authenticator;
import caravel.control.auth.Authenticator.AuthSettings;
import caravel.control.backup.BackupReport;
import caravel.control.backup.BackupStatus;
import caravel.control.backup.Drill;
import caravel.control.backup.RelayBackupStatus;
import caravel.control.billing.Billing;
import caravel.control.billing.BillingClock;
import caravel.control.billing.BillingTerms;
import caravel.control.billing.InvoiceExport;
import caravel.control.billing.core.Invoicing;
import caravel.control.billing.document.Issuer;
import caravel.control.billing.document.TaxRule;
import caravel.control.db.Db;
import caravel.control.db.SecretBox;
import caravel.control.db.TestDatabase;
import caravel.control.domain.CustomDomains;
import caravel.control.hosting.Hosting;
import caravel.control.hosting.ProbeHistory;
import caravel.control.hosting.RelayHosts;
import caravel.control.hosting.RelayTransfers;
import caravel.control.hosting.files.FileRoutes;
import caravel.control.hosting.invites.InvitePageRoutes;
import caravel.control.hosting.invites.InvitePages;
import caravel.control.hosting.invites.InviteRoutes;
import caravel.control.hosting.invites.RelayInvites;
import caravel.control.hosting.moderation.ModerationRoutes;
import caravel.control.hosting.moderation.RemovedMessages;
import caravel.control.hosting.moderation.SingleMessages;
import caravel.control.hosting.rooms.RoomRoutes;
import caravel.control.hosting.usage.UsageTracking;
import caravel.control.http.ApiServer;
import caravel.control.http.HttpSettings;
import caravel.control.http.Readiness;
import caravel.control.http.Route;
import caravel.control.image.ImageRoutes;
import caravel.control.money.Currency;
import caravel.control.money.Money;
import caravel.control.money.RateSource;
import caravel.control.notify.NoticeRoutes;
import caravel.control.notify.Notices;
import caravel.control.notify.mail.EmailNotices;
import caravel.control.notify.mail.Emails;
import caravel.control.notify.mail.MailTexts;
import caravel.control.notify.mail.Mailer;
import caravel.control.payment.DemoWalletRoutes;
import caravel.control.payment.FakePayers;
import caravel.control.payment.PaymentRails;
import caravel.control.plan.Plan;
import caravel.control.plan.PlanRoutes;
import caravel.control.plan.Plans;
import caravel.control.relay.HostFeatures;
import caravel.control.relay.RelayProgress;
import caravel.control.relay.RelayTerms;
import caravel.control.relay.Relays;
import caravel.control.relay.team.TeamRoutes;
import caravel.control.tenant.CostRoutes;
import caravel.control.tenant.ReturnUrls;
import caravel.control.tenant.TenantDesk;
import caravel.control.tenant.TenantRoutes;
import caravel.control.tenant.signup.InvitationRoutes;
import caravel.control.tenant.signup.SignUp;
import caravel.control.tenant.signup.SignUpMode;
import caravel.invite.InvitePage;
import caravel.nostr.Json;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.outbound.OutboundGuard.Fetched;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The whole control plane without its workers, listening on a free port. Every response is checked
/// against the contract.
final class Platform implements AutoCloseable {
  /// A backup as the operator sees it.
  static final BackupReport BACKUP =
      new BackupReport(
          new BackupStatus(
              "s3://club-backup", "", Duration.ofSeconds(2), TestClock.START, TestClock.START, ""),
          new RelayBackupStatus("", Duration.ofSeconds(1), TestClock.START),
          new Drill(TestClock.START, true, "It is complete.", Duration.ofMillis(640), null),
          "");

  static final String SERVER_URL = "http://localhost:2892";
  static final InvitePages INVITE_PAGES =
      new InvitePages(
          new InvitePage.Operator("Harbour", SERVER_URL),
          Map.of("localhost:3334", HostFeatures.embedded(false)));
  static final String LOGO = "https://brand.example/logo.png";
  static final SecretKey ALICE = key("1");
  static final SecretKey BOB = key("2");
  static final SecretKey ADMIN = key("3");
  static final SecretKey BOX_KEY = key("4");

  static final int IMPORT_BYTES_MAX = 2 * 1024 * 1024;

  private static final int ROUNDS = 12;

  private static final PaymentRails NOT_PAID =
      new PaymentRails(null, new FakePayers(), null, Optional::empty);

  private static final Contract CONTRACT = Contract.load();
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  final TestClock clock;
  final AtomicInteger wakes = new AtomicInteger();
  final FakeHost host = new FakeHost();
  final Relays relays;
  final Db db;
  final FakePlayWallets play = new FakePlayWallets();
  final Activities activities;

  /// The response of every foreign server.
  volatile Fetched internet = new Fetched.Unreachable();

  /// The header with an operator's reason; `""` = not sent.
  private volatile String reason = "";

  /// Billing runs only in [#work()] and in requests.
  final BillingClock billingClock;

  final Billing billing;

  /// Custom domains are on; a test creates their worker.
  final CustomDomains domains;

  /// Runs tasks that wait for wallets and cards: on the calling thread unless a test changes it.
  volatile Executor crew = Runnable::run;

  private final ActivityStream stream = new ActivityStream();
  private final ImageRoutes images;
  private final ProbeHistory history;

  /// The invite codes of all relays.
  final FakeInvites hostInvites = new FakeInvites();

  /// The rooms of all relays.
  final FakeRoomContent hostRooms = new FakeRoomContent(hostInvites);

  /// The messages of all relays, and the events that they refuse.
  final FakeContent hostContent = new FakeContent(hostRooms);

  /// The files of all relays.
  final FakeFiles hostFiles = new FakeFiles();

  /// The storage, traffic and calls of all relays.
  final FakeUsage hostUsage = new FakeUsage();

  /// The mail server, which a test replaces.
  volatile Mailer mailer = () -> new Mailer.Opened.Unreachable("there is none");

  /// Sends mails when a test runs its rounds.
  final EmailNotices mails;

  final UsageTracking usage;

  /// Notices to many tenants; a test calls its rounds.
  final Broadcasts broadcasts;

  private final Hosting hosting;
  private final RelayTransfers transfers;
  private final ApiServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Platform(Path folder) {
    this(folder, 20, 5);
  }

  Platform(Path folder, int relaysMax, int freeRelaysMax) {
    this(folder, new RelayTerms.Limits(relaysMax, freeRelaysMax), NOT_PAID, new TestClock());
  }

  /// A platform whose operator decides who may sign up.
  Platform(Path folder, SignUpMode mode) {
    this(
        folder,
        new RelayTerms.Limits(20, 5),
        NOT_PAID,
        new TestClock(),
        new SignUp(mode, Set.of(ADMIN.publicKey()), "help@harbour.example"));
  }

  /// With a configured payment method.
  Platform(Path folder, PaymentRails rails, TestClock clock) {
    this(folder, new RelayTerms.Limits(20, 5), rails, clock);
  }

  private Platform(Path folder, RelayTerms.Limits limits, PaymentRails rails, TestClock clock) {
    this(folder, limits, rails, clock, SignUp.OPEN);
  }

  private Platform(
      Path folder, RelayTerms.Limits limits, PaymentRails rails, TestClock clock, SignUp signUp) {
    this.clock = clock;
    this.images = new ImageRoutes(_ -> internet, LOGO, clock);
    db = TestDatabase.open(folder.resolve("caravel.db"), clock);
    billingClock = new BillingClock(db, clock);
    activities = new Activities(stream, billingClock);
    var box = new SecretBox(List.of(BOX_KEY));
    mails =
        new EmailNotices(
            db,
            new Emails(box, List.of(BOX_KEY), new SecureRandom()),
            () -> mailer.open(),
            new MailTexts("Caravel", "Harbour Ltd", SERVER_URL, SERVER_URL),
            clock,
            new SecureRandom());
    var terms =
        new RelayTerms(
            plans(),
            List.of("localhost:3334"),
            Set.of("api", "admin", "www"),
            limits,
            new RelayTerms.DomainTerms(true, Set.of("hosting.example")));
    var tenants = new TenantDesk(activities, stream, plans(), signUp);
    relays =
        new Relays(
            terms,
            tenants,
            new Relays.Foundation(db, activities, stream, box, wakes::incrementAndGet));
    billing =
        new Billing(
            new Billing.Foundation(db, activities, stream, box),
            new Billing.Nouns(tenants, relays, new Notices(() -> {}, mails)),
            new BillingTerms(
                terms.plans(),
                new Invoicing.Rules(new Money(1_000, Currency.SAT), Duration.ofDays(7)),
                SERVER_URL,
                new Issuer(
                    OPERATOR.name(),
                    "1 Quay Street\nCork",
                    OPERATOR.printedContact(),
                    "IE1234567A",
                    new TaxRule("VAT", 2_300))),
            rails,
            new Billing.Clocks(billingClock, clock),
            chore -> crew.execute(chore));
    billing.open();
    domains =
        new CustomDomains(
            new CustomDomains.Foundation(
                db, activities, relays, new Notices(() -> {}, mails), SERVER_URL));
    history = ProbeHistory.in(folder.resolve("probes.db"), clock);
    hosting =
        new Hosting(
            new Hosting.Parts(
                db,
                history,
                relays.progress(),
                terms.plans(),
                new RelayHosts(
                    Map.of("localhost:3334", host), Map.of("localhost:3334", hostContent)),
                true),
            clock,
            new SecureRandom(),
            Executors.newVirtualThreadPerTaskExecutor(),
            Thread::sleep,
            Hosting.PROBE_EVERY);
    transfers =
        new RelayTransfers(
            new RelayTransfers.Parts(
                db,
                stream,
                relays.progress(),
                terms.plans(),
                new RelayHosts(Map.of("localhost:3334", host)),
                Map.of("localhost:3334", host),
                Map.of("localhost:3334", hostFiles),
                new InvoiceExport(db, billingClock)::of),
            clock,
            IMPORT_BYTES_MAX);
    usage =
        new UsageTracking(
            new UsageTracking.Parts(
                db,
                relays.progress(),
                terms.plans(),
                hosting.access(),
                Map.of("localhost:3334", hostUsage)),
            clock,
            Executors.newVirtualThreadPerTaskExecutor());
    broadcasts = new Broadcasts(db, new Notices(() -> {}), terms.plans(), clock);
    server = serve(terms.plans(), tenants, rails.rates());
  }

  private ApiServer serve(Plans plans, TenantDesk tenants, RateSource rates) {
    var returnUrls = new ReturnUrls(SERVER_URL, List.of("https://app.flotilla.social"));
    var routes = new ArrayList<Route>();
    routes.addAll(new PlanRoutes(plans, rates).routes());
    routes.addAll(new CostRoutes(db, tenants, rates).routes());
    routes.addAll(new TenantRoutes(db, tenants, activities, returnUrls, relays).routes());
    routes.addAll(relays.routes());
    routes.addAll(new TeamRoutes(db, relays).routes());
    routes.addAll(domains.routes());
    routes.addAll(new NoticeRoutes(db, mails).routes());
    routes.addAll(mails.routes(tenants));
    routes.addAll(billing.routes(returnUrls, true));
    routes.addAll(hosting.routes());
    routes.addAll(transfers.routes());
    routes.addAll(
        new FileRoutes(
                relays.progress(), plans, hosting.access(), Map.of("localhost:3334", hostFiles))
            .routes());
    routes.addAll(
        new InviteRoutes(
                new RelayInvites(
                    relays.progress(),
                    hosting.access(),
                    Map.of("localhost:3334", hostInvites),
                    new SecureRandom()),
                INVITE_PAGES,
                clock)
            .routes());
    routes.addAll(
        new InvitePageRoutes(
                relays.progress(),
                INVITE_PAGES,
                relay -> images.publicPicture(relay.tenant(), relay.wishes().profile().icon()))
            .routes());
    routes.addAll(
        new RoomRoutes(relays.progress(), hosting.access(), new SecureRandom(), clock).routes());
    var removed =
        new RemovedMessages(db, new SecretBox(List.of(BOX_KEY)), Map.of("localhost:3334", host));
    routes.addAll(new ModerationRoutes(relays.progress(), hosting.access(), removed).routes());
    routes.addAll(new BulkSuspensionRoutes(db, tenants, relays).routes());
    routes.addAll(
        new AbuseReportRoutes(
                db,
                relays,
                tenants,
                new SingleMessages(relays.progress(), hosting.access(), removed),
                new Notices(() -> {}),
                new AbuseReportRoutes.Terms(SERVER_URL, new SecureRandom(), clock))
            .routes());
    routes.addAll(broadcasts.routes());
    routes.addAll(new InvitationRoutes(db, new SecureRandom()).routes());
    routes.addAll(usage.routes());
    routes.addAll(new FigureRoutes(db).routes());
    routes.addAll(
        new AdminRoutes(
                db,
                info(),
                new AdminRoutes.Nouns(plans, tenants, relays, billing),
                new AdminRoutes.Reports(
                    hosting::reports, hosting::faults, () -> Optional.of(BACKUP)))
            .routes());
    routes.addAll(images.routes());
    routes.addAll(new DemoWalletRoutes(play).routes());
    routes.add(stream.route());
    var settings =
        new HttpSettings(
            new HttpSettings.Listen("127.0.0.1", 0),
            List.of(),
            List.of(),
            HttpSettings.Rates.UNLIMITED,
            HttpSettings.Web.NONE);
    var auth =
        new Authenticator(
            new AuthSettings(SERVER_URL, SERVER_URL, Set.of(ADMIN.publicKey())), db, clock);
    var monitoring = new ApiServer.Monitoring(new Readiness(List.of()), new SimpleMeterRegistry());
    return ApiServer.start(settings, routes, auth, db, monitoring, clock);
  }

  /// Runs the workers of billing until nothing is due.
  void work() {
    for (var round = 0; round < ROUNDS; round++) {
      billing.billingRound();
      billing.collectingRound();
    }
  }

  List<Route> routes() {
    return server.routes();
  }

  RelayProgress progress() {
    return relays.progress();
  }

  Answer get(@Nullable SecretKey who, String path) {
    return call(who, "GET", path, null);
  }

  /// A `POST` as Flotilla makes it: no body, no `Content-Type`.
  Answer post(@Nullable SecretKey who, String path) {
    return call(who, "POST", path, null);
  }

  Answer post(@Nullable SecretKey who, String path, String body) {
    return call(who, "POST", path, body);
  }

  Answer put(@Nullable SecretKey who, String path, String body) {
    return call(who, "PUT", path, body);
  }

  Answer delete(@Nullable SecretKey who, String path) {
    return call(who, "DELETE", path, null);
  }

  /// Sends this reason with every later request.
  void because(String why) {
    becauseEncoded(URLEncoder.encode(why, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  void becauseEncoded(String header) {
    reason = header;
  }

  /// Sends a webhook of the card processor.
  Answer webhook(String payload, String signature) {
    return call(null, "POST", "/stripe/webhook", payload, Map.of("Stripe-Signature", signature));
  }

  /// Sends a `POST` with an idempotency key.
  Answer repeatable(SecretKey who, String path, String body, String key) {
    return call(who, "POST", path, body, Map.of("Idempotency-Key", key));
  }

  Answer call(@Nullable SecretKey who, String method, String path, @Nullable String body) {
    return call(who, method, path, body, Map.of());
  }

  private Answer call(
      @Nullable SecretKey who,
      String method,
      String path,
      @Nullable String body,
      Map<String, String> headers) {
    return call(
        who, method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// Sends a file.
  Answer upload(SecretKey who, String path, byte[] file) {
    return call(who, "POST", path, file, Map.of());
  }

  private Answer call(
      @Nullable SecretKey who,
      String method,
      String path,
      byte @Nullable [] body,
      Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(ANSWER_MAX)
            .header("Accept", "application/json");
    headers.forEach(request::header);
    if (!reason.isEmpty()) {
      request.header("Audit-Reason", reason);
    }
    if (who != null) {
      request.header(
          "Authorization", Nip98.session(who, SERVER_URL, clock.instant().getEpochSecond()));
    }
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofByteArray(body));
    }
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      JsonNode json = Json.mapper().readTree(response.body());
      var query = path.indexOf('?');
      var plain = query < 0 ? path : path.substring(0, query);
      assertThat(CONTRACT.faults(method, plain, response.statusCode(), json))
          .as(method + " " + path + " → " + response.statusCode() + " " + json)
          .isEmpty();
      return new Answer(response.statusCode(), response.headers(), json);
    } catch (IOException failed) {
      throw new AssertionError(method + " " + path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /// The content type of a successful response that is not JSON.
  String type(String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", Nip98.session(ALICE, SERVER_URL, clock.seconds()))
            .build();
    try {
      var response = client.send(request, BodyHandlers.discarding());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return response.headers().firstValue("Content-Type").orElse("").replace(" ", "");
    } catch (IOException failed) {
      throw new AssertionError(path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /// The body of a successful response that is not JSON.
  HttpResponse<byte[]> file(SecretKey who, String path) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(ANSWER_MAX)
            .header("Authorization", Nip98.session(who, SERVER_URL, clock.seconds()))
            .build();
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /// Opens a stream.
  Listening listen(SecretKey who, String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Accept", "text/event-stream")
            .header("Authorization", Nip98.session(who, SERVER_URL, clock.seconds()))
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofLines());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      return new Listening(response.body());
    } catch (IOException failed) {
      throw new AssertionError(path, failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /// Creates a relay on a plan and returns its id.
  String relay(SecretKey who, String subdomain, String plan) {
    var made =
        post(who, "/relays", "{\"subdomain\":\"" + subdomain + "\",\"plan_id\":\"" + plan + "\"}");
    assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    return made.text("id");
  }

  /// The newest invoice of a tenant.
  JsonNode invoice(SecretKey who) {
    return get(who, "/tenants/" + who.publicKey() + "/invoices").data().get(0);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    client.close();
    stream.close();
    server.close();
    images.close();
    usage.close();
    broadcasts.close();
    hosting.close();
    history.close();
    billing.close();
    db.close();
  }

  static Plans plans() {
    var special =
        new Plan(
            "special", "Special", new Money(1, Currency.SAT), true, new Plan.Offer(5, true, false));
    var builtIn = Plans.builtIn(Currency.SAT);
    return new Plans(
        Currency.SAT, Stream.concat(builtIn.all().stream(), Stream.of(special)).toList());
  }

  private static PlatformInfo info() {
    return new PlatformInfo(
        new PlatformInfo.Brand("Caravel", ImageRoutes.LOGO_PATH, key("5").publicKey(), true),
        OPERATOR,
        new PlatformInfo.Addresses(
            SERVER_URL,
            List.of(new PlatformInfo.Host("localhost:3334", HostFeatures.embedded(false))),
            true),
        new PlatformInfo.Relays(List.of("ws://localhost:3334"), List.of("ws://localhost:3334")),
        7,
        new PlatformInfo.Build("0.1.0", SignUpMode.OPEN, true));
  }

  static final PlatformInfo.Operator OPERATOR =
      new PlatformInfo.Operator(
          "Harbour Hosting Ltd",
          "mailto:help@harbour.example",
          "https://harbour.example/abuse",
          "https://harbour.example/terms",
          "https://harbour.example/privacy",
          "");

  private static SecretKey key(String digit) {
    return SecretKey.parse("0".repeat(63) + digit);
  }
}
