package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.nostr.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The web app's mock answers match the contract. The app's own tests record them, and fail when
/// the recording is outdated.
final class MockAnswersTest {
  /// These answer a stream, plain text, a picture or a file.
  private static final Set<String> WITHOUT_JSON_SUCCESS =
      Set.of(
          "GET /stream",
          "GET /healthz",
          "GET /readyz",
          "GET /images",
          "GET /invoices/{id}/pdf",
          "GET /tenants/{pubkey}/invoices/csv",
          "GET /logo",
          "GET /join/{host}",
          "GET /join/{host}/picture",
          "GET /relays/{id}/export",
          "GET /relays/{id}/exit-kit");

  private final Contract contract = Contract.load();

  @Test
  void every_recorded_answer_matches_the_contract() {
    for (var answer : answers()) {
      assertThat(contract.faults(method(answer), path(answer), status(answer), answer.get("body")))
          .as(answer.toString())
          .isEmpty();
    }
  }

  @Test
  void every_operation_has_a_recorded_success() {
    var missing = new TreeSet<>(contract.operations());
    missing.removeAll(WITHOUT_JSON_SUCCESS);
    for (var answer : answers()) {
      if (status(answer) < 300) {
        missing.remove(contract.operationOf(method(answer), path(answer)));
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String method(JsonNode answer) {
    return answer.get("method").stringValue();
  }

  private static String path(JsonNode answer) {
    return answer.get("path").stringValue();
  }

  private static int status(JsonNode answer) {
    return answer.get("status").intValue();
  }

  private static List<JsonNode> answers() {
    try (var lines = Files.lines(recording())) {
      return lines.map(line -> Json.mapper().readTree(line)).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Path recording() {
    return Contract.folder().resolve("web/mock-api/answers.jsonl");
  }
}
