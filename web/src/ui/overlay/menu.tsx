import { clsx } from "clsx"
import Ellipsis from "lucide-solid/icons/ellipsis"
import { createSignal, createUniqueId, For, onCleanup, Show } from "solid-js"
import { IconButton } from "~/ui/form/button"
import { Icon, type IconShape } from "~/ui/picture/icon"
import { topLayer } from "./top-layer"

export type MenuItem =
  | { label: string; icon?: IconShape; danger?: boolean; onSelect: () => void }
  | { label: string; icon?: IconShape; danger?: boolean; href: string }
  | "rule"

const GAP = 4
const EDGE = 8

/**
 * A square button that opens a menu. Arrows move, letters jump, Home and End go to the ends, Esc closes and focuses the
 * button, as in the menu-button pattern of the ARIA practices. It floats over dialogs and out of scrolling boxes.
 */
export function Menu(props: {
  /** What the menu is about; the button's name. */
  label: string
  items: readonly MenuItem[]
  icon?: IconShape | undefined
  kind?: "second" | "quiet" | undefined
  size?: "small" | "medium" | undefined
}) {
  const id = createUniqueId()
  const [place, setPlace] = createSignal<{ top: number; left: number }>()
  let root!: HTMLSpanElement
  let list: HTMLDivElement | undefined
  /** Where the button was when the menu opened. */
  let anchored = { left: 0, top: 0 }
  const button = () => root.querySelector<HTMLButtonElement>("button")
  const items = () => [...(list?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
  const isOpen = () => place() !== undefined

  const open = (last = false) => {
    setPlace({ top: 0, left: 0 })
    list?.showPopover?.()
    settle()
    items()
      .at(last ? -1 : 0)
      ?.focus()
    addEventListener("pointerdown", outside, true)
    addEventListener("scroll", moved, true)
    addEventListener("resize", moved)
  }
  const close = (back: boolean) => {
    if (!isOpen()) return
    setPlace(undefined)
    forget()
    if (back) button()?.focus()
  }
  const forget = () => {
    removeEventListener("pointerdown", outside, true)
    removeEventListener("scroll", moved, true)
    removeEventListener("resize", moved)
  }
  onCleanup(forget)
  const outside = (event: Event) => {
    if (!root.contains(event.target as Node)) close(false)
  }
  /** A scroll that began earlier may arrive late: the menu closes only if its button has moved. */
  const moved = () => {
    const now = button()?.getBoundingClientRect()
    if (!now || Math.hypot(now.left - anchored.left, now.top - anchored.top) > EDGE) close(false)
  }

  /** Under the button and flush with its right edge; above it where there is no room below. */
  const settle = () => {
    const anchor = button()?.getBoundingClientRect()
    if (!anchor || !list) return
    anchored = anchor
    const { width, height } = list.getBoundingClientRect()
    const below = anchor.bottom + GAP
    const top = below + height > innerHeight - EDGE ? Math.max(EDGE, anchor.top - GAP - height) : below
    setPlace({ top, left: Math.max(EDGE, Math.min(anchor.right - width, innerWidth - EDGE - width)) })
  }

  const step = (by: number) => {
    const all = items()
    const now = all.indexOf(document.activeElement as HTMLElement)
    all[(now + by + all.length) % all.length]?.focus()
  }
  const jump = (letter: string) => {
    const all = items()
    const now = all.indexOf(document.activeElement as HTMLElement)
    const next = [...all.slice(now + 1), ...all.slice(0, now + 1)]
    next.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus()
  }
  const keys: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => items()[0]?.focus(),
    End: () => items().at(-1)?.focus(),
    Escape: () => close(true),
  }
  const onListKey = (event: KeyboardEvent) => {
    if (event.key === "Tab") return close(false)
    const act = keys[event.key] ?? (/^\p{L}$/u.test(event.key) ? () => jump(event.key.toLowerCase()) : undefined)
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const onButtonKey = (event: KeyboardEvent) => {
    if (isOpen() || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return
    event.preventDefault()
    open(event.key === "ArrowUp")
  }

  return (
    <span ref={root} class="relative inline-flex">
      <IconButton
        icon={props.icon ?? Ellipsis}
        label={props.label}
        kind={props.kind}
        size={props.size}
        aria-haspopup="menu"
        aria-expanded={isOpen()}
        aria-controls={isOpen() ? id : undefined}
        onKeyDown={onButtonKey}
        onClick={() => (isOpen() ? close(true) : open())}
      />
      <Show when={isOpen()}>
        <div
          ref={list}
          id={id}
          role="menu"
          tabindex="-1"
          popover={topLayer()}
          aria-label={props.label}
          onKeyDown={onListKey}
          style={{ top: `${place()?.top ?? 0}px`, left: `${place()?.left ?? 0}px` }}
          class="fixed inset-auto m-0 min-w-48 max-w-[calc(100vw-16px)] animate-drop rounded-[10px] border border-line bg-raised p-[5px] text-control text-ink shadow-float"
        >
          <For each={props.items}>{(item) => <Row item={item} close={close} />}</For>
        </div>
      </Show>
    </span>
  )
}

function Row(props: { item: MenuItem; close: (back: boolean) => void }) {
  if (props.item === "rule") return <hr class="my-[5px] border-line" />
  const item = props.item
  const look = clsx(
    "flex w-full items-center gap-2.5 rounded-[6px] px-2.5 py-[7px] text-left outline-none hover:bg-hover focus:bg-hover max-sm:py-3",
    item.danger && "text-bad",
  )
  const inside = (
    <>
      <Show when={item.icon}>{(icon) => <Icon of={icon()} size={16} class={item.danger ? "" : "text-ink-2"} />}</Show>
      {item.label}
    </>
  )
  if ("href" in item) {
    return (
      <a role="menuitem" tabindex="-1" href={item.href} class={look} onClick={() => props.close(false)}>
        {inside}
      </a>
    )
  }
  // Closed first, so that a dialog that opens now returns the focus to the menu's button.
  const select = () => {
    props.close(true)
    item.onSelect()
  }
  return (
    <button type="button" role="menuitem" tabindex="-1" class={look} onClick={select}>
      {inside}
    </button>
  )
}
