package caravel.control.domain;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.relay.RelayId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes for the custom domain of a relay.
final class DomainRoutes {
  private final DomainDesk desk;
  private final Access access;

  /// @param access grants access to those who may change the settings of the relay in the path
  DomainRoutes(DomainDesk desk, Access access) {
    this.desk = desk;
    this.access = access;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/relays/{id}/domain",
            access,
            request -> Response.ok(ShownDomain.of(desk.view(id(request))))),
        Route.post(
            "/relays/{id}/domain/check",
            access,
            request -> Response.accepted(ShownDomain.of(desk.check(id(request))))));
  }

  private static RelayId id(Request request) {
    return new RelayId(request.path("id"));
  }

  /// A custom domain as the API shows it.
  ///
  /// @param state of [DomainState], or `none`
  /// @param records one of them proves the ownership
  record ShownDomain(
      String customDomain,
      String state,
      String detail,
      @Nullable Instant checkedAt,
      @Nullable Instant wrongSince,
      List<ShownRecord> records) {

    static ShownDomain of(DomainDesk.View view) {
      return view.domain()
          .map(row -> of(row, view.relay().publicHostName()))
          .orElseGet(() -> new ShownDomain("", "none", "", null, null, List.of()));
    }

    private static ShownDomain of(DomainVerification row, String host) {
      return new ShownDomain(
          row.name(),
          row.state().word(),
          row.detail(),
          row.times().checkedAt(),
          row.times().wrongSince(),
          List.of(
              new ShownRecord("CNAME", row.name(), host),
              new ShownRecord("TXT", row.txtName(), row.txtValue())));
    }
  }

  /// A DNS record to add.
  record ShownRecord(String type, String name, String value) {}
}
