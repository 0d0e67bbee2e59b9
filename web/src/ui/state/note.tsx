import { clsx } from "clsx"
import Check from "lucide-solid/icons/check"
import CircleAlert from "lucide-solid/icons/circle-alert"
import Clock from "lucide-solid/icons/clock"
import Info from "lucide-solid/icons/info"
import { type JSX, Show } from "solid-js"
import { Icon, type IconShape } from "~/ui/picture/icon"

export type NoteTone = "plain" | "sea" | "due" | "bad" | "ok"

const GROUNDS: Record<NoteTone, string> = {
  plain: "bg-sunken",
  sea: "bg-sea-wash",
  due: "bg-sail-wash",
  bad: "bg-bad-wash",
  ok: "bg-ok-wash",
}
const INKS: Record<NoteTone, string> = {
  plain: "text-ink-2",
  sea: "text-sea-text",
  due: "text-sail-text",
  bad: "text-bad",
  ok: "text-ok",
}
const ICONS: Record<NoteTone, IconShape> = { plain: Info, sea: Info, due: Clock, bad: CircleAlert, ok: Check }

/** Something to know, on a wash: a bold first sentence, what follows from it, and at most one button. */
export function Note(props: {
  tone?: NoteTone | undefined
  title?: JSX.Element | undefined
  text?: JSX.Element | undefined
  action?: JSX.Element | undefined
  icon?: IconShape | undefined
  /** Read out when it appears: `alert` at once, `status` when there is a pause. */
  role?: "alert" | "status" | undefined
  class?: string | undefined
}) {
  const tone = () => props.tone ?? "plain"
  return (
    <div
      role={props.role}
      class={clsx(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-note px-4 py-3.5 text-control text-ink-2 leading-[22px]",
        GROUNDS[tone()],
        props.class,
      )}
    >
      <Icon of={props.icon ?? ICONS[tone()]} size={16} class={`mt-[3px] ${INKS[tone()]}`} />
      <p class="min-w-0 flex-1 basis-48 break-words">
        <Show when={props.title}>
          <b class="font-semibold text-ink">{props.title}</b>{" "}
        </Show>
        {props.text}
      </p>
      <Show when={props.action}>
        <div class="-my-1 shrink-0">{props.action}</div>
      </Show>
    </div>
  )
}
