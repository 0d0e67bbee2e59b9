package caravel.engine.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// One memory budget for the whole process (B2).
final class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(1_000);
  private final List<String> dropped = new ArrayList<>();

  private MemoryBudget.Account open(String name) {
    return budget.open(() -> dropped.add(name));
  }

  @Test
  void the_largest_consumer_is_dropped_first_B2() {
    var small = open("small");
    var large = open("large");
    var middle = open("middle");
    small.hold(100);
    large.hold(500);
    middle.hold(400);
    assertThat(dropped).isEmpty();
    small.hold(1);
    assertThat(dropped).containsExactly("large");
    assertThat(budget.heldBytes()).isEqualTo(501);
    middle.hold(500);
    assertThat(dropped).containsExactly("large", "middle");
    assertThat(budget.heldBytes()).isEqualTo(101);
  }

  @Test
  void a_dropped_or_closed_account_holds_nothing_B2() {
    var large = open("large");
    large.hold(1_001);
    large.hold(5_000);
    large.release(1_001);
    large.close();
    assertThat(dropped).containsExactly("large");
    var other = open("other");
    other.hold(10);
    other.close();
    other.close();
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  void an_account_that_holds_nothing_is_never_dropped_B2() {
    open("idle");
    for (int i = 0; i < 10; i++) {
      open("busy").hold(2_000);
    }
    assertThat(dropped).doesNotContain("idle").hasSize(10);
  }

  @Test
  void events_on_their_way_to_the_disk_wait_for_their_part_of_the_budget_B2() throws Exception {
    var memory = new MemoryBudget(4 * 1024 * 1024);
    var account = memory.open(() -> {});
    var first = account.holdWrite(1024 * 1024);
    var through = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var second =
          threads.submit(() -> {
            account.holdWrite(1024 * 1024).run();
            through.countDown();
            return true;
          });
      // The first holds the whole part; the second gets it after the first ends.
      assertThat(through.getCount()).isOne();
      assertThat(account.bytes()).isEqualTo(1024 * 1024);
      first.run();
      assertThat(second.get()).isTrue();
    }
    await().untilAsserted(() -> assertThat(memory.heldBytes()).isZero());
  }
}
