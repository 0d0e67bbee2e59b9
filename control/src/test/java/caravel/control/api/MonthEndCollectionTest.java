package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravel.control.TestClock;
import caravel.control.payment.FakePayers;
import caravel.control.payment.FakeWallet;
import caravel.control.payment.PayerWallets.Paid;
import caravel.control.payment.PaymentRails;
import caravel.nostr.SecretKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// M11: at a month's end more invoices are collected than the platform charges wallets at once.
final class MonthEndCollectionTest {
  private static final int INVOICES = 80;
  private static final int CHORES_MAX = 32;
  private static final Duration WAIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final FakePayers payers = new FakePayers();
  private final AtomicInteger inside = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void m11_stages_beyond_the_limit_wait_and_the_platform_is_not_reported_silent() {
    payers.paying = _ -> pay();
    var rails = new PaymentRails(new FakeWallet(clock), payers, null, Optional::empty);
    try (var platform = new Platform(folder, rails, clock);
        var crew = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < INVOICES; i++) {
        var tenant = SecretKey.generate();
        platform.relay(tenant, "club" + i, "basic");
        connectWallet(platform, tenant);
      }
      platform.crew = chore -> crew.execute(chore);
      await().atMost(WAIT).until(() -> goOn(platform) && inside.get() == CHORES_MAX);
      for (var round = 0; round < 3; round++) {
        goOn(platform);
      }
      assertThat(inside).as("wallets asked at once").hasValue(CHORES_MAX);
      gate.countDown();
      await().atMost(WAIT).until(() -> goOn(platform) && inside.get() == INVOICES);
      assertThat(payers.asked).as("each wallet once").hasSize(INVOICES).doesNotHaveDuplicates();
      assertThat(silent(platform)).isZero();
    }
  }

  /// Every wallet refuses, once all payments are allowed to continue.
  private Paid pay() {
    inside.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return new Paid.Refused("The budget is used up.");
  }

  private static boolean goOn(Platform platform) {
    platform.billing.collectingRound();
    return true;
  }

  /// Invoices for which the platform's own wallet counts as silent.
  private static long silent(Platform platform) {
    return platform.db.<Long>read(tx ->
        tx.handle()
            .createQuery("SELECT count(*) FROM invoices WHERE our_side <> 'answers'")
            .mapTo(Long.class)
            .one());
  }

  private static void connectWallet(Platform platform, SecretKey tenant) {
    var key = tenant.publicKey().hex();
    var url =
        "nostr+walletconnect://" + key + "?relay=wss://relay.example.com&secret=" + "1".repeat(64);
    var answer = platform.put(tenant, "/tenants/" + key, "{\"nwc_url\":\"" + url + "\"}");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }
}
