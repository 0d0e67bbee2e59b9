/** A name as part of a file name: lower-case letters, digits and hyphens, never empty, never long. */
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

/** The name in a key file of this app, if any; for display only. */
export const nameInKeyFile = (content: string): string => /^Name: +(.{1,64})$/mu.exec(content)?.[1]?.trim() ?? ""
