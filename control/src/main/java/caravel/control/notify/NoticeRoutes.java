package caravel.control.notify;

import caravel.control.db.Db;
import caravel.control.http.Cursor;
import caravel.control.http.ListQuery;
import caravel.control.http.Page;
import caravel.control.http.Request;
import caravel.control.http.Response;
import caravel.control.http.Route;
import caravel.control.notify.Receipt.Copy;
import caravel.control.notify.StoredNotice.State;
import caravel.control.problem.Problem;
import caravel.control.tenant.TenantRoutes;
import caravel.nostr.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The routes for a tenant's notices.
public final class NoticeRoutes {
  private final Db db;
  private final NoticeChannel mail;
  private final NoticeStore store = new NoticeStore();

  /// @param mail the channel beside private messages
  public NoticeRoutes(Db db, NoticeChannel mail) {
    this.db = db;
    this.mail = mail;
  }

  public List<Route> routes() {
    return List.of(Route.get("/tenants/{pubkey}/notices", TenantRoutes.ownerInPath(), this::list));
  }

  /// A notice as the API shows it.
  ///
  /// @param channel where the tenant reads it without email
  /// @param receipt a sentence
  /// @param email null = it is not sent by email
  record Shown(
      String id,
      PublicKey tenantPubkey,
      long createdAt,
      String noticeType,
      String subject,
      String text,
      String status,
      String channel,
      String receipt,
      List<ShownReceipt> receipts,
      NoticeChannel.@Nullable Delivery email) {}

  record ShownReceipt(String relay, String answer, String text, int tries, long at) {}

  private Response list(Request request) {
    var query = ListQuery.of(request);
    if (!query.status().isEmpty()
        && Arrays.stream(State.values()).noneMatch(state -> state.word().equals(query.status()))) {
      throw Problem.invalid("status", "No notice has this status.").asException();
    }
    var tenant = TenantRoutes.key(request).orElseThrow(() -> Problem.notFound().asException());
    return Response.page(
        db.read(tx -> {
          var notices = store.list(tx, tenant, query);
          var mails = mail.deliveries(tx, notices.stream().map(StoredNotice::id).toList());
          return Page.of(
                  notices,
                  query.limit(),
                  notice -> new Cursor(notice.createdAt().getEpochSecond(), notice.id()),
                  store.total(tx, tenant),
                  store.matched(tx, tenant, query))
              .map(notice -> shown(notice, mails.get(notice.id())));
        }));
  }

  private static Shown shown(StoredNotice stored, NoticeChannel.@Nullable Delivery mailed) {
    var notice = stored.notice();
    var receipts =
        stored.receipts().stream().filter(receipt -> receipt.copy() == Copy.RECIPIENT).toList();
    return new Shown(
        stored.id(),
        notice.tenant(),
        stored.createdAt().getEpochSecond(),
        notice.kind().word(),
        notice.subject(),
        notice.text(),
        stored.progress().state().word(),
        channel(stored.progress().state()),
        receipt(stored.progress().state(), receipts),
        receipts.stream().map(NoticeRoutes::shown).toList(),
        mailed);
  }

  private static ShownReceipt shown(Receipt receipt) {
    return new ShownReceipt(
        receipt.relay(),
        receipt.answer().word(),
        receipt.text(),
        receipt.tries(),
        receipt.at().getEpochSecond());
  }

  private static String channel(State state) {
    return switch (state) {
      case WAITING, SENT -> "dm";
      case UNREACHABLE, NOT_CONFIGURED -> "web";
    };
  }

  private static String receipt(State state, List<Receipt> receipts) {
    return switch (state) {
      case WAITING -> "";
      case SENT ->
          receipts.stream()
              .filter(Receipt::isTaken)
              .map(Receipt::relay)
              .collect(Collectors.joining(", ", "Taken by ", "."));
      case UNREACHABLE -> "Not sent as a private message: this key has no mailbox (kind 10050).";
      case NOT_CONFIGURED ->
          "Not sent as a private message: this server has no relays to look mailboxes up.";
    };
  }
}
