import CircleAlert from "lucide-solid/icons/circle-alert"
import CircleCheck from "lucide-solid/icons/circle-check"
import { type JSX, Match, Show, Switch } from "solid-js"
import { Icon } from "~/ui/picture/icon"

/** The text under a control: its error, its confirmation or its help, all in the same place. */
export function Message(props: {
  id: string
  help?: JSX.Element | undefined
  good?: JSX.Element | undefined
  error?: JSX.Element | undefined
}) {
  return (
    <Show when={props.error || props.good || props.help}>
      <div id={props.id} aria-live="polite" class="text-small">
        <Switch fallback={<p class="text-ink-2">{props.help}</p>}>
          <Match when={props.error}>
            <p class="flex gap-1.5 font-medium text-bad">
              <Icon of={CircleAlert} size={14} class="mt-[3px]" />
              <span class="min-w-0">{props.error}</span>
            </p>
          </Match>
          <Match when={props.good}>
            <p class="flex gap-1.5 font-medium text-ok">
              <Icon of={CircleCheck} size={14} class="mt-[3px]" />
              <span class="min-w-0">{props.good}</span>
            </p>
          </Match>
        </Switch>
      </div>
    </Show>
  )
}
