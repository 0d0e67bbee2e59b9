package caravel.control.api;

import caravel.control.hosting.RelayHost.RelayReply;
import caravel.control.hosting.RelaySpec;
import caravel.control.hosting.files.FileHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A host with one list of files for all its relays. A page has two files.
final class FakeFiles implements FileHost {
  private static final int PAGE_FILES = 2;

  final List<StoredFile> stored = new ArrayList<>();

  /// The content of the files, by their SHA-256.
  final Map<String, byte[]> bytes = new HashMap<>();

  /// Replaces the next replies; null = the list above replies.
  volatile @Nullable RelayReply<?> failure;

  /// The order of the last page.
  volatile @Nullable FileSort sort;

  @Override
  public RelayReply<FilePage> files(RelaySpec spec, FileSort wanted, String after) {
    sort = wanted;
    if (failure != null) {
      return failed();
    }
    var from = after.isEmpty() ? 0 : Integer.parseInt(after, 0, after.indexOf('.'), 10);
    var page = stored.stream().skip(from).limit(PAGE_FILES).toList();
    var to = from + page.size();
    var next = to < stored.size() ? to + "." + page.getLast().sha256() : "";
    var bytes = stored.stream().mapToLong(StoredFile::size).sum();
    return new RelayReply.Answered<>(new FilePage(stored.size(), bytes, page, next));
  }

  @Override
  public RelayReply<Boolean> deleteFile(RelaySpec spec, String sha256) {
    return failure != null
        ? failed()
        : new RelayReply.Answered<>(stored.removeIf(file -> file.sha256().equals(sha256)));
  }

  @Override
  public RelayReply<Optional<InputStream>> openFile(RelaySpec spec, String sha256) {
    return failure != null
        ? failed()
        : new RelayReply.Answered<>(
            Optional.ofNullable(bytes.get(sha256)).map(ByteArrayInputStream::new));
  }

  @Override
  public RelayReply<Boolean> storeFile(RelaySpec spec, StoredFile file, InputStream content)
      throws IOException {
    if (failure != null) {
      return failed();
    }
    var isNew = bytes.put(file.sha256(), content.readAllBytes()) == null;
    if (isNew) {
      stored.add(file);
    }
    return new RelayReply.Answered<>(isNew);
  }

  private <T> RelayReply<T> failed() {
    return failure instanceof RelayReply.Off<?>
        ? new RelayReply.Off<>()
        : new RelayReply.Unknown<>("no answer in time");
  }
}
