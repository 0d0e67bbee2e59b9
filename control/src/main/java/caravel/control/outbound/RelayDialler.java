package caravel.control.outbound;

/// Opens connections to relays. The implementation is [RelayDialer]; simulations use their own.
public interface RelayDialler {
  /// Opens one connection, within a bounded time.
  ///
  /// @param caller whose limit counts; `""` = the platform
  Dialled dial(String caller, String url);

  /// Opens a connection for the platform itself.
  default Dialled dial(String url) {
    return dial("", url);
  }
}
