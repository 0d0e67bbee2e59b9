package caravel.engine.media;

import java.util.ArrayList;
import java.util.List;

/// The parts of a file that a request asks for with `Range: bytes=…` (RFC 9110).
///
/// As in zooid a header with a fault is an error, and many or overlapping parts that are more than
/// the whole file are answered with the whole file.
public sealed interface ByteRanges {
  /// Most parts of one response.
  int PARTS_MAX = 16;

  record Whole() implements ByteRanges {}

  /// @param parts in the order of the request
  record Parts(List<Part> parts) implements ByteRanges {
    public Parts {
      parts = List.copyOf(parts);
    }
  }

  /// No part can be sent.
  ///
  /// @param why for the client
  record Unsatisfiable(String why) implements ByteRanges {}

  /// @param from the first byte, counted from 0
  /// @param length bytes, at least 1
  record Part(long from, long length) {
    /// The value of `Content-Range`.
    public String contentRange(long size) {
      return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
  }

  /// @param header empty = absent
  /// @param size of the file, at least 1
  static ByteRanges parse(String header, long size) {
    if (header.isEmpty()) {
      return new Whole();
    }
    var prefix = "bytes=";
    if (!header.startsWith(prefix)) {
      return new Unsatisfiable("invalid range");
    }
    var parts = new ArrayList<Part>();
    long sum = 0;
    var specs = header.substring(prefix.length()).split(",", -1);
    for (var spec : specs) {
      var text = spec.strip();
      if (text.isEmpty()) {
        continue;
      }
      Part part;
      try {
        part = part(text, size);
      } catch (IllegalArgumentException _) {
        return new Unsatisfiable("invalid range");
      }
      if (part.length() > 0) {
        parts.add(part);
        sum += part.length();
      }
      if (parts.size() > PARTS_MAX || sum > size) {
        return new Whole();
      }
    }
    return parts.isEmpty()
        ? new Unsatisfiable("invalid range: failed to overlap")
        : new Parts(parts);
  }

  /// Returns a part of no bytes when it is outside the file.
  private static Part part(String text, long size) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("a range has a dash");
    }
    var first = text.substring(0, dash).strip();
    var last = text.substring(dash + 1).strip();
    if (first.isEmpty()) {
      long suffix = Math.min(number(last), size);
      return new Part(size - suffix, suffix);
    }
    long from = number(first);
    long to = last.isEmpty() ? size - 1 : number(last);
    if (to < from && !last.isEmpty()) {
      throw new IllegalArgumentException("a range ends before it starts");
    }
    return from >= size ? new Part(0, 0) : new Part(from, Math.min(to, size - 1) - from + 1);
  }

  private static long number(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a number");
    }
    return Long.parseLong(text);
  }
}
