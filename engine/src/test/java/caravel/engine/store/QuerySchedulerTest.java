package caravel.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravel.engine.store.EventStore.Change;
import caravel.engine.store.EventStore.StoreException;
import caravel.nostr.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// B3: queries run on platform threads, and no query and no relay keeps the others waiting.
@Timeout(60)
final class QuerySchedulerTest {
  private static final QueryBudget AN_HOUR = QueryBudget.of(Duration.ofHours(1));

  private final QueryScheduler scheduler = new QueryScheduler();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    isOver.set(true);
    release.countDown();
    callers.close();
    scheduler.close();
  }

  /// Runs until the test ends it (true) or the scheduler does (false).
  private CompletableFuture<Boolean> walk(
      Object relay, QueryBudget budget, CountDownLatch running) {
    return CompletableFuture.supplyAsync(
        () ->
            scheduler.run(
                relay,
                budget,
                mayContinue -> {
                  running.countDown();
                  boolean may = true;
                  while (may && !isOver.get()) {
                    may = mayContinue.getAsBoolean();
                  }
                  return may;
                }),
        callers);
  }

  private boolean answered(Object relay) {
    return scheduler.run(relay, AN_HOUR, _ -> true);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void b3_queries_of_virtual_threads_run_on_platform_threads(@TempDir Path folder)
      throws Exception {
    try (var stores = TestStores.open(folder, Sync.NORMAL)) {
      var store = stores.open("relay");
      store.write(List.of(new Change.Save(Events.event(0, 1, 1, "")))).join();
      var readers = new ArrayList<Thread>();
      Thread.ofVirtual()
          .start(() -> store.scan(Filter.all(), 0, _ -> readers.add(Thread.currentThread())))
          .join();
      assertThat(readers).hasSize(1);
      assertThat(readers.getFirst().isVirtual()).isFalse();
    }
  }

  @Test
  void b3_a_relay_whose_queries_all_block_leaves_threads_to_the_others() {
    var blocked = new CountDownLatch(QueryScheduler.RUNNING_PER_RELAY_MAX);
    for (int i = 0; i < 2 * QueryScheduler.RUNNING_MAX; i++) {
      callers.execute(() ->
          scheduler.run(
              "hostile",
              AN_HOUR,
              _ -> {
                blocked.countDown();
                await(release);
                return true;
              }));
    }
    await(blocked);
    assertThat(answered("other")).isTrue();
  }

  @Test
  void b3_long_queries_of_many_relays_let_a_new_one_through() {
    int relays = 2 * QueryScheduler.RUNNING_MAX;
    var running = new CountDownLatch(relays);
    for (int i = 0; i < relays; i++) {
      var _ = walk("hostile" + i, QueryBudget.unlimited(), running);
    }
    await(running);
    assertThat(answered("other")).isTrue();
  }

  @Test
  void b3_a_new_query_of_a_busy_relay_cuts_the_longest_short() {
    var running = new CountDownLatch(QueryScheduler.STARTED_PER_RELAY_MAX);
    var walks = new ArrayList<CompletableFuture<Boolean>>();
    for (int i = 0; i < QueryScheduler.STARTED_PER_RELAY_MAX; i++) {
      walks.add(walk("busy", QueryBudget.of(Duration.ofHours(1)), running));
    }
    await(running);
    assertThat(answered("busy")).isTrue();
    assertThat(CompletableFuture.anyOf(walks.toArray(CompletableFuture<?>[]::new)).join())
        .isEqualTo(false);
  }

  @Test
  void b3_new_relays_get_a_place_when_others_have_started_all_queries_there_may_be() {
    var running = new CountDownLatch(QueryScheduler.STARTED_MAX);
    for (int i = 0; i < QueryScheduler.STARTED_MAX; i++) {
      var relay = "hostile" + i / QueryScheduler.STARTED_PER_RELAY_MAX;
      var _ = walk(relay, QueryBudget.of(Duration.ofHours(1)), running);
    }
    await(running);
    assertThat(answered("other")).isTrue();
  }

  @Test
  void b3_a_query_ends_when_its_budget_is_used_and_an_unlimited_one_does_not() {
    var budget = QueryBudget.of(Duration.ofMillis(20));
    assertThat(walk("relay", budget, new CountDownLatch(1)).join()).isFalse();
    assertThat(budget.isExhausted()).isTrue();
    var slices = new AtomicInteger();
    var unlimited = QueryBudget.unlimited();
    scheduler.run(
        "relay",
        unlimited,
        mayContinue -> {
          while (unlimited.usedNanos() < 4 * QueryScheduler.SLICE_NANOS) {
            assertThat(mayContinue.getAsBoolean()).isTrue();
            slices.incrementAndGet();
          }
          return true;
        });
    assertThat(slices.get()).isGreaterThan(1);
  }

  @Test
  void the_exception_of_a_query_reaches_its_caller_and_frees_its_thread() {
    for (int i = 0; i < 2 * QueryScheduler.STARTED_MAX; i++) {
      assertThatThrownBy(() ->
              scheduler.run(
                  "relay",
                  AN_HOUR,
                  _ -> {
                    throw new StoreException("broken");
                  }))
          .isInstanceOf(StoreException.class)
          .hasMessage("broken");
    }
    scheduler.close();
    assertThatThrownBy(() -> scheduler.run("relay", AN_HOUR, _ -> true))
        .isInstanceOf(StoreException.class);
  }
}
