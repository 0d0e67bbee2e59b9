package caravel.engine.store;

import caravel.nostr.PublicKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The binary form of a commit, in the log of the commits and in the backup.
public final class CommitCodec {
  private CommitCodec() {}

  /// Writes one commit.
  public static void write(DataOutputStream out, Commit commit) throws IOException {
    out.writeUTF(commit.schema());
    var position = new byte[FilePosition.BYTES];
    commit.position().write(ByteBuffer.wrap(position));
    out.write(position);
    out.writeBoolean(commit.isFirst());
    out.writeInt(commit.gone().size());
    for (long r : commit.gone()) {
      out.writeLong(r);
    }
    out.writeInt(commit.added().size());
    for (var row : commit.added()) {
      var body = row.body().getBytes(StandardCharsets.UTF_8);
      out.writeLong(row.r());
      out.writeInt(body.length);
      out.write(body);
    }
    write(out, commit.erasing());
    write(out, commit.erased());
  }

  private static void write(DataOutputStream out, List<PublicKey> authors) throws IOException {
    out.writeInt(authors.size());
    for (var author : authors) {
      out.writeUTF(author.hex());
    }
  }

  /// Reads one commit.
  ///
  /// @throws IOException when the bytes end too early
  /// @throws IllegalArgumentException when they are not of this form
  public static Commit read(DataInputStream in) throws IOException {
    var schema = in.readUTF();
    var position = FilePosition.read(ByteBuffer.wrap(in.readNBytes(FilePosition.BYTES)));
    boolean isFirst = in.readBoolean();
    var gone = new ArrayList<Long>();
    for (int left = in.readInt(); left > 0; left--) {
      gone.add(in.readLong());
    }
    var added = new ArrayList<Commit.Row>();
    for (int left = in.readInt(); left > 0; left--) {
      long r = in.readLong();
      var body = in.readNBytes(in.readInt());
      added.add(new Commit.Row(r, new String(body, StandardCharsets.UTF_8)));
    }
    return new Commit(schema, position, isFirst, added, gone, readKeys(in), readKeys(in));
  }

  private static List<PublicKey> readKeys(DataInputStream in) throws IOException {
    var authors = new ArrayList<PublicKey>();
    for (int left = in.readInt(); left > 0; left--) {
      authors.add(new PublicKey(in.readUTF()));
    }
    return authors;
  }
}
