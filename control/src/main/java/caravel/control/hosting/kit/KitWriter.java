package caravel.control.hosting.kit;

import caravel.nostr.Hex;
import caravel.nostr.SecretKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes the files of an exit kit one after the other, and its manifest last. Holds no file in
/// memory. Used by one thread.
public final class KitWriter {
  private final ZipOutputStream zip;
  private final Map<String, String> files = new HashMap<>();

  /// @param out not closed here
  public KitWriter(OutputStream out) {
    this.zip = new ZipOutputStream(new BufferedOutputStream(out), StandardCharsets.UTF_8);
  }

  /// Content that is written while it is produced.
  public interface Content<T> {
    T writeTo(OutputStream out) throws IOException;
  }

  /// Adds a file.
  ///
  /// @return the result of writing its content
  public <T> T add(String name, Content<T> content) throws IOException {
    var digest = KitReader.sha256();
    zip.putNextEntry(new ZipEntry(name));
    var result = content.writeTo(new DigestOutputStream(zip, digest));
    zip.closeEntry();
    files.put(name, Hex.encode(digest.digest()));
    return result;
  }

  public void add(String name, String content) throws IOException {
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    add(
        name,
        out -> {
          out.write(bytes);
          return bytes.length;
        });
  }

  /// Adds a file that members shared: its description, and then its bytes. The manifest does not
  /// list it: there may be very many, and its name is the checksum of its bytes.
  ///
  /// @param description one line of JSON
  /// @param bytes closed here
  public void addShared(String sha256, String description, InputStream bytes) throws IOException {
    var folder = KitReader.SHARED + sha256;
    zip.putNextEntry(new ZipEntry(folder + KitReader.DESCRIPTION));
    zip.write(description.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    try (bytes) {
      zip.putNextEntry(new ZipEntry(folder + KitReader.CONTENT));
      bytes.transferTo(zip);
      zip.closeEntry();
    }
  }

  /// Adds the manifest, signed by the relay's own key, and ends the file.
  public void finish(SecretKey relay, Instant now) throws IOException {
    var manifest = new KitManifest(files).signed(relay, now);
    add(KitManifest.NAME, manifest);
    zip.finish();
    zip.flush();
  }
}
