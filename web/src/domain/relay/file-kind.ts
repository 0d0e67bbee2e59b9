export type FileKind = "image" | "video" | "audio" | "text" | "other"

/** The kind of a file by its media type, such as `image/png`. */
export function fileKind(type: string): FileKind {
  const start = type.split("/", 1)[0]
  return start === "image" || start === "video" || start === "audio" || start === "text" ? start : "other"
}

/** The first characters of a file's hash, which tell files apart in a list. */
export const shortHash = (sha256: string): string => sha256.slice(0, 8)
