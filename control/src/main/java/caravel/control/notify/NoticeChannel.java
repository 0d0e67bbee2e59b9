package caravel.control.notify;

import caravel.control.db.Tx;
import caravel.control.http.Route;
import caravel.control.job.WorkerReport;
import caravel.control.tenant.TenantDesk;
import caravel.nostr.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A second way on which notices reach tenants, beside private messages.
public interface NoticeChannel extends AutoCloseable {
  /// Sends nothing.
  NoticeChannel NONE =
      new NoticeChannel() {
        @Override
        public void enqueued(Tx tx, String noticeId, Notice notice) {}

        @Override
        public Map<String, Delivery> deliveries(Tx tx, Collection<String> noticeIds) {
          return Map.of();
        }

        @Override
        public void forget(Tx tx, PublicKey tenant) {}

        @Override
        public List<Route> routes(TenantDesk tenants) {
          return List.of();
        }

        @Override
        public List<WorkerReport> reports() {
          return List.of();
        }

        @Override
        public void start() {}

        @Override
        public void close() {}
      };

  /// Called in the transaction that stores a new notice.
  void enqueued(Tx tx, String noticeId, Notice notice);

  /// The state of these notices on this channel. A notice that is not sent on it is absent.
  Map<String, Delivery> deliveries(Tx tx, Collection<String> noticeIds);

  /// Deletes all that the channel stores about a tenant.
  void forget(Tx tx, PublicKey tenant);

  List<Route> routes(TenantDesk tenants);

  List<WorkerReport> reports();

  void start();

  @Override
  void close();

  /// The state of one notice on this channel.
  ///
  /// @param status a word for programs
  /// @param text a sentence
  /// @param at unix time of the last change
  record Delivery(String status, String text, long at) {}
}
