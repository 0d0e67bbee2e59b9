package caravel.verify.attack;

import caravel.nostr.Event;
import caravel.nostr.Hex;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Attacks on reconciliations (NIP-77) by members of a relay.
final class NegentropyAttacks {
  private static final int SOCKETS = 16;
  private static final int STORED_EVENTS = 500;
  private static final int OPENS = 2_000;
  private static final int FRAME_BYTES = 200_000;
  private static final int RANDOM_FRAMES = 200;
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(5);
  private static final Duration AFTER_REFUSAL = Duration.ofMillis(100);

  /// The server ends each answer with one of these. It sends `NEG-ERROR` before `NEG-ERR`.
  private static final Set<String> LAST = Set.of("NEG-MSG", "NEG-ERR", "NOTICE");

  /// A client without events asks for all: one range to the end, with an empty list of ids.
  private static final String EVERYTHING = "6100000200";

  private NegentropyAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "negentropy-rounds",
            "members continue reconciliations without an end",
            NegentropyAttacks::playRounds),
        new Attack(
            "negentropy-opens",
            "members open 2,000 reconciliations on each socket and never continue them",
            NegentropyAttacks::openMany),
        new Attack(
            "negentropy-frames",
            "members send random, cut and very long frames; forbidden: no answer, an internal error",
            NegentropyAttacks::sendMalformed));
  }

  private static void playRounds(AttackTarget target)
      throws IOException, InterruptedException, BreachException {
    fill(target);
    keepTrying(
        target,
        (member, round) -> {
          if (round % 5_000 == 0) {
            member.exchange(open("rounds", EVERYTHING), LAST);
          }
          // A fingerprint that is always wrong lets the server split its events each time.
          member.exchange("[\"NEG-MSG\",\"rounds\",\"61000001" + "ab".repeat(16) + "\"]", LAST);
        });
  }

  private static void openMany(AttackTarget target)
      throws IOException, InterruptedException, BreachException {
    fill(target);
    keepTrying(
        target, (member, round) -> member.exchange(open("n" + round % OPENS, EVERYTHING), LAST));
  }

  private static void sendMalformed(AttackTarget target)
      throws IOException, InterruptedException, BreachException {
    fill(target);
    var frames = frames();
    var tried =
        keepTrying(
            target,
            (member, round) -> {
              var frame = frames.get(round % frames.size());
              var isOpen = round % 2 == 0;
              var message = isOpen ? open("f", frame) : "[\"NEG-MSG\",\"f\",\"" + frame + "\"]";
              for (var received : member.exchange(message, LAST)) {
                if (received.contains("Exception") || received.contains("internal")) {
                  throw new BreachException("a frame was answered with " + received);
                }
              }
            });
    if (tried < frames.size()) {
      throw new BreachException("only " + tried + " frames were answered");
    }
  }

  private static List<String> frames() {
    var random = new Random(77);
    var frames = new ArrayList<String>();
    frames.addAll(
        List.of(
            "",
            "6",
            "61",
            "60",
            "6f",
            "ff",
            "zz",
            "61" + "ff".repeat(12),
            "6100000203",
            "61000002" + "ff".repeat(9) + "7f",
            "610000028080808080808080807f",
            "610021" + "00".repeat(40),
            "61" + "000001".repeat(5_000),
            "61" + "010000".repeat(FRAME_BYTES / 3),
            "61000002" + "8c50" + "00".repeat(FRAME_BYTES / 2)));
    for (var i = 0; i < RANDOM_FRAMES; i++) {
      var bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      frames.add("61" + Hex.encode(bytes));
    }
    return List.copyOf(frames);
  }

  /// One round of an attack on a socket.
  @FunctionalInterface
  private interface Round {
    void play(RelayClient member, int round) throws IOException, BreachException;
  }

  /// Plays rounds on all sockets until the end.
  ///
  /// @return the rounds that were answered, at least one
  private static int keepTrying(AttackTarget target, Round round)
      throws InterruptedException, BreachException {
    var played = new AtomicInteger();
    target.inParallel(
        SOCKETS,
        number -> {
          while (!target.isOver()) {
            try (var member = target.signIn(target.owner(), number)) {
              for (var i = 0; !target.isOver(); i++) {
                round.play(member, i);
                played.incrementAndGet();
                target.pause(BETWEEN_ROUNDS);
              }
            } catch (IOException refused) {
              target.pause(AFTER_REFUSAL);
            }
          }
        });
    if (played.get() == 0) {
      throw new IllegalStateException("no round was answered");
    }
    return played.get();
  }

  private static void fill(AttackTarget target) throws IOException {
    try (var owner = target.signIn(target.owner(), 0)) {
      for (var i = 0; i < STORED_EVENTS; i++) {
        var event = Event.sign(target.owner(), target.now() - i, 1, List.of(), "event " + i);
        if (!owner.publish(event)) {
          throw new IllegalStateException("the relay refused its owner's event");
        }
      }
    }
  }

  private static String open(String name, String frame) {
    return "[\"NEG-OPEN\",\"" + name + "\",{\"kinds\":[1]},\"" + frame + "\"]";
  }
}
