package caravel.verify.simulate;

import caravel.verify.simulate.Trial.Broken;
import caravel.verify.simulate.Trial.Figures;
import caravel.verify.simulate.Trial.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plays many worlds, each with some tenants, on some threads.
public final class Simulation {
  /// Tenants in one world.
  private static final int TENANTS_PER_WORLD = 20;

  /// Tenant-years between two progress messages.
  private static final int WORD_EVERY = 1_000;

  private static final int PLAYS_MAX = 400;
  private static final int LINES_SHOWN = 120;

  private final Size size;
  private final Consumer<String> say;
  private final Player player;
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicLong lived = new AtomicLong();

  /// Plays one script.
  interface Player {
    Trial.Outcome play(Script script, boolean diary, LedgerWriter.Sink sink);
  }

  /// @param seed of the first world; the others use the following numbers
  /// @param ledger file of all facts and their results; null = none
  /// @param faults to inject, besides lost calls and dying processes
  public record Size(
      long seed, int tenants, int years, int threads, @Nullable Path ledger, Set<Fault> faults) {

    /// Includes all faults.
    public Size(long seed, int tenants, int years, int threads, @Nullable Path ledger) {
      this(seed, tenants, years, threads, ledger, Fault.all());
    }
  }

  /// The result of a run.
  ///
  /// @param tenantYears simulated to their end without a violation
  /// @param invoices in those
  /// @param payments in those
  public record Result(boolean held, long tenantYears, long invoices, long payments) {}

  public Simulation(Size size, Consumer<String> say) {
    this(size, say, Trial::play);
  }

  Simulation(Size size, Consumer<String> say, Player player) {
    this.size = size;
    this.say = say;
    this.player = player;
  }

  /// Plays all worlds, and stops at the first violation.
  public Result run() {
    LogWatch.begin();
    var worlds = (size.tenants() + TENANTS_PER_WORLD - 1) / TENANTS_PER_WORLD;
    var figures = new Figures(0, 0, 0, 0);
    try (var crew = Executors.newFixedThreadPool(size.threads());
        var sink = sink()) {
      var played = new ArrayList<java.util.concurrent.Future<Figures>>();
      for (var world = 0; world < worlds; world++) {
        var number = world;
        played.add(crew.submit(() -> play(number, sink)));
      }
      for (var one : played) {
        figures = figures.plus(one.get());
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a world could not be played", failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return new Result(!broken.get(), lived.get(), figures.invoices(), figures.payments());
  }

  private Figures play(int world, LedgerWriter.Sink sink) {
    if (broken.get()) {
      return new Figures(0, 0, 0, 0);
    }
    var tenants = Math.min(TENANTS_PER_WORLD, size.tenants() - world * TENANTS_PER_WORLD);
    var script = Script.of(size.seed() + world, tenants, size.years(), size.faults());
    return switch (player.play(script, false, sink.ofWorld(world))) {
      case Held(var figures) -> {
        lived((long) tenants * size.years());
        yield figures;
      }
      case Broken found -> {
        if (!broken.getAndSet(true)) {
          tell(found);
        }
        yield new Figures(0, 0, 0, 0);
      }
    };
  }

  private void lived(long tenantYears) {
    var now = lived.addAndGet(tenantYears);
    if (now / WORD_EVERY > (now - tenantYears) / WORD_EVERY) {
      say.accept(String.format(Locale.ROOT, "%,d tenant-years held", now));
    }
  }

  private void tell(Broken found) {
    say.accept("BROKEN with the seed " + found.script().seed() + ": " + found.what());
    say.accept("looking for the shortest trace");
    var shortest =
        ScriptShrinker.of(
            found, PLAYS_MAX, script -> player.play(script, false, LedgerWriter.Sink.NOWHERE));
    var shown =
        player.play(shortest.script(), true, LedgerWriter.Sink.NOWHERE) instanceof Broken again
            ? again
            : shortest;
    say.accept(shown.what());
    say.accept("the script (" + shown.script().acts().size() + " lines):");
    shown.script().acts().forEach(act -> say.accept("  " + act));
    say.accept("what happened, at the end:");
    lastLines(shown.diary()).forEach(say);
  }

  private static List<String> lastLines(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
  }

  private LedgerWriter.Sink sink() {
    var file = size.ledger();
    if (file == null) {
      return LedgerWriter.Sink.NOWHERE;
    }
    try {
      return new LedgerWriter.ToFile(Files.newBufferedWriter(file));
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }
}
