package caravel.control.notify;

import caravel.control.db.Tx;

/// Stores notices to tenants in the transaction of their cause, so that neither exists without the
/// other. They are sent later.
public final class Notices {
  private final NoticeStore store = new NoticeStore();
  private final Runnable wake;

  /// @param wake called after each commit with a notice; returns at once
  public Notices(Runnable wake) {
    this.wake = wake;
  }

  /// Stores a notice, unless the tenant has one of this kind and subject.
  ///
  /// @return whether it was new
  public boolean enqueue(Tx tx, Notice notice) {
    var isNew = store.insert(tx, notice);
    if (isNew) {
      tx.afterCommit(wake);
    }
    return isNew;
  }
}
