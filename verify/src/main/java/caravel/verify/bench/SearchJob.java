package caravel.verify.bench;

import caravel.nostr.ClientMessage;
import caravel.nostr.Event;
import caravel.nostr.Filter;
import caravel.nostr.RelayMessage;
import caravel.nostr.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Measures searches (NIP-50) in the texts of chat messages: without the index, which the first
/// search begins, and with it.
final class SearchJob {
  private static final int MESSAGE_KIND = 9;
  private static final int VOCABULARY = 20_000;
  private static final int NEWEST = 100;
  private static final int SEARCHES = 200;
  private static final int SECONDS_MAX = 15;
  private static final int INDEX_SECONDS_MAX = 900;

  /// A word of ten events, of each second event, and of the oldest event alone.
  private static final String RARE = "quokka";

  private static final String COMMON = "harbour";
  private static final String OLDEST = "xylophone";

  private final BenchRun run;
  private final BenchRelays.Made relays;
  private final SecretKey author = SecretKey.generate();
  private final Random random = new Random(50);
  private final List<String> words = new ArrayList<>();
  private int written;

  SearchJob(BenchRun run, BenchRelays.Made relays) {
    this.run = run;
    this.relays = relays;
    for (int i = 0; i < VOCABULARY; i++) {
      words.add(
          random
              .ints(3 + random.nextInt(7), 'a', 'z' + 1)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString());
    }
  }

  List<Figure> run() throws Exception {
    int count = run.size().stored().getLast();
    var relay = relays.some(1).getFirst();
    TransferJob.importEvents(relays, relay, count, size -> messages(size, count));
    var figures = new ArrayList<Figure>();
    var socket = run.connect(List.of(relay), 1).getFirst();
    try {
      var name = " in " + count + " events, ";
      figures.add(measure(socket, "first search" + name + "without an index", RARE, 1));
      figures.add(awaitIndex(socket, count));
      figures.add(measure(socket, "word of ten" + name + "newest 100", RARE, SEARCHES));
      figures.add(measure(socket, "word of each second" + name + "newest 100", COMMON, SEARCHES));
      var both = RARE + " " + COMMON;
      figures.add(measure(socket, "both words" + name + "newest 100", both, SEARCHES));
      figures.add(measure(socket, "word of none" + name + "newest 100", "zzyzx", SEARCHES));
      figures.add(measure(socket, "part of two words" + name + "newest 100", "kkah", SEARCHES));
    } finally {
      socket.close();
    }
    return figures;
  }

  /// The next messages, oldest first.
  private List<Event> messages(int size, int count) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < size; i++) {
      texts.add(text(written + i, count));
    }
    long first = run.now() - count + written;
    written += size;
    return IntStream.range(0, size)
        .parallel()
        .mapToObj(i -> Event.sign(author, first + i, MESSAGE_KIND, List.of(), texts.get(i)))
        .toList();
  }

  /// Words of different frequency: a part of a square is small more often.
  private String text(int number, int count) {
    var text = new StringBuilder();
    for (int i = 4 + random.nextInt(16); i > 0; i--) {
      var share = random.nextDouble();
      text.append(words.get((int) (VOCABULARY * share * share * share))).append(' ');
    }
    if (number == 0) {
      text.append(OLDEST).append(' ');
    }
    if (number % (count / 10) == 0) {
      text.append(RARE).append(' ');
    }
    return number % 2 == 0 ? text.append(COMMON).toString() : text.toString();
  }

  /// The oldest event is found when the index has all events. A walk ends earlier.
  private Figure awaitIndex(BenchSocket socket, int count) throws InterruptedException {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(INDEX_SECONDS_MAX);
    while (search(socket, OLDEST) == 0) {
      if (System.nanoTime() > end) {
        throw new WrongAnswerException("the oldest event was not found in time");
      }
      BenchRun.sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200));
    }
    return new Figure.Amount(
        "oldest of " + count + " events found after", (System.nanoTime() - start) / 1e9, "s", "");
  }

  private Figure measure(BenchSocket socket, String job, String text, int searches)
      throws Exception {
    var latencies = new Latencies();
    var watch = new Stopwatch(run.meter());
    int done = 0;
    int found = 0;
    while (done < searches && watch.seconds() < SECONDS_MAX) {
      long begun = System.nanoTime();
      found = search(socket, text);
      latencies.add(System.nanoTime() - begun);
      done++;
    }
    return watch.work(job, done, latencies, found + " found");
  }

  private static int search(BenchSocket socket, String text) throws InterruptedException {
    var filter = Filter.all().withSearch(text).withLimit(NEWEST);
    socket.send(new ClientMessage.Subscribe("s", filter).write());
    int found = 0;
    for (var message = socket.next(); ; message = socket.next()) {
      if (message instanceof RelayMessage.EventFor) {
        found++;
      } else if (message instanceof RelayMessage.Eose) {
        socket.send(new ClientMessage.Unsubscribe("s").write());
        return found;
      } else {
        throw new WrongAnswerException("a search was answered by " + message.write());
      }
    }
  }
}
