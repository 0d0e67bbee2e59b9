package caravel.control.payment.stripe;

import caravel.control.money.Currency;
import caravel.control.money.Money;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Stripe of paper on the JDK's HTTP server: the calls that we make, with Stripe's statuses,
/// error bodies, idempotency keys, states and events. What goes wrong is said beforehand, call by
/// call.
///
/// It has pages that a person or a browser pays on (`/pay/<session>`), and signs and sends its
/// events to one address; or hands them to a test, which tells them late, twice or in another
/// order.
public final class RecordedStripe implements AutoCloseable {
  public static final String SECRET_KEY = "sk_test_recorded";
  public static final String WEBHOOK_SECRET = "whsec_recorded";

  private static final long HELD_SECONDS_MAX = 30;

  /// The outcome of one call that changes something.
  public enum Fault {
    NONE,
    /// The connection ends before anything was done.
    LOST_BEFORE,
    /// It is done, but the connection ends before the answer.
    LOST_AFTER,
    /// Stripe's own trouble, and nothing was done.
    TROUBLE,
    TOO_MANY,
    /// It is done, and the answer is held until [RecordedStripe#release].
    HELD
  }

  /// One call as it came.
  public record Seen(String method, String path, String key, Map<String, String> params) {}

  /// One event, signed.
  ///
  /// @param header `Stripe-Signature`
  public record Told(String type, String payload, String header) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final InstantSource clock;
  private final StripeObjects objects;
  private final StripeReversals reversals;
  private final StripeRoutes routes;
  private final StripeKeys keys;
  private final StripePages pages;
  private final StripeSigner signer = new StripeSigner(WEBHOOK_SECRET);
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<Seen> seen = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private CountDownLatch gate = new CountDownLatch(1);
  private boolean away;
  private String searchRefusal = "";
  private @Nullable StripeTeller teller;

  /// For a browser or a hand: a port, and the address that events are told to.
  public static void main(String[] args) throws InterruptedException {
    try (var stripe = new RecordedStripe(InstantSource.system(), Integer.parseInt(args[0]))) {
      stripe.tellTo(URI.create(args[1]));
      System.out.println("STRIPE_API_URL=" + stripe.apiBase());
      System.out.println("STRIPE_SECRET_KEY=" + SECRET_KEY);
      System.out.println("STRIPE_WEBHOOK_SECRET=" + WEBHOOK_SECRET);
      Thread.currentThread().join();
    }
  }

  public RecordedStripe(InstantSource clock) {
    this(clock, 0);
  }

  /// @param port 0 = any
  public RecordedStripe(InstantSource clock, int port) {
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    objects = new StripeObjects(clock, apiBase().toString(), this::happened);
    reversals = new StripeReversals(objects);
    routes = new StripeRoutes(objects, reversals);
    keys = new StripeKeys(clock);
    pages = new StripePages(this);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI apiBase() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The objects that the operator makes in the dashboard.
  StripeObjects dashboard() {
    return objects;
  }

  public StripeSettings settings() {
    return new StripeSettings(SECRET_KEY, WEBHOOK_SECRET, apiBase(), Map.of());
  }

  public StripeSigner signer() {
    return signer;
  }

  /// The next calls that change something go so; those after them well.
  public synchronized void next(Fault... coming) {
    faults.addAll(List.of(coming));
  }

  /// Nothing is answered until it is back.
  public synchronized void away(boolean isAway) {
    away = isAway;
  }

  /// Lists of intents are refused from now on.
  ///
  /// @param code of the refusal; `""` = they are answered
  public synchronized void refuseSearches(String code) {
    searchRefusal = code;
  }

  /// Sends every event from now on to that address, twice, until it is taken.
  public synchronized void tellTo(URI address) {
    teller = new StripeTeller(address);
  }

  /// Lets go of every answer that is held.
  public synchronized void release() {
    gate.countDown();
    gate = new CountDownLatch(1);
  }

  public synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  /// Every event so far, oldest first.
  public synchronized List<Told> told() {
    return List.copyOf(told);
  }

  public synchronized Told lastTold(String type) {
    return told.reversed().stream()
        .filter(event -> event.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event " + type));
  }

  /// The event once more, signed now.
  public Told again(Told event) {
    return new Told(event.type(), event.payload(), signer.header(event.payload(), clock.instant()));
  }

  /// @param invoiceId as our ids stand in the metadata
  public synchronized Money collected(String invoiceId) {
    return new Money(
        succeeded(invoiceId).stream().mapToLong(i -> i.path("amount_received").asLong()).sum(),
        Currency.USD);
  }

  /// How often an invoice was paid.
  public synchronized int payments(String invoiceId) {
    return succeeded(invoiceId).size();
  }

  /// Ids of all intents for an invoice, newest first.
  public synchronized List<String> intents(String invoiceId) {
    return objects
        .all(
            "payment_intent",
            intent ->
                intent.path("metadata").path(StripeValues.INVOICE).asString("").equals(invoiceId))
        .stream()
        .map(intent -> intent.path("id").asString())
        .toList();
  }

  private List<ObjectNode> succeeded(String invoiceId) {
    return objects.all(
        "payment_intent",
        intent ->
            intent.path("status").asString("").equals("succeeded")
                && intent
                    .path("metadata")
                    .path(StripeValues.INVOICE)
                    .asString("")
                    .equals(invoiceId));
  }

  /// Adds a card to a customer, as the processor's own page does.
  ///
  /// @return its id
  public synchronized String saveCard(String customerId, Bank bank) {
    return objects.saveCard(customerId, bank).path("id").asString();
  }

  public synchronized void chooseCard(String customerId, String methodId) {
    objects.chooseCard(customerId, methodId);
  }

  public synchronized void removeCard(String methodId) {
    objects.detach(methodId);
  }

  /// From now on the bank of all cards of a customer says this.
  public synchronized void bank(String customerId, Bank says) {
    objects.bank(customerId, says);
  }

  /// Somebody pays on the page of a session.
  ///
  /// @return whether it was paid
  public synchronized boolean pay(String sessionId, Bank bank) {
    return objects.pay(sessionId, bank);
  }

  /// Refunds and disputes, as the dashboard and banks make them.
  public synchronized String refundInDashboard(String intentId, long cents) {
    var params = Map.of("payment_intent", intentId, "amount", Long.toString(cents));
    return reversals.refund(params).path("id").asString();
  }

  /// The status of the next refunds: `succeeded` or `pending`.
  public synchronized void refundsAre(String status) {
    reversals.status = status;
  }

  /// A refund becomes something else: `succeeded` or `failed`.
  public synchronized void refundBecomes(String refundId, String status) {
    reversals.becomes(refundId, status);
  }

  /// The ids of all refunds, newest first.
  public synchronized List<String> refunds() {
    return objects.all("refund", _ -> true).stream()
        .map(refund -> refund.path("id").asString())
        .toList();
  }

  /// The payer objects to a payment at the bank.
  public synchronized String dispute(String intentId) {
    return reversals.dispute(intentId).path("id").asString();
  }

  /// @param outcome `won` or `lost`
  public synchronized void decide(String disputeId, String outcome) {
    reversals.decide(disputeId, outcome);
  }

  /// An intent that took its time has its outcome.
  public synchronized void decided(String intentId, boolean paid) {
    objects.decided(intentId, paid);
  }

  public synchronized void addPrice(String price, Money amount) {
    objects.addPrice(price, amount.amount(), amount.currency().word());
  }

  /// The operator deletes all products at Stripe.
  public synchronized void removeProducts() {
    objects.removeProducts();
  }

  /// Any object as it is now.
  public synchronized ObjectNode object(String id, String kind) {
    return objects.get(id, kind).deepCopy();
  }

  private void happened(String type, ObjectNode data) {
    var json = JsonMapper.shared().createObjectNode();
    json.put("id", "evt_test_" + (told.size() + 1))
        .put("object", "event")
        .put("api_version", "2024-06-20")
        .put("created", clock.instant().getEpochSecond())
        .put("type", type);
    json.set("data", data);
    var payload = json.toString();
    var event = new Told(type, payload, signer.header(payload, clock.instant()));
    told.add(event);
    if (teller != null) {
      teller.tell(event);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (!path.startsWith("/v1/")) {
        pages.handle(exchange);
        return;
      }
      var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var query = exchange.getRequestURI().getRawQuery();
      var method = exchange.getRequestMethod();
      var params = form(method.equals("POST") ? text : query == null ? "" : query);
      var header = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      var call = new Seen(method, path, header == null ? "" : header, params);
      var bearer = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer " + SECRET_KEY).equals(bearer)) {
        send(
            exchange,
            StripeReply.failed(401, "invalid_request_error", "", "Invalid API Key provided"));
        return;
      }
      serve(exchange, call);
    }
  }

  private void serve(HttpExchange exchange, Seen call) throws IOException {
    var fault = note(call);
    switch (fault) {
      case LOST_BEFORE -> {}
      case TROUBLE -> send(exchange, keyed(call, () -> new StripeReply(500, trouble(), true)));
      case TOO_MANY ->
          send(
              exchange,
              StripeReply.failed(429, "invalid_request_error", "rate_limit", "Too many requests"));
      case NONE -> send(exchange, keyed(call, () -> done(call)));
      case LOST_AFTER -> keyed(call, () -> done(call));
      case HELD -> {
        // Whoever sees that it is done may let go of it: the gate is the one that stands now.
        var held = gate();
        send(exchange, keyed(call, () -> held(held, done(call))));
      }
    }
  }

  private synchronized Fault note(Seen call) {
    seen.add(call);
    if (away) {
      return Fault.LOST_BEFORE;
    }
    return call.method().equals("POST") && !faults.isEmpty() ? faults.poll() : Fault.NONE;
  }

  private StripeReply keyed(Seen call, Supplier<StripeReply> work) {
    return keys.once(call.key(), call.path(), call.params(), work);
  }

  private synchronized StripeReply done(Seen call) {
    if (!searchRefusal.isEmpty()
        && call.method().equals("GET")
        && call.path().equals("/v1/payment_intents")) {
      return StripeReply.failed(400, "invalid_request_error", searchRefusal, "Not this search");
    }
    return routes.answer(call.method(), call.path().substring("/v1/".length()), call.params());
  }

  private synchronized @Nullable StripeTeller telling() {
    return teller;
  }

  private static StripeReply held(CountDownLatch gate, StripeReply reply) {
    try {
      var _ = gate.await(HELD_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return reply;
  }

  private synchronized CountDownLatch gate() {
    return gate;
  }

  private static String trouble() {
    return StripeReply.error("api_error", "", "An unknown error occurred").toString();
  }

  static Map<String, String> form(String text) {
    var params = new LinkedHashMap<String, String>();
    for (var pair : text.split("&", -1)) {
      var at = pair.indexOf('=');
      if (at > 0) {
        params.put(
            URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
      }
    }
    return params;
  }

  private static void send(HttpExchange exchange, StripeReply reply) throws IOException {
    var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Request-Id", "req_test");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    release();
    var telling = telling();
    if (telling != null) {
      telling.close();
    }
    server.stop(0);
    threads.close();
  }
}
