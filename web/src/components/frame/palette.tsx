import { useLocation, useNavigate } from "@solidjs/router"
import { clsx } from "clsx"
import Activity from "lucide-solid/icons/activity"
import ArrowRight from "lucide-solid/icons/arrow-right"
import Keyboard from "lucide-solid/icons/keyboard"
import LogOut from "lucide-solid/icons/log-out"
import Plus from "lucide-solid/icons/plus"
import Search from "lucide-solid/icons/search"
import Settings from "lucide-solid/icons/settings-2"
import SunMoon from "lucide-solid/icons/sun-moon"
import Users from "lucide-solid/icons/users"
import { createEffect, createMemo, createSignal, For, type JSX, Match, on, Show, Switch } from "solid-js"
import { Dynamic } from "solid-js/web"
import { tenantRelaysQuery } from "~/api/relays"
import { useQuery } from "~/api/server/query"
import { account, signOut } from "~/auth/session"
import { text } from "~/components/frame/words/en/keyboard"
import type { Relay } from "~/domain/relay/relay"
import { paths } from "~/paths"
import { Key } from "~/ui/form/search-field"
import { Flag } from "~/ui/picture/flag"
import { Status } from "~/ui/state/status"
import { chooseAppearance } from "./appearance"
import { Overlay } from "./overlay"
import { type Deed, type Icons, type Item, memberGroups, operatorGroups } from "./palette-items"
import { hidePalette, showShortcuts } from "./shortcuts"

const words = text.palette
const ICONS: Icons = {
  page: ArrowRight,
  members: Users,
  settings: Settings,
  activity: Activity,
  add: Plus,
  appearance: SunMoon,
  keyboard: Keyboard,
  leave: LogOut,
  find: Search,
}

/**
 * Finds relays, pages and actions by a few letters. The cursor stays in the text field; arrow keys move through the
 * list.
 */
export default function Palette() {
  const navigate = useNavigate()
  const location = useLocation()
  const operator = location.pathname.startsWith(paths.admin)
  const pubkey = () => account()?.pubkey
  const relays = useQuery(() => ({
    ...tenantRelaysQuery(pubkey() ?? ""),
    enabled: pubkey() !== undefined && !operator,
  }))
  // Copied by an effect: a component that waits for a query while it renders would remove the open dialog, and the
  // cursor, from the page.
  const [known, setKnown] = createSignal<readonly Relay[]>([])
  createEffect(() => {
    if (relays.isSuccess) setKnown(relays.data)
  })
  const [sought, setSought] = createSignal("")
  const [at, setAt] = createSignal(0)
  const groups = createMemo(() => {
    const letters = sought().trim()
    return operator ? operatorGroups(letters) : memberGroups(known(), letters)
  })
  const items = createMemo(() => groups().flatMap((group) => group.items))
  const active = () => items()[Math.min(at(), items().length - 1)]
  const optionId = (item: Item) => `palette-${item.id.replaceAll(/[^\w-]/g, "_")}`
  let list: HTMLDivElement | undefined

  createEffect(on(sought, () => setAt(0)))
  createEffect(() => {
    const item = active()
    if (item) list?.querySelector(`#${CSS.escape(optionId(item))}`)?.scrollIntoView({ block: "nearest" })
  })

  const choose = (item: Item) => {
    // Closed first, so that the focus is back on the page before the page changes.
    list?.closest("dialog")?.close()
    if (item.to) navigate(item.to)
    else if (item.deed) DEEDS[item.deed]()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((at() + step + items().length) % Math.max(items().length, 1))
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault()
      const item = active()
      if (item) choose(item)
    }
  }

  return (
    <Overlay
      label={words.title}
      class="mx-auto mt-[max(12px,min(96px,12dvh))] mb-0 w-[calc(100vw-32px)] max-w-[560px] overflow-hidden rounded-dialog bg-raised text-ink shadow-dialog backdrop:bg-black/45"
      onClose={hidePalette}
    >
      <div class="flex h-12 items-center gap-3 border-line border-b px-4">
        <Search size={17} class="shrink-0 text-ink-2" aria-hidden="true" />
        <input
          ref={(field) => queueMicrotask(() => field.focus())}
          type="text"
          role="combobox"
          aria-expanded={items().length > 0}
          aria-controls={items().length > 0 ? "palette-list" : undefined}
          aria-autocomplete="list"
          aria-activedescendant={active() ? optionId(active() as Item) : undefined}
          aria-label={operator ? words.operator : words.member}
          placeholder={operator ? words.operator : words.member}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="go"
          class="h-full min-w-0 grow bg-transparent text-[16px] outline-none placeholder:text-ink-3 sm:text-[15px]"
          value={sought()}
          onInput={(event) => setSought(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <p role="status" class="sr-only">
        {items().length === 0 ? words.none(sought().trim()) : words.count(items().length)}
      </p>
      <Show when={items().length > 0} fallback={<p class="px-4 py-6 text-ink-2">{words.none(sought().trim())}</p>}>
        <div
          ref={list}
          id="palette-list"
          role="listbox"
          tabindex="-1"
          aria-label={words.results}
          class="max-h-[min(440px,60dvh)] overflow-y-auto p-1.5"
        >
          <For each={groups()}>
            {(group) => (
              // biome-ignore lint/a11y/useSemanticElements: options of a list box are grouped by role, not by fieldset
              <div role="group" aria-label={group.label}>
                <p class="px-2.5 pt-2 pb-1 text-[12px] text-ink-3 leading-4" aria-hidden="true">
                  {group.label}
                </p>
                <For each={group.items}>
                  {(item) => (
                    <Row
                      id={optionId(item)}
                      item={item}
                      active={active()?.id === item.id}
                      onPoint={() => setAt(items().indexOf(item))}
                      onChoose={() => choose(item)}
                    />
                  )}
                </For>
              </div>
            )}
          </For>
        </div>
      </Show>
      <p
        class="hidden items-center gap-4 border-line border-t bg-foot px-4 py-2 text-[12px] text-ink-3 sm:flex"
        aria-hidden="true"
      >
        <Hint keys="↑ ↓">{words.move}</Hint>
        <Hint keys="↵">{words.open}</Hint>
        <Hint keys="Esc">{words.close}</Hint>
      </p>
    </Overlay>
  )
}

const DEEDS: Record<Deed, () => void> = {
  light: () => chooseAppearance("light"),
  dark: () => chooseAppearance("dark"),
  system: () => chooseAppearance("system"),
  shortcuts: showShortcuts,
  // A new document, so that no account data stays in memory.
  logOut: () => void signOut().then(() => window.location.assign(paths.home)),
}

function Row(props: { id: string; item: Item; active: boolean; onPoint: () => void; onChoose: () => void }) {
  return (
    <button
      type="button"
      id={props.id}
      role="option"
      tabindex="-1"
      aria-selected={props.active}
      class={clsx(
        "flex min-h-11 w-full cursor-pointer items-center gap-2.5 rounded-[6px] px-2.5 text-left text-[15px] sm:min-h-10 sm:text-[14px]",
        props.active && "bg-hover",
      )}
      onMouseMove={() => props.onPoint()}
      onClick={() => props.onChoose()}
    >
      <Switch>
        <Match when={props.item.relay}>{(relay) => <Flag seed={relay().seed} icon={relay().icon} size={24} />}</Match>
        <Match when={props.item.icon}>
          {(icon) => (
            <span class="grid size-6 shrink-0 place-items-center text-ink-2" aria-hidden="true">
              <Dynamic component={ICONS[icon()]} size={16} />
            </span>
          )}
        </Match>
      </Switch>
      <span class="min-w-0 grow truncate">{props.item.label}</span>
      <Show when={props.item.relay}>{(relay) => <Status tone={relay().status.tone} word={relay().status.word} />}</Show>
      <Show when={props.item.key}>{(key) => <Key>{key()}</Key>}</Show>
    </button>
  )
}

const Hint = (props: { keys: string; children: JSX.Element }) => (
  <span class="flex items-center gap-1.5">
    <Key>{props.keys}</Key>
    {props.children}
  </span>
)
