import { grouped } from "~/domain/figure"

/** What plans are and what they cost; for the forms and for the marketing page. */

export const text = {
  caption: "Plans and what they include",
  choose: "Choose a plan",
  legend: "Plan",
  help: "One price per relay and month. Change or stop at any time; you pay only for the days you use.",
  period: "a month",
  perMonth: (unit: string) => (unit ? `${unit} a month` : "a month"),
  members: "Members",
  upTo: (count: number) => `Up to ${grouped(count)}`,
  unlimited: "Unlimited",
  invites: "Invites and member list",
  files: "Photos and files",
  calls: "Voice and video calls",
  included: "Included",
  notIncluded: "Not included",
  /** Our own engine stores the wish and serves it not yet. */
  comingLater: "Not in this version",
  free: "For trying it, and for small circles",
  now: "Now",
  youHave: (count: number) => `You have ${grouped(count)} ${count === 1 ? "member" : "members"}`,
  /** A plan on a phone, in one or two sentences. */
  short: {
    members: (limit: number | null) => (limit === null ? "Unlimited members." : `Up to ${grouped(limit)} members.`),
    all: "Photos, files and calls.",
    files: "Photos and files, no calls.",
    calls: "Calls, no photos or files.",
    none: "No photos, files or calls.",
  },
  engine:
    "Photos, files and calls are kept with the plan: the engine built into this version does not serve them yet, a zooid host does.",
  loading: "Reading the plans",
  failed: "The plans could not be read.",
  charge: {
    none: "This server has no payments switched on. Paid plans work; nothing is charged.",
    free: "Nothing to pay",
    freeDetail: "Free stays free. You can choose another plan at any time.",
    first: (sum: string) => sum,
    span: (about: string, from: string, to: string, monthly: string) =>
      `${about ? `${about}, ` : ""}for ${from} to ${to}, then ${monthly} a month`,
    credit: (sum: string) => `Your credit of ${sum} is used first.`,
    grace: (days: number) => `Your relay starts at once. You have ${days} ${days === 1 ? "day" : "days"} to pay.`,
  },
} as const
