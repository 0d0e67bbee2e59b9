import { createSignal, onCleanup } from "solid-js"

const COPIED_MS = 1500

/** A value in a well with a button that copies it and says so in place. Where copying is forbidden it selects the value. */
export function CopyLine(props: { value: string; label: string; copy: string; copied: string }) {
  const [done, setDone] = createSignal(false)
  let value: HTMLElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const select = () => {
    if (value) getSelection()?.selectAllChildren(value)
  }
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.value)
      setDone(true)
      clearTimeout(timer)
      timer = setTimeout(() => setDone(false), COPIED_MS)
    } catch {
      select()
    }
  }

  return (
    <div class="flex min-w-0 items-center gap-2 rounded-[7px] bg-sunken py-1 pr-1 pl-3">
      <code ref={value} class="min-w-0 flex-1 overflow-x-auto whitespace-nowrap font-mono text-[13px] text-ink">
        {props.value}
      </code>
      <button
        type="button"
        class="min-h-[30px] min-w-16 rounded-[5px] border border-edge bg-surface px-3 font-[550] text-[13px] hover:bg-hover"
        aria-label={`${props.copy}: ${props.label}`}
        onClick={copy}
      >
        <span aria-live="polite">{done() ? props.copied : props.copy}</span>
      </button>
    </div>
  )
}
