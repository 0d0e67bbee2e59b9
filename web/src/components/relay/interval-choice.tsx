import { createUniqueId, For, Show } from "solid-js"
import { freeMonths, type Interval, type Plan } from "~/domain/billing/plan"
import { text as words } from "~/i18n/en/plans"

const INTERVALS: readonly Interval[] = ["month", "year"]
const NAMES = { month: words.monthly, year: words.yearly }

/** Monthly or yearly, where a plan can be paid yearly or the relay pays yearly already. */
export function IntervalChoice(props: { plans: readonly Plan[]; value: Interval; onChange: (next: Interval) => void }) {
  const group = createUniqueId()
  const free = () => freeMonths(props.plans)
  return (
    <Show when={free() !== undefined || props.value === "year"}>
      <fieldset class="mb-3 flex flex-wrap gap-x-4 gap-y-2">
        <legend class="sr-only">{words.interval}</legend>
        <For each={INTERVALS}>
          {(interval) => (
            <label class="flex items-center gap-2 text-control">
              <input
                type="radio"
                name={group}
                value={interval}
                checked={interval === props.value}
                onChange={() => props.onChange(interval)}
                class="touch relative size-[18px] shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-surface checked:border-[5.5px] checked:border-sea disabled:cursor-not-allowed disabled:opacity-50"
              />
              <span>
                {NAMES[interval]}{" "}
                <Show when={interval === "year" && words.freeMonths(free() ?? 0)}>
                  {(said) => <span class="text-ink-2 text-small">({said()})</span>}
                </Show>
              </span>
            </label>
          )}
        </For>
      </fieldset>
    </Show>
  )
}
