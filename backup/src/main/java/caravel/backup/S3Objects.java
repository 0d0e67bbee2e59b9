package caravel.backup;

import caravel.backup.BackupException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects in an S3 bucket, below a prefix. The client repeats a failed request a few times.
public final class S3Objects implements ObjectStore {
  /// Larger files are sent in parts of this size; S3 takes up to 10,000 of them.
  static final int PART_BYTES = 64 << 20;

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
  private static final int FORBIDDEN = 403;
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;
  private static final int CONFLICTS_MAX = 5;

  private final S3Settings settings;
  private final S3Client client;
  private final String start;

  public S3Objects(S3Settings settings) {
    this.settings = settings;
    this.start = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
    this.client = client(settings);
  }

  private static S3Client client(S3Settings settings) {
    var region = settings.region();
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_MAX)
                    .socketTimeout(SILENCE_MAX))
            // Ceph, R2 and others refuse the checksums that the SDK otherwise adds.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .region(Region.of(region == null ? "us-east-1" : region));
    var endpoint = settings.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint).forcePathStyle(true);
    }
    var accessKey = settings.accessKey();
    var secretKey = settings.secretKey();
    if (accessKey != null && secretKey != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    }
    return builder.build();
  }

  @Override
  public String place() {
    return settings.toString();
  }

  @Override
  public void put(String key, byte[] bytes) throws BackupException {
    var name = name(key);
    try {
      client.putObject(to -> to.bucket(settings.bucket()).key(name), RequestBody.fromBytes(bytes));
    } catch (SdkException failed) {
      throw failure(failed);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] bytes) throws BackupException {
    var name = name(key);
    for (int attempt = 1; ; attempt++) {
      try {
        client.putObject(
            to -> to.bucket(settings.bucket()).key(name).ifNoneMatch("*"),
            RequestBody.fromBytes(bytes));
        return true;
      } catch (S3Exception refused) {
        if (refused.statusCode() == PRECONDITION_FAILED) {
          // The client repeats a request without an answer: the object may be its own.
          return get(key).map(stored -> Arrays.equals(stored, bytes)).orElse(false);
        }
        if (refused.statusCode() != CONFLICT || attempt == CONFLICTS_MAX) {
          throw failure(refused);
        }
      } catch (SdkException failed) {
        throw failure(failed);
      }
    }
  }

  @Override
  public void putFile(String key, Path file) throws BackupException {
    var name = name(key);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > PART_BYTES) {
        putParts(name, channel);
      } else {
        client.putObject(to -> to.bucket(settings.bucket()).key(name), RequestBody.fromFile(file));
      }
    } catch (IOException unreadable) {
      throw LocalDisk.failure(file, unreadable);
    } catch (SdkException failed) {
      throw failure(failed);
    }
  }

  private void putParts(String name, FileChannel file) throws IOException {
    var bucket = settings.bucket();
    var upload = client.createMultipartUpload(to -> to.bucket(bucket).key(name)).uploadId();
    try {
      var parts = new ArrayList<CompletedPart>();
      var input = Channels.newInputStream(file);
      for (var bytes = input.readNBytes(PART_BYTES);
          bytes.length > 0;
          bytes = input.readNBytes(PART_BYTES)) {
        int number = parts.size() + 1;
        var sent =
            client.uploadPart(
                to -> to.bucket(bucket).key(name).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(bytes));
        parts.add(CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build());
      }
      client.completeMultipartUpload(to ->
          to.bucket(bucket)
              .key(name)
              .uploadId(upload)
              .multipartUpload(whole -> whole.parts(parts)));
    } catch (SdkException | IOException failed) {
      abort(name, upload, failed);
      throw failed;
    }
  }

  private void abort(String name, String upload, Exception cause) {
    try {
      client.abortMultipartUpload(to -> to.bucket(settings.bucket()).key(name).uploadId(upload));
    } catch (SdkException failed) {
      cause.addSuppressed(failed);
    }
  }

  @Override
  public Optional<byte[]> get(String key) throws BackupException {
    var name = name(key);
    try {
      return Optional.of(
          client.getObjectAsBytes(from -> from.bucket(settings.bucket()).key(name)).asByteArray());
    } catch (NoSuchKeyException absent) {
      return Optional.empty();
    } catch (SdkException failed) {
      throw failure(failed);
    }
  }

  @Override
  public boolean getFile(String key, Path file) throws BackupException {
    var name = name(key);
    try (var answer =
        client.getObject(
            from -> from.bucket(settings.bucket()).key(name),
            ResponseTransformer.toInputStream())) {
      Files.copy(answer, file, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (NoSuchKeyException absent) {
      return false;
    } catch (SdkException failed) {
      throw failure(failed);
    } catch (IOException failed) {
      throw LocalDisk.failure(file, failed);
    }
  }

  /// Opens a part of an object for reading. Nothing of it is held in memory.
  ///
  /// @param from the first byte, counted from 0
  /// @param length at least 1
  /// @throws BackupException also when there is no such object
  public InputStream read(String key, long from, long length) throws BackupException {
    var name = name(key);
    var range = "bytes=" + from + "-" + (from + length - 1);
    try {
      return client.getObject(
          of -> of.bucket(settings.bucket()).key(name).range(range),
          ResponseTransformer.toInputStream());
    } catch (SdkException failed) {
      throw failure(failed);
    }
  }

  @Override
  public List<String> list(String prefix, String startAfter, int limit) throws BackupException {
    var keys = new ArrayList<String>();
    try {
      var pages =
          client.listObjectsV2Paginator(in -> {
            in.bucket(settings.bucket()).prefix(start + prefix).maxKeys(Math.min(limit, 1_000));
            if (!startAfter.isEmpty()) {
              in.startAfter(start + startAfter);
            }
          });
      for (S3Object object : pages.contents()) {
        if (keys.size() == limit) {
          break;
        }
        keys.add(object.key().substring(start.length()));
      }
      return List.copyOf(keys);
    } catch (SdkException failed) {
      throw failure(failed);
    }
  }

  @Override
  public void delete(String key) throws BackupException {
    var name = name(key);
    try {
      client.deleteObject(of -> of.bucket(settings.bucket()).key(name));
    } catch (SdkException failed) {
      throw failure(failed);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private String name(String key) {
    return start + ObjectKeys.require(key);
  }

  private BackupException failure(SdkException failed) {
    var bucket = "The bucket of " + settings;
    if (!(failed instanceof S3Exception answered)) {
      return isAboutCredentials(failed)
          ? new BackupException(
              Kind.CREDENTIALS,
              "There are no credentials for "
                  + settings
                  + ". Set BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY, or give the machine an"
                  + " identity.",
              failed)
          : new BackupException(
              Kind.UNREACHABLE, bucket + " does not answer: " + reason(failed), failed);
    }
    var details = answered.awsErrorDetails();
    var code = details == null ? "" : String.valueOf(details.errorCode());
    return switch (code) {
      case "NoSuchBucket" ->
          new BackupException(
              Kind.NO_BUCKET, "There is no bucket " + settings.bucket() + ". Create it.", failed);
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" ->
          new BackupException(
              Kind.CREDENTIALS,
              bucket
                  + " refuses the credentials ("
                  + code
                  + "). Check BACKUP_S3_ACCESS_KEY and"
                  + " BACKUP_S3_SECRET_KEY.",
              failed);
      case "RequestTimeTooSkewed" ->
          new BackupException(
              Kind.CLOCK,
              bucket + " refuses requests because the clock of this machine is wrong. Set it.",
              failed);
      case "QuotaExceeded", "InsufficientStorage", "EntityTooLarge", "XMinioStorageFull" ->
          new BackupException(Kind.NO_SPACE, bucket + " is full (" + code + ").", failed);
      default ->
          answered.statusCode() == FORBIDDEN
              ? new BackupException(
                  Kind.REFUSED,
                  bucket
                      + " refuses access (403). Give the key the rights to put, get, list and delete"
                      + " objects below the prefix.",
                  failed)
              : new BackupException(
                  answered.statusCode() >= 500 || answered.statusCode() == 429
                      ? Kind.UNREACHABLE
                      : Kind.REFUSED,
                  bucket + " refuses the request: " + reason(failed),
                  failed);
    };
  }

  private static boolean isAboutCredentials(SdkException failed) {
    return String.valueOf(failed.getMessage()).contains("Unable to load credentials");
  }

  private static String reason(SdkException failed) {
    var message = String.valueOf(failed.getMessage()).strip();
    return message.endsWith(".") ? message : message + ".";
  }
}
