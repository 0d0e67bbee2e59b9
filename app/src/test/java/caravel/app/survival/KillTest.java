package caravel.app.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.nostr.EventId;
import caravel.nostr.Filter;
import caravel.nostr.Json;
import caravel.nostr.SecretKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// `kill -9` at random instants, again and again on the same data.
@Tag("slow")
final class KillTest {
  private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);

  /// `./test nightly` kills more often.
  private static final int ROUNDS = Integer.getInteger("caravel.kill.rounds", 20);

  private static final int SOCKETS = 40;
  private static final int EVENTS_EACH = 5;
  private static final int CREATIONS_EACH_ROUND = 3;

  /// Longest life of a round's process once its publishers have begun.
  private static final int LIFE_MILLIS_MAX = 400;

  private static final int QUERY_IDS_MAX = 500;
  private static final Duration HEAL_MAX = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final SecretKey owner = SecretKey.generate();
  private final Set<EventId> acknowledged = Member.ledger();
  private final Set<String> created = ConcurrentHashMap.newKeySet();
  private final List<Integer> ports = CaravelProcess.freePorts(2);

  @Test
  void no_acknowledged_event_is_lost_and_every_created_relay_becomes_real() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var found = new TreeMap<Integer, Integer>();
    for (int round = 0; round <= ROUNDS; round++) {
      try (var program = CaravelProcess.start("serve", folder, settings());
          var lounge = new Member.Lounge();
          var api = new SurvivalApi(ports.getFirst(), owner);
          var crew = Executors.newVirtualThreadPerTaskExecutor()) {
        var as = "seed " + seed + ", round " + round;
        if (round == 0) {
          api.createRelay("home");
        }
        everyRelayIsReal(as, api);
        everyEventIsThere(as, lounge);
        found.put(round, acknowledged.size());
        if (round < ROUNDS) {
          publishAndCreate(round, lounge, api, crew);
          program.killAfter(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MAX)));
        }
      }
    }
    LOG.info("seed {}: acknowledged before each round {}, created {}", seed, found, created);
    assertThat(acknowledged).as("something was at stake, seed %s", seed).isNotEmpty();
    assertThat(created).as("something was at stake, seed %s", seed).isNotEmpty();
  }

  private Map<String, String> settings() {
    return Map.of(
        "DATA_DIR", folder.resolve("data").toString(),
        "PORT", ports.getFirst().toString(),
        "ENGINE_PORT", ports.getLast().toString(),
        "RATE_PER_KEY", "0",
        "RATE_PER_ADDRESS", "0",
        "TENANT_RELAYS_MAX", "1000",
        "TENANT_FREE_RELAYS_MAX", "1000");
  }

  private String url() {
    return "ws://home.localhost:" + ports.getLast();
  }

  /// Returns when the publishers are connected; they continue until the process is dead.
  private void publishAndCreate(
      int round, Member.Lounge lounge, SurvivalApi api, ExecutorService crew) throws Exception {
    var members = new ArrayList<Member>();
    for (int i = 0; i < SOCKETS; i++) {
      members.add(lounge.enter(SecretKey.generate(), url(), acknowledged));
    }
    var batches = new ConcurrentLinkedQueue<Runnable>();
    for (int i = 0; i < SOCKETS; i++) {
      var member = members.get(i);
      var events = member.write(EVENTS_EACH, "round " + round + " socket " + i);
      batches.add(() -> events.forEach(member::publish));
    }
    var go = new CountDownLatch(1);
    batches.forEach(batch ->
        crew.execute(() -> {
          awaitQuietly(go);
          batch.run();
        }));
    for (int i = 0; i < CREATIONS_EACH_ROUND; i++) {
      var subdomain = "round-" + round + "-" + i;
      crew.execute(() -> {
        awaitQuietly(go);
        create(api, subdomain);
      });
    }
    go.countDown();
  }

  /// An answer may never come: the process dies during the call.
  private void create(SurvivalApi api, String subdomain) {
    try {
      if (api.createRelay(subdomain).status() == 201) {
        created.add(subdomain);
      }
    } catch (IOException _) {
      // Not acknowledged.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void everyRelayIsReal(String as, SurvivalApi api) {
    await(as)
        .atMost(HEAL_MAX)
        .untilAsserted(() -> {
          var seen = new ArrayList<String>();
          for (var relay : api.get("/tenants/" + owner.publicKey() + "/relays").data()) {
            assertThat(relay.path("provisioning").asString()).as("%s", relay).isEqualTo("active");
            assertThat(relay.path("synced").asInt()).as("%s", relay).isEqualTo(1);
            seen.add(relay.path("subdomain").asString());
          }
          assertThat(seen).contains("home").containsAll(created);
        });
  }

  private void everyEventIsThere(String as, Member.Lounge lounge) throws Exception {
    var reader = lounge.enter(owner, url(), Member.ledger());
    var wanted = List.copyOf(acknowledged);
    for (int from = 0; from < wanted.size(); from += QUERY_IDS_MAX) {
      var ids = wanted.subList(from, Math.min(wanted.size(), from + QUERY_IDS_MAX));
      assertThat(reader.stored(Filter.parse(idsFilter(ids)))).as(as).containsAll(ids);
    }
    reader.leave();
  }

  private static JsonNode idsFilter(List<EventId> ids) {
    var json =
        "{\"ids\":[\"" + String.join("\",\"", ids.stream().map(EventId::hex).toList()) + "\"]}";
    return Json.tree(json);
  }
}
