/** Who runs this site, and how people reach them. */
export const text = {
  runBy: (name: string) => `Run by ${name}`,
  contact: "Contact",
  abuse: "Report abuse",
  terms: "Terms",
  privacy: "Privacy",
  contactHost: "Contact the host",
} as const
