import { bytesText, grouped } from "~/domain/figure"

/** `5 GB`: limits of plans are round figures. */
const limit = (bytes: number) => bytesText(bytes).replace(".0 ", " ")

/** What plans are and what they cost; for the forms and for the marketing page. */

export const text = {
  caption: "Plans and what they include",
  choose: "Choose a plan",
  legend: "Plan",
  help: "One price per relay. Change or stop at any time, and pay only for the days you use.",
  period: "a month",
  perMonth: (unit: string) => (unit ? `${unit} a month` : "a month"),
  perYear: (unit: string) => (unit ? `${unit} a year` : "a year"),
  aYear: "a year",
  interval: "How to pay",
  monthly: "Monthly",
  yearly: "Yearly",
  freeMonths: (count: number) => (count === 0 ? "" : `${count} ${count === 1 ? "month" : "months"} free`),
  orYearly: (price: string, free: string) => `or ${price} a year${free ? `, ${free}` : ""}`,
  members: "Members",
  upTo: (count: number) => `Up to ${grouped(count)}`,
  unlimited: "Unlimited",
  invites: "Invites and member list",
  files: "Photos and files",
  calls: "Voice and video calls",
  /** The limits of a plan for photos and files; null: the plan sets none. */
  fileLimits: (relay: number | null, member: number | null) => {
    const limits = [relay === null ? "" : limit(relay), member === null ? "" : `${limit(member)} per member`]
    const set = limits.filter((one) => one !== "")
    return set.length === 0 ? undefined : `Up to ${set.join(", ")}`
  },
  /** `notYet`: in the plan, but the relay's host does not serve it. */
  states: { included: "Included", notYet: "Not available yet", notIncluded: "Not included" },
  feature: (name: string, state: string) => `${name}: ${state.charAt(0).toLowerCase()}${state.slice(1)}`,
  free: "For trying it out, and for small groups",
  now: "Current",
  youHave: (count: number) => `Too small: you have ${grouped(count)} ${count === 1 ? "member" : "members"}`,
  /** A plan on a phone. */
  membersShort: (limit: number | null) => (limit === null ? "Unlimited members." : `Up to ${grouped(limit)} members.`),
  loading: "Loading the plans",
  failed: "We couldn’t load the plans.",
  charge: {
    none: "Payments are off on this server. You can use paid plans; nothing is charged.",
    free: "Nothing to pay",
    freeDetail: "Free stays free. You can choose another plan at any time.",
    span: (about: string, from: string, to: string, then: string) =>
      `${about ? `(${about}), ` : ""}for ${from} to ${to}, then ${then}`,
    aMonth: (price: string) => `${price} a month`,
    aYear: (price: string) => `${price} a year`,
    asking: "Working out the cost",
    pay: (sum: string) => `You pay ${sum} now`,
    lessCredit: (total: string, credit: string) => `It costs ${total}, less your credit of ${credit}.`,
    partOf: (end: string, isYear: boolean) =>
      `Your ${isYear ? "year" : "month"} ends on ${end}, so you pay only for the days until then.`,
    firstMonth: (about: string, then: string) => `${about ? `(${about}), ` : ""}for the first month, then ${then}`,
    firstYear: (about: string, then: string) => `${about ? `(${about}), ` : ""}for the first year, then ${then}`,
    startsWhenPaid: (days: number) =>
      `Your relay starts automatically once this is paid. You have ${days} ${days === 1 ? "day" : "days"} to pay.`,
    dueIn: (days: number) => `The invoice is due in ${days} ${days === 1 ? "day" : "days"}.`,
    grace: (days: number) => `Your relay starts right away. You have ${days} ${days === 1 ? "day" : "days"} to pay.`,
  },
} as const
