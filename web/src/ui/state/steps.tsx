import { clsx } from "clsx"
import Check from "lucide-solid/icons/check"
import X from "lucide-solid/icons/x"
import { Index, type JSX, Match, Show, Switch } from "solid-js"
import { text } from "~/i18n/en/ui"
import { Icon } from "~/ui/picture/icon"
import { Spinner } from "./spinner"

export type StepState = "done" | "now" | "waiting" | "failed"
export type Step = {
  state: StepState
  title: string
  detail?: JSX.Element | undefined
  /** Right of the title: how long it took. */
  time?: JSX.Element | undefined
  action?: JSX.Element | undefined
}

const MARKS: Record<StepState, string> = {
  done: "border-[1.5px] border-ok-dot bg-ok-wash text-ok",
  now: "border-2 border-sea bg-surface text-sea",
  waiting: "border-[1.5px] border-line-strong bg-surface text-ink-3",
  failed: "border-[1.5px] border-bad-dot bg-bad-wash text-bad",
}

/** A sequence of live steps: circles joined by a line. With `live` each change is announced. */
export const Steps = (props: { items: readonly Step[]; label?: string | undefined; live?: boolean | undefined }) => (
  <ol class="grid" aria-label={props.label} aria-live={props.live ? "polite" : undefined}>
    <Index each={props.items}>
      {(step, index) => (
        <li class="group relative grid grid-cols-[28px_minmax(0,1fr)_auto] gap-3.5 pb-[22px] last:pb-0">
          <span
            aria-hidden="true"
            class={clsx(
              "absolute top-7 bottom-0 left-[13px] w-0.5 group-last:hidden",
              step().state === "done" ? "bg-ok-dot" : "bg-line",
            )}
          />
          <span
            aria-hidden="true"
            class={clsx("grid size-7 place-items-center rounded-full font-semibold text-small", MARKS[step().state])}
          >
            <Switch fallback={index + 1}>
              <Match when={step().state === "done"}>
                <Icon of={Check} size={15} bold />
              </Match>
              <Match when={step().state === "failed"}>
                <Icon of={X} size={15} bold />
              </Match>
              <Match when={step().state === "now"}>
                <Spinner size="small" />
              </Match>
            </Switch>
          </span>
          <div class="min-w-0">
            <div class="leading-7">
              <span class="sr-only">{text.stepStates[step().state]}: </span>
              <span class={step().state === "waiting" ? "font-medium text-ink-3" : "font-semibold"}>
                {step().title}
              </span>
            </div>
            <Show when={step().detail}>
              <div class="text-ink-2 text-small">{step().detail}</div>
            </Show>
            <Show when={step().action}>
              <div class="mt-2">{step().action}</div>
            </Show>
          </div>
          <span class="text-ink-3 text-small tabular-nums leading-7">{step().time}</span>
        </li>
      )}
    </Index>
  </ol>
)
