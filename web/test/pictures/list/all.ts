import type { Picture } from "../picture.ts"
import { closed, closing } from "./closing.ts"
import { email } from "./email.ts"
import { money } from "./money.ts"
import { operator } from "./operator.ts"
import { changing, people } from "./people.ts"
import { relayTabs } from "./relay-tabs.ts"
import { relays } from "./relays.ts"
import { reports } from "./reports.ts"
import { signUp } from "./sign-up.ts"

/** Every state of the app that is drawn. A new page, status or dialog is one entry in one of these lists. */
export const PICTURES: readonly Picture[] = [
  ...people,
  ...relays,
  ...relayTabs,
  ...money,
  ...email,
  ...closing,
  ...operator,
  ...reports,
  ...signUp,
  ...changing,
  ...closed,
]

/** The states of a page that has to load something, or may not be shown. */
export const PAGE_STATES = ["empty", "loading", "failure", "offline", "refused"] as const
