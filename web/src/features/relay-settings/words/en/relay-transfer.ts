import { grouped } from "~/domain/figure"

const counted = (count: number, one: string, many: string) => `${grouped(count)} ${count === 1 ? one : many}`

/** Exporting a relay's events and importing them. */
export const text = {
  title: "Export and import",
  lead: "Your relay’s messages belong to you. Take them with you, or bring them here.",
  export: {
    title: "Download all messages",
    text: "One file with every stored event, signed by its author. Other relay servers can read it.",
    button: "Download",
    done: "The file is saved.",
    failed: "The download stopped before its end.",
  },
  kit: {
    title: "Move to another server",
    text: "One file with the messages, photos and files, settings, members, bans and invoices, and the commands to use them.",
    button: "Download all",
    withKey: "With secret key",
    keyTitle: "Include the relay’s secret key?",
    keyText:
      "With this key anyone can act as your relay: change its members and bans, and sign in its name. You need it to keep members and invites on another server.",
    keyConfirm: "Download with key",
    keyCancel: "Cancel",
  },
  import: {
    title: "Import messages",
    text: "A file with one signed event a line (.jsonl), or a file of “Move to another server” (.zip), which also brings its members, bans and files. What is already here is skipped.",
    button: "Choose a file",
    running: "Importing",
    bytes: (received: string, total: string | undefined, lines: number) =>
      `${received}${total ? ` of ${total}` : ""}, ${counted(lines, "line", "lines")}`,
    leave: "Keep this page open until the file has arrived.",
    elsewhere: "The file is sent from another page. You can leave this one.",
    done: "Import finished.",
    counts: (imported: number, known: number) =>
      `${counted(imported, "message was", "messages were")} added, ${counted(known, "was", "were")} already here.`,
    invalid: (count: number) => `${counted(count, "line was", "lines were")} not imported.`,
    failed: "The import stopped.",
    problems: "The first lines that were not imported",
    line: (number: number) => `Line ${grouped(number)}`,
  },
} as const
