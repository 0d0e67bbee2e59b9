package caravel.control.payment;

import caravel.control.http.Access;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.problem.Problem;
import caravel.nostr.MalformedException;
import caravel.nostr.bolt11.PaymentRequest;
import java.util.List;
import java.util.Map;

/// Routes of the demo's wallets with play money. Without a demo wallet these routes do not exist.
public final class DemoWalletRoutes {
  /// Longest invoice that is accepted.
  static final int LNBC_CHARACTERS_MAX = 4_096;

  private final PlayWallets wallets;

  public DemoWalletRoutes(PlayWallets wallets) {
    this.wallets = wallets;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/dev/wallet", Access.AUTHED, this::wallet),
        Route.post("/dev/wallet/pay", Access.AUTHED, this::pay));
  }

  /// Returns the caller's own connection, including its secret.
  private Response wallet(Request request) {
    return wallets
        .connectionOf(request.caller().pubkey())
        .map(connection -> Response.ok(Map.of("nwc_url", connection.reveal())))
        .orElseGet(() ->
            Response.problem(
                new Problem.Conflict("conflict", "This demo has no more wallets to give out.")));
  }

  private Response pay(Request request) {
    var lnbc = request.body().text("invoice", LNBC_CHARACTERS_MAX);
    if (lnbc == null || !isInvoice(lnbc)) {
      throw Problem.invalid("invoice", "That’s not a Lightning invoice.").asException();
    }
    return switch (wallets.pay(request.caller().pubkey(), lnbc)) {
      case PlayWallets.Spent.Done _ -> Response.ok(null);
      case PlayWallets.Spent.Refused(var sentence) ->
          Response.problem(new Problem.Conflict("conflict", sentence));
    };
  }

  private static boolean isInvoice(String text) {
    try {
      PaymentRequest.parse(text);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }
}
