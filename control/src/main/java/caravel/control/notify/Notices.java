package caravel.control.notify;

import caravel.control.db.Tx;

/// Where whatever has something to tell a tenant leaves it: in the transaction of what happened, so
/// that neither is there without the other. Sending comes later, and never holds anything up.
public final class Notices {
  private final NoticeStore store = new NoticeStore();
  private final Runnable wake;

  /// @param wake called after each commit that left something; it returns at once
  public Notices(Runnable wake) {
    this.wake = wake;
  }

  /// Leaves a notice, unless this tenant was told this of this subject before.
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
