package caravel.control.relay;

/// The opaque id of a relay, which is also its name at its zooid: a UUIDv7. An adopted relay keeps
/// the id that it had there.
public record RelayId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
