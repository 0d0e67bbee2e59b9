package caravel.conformance.numbers;

import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// All numbered checks against one server. Creates the relays that it needs over the management
/// API; closing it deletes them.
public final class ConformanceSuite implements AutoCloseable {
  /// The numbers run from 1 to this one.
  public static final int NUMBER_MAX = 144;

  private final SuiteServer server;

  /// One row of the result.
  ///
  /// @param number from 1 to 144
  /// @param sentence the behaviour that was checked
  public record Row(int number, String sentence, CheckResult result) {}

  /// One numbered check.
  ///
  /// @param number from 1 to 144
  /// @param sentence the behaviour that is checked
  /// @param body throws [CheckException] when the behaviour is another one
  record NumberedCheck(int number, String sentence, Consumer<SuiteServer> body) {
    @Override
    public String toString() {
      return number + " " + sentence;
    }
  }

  /// @param clock must be the time of day, because servers compare signed times with theirs
  public ConformanceSuite(SuiteTarget target, InstantSource clock) {
    this.server = new SuiteServer(target, clock);
  }

  static List<NumberedCheck> checks() {
    return Stream.of(
            ProcessChecks.list(),
            ManagementApiChecks.list(),
            Nip11Checks.list(),
            AuthenticationChecks.list(),
            EventChecks.list(),
            QueryChecks.list(),
            NegentropyChecks.list(),
            MembershipChecks.list(),
            RoleChecks.list(),
            RoomChecks.list(),
            DeletionChecks.list(),
            MediaChecks.list(),
            PushChecks.list(),
            CallChecks.list())
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(NumberedCheck::number))
        .toList();
  }

  /// The reason why no check can run, such as a refused key; `""` = they can.
  public String findProblem() {
    return server.findProblem();
  }

  /// Runs the checks with these numbers, in their order.
  ///
  /// @param numbers empty = all
  /// @param report receives each row when its check ends
  public List<Row> run(Set<Integer> numbers, Consumer<Row> report) {
    return checks().stream()
        .filter(check -> numbers.isEmpty() || numbers.contains(check.number()))
        .map(check -> {
          var row = new Row(check.number(), check.sentence(), run(check));
          report.accept(row);
          return row;
        })
        .toList();
  }

  CheckResult run(NumberedCheck check) {
    try {
      check.body().accept(server);
      return new CheckResult.Passed("");
    } catch (CheckException ended) {
      return ended.result();
    } catch (UncheckedIOException failed) {
      return new CheckResult.Failed("expected an answer, saw " + failed.getCause());
    } finally {
      server.closePeers();
    }
  }

  /// Deletes the created relays now, for a run that is interrupted.
  ///
  /// @return the ids of those that could not be deleted
  public List<String> deleteRelays() {
    return server.deleteRelays();
  }

  @Override
  public void close() {
    server.close();
  }
}
