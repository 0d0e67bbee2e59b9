package caravel.engine.media;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The media type of a file, from its first bytes. The type that a client claims is believed only
/// where it makes no difference to safety: for text without any known form.
public final class MediaTypes {
  /// First bytes of a file that are looked at.
  static final int SNIFFED_BYTES = 512;

  /// Any bytes.
  public static final String UNKNOWN = "application/octet-stream";

  static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html";
  private static final String SVG = "image/svg+xml";

  /// A form: bytes at a place, and the type of a file that has them there.
  ///
  /// @param bytes one character each
  private record Signature(int at, String bytes, String type) {
    static Signature hex(int at, String hex, String type) {
      var bytes = HexFormat.of().parseHex(hex);
      return new Signature(at, new String(bytes, StandardCharsets.ISO_8859_1), type);
    }

    static Signature text(int at, String text, String type) {
      return new Signature(at, text, type);
    }
  }

  private static final List<Signature> SIGNATURES =
      List.of(
          Signature.hex(0, "89504e470d0a1a0a", "image/png"),
          Signature.hex(0, "ffd8ff", "image/jpeg"),
          Signature.text(0, "GIF87a", "image/gif"),
          Signature.text(0, "GIF89a", "image/gif"),
          Signature.text(8, "WEBPVP8", "image/webp"),
          Signature.text(4, "ftypavif", "image/avif"),
          Signature.text(4, "ftypheic", "image/heic"),
          Signature.text(4, "ftypM4A", "audio/mp4"),
          Signature.text(4, "ftypqt", "video/quicktime"),
          Signature.text(4, "ftyp", "video/mp4"),
          Signature.hex(0, "1a45dfa3", "video/webm"),
          Signature.text(8, "WAVE", "audio/wav"),
          Signature.text(8, "AVI ", "video/x-msvideo"),
          Signature.text(0, "OggS", "audio/ogg"),
          Signature.text(0, "fLaC", "audio/flac"),
          Signature.text(0, "ID3", "audio/mpeg"),
          Signature.hex(0, "fffb", "audio/mpeg"),
          Signature.text(0, "%PDF-", "application/pdf"));

  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/gif", "gif"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/avif", "avif"),
          Map.entry("image/heic", "heic"),
          Map.entry(SVG, "svg"),
          Map.entry("audio/mp4", "m4a"),
          Map.entry("audio/wav", "wav"),
          Map.entry("audio/ogg", "ogg"),
          Map.entry("audio/flac", "flac"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("video/mp4", "mp4"),
          Map.entry("video/webm", "webm"),
          Map.entry("video/x-msvideo", "avi"),
          Map.entry("application/pdf", "pdf"),
          Map.entry(HTML, "html"),
          Map.entry(TEXT, "txt"));

  private MediaTypes() {}

  /// @param head the first [#SNIFFED_BYTES], or all bytes of a shorter file
  /// @param claimed the `Content-Type` of the upload; empty = none
  static String sniff(byte[] head, String claimed) {
    var bytes = new String(head, StandardCharsets.ISO_8859_1);
    for (var signature : SIGNATURES) {
      if (bytes.startsWith(signature.bytes(), signature.at())) {
        return signature.type();
      }
    }
    if (!isText(head)) {
      return UNKNOWN;
    }
    var start = new String(head, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    if (start.contains("<svg")) {
      return SVG;
    }
    if (start.contains("<html") || start.contains("<script") || start.startsWith("<!doctype")) {
      return HTML;
    }
    var type = claimed.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case HTML, SVG -> type;
      default -> type.startsWith("text/") || type.equals("application/json") ? TEXT : UNKNOWN;
    };
  }

  /// Whether a browser may run a script in a file of this type, so that it is only downloaded.
  public static boolean isActive(String type) {
    return type.equals(HTML) || type.equals(SVG);
  }

  /// The ending of a file name, without the dot.
  public static String ending(String type) {
    return ENDINGS.getOrDefault(type, "bin");
  }

  /// Whether the bytes have no control characters that text never has.
  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return false;
      }
    }
    return true;
  }
}
