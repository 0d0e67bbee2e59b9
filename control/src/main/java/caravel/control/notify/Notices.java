package caravel.control.notify;

import caravel.control.db.Tx;
import caravel.nostr.PublicKey;

/// Stores notices to tenants in the transaction of their cause, so that neither exists without the
/// other. They are sent later.
public final class Notices {
  private final NoticeStore store = new NoticeStore();
  private final Runnable wake;
  private final NoticeChannel channel;

  /// @param wake called after each commit with a notice; returns at once
  public Notices(Runnable wake) {
    this(wake, NoticeChannel.NONE);
  }

  /// @param channel sends each notice as well
  public Notices(Runnable wake, NoticeChannel channel) {
    this.wake = wake;
    this.channel = channel;
  }

  /// Stores a notice, unless the tenant has one of this kind and subject or has closed the account.
  ///
  /// @return whether it was new
  public boolean enqueue(Tx tx, Notice notice) {
    var id = store.insert(tx, notice);
    if (id.isEmpty()) {
      return false;
    }
    channel.enqueued(tx, id.orElseThrow(), notice);
    tx.afterCommit(wake);
    return true;
  }

  /// Deletes all notices to a tenant who leaves, sent or not.
  public void deleteAll(Tx tx, PublicKey tenant) {
    channel.forget(tx, tenant);
    store.deleteAll(tx, tenant);
  }
}
