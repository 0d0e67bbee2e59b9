package caravel.nostr;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import fr.acinq.secp256k1.Secp256k1;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Verifies signatures (BIP-340) by calling libsecp256k1 through the foreign-function API. Unlike
/// the JNI binding it can keep parsed public keys, which saves an eighth of the time.
///
/// Safe for use by many threads. A record, so that the JIT compiler treats its handles as
/// constants.
///
/// @param verify `secp256k1_schnorrsig_verify`
/// @param parseKey `secp256k1_xonly_pubkey_parse`
/// @param context created once and never changed
record SchnorrVerifier(
    MethodHandle verify, MethodHandle parseKey, MemorySegment context, ParsedKeyCache keys) {
  private static final int SIGNATURE_BYTES = 64;
  private static final int HASH_BYTES = 32;
  private static final int KEY_BYTES = 32;
  private static final int PARSED_KEY_BYTES = 64;
  private static final int CONTEXT_NONE = 1;

  /// Binds the C functions of the library that the JNI binding loads.
  ///
  /// @return empty if the library does not export them or this JVM cannot call them
  static Optional<SchnorrVerifier> load() {
    var _ = Secp256k1.get(); // loads the library into this class loader
    try {
      var library = SymbolLookup.loaderLookup();
      var create = bind(library, "secp256k1_context_create", ADDRESS, JAVA_INT);
      var context = (MemorySegment) create.invokeExact(CONTEXT_NONE);
      if (context.equals(MemorySegment.NULL)) {
        return Optional.empty();
      }
      return Optional.of(
          new SchnorrVerifier(
              bind(
                  library,
                  "secp256k1_schnorrsig_verify",
                  JAVA_INT,
                  ADDRESS,
                  ADDRESS,
                  ADDRESS,
                  JAVA_LONG,
                  ADDRESS),
              bind(library, "secp256k1_xonly_pubkey_parse", JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
              context,
              new ParsedKeyCache()));
    } catch (Throwable unavailable) {
      return Optional.empty();
    }
  }

  /// A critical call may use arrays of the Java heap. It delays a garbage collection by its own
  /// duration, at most about 50 µs here.
  @SuppressWarnings("restricted") // the product is started with --enable-native-access
  private static MethodHandle bind(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow(name),
            FunctionDescriptor.of(result, arguments),
            Linker.Option.critical(true));
  }

  /// Whether this is a valid signature of the hash by the key.
  ///
  /// @param publicKey its x coordinate
  /// @throws IllegalArgumentException when an array has the wrong length
  boolean isValid(byte[] signature, byte[] hash, byte[] publicKey) {
    if (signature.length != SIGNATURE_BYTES
        || hash.length != HASH_BYTES
        || publicKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("a signature has 64 bytes, a hash and a key have 32");
    }
    var cached = keys.find(publicKey);
    if (cached != null) {
      return verifies(signature, hash, cached);
    }
    var parsed = new byte[PARSED_KEY_BYTES];
    if (!parses(publicKey, parsed) || !verifies(signature, hash, parsed)) {
      return false;
    }
    // Only a valid signature enters its key, so that forged events cannot displace others. A copy:
    // if the caller changed the array, another key would pass for this one.
    keys.put(publicKey.clone(), parsed);
    return true;
  }

  private boolean verifies(byte[] signature, byte[] hash, byte[] parsed) {
    try {
      return (int)
              verify.invokeExact(
                  context,
                  MemorySegment.ofArray(signature),
                  MemorySegment.ofArray(hash),
                  (long) HASH_BYTES,
                  MemorySegment.ofArray(parsed))
          == 1;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private boolean parses(byte[] publicKey, byte[] parsed) {
    try {
      return (int)
              parseKey.invokeExact(
                  context, MemorySegment.ofArray(parsed), MemorySegment.ofArray(publicKey))
          == 1;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
