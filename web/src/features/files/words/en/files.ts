import { bytesText, grouped } from "~/domain/figure"

const counted = (count: number) => (count === 1 ? "1 file" : `${grouped(count)} files`)

/** The uploaded files of a relay. */
export const text = {
  notYet: "Files appear here once the relay is online.",
  usage: (bytes: number, files: number) => `${bytesText(bytes)} in ${counted(files)}`,
  ofMax: (bytes: number) => `of ${bytesText(bytes)}`,
  scale: (bytes: number, max: number) => `${bytesText(bytes)} of ${bytesText(max)} used`,
  perMember: (bytes: number) => `Each member can store up to ${bytesText(bytes)}.`,
  sort: "Order",
  sorts: { size: "Largest first", time: "Newest first" },
  table: "Files",
  file: "File",
  owner: "Uploaded by",
  uploaded: "Uploaded",
  size: "Size",
  actions: "Actions",
  actionsFor: (name: string) => `Actions for ${name}`,
  open: "Open",
  noOwner: "Unknown",
  others: (name: string, more: number) => (more === 0 ? name : `${name} and ${grouped(more)} more`),
  delete: "Delete",
  shown: (shown: number, of: number) => (shown >= of ? "" : `${grouped(shown)} of ${counted(of)} shown.`),
  more: "Show more",
  emptyTitle: "No files yet.",
  emptyText: "Photos and files that members share in their app appear here, with who uploaded them.",
  offTitle: "Photos and files are off on this relay.",
  offText: "Members can’t upload anything until they are on. The files below stay until you delete them.",
  toSettings: "Go to Settings",
  offline: "The relay is offline.",
  offlineText: "Its files are shown once the relay is back.",
  unsupported: "The server of this relay doesn’t report its files, so they can’t be listed here.",
  confirm: {
    title: (name: string) => `Delete ${name}?`,
    text: "The file disappears for everyone, and messages that show it have a gap. This can’t be undone.",
    confirm: "Delete file",
    cancel: "Keep file",
    done: "File deleted.",
  },
  kinds: { image: "Picture", video: "Video", audio: "Sound", text: "Text", other: "File" },
  name: (kind: string, start: string) => `${kind} ${start}`,
} as const
