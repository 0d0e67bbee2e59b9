package caravel.control.auth;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.TestClock;
import caravel.control.auth.Authenticator.AuthRequest;
import caravel.control.auth.Authenticator.AuthResult;
import caravel.control.auth.Authenticator.AuthSettings;
import caravel.control.db.Db;
import caravel.control.db.TestDatabase;
import caravel.nostr.Event;
import caravel.nostr.EventJson;
import caravel.nostr.Hex;
import caravel.nostr.Kinds;
import caravel.nostr.Nip98;
import caravel.nostr.SecretKey;
import caravel.nostr.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Valid and invalid tokens of both forms.
final class AuthenticatorTest {
  private static final String SERVER = "https://api.caravel.test";
  private static final String APP = "https://app.caravel.test";
  private static final byte[] NO_BODY = {};

  private final TestClock clock = new TestClock();
  private final SecretKey ann = SecretKey.generate();
  private final SecretKey admin = SecretKey.generate();
  private Path file;
  private Db db;
  private Authenticator authenticator;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("caravel.db");
    db = TestDatabase.open(file, clock);
    authenticator = make(SERVER);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void no_token_is_asked_to_sign_in() {
    assertThat(refusal(get(null))).isEqualTo(Authenticator.NOBODY);
    assertThat(refusal(get(" "))).isEqualTo(Authenticator.NOBODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer abc",
        "Nostr",
        "Nostr ",
        "Nostr !!!!",
        "Nostr bm90IGpzb24=",
        "Nostr e30=",
        "Nostr W10=",
        "Basic dTpw"
      })
  void a_malformed_token_is_not_valid(String header) {
    assertThat(refusal(get(header))).isEqualTo(Authenticator.INVALID);
  }

  @Test
  void a_session_is_good_for_many_calls() {
    var token = Nip98.session(ann, SERVER, clock.seconds());
    assertThat(caller(get(token))).isEqualTo(new Caller(ann.publicKey(), false));
    assertThat(
            caller(
                authenticator.check(new AuthRequest(token, "POST", "/other?x=1", () -> NO_BODY))))
        .isEqualTo(new Caller(ann.publicKey(), false));
  }

  @Test
  void an_admins_key_makes_an_admin() {
    assertThat(caller(get(Nip98.session(admin, SERVER, clock.seconds()))).admin()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVER, SERVER + "/"})
  void one_trailing_slash_more_or_less_is_the_same(String configured) {
    authenticator = make(configured);
    assertThat(accepted(get(session(SERVER)))).isTrue();
    assertThat(accepted(get(session(SERVER + "/")))).isTrue();
    assertThat(refusal(get(session(SERVER + "//")))).isEqualTo(Authenticator.INVALID);
    assertThat(accepted(get(request(SERVER + "/things?q=1", "GET")))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        APP,
        "http://api.caravel.test",
        "https://api.caravel.test.evil",
        "https://API.caravel.test",
        SERVER + "/other",
        SERVER + "?x",
        ""
      })
  void a_session_names_the_server_exactly(String url) {
    assertThat(refusal(get(session(url)))).isEqualTo(Authenticator.INVALID);
  }

  @Test
  void a_session_lasts_30_minutes_to_the_second() {
    var token = session(SERVER);
    clock.move(Duration.ofMinutes(30));
    assertThat(accepted(get(token))).isTrue();
    clock.move(Duration.ofSeconds(1));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.WRONG_TIME);
    var unseen = Nip98.session(ann, SERVER, clock.seconds() - 30 * 60 - 1);
    assertThat(refusal(get(unseen)))
        .isEqualTo("Your session has expired, or this device’s clock is wrong.");
  }

  @Test
  void a_session_may_be_10_minutes_ahead_to_the_second() {
    assertThat(accepted(get(Nip98.session(ann, SERVER, clock.seconds() + 600)))).isTrue();
    var token = Nip98.session(ann, SERVER, clock.seconds() + 601);
    assertThat(refusal(get(token))).isEqualTo(Authenticator.WRONG_TIME);
    clock.move(Duration.ofSeconds(1));
    assertThat(accepted(get(token))).isTrue();
  }

  @Test
  void only_where_nothing_but_the_time_is_wrong_the_sentence_is_about_time() {
    var old = clock.seconds() - 3600;
    assertThat(refusal(get(Nip98.session(ann, APP, old)))).isEqualTo(Authenticator.INVALID);
    var event = Event.sign(ann, old, Kinds.HTTP_AUTH, List.of(List.of("u", SERVER)), "");
    assertThat(refusal(get(Nip98.header(withOtherSignature(event)))))
        .isEqualTo(Authenticator.INVALID);
  }

  @Test
  void absurd_times_are_wrong_times() {
    for (var at : List.of(0L, 1L << 52)) {
      assertThat(refusal(get(Nip98.session(ann, SERVER, at)))).isEqualTo(Authenticator.WRONG_TIME);
    }
  }

  @Test
  void id_and_signature_are_verified_in_both_forms() {
    for (var url : List.of(SERVER, SERVER + "/things?q=1")) {
      var tags = List.of(List.of("u", url), List.of("method", "GET"));
      var event = Event.sign(ann, clock.seconds(), Kinds.HTTP_AUTH, tags, "");
      var other = Event.sign(ann, clock.seconds(), Kinds.HTTP_AUTH, tags, "other");
      assertThat(refusal(get(Nip98.header(withOtherSignature(event)))))
          .isEqualTo(Authenticator.INVALID);
      assertThat(refusal(get(Nip98.header(event.withoutSignature()))))
          .isEqualTo(Authenticator.INVALID);
      assertThat(refusal(get(Nip98.header(new Event(other.id(), event.unsigned(), event.sig())))))
          .isEqualTo(Authenticator.INVALID);
      assertThat(accepted(get(Nip98.header(event)))).isTrue();
    }
  }

  @Test
  void another_kind_is_not_valid() {
    var event = Event.sign(ann, clock.seconds(), 1, List.of(List.of("u", SERVER)), "");
    assertThat(refusal(get(Nip98.header(event)))).isEqualTo(Authenticator.INVALID);
  }

  @Test
  void the_last_u_counts() {
    assertThat(accepted(get(token(List.of(tag("u", "https://x.test"), tag("u", SERVER))))))
        .isTrue();
    assertThat(refusal(get(token(List.of(tag("u", SERVER), tag("u", "https://x.test"))))))
        .isEqualTo(Authenticator.INVALID);
    assertThat(refusal(get(token(List.of(tag("method", "GET")))))).isEqualTo(Authenticator.INVALID);
  }

  @Test
  void unknown_keys_in_the_event_are_ignored() {
    var event = Event.sign(ann, clock.seconds(), Kinds.HTTP_AUTH, List.of(tag("u", SERVER)), "");
    var json = EventJson.write(event);
    var more = json.substring(0, json.length() - 1) + ",\"seenOn\":[\"x\"],\"ok\":true}";
    var header =
        "Nostr " + Base64.getEncoder().encodeToString(more.getBytes(StandardCharsets.UTF_8));
    assertThat(accepted(get(header))).isTrue();
  }

  @Test
  void a_request_is_good_once() {
    var token = request(SERVER + "/things?q=1", "GET");
    assertThat(accepted(get(token))).isTrue();
    assertThat(refusal(get(token))).isEqualTo(Authenticator.USED);
    assertThat(accepted(get(request(SERVER + "/things?q=1", "GET")))).isTrue();
  }

  @Test
  void a_request_shown_by_many_at_once_is_good_once() throws Exception {
    var token = request(SERVER + "/things?q=1", "GET");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<java.util.concurrent.Future<AuthResult>>();
      for (var i = 0; i < 20; i++) {
        answers.add(threads.submit(() -> get(token)));
      }
      var good = 0;
      for (var answer : answers) {
        good += accepted(answer.get()) ? 1 : 0;
      }
      assertThat(good).isEqualTo(1);
    }
  }

  @Test
  void a_used_request_is_remembered_across_a_restart_for_its_whole_window() {
    var token = Nip98.token(ann, SERVER + "/things?q=1", "GET", null, clock.seconds() + 60);
    assertThat(accepted(get(token))).isTrue();
    restart();
    clock.move(Duration.ofMinutes(2));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.USED);
    clock.move(Duration.ofSeconds(1));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.WRONG_TIME);
  }

  /// Finding S8: the row of a used token was deleted by the wall clock, and setting the clock back
  /// made the token valid again.
  @Test
  void a_clock_that_is_set_back_does_not_make_a_used_request_good_again() {
    var token = Nip98.token(ann, SERVER + "/things?q=1", "GET", null, clock.seconds());
    assertThat(accepted(get(token))).isTrue();
    clock.move(Duration.ofHours(1));
    var later = Nip98.token(ann, SERVER + "/things?q=1", "GET", null, clock.seconds());
    assertThat(accepted(get(later))).isTrue();
    clock.move(Duration.ofHours(-1));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.USED);
  }

  @Test
  void a_request_may_be_60_seconds_off_to_the_second() {
    var url = SERVER + "/things?q=1";
    for (var off : List.of(-60, 60)) {
      assertThat(accepted(get(Nip98.token(ann, url, "GET", null, clock.seconds() + off)))).isTrue();
    }
    for (var off : List.of(-61, 61)) {
      assertThat(refusal(get(Nip98.token(ann, url, "GET", null, clock.seconds() + off))))
          .isEqualTo(Authenticator.WRONG_TIME);
    }
  }

  @Test
  void a_request_names_server_or_app_with_path_and_query() {
    assertThat(accepted(get(request(APP + "/things?q=1", "GET")))).isTrue();
    for (var url :
        List.of(
            SERVER + "/things",
            SERVER + "/things?q=2",
            SERVER + "/things?q=1&",
            SERVER + "//things?q=1",
            "http://127.0.0.1/things?q=1",
            "/things?q=1")) {
      assertThat(refusal(get(request(url, "GET")))).as(url).isEqualTo(Authenticator.INVALID);
    }
  }

  @Test
  void a_request_names_its_method() {
    assertThat(refusal(get(request(SERVER + "/things?q=1", "POST"))))
        .isEqualTo(Authenticator.INVALID);
    assertThat(refusal(get(token(List.of(tag("u", SERVER + "/things?q=1"))))))
        .isEqualTo(Authenticator.INVALID);
  }

  @Test
  void a_payload_tag_is_the_bodys_hash() {
    var body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    var url = SERVER + "/things";
    var good = Nip98.token(ann, url, "POST", body, clock.seconds());
    assertThat(accepted(authenticator.check(new AuthRequest(good, "POST", "/things", () -> body))))
        .isTrue();
    var other = Nip98.token(ann, url, "POST", body, clock.seconds());
    assertThat(
            refusal(authenticator.check(new AuthRequest(other, "POST", "/things", () -> NO_BODY))))
        .isEqualTo(Authenticator.INVALID);
    var without = Nip98.token(ann, url, "POST", null, clock.seconds());
    assertThat(
            accepted(authenticator.check(new AuthRequest(without, "POST", "/things", () -> body))))
        .isTrue();
    assertThat(Hex.encode(Sha256.of(NO_BODY))).startsWith("e3b0c442");
  }

  @Test
  void a_refused_request_is_not_used_up() {
    var token = request(SERVER + "/things?q=1", "GET");
    assertThat(accepted(authenticator.check(new AuthRequest(token, "GET", "/else", () -> NO_BODY))))
        .isFalse();
    assertThat(accepted(get(token))).isTrue();
  }

  @Test
  void a_session_that_was_ended_stays_ended_across_a_restart() {
    var token = session(SERVER);
    var other = Nip98.session(ann, SERVER, clock.seconds() - 1);
    end(token);
    assertThat(refusal(get(token))).isEqualTo(Authenticator.ENDED);
    restart();
    assertThat(refusal(get(token))).isEqualTo(Authenticator.ENDED);
    assertThat(accepted(get(other))).isTrue();
    clock.move(Duration.ofMinutes(30));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.ENDED);
    end(Nip98.session(ann, SERVER, clock.seconds()));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.ENDED);
  }

  @Test
  void a_session_from_ahead_can_be_ended_for_all_its_time() {
    var token = Nip98.session(ann, SERVER, clock.seconds() + 600);
    end(token);
    clock.move(Duration.ofMinutes(40));
    end(Nip98.session(ann, SERVER, clock.seconds()));
    assertThat(refusal(get(token))).isEqualTo(Authenticator.ENDED);
  }

  private void restart() {
    db.close();
    db = TestDatabase.open(file, clock);
    authenticator = make(SERVER);
  }

  private Authenticator make(String serverUrl) {
    return new Authenticator(
        new AuthSettings(serverUrl, APP, Set.of(admin.publicKey())), db, clock);
  }

  private void end(String token) {
    if (get(token) instanceof AuthResult.Accepted signIn) {
      authenticator.end(signIn.token());
    }
  }

  private AuthResult get(@Nullable String token) {
    return authenticator.check(new AuthRequest(token, "GET", "/things?q=1", () -> NO_BODY));
  }

  private String session(String url) {
    return Nip98.session(ann, url, clock.seconds());
  }

  private String request(String url, String method) {
    return Nip98.token(ann, url, method, null, clock.seconds());
  }

  private String token(List<List<String>> tags) {
    return Nip98.header(Event.sign(ann, clock.seconds(), Kinds.HTTP_AUTH, tags, ""));
  }

  private static List<String> tag(String name, String value) {
    return List.of(name, value);
  }

  private static Event withOtherSignature(Event event) {
    var last = event.sig().endsWith("0") ? "1" : "0";
    return new Event(event.id(), event.unsigned(), event.sig().substring(0, 127) + last);
  }

  private static boolean accepted(AuthResult result) {
    return result instanceof AuthResult.Accepted;
  }

  private static Caller caller(AuthResult result) {
    assertThat(result).isInstanceOf(AuthResult.Accepted.class);
    return ((AuthResult.Accepted) result).caller();
  }

  private static String refusal(AuthResult result) {
    assertThat(result).isInstanceOf(AuthResult.Refused.class);
    return ((AuthResult.Refused) result).sentence();
  }
}
