package caravel.engine.backup;

import caravel.backup.BackupException;
import caravel.backup.BackupException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One state of a configuration file.
///
/// @param name of the file, without its folder
/// @param millis Unix time of the change
/// @param text null = the file was removed
record ConfigFile(String name, long millis, @Nullable String text) {
  private static final int VERSION = 1;

  static byte[] encode(List<ConfigFile> files) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(files.size());
      for (var file : files) {
        out.writeUTF(file.name());
        out.writeLong(file.millis());
        var text = file.text();
        out.writeBoolean(text != null);
        if (text != null) {
          var utf8 = text.getBytes(StandardCharsets.UTF_8);
          out.writeInt(utf8.length);
          out.write(utf8);
        }
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("memory cannot be written", impossible);
    }
    return bytes.toByteArray();
  }

  /// @param key of the object, for messages
  /// @throws BackupException when the bytes are not of this form
  static List<ConfigFile> decode(String key, byte[] bytes) throws BackupException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readUnsignedByte() != VERSION) {
        throw new BackupException(
            Kind.DAMAGED, key + " was written by another version of Caravel.");
      }
      var files = new ArrayList<ConfigFile>();
      for (int left = in.readInt(); left > 0; left--) {
        var name = in.readUTF();
        long millis = in.readLong();
        var text =
            in.readBoolean()
                ? new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8)
                : null;
        files.add(new ConfigFile(name, millis, text));
      }
      return files;
    } catch (IOException damaged) {
      throw new BackupException(Kind.DAMAGED, key + " is damaged.", damaged);
    }
  }
}
