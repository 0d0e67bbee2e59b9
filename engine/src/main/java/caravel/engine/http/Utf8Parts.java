package caravel.engine.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Decodes UTF-8 that arrives in parts. A part may end within a character. Malformed bytes become
/// U+FFFD.
final class Utf8Parts {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer undecoded = ByteBuffer.allocate(0);

  /// @param last ends the text; the next part starts a new one
  String decode(ByteBuffer part, boolean last) {
    var bytes =
        ByteBuffer.allocate(undecoded.remaining() + part.remaining())
            .put(undecoded)
            .put(part)
            .flip();
    var text = CharBuffer.allocate(bytes.remaining() + 1);
    decoder.decode(bytes, text, last);
    if (last) {
      decoder.flush(text);
      decoder.reset();
    }
    undecoded = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    return text.flip().toString();
  }
}
