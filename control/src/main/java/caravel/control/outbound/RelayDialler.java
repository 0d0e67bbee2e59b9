package caravel.control.outbound;

/// Opens connections to relays. A simulation puts one of its own in the place of [RelayHandler].
public interface RelayDialler {
  /// Opens one connection, within a bounded time.
  ///
  /// @param caller for whom it is dialled, whose share is limited; `""` = the platform
  Dialled dial(String caller, String url);

  /// The same for the platform itself.
  default Dialled dial(String url) {
    return dial("", url);
  }
}
