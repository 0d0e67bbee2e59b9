package caravel.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import caravel.control.http.Access;
import caravel.control.http.Route;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContractTest {
  private final Contract contract = Contract.load();

  @Test
  void the_route_table_and_the_contract_have_the_same_routes(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      var served = new TreeSet<String>();
      platform.routes().forEach(route -> served.add(route.method() + " " + route.path()));
      assertThat(served).isEqualTo(contract.operations());
    }
  }

  @Test
  void both_say_the_same_of_who_may(@TempDir Path folder) {
    try (var platform = new Platform(folder)) {
      for (var route : platform.routes()) {
        assertThat(contract.access(route.method().name(), route.path()))
            .as(route.method() + " " + route.path())
            .isEqualTo(word(route));
      }
    }
  }

  private static String word(Route route) {
    return switch (route.access()) {
      case Access.Public _ -> "public";
      case Access.Authed _ -> "authed";
      case Access.Owner _ -> "owner";
      case Access.Admin _ -> "admin";
    };
  }
}
