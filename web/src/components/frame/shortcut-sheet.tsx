import { For, Show } from "solid-js"
import { text } from "~/components/frame/words/en/keyboard"
import { Key } from "~/ui/form/search-field"
import { Overlay } from "./overlay"
import { hideShortcuts } from "./shortcuts"

const MODIFIER = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl"
const words = text.shortcuts

/** A row: the keys, together or one after the other, and their effect. */
const ROWS: { keys: string[]; inTurn?: boolean; does: string }[] = [
  { keys: [MODIFIER, "K"], does: words.palette },
  { keys: ["/"], does: words.find },
  { keys: ["G", "R"], inTurn: true, does: words.relays },
  { keys: ["G", "A"], inTurn: true, does: words.account },
  { keys: ["N"], does: words.add },
  { keys: ["?"], does: words.sheet },
  { keys: ["Esc"], does: words.leave },
]

/** The keyboard shortcuts, in a dialog. */
export default function ShortcutSheet() {
  return (
    <Overlay
      label={words.title}
      class="m-auto w-[calc(100vw-32px)] max-w-[480px] rounded-dialog bg-raised text-ink shadow-dialog backdrop:bg-black/45"
      onClose={hideShortcuts}
    >
      <form method="dialog" class="px-6 pt-5 pb-6">
        <h2 class="text-[18px] leading-[26px]">{words.title}</h2>
        <dl class="mt-3 grid">
          <For each={ROWS}>{(row) => <Row {...row} />}</For>
        </dl>
        <button
          type="submit"
          class="mt-4 min-h-11 w-full rounded-control border border-edge bg-surface px-3.5 font-[550] text-[14px] hover:bg-hover sm:min-h-9"
        >
          {words.close}
        </button>
      </form>
    </Overlay>
  )
}

function Row(props: (typeof ROWS)[number]) {
  return (
    <div class="flex min-h-9 flex-row-reverse items-center justify-between gap-4 text-[14px]">
      <dt class="flex shrink-0 items-center gap-1.5">
        <For each={props.keys}>
          {(key, index) => (
            <>
              <Show when={props.inTurn && index() > 0}>
                <span class="text-[12px] text-ink-3">{words.inTurn}</span>
              </Show>
              <Key>{key}</Key>
            </>
          )}
        </For>
      </dt>
      <dd class="text-ink-2">{props.does}</dd>
    </div>
  )
}
