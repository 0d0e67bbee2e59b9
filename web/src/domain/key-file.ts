/** A name as part of a file's name: small letters and digits with hyphens, never empty, never long. */
export function fileNamePart(name: string, fallback: string): string {
  const part = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 32)
    .replace(/-$/, "")
  return part || fallback
}

/** The name that stands in a key file of ours, or nothing; shown to the person alone. */
export const nameInKeyFile = (content: string): string => /^Name: +(.{1,64})$/mu.exec(content)?.[1]?.trim() ?? ""
