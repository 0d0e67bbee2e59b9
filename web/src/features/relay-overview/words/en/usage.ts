import { bytesText, grouped } from "~/domain/figure"

/** The storage, the traffic and the calls of a relay. */
export const text = {
  title: "Usage",
  range: "Period",
  ranges: { day: "Last 24 hours", month: "Last 30 days", year: "Last 12 months" },
  loading: "Loading the usage",
  call: (people: number, room: string) =>
    `${people === 1 ? "1 person is" : `${grouped(people)} people are`} in a call in ${room}.`,
  events: "Messages and lists",
  files: "Photos and files",
  connections: "Connected now",
  unknown: "Not measured yet",
  of: (max: number) => `of ${bytesText(max)}`,
  scale: (name: string, bytes: number, max: number) => `${name}: ${bytesText(bytes)} of ${bytesText(max)} used`,
  stored: "Storage",
  posted: { day: "New events per hour", month: "New events per day", year: "New events per day" },
  connected: "Connections",
  empty: "The first values appear within 15 minutes after the relay is online.",
  note: "Measured every 15 minutes. Events are everything that members post, such as messages and reactions. Days are counted in UTC.",
} as const
